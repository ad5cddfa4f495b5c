"""为什么: the rows that a village's figure counts."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from kit.jinja import url
from kit.months import Month
from kit.pages import Page
from kit.sheets import Sheet
from reports.ledgers import LEDGERS, counted_rows
from reports.models import Return
from reports.rules.indicators import BY_KEY
from reports.views.filling import filling_address
from services.roles import READERS
from stations import roles
from stations.models import Region
from stations.places import Tier


class FigureWhy(Page):
    """What a computed figure of a village counts, row by row, beside what was frozen when the return went up."""

    roles = READERS
    template_name = "reports/figure_why.html"

    def context(self) -> dict[str, Any]:
        month: Month = self.kwargs["month"]
        indicator = BY_KEY.get(self.kwargs["key"])
        if indicator is None or not indicator.computed:
            raise Http404
        village = self.find(Region.seen.of_tier(Tier.VILLAGE).with_ancestors(), pk=self.kwargs["pk"])
        ledger = LEDGERS[indicator.key]
        rows = counted_rows(indicator.key, village, month).within(self.jurisdiction)
        reports = Return.objects.within(self.jurisdiction).filter(region=village).of_month(month).reported()
        report = reports.prefetch_related("figures").first()
        return {
            "title": f"{village.name}{month.label}:{indicator.name}",
            "indicator": indicator,
            "month": month,
            "village": village,
            "now": rows.aggregate(n=ledger.amount)["n"] or 0,
            "report": report,
            "frozen": report.values()[indicator.key] if report else None,
            "sheet": Sheet(title=indicator.name, columns=ledger.columns, rows=list(rows.order_by("pk"))),
            "back": self._back(village, report, month),
        }

    def _back(self, village: Region, report: Return | None, month: Month) -> str:
        """To the return; a station that has not handed it in yet is filling it in."""
        if report is not None:
            return url("return", report.pk)
        filling = self.request.post.role in roles.STATION
        return filling_address(village, month) if filling else url("returns", month=month)
