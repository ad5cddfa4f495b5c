"""The township goes through its villages' returns: forty before noon."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from kit.gate import verb
from kit.jinja import url
from kit.months import Month, today
from kit.pages import EditPage, Page, carry_out
from reports.actions import returns as actions
from reports.forms import SendBackForm
from reports.models import Return
from reports.months import asked_month
from reports.owing import owing
from reports.rules.checks import findings
from reports.rules.indicators import INDICATORS
from reports.rules.returns import (
    REPORTED,
    STATES_WITH_MISSING,
    due_on,
    owed_month,
    state_without_return,
)
from stations import roles
from stations.models import Region


class ReturnReview(Page):
    """Forty returns before noon: a township's villages for a month, figures side by side, to be passed together."""

    roles = (roles.TOWNSHIP,)
    template_name = "reports/return_review.html"

    def context(self) -> dict[str, Any]:
        month = asked_month(self.request)
        villages = list(owing(month).within(self.jurisdiction).order_by("code"))
        returns = self._returns(month, month.previous)
        rows = [
            _reviewed(
                month, village, returns.get((village.pk, month)), returns.get((village.pk, month.previous))
            )
            for village in villages
        ]
        return {
            "title": f"{month.label}月报审核",
            "month": month,
            "due": due_on(month),
            "today": today(),
            "rows": rows,
            "indicators": INDICATORS,
            "waiting": sum(row["state"] == "submitted" for row in rows),
            "missing": [row["village"].name for row in rows if row["state"] not in REPORTED],
            "states": STATES_WITH_MISSING,
        }

    def _returns(self, *months: Month) -> dict[tuple[int, Month], Return]:
        """The returns of the months by village and month."""
        rows = Return.objects.within(self.jurisdiction).filter(month__in=[month.first for month in months])
        return {(report.region_id, report.period): report for report in rows.prefetch_related("figures")}


def _reviewed(month: Month, village: Region, report: Return | None, before: Return | None) -> dict[str, Any]:
    """One village's line for the review: its figures only once it has handed them in."""
    shown = report is not None and report.state != "draft"
    values = report.values() if report is not None and shown else {}
    last = before.values() if before is not None and before.state in REPORTED else None
    waiting = report is not None and report.state == "submitted"
    return {
        "village": village,
        "report": report,
        "state": report.state if report is not None else state_without_return(month, today()),
        "values": values,
        "findings": findings(values, last) if waiting else (),
    }


@verb(roles.TOWNSHIP)
def returns_accept(request: HttpRequest) -> HttpResponse:
    """Pass the ticked returns, all or none."""
    asked = {
        int(pk) for pk in request.POST.getlist("return") if pk.isascii() and pk.isdigit() and len(pk) < 19
    }
    reports = list(Return.objects.within(request.jurisdiction).filter(pk__in=asked))
    if len(reports) != len(asked):
        raise Http404
    month = reports[0].period if reports else owed_month(today())
    return carry_out(
        request,
        lambda: actions.accept(reports, by=request.post),
        done=f"已通过 {len(reports)} 份月报,正在汇总。",
        back=url("return_review", month=month),
    )


class ReturnSendBack(EditPage):
    """The township says what is wrong."""

    roles = (roles.TOWNSHIP,)
    submit = "退回"
    saved = "已退回,站里改好后会重新提交。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.report = self.find(Return.objects.select_related("region"), pk=self.kwargs["pk"])
        return SendBackForm(data)

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "title": f"退回{self.report.region.name}的{self.report.period.label}月报",
        }

    def save(self, form: Any) -> Return:
        return actions.send_back(self.report, reason=form.cleaned_data["reason"], by=self.request.post)

    def back(self) -> str:
        return url("return", self.kwargs["pk"])
