"""Filters of the lists; every choice they offer lies within the asking post's jurisdiction."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from kit.forms import prepare
from kit.jurisdiction import Jurisdiction
from stations import roles
from stations.models import (
    Asset,
    AuditEvent,
    HouseholdCount,
    Job,
    Parameter,
    Posting,
    Region,
    Station,
    User,
)
from stations.places import KINDS, Tier
from stations.rules.assets import DEVICES, STATES
from stations.rules.parameters import KINDS as PARAMETER_KINDS


class PortalFilterSet(django_filters.FilterSet):
    """A filter set in the portal's look."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.form.fields.values():
            prepare(field)

    @property
    def jurisdiction(self) -> Jurisdiction:
        found: Jurisdiction = self.request.jurisdiction
        return found


class PlaceFilter(django_filters.ModelChoiceFilter):
    """One region within, and all below it."""

    def __init__(self, tier: Tier, **kwargs: Any) -> None:
        self.tier = tier
        kwargs.setdefault("empty_label", "全部")
        super().__init__(queryset=self._offered, method=self._below, **kwargs)

    def _offered(self, request: Any) -> QuerySet[Region]:
        return Region.objects.within(request.jurisdiction).of_tier(self.tier).order_by("code")

    def _below(self, rows: Any, name: str, region: Region | None) -> Any:
        if region is None:
            return rows
        then = getattr(self.parent, "then", False)
        return rows.within_then(region.jurisdiction) if then else rows.within(region.jurisdiction)


class LocatedFilterSet(PortalFilterSet):
    """Rows that lie in villages: by district, township and words of the village's name.

    A filter that has nothing to choose (a township has one township) is not shown.
    """

    district = PlaceFilter(Tier.DISTRICT, label="区县")
    township = PlaceFilter(Tier.TOWNSHIP, label="乡镇(街道)")
    words = django_filters.CharFilter(label="村名", method="by_words", max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tier = self.request.post.region.tier
        for name, own in (("district", Tier.DISTRICT), ("township", Tier.TOWNSHIP), ("words", Tier.VILLAGE)):
            if tier >= own:
                del self.form.fields[name]

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(region__name__contains=value)


class ThenOrNowFilterSet(LocatedFilterSet):
    """Rows under the place they were made at, or under what has become of it; the first choice is the usual one."""

    maps = {"then": "按当时区划", "now": "按现行区划"}

    @classmethod
    def get_filters(cls) -> Any:
        chosen = django_filters.ChoiceFilter(
            label="区划口径", method="by_map", choices=list(cls.maps.items()), empty_label=None
        )
        return {**super().get_filters(), "as": chosen}

    @property
    def then(self) -> bool:
        asked = self.data.get("as")
        return (asked if asked in self.maps else next(iter(self.maps))) == "then"

    def by_map(self, rows: Any, name: str, value: str) -> Any:
        """The map changes how rows are shown and which place they are sought by, not which there are."""
        return rows

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        if self.then:
            return super().by_words(rows, name, value)
        became = Q(region__became__name__contains=value)
        return rows.filter(became | Q(region__became__isnull=True, region__name__contains=value))


class StationFilterSet(ThenOrNowFilterSet):
    maps = {"now": "按现行区划", "then": "按当时区划"}
    kind = django_filters.ChoiceFilter(
        label="类别",
        field_name="region__kind",
        choices=[(kind, KINDS[kind]) for kind in ("village", "community", "quasi_village")],
        empty_label="全部",
    )

    class Meta:
        model = Station
        fields: list[str] = []


class HouseholdFilterSet(ThenOrNowFilterSet):
    year = django_filters.NumberFilter(label="年度", min_value=1990, max_value=2200, decimal_places=0)

    class Meta:
        model = HouseholdCount
        fields: list[str] = []


class AssetFilterSet(LocatedFilterSet):
    kind = django_filters.ChoiceFilter(
        label="种类", method="of_kind", choices=list(DEVICES.items()), empty_label="全部"
    )
    state = django_filters.ChoiceFilter(
        label="状况", method="in_state", choices=list(STATES.items()), empty_label="全部"
    )
    year = django_filters.NumberFilter(
        label="购置年度", field_name="acquired_on__year", min_value=1990, max_value=2200, decimal_places=0
    )

    class Meta:
        model = Asset
        fields: list[str] = []

    def of_kind(self, rows: Any, name: str, value: str) -> Any:
        return rows.of_kind(value)

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        if value == "scrapped":
            return rows.filter(scrapped_on__isnull=False)
        return rows.filter(scrapped_on__isnull=True, condition=value)


class PostingFilterSet(LocatedFilterSet):
    what = django_filters.CharFilter(label="内容", method="by_name", max_length=60)
    state = django_filters.ChoiceFilter(
        label="状态",
        method="in_state",
        choices=[("hanging", "在墙上"), ("taken_down", "已取下")],
        empty_label="全部",
    )

    class Meta:
        model = Posting
        fields: list[str] = []

    def by_name(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(Q(what__contains=value) | Q(sheet__contains=value))

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(taken_down_on__isnull=value == "hanging")


class ParameterFilterSet(PortalFilterSet):
    kind = django_filters.ChoiceFilter(
        label="参数", choices=[(key, kind.label) for key, kind in PARAMETER_KINDS.items()], empty_label="全部"
    )
    on = django_filters.DateFilter(label="在这一天执行", method="in_force")

    class Meta:
        model = Parameter
        fields: list[str] = []

    def in_force(self, rows: Any, name: str, day: Any) -> Any:
        return rows.filter(starts_on__lte=day).exclude(ends_on__lt=day)


class AccountFilterSet(PortalFilterSet):
    words = django_filters.CharFilter(label="姓名或登录名", method="by_words", max_length=40)
    role = django_filters.ChoiceFilter(
        label="岗位", method="by_role", choices=list(roles.LABELS.items()), empty_label="全部"
    )
    active = django_filters.ChoiceFilter(
        label="状态",
        field_name="is_active",
        choices=[("True", "启用"), ("False", "停用")],
        empty_label="全部",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(name__contains=value) | rows.filter(username__contains=value)

    def by_role(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(pk__in=User.objects.filter(posts__role=value).values("pk"))


class AuditFilterSet(PortalFilterSet):
    verb = django_filters.CharFilter(label="动作", lookup_expr="contains", max_length=60)
    user_name = django_filters.CharFilter(label="谁", lookup_expr="contains", max_length=40)
    since = django_filters.DateFilter(label="起", field_name="at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="止", field_name="at", lookup_expr="date__lte")

    class Meta:
        model = AuditEvent
        fields: list[str] = []


class JobFilterSet(PortalFilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=list(Job.STATES.items()), empty_label="全部")

    class Meta:
        model = Job
        fields: list[str] = []
