"""Doors of the background: each takes ids, and calls the action."""

from typing import Any

from celery import shared_task
from celery.signals import beat_init, worker_ready
from django.core.management import call_command
from django.utils import timezone

from stations import files, jobs, tallies, touched
from stations.models import Heartbeat


@shared_task
def run_job(job_id: int) -> str:
    return jobs.run(job_id)


@shared_task
def sweep_jobs() -> int:
    return jobs.sweep()


@shared_task
def sweep_files() -> int:
    return files.sweep()


@shared_task
def count_changed() -> list[int]:
    """A count of the boards of every city in which something has changed."""
    cities = sorted(touched.changed_cities())
    for city in cities:
        tallies.ask(city)
    return cities


@shared_task
def count_all() -> None:
    """Every night: contracts run out and days are missed though nobody changes anything."""
    tallies.ask()


@shared_task
def beat() -> None:
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task
def clear_old() -> None:
    """Sessions that have run out, and tries to sign in that no lock looks at any more."""
    call_command("clearsessions")
    call_command("axes_reset_logs", age=30)


@worker_ready.connect
def first_beat(**kwargs: Any) -> None:
    """A worker that has just come up is heard of at once, not only with the first beat of the schedule."""
    beat()


@beat_init.connect
def first_count(**kwargs: Any) -> None:
    """Where no board was ever counted, the portal begins with that."""
    tallies.ask_if_never_counted()
