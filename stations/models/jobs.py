"""Background work: one table is the outbox, the progress bar and the record of it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kit.jurisdiction import Jurisdiction
from stations.models.people import Post, User


class JobQuerySet(models.QuerySet["Job"]):
    def seen_by(self, user: User, *, all_jobs: bool) -> Self:
        """A person's own jobs; the administrator sees every one."""
        return self if all_jobs else self.filter(asked_by=user)

    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        """Jobs belong to who asked for them (``seen_by``), not to a place."""
        return self if jurisdiction is not None else self.none()

    def ready(self, now: datetime) -> Self:
        """Jobs that may be taken up: waiting, or left behind by a worker whose lease ran out."""
        return self.filter(Q(state="queued") | Q(state="running", lease_until__lt=now))


class Job(models.Model):
    """A piece of background work. The row is the truth; the broker only rings the bell.

    ``arguments`` holds ids, never people's data. A job may run twice, late, or after a right was taken away, so its
    runner re-checks and keys its result.
    """

    STATES = {
        "queued": "等待中",
        "running": "进行中",
        "done": "已完成",
        "failed": "未完成",
        "cancelled": "已取消",
    }

    kind = models.CharField("种类", max_length=60)
    key = models.CharField("唯一键", max_length=120, blank=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="queued")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="jobs", verbose_name="发起人")
    asked_under = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", verbose_name="发起岗位"
    )
    created_at = models.DateTimeField("发起时间", default=timezone.now, editable=False)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    lease_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    attempts = models.SmallIntegerField("次数", default=0)
    done_units = models.IntegerField(default=0)
    all_units = models.IntegerField(default=0)
    message = models.CharField("进展", max_length=300, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="job_one_open_per_key",
                condition=Q(state__in=["queued", "running"]) & ~Q(key=""),
            )
        ]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="job_ready"),
            models.Index(fields=["kind", "key", "-id"], name="job_last_of_key"),
        ]

    def __str__(self) -> str:
        return self.message or self.kind

    @property
    def percent(self) -> int | None:
        """Progress in whole per cent; None while the amount of work is unknown."""
        return min(100, self.done_units * 100 // self.all_units) if self.all_units else None


class Heartbeat(models.Model):
    """When each background process was last heard of; /healthz reads it."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return self.name
