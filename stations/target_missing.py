"""Which places are still missing of a target, by name: the rows that were counted, looked at one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from kit import scope
from kit.scope import everywhere
from stations.documents import content
from stations.measures import Asked, below
from stations.models import Region
from stations.places import Tier
from stations.tallies import span_of
from stations.target_progress import Line

MOST_ON_SCREEN = 100


def named(line: Line, stored: Any, day: date, *, as_now: bool) -> QuerySet[Region] | None:
    """The places that miss it on the day, of a number those that have it; None where persons are counted.

    Ask inside ``seeing_all``: what a village had then may lie with another village, and another township, by now.
    """
    if line.measure is None:
        return None
    asked = Asked(day, content(stored), span_of(line.place.code))
    rows = line.measure.rows(asked)
    if rows.model is not Region:
        return None
    inside = below(rows, _townships(line.place), as_now=as_now)
    # Where nobody can tell it is missing too: excluding what has it would leave these out.
    lacking = Q(has=False) | Q(has__isnull=True)
    wanted = inside.filter(Q(has=True) if line.target.compare == "count" else lacking)
    return wanted.select_related("parent__parent", "became").order_by("code", "tier")


def _townships(place: Region) -> QuerySet[Region]:
    """The townships at and below a place, by the tree: only such places are named as lie within it."""
    above = Q(pk=place.pk) | Q(parent=place.pk) | Q(parent__parent=place.pk)
    return Region.objects.of_tier(Tier.TOWNSHIP).filter(above)


def seeing_all() -> Any:
    """The scope in which ``named`` is asked: every row counts, whoever asks; places outside are not named."""
    acting = scope.current()
    return everywhere(**(acting.author if acting else {}))
