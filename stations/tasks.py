"""Doors of the background: each takes ids, and calls the action."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from stations import jobs
from stations.models import Heartbeat


@shared_task
def run_job(job_id: int) -> str:
    return jobs.run(job_id)


@shared_task
def sweep_jobs() -> int:
    return jobs.sweep()


@shared_task
def beat() -> None:
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@worker_ready.connect
def first_beat(**kwargs: Any) -> None:
    """A worker that has just come up is heard of at once, not only with the first beat of the schedule."""
    beat()
