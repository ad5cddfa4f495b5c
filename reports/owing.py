"""Which villages owe a return for a month: one definition for the lists, the to-dos and the roll-up."""

from __future__ import annotations

from kit.months import Month
from reports.rules.returns import OWING_KINDS
from stations.models import Region
from stations.models.regions import RegionQuerySet
from stations.places import Tier


def owing(month: Month) -> RegionQuerySet:
    """行政村 and 社区 in being on every day of the month."""
    return (
        Region.objects.of_tier(Tier.VILLAGE)
        .open_throughout(month.first, month.last)
        .filter(kind__in=OWING_KINDS)
    )
