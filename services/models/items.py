"""What the counters of a city offer, and by when it has promised to answer."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from kit.jurisdiction import Jurisdiction
from kit.workdays import Kind
from services.rules.requests import KINDS, Limit
from stations.models import Located, LocatedQuerySet
from stations.models.history import tracked
from stations.places import DIGITS, Tier

CITY_SPAN = 10 ** (12 - DIGITS[Tier.CITY])


class ServiceItemQuerySet(LocatedQuerySet):
    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        """The items of the city that a jurisdiction lies in, and of the cities within it."""
        if jurisdiction is None or jurisdiction.lo >= jurisdiction.hi:
            return self.none()
        own_city = jurisdiction.lo // CITY_SPAN * CITY_SPAN
        return self.filter(
            Q(scope_code=own_city) | Q(scope_code__gte=jurisdiction.lo, scope_code__lt=jurisdiction.hi)
        )

    def offered_on(self, day: date) -> Self:
        return self.filter(Q(active_to__isnull=True) | Q(active_to__gte=day), active_from__lte=day)


@tracked()
class ServiceItem(Located):
    """A 服务事项 of a city. A limit is the city's own promise unless it cites a document, so it always has a basis."""

    key = models.CharField("代号", max_length=20)
    name = models.CharField("事项名称", max_length=80)
    part = models.CharField(
        "站的职责", max_length=20, default="协助", help_text="按文件的说法:协助、承办、受理和初审等。"
    )
    clause = models.CharField(
        "职责依据", max_length=80, blank=True, help_text="文号和条款,例如 温政发[2009]71号 W三(一)"
    )
    limit_length = models.PositiveSmallIntegerField(
        "时限",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="只填数字。没有承诺时限的留空,受理后不计时。",
    )
    limit_kind = models.CharField(
        "时限单位", max_length=10, choices=[(kind.value, label) for kind, label in KINDS.items()], blank=True
    )
    limit_basis = models.CharField(
        "时限依据", max_length=80, blank=True, help_text="文号;没有文件规定的写“服务承诺”。"
    )
    papers = models.TextField("所需材料", max_length=1000, blank=True, help_text="一行一种。")
    free = models.BooleanField("不收费", default=True)
    active_from = models.DateField("起用日期")
    active_to = models.DateField("停用日期", null=True, blank=True, help_text="最后一日;留空为长期。")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务事项"
        ordering = ["scope_code", "key"]
        constraints = [
            models.UniqueConstraint(fields=["region", "key"], name="item_key_once_per_city"),
            models.CheckConstraint(
                name="item_limit_has_kind_and_basis",
                condition=Q(limit_length__isnull=True, limit_kind="")
                | (Q(limit_length__gte=1) & ~Q(limit_kind="") & ~Q(limit_basis="")),
            ),
            models.CheckConstraint(
                name="item_ends_after_start",
                condition=Q(active_to__isnull=True) | Q(active_to__gte=F("active_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def limit(self) -> Limit | None:
        return Limit(self.limit_length, Kind(self.limit_kind)) if self.limit_length else None

    @property
    def papers_list(self) -> list[str]:
        return [line.strip() for line in self.papers.splitlines() if line.strip()]
