"""Background work: submit in the same transaction, ring the broker after it, sweep up what was left.

A kind of work is a function registered with ``@runner("app.kind", "中文名")`` that takes a ``Progress`` and the
arguments. It may be called twice or late, and opens its own scope; what it raises as ``Refused`` is shown to who asked.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from kit.refused import Refused
from stations import audit
from stations.models import Job, Post, User

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
RING_AGAIN_AFTER = timedelta(seconds=45)

Runner = Callable[..., str | None]
_runners: dict[str, Runner] = {}
_titles: dict[str, str] = {}


class LeaseLost(Exception):
    """Another worker has taken the job over, or somebody cancelled it: stop without a word."""


@dataclass
class Progress:
    """How far a running job is; every report prolongs its lease."""

    job_id: int
    lease: uuid.UUID

    def report(self, done: int, of: int, message: str = "") -> None:
        """Say that ``done`` of ``of`` units are through; raises ``LeaseLost`` where the job is no longer ours.

        Written on a connection state of its own: call it between transactions, or the report waits for the commit.
        """
        changed = Job.objects.filter(pk=self.job_id, lease=self.lease, state="running").update(
            done_units=done, all_units=of, message=message[:300], lease_until=timezone.now() + LEASE
        )
        if not changed:
            raise LeaseLost


def runner(kind: str, called: str) -> Callable[[Runner], Runner]:
    """Register the function that does work of ``kind``; it may return a closing message."""

    def register(function: Runner) -> Runner:
        _runners[kind] = function
        _titles[kind] = called
        return function

    return register


def title(kind: str) -> str:
    """What people call this kind of work."""
    return _titles.get(kind, kind)


def submit(
    kind: str, *, by: User | None = None, under: Post | None = None, key: str = "", **arguments: Any
) -> Job:
    """Ask for work: a row in this transaction, the bell after its commit.

    With a ``key``, work of that kind and key that is still open is joined instead of asked for twice.
    """
    with transaction.atomic():
        job, created = (
            Job.objects.get_or_create(
                kind=kind,
                key=key,
                state__in=["queued", "running"],
                defaults={"state": "queued", "arguments": arguments, "asked_by": by, "asked_under": under},
            )
            if key
            else (Job.objects.create(kind=kind, arguments=arguments, asked_by=by, asked_under=under), True)
        )
        if created:
            transaction.on_commit(lambda: ring(job.pk))
    return job


def ring(job_id: int) -> None:
    """Tell a worker that a job waits. A broker that is down loses nothing: the sweep rings again."""
    from stations.tasks import run_job

    try:
        run_job.apply_async(args=[job_id], retry=False)
    except Exception:  # noqa: BLE001  (whatever the broker's client raises; the row is the truth)
        log.warning("broker unreachable, job %s waits for the sweep", job_id)


def sweep() -> int:
    """Ring again for jobs that nobody took up or whose worker died; returns how many."""
    now = timezone.now()
    Job.objects.ready(now).filter(attempts__gte=MOST_ATTEMPTS).update(
        state="failed", finished_at=now, message="多次中断后仍未完成,请联系系统管理员。"
    )
    waiting = Job.objects.ready(now).filter(Q(state="running") | Q(created_at__lt=now - RING_AGAIN_AFTER))
    ids = list(waiting.order_by("pk").values_list("pk", flat=True)[:200])
    for job_id in ids:
        ring(job_id)
    return len(ids)


def run(job_id: int) -> str:
    """Do one job if it may be taken up; returns its state afterwards ("taken" where it was not ours to do)."""
    lease = uuid.uuid4()
    now = timezone.now()
    claimed = (
        Job.objects.ready(now)
        .filter(pk=job_id, attempts__lt=MOST_ATTEMPTS)
        .update(
            state="running", lease=lease, lease_until=now + LEASE, started_at=now, attempts=F("attempts") + 1
        )
    )
    if not claimed:
        return "taken"
    job = Job.objects.get(pk=job_id)
    try:
        message = _runners[job.kind](Progress(job_id, lease), **job.arguments)
    except LeaseLost:
        return "taken"
    except Refused as refusal:
        return _finish(job_id, lease, "failed", refusal.reason)
    except Exception:
        log.exception("job %s (%s) failed", job_id, job.kind)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return _finish(job_id, lease, "failed", "处理中出现意外错误,已记入日志,请联系系统管理员。")
    return _finish(job_id, lease, "done", message or "已完成")


def _finish(job_id: int, lease: uuid.UUID, state: str, message: str) -> str:
    Job.objects.filter(pk=job_id, lease=lease, state="running").update(
        state=state, message=message[:300], finished_at=timezone.now(), lease_until=None
    )
    return state


def cancel(job: Job, *, by: User) -> None:
    """Stop a job that has not ended; a running one notices at its next report."""
    changed = Job.objects.filter(pk=job.pk, state__in=["queued", "running"]).update(
        state="cancelled", finished_at=timezone.now(), message=f"由{by.name}取消"
    )
    if not changed:
        raise Refused("这项任务已经结束,不能取消。")
    audit.record("取消任务", job)
