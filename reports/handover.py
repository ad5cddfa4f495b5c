"""What the roll-up does when regions change: the months since then are counted anew for all of them.

Returns stay with the village that owed them, as then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kit.months import Month, today
from reports.models import DirtyStation, MonthFigure, MonthProgress
from stations.handover import rebuilt, when_reorganised
from stations.models import Region
from stations.models.regions import located
from stations.places import Tier


def register() -> None:
    when_reorganised(_mark)
    rebuilt(DirtyStation, MonthFigure, MonthProgress)


def _mark(regions: Iterable[Region], since: date) -> None:
    villages = [region for region in regions if region.tier == Tier.VILLAGE]
    month, last = Month.of(since), Month.of(today())
    while month <= last:
        DirtyStation.objects.bulk_create(
            DirtyStation(**located(village), month=month.first) for village in villages
        )
        month = month.next
