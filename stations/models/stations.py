"""Village stations and the household counts of their villages."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from stations.models.history import tracked
from stations.models.people import User
from stations.models.regions import Located, LocatedQuerySet, Region


def station_name(village: Region) -> str:
    """油岙村委会 has the 油岙村劳动保障站: the list names the committee, the station bears the village's name."""
    return f"{village.name.removesuffix('委会')}劳动保障站"


class StationQuerySet(LocatedQuerySet):
    def with_place(self) -> Self:
        return self.select_related("region__parent__parent__parent")


@tracked()
class Station(Located):
    """A 村级劳动保障站: one per village (or community) at a time."""

    name = models.CharField("站名", max_length=80)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    opening_hours = models.CharField("服务时间", max_length=80, blank=True)
    head = models.CharField(
        "负责人", max_length=40, blank=True, help_text="可由村主任或大学生村官兼任(J三(四))"
    )
    opened_on = models.DateField("建站日期", null=True, blank=True)
    light_workload = models.BooleanField("工作任务较轻", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "劳动保障站"
        ordering = ["scope_code"]
        constraints = [models.UniqueConstraint(fields=["region"], name="station_one_per_village")]
        indexes = [models.Index(fields=["scope_code"], name="station_scope")]

    def __str__(self) -> str:
        return self.name


class HouseholdCountQuerySet(LocatedQuerySet):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year)


@tracked()
class HouseholdCount(Located):
    """Registered households (户籍户数) of a village at the end of a year (AM-02), with where the number came from."""

    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(1990), MaxValueValidator(2200)]
    )
    counted_on = models.DateField("统计日期")
    households = models.PositiveIntegerField(
        "户籍户数",
        validators=[
            MinValueValidator(1, "户数至少为 1;没有数据请留空,不要填 0。"),
            MaxValueValidator(99_999, "户数不应超过 99999,请核对。"),
        ],
    )
    source = models.CharField("来源", max_length=80)
    made_up = models.BooleanField("示例数据", default=False, editable=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间", auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = HouseholdCountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "户数"
        ordering = ["scope_code", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["region", "year"], name="households_once_a_year"),
            models.CheckConstraint(
                name="households_positive", condition=Q(households__gte=1, households__lte=99_999)
            ),
        ]
        indexes = [models.Index(fields=["year", "scope_code"], name="households_year_scope")]

    def __str__(self) -> str:
        return f"{self.region} {self.year} {self.households}户"
