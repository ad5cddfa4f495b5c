"""Where the computed figures come from: for each the rows of a ledger that it counts in a month.

The figure and the list that answers "为什么" are the same query, counted or shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, Case, Count, F, OuterRef, Subquery, Sum, When

from kit.jinja import url
from kit.months import Month
from kit.sheets import Column, Kind
from reports.rules.indicators import COMPUTED
from services.models import Request
from services.rules.requests import WORKFLOW
from staffing.models import Engagement
from stations import columns as shared
from stations.life import changed_after
from stations.models import HouseholdCount, Region


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows that a figure counts, how they are counted, and how one of them is shown."""

    rows: Callable[[Month], Any]
    amount: Aggregate
    columns: tuple[Column, ...]


def counted(village: Region, month: Month) -> dict[str, int]:
    """The computed figures of one village as its ledgers stand now; before it was redrawn, as it was then."""
    then = changed_after(village, month.last)
    return {
        indicator.key: _rows(indicator.key, village, month, then).aggregate(n=LEDGERS[indicator.key].amount)[
            "n"
        ]
        or 0
        for indicator in COMPUTED
    }


def counted_rows(key: str, village: Region, month: Month) -> Any:
    """The rows that a figure of a village counts."""
    return _rows(key, village, month, changed_after(village, month.last))


def _rows(key: str, village: Region, month: Month, then: bool) -> Any:
    rows = LEDGERS[key].rows(month)
    return rows.within_then(village.jurisdiction) if then else rows.within(village.jurisdiction)


def _households(month: Month) -> Any:
    # Once a merged village has been counted, those that went into it before the end of the month no longer are.
    still_there = When(region__closed_on__gt=month.last, then=F("code"))
    known = HouseholdCount.objects.filter(counted_on__lte=month.last).annotate(
        place=Case(still_there, default=F("scope_code"))
    )
    latest = known.filter(place=OuterRef("place")).order_by("-year").values("year")[:1]
    return known.filter(year=Subquery(latest))


def _coordinators(month: Month) -> Any:
    return Engagement.objects.in_force(month.last).select_related("coordinator")


def _received(month: Month) -> Any:
    return _requests().filter(received_on__range=(month.first, month.last))


def _closed(state: str) -> Callable[[Month], Any]:
    return lambda month: _requests().filter(state=state, closed_on__range=(month.first, month.last))


def _open(month: Month) -> Any:
    return _requests().open_at_the_end_of(month.last)


def _overdue(month: Month) -> Any:
    return _open(month).late_on(month.last)


def _requests() -> Any:
    return Request.objects.select_related("item")


REQUEST_COLUMNS = (
    shared.SERIAL,
    Column("number", "受理编号", Kind.CODE, link=lambda row: url("request", row.pk)),
    Column("item", "事项", value="item.name"),
    Column("applicant", "申请人"),
    Column("received_on", "受理日期", Kind.DATE),
    Column("due_on", "到期日", Kind.DATE),
    Column("closed_on", "办结日期", Kind.DATE),
    Column("state", "现在的状态", Kind.STATE, choices=WORKFLOW.states),
)
HOUSEHOLD_COLUMNS = (
    shared.SERIAL,
    Column("year", "年度", Kind.CODE),
    Column("households", "户籍户数", Kind.INTEGER, unit="户", total=True),
    Column("counted_on", "统计日期", Kind.DATE),
    Column("source", "来源", value=lambda row: f"{row.source}(示例)" if row.made_up else row.source),
)
ENGAGEMENT_COLUMNS = (
    shared.SERIAL,
    Column("coordinator", "协管员", value="coordinator.name"),
    Column("kind", "用工形式", value=lambda row: row.get_kind_display()),
    Column("starts_on", "合同起始日", Kind.DATE),
    Column("last_day", "合同终止日", Kind.DATE),
)

LEDGERS: dict[str, Ledger] = {
    "households": Ledger(_households, Sum("households"), HOUSEHOLD_COLUMNS),
    "coordinators": Ledger(_coordinators, Count("coordinator", distinct=True), ENGAGEMENT_COLUMNS),
    "received": Ledger(_received, Count("pk"), REQUEST_COLUMNS),
    "completed": Ledger(_closed("told"), Count("pk"), REQUEST_COLUMNS),
    "withdrawn": Ledger(_closed("withdrawn"), Count("pk"), REQUEST_COLUMNS),
    "open": Ledger(_open, Count("pk"), REQUEST_COLUMNS),
    "overdue": Ledger(_overdue, Count("pk"), REQUEST_COLUMNS),
}
