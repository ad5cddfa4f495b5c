"""制度上墙: what hangs on the wall of a station, the texts a place writes for its stations, and whom to complain to."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from kit.jurisdiction import Jurisdiction
from stations.models.files import StoredFile
from stations.models.history import tracked
from stations.models.people import User
from stations.models.regions import DateRange, Located, LocatedQuerySet, Region
from stations.models.stations import Station
from stations.rules.postings import sheet_of

NAME_LENGTH = 60


class PostingQuerySet(LocatedQuerySet):
    def hanging_on(self, day: Any) -> Self:
        """Hung by ``day`` and not taken down by then."""
        down = Q(taken_down_on__isnull=True) | Q(taken_down_on__gt=day)
        return self.filter(down, posted_on__lte=day)

    def with_all(self) -> Self:
        return self.select_related(
            "station", "region__parent__parent__parent", "photo", "posted_by", "taken_down_by"
        )


@tracked()
class Posting(Located):
    """A sheet that hangs, or hung, in a station, with the photo that shows it. What was wrong is hung anew."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="postings", verbose_name="劳动保障站")
    what = models.CharField("内容", max_length=NAME_LENGTH)
    # Several names may mean one sheet, and one sheet hangs once.
    sheet = models.CharField(max_length=NAME_LENGTH, editable=False)
    posted_on = models.DateField("上墙日期")
    place = models.CharField("位置", max_length=30)
    photo = models.OneToOneField(StoredFile, models.PROTECT, related_name="posting", verbose_name="照片")
    posted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    posted_at = models.DateTimeField("登记时间", auto_now_add=True)
    taken_down_on = models.DateField("取下日期", null=True, editable=False)
    taken_down_because = models.CharField("取下原因", max_length=200, blank=True, editable=False)
    taken_down_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="取下登记人"
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "上墙公示"
        ordering = ["scope_code", "sheet", "-posted_on"]
        indexes = [
            models.Index(fields=["scope_code"], name="posting_scope"),
            models.Index(fields=["station"], name="posting_station"),
        ]
        constraints = [
            ExclusionConstraint(
                name="posting_hangs_once",
                expressions=[
                    ("station", RangeOperators.EQUAL),
                    ("sheet", RangeOperators.EQUAL),
                    (DateRange("posted_on", "taken_down_on"), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="posting_down_after_up",
                condition=Q(taken_down_on__isnull=True) | Q(taken_down_on__gte=F("posted_on")),
            ),
            models.CheckConstraint(
                name="posting_down_with_reason",
                condition=Q(taken_down_on__isnull=True, taken_down_because="", taken_down_by__isnull=True)
                | Q(taken_down_on__isnull=False, taken_down_by__isnull=False) & ~Q(taken_down_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sheet = sheet_of(self.what)
        super().save(*args, **kwargs)

    @property
    def state(self) -> str:
        return "taken_down" if self.taken_down_on else "hanging"


class ForAllBelowQuerySet(LocatedQuerySet):
    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        """Those of the places inside, and those of the places that contain it all."""
        if jurisdiction is None or jurisdiction.lo >= jurisdiction.hi:
            return self.none()
        inside = Q(scope_code__gte=jurisdiction.lo, scope_code__lt=jurisdiction.hi)
        return self.filter(inside | self._containing(jurisdiction))

    def held_within(self, jurisdiction: Jurisdiction) -> Self:
        """Those of the places inside alone: what may be changed from there."""
        return super().within(jurisdiction)

    def for_place(self, region: Region) -> Self:
        """Those of a place and of all above it, the nearest first; its own before those of places it took in."""
        rows = self.filter(self._containing(region.present.jurisdiction))
        in_being_first = F("region__closed_on").desc(nulls_first=True)
        return rows.select_related("region").order_by("span", in_being_first, "-pk")

    def _containing(self, jurisdiction: Jurisdiction) -> Q:
        reaches = Value(jurisdiction.hi) - F("span")
        return Q(scope_code__lte=jurisdiction.lo, scope_code__gte=reaches)


class ForAllBelow(Located):
    """What a place says for all below it: read from there, changed by the place alone.

    ``span`` is how many codes lie below; it stays when the place is given another code.
    """

    span = models.BigIntegerField(editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填写人")
    made_at = models.DateTimeField("填写时间", auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ForAllBelowQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.span = self.region.place.span
        super().save(*args, **kwargs)


@tracked()
class WallText(ForAllBelow):
    """The text of a sheet that is the place's own: an institution, the commitments, the standards.

    One line is one paragraph. The nearest place's text is the one that is printed.
    """

    what = models.CharField("名称", max_length=NAME_LENGTH)
    sheet = models.CharField(max_length=NAME_LENGTH, editable=False)
    text = models.TextField("正文", max_length=6000)
    citation = models.CharField("依据", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "上墙文本"
        ordering = ["scope_code", "sheet"]
        constraints = [models.UniqueConstraint(fields=["region", "sheet"], name="wall_text_once_a_place")]

    def __str__(self) -> str:
        return self.what

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sheet = sheet_of(self.what)
        super().save(*args, **kwargs)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.text.splitlines() if line.strip())


@tracked()
class SupervisionPhone(ForAllBelow):
    """监督电话: where villagers complain about their station. The nearest place's number is the one shown."""

    office = models.CharField("受理单位", max_length=40)
    phone = models.CharField("电话", max_length=30)
    hours = models.CharField("接听时间", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "监督电话"
        ordering = ["scope_code"]
        constraints = [models.UniqueConstraint(fields=["region"], name="supervision_phone_once_a_place")]

    def __str__(self) -> str:
        return f"{self.office} {self.phone}"
