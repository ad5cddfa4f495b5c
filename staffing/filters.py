"""Filters of the lists of this app."""

from __future__ import annotations

from typing import Any

import django_filters

from kit.months import today
from staffing.models import Coordinator, VillageAssessment
from staffing.rules import engagements as rules
from staffing.rules.assessments import ASSESSMENT
from stations.filters import LocatedFilterSet, ThenOrNowFilterSet


class CoordinatorFilterSet(LocatedFilterSet):
    name = django_filters.CharFilter(label="姓名", lookup_expr="contains", max_length=40)
    post = django_filters.ChoiceFilter(
        label="在岗",
        method="by_post",
        choices=[("in", "在岗"), *rules.KINDS.items(), ("out", "不在岗")],
        empty_label="全部",
    )

    class Meta:
        model = Coordinator
        fields: list[str] = []

    def by_post(self, rows: Any, name: str, value: str) -> Any:
        if value in ("in", "out"):
            return rows.filter(kind_now__isnull=value == "out")
        return rows.filter(kind_now=value)


class AssessmentFilterSet(ThenOrNowFilterSet):
    maps = {"now": "按现行区划", "then": "按当时区划"}
    year = django_filters.NumberFilter(label="年度", min_value=1990, max_value=2200, decimal_places=0)
    state = django_filters.ChoiceFilter(
        label="状态", choices=list(ASSESSMENT.states.items()), empty_label="全部"
    )
    result = django_filters.CharFilter(label="考核结果", max_length=20)

    class Meta:
        model = VillageAssessment
        fields: list[str] = []

    @property
    def year_shown(self) -> int:
        """The year that the list is about: the one asked for, else last year."""
        asked = self.form.cleaned_data.get("year") if self.form.is_valid() else None
        return int(asked) if asked else today().year - 1
