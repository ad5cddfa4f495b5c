"""What the returns offer the shell: their places and what waits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from kit import navigation
from kit.jinja import url
from kit.months import Month, today
from kit.navigation import Todo
from reports.models import MonthProgress, Return
from reports.owing import answered_by, owing
from reports.rules.returns import due_on, owed_month, urgency
from reports.views.boards import BOARD_ROLES
from reports.views.filling import filling_address
from stations import roles
from stations.models import Region


def register() -> None:
    navigation.add_place("填报月报", "return_now", "clipboard-check", roles=roles.STATION, order=10)
    navigation.add_place("月报审核", "return_review", "clipboard-check", roles=(roles.TOWNSHIP,), order=10)
    navigation.add_place("月报", "returns", "report", roles=roles.BUSINESS, order=30)
    navigation.add_place("统计看板", "board", "chart-bar", roles=BOARD_ROLES, order=35)


@navigation.todo_source
def returns_waiting(request: Any) -> Iterable[Todo]:
    """What a role has to do about last month's returns."""
    if request.post is None:
        return []
    role = request.post.role
    if role in roles.STATION:
        return _of_a_station(request)
    if role == roles.TOWNSHIP:
        return _of_a_township(request)
    return _of_a_supervisor(request) if role in (roles.DISTRICT_HR, roles.CITY) else []


def _of_a_station(request: Any) -> Iterable[Todo]:
    """Last month's return while it is not reported, and any sent back; of villages merged into this one too."""
    place, month = request.post.region_id, owed_month(today())
    answered = Q(region=place) | Q(region__became=place)
    handed_in = Return.objects.of_month(month).exclude(state="draft").filter(region=OuterRef("pk"))
    for village in owing(month).filter(answered_by(place)).exclude(Exists(handed_in)).order_by("pk"):
        yield _todo(
            f"{_whose(village)}{month.label}月报还没有提交", 1, filling_address(village, month), month
        )
    own = Return.objects.within(request.jurisdiction).filter(answered, state="returned")
    for report in own.select_related("region").order_by("month", "pk"):
        period = report.period
        address = filling_address(report.region, period)
        yield _todo(f"{_whose(report.region)}{period.label}月报被退回,等您改正", 1, address, period)


def _whose(village: Region) -> str:
    """A village that is no more is named."""
    return village.name if village.closed_on else ""


def _of_a_township(request: Any) -> Iterable[Todo]:
    """Returns to review, by month, and villages that are late."""
    waiting = Return.objects.within(request.jurisdiction).filter(state="submitted")
    for day, count in waiting.order_by("month").values_list("month").annotate(n=Count("pk")):
        month = Month.of(day)
        yield Todo(f"待审核的{month.label}月报", count, url("return_review", month=month))
    month = owed_month(today())
    if today() > due_on(month):
        reported = Return.objects.of_month(month).reported().filter(region=OuterRef("pk"))
        missing = owing(month).within(request.jurisdiction).exclude(Exists(reported)).count()
        yield _todo(
            f"还没有报{month.label}月报的村(社区)",
            missing,
            url("returns", month=month, state="unreported"),
            month,
        )


def _of_a_supervisor(request: Any) -> Iterable[Todo]:
    """How many returns of last month are still out, once they are due."""
    month = owed_month(today())
    progress = (
        MonthProgress.objects.within(request.jurisdiction)
        .of_month(month)
        .filter(region=request.post.region_id)
        .first()
    )
    if progress is not None and today() > due_on(month):
        hint = f"已报 {progress.submitted} / 应报 {progress.expected}"
        yield Todo(f"还没有报的{month.label}月报", progress.missing, url("board", month=month), "late", hint)


def _todo(title: str, count: int, address: str, month: Month) -> Todo:
    return Todo(title, count, address, urgency(month, today()), f"截止 {due_on(month)}")
