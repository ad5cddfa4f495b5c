"""Village stations and the household counts of their villages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from stations.models.history import tracked
from stations.models.people import Post, User
from stations.models.regions import Located, LocatedQuerySet, Region
from stations.places import Tier


def station_name(village: Region) -> str:
    """油岙村委会 has the 油岙村劳动保障站: the list names the committee, the station bears the village's name."""
    return f"{village.name.removesuffix('委会')}劳动保障站"


class StationQuerySet(LocatedQuerySet):
    def in_being(self, day: date) -> Self:
        """Those whose village is in being on ``day``."""
        return self.filter(
            Q(region__opened_on__isnull=True) | Q(region__opened_on__lte=day),
            Q(region__closed_on__isnull=True) | Q(region__closed_on__gt=day),
        )

    def with_place(self) -> Self:
        return self.select_related("region__parent__parent__parent")

    def with_map(self) -> Self:
        """Besides then and now of its place, where each was opened: a station moves with its village."""
        here = Region.objects.of_tier(Tier.VILLAGE).filter(code=OuterRef("code"))
        first = here.order_by(F("opened_on").asc(nulls_first=True))
        return (
            super()
            .with_map()
            .annotate(
                opened_village=Subquery(first.values("name")[:1]),
                opened_township=Subquery(first.values("parent__name")[:1]),
                opened_district=Subquery(first.values("parent__parent__name")[:1]),
            )
        )


def _area(title: str, help_text: str) -> models.DecimalField:
    """An area in square metres; None where nobody has measured it."""
    return models.DecimalField(
        title,
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "面积不能是负数。")],
        help_text=help_text,
    )


@tracked()
class Station(Located):
    """A 村级劳动保障站: one per village (or community) at a time.

    What is not known of its place and network is None. Findings that decide what a document asks of it (new or
    merged, AM-26; meeting the conditions, AM-51; light workload, W-S8) say since when and by whom.
    """

    name = models.CharField("站名", max_length=80)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    opening_hours = models.CharField("服务时间", max_length=80, blank=True)
    head = models.CharField(
        "负责人", max_length=40, blank=True, help_text="可由村主任或大学生村官兼任(J三(四))"
    )
    opened_on = models.DateField("建站日期", null=True, blank=True)

    fixed_place = models.BooleanField("固定场所", null=True, blank=True)
    dedicated_area = _area("专有(办公)场所面积", "平方米,两位小数;没有量过请留空。")
    hall_area = _area("服务大厅面积", "平方米,两位小数;没有单独的服务大厅请留空。")
    windows = models.PositiveSmallIntegerField(
        "服务窗口", null=True, blank=True, validators=[MaxValueValidator(99, "窗口数不应超过 99,请核对。")]
    )
    service_seat = models.BooleanField("服务专席", null=True, blank=True)
    new_or_merged = models.BooleanField("新建或合并的单位", default=False)
    new_or_merged_on = models.DateField("新建或合并的日期", null=True, blank=True)

    network_connected = models.BooleanField("业务专网", null=True, blank=True)
    network_since = models.DateField("接通日期", null=True, blank=True)

    light_workload = models.BooleanField(
        "工作任务较轻", default=False, help_text="部分工作任务较轻的行政村可从村干部中选定协管员(W三(二))。"
    )
    light_workload_on = models.DateField("工作任务较轻的认定日期", null=True, blank=True)
    light_workload_by = models.ForeignKey(
        Post, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="工作任务较轻的认定人"
    )

    qualified = models.BooleanField(
        "符合条件的村", default=False, help_text="“有条件的村”由县(区)逐村认定(读法 AM-51)。"
    )
    qualified_on = models.DateField("符合条件的认定日期", null=True, blank=True)
    qualified_number = models.CharField("符合条件的认定文号", max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "劳动保障站"
        ordering = ["scope_code"]
        constraints = [
            models.UniqueConstraint(fields=["region"], name="station_one_per_village"),
            models.CheckConstraint(
                name="station_area_not_negative",
                condition=Q(dedicated_area__isnull=True) | Q(dedicated_area__gte=0),
            ),
            models.CheckConstraint(
                name="station_hall_not_negative", condition=Q(hall_area__isnull=True) | Q(hall_area__gte=0)
            ),
            models.CheckConstraint(
                name="station_new_since_if_new",
                condition=Q(new_or_merged=True) | Q(new_or_merged_on__isnull=True),
            ),
            models.CheckConstraint(
                name="station_network_since_if_connected",
                # "Nobody has said" is no yes: a comparison with nothing would let it pass.
                condition=Q(network_connected__isnull=False, network_connected=True)
                | Q(network_since__isnull=True),
            ),
            models.CheckConstraint(
                name="station_workload_found_if_light",
                condition=Q(light_workload=True)
                | Q(light_workload_on__isnull=True, light_workload_by__isnull=True),
            ),
            models.CheckConstraint(
                name="station_qualified_by_paper",
                condition=Q(qualified=True, qualified_on__isnull=False) & ~Q(qualified_number="")
                | Q(qualified=False, qualified_on__isnull=True, qualified_number=""),
            ),
        ]
        indexes = [models.Index(fields=["scope_code"], name="station_scope")]

    def __str__(self) -> str:
        return self.name


class HouseholdCountQuerySet(LocatedQuerySet):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year)


@tracked()
class HouseholdCount(Located):
    """Registered households (户籍户数) of a village at the end of a year (AM-02), with where the number came from.

    The persons served (服务人口) come from the same count; None where it did not say.
    """

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
    population = models.PositiveIntegerField(
        "服务人口",
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, "服务人口至少为 1;没有数据请留空,不要填 0。"),
            MaxValueValidator(999_999, "服务人口不应超过 999999,请核对。"),
        ],
        help_text="服务对象人数,与户数同一日期、同一来源;没有数据请留空。",
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
            models.CheckConstraint(
                name="population_positive",
                condition=Q(population__isnull=True) | Q(population__gte=1, population__lte=999_999),
            ),
        ]
        indexes = [models.Index(fields=["year", "scope_code"], name="households_year_scope")]

    def __str__(self) -> str:
        return f"{self.region} {self.year} {self.households}户"
