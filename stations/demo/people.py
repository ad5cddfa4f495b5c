"""The people of the demo: those one can sign in as, at least one for every role, and those who act elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from django.contrib.auth.hashers import make_password

from kit.refused import Refused
from stations import roles
from stations.demo import invention
from stations.demo.world import PASSWORD, SEED
from stations.models import Post, Region, User
from stations.places import Place, Tier

# A 行政村 of 藤桥镇 in 鹿城区: the town has 34 of them, so its office has something to compare.
HOME = "330302102202"


# Who acts where nobody of the people above does: the role, and what the log-in name begins with.
CLERKS = {
    Tier.VILLAGE: (roles.VILLAGE, "站"),
    Tier.TOWNSHIP: (roles.TOWNSHIP, "所"),
    Tier.DISTRICT: (roles.DISTRICT_HR, "局"),
}


@dataclass(frozen=True, slots=True)
class Person:
    username: str
    name: str
    role: str
    place: Place


PEOPLE = tuple(
    Person(username, name, role, Place.parse(code))
    for username, name, role, code in (
        ("lin", "林协管", roles.COORDINATOR, HOME),
        ("chen", "陈主任", roles.VILLAGE, HOME),
        ("wang", "王所长", roles.TOWNSHIP, "330302102"),
        ("zhou", "周科长", roles.DISTRICT_HR, "330302"),
        ("zhao", "赵会计", roles.DISTRICT_FINANCE, "330302"),
        ("jin", "金科长", roles.DISTRICT_FINANCE, "330302"),
        ("wu", "吴出纳", roles.DISTRICT_FINANCE, "330302"),
        ("sun", "孙处长", roles.CITY, "3303"),
        ("he", "何科员", roles.CITY, "3303"),
        ("qian", "钱审计", roles.AUDITOR, "3303"),
        ("mo", "陌生人", roles.DISTRICT_FINANCE, "330303"),
        ("admin", "系统管理员", roles.ADMIN, "3303"),
    )
)


def refuse_taken_names() -> None:
    """The demo's log-in names must not be anybody's."""
    taken = User.objects.filter(username__in=[person.username for person in PEOPLE]).order_by("username")
    if taken:
        names = "、".join(user.username for user in taken)
        raise Refused(f"登录名 {names} 已有人使用,演示人员要用这些登录名,不能载入演示数据。")


def appoint(places: Iterable[Region], *, since: date) -> dict[str, Post]:
    """Open the accounts of those one can sign in as and give each its post; by log-in name."""
    found = {region.place: region for region in places}
    return _engage(
        (
            User(username=person.username, name=person.name, password=make_password(PASSWORD), is_demo=True),
            Post(role=person.role, region=found[person.place], starts_on=since, basis="演示"),
        )
        for person in PEOPLE
    )


def appoint_clerks(places: Iterable[Region], posts: Mapping[str, Post], *, since: date) -> dict[int, Post]:
    """Who acts at every other station, office and bureau: accounts without a password, so nobody signs in as them."""
    random = Random(SEED)  # noqa: S311
    own = {posts[username].region_id: posts[username] for username in ("lin", "wang", "zhou")}
    others = [region for region in places if region.tier in CLERKS and region.pk not in own]
    clerks = _engage(_clerk(region, random, since) for region in others)
    return own | {post.region_id: post for post in clerks.values()}


def _clerk(region: Region, random: Random, since: date) -> tuple[User, Post]:
    role, prefix = CLERKS[Tier(region.tier)]
    username, nobodys = f"{prefix}-{region.place.short}", make_password(None)
    return (
        User(username=username, name=invention.name(random), password=nobodys, is_demo=True),
        Post(role=role, region=region, starts_on=since, basis="演示"),
    )


def _engage(people: Iterable[tuple[User, Post]]) -> dict[str, Post]:
    users, posts = zip(*people, strict=True)
    User.objects.bulk_create(users)
    for user, post in zip(users, posts, strict=True):
        post.user = user
    Post.objects.bulk_create(posts)
    return {post.user.username: post for post in posts}
