"""Monthly returns on screen, for everybody who looks: the list of a month and one return."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from kit.jinja import moment, url
from kit.months import Month, today
from kit.pages import DetailPage
from kit.sheets import Column, Kind
from reports.actions import returns as actions
from reports.filters import ReturnFilterSet
from reports.models import Return
from reports.months import asked_month
from reports.owing import owing
from reports.rules.returns import REPORTED, STATES_WITH_MISSING, WORKFLOW, due_on, state_without_return
from reports.views.filling import filling_address
from reports.views.lines import figure_lines, reported_values
from services.roles import READERS
from stations import columns as shared
from stations import roles
from stations.places import KINDS, Tier
from stations.views.places import ThenOrNowPage


class ReturnPage(DetailPage):
    """A return: its figures beside last month's, what asks for an explanation, who did what, and what may be done."""

    roles = roles.BUSINESS
    template_name = "reports/return_detail.html"

    def queryset(self) -> Any:
        return Return.objects.with_place().select_related("submitted_by", "reviewed_by")

    def context(self) -> dict[str, Any]:
        report = self.object
        values = report.values()
        before = reported_values(report.region, report.period.previous, self.jurisdiction)
        whole = report.state in REPORTED
        return {
            **super().context(),
            "lines": figure_lines(values, before),
            "findings": actions.figures_findings(report.region, report.period, values) if whole else (),
            "verbs": self._verbs(report),
            "filling": filling_address(report.region, report.period),
            "may_ask_why": self.request.post.role in READERS,
        }

    def _verbs(self, report: Return) -> set[str]:
        """What the acting post may do, also in the place of a station that is no more."""
        post = self.request.post
        acting = {post.role, actions.acts_as(report.region, post)}
        return {found.verb for role in acting for found in WORKFLOW.allowed(report.state, role)}


class ReturnList(ThenOrNowPage):
    """Every village that owes a return for a month, with how far it has come; of one that is no more, where it went."""

    roles = roles.BUSINESS
    template_name = "reports/return_list.html"
    columns = (
        Column("district", "区县", value="parent.parent.name"),
        Column("township", "乡镇(街道)", value="parent.name"),
        Column("village", "村(社区)", value=lambda row: called(row), link=lambda row: address_of(row)),
        Column("kind", "类别", Kind.CHOICE, choices=KINDS),
        Column("state", "状态", Kind.STATE, choices=STATES_WITH_MISSING),
        Column(
            "submitted_at", "提交时间", value=lambda row: moment(row.submitted_at) if row.submitted_at else ""
        ),
        Column("punctual", "是否按时"),
        Column("returned_because", "退回原因"),
    )
    then_sorts = {
        "district": ("parent__parent__code", "code"),
        "township": ("parent__sort_key", "code"),
        "village": ("sort_key",),
        "state": ("state", "code"),
        "submitted_at": ("submitted_at", "code"),
    }
    now_sorts = {
        **dict.fromkeys(("district", "township", "village"), ("now_code", "code")),
        "state": ("state", "now_code"),
        "submitted_at": ("submitted_at", "now_code"),
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
            .select_related("parent__parent", "became__parent__parent")
            .annotate(
                now_code=Coalesce("became__code", "code"),
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
        placed = self.columns if self.then else shared.with_values(self.columns, NOW)
        return tuple(column for column in placed if column.key not in hidden)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "month": self.month, "due": due_on(self.month)}

    def row_address(self, row: Any) -> str:
        """The township makes a return that nobody else can: the village is no more."""
        if row.closed_on and row.state not in REPORTED and self.request.post.role == roles.TOWNSHIP:
            return filling_address(row, self.month)
        return address_of(row)


# By the map of today.
NOW = {"district": "present.parent.parent.name", "township": "present.parent.name"}


def called(row: Any) -> str:
    """The name that it bore, and what has become of it."""
    if row.closed_on is None:
        return str(row.name)
    return f"{row.name}(已撤销,现为{row.became.name})" if row.became else f"{row.name}(已撤销)"


def address_of(row: Any) -> str:
    """A village's return, or the village where there is none."""
    return url("return", row.report_id) if row.report_id else url("region", row.pk)
