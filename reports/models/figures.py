"""What is rolled up: figures and progress of every place for every month, and the stations that have moved since."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kit.months import Month
from reports.rules.indicators import INDICATORS
from stations.models import Located, LocatedQuerySet
from stations.places import TIER_LABELS


class MonthlyQuerySet(LocatedQuerySet):
    def of_month(self, month: Month) -> Self:
        return self.filter(month=month.first)


class Monthly(Located):
    """A row of a place of any tier for one month."""

    tier = models.SmallIntegerField(
        "层级", choices=[(int(tier), label) for tier, label in TIER_LABELS.items()]
    )
    month = models.DateField("月份")

    objects = MonthlyQuerySet.as_manager()

    class Meta:
        abstract = True


class MonthFigure(Monthly):
    """One indicator of one place for one month, from accepted returns; a parent's is the sum of its stations'."""

    indicator = models.CharField(
        "指标", max_length=20, choices=[(indicator.key, indicator.name) for indicator in INDICATORS]
    )
    value = models.BigIntegerField("数值")

    class Meta:
        verbose_name = verbose_name_plural = "月度数字"
        constraints = [
            models.UniqueConstraint(fields=["region", "month", "indicator"], name="month_figure_once"),
        ]
        indexes = [models.Index(fields=["month", "tier", "scope_code"], name="month_figure_scope")]

    def __str__(self) -> str:
        return f"{self.region} {self.month:%Y-%m} {self.indicator} {self.value}"


class MonthProgress(Monthly):
    """How many returns a place owes for a month, and how far they have come; each counted on its own."""

    expected = models.IntegerField("应报")
    submitted = models.IntegerField("已报")
    on_time = models.IntegerField("按时")
    accepted = models.IntegerField("已通过")

    class Meta:
        verbose_name = verbose_name_plural = "上报进度"
        constraints = [
            models.UniqueConstraint(fields=["region", "month"], name="month_progress_once"),
            models.CheckConstraint(
                name="month_progress_adds_up",
                condition=Q(
                    expected__gte=models.F("submitted"),
                    submitted__gte=models.F("on_time"),
                    accepted__lte=models.F("submitted"),
                    accepted__gte=0,
                ),
            ),
        ]
        indexes = [models.Index(fields=["month", "tier", "scope_code"], name="month_progress_scope")]

    def __str__(self) -> str:
        return f"{self.region} {self.month:%Y-%m} {self.submitted}/{self.expected}"

    @property
    def missing(self) -> int:
        return self.expected - self.submitted

    @property
    def waiting(self) -> int:
        """Submitted, and not accepted yet."""
        return self.submitted - self.accepted


class DirtyStation(Located):
    """A station's month that has moved and is not rolled up yet.

    Marks are added, never merged: one that is written while a roll-up runs must outlive it.
    """

    month = models.DateField("月份")
    marked_at = models.DateTimeField(default=timezone.now)

    objects = MonthlyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待汇总"
        indexes = [models.Index(fields=["month"], name="dirty_month")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.month:%Y-%m}"
