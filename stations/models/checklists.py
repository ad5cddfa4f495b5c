"""Checklists at work: what a station says of itself, rounds of inspections, what was found, what is put right."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kit.jurisdiction import Jurisdiction
from stations.models.files import StoredFile
from stations.models.history import tracked
from stations.models.people import User
from stations.models.policy import PolicyDocument, bodies
from stations.models.regions import Located, LocatedQuerySet
from stations.models.stations import Station
from stations.rules import inspections as rules
from stations.rules.checklists import BASIC, MET, RESULTS, UNMET

NOTE_LENGTH = 300


def _photos() -> ArrayField[list[uuid.UUID], list[uuid.UUID]]:
    """The names of stored files: a verdict keeps naming what it was shown, whatever becomes of the file."""
    return ArrayField(models.UUIDField(), default=list, blank=True, verbose_name="照片")


class Listed(models.Model):
    """Works by one checklist of one published version of a document."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="+", verbose_name="依据文件")
    checklist = models.CharField("清单", max_length=20)

    class Meta:
        abstract = True


@tracked()
class Claim(Listed, Located):
    """自查: what a station says of itself on one item. Never a verdict."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="站")
    item = models.CharField("项目", max_length=20)
    result = models.CharField("自查结果", max_length=15, choices=list(RESULTS.items()))
    note = models.CharField("说明", max_length=NOTE_LENGTH, blank=True)
    photos = _photos()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填报人")
    made_at = models.DateTimeField("填报时间", auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LocatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自查"
        ordering = ["scope_code", "item"]
        indexes = [models.Index(fields=["scope_code", "document", "checklist"], name="claim_scope")]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "document", "checklist", "item"], name="claim_once_an_item"
            )
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.item} 自查{self.get_result_display()}"


class InspectionRoundQuerySet(LocatedQuerySet):
    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        """Those of the places inside, and those that come from above."""
        if jurisdiction is None or jurisdiction.lo >= jurisdiction.hi:
            return self.none()
        inside = Q(scope_code__gte=jurisdiction.lo, scope_code__lt=jurisdiction.hi)
        return self.filter(inside | Q(scope_code__lte=jurisdiction.lo, scope_end__gte=jurisdiction.hi))

    def with_all(self) -> Self:
        rows = self.select_related("region__parent__parent", "document__parent", "made_by")
        return rows.defer(*bodies())


@tracked()
class InspectionRound(Listed, Located):
    """检查: one checklist, one area, a first and a last day; its plan are the inspections. Read from below."""

    scope_end = models.BigIntegerField(editable=False)
    name = models.CharField("名称", max_length=60)
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="制定人")
    made_at = models.DateTimeField("制定时间", auto_now_add=True)

    objects = InspectionRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查"
        ordering = ["-first_day", "-pk"]
        indexes = [models.Index(fields=["scope_code", "-first_day"], name="round_scope")]
        constraints = [
            models.CheckConstraint(
                name="round_ends_after_start", condition=Q(last_day__gte=models.F("first_day"))
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.scope_end = self.region.jurisdiction.hi
        super().save(*args, **kwargs)


class InspectionQuerySet(LocatedQuerySet):
    def with_all(self) -> Self:
        rows = self.select_related(
            "round__document__parent",
            "round__region",
            "station__region__parent__parent__parent",
            "region__parent__parent__parent",
            "inspector",
            "closed_by",
        )
        return rows.defer(*bodies("round__document"))


@tracked()
class Inspection(Located):
    """One station of a round: planned for an inspector, inspected, put right where something was amiss, closed."""

    round = models.ForeignKey(
        InspectionRound, models.PROTECT, related_name="inspections", verbose_name="检查"
    )
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name="站")
    inspector = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="检查人")
    state = models.CharField(
        "状态", max_length=10, choices=list(rules.STATES.items()), default=rules.PLANNED, editable=False
    )
    inspected_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="实际检查人"
    )
    inspected_on = models.DateField("检查日期", null=True, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="结案人"
    )
    closed_on = models.DateField("结案日期", null=True, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "现场检查"
        ordering = ["scope_code", "pk"]
        indexes = [models.Index(fields=["scope_code", "state"], name="inspection_scope")]
        constraints = [
            models.UniqueConstraint(fields=["round", "station"], name="inspection_once_a_round"),
            models.CheckConstraint(
                name="inspection_inspected_by_somebody",
                condition=Q(state=rules.PLANNED) | Q(inspected_by__isnull=False, inspected_on__isnull=False),
            ),
            models.CheckConstraint(
                name="inspection_closed_by_somebody",
                condition=~Q(state=rules.CLOSED) | Q(closed_by__isnull=False, closed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.round}"


@tracked()
class Finding(Located):
    """检查结果 on one item: the verdict of who was there, with the claim and the evidence as they were then."""

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="findings", verbose_name="现场检查"
    )
    item = models.CharField("项目", max_length=20)
    claim = models.CharField("当时的自查", max_length=15, choices=list(RESULTS.items()), blank=True)
    claim_note = models.CharField("当时的自查说明", max_length=NOTE_LENGTH, blank=True)
    evidence_ok = models.BooleanField("当时的台账证据", null=True)
    evidence_text = models.CharField("当时的证据说明", max_length=300, blank=True)
    result = models.CharField("检查结果", max_length=15, choices=list(RESULTS.items()))
    note = models.CharField("说明", max_length=NOTE_LENGTH, blank=True)
    deadline = models.DateField("整改期限", null=True, blank=True)
    photos = _photos()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="检查人")
    made_at = models.DateTimeField("记录时间", auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LocatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查结果"
        ordering = ["inspection", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="finding_once_an_item"),
            models.CheckConstraint(
                name="finding_unmet_has_deadline",
                condition=Q(result=UNMET, deadline__isnull=False)
                | Q(result=BASIC)
                | ~Q(result__in=[UNMET, BASIC]) & Q(deadline__isnull=True),
            ),
            models.CheckConstraint(
                name="finding_short_says_why", condition=~Q(result__in=[UNMET, BASIC]) | ~Q(note="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection} {self.item} {self.get_result_display()}"


class RectificationQuerySet(LocatedQuerySet):
    def with_all(self) -> Self:
        rows = self.select_related(
            "finding__inspection__round__document__parent",
            "finding__inspection__station",
            "finding__made_by",
            "region__parent__parent__parent",
            "proved_by",
            "accepted_by",
        )
        return rows.defer(*bodies("finding__inspection__round__document"))


@tracked()
class Rectification(Located):
    """整改: what was found amiss, by when it is put right, the proof, and the acceptance of who inspected."""

    finding = models.OneToOneField(
        Finding, models.PROTECT, related_name="rectification", verbose_name="检查结果"
    )
    deadline = models.DateField("整改期限")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=list(rules.RECTIFICATION_STATES.items()),
        default=rules.OPEN,
        editable=False,
    )
    proof = models.CharField("整改情况", max_length=NOTE_LENGTH, blank=True)
    photos = _photos()
    proved_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="整改人"
    )
    proved_on = models.DateField("整改日期", null=True, editable=False)
    returned_because = models.CharField("退回原因", max_length=NOTE_LENGTH, blank=True)
    result = models.CharField(
        "整改后", max_length=15, choices=[(MET, "到位"), (BASIC, "基本到位")], blank=True
    )
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="验收人"
    )
    accepted_on = models.DateField("验收日期", null=True, editable=False)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改"
        ordering = ["deadline", "pk"]
        indexes = [models.Index(fields=["scope_code", "state", "deadline"], name="rectification_scope")]
        constraints = [
            models.CheckConstraint(
                name="rectification_proved_by_somebody",
                condition=Q(state=rules.OPEN)
                | Q(proved_by__isnull=False, proved_on__isnull=False) & ~Q(proof=""),
            ),
            models.CheckConstraint(
                name="rectification_accepted_by_somebody",
                condition=Q(state=rules.ACCEPTED, accepted_by__isnull=False, accepted_on__isnull=False)
                & ~Q(result="")
                | ~Q(state=rules.ACCEPTED) & Q(accepted_by__isnull=True, accepted_on__isnull=True, result=""),
            ),
            # Who puts it right does not pass it.
            models.CheckConstraint(
                name="rectification_not_accepted_by_its_prover",
                condition=Q(accepted_by__isnull=True) | ~Q(accepted_by=models.F("proved_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding} 整改"


def photos_named(names: list[uuid.UUID]) -> models.QuerySet[StoredFile]:
    """The files that these names still lead to, within whatever scope is acting."""
    return StoredFile.objects.filter(name__in=names).select_related("made_by")
