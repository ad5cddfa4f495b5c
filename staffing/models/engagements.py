"""Engagements: who works in which village, from when to when, under whose contract."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least

from staffing.models.coordinators import Coordinator
from staffing.rules import engagements as rules
from stations.models import Located, LocatedQuerySet, Region
from stations.models.history import tracked
from stations.models.regions import DateRange


class EngagementQuerySet(LocatedQuerySet):
    def in_force(self, day: date) -> Self:
        """Engagements that cover ``day``; the first and the last day of a contract count."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(ended_on__isnull=True) | Q(ended_on__gte=day),
            starts_on__lte=day,
        )

    def overlapping(self, first: date, last: date) -> Self:
        """Engagements that cover any day from ``first`` through ``last``."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=first),
            Q(ended_on__isnull=True) | Q(ended_on__gte=first),
            starts_on__lte=last,
        )

    def with_last_day(self) -> Self:
        """Each with ``last``: the contract's last day or the earlier end, None while open."""
        return self.annotate(last=Least("ends_on", "ended_on"))


@tracked()
class Engagement(Located):
    """A coordinator's contract in a village. The township hires in either case, whoever signs (AM-07b)."""

    coordinator = models.ForeignKey(
        Coordinator, models.PROTECT, related_name="engagements", verbose_name="协管员"
    )
    kind = models.CharField("用工形式", max_length=10, choices=list(rules.KINDS.items()))
    contract_party = models.CharField(
        "签约方", max_length=10, choices=list(rules.PARTIES.items()), editable=False
    )
    starts_on = models.DateField("合同起始日")
    ends_on = models.DateField("合同终止日", null=True, blank=True, help_text="含当日;留空为无固定期限")
    monthly_wage = models.DecimalField(
        "月工资", max_digits=8, decimal_places=2, null=True, blank=True, help_text="元;全日制必填"
    )
    ended_on = models.DateField("提前终止日", null=True, blank=True)
    ended_because = models.CharField("终止事由", max_length=200, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "聘用"
        ordering = ["-starts_on"]
        indexes = [models.Index(fields=["scope_code", "starts_on"], name="engagement_scope")]
        constraints = [
            ExclusionConstraint(
                name="engagement_one_at_a_time",
                expressions=[
                    ("coordinator", RangeOperators.EQUAL),
                    (
                        DateRange(
                            "starts_on", Least("ends_on", "ended_on"), RangeBoundary(inclusive_upper=True)
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="engagement_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="engagement_ended_within",
                condition=Q(ended_on__isnull=True)
                | (
                    Q(ended_on__gte=F("starts_on"))
                    & (Q(ends_on__isnull=True) | Q(ended_on__lte=F("ends_on")))
                ),
            ),
            models.CheckConstraint(
                name="engagement_ended_with_reason", condition=Q(ended_on__isnull=True) | ~Q(ended_because="")
            ),
            models.CheckConstraint(
                name="engagement_party_follows_kind",
                condition=Q(kind=rules.FULL_TIME, contract_party=rules.TOWNSHIP)
                | Q(kind=rules.PART_TIME, contract_party=rules.VILLAGE_COMMITTEE),
            ),
            models.CheckConstraint(
                name="engagement_full_time_has_wage",
                condition=~Q(kind=rules.FULL_TIME) | Q(monthly_wage__isnull=False),
            ),
            models.CheckConstraint(
                name="engagement_wage_positive",
                condition=Q(monthly_wage__isnull=True) | Q(monthly_wage__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coordinator} {self.get_kind_display()} {self.starts_on}"

    @property
    def last_day(self) -> date | None:
        return rules.last_day(self.ends_on, self.ended_on)

    @property
    def hiring_authority(self) -> Region:
        """The township: it hires in every case."""
        return self.region.parent

    def in_force(self, day: date) -> bool:
        return rules.in_force(day, starts_on=self.starts_on, ends_on=self.ends_on, ended_on=self.ended_on)
