"""The people and places that most tests are played by: a small city with two districts.

温州市 › 鹿城区 › 七都街道 › 上沙村, 下沙村, 河滨社区; 鹿城区 › 山福镇 › 山根村; 龙湾区 › 永中街道 › 永中村.
林协管 and 陈主任 work in 上沙村.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client

from kit.pinyin import sort_key
from stations import roles
from stations.documents import load_shipped_documents
from stations.models import Adoption, PolicyDocument, Post, Region, Station, User
from stations.models.regions import located
from stations.places import Place

PASSWORD = "cunzhan-tests"

PLACES = {
    "33": "浙江省",
    "3303": "温州市",
    "330302": "鹿城区",
    "330302008": "七都街道",
    "330302008001": "河滨社区",
    "330302008201": "上沙村",
    "330302008202": "下沙村",
    "330302101": "山福镇",
    "330302101201": "山根村",
    "330303": "龙湾区",
    "330303001": "永中街道",
    "330303001201": "永中村",
}

PEOPLE = {
    "lin": ("林协管", roles.COORDINATOR, "330302008201"),
    "chen": ("陈主任", roles.VILLAGE, "330302008201"),
    "wang": ("王所长", roles.TOWNSHIP, "330302008"),
    "zhou": ("周科长", roles.DISTRICT_HR, "330302"),
    "zhao": ("赵会计", roles.DISTRICT_FINANCE, "330302"),
    "jin": ("金科长", roles.DISTRICT_FINANCE, "330302"),
    "wu": ("吴出纳", roles.DISTRICT_FINANCE, "330302"),
    "sun": ("孙处长", roles.CITY, "3303"),
    "he": ("何科员", roles.CITY, "3303"),
    "qian": ("钱审计", roles.AUDITOR, "3303"),
    "mo": ("陌生人", roles.DISTRICT_FINANCE, "330303"),
    "admin": ("系统管理员", roles.ADMIN, "3303"),
}


@dataclass
class Cast:
    """Places by their code as the national list writes it, people by their log-in name."""

    places: dict[str, Region] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    stations: dict[str, Station] = field(default_factory=dict)

    @classmethod
    def assemble(cls) -> Cast:
        cast = cls()
        cast._found_places()
        cast._appoint_people()
        cast._adopt_w()
        return cast

    def place(self, code: str) -> Region:
        return self.places[code]

    @property
    def village(self) -> Region:
        """上沙村, where 林协管 works."""
        return self.places["330302008201"]

    @property
    def township(self) -> Region:
        """七都街道."""
        return self.places["330302008"]

    @property
    def district(self) -> Region:
        """鹿城区."""
        return self.places["330302"]

    @property
    def city(self) -> Region:
        """温州市."""
        return self.places["3303"]

    @property
    def station(self) -> Station:
        """The station of 上沙村."""
        return self.stations["330302008201"]

    def person(self, username: str) -> User:
        return self.people[username]

    def client(self, username: str) -> Client:
        """A browser in which ``username`` has signed in."""
        client = Client()
        client.force_login(self.people[username])
        return client

    def request(self, username: str) -> Any:
        """What actions and registries need of a request: user, post and jurisdiction."""
        post = self.posts[username]
        return type("Asked", (), {"user": post.user, "post": post, "jurisdiction": post.jurisdiction})()

    def _found_places(self) -> None:
        for code, name in PLACES.items():
            place = Place.parse(code)
            above = place.parent
            parent = self.places[above.short] if above else None
            region = Region.objects.create(
                tier=place.tier,
                code=place.code,
                kind=place.kind,
                name=name,
                sort_key=sort_key(name),
                parent=parent,
            )
            self.places[code] = region
            if len(code) == 12:
                self.stations[code] = Station.objects.create(
                    **located(region), name=f"{name}劳动保障站", opened_on=date(2009, 12, 1)
                )

    def _appoint_people(self) -> None:
        for username, (name, role, code) in PEOPLE.items():
            user = User.objects.create_user(username, None, name=name)
            self.people[username] = user
            self.posts[username] = Post.objects.create(
                user=user, role=role, region=self.places[code], starts_on=date(2009, 1, 1)
            )

    def _adopt_w(self) -> None:
        load_shipped_documents()
        Adoption.objects.create(
            region=self.city, document=PolicyDocument.objects.get(key="W"), starts_on=date(2009, 11, 4)
        )
