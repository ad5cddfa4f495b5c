"""The roll-up: village → township → district → city, of only what has moved, one city and month at a time.

Marks are claimed, station rows drawn from accepted returns, and parents added up from station rows, all in one
transaction: an interrupted run leaves the marks where they were and nothing half done. Twice the same month, the
same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from kit.months import Month
from kit.scope import everywhere
from reports.models import DirtyStation, MonthProgress
from reports.owing import owing
from reports.rules.returns import REPORTED, due_on
from stations import jobs
from stations.models import LocatedQuerySet, Station
from stations.models.regions import located
from stations.places import DIGITS, Tier

CITY_SPAN = 10 ** (12 - DIGITS[Tier.CITY])

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%(lock)s, 0))"
CLAIM = """
DELETE FROM reports_dirtystation
WHERE month = %(month)s AND scope_code >= %(lo)s AND scope_code < %(hi)s
RETURNING region_id
"""
FORGET_STATIONS = """
DELETE FROM reports_monthfigure WHERE month = %(month)s AND tier = %(village)s AND region_id = ANY(%(stations)s)
"""
DRAW_STATIONS = """
INSERT INTO reports_monthfigure (region_id, code, scope_code, tier, month, indicator, value)
SELECT report.region_id, report.code, report.scope_code, %(village)s, report.month, figure.indicator, figure.value
FROM reports_return report
JOIN reports_returnfigure figure ON figure.report_id = report.id
WHERE report.month = %(month)s AND report.state = 'accepted' AND report.region_id = ANY(%(stations)s)
"""
FORGET_PARENTS = """
DELETE FROM reports_monthfigure
WHERE month = %(month)s AND tier < %(village)s AND scope_code >= %(lo)s AND scope_code < %(hi)s
"""
ADD_UP_PARENTS = """
INSERT INTO reports_monthfigure (region_id, code, scope_code, tier, month, indicator, value)
SELECT place.id, place.code, place.code, place.tier, %(month)s, summed.indicator, summed.value
FROM (
    SELECT COALESCE(township.id, district.id, city.id) AS place_id, figure.indicator, sum(figure.value) AS value
    FROM reports_monthfigure figure
    JOIN stations_region village ON village.id = figure.region_id
    JOIN stations_region township ON township.id = village.parent_id
    JOIN stations_region district ON district.id = township.parent_id
    JOIN stations_region city ON city.id = district.parent_id
    WHERE figure.month = %(month)s AND figure.tier = %(village)s
      AND figure.scope_code >= %(lo)s AND figure.scope_code < %(hi)s
    GROUP BY GROUPING SETS (
        (township.id, figure.indicator), (district.id, figure.indicator), (city.id, figure.indicator)
    )
) summed
JOIN stations_region place ON place.id = summed.place_id
"""
FORGET_PROGRESS = """
DELETE FROM reports_monthprogress WHERE month = %(month)s AND scope_code >= %(lo)s AND scope_code < %(hi)s
"""
COUNT_PROGRESS = """
INSERT INTO reports_monthprogress (region_id, code, scope_code, tier, month, expected, submitted, on_time, accepted)
SELECT place.id, place.code, place.code, place.tier, %(month)s,
       counted.expected, counted.submitted, counted.on_time, counted.accepted
FROM (
    SELECT COALESCE(village.id, township.id, district.id, city.id) AS place_id,
           count(*) AS expected,
           count(*) FILTER (WHERE report.state = ANY(%(reported)s)) AS submitted,
           count(*) FILTER (WHERE report.state = ANY(%(reported)s) AND report.first_submitted_on <= %(due)s) AS on_time,
           count(*) FILTER (WHERE report.state = 'accepted') AS accepted
    FROM stations_region village
    JOIN stations_region township ON township.id = village.parent_id
    JOIN stations_region district ON district.id = township.parent_id
    JOIN stations_region city ON city.id = district.parent_id
    LEFT JOIN reports_return report ON report.region_id = village.id AND report.month = %(month)s
    WHERE village.id = ANY(%(owing)s)
    GROUP BY GROUPING SETS ((village.id), (township.id), (district.id), (city.id))
) counted
JOIN stations_region place ON place.id = counted.place_id
"""

Report = Callable[[int, int, str], None]


def roll_up(month: Month, report: Report = lambda done, of, message: None) -> int:
    """Roll up what has moved in a month; returns how many stations had moved. ``report`` hears of each city."""
    with everywhere():
        cities = _cities_with_marks(month)
    stations = 0
    for done, city in enumerate(cities):
        report(done, len(cities), f"{month.label}:{done} / {len(cities)} 个市")
        with everywhere():
            stations += _roll_up_city(city, month)
    report(len(cities), len(cities), f"{month.label}:{stations} 个站")
    return stations


@jobs.runner("reports.rollup", "月报汇总")
def run(progress: jobs.Progress, month: str) -> str:
    """The job: ``month`` as 2010-03."""
    stations = roll_up(Month.parse(month), progress.report)
    return f"{Month.parse(month).label}月报已汇总,{stations} 个站有变动。"


def mark_uncounted(month: Month) -> int:
    """Mark the villages that owe a return for a month and stand on no board of it; returns how many.

    A month that has ended is counted though nobody reports, and so is a station or a village that is there only
    since the last roll-up. Only cities with stations are asked: the nation's list may be loaded for one of them. What
    is counted, or marked already, is left alone.
    """
    with everywhere():
        uncounted = (
            owing(month)
            .filter(_in_cities_with_stations())
            .exclude(Exists(MonthProgress.objects.of_month(month).filter(region=OuterRef("pk"))))
            .exclude(Exists(DirtyStation.objects.of_month(month).filter(region=OuterRef("pk"))))
        )
        marks = [DirtyStation(**located(village), month=month.first) for village in uncounted]
        DirtyStation.objects.bulk_create(marks, batch_size=2000)
    return len(marks)


def ask_for_dirty_months() -> list[str]:
    """A job for every month with marks, joined to one that is open already; returns the months."""
    with everywhere():
        days = DirtyStation.objects.order_by("month").values_list("month", flat=True).distinct()
        months = [str(Month.of(day)) for day in days]
        for month in months:
            jobs.submit("reports.rollup", key=month, month=month)
    return months


def _cities_with_marks(month: Month) -> list[int]:
    return _cities_of(DirtyStation.objects.of_month(month))


def _in_cities_with_stations() -> Q:
    inside = Q(pk__in=[])
    for city in _cities_of(Station.objects.all()):
        inside |= Q(code__gte=city, code__lt=city + CITY_SPAN)
    return inside


def _cities_of(rows: LocatedQuerySet) -> list[int]:
    """The codes of the cities that located rows lie in."""
    number = F("scope_code") / CITY_SPAN
    return [city * CITY_SPAN for city in rows.order_by(number).values_list(number, flat=True).distinct()]


def _roll_up_city(city: int, month: Month) -> int:
    """One city's month in the transaction that is open; returns how many stations had moved."""
    lo, hi = city, city + CITY_SPAN
    values: dict[str, Any] = {
        "lock": f"reports.rollup {month} {city}",
        "month": month.first,
        "lo": lo,
        "hi": hi,
        "village": int(Tier.VILLAGE),
        "reported": list(REPORTED),
        "due": due_on(month),
        "owing": list(owing(month).filter(code__gte=lo, code__lt=hi).values_list("pk", flat=True)),
    }
    with connection.cursor() as cursor:
        # Of two runs of one city's month the second waits, and then finds no marks left.
        cursor.execute(LOCK, values)
        cursor.execute(CLAIM, values)
        values["stations"] = sorted({region for (region,) in cursor.fetchall()})
        if values["stations"]:
            for statement in (
                FORGET_STATIONS,
                DRAW_STATIONS,
                FORGET_PARENTS,
                ADD_UP_PARENTS,
                FORGET_PROGRESS,
                COUNT_PROGRESS,
            ):
                cursor.execute(statement, values)
    return len(values["stations"])
