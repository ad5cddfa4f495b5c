"""The region tree 市 › 区县 › 乡镇街道 › 村社区, and what every row that belongs to a place carries."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q

from kit.jurisdiction import NOWHERE, Jurisdiction, ScopedQuerySet
from stations.models.history import tracked
from stations.places import KINDS, TIER_LABELS, Place, Tier


class DateRange(Func):
    """daterange(opened_on, closed_on): from the first day in being to the first day no longer."""

    function = "daterange"
    output_field = DateRangeField()


class RegionQuerySet(ScopedQuerySet["Region"]):
    scope_field = "code"

    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        """Regions inside; a placeholder county shares its city's padded code, so the tier counts too."""
        rows = super().within(jurisdiction)
        return rows.filter(tier__gte=jurisdiction.tier) if jurisdiction and jurisdiction.tier else rows

    def open_on(self, day: date) -> Self:
        """Regions in being on ``day``."""
        return self.filter(
            Q(opened_on__isnull=True) | Q(opened_on__lte=day),
            Q(closed_on__isnull=True) | Q(closed_on__gt=day),
        )

    def open_throughout(self, first: date, last: date) -> Self:
        """Regions in being on every day from ``first`` to ``last``: the only ones that owe a return for it."""
        return self.filter(
            Q(opened_on__isnull=True) | Q(opened_on__lte=first),
            Q(closed_on__isnull=True) | Q(closed_on__gt=last),
        )

    def redrawn(self, jurisdiction: Jurisdiction) -> Self:
        """Those that left a place, or came to it, by becoming another: without any, then and now are the same."""
        lo, hi = jurisdiction.lo, jurisdiction.hi
        here = Q(code__gte=lo, code__lt=hi) | Q(became__code__gte=lo, became__code__lt=hi)
        return self.filter(here, became__isnull=False)

    def of_tier(self, tier: Tier) -> Self:
        return self.filter(tier=tier)

    def with_ancestors(self) -> Self:
        return self.select_related("parent__parent__parent")


class FoundRegionQuerySet(RegionQuerySet):
    """Regions where they are found now: one that is gone lies where what became of it lies."""

    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        if jurisdiction is None or jurisdiction.lo >= jurisdiction.hi:
            return self.none()
        lo, hi, tier = jurisdiction.lo, jurisdiction.hi, jurisdiction.tier
        stayed = Q(became__isnull=True, code__gte=lo, code__lt=hi)
        return self.filter(stayed | Q(became__code__gte=lo, became__code__lt=hi), tier__gte=tier)

    def within_then(self, jurisdiction: Jurisdiction) -> Self:
        """Those that lay inside by their own code."""
        return RegionQuerySet.within(self, jurisdiction)


class SeenRegionQuerySet(FoundRegionQuerySet):
    """Regions that lay inside once or are found inside now: their page tells either side what became of them."""

    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        return super().within(jurisdiction) | self.within_then(jurisdiction or NOWHERE)


@tracked(exclude=("sort_key",))
class Region(models.Model):
    """A place of one tier. The foreign key is the truth; the code is the key for "all below"."""

    code = models.BigIntegerField("区划代码", help_text="统计用区划代码,补足 12 位")
    tier = models.SmallIntegerField(
        "层级", choices=[(int(tier), label) for tier, label in TIER_LABELS.items()]
    )
    kind = models.CharField("类别", max_length=20, choices=list(KINDS.items()))
    name = models.CharField("名称", max_length=60)
    sort_key = models.CharField("排序键", max_length=240, editable=False, default="")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    opened_on = models.DateField("设立日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    # Followed to the end: never a region that has itself become another.
    became = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="origins",
        verbose_name="现为",
    )

    objects = RegionQuerySet.as_manager()
    found = FoundRegionQuerySet.as_manager()
    seen = SeenRegionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划"
        ordering = ["code", "tier"]
        indexes = [models.Index(fields=["code", "tier"], name="region_code")]
        constraints = [
            models.CheckConstraint(
                name="region_closes_after_opening",
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=models.F("opened_on")),
            ),
            # Two regions in being never share a code; the past may hold the same code more than once.
            models.UniqueConstraint(
                fields=["tier", "code"], name="region_code_open", condition=Q(closed_on__isnull=True)
            ),
            ExclusionConstraint(
                name="region_code_unique_in_time",
                expressions=[
                    ("tier", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DateRange("opened_on", "closed_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Place:
        return Place(Tier(self.tier), self.code)

    @property
    def code_text(self) -> str:
        """The twelve-digit code as people write it."""
        return f"{self.code:012d}"

    @property
    def present(self) -> Region:
        """The region it has become, itself where it is still there or nobody took over."""
        return self.became if self.became_id else self  # type: ignore[return-value]

    @property
    def never_was(self) -> bool:
        """Closed on the day it was opened, as when the event that opened it was undone: not in being on any day."""
        return self.closed_on is not None and self.closed_on == self.opened_on

    @property
    def jurisdiction(self) -> Jurisdiction:
        return self.place.jurisdiction

    @property
    def lineage(self) -> list[Region]:
        """From the city down to this region; fetch with ``with_ancestors`` to spare queries."""
        above = self.parent.lineage if self.tier > Tier.CITY and self.parent else []
        return [*above, self]

    @property
    def district(self) -> Region | None:
        """The district this region lies in (or is); None above districts."""
        return next((region for region in self.lineage if region.tier == Tier.DISTRICT), None)

    @property
    def path(self) -> str:
        """市 › 区 › 镇 › 村 as one line."""
        return " › ".join(region.name for region in self.lineage)


class LocatedQuerySet(ScopedQuerySet[Any]):
    """Query set of rows that belong to a place."""

    def within_then(self, jurisdiction: Jurisdiction) -> Self:
        """Narrowed to the rows that lay inside as the map was when they were made."""
        return self.filter(code__gte=jurisdiction.lo, code__lt=jurisdiction.hi)

    def with_map(self) -> Self:
        """Each with its place and the places above, then and now."""
        return self.select_related("region__parent__parent", "region__became__parent__parent")


class Located(models.Model):
    """A row that belongs to a place: the place itself, the code of the day, and the code it is found by now.

    ``code`` never changes ("as then"); ``scope_code`` follows the place when it is re-coded, and jurisdiction and
    row-level security range over it.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所属区划")
    code = models.BigIntegerField(editable=False)
    scope_code = models.BigIntegerField(editable=False)

    objects = LocatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.code is None:
            self.code, self.scope_code = self.region.code, self.region.present.code
        super().save(*args, **kwargs)


def located(region: Region) -> dict[str, Any]:
    """The columns of ``Located`` for rows made in bulk, which do not pass through ``save``."""
    return {"region": region, "code": region.code, "scope_code": region.present.code}
