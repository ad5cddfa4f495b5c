"""场所和设备缺口: how many stations of each township lack a place or equipment, down to the single station."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from kit.gate import verb
from kit.jinja import moment, url
from kit.months import today
from kit.pages import carry_out
from kit.pages.downloads import FORMATS, download
from kit.refused import Refused
from kit.sheets import Sheet
from stations import audit, gaps, roles
from stations.actions.boards import recount
from stations.documents import published
from stations.gap_counts import GapNumbers, gaps_counted
from stations.models import Region, Station
from stations.places import Tier
from stations.standing import Measure, offered_documents, stands
from stations.views.counting import PlacePage


class GapBoard(PlacePage):
    """The townships of a city or a district, as they were counted; of a township, its stations as they are."""

    template_name = "stations/gap_board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (wanted := request.GET.get("format")) in FORMATS:
            sheet = self.sheet
            audit.record(
                "导出", self.place, reason=f"{sheet.title} {wanted}", detail={"rows": len(sheet.rows)}
            )
            return download(sheet, wanted)
        return super().get(request, *args, **kwargs)

    @property
    def counted(self) -> bool:
        """Whether the numbers were counted beforehand; a township is held against the documents on the spot."""
        return self.place.tier < Tier.TOWNSHIP

    @cached_property
    def documents(self) -> dict[str, str]:
        return dict(offered_documents())

    @cached_property
    def asked_key(self) -> tuple[str, str]:
        """The document to hold the stations against, and why it is not the one that was asked for."""
        key = self.request.GET.get("by", "")
        if not key or (self.counted and self.numbers_by(key).at):
            return key, ""
        try:
            published(key, today())
        except Refused as refusal:
            return "", refusal.reason
        return key, ""

    @property
    def key(self) -> str:
        return self.asked_key[0]

    @property
    def what(self) -> str:
        """What is asked after: something the board counts, or nothing."""
        asked = self.request.GET.get("what", "")
        return asked if gaps.in_words(asked) else ""

    @property
    def heading(self) -> str:
        return f"对照 {self.documents[self.key]}" if self.key else "对照各地执行的文件"

    @property
    def numbers(self) -> GapNumbers:
        return self.numbers_by(self.key)

    def numbers_by(self, key: str) -> GapNumbers:
        if key not in self._numbers:
            self._numbers[key] = gaps_counted(self.place, key, self.jurisdiction)
        return self._numbers[key]

    @cached_property
    def _numbers(self) -> dict[str, GapNumbers]:
        return {}

    @cached_property
    def sheet(self) -> Sheet:
        if not self.counted:
            found = stands(self.place, self.jurisdiction, Measure(on=today(), key=self.key))
            return gaps.stations_sheet(self.place, gaps.chosen(found, self.what), heading=self.heading)
        at = self.numbers.at
        return gaps.townships_sheet(
            self.place.name,
            self.numbers.rows,
            districts=self.place.tier < Tier.DISTRICT,
            by=self.key,
            heading=(self.heading, f"统计于 {moment(at)}" if at else ""),
        )

    def address(self, form: str) -> str:
        """Where the sheet shown downloads."""
        return f"{self.request.path}?{urlencode({'format': form, 'by': self.key, 'what': self.what})}"

    def context(self) -> dict[str, Any]:
        return {
            "title": f"{self.place.name}场所和设备缺口",
            "sheet": self.sheet,
            "below": "乡镇(街道)" if self.counted else "站",
            "asked": self.what,
            "words": gaps.in_words(self.what),
            "by": self.key,
            "heading": self.heading,
            "wrong": self.asked_key[1],
            "documents": list(self.documents.items()),
            "above": self.above,
            "counted": self.counted,
            **(self._counted() if self.counted else {}),
        }

    def _counted(self) -> dict[str, Any]:
        state = self.count_state(self.numbers.at)
        empty = self.numbers.at is None
        stations = Station.objects.within(self.jurisdiction).within(self.place.jurisdiction)
        return {**state, "redrawn": self.numbers.redrawn, "has_stations": not empty or stations.exists()}


@verb(*roles.SUPERVISORS)
def gap_recount(request: HttpRequest, pk: int) -> HttpResponse:
    """Count all boards of the city that the place lies in."""
    rows: Any = Region.objects.within(request.jurisdiction)  # type: ignore[attr-defined]
    place: Region = get_object_or_404(rows, pk=pk)
    key = request.POST.get("by", "")
    return carry_out(
        request,
        lambda: recount(place, by=request.post),  # type: ignore[attr-defined]
        done="已开始重新统计,完成后这一页自动更新。",
        back=url("gaps_of", pk, by=key if key in dict(offered_documents()) else ""),
    )
