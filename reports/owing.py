"""Which villages owe a return for a month: one definition for the lists, the to-dos and the roll-up."""

from __future__ import annotations

from django.db.models import Q

from kit.months import Month
from reports.rules.returns import OWING_KINDS
from stations.models import Region
from stations.models.regions import FoundRegionQuerySet
from stations.places import Tier


def owing(month: Month) -> FoundRegionQuerySet:
    """行政村 and 社区 in being on every day of the month; ``within`` a place are those that are found there now.

    A village that was merged since still owes what it owed: whoever took it over makes the return.
    """
    return (
        Region.found.of_tier(Tier.VILLAGE)
        .open_throughout(month.first, month.last)
        .filter(kind__in=OWING_KINDS)
    )


def answered_by(place: Region | int) -> Q:
    """The place itself and those that have become it: their people answer for both."""
    return Q(pk=getattr(place, "pk", place)) | Q(became=place)
