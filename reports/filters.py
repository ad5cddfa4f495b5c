"""Filters of the list of returns."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q

from reports.months import offered_months
from reports.rules.returns import REPORTED, WORKFLOW
from stations.filters import ThenOrNowFilterSet
from stations.models import Region

STATES = [("unreported", "没有报的(含草稿、退回)"), *WORKFLOW.states.items()]


class ReturnFilterSet(ThenOrNowFilterSet):
    """Villages that owe a return, by the month the page is about."""

    maps = {"now": "按现行区划", "then": "按当时区划"}
    month = django_filters.ChoiceFilter(
        label="月份", method="as_it_is", choices=lambda: offered_months(), empty_label=None
    )
    state = django_filters.ChoiceFilter(label="状态", method="by_state", choices=STATES, empty_label="全部")

    class Meta:
        model = Region
        fields: list[str] = []

    def as_it_is(self, rows: Any, name: str, value: str) -> Any:
        """The page has put the month into its rows already."""
        return rows

    def by_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.exclude(state__in=REPORTED) if value == "unreported" else rows.filter(state=value)

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(name__contains=value) | Q(became__name__contains=value))
