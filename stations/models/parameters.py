"""Dated parameters: the minimum wage of an area, insurance bases and rates, report days, each with its citation."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Q

from kit.jurisdiction import Jurisdiction, ScopedQuerySet
from stations.models.history import tracked
from stations.models.regions import DateRange
from stations.places import TIER_LABELS, Place, Tier
from stations.rules.parameters import KINDS, ParameterKind


class ParameterQuerySet(ScopedQuerySet["Parameter"]):
    scope_field = "code"

    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        """What holds anywhere inside: announced for a place within, or for one that contains it all."""
        inside = super().within(jurisdiction)
        if jurisdiction is None or not jurisdiction.tier or jurisdiction.lo >= jurisdiction.hi:
            return inside
        here = Place(Tier(jurisdiction.tier), jurisdiction.lo)
        return inside | self.for_any_of([*here.above])

    def for_any_of(self, places: list[Place]) -> Self:
        """Announced for exactly one of these places."""
        named = Q(pk__in=[])
        for place in places:
            named |= Q(tier=int(place.tier), code=place.code)
        return self.filter(named)


@tracked()
class Parameter(models.Model):
    """One value of one kind for one area from a day on, both days included.

    The area is a code and no foreign key: what ships with the portal stands before any region is loaded.
    """

    kind = models.CharField("参数", max_length=40, choices=[(key, kind.label) for key, kind in KINDS.items()])
    tier = models.SmallIntegerField(
        "层级", choices=[(int(tier), label) for tier, label in TIER_LABELS.items()]
    )
    code = models.BigIntegerField("区划代码")
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True, help_text="含当日;留空为至下一次调整")
    value = models.DecimalField("数值", max_digits=16, decimal_places=4)
    citation = models.CharField("依据", max_length=200)
    made_up = models.BooleanField("示例", default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参数"
        ordering = ["kind", "code", "tier", "-starts_on"]
        constraints = [
            models.CheckConstraint(name="parameter_not_negative", condition=Q(value__gte=Decimal(0))),
            ExclusionConstraint(
                name="parameter_one_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("tier", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about.label} {self.place.short} {self.starts_on}"

    @property
    def about(self) -> ParameterKind:
        return KINDS[self.kind]

    @property
    def place(self) -> Place:
        return Place(Tier(self.tier), self.code)

    @property
    def shown(self) -> str:
        """The value as it is read, with the mark of an example."""
        return f"{self.about.shown(self.value)}{'(示例)' if self.made_up else ''}"
