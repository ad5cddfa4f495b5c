"""Equipment of the stations, device by device: what it is, who paid for it, and what became of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from stations.models.history import tracked
from stations.models.people import User
from stations.models.regions import Located, LocatedQuerySet
from stations.models.stations import Station
from stations.places import DIGITS, Tier
from stations.rules.assets import CONDITIONS, DEVICES, FUNDERS, IN_USE, PRESENT

# From a village's code to its city's: a serial number stands once in a city.
BELOW_CITY = 10 ** (DIGITS[Tier.VILLAGE] - DIGITS[Tier.CITY])


class AssetQuerySet(LocatedQuerySet):
    def with_place(self) -> Self:
        return self.select_related("region__parent__parent__parent", "station")

    def of_kind(self, code: str) -> Self:
        return self.filter(codes__contains=[code])


@tracked()
class Asset(Located):
    """One device of a station; ``codes`` are all the kinds of equipment that it unites (AM-20).

    The district may accept a device that unites several kinds as several, with a reason; who pays is stored with
    each device (AM-52).
    """

    station = models.ForeignKey(Station, models.PROTECT, related_name="assets", verbose_name="劳动保障站")
    codes = ArrayField(
        models.CharField(max_length=30, choices=list(DEVICES.items())), verbose_name="种类", size=6
    )
    name = models.CharField("名称和型号", max_length=80)
    serial = models.CharField("编号", max_length=40, blank=True)
    acquired_on = models.DateField("购置日期")
    funded_by = models.CharField("资金来源", max_length=10, choices=list(FUNDERS.items()))
    cost = models.DecimalField(
        "购置金额",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "金额不能是负数。")],
    )
    condition = models.CharField("状况", max_length=10, choices=list(CONDITIONS.items()), default=IN_USE)
    scrapped_on = models.DateField("报废日期", null=True, blank=True)
    scrapped_because = models.CharField("报废原因", max_length=200, blank=True)
    accepted_on = models.DateField("认可为多台的日期", null=True, blank=True)
    accepted_because = models.CharField("认可为多台的理由", max_length=200, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="认可人", editable=False
    )
    made_up = models.BooleanField("示例数据", default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "设备"
        ordering = ["scope_code", "acquired_on", "pk"]
        indexes = [
            models.Index(fields=["scope_code"], name="asset_scope"),
            models.Index(fields=["station"], name="asset_station"),
        ]
        constraints = [
            models.UniqueConstraint(
                F("scope_code") / BELOW_CITY, "serial", name="asset_serial_once", condition=~Q(serial="")
            ),
            models.CheckConstraint(name="asset_is_something", condition=Q(codes__len__gte=1)),
            models.CheckConstraint(
                name="asset_cost_not_negative", condition=Q(cost__isnull=True) | Q(cost__gte=0)
            ),
            models.CheckConstraint(
                name="asset_scrapped_after_acquired",
                condition=Q(scrapped_on__isnull=True) | Q(scrapped_on__gte=F("acquired_on")),
            ),
            models.CheckConstraint(
                name="asset_scrapped_with_reason",
                condition=Q(scrapped_on__isnull=True, scrapped_because="")
                | Q(scrapped_on__isnull=False) & ~Q(scrapped_because=""),
            ),
            models.CheckConstraint(
                name="asset_accepted_with_reason",
                condition=Q(accepted_on__isnull=True, accepted_because="", accepted_by__isnull=True)
                | Q(accepted_on__isnull=False, accepted_by__isnull=False, codes__len__gte=2)
                & ~Q(accepted_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.serial})" if self.serial else self.name

    @property
    def kinds(self) -> str:
        """What it is, all of it: 打印机、复印机."""
        return "、".join(DEVICES[code] for code in self.codes)

    @property
    def state(self) -> str:
        """Its condition, or that it is scrapped."""
        return "scrapped" if self.scrapped_on else self.condition

    @property
    def unites(self) -> bool:
        return len(self.codes) > 1

    @property
    def accepted_as_several(self) -> bool:
        return self.accepted_on is not None

    @property
    def stands(self) -> bool:
        """Whether it is there for use: neither laid aside nor scrapped."""
        return self.scrapped_on is None and self.condition in PRESENT
