"""The board of gaps counted beforehand: by every document in effect, and by the one that binds each place.

Facts are fetched once and every distinct set of them is held against all documents together.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists

from kit.jurisdiction import Jurisdiction
from stations.evidence import Asked, Facts, Part
from stations.gaps import NOT_BOUND, STATIONS, TownshipRow, of_equipment, of_place, of_word
from stations.masses import Mass, execute, fill, stream
from stations.models import Adoption, PolicyDocument, Region, Tally
from stations.outfits import DEVICES, PLACE
from stations.places import Tier
from stations.tallies import Count, counter

IN_FORCE = """
SELECT region_id, document_id FROM stations_adoption
WHERE starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)
"""
# The nearest of the four levels that has bound itself to a document.
BOUND = """
SELECT station.station_id,
       COALESCE(here.document_id, above.document_id, district.document_id, city.document_id) AS bound
FROM {stations} station
JOIN stations_region township ON township.id = station.township_id
LEFT JOIN stations_region county ON county.id = township.parent_id
LEFT JOIN {in_force} here ON here.region_id = station.region_id
LEFT JOIN {in_force} above ON above.region_id = township.id
LEFT JOIN {in_force} district ON district.region_id = county.id
LEFT JOIN {in_force} city ON city.region_id = county.parent_id
"""
GROUPED = """
SELECT station.township_id, judged.outcome, bound.bound, count(*)
FROM {stations} station
JOIN {judged} judged ON judged.station_id = station.station_id
JOIN {bound} bound ON bound.station_id = station.station_id
GROUP BY 1, 2, 3
"""


def board_by(key: str = "") -> str:
    """What the numbers by one document are kept under; without a key those by the document that binds each place."""
    return f"gaps:{key}"


@counter
def count_gaps(span: Jurisdiction, day: date) -> Iterator[Count]:
    newest = _newest(day)
    documents = {stored.pk: stored for stored in (*newest, *_binding(day))}
    if not documents:
        return
    boards: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for township, outcome, bound, stations in _judged(span, day, list(documents.values())):
        found = _read(outcome)
        numbers = {board_by(stored.key): found[str(stored.pk)] for stored in newest}
        numbers[board_by()] = found[str(bound)] if bound else {**found[ANYHOW], NOT_BOUND: 1}
        for board, lacks in numbers.items():
            counted = boards[board][township]
            counted[STATIONS] += stations
            for what, value in lacks.items():
                # A nought too is told: it says that the kind is asked for.
                counted[what] += value * stations
    for board, by_township in boards.items():
        yield Count(board, by_township)


ANYHOW = "anyhow"


def _newest(day: date) -> Collection[PolicyDocument]:
    """Of each key the newest version that has taken effect: as ``documents.published`` gives it."""
    rows = PolicyDocument.objects.filter(published_at__isnull=False).select_related("parent")
    in_effect = rows.exclude(effective_on__gt=day).order_by("key", "version")
    return {stored.key: stored for stored in in_effect}.values()


def _binding(day: date) -> Iterator[PolicyDocument]:
    """Those that bind any place on the day, in whichever version."""
    in_force = Adoption.objects.filter(starts_on__lte=day).exclude(ends_on__lt=day)
    return (
        PolicyDocument.objects.filter(pk__in=in_force.values("document")).select_related("parent").iterator()
    )


def _judged(
    span: Jurisdiction, day: date, documents: list[PolicyDocument]
) -> Iterator[tuple[int, str, int | None, int]]:
    """How many stations of a township came out alike, and are bound by the same document."""
    mass = Mass(span, Asked(day, documents[0]))
    asked = {str(stored.pk): Asked(day, stored) for stored in documents}

    def place(_: Asked, facts: Facts) -> Facts:
        found = {pk: of_place(PLACE.condensed(each, facts)["place"]) for pk, each in asked.items()}
        return {"word": of_word(facts["fixed_place"]), "place": found}

    def devices(_: Asked, facts: Facts) -> Facts:
        found = {pk: DEVICES.condensed(each, facts) for pk, each in asked.items()}
        return {
            "devices": {pk: of_equipment(each["equipment"], bare=each["bare"]) for pk, each in found.items()}
        }

    def together(facts: Facts) -> Facts:
        by = {pk: {**facts["word"], **facts["place"][pk], **facts["devices"][pk]} for pk in asked}
        return {ANYHOW: facts["word"], **by}

    judged = mass.judged([Part(PLACE.rows, place), Part(DEVICES.rows, devices)], together)
    in_force = fill(IN_FORCE, [day, day])
    bound = fill(BOUND.format(stations=mass.stations, in_force=in_force))
    yield from stream(GROUPED.format(stations=mass.stations, judged=judged, bound=bound))
    execute(f"DROP TABLE {in_force}, {bound}")


@lru_cache(maxsize=10_000)
def _read(outcome: str) -> Mapping[str, Mapping[str, int]]:
    """What came of a set of facts; few are different."""
    read: Mapping[str, Mapping[str, int]] = json.loads(outcome)
    return read


# Reading


@dataclass(frozen=True, slots=True)
class GapNumbers:
    """The townships of a place with their numbers; ``at`` is None where nothing was counted."""

    rows: tuple[TownshipRow, ...]
    at: datetime | None
    redrawn: bool


def gaps_counted(place: Region, key: str, jurisdiction: Jurisdiction) -> GapNumbers:
    """What was counted by one document, or by those in force, of the townships at and below a place; one query."""
    found = (
        Tally.objects.within(jurisdiction)
        .within(place.jurisdiction)
        .of_board(board_by(key))
        .filter(tier=Tier.TOWNSHIP)
        .annotate(redrawn=Exists(Region.objects.redrawn(place.jurisdiction)))
        .order_by("scope_code", "pk")
        .values_list(
            "region_id", "region__name", "region__parent__name", "key", "value", "counted_at", "redrawn"
        )
    )
    places: dict[int, tuple[str, str]] = {}
    numbers: dict[int, dict[str, int]] = defaultdict(dict)
    at, redrawn = None, False
    row: tuple[Any, ...]
    for row in found:
        pk, name, district, what, value, counted_at, redrawn = row
        places[pk] = name, district
        numbers[pk][what] = value
        at = max(at, counted_at) if at else counted_at
    rows = (TownshipRow(pk, *places[pk], numbers=numbers[pk]) for pk in places)
    return GapNumbers(tuple(rows), at, redrawn)
