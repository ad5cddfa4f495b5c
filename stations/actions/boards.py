"""Counting boards anew on request: everything of a city, or one checklist that was not counted yet."""

from __future__ import annotations

from django.db import transaction

from stations import audit, counting, tallies
from stations.checklists import Listed
from stations.models import Job, Post, Region


def recount(place: Region, *, by: Post) -> Job:
    """All boards of the city that a place lies in."""
    with transaction.atomic():
        audit.record("重新统计", place)
        return tallies.ask(place.code, by=by.user, under=by)


def count_list(place: Region, listed: Listed, *, by: Post) -> Job:
    """Every station of the city by one checklist."""
    with transaction.atomic():
        audit.record("统计清单", place, reason=listed.name)
        return counting.ask_for_list(listed, place, by=by.user, under=by)
