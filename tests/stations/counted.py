"""Boards counted for a test, as the worker counts them."""

from __future__ import annotations

from kit.months import today
from kit.scope import everywhere
from stations import jobs, tallies
from stations.models import Job, Region


def count(city: Region) -> None:
    """Count all boards of the city."""
    with everywhere():
        tallies.count(tallies.span_of(city.code), today())


def work() -> list[str]:
    """Do the jobs that wait; returns their states and what they said at the end."""
    waiting = list(Job.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        jobs.run(pk)
    return [f"{job.state}: {job.message}" for job in Job.objects.filter(pk__in=waiting).order_by("pk")]
