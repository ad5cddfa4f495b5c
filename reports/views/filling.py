"""The station makes its return: confirms, fills in, explains, hands it in, takes it back."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from kit.gate import door, for_roles, verb
from kit.jinja import url
from kit.months import Month, today
from kit.pages import EditPage, carry_out
from reports import ledgers
from reports.actions import returns as actions
from reports.forms import ReturnForm
from reports.models import Return
from reports.months import OFFERED
from reports.rules.indicators import COMPUTED
from reports.rules.returns import REPORTED, due_on, is_over, owed_month
from reports.views.lines import figure_lines, reported_values
from stations import roles
from stations.models import Region


@door(for_roles(*roles.STATION))
def return_now(request: HttpRequest) -> HttpResponse:
    """The return that is to be made now: last month's."""
    return redirect("return_fill", owed_month(today()))


class ReturnFill(EditPage):
    """填报月报: the ledgers' figures to confirm, a few to enter, and it goes up."""

    roles = roles.STATION
    template_name = "reports/return_fill.html"
    submit = "核对无误,提交"

    @property
    def month(self) -> Month:
        """The month of the address: this one, or one of the last year's."""
        found: Month = self.kwargs["month"]
        if not 0 <= Month.of(today()) - found <= OFFERED:
            raise Http404
        return found

    @property
    def village(self) -> Region:
        found: Region = self.request.post.region
        return found

    @property
    def draft(self) -> bool:
        """Whether the filler only wants to keep what is there so far."""
        return self.request.POST.get("intent") == "save"

    def report(self) -> Return | None:
        rows = Return.objects.within(self.jurisdiction).filter(region=self.village).of_month(self.month)
        return rows.prefetch_related("figures").first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        report = self.report()
        if report is not None and report.state in REPORTED:
            return redirect("return", report.pk)
        return super().get(request, *args, **kwargs)

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.before = reported_values(self.village, self.month.previous, self.jurisdiction)
        return ReturnForm(self.report(), self.before, data, draft=self.draft)

    def current(self) -> Any:
        """The return as others may have left it; None where there is none yet."""
        held = Return.objects.within(self.jurisdiction).select_for_update().filter(region=self.village)
        report = held.of_month(self.month).first()
        if report is None:
            return None
        # The confirmation is nobody's to change: it is one's own each time.
        confirmed = self.request.POST.get("confirmed")
        return SimpleNamespace(
            version=report.version, explanation=report.explanation, confirmed=confirmed, **report.values()
        )

    def context(self) -> dict[str, Any]:
        report = self.report()
        computed = ledgers.counted(self.village, self.month)
        return {
            **super().context(),
            "title": f"{self.month.label}月报"
            if self.village.closed_on is None
            else f"补报{self.village.name}{self.month.label}月报",
            "report": report,
            "month": self.month,
            "village": self.village,
            "due": due_on(self.month),
            "over": is_over(self.month, today()),
            "lines": [line for line in figure_lines(computed, self.before) if line["indicator"] in COMPUTED],
        }

    def save(self, form: Any) -> Return:
        act = actions.save_draft if self.draft else actions.submit
        return act(
            self.village,
            self.month,
            entered=form.entered,
            explanation=form.cleaned_data["explanation"],
            by=self.request.post,
        )

    @property
    def saved(self) -> str:
        return "草稿已保存,还没有提交。" if self.draft else "月报已提交,等乡镇(街道)审核。"

    def done(self, result: Return) -> HttpResponse:
        return redirect(filling_address(self.village, self.month) if self.draft else url("return", result.pk))

    def back(self) -> str:
        return url("home")


class FormerReturnFill(ReturnFill):
    """补报: the return of a village that is no more, made by who took it over, or by the township in their place."""

    roles = (*roles.STATION, roles.TOWNSHIP)

    @cached_property
    def village(self) -> Region:  # type: ignore[override]
        found: Region = self.find(
            Region.found.with_ancestors().filter(closed_on__isnull=False), pk=self.kwargs["pk"]
        )
        return found


def filling_address(village: Region, month: Month) -> str:
    """Where the return of a village is made, whoever answers for it now."""
    if village.closed_on is None:
        return url("return_fill", month)
    return url("return_fill_former", month, village.pk)


@verb(*roles.STATION, roles.TOWNSHIP)
def return_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(
        Return.objects.within(request.jurisdiction).select_related("region__became"), pk=pk
    )
    return carry_out(
        request,
        lambda: actions.withdraw(report, by=request.post),
        done="已撤回,改好后请重新提交。",
        back=filling_address(report.region, report.period),
    )
