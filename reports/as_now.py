"""A board of an earlier month by the map of today: the rows of stations that are gone count where they went.

As then, the rolled-up rows of each place stand as they were added up; as now, station rows are added up anew by the
code that they are found by.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Mod

from kit.jurisdiction import Jurisdiction
from kit.months import Month
from reports.boards import Board, ChildRow
from reports.models import MonthFigure, MonthProgress
from stations.models import Region
from stations.places import Place, Tier

COUNTS = ("expected", "submitted", "on_time", "accepted")


def board_as_now(place: Region, month: Month, jurisdiction: Jurisdiction) -> Board:
    """The board of a place over the station rows found in it now, added up by the places below."""
    rows = MonthProgress.objects.within(jurisdiction).within(place.jurisdiction).filter(tier=Tier.VILLAGE)
    months = (month, month.previous, month.year_ago)
    figures = MonthFigure.objects.within(jurisdiction).within(place.jurisdiction).filter(tier=Tier.VILLAGE)
    span = _span_below(place)
    progress = _grouped(rows.of_month(month), span).annotate(**{name: Sum(name) for name in COUNTS})
    by_child: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _grouped(figures.of_month(month), span, "indicator").annotate(total=Sum("value")):
        by_child[row["child"]][row["indicator"]] = row["total"]
    own: dict[Month, dict[str, int]] = defaultdict(dict)
    totals = figures.filter(month__in=[each.first for each in months]).values("month", "indicator")
    for row in totals.annotate(total=Sum("value")).order_by():
        own[Month.of(row["month"])][row["indicator"]] = row["total"]
    counted = {row["child"]: {name: row[name] for name in COUNTS} for row in progress}
    places = _places(place, counted)
    return Board(
        place=place,
        month=month,
        progress=_progress(place, month, counted.values()) if counted else None,
        children=tuple(
            ChildRow(child, _progress(child, month, [counted[child.code]]), by_child[child.code])
            for child in places
        ),
        figures=dict(own),
        map_has_moved=True,
    )


def _places(place: Region, counted: Any) -> list[Region]:
    """The places directly below; of a village none. One that is in being, else the last that held the code."""
    if place.tier >= Tier.VILLAGE:
        return []
    rows = Region.objects.of_tier(Tier(place.tier + 1)).filter(code__in=counted)
    latest = rows.order_by("code", F("closed_on").desc(nulls_first=True)).distinct("code")
    return list(latest)


def _progress(place: Region, month: Month, counts: Any) -> MonthProgress:
    """A row as the roll-up would have made it; never saved."""
    summed = {name: sum(each[name] for each in counts) for name in COUNTS}
    return MonthProgress(region=place, tier=place.tier, month=month.first, **summed)


def _grouped(rows: Any, span: int, *more: str) -> Any:
    child = F("scope_code") - Mod(F("scope_code"), span)
    return rows.annotate(child=child).values("child", *more).order_by("child")


def _span_below(place: Region) -> int:
    return Place(Tier(min(place.tier + 1, Tier.VILLAGE)), 0).span
