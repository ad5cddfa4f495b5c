"""场所和设备缺口: how many stations of each township lack a place or equipment, down to the single station."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase

from kit.months import today
from kit.pages import Page
from kit.pages.downloads import FORMATS, download
from kit.refused import Refused
from kit.sheets import Sheet
from stations import audit, gaps, roles
from stations.models import Region
from stations.places import Tier
from stations.standing import Measure, offered_documents, stands


class GapBoard(Page):
    """The townships of a city or a district; of a township, its stations."""

    roles = (roles.TOWNSHIP, roles.DISTRICT_HR, roles.CITY, roles.AUDITOR)
    template_name = "stations/gap_board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (wanted := request.GET.get("format")) in FORMATS:
            sheet = self.sheet()
            audit.record(
                "导出", self.place, reason=f"{sheet.title} {wanted}", detail={"rows": len(sheet.rows)}
            )
            return download(sheet, wanted)
        return super().get(request, *args, **kwargs)

    @cached_property
    def place(self) -> Region:
        """The place of the address, or the acting post's own."""
        own: Region = self.request.post.region
        pk = self.kwargs.get("pk", own.pk)
        found: Region = own if pk == own.pk else self.find(Region.objects.with_ancestors(), pk=pk)
        return found

    @cached_property
    def measure(self) -> Measure:
        """What to hold the stations against; a document that is not there gives way to those in force."""
        self.wrong = ""
        try:
            return Measure(on=today(), key=self.request.GET.get("by", ""))
        except Refused as refusal:
            self.wrong = refusal.reason
            return Measure(on=today())

    @property
    def what(self) -> str:
        """What is asked after: something the board counts, or nothing."""
        asked = self.request.GET.get("what", "")
        return asked if gaps.in_words(asked) else ""

    def sheet(self) -> Sheet:
        found = stands(self.place, self.jurisdiction, self.measure)
        heading = gaps.described(self.measure)
        if self.place.tier >= Tier.TOWNSHIP:
            return gaps.stations_sheet(self.place, gaps.chosen(found, self.what), heading=heading)
        key = self.measure.chosen.key if self.measure.chosen else ""
        return gaps.townships_sheet(self.place, found, by=key, heading=heading)

    def address(self, form: str) -> str:
        """Where the sheet shown downloads."""
        key = self.measure.chosen.key if self.measure.chosen else ""
        return f"{self.request.path}?{urlencode({'format': form, 'by': key, 'what': self.what})}"

    def context(self) -> dict[str, Any]:
        sheet = self.sheet()
        return {
            "title": f"{self.place.name}场所和设备缺口",
            "sheet": sheet,
            "below": "站" if self.place.tier >= Tier.TOWNSHIP else "乡镇(街道)",
            "asked": self.what,
            "words": gaps.in_words(self.what),
            "by": self.measure.chosen.key if self.measure.chosen else "",
            "heading": gaps.described(self.measure),
            "wrong": self.wrong,
            "documents": offered_documents(),
            "above": [
                each for each in self.place.lineage[:-1] if self.jurisdiction.covers(each.code, each.tier)
            ],
        }
