"""Boards: city, district, township, station, each a step down from the one above."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase

from kit.pages import Page
from kit.pages.downloads import FORMATS, download
from reports.as_now import board_as_now
from reports.boards import board
from reports.models import Return
from reports.months import asked_month, offered_months
from reports.rules.returns import due_on
from stations import audit, roles
from stations.models import Region
from stations.places import Tier

BOARD_ROLES = (*roles.SUPERVISORS, roles.DISTRICT_FINANCE, roles.AUDITOR)


class BoardPage(Page):
    """统计看板: who has not reported, and what the reports add up to."""

    roles = BOARD_ROLES
    template_name = "reports/board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (wanted := request.GET.get("format")) in FORMATS:
            sheet = self.board().children_sheet()
            audit.record("导出", self.place, reason=f"{sheet.title} {wanted}")
            return download(sheet, wanted)
        return super().get(request, *args, **kwargs)

    @property
    def place(self) -> Region:
        """The place of the address, or the acting post's own."""
        own: Region = self.request.post.region
        pk = self.kwargs.get("pk", own.pk)
        if not hasattr(self, "_place"):
            self._place = own if pk == own.pk else self.find(Region.objects.with_ancestors(), pk=pk)
        return self._place

    def board(self) -> Any:
        drawn = board_as_now if self.as_now else board
        return drawn(self.place, asked_month(self.request), self.jurisdiction)

    @property
    def as_now(self) -> bool:
        return bool(self.request.GET.get("as") == "now")

    def context(self) -> dict[str, Any]:
        shown = self.board()
        return {
            "title": f"{self.place.name}统计看板",
            "board": shown,
            "month": shown.month,
            "as_now": self.as_now,
            "months": offered_months(),
            "due": due_on(shown.month),
            "above": self._above(),
            "report": self._report(shown.month),
        }

    def _above(self) -> list[Region]:
        """The way back up, as far as the jurisdiction reaches."""
        return [each for each in self.place.lineage[:-1] if self.jurisdiction.covers(each.code, each.tier)]

    def _report(self, month: Any) -> Return | None:
        """A village's own return, where the drill-down ends."""
        if self.place.tier != Tier.VILLAGE:
            return None
        found: Return | None = (
            Return.objects.within(self.jurisdiction).filter(region=self.place).of_month(month).first()
        )
        return found
