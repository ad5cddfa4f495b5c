"""Monthly returns on screen: the station fills in, the township reviews, everybody else looks."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from kit.gate import door, for_roles, verb
from kit.jinja import moment, url
from kit.months import Month, today
from kit.pages import DetailPage, EditPage, Page, carry_out
from kit.sheets import Column, Kind
from reports import ledgers
from reports.actions import returns as actions
from reports.filters import ReturnFilterSet
from reports.forms import ReturnForm, SendBackForm
from reports.models import Return
from reports.months import asked_month
from reports.owing import owing
from reports.rules.checks import findings
from reports.rules.indicators import COMPUTED, INDICATORS
from reports.rules.returns import (
    REPORTED,
    STATES_WITH_MISSING,
    WORKFLOW,
    due_on,
    is_over,
    owed_month,
    state_without_return,
)
from services.roles import READERS
from stations import roles
from stations.models import Region
from stations.pages import ListPage
from stations.places import KINDS, Tier


def reported_values(village: Region, month: Month, page: Page) -> dict[str, int]:
    """The figures that a village reported for a month; empty where it has not."""
    rows = Return.objects.within(page.jurisdiction).filter(region=village).of_month(month).reported()
    report = rows.prefetch_related("figures").first()
    return report.values() if report else {}


def figure_lines(values: Mapping[str, int], before: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lines of a return, one an indicator, with last month's figure beside."""
    return [
        {"indicator": indicator, "value": values.get(indicator.key), "before": before.get(indicator.key)}
        for indicator in INDICATORS
    ]


@door(for_roles(*roles.STATION))
def return_now(request: HttpRequest) -> HttpResponse:
    """The return that is to be made now: last month's."""
    return redirect("return_fill", owed_month(today()))


class ReturnFill(EditPage):
    """本月月报: the ledgers' figures to confirm, a few to enter, and it goes up."""

    roles = roles.STATION
    template_name = "reports/return_fill.html"
    submit = "核对无误,提交"

    @property
    def month(self) -> Month:
        found: Month = self.kwargs["month"]
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
        self.before = reported_values(self.village, self.month.previous, self)
        return ReturnForm(self.report(), self.before, data, draft=self.draft)

    def current(self) -> Any:
        """The return as others may have left it; None where there is none yet."""
        report = self.report()
        if report is None:
            return None
        Return.objects.within(self.jurisdiction).select_for_update().get(pk=report.pk)
        report = self.report()
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
            "title": f"{self.month.label}月报",
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
        return redirect("return_fill", self.month) if self.draft else redirect("return", result.pk)

    def back(self) -> str:
        return url("home")


class ReturnPage(DetailPage):
    """A return: its figures beside last month's, what asks for an explanation, who did what, and what may be done."""

    roles = roles.BUSINESS
    template_name = "reports/return_detail.html"

    def queryset(self) -> Any:
        return Return.objects.with_place().select_related("submitted_by", "reviewed_by")

    def context(self) -> dict[str, Any]:
        report = self.object
        values = report.values()
        before = reported_values(report.region, report.period.previous, self)
        whole = report.state in REPORTED
        return {
            **super().context(),
            "lines": figure_lines(values, before),
            "findings": actions.figures_findings(report.region, report.period, values) if whole else (),
            "verbs": {found.verb for found in WORKFLOW.allowed(report.state, self.request.post.role)},
            "may_ask_why": self.request.post.role in READERS,
        }


class ReturnList(ListPage):
    """Every village that owes a return for a month, with how far it has come."""

    roles = roles.BUSINESS
    template_name = "reports/return_list.html"
    columns = (
        Column("district", "区县", value="parent.parent.name"),
        Column("township", "乡镇(街道)", value="parent.name"),
        Column("village", "村(社区)", value="name", link=lambda row: address_of(row)),
        Column("kind", "类别", Kind.CHOICE, choices=KINDS),
        Column("state", "状态", Kind.STATE, choices=STATES_WITH_MISSING),
        Column(
            "submitted_at", "提交时间", value=lambda row: moment(row.submitted_at) if row.submitted_at else ""
        ),
        Column("punctual", "是否按时"),
        Column("returned_because", "退回原因"),
    )
    sorts = {
        "district": ("parent__parent__code", "code"),
        "township": ("parent__sort_key", "code"),
        "village": ("sort_key",),
        "state": ("state", "code"),
        "submitted_at": ("submitted_at", "code"),
    }
    default_sort = "district"
    filterset_class = ReturnFilterSet
    empty = "这个月管辖范围内没有需要报月报的村(社区)。"

    @property
    def month(self) -> Month:
        return asked_month(self.request)

    @property
    def title(self) -> str:
        return f"{self.month.label}月报"

    def queryset(self) -> Any:
        own = (
            Return.objects.within(self.jurisdiction)
            .of_month(self.month)
            .filter(region=OuterRef("pk"))
            .order_by()
        )
        return (
            owing(self.month)
            .select_related("parent__parent")
            .annotate(
                report_id=Subquery(own.values("pk")),
                state=Coalesce(
                    Subquery(own.values("state")), Value(state_without_return(self.month, today()))
                ),
                submitted_at=Subquery(own.values("submitted_at")),
                first_submitted_on=Subquery(own.values("first_submitted_on")),
                returned_because=Subquery(own.values("returned_because")),
            )
            .annotate(
                punctual=Case(
                    When(first_submitted_on__lte=due_on(self.month), then=Value("按时")),
                    When(first_submitted_on__isnull=False, then=Value("迟报")),
                    default=Value(""),
                )
            )
        )

    def shown_columns(self) -> tuple[Column, ...]:
        """Places above one's own go without saying."""
        tier = self.request.post.region.tier
        hidden = {"district"} if tier >= Tier.DISTRICT else set()
        hidden |= {"township"} if tier >= Tier.TOWNSHIP else set()
        return tuple(column for column in self.columns if column.key not in hidden)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "month": self.month, "due": due_on(self.month)}

    def row_address(self, row: Any) -> str:
        return address_of(row)


def address_of(row: Any) -> str:
    """A village's return, or the village where there is none."""
    return url("return", row.report_id) if row.report_id else url("region", row.pk)


class ReturnReview(Page):
    """Forty returns before noon: a township's villages for a month, figures side by side, to be passed together."""

    roles = (roles.TOWNSHIP,)
    template_name = "reports/return_review.html"

    def context(self) -> dict[str, Any]:
        month = asked_month(self.request)
        villages = list(owing(month).within(self.jurisdiction).order_by("code"))
        now, before = self._returns(month), self._returns(month.previous)
        rows = [
            _reviewed(month, village, now.get(village.pk), before.get(village.pk)) for village in villages
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

    def _returns(self, month: Month) -> dict[int, Return]:
        rows = Return.objects.within(self.jurisdiction).of_month(month).select_related("submitted_by")
        return {report.region_id: report for report in rows.prefetch_related("figures")}


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


@verb(*roles.STATION)
def return_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    page = Page()
    page.setup(request, pk=pk)
    report = page.find(Return.objects.select_related("region"), pk=pk)
    return carry_out(
        request,
        lambda: actions.withdraw(report, by=request.post),
        done="已撤回,改好后请重新提交。",
        back=url("return_fill", report.period),
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
