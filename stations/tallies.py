"""Boards counted beforehand: whole cities at a time, each board by its own counter, townships added up to cities.

A counter yields numbers of townships (or places above them). They replace what stood, in the transaction that
counts: an interrupted count leaves the boards as they were. Twice the same day, the same numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from kit.jurisdiction import Jurisdiction
from kit.months import today
from kit.scope import everywhere
from stations import jobs
from stations.masses import copy_in, execute, fill, stream
from stations.models import Post, Region, Station, Tally, User
from stations.places import DIGITS, Tier

CITY_SPAN = 10 ** (12 - DIGITS[Tier.CITY])
# So many stations are counted in one transaction, if they are of several cities.
AT_ONCE = 60_000

# Region → key → number, of one board.
Numbers = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Count:
    """One board's numbers by place; of places below each other only one says a key."""

    board: str
    numbers: Numbers


Counter = Callable[[Jurisdiction, date], Iterable[Count]]
_counters: list[Counter] = []


def counter(function: Counter) -> Counter:
    """Register what counts boards over a span of whole cities; called within a scope that sees all of it."""
    _counters.append(function)
    return function


COLUMNS = "region_id, code, scope_code, tier, board, key, value, counted_at"
# City by city in one order, so that no two counts wait for each other.
HOLD = f"""
SELECT pg_advisory_xact_lock(hashtextextended('boards ' || city, 0))
FROM (
    SELECT DISTINCT scope_code / {CITY_SPAN} AS city FROM stations_station
    WHERE scope_code >= %(lo)s AND scope_code < %(hi)s ORDER BY city
) AS cities
"""
FORGET = """
DELETE FROM stations_tally WHERE scope_code >= %s AND scope_code < %s AND tier > 0 AND (%s = '' OR board = %s)
"""
ADD_UP = f"""
INSERT INTO stations_tally ({COLUMNS})
SELECT parent.id, parent.code, parent.code, parent.tier, tally.board, tally.key, sum(tally.value), tally.counted_at
FROM stations_tally tally
JOIN stations_region child ON child.id = tally.region_id
JOIN stations_region parent ON parent.id = child.parent_id
WHERE tally.tier = %s AND tally.scope_code >= %s AND tally.scope_code < %s AND parent.tier >= {int(Tier.CITY)}
  AND (%s = '' OR tally.board = %s)
GROUP BY parent.id, tally.board, tally.key, tally.counted_at
ON CONFLICT (region_id, board, key) DO UPDATE SET value = stations_tally.value + excluded.value
"""


def count(span: Jurisdiction, day: date) -> int:
    """Count every board over whole cities; returns how many stations they have. Call it inside ``everywhere``."""
    hold(span)
    at = timezone.now()
    put((each for function in _counters for each in function(span, day)), span, at)
    return Station.objects.filter(scope_code__gte=span.lo, scope_code__lt=span.hi).count()


def hold(span: Jurisdiction) -> None:
    """Of two counts with a city in common the second waits, and then counts what the first one left."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(HOLD, {"lo": span.lo, "hi": span.hi})


def put(counts: Iterable[Count], span: Jurisdiction, at: datetime, *, only: str = "") -> None:
    """Replace what stood of a span, or what stood of the board that is named ``only``, and add it up."""
    found = list(counts)
    execute(FORGET, [span.lo, span.hi, only, only])
    fresh = fill(f"SELECT {COLUMNS} FROM stations_tally LIMIT 0")
    copy_in(fresh, _rows(found, at))
    execute(f"INSERT INTO stations_tally ({COLUMNS}) SELECT {COLUMNS} FROM {fresh}")
    for tier in (Tier.TOWNSHIP, Tier.DISTRICT):
        execute(ADD_UP, [int(tier), span.lo, span.hi, only, only])


def _rows(found: Iterable[Count], at: datetime) -> Iterator[tuple[object, ...]]:
    places = {pk for each in found for pk in each.numbers}
    known = {
        pk: (code, tier)
        for pk, code, tier in Region.objects.filter(pk__in=places).values_list("pk", "code", "tier")
    }
    for each in found:
        for pk, numbers in each.numbers.items():
            code, tier = known[pk]
            for key, value in numbers.items():
                yield pk, code, code, tier, each.board, key, value, at


@jobs.runner("stations.boards", "看板统计")
def run(progress: jobs.Progress, city: int | None = None) -> str:
    """The job: one city by its code, or all that have stations, several at once where they are small."""
    spans = [span_of(city)] if city is not None else list(spans_with_stations())
    stations = 0
    for done, span in enumerate(spans):
        progress.report(done, len(spans), f"已统计 {stations} 个站")
        with everywhere():
            stations += count(span, today())
    progress.report(len(spans), len(spans), f"{stations} 个站")
    return f"看板已统计,{stations} 个站。"


def spans_with_stations() -> Iterator[Jurisdiction]:
    """Spans of whole cities that hold every station, each of about ``AT_ONCE`` stations at most."""
    with everywhere():
        cities = list(
            stream(f"SELECT scope_code / {CITY_SPAN}, count(*) FROM stations_station GROUP BY 1 ORDER BY 1")
        )
    first, last, stations = None, 0, 0
    for number, some in cities:
        if first is not None and stations + some > AT_ONCE:
            yield Jurisdiction(first * CITY_SPAN, (last + 1) * CITY_SPAN)
            first, stations = None, 0
        first, last, stations = number if first is None else first, number, stations + some
    if first is not None:
        yield Jurisdiction(first * CITY_SPAN, (last + 1) * CITY_SPAN)


def span_of(code: int) -> Jurisdiction:
    """The whole city that a place lies in."""
    lo = code - code % CITY_SPAN
    return Jurisdiction(lo, lo + CITY_SPAN)


def ask(code: int | None = None, *, by: User | None = None, under: Post | None = None) -> jobs.Job:
    """A count of the city that a place lies in, or of all; joined to one that waits already."""
    if code is None:
        return jobs.submit("stations.boards", key="all", by=by, under=under)
    city = span_of(code).lo
    return jobs.submit("stations.boards", key=str(city), by=by, under=under, city=city)


def ask_if_never_counted() -> jobs.Job | None:
    """A count of all where there is none; afterwards changes and the night ask for it."""
    with everywhere():
        counted = Tally.objects.exists()
    return None if counted else ask()


# Reading


@dataclass(frozen=True, slots=True)
class Counted:
    """A board's numbers of a place and of those directly below it; ``at`` is None where nothing was counted."""

    own: Mapping[str, int]
    below: Mapping[Region, Mapping[str, int]]
    at: datetime | None


def counted(place: Region, board: str, jurisdiction: Jurisdiction) -> Counted:
    """What was counted, in one query; places below in the order of their codes."""
    return counted_boards(place, [board], jurisdiction)[board]


def counted_boards(place: Region, boards: Iterable[str], jurisdiction: Jurisdiction) -> Mapping[str, Counted]:
    """What was counted on several boards, in one query."""
    wanted = list(boards)
    rows = (
        Tally.objects.within(jurisdiction)
        .of_boards(wanted)
        .filter(region__in=Region.objects.filter(parent=place) | Region.objects.filter(pk=place.pk))
        .select_related("region")
        .order_by("scope_code", "tier")
    )
    numbers: dict[str, dict[Region, dict[str, int]]] = {board: defaultdict(dict) for board in wanted}
    at: dict[str, datetime] = {}
    for row in rows:
        numbers[row.board][row.region][row.key] = row.value
        at[row.board] = max(at.get(row.board, row.counted_at), row.counted_at)
    return {
        board: Counted(places.pop(place, {}), dict(places), at.get(board))
        for board, places in numbers.items()
    }


def counted_at(board: str, jurisdiction: Jurisdiction) -> datetime | None:
    """When a board was last counted within a jurisdiction."""
    return Tally.objects.within(jurisdiction).of_board(board).aggregate(at=Max("counted_at"))["at"]
