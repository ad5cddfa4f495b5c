"""Figures of targets that no ledger counts, entered by hand; added and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import BooleanField, Case, F, Q, Value, When

from stations.models.history import tracked
from stations.models.people import Post
from stations.models.policy import PolicyDocument
from stations.models.regions import Located, LocatedQuerySet

MOST = 999_999_999


class TargetEntryQuerySet(LocatedQuerySet):
    def of_document(self, *keys: str) -> Self:
        """Entries of targets that are written in these documents."""
        return self.filter(document__key__in=keys)

    def by_due(self, due: Mapping[str, date]) -> Self:
        """Of each place and target the last entry until its due day, and the last one after it.

        ``due`` is by target; an entry of one without a due day is after it. Corrections stand for what they correct.
        """
        by_then = [When(target=target, day__lte=day, then=Value(False)) for target, day in due.items()]
        after = Case(*by_then, default=Value(True), output_field=BooleanField())
        order = ("region_id", "document__key", "target", "after")
        return self.annotate(after=after).order_by(*order, "-day", "-revision", "-pk").distinct(*order)

    def with_all(self) -> Self:
        return self.select_related("region__parent__parent", "document", "entered_by__user")


@tracked()
class TargetEntry(Located):
    """What a place was told to have of a target on a day, by whom, and from where.

    A later day's entry takes its place from then on; a correction is a new row of the same day, the next ``revision``.
    """

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="+", verbose_name="文件")
    target = models.CharField("目标", max_length=40)
    day = models.DateField("数据日期")
    numerator = models.PositiveBigIntegerField("分子", validators=[MaxValueValidator(MOST)])
    denominator = models.PositiveBigIntegerField("分母", null=True, validators=[MaxValueValidator(MOST)])
    source = models.CharField("来源", max_length=200)
    revision = models.PositiveSmallIntegerField("更正次数", default=0)
    corrected_because = models.CharField("更正事由", max_length=200, blank=True)
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="填报人")
    entered_at = models.DateTimeField("填报时间", auto_now_add=True)

    objects = TargetEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目标填报"
        ordering = ["-day", "-revision"]
        indexes = [models.Index(fields=["scope_code", "document"], name="target_entry_scope")]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "document", "target", "day", "revision"], name="target_entry_once_a_day"
            ),
            models.CheckConstraint(name="target_entry_has_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="target_entry_numerator_within",
                condition=Q(denominator__isnull=True) | Q(numerator__lte=F("denominator")),
            ),
            models.CheckConstraint(
                name="target_entry_correction_says_why",
                condition=Q(revision=0, corrected_because="") | Q(revision__gt=0) & ~Q(corrected_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.document.key} {self.target} {self.day}"
