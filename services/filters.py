"""Filters of the counter's lists."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from kit.months import today
from services.models import Request, ServiceItem
from services.rules.requests import WORKFLOW
from stations.filters import LocatedFilterSet

CLOCKS = [("late", "已超期"), ("soon", "快到期"), ("paused", "补正中")]


def items_offered(request: Any) -> QuerySet[ServiceItem]:
    return ServiceItem.objects.within(request.jurisdiction).order_by("key")


class RequestFilterSet(LocatedFilterSet):
    state = django_filters.ChoiceFilter(
        label="状态",
        method="by_state",
        choices=[("open", "未办结(全部)"), *WORKFLOW.states.items()],
        empty_label="全部",
    )
    item = django_filters.ModelChoiceFilter(label="事项", queryset=items_offered, empty_label="全部")
    clock = django_filters.ChoiceFilter(label="时限", method="by_clock", choices=CLOCKS, empty_label="全部")
    since = django_filters.DateFilter(label="受理日期起", field_name="received_on", lookup_expr="gte")
    until = django_filters.DateFilter(label="受理日期止", field_name="received_on", lookup_expr="lte")
    person = django_filters.CharFilter(label="编号或申请人", method="by_person", max_length=40)

    class Meta:
        model = Request
        fields: list[str] = []

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.open() if value == "open" else rows.filter(state=value)

    def by_clock(self, rows: Any, name: str, value: str) -> Any:
        day = today()
        if value == "late":
            return rows.open().late_on(day)
        return rows.open().soon_on(day) if value == "soon" else rows.filter(paused_on__isnull=False)

    def by_person(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(number__contains=value) | Q(applicant__contains=value))
