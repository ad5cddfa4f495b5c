"""The demo's month rolled up: every station marked, and then a single one."""

from __future__ import annotations

import statistics
import time

from kit.months import Month, today
from kit.scope import everywhere
from reports.models import DirtyStation, Return
from reports.rollup import roll_up
from stations.models.regions import located

ROUNDS = 5


def measure() -> None:
    month = Month.of(today()) - 2
    with everywhere():
        stations = [each.region for each in Return.objects.of_month(month).select_related("region")]
    for marked in (stations, stations[:1]):
        seconds = []
        for _ in range(ROUNDS):
            with everywhere():
                DirtyStation.objects.bulk_create(
                    [DirtyStation(**located(station), month=month.first) for station in marked]
                )
            before = time.perf_counter()
            moved = roll_up(month)
            seconds.append(time.perf_counter() - before)
        print(f"{month}: {moved} stations, {statistics.median(seconds) * 1000:.0f} ms (median of {ROUNDS})")
