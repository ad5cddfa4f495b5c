"""制度上墙 on screen: the boards, one station's wall, what hung where, and what is done with it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage, EditPage, Page
from kit.pages.downloads import FORMATS, download
from kit.sheets import Column, Kind, Sheet
from stations import audit, posters, postings, roles
from stations import columns as shared
from stations.actions import postings as actions
from stations.filters import PostingFilterSet
from stations.models import Posting, Region, Station
from stations.pages import ListPage
from stations.places import Tier
from stations.wall_forms import PostingForm, TakeDownForm

MAY_POST = (*roles.STATION, roles.TOWNSHIP)
STATES = {"hanging": "在墙上", "taken_down": "已取下"}


class WallBoard(Page):
    """The townships of a city or a district; of a township, its stations; a village goes to its own wall."""

    roles = (*roles.SUPERVISORS, roles.AUDITOR)
    template_name = "stations/wall_board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.place.tier == Tier.VILLAGE:
            return self._own_wall()
        if (wanted := request.GET.get("format")) in FORMATS:
            sheet = self.sheet()
            audit.record(
                "导出", self.place, reason=f"{sheet.title} {wanted}", detail={"rows": len(sheet.rows)}
            )
            return download(sheet, wanted)
        return super().get(request, *args, **kwargs)

    def _own_wall(self) -> HttpResponse:
        station = Station.objects.within(self.jurisdiction).filter(region=self.place).first()
        return redirect(url("station_wall", station.pk) if station else url("region", self.place.pk))

    @cached_property
    def place(self) -> Region:
        """The place of the address, or the acting post's own."""
        own: Region = self.request.post.region
        pk = self.kwargs.get("pk", own.pk)
        found: Region = own if pk == own.pk else self.find(Region.objects.with_ancestors(), pk=pk)
        return found

    @property
    def only_missing(self) -> bool:
        return self.place.tier == Tier.TOWNSHIP and self.request.GET.get("show") == postings.MISSING

    def sheet(self) -> Sheet:
        found = postings.walls(self.place, self.jurisdiction, today())
        if self.place.tier < Tier.TOWNSHIP:
            return postings.townships_sheet(self.place, found)
        shown = [wall for wall in found if wall.missing] if self.only_missing else found
        return postings.stations_sheet(self.place, shown)

    def address(self, form: str) -> str:
        show = postings.MISSING if self.only_missing else ""
        return url("wall_of", self.place.pk, format=form, show=show)

    def context(self) -> dict[str, Any]:
        return {
            "title": f"{self.place.name}制度上墙",
            "place": self.place,
            "sheet": self.sheet(),
            "stations": self.place.tier == Tier.TOWNSHIP,
            "only_missing": self.only_missing,
            "above": [
                each for each in self.place.lineage[:-1] if self.jurisdiction.covers(each.code, each.tier)
            ],
        }


class OwnWall(WallBoard):
    """The board of the acting post's own place."""

    roles = (*roles.STATION, *roles.SUPERVISORS, roles.AUDITOR)


class StationWall(DetailPage):
    """What is to hang in a station, what hangs, and the posters to print."""

    roles = roles.BUSINESS
    template_name = "stations/station_wall.html"

    def queryset(self) -> Any:
        return Station.objects.with_place()

    def context(self) -> dict[str, Any]:
        station, role = self.object, self.request.post.role
        material = posters.gather(station, today())
        rows = Posting.objects.within(self.jurisdiction).filter(station=station).with_all()
        found = list(rows.order_by("sheet", "-posted_on"))
        hanging = {each.sheet: each for each in found if each.taken_down_on is None}
        wall = postings.judged(station, material.stored, hanging)
        return {
            **super().context(),
            "title": "制度上墙",
            "wall": wall,
            "lines": _lines(posters.posters(material), wall),
            "others": [each for each in hanging.values() if each.sheet not in _sheets(material)],
            "past": [each for each in found if each.taken_down_on],
            "may_post": role in MAY_POST,
            "may_write": role in roles.SUPERVISORS,
            "code": station.region.present.code_text,
        }


def _sheets(material: posters.Material) -> set[str]:
    return {poster.sheet for poster in posters.posters(material)}


def _lines(made: tuple[posters.Poster, ...], wall: postings.Wall) -> list[dict[str, Any]]:
    """Each poster with what the document asks about it and what hangs; what is missing comes first."""
    lines = [
        {"poster": poster, "verdict": wall.verdict(poster.sheet), "posting": wall.hanging.get(poster.sheet)}
        for poster in made
    ]
    return sorted(lines, key=lambda line: (line["verdict"] is None, bool(line["posting"])))


class PostingNew(EditPage):
    """A sheet that hangs now, with its photo."""

    roles = MAY_POST
    title = "登记上墙"
    submit = "登记"
    saved = "已登记上墙。"
    multipart = True

    @cached_property
    def station(self) -> Station:
        found: Station = self.find(Station.objects.with_place(), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.title = f"登记上墙:{self.station.name}"
        material = posters.gather(self.station, today())
        offers = [poster.title for poster in posters.posters(material)]
        return PostingForm(offers, data, files, initial={"what": self.request.GET.get("what", "")})

    def save(self, form: Any) -> Posting:
        given = form.cleaned_data
        return actions.post(
            self.station,
            what=given["what"],
            place=given["place"],
            posted_on=given["posted_on"],
            upload=given["upload"],
            by=self.request.user,
        )

    def back(self) -> str:
        return url("station_wall", self.kwargs["pk"])


class PostingTakeDown(EditPage):
    """A sheet no longer hangs: replaced, torn, or never hung."""

    roles = MAY_POST
    title = "登记取下"
    submit = "登记取下"
    saved = "已登记取下,登记和照片仍保留。"

    @cached_property
    def posting(self) -> Posting:
        found: Posting = self.find(Posting.objects.select_related("station"), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.title = f"登记取下:{self.posting.what}"
        return TakeDownForm(data)

    def save(self, form: Any) -> None:
        given = form.cleaned_data
        actions.take_down(
            self.posting, on=given["taken_down_on"], reason=given["reason"], by=self.request.user
        )

    def back(self) -> str:
        return url("station_wall", self.posting.station_id)


class PostingList(ListPage):
    """What hangs and hung within the jurisdiction, sheet by sheet, with its photo."""

    roles = roles.BUSINESS
    title = "上墙登记"
    columns = (
        shared.SERIAL,
        shared.DISTRICT,
        shared.TOWNSHIP,
        Column(
            "village", "村(社区)", value="region.name", link=lambda row: url("station_wall", row.station_id)
        ),
        Column("what", "内容"),
        Column("place", "位置"),
        Column("posted_on", "上墙日期", Kind.DATE),
        Column("posted_by", "登记人", value="posted_by.name"),
        Column("photo", "照片", value=lambda row: "看照片", link=lambda row: url("file", row.photo.name)),
        Column("state", "状态", Kind.STATE, choices=STATES),
        Column("taken_down_on", "取下日期", Kind.DATE),
        Column("taken_down_because", "取下原因"),
    )
    sorts = {
        **shared.PLACE_SORTS,
        "what": ("sheet", "scope_code"),
        "posted_on": ("-posted_on", "scope_code"),
        "taken_down_on": ("-taken_down_on", "scope_code"),
    }
    default_sort = "posted_on"
    filterset_class = PostingFilterSet
    empty = "还没有登记上墙的内容。协管员在本站的“制度上墙”里拍照登记。"

    def queryset(self) -> Any:
        return Posting.objects.with_all()

    def shown_columns(self) -> tuple[Column, ...]:
        return shared.seen_from(self.request.post.region, self.columns)

    def row_address(self, row: Posting) -> str:
        return url("station_wall", row.station_id)
