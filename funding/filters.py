"""Filters of the lists of this app."""

from __future__ import annotations

from typing import Any

import django_filters

from funding.models import WorkFundSheet
from funding.rules.sheets import SHEET
from stations.filters import PlaceFilter, PortalFilterSet, StationFilterSet
from stations.places import Tier


class WorkFundSheetFilterSet(PortalFilterSet):
    district = PlaceFilter(Tier.DISTRICT, label="区县")
    year = django_filters.NumberFilter(label="年度", min_value=1990, max_value=2200, decimal_places=0)
    state = django_filters.ChoiceFilter(label="状态", choices=list(SHEET.states.items()), empty_label="全部")

    class Meta:
        model = WorkFundSheet
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.request.post.region.tier >= Tier.DISTRICT:
            del self.form.fields["district"]


class AccountFilterSet(StationFilterSet):
    account = django_filters.ChoiceFilter(
        label="账户", method="by_account", choices=[("yes", "已登记"), ("no", "未登记")], empty_label="全部"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.form.fields["kind"]

    def by_account(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(holder__isnull=value == "no")
