"""Requests taken in at a counter, and the visible record of what became of them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Least
from django.utils import timezone

from kit.months import today
from kit.workdays import Calendar, Kind
from services.models.items import ServiceItem
from services.rules.requests import (
    CLOSED,
    KINDS,
    NO_LIMIT,
    OPEN,
    OUTCOMES,
    WORKFLOW,
    Limit,
    Standing,
    soon_until,
    standing,
)
from stations.models import Located, LocatedQuerySet, Post, User
from stations.models.history import tracked

CALENDAR = Calendar()


def late_on(day: date) -> Q:
    """Clocks that had run out before ``day``; a paused one stands at the day it stopped.

    PostgreSQL's LEAST passes over NULL: a clock that is not paused stands at ``day``.
    """
    return Q(due_on__lt=Least("paused_on", models.Value(day), output_field=models.DateField()))


def soon_on(day: date) -> Q:
    """Running clocks that end within the next few days."""
    in_working_days = Q(limit_kind=Kind.WORKING, due_on__lte=soon_until(Kind.WORKING, day, CALENDAR))
    in_natural_days = ~Q(limit_kind=Kind.WORKING) & Q(due_on__lte=soon_until(Kind.NATURAL, day, CALENDAR))
    return Q(in_working_days | in_natural_days, due_on__gte=day, paused_on__isnull=True)


class RequestQuerySet(LocatedQuerySet):
    def with_place(self) -> Self:
        return self.select_related("item", "region__parent__parent__parent")

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def open_at_the_end_of(self, day: date) -> Self:
        """What had been received by ``day`` and was not closed yet when it ended."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), received_on__lte=day)

    def late_on(self, day: date) -> Self:
        return self.filter(late_on(day))

    def soon_on(self, day: date) -> Self:
        return self.filter(soon_on(day))


@tracked()
class Request(Located):
    """What somebody asked for at a village station. The promise of the day it was received is frozen with it."""

    number = models.CharField("受理编号", max_length=30, unique=True, editable=False)
    running = models.PositiveSmallIntegerField(editable=False)
    form_token = models.UUIDField(
        editable=False, help_text="one form makes one request, however often it is sent"
    )
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="requests", verbose_name="服务事项")
    applicant = models.CharField("申请人", max_length=40)
    phone = models.CharField(
        "联系电话",
        max_length=20,
        validators=[RegexValidator(r"^[0-9][0-9 -]{4,}$", "电话只能有数字、空格和横线,至少 5 位。")],
    )
    asked = models.TextField("办什么事", max_length=500)
    received_on = models.DateField("受理日期")
    received_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="受理人")
    limit_length = models.PositiveSmallIntegerField("时限", null=True, editable=False)
    limit_kind = models.CharField(
        "时限单位",
        max_length=10,
        choices=[(kind.value, label) for kind, label in KINDS.items()],
        blank=True,
        editable=False,
    )
    due_on = models.DateField("到期日", null=True, editable=False)
    due_provisional = models.BooleanField("到期日为暂定", default=False, editable=False)
    paused_on = models.DateField("停止计时日", null=True, editable=False)
    state = models.CharField(
        "状态", max_length=12, choices=list(WORKFLOW.states.items()), default=WORKFLOW.initial, editable=False
    )
    outcome = models.CharField(
        "决定", max_length=8, choices=list(OUTCOMES.items()), blank=True, editable=False
    )
    outcome_reason = models.CharField("决定理由", max_length=300, blank=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "受理事项"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "received_on", "running"], name="request_running_number"
            ),
            models.UniqueConstraint(fields=["region", "form_token"], name="request_once_per_form"),
            models.CheckConstraint(
                name="request_closed_with_a_day",
                condition=Q(state__in=OPEN, closed_on__isnull=True)
                | (~Q(state__in=OPEN) & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="request_decided_with_a_reason",
                condition=~Q(state__in=("decided", "told")) | (~Q(outcome="") & ~Q(outcome_reason="")),
            ),
            models.CheckConstraint(
                name="request_limit_is_whole",
                condition=Q(limit_length__isnull=True, limit_kind="", due_on__isnull=True)
                | (Q(limit_length__isnull=False, due_on__isnull=False) & ~Q(limit_kind="")),
            ),
        ]
        indexes = [
            models.Index(fields=["scope_code", "state", "due_on"], name="request_scope_state"),
            models.Index(fields=["scope_code", "received_on"], name="request_scope_received"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.applicant}"

    @property
    def limit(self) -> Limit | None:
        return Limit(self.limit_length, Kind(self.limit_kind)) if self.limit_length else None

    @property
    def standing(self) -> Standing:
        """How the clock stands today."""
        if self.state not in OPEN:
            return CLOSED
        if self.due_on is None:
            return NO_LIMIT
        kind = Kind(self.limit_kind)
        return standing(self.due_on, kind, paused_on=self.paused_on, day=today(), calendar=CALENDAR)


class RequestStep(Located):
    """One step of a request: who did what, on which day, in whose name. Steps are added, never changed."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="steps")
    verb = models.CharField("动作", max_length=20)
    label = models.CharField("动作名称", max_length=40)
    on = models.DateField("日期")
    at = models.DateTimeField("时间", default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="经办人")
    under = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="岗位")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理经过"
        ordering = ["id"]
        indexes = [models.Index(fields=["scope_code"], name="request_step_scope")]

    def __str__(self) -> str:
        return f"{self.on} {self.label}"
