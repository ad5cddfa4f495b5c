"""The boards of targets, counted beforehand: every measured target today, and on its due day once that has passed.

Kept under ``targets:<document>``, by township. A key says target, day and map: ``stations_built:num`` is today's,
``stations_built@2009-12-31:num`` the due day's as the map was then, ``stations_built@2009-12-31~now:num`` by the map
of today where that differs. ``den`` is what is counted, ``num`` what has it, ``open`` what nobody can tell of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kit.jurisdiction import Jurisdiction
from stations.documents import content
from stations.measures import TOWNSHIPS, Asked, Counted, Measure, counted, home_of, measure_of, name_of
from stations.measures_own import four_have_towns
from stations.models import PolicyDocument, Region
from stations.places import Tier
from stations.rules.documents import Document
from stations.rules.targets_by_hand import DEMONSTRATION, OTHERS, Hand, hand_for
from stations.tallies import Count, counter
from stations.titles import newest_documents

DEN, NUM, OPEN = "den", "num", "open"
# The board that says which places have to enter figures.
PLACES = "target_places"
# The kinds of townships that S calls 乡镇.
RURAL = ("town", "township")
AS_NOW = "~now"


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted of a place: how many have it, out of how many, of how many nobody can tell."""

    numerator: int
    denominator: int
    unknown: int


def board_of(key: str) -> str:
    """What the numbers of the targets of a document are kept under."""
    return f"targets:{key}"


def prefix(target: str, day: date | None = None, *, as_now: bool = False) -> str:
    """What the keys of a target begin with; without a day those of today."""
    return target + (f"@{day}" if day else "") + (AS_NOW if as_now else "")


def figures(numbers: Mapping[str, int], named: str) -> Figures:
    """The numbers of a prefix; what was not counted is nothing."""
    return Figures(*(numbers.get(f"{named}:{part}", 0) for part in (NUM, DEN, OPEN)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A target to be counted on a day; ``due`` is that day where it is its due day, None today."""

    key: str
    measure: Measure
    document: PolicyDocument
    due: date | None


def wanted(day: date) -> Iterator[tuple[str, Wanted]]:
    """Every measured target of every published version, by document; what versions have in common comes once."""
    published = PolicyDocument.objects.filter(published_at__isnull=False).select_related("parent")
    found: dict[tuple[str, str], Wanted] = {}
    for stored in published.order_by("key", "version"):
        for target in content(stored).targets:
            measure = measure_of(name_of(stored, target))
            if measure is None or home_of(stored, target) != stored.key:
                continue
            for due in (None, *([target.due] if target.due and target.due < day else [])):
                found[stored.key, prefix(target.key, due)] = Wanted(target.key, measure, stored, due)
    return ((key, each) for (key, _), each in found.items())


@counter
def count_targets(span: Jurisdiction, day: date) -> Iterator[Count]:
    known: dict[object, list[Counted]] = {}
    boards: dict[str, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for key, each in wanted(day):
        asked = Asked(each.due or day, content(each.document), span)
        same = each.measure.same_as(asked)
        if same not in known:
            known[same] = list(counted(each.measure.rows(asked)))
        _add(boards[key], each, known[same])
    return (Count(board_of(key), numbers) for key, numbers in boards.items())


@counter
def count_places(span: Jurisdiction, day: date) -> Iterator[Count]:
    """Which places should have entered the figures that no ledger counts, today and on every due day."""
    numbers: dict[int, Counter[str]] = defaultdict(Counter)
    for hand, due, document in _by_hand(day):
        asked = Asked(due or day, document, span)
        for place in places_of(hand, asked).values_list("pk", flat=True):
            numbers[place][f"{prefix(hand.key, due)}:{DEN}"] = 1
    yield Count(PLACES, numbers)


def _by_hand(day: date) -> Iterator[tuple[Hand, date | None, Document]]:
    """The groups of places that enter figures, each by the days on which it matters who belongs to it."""
    found: dict[tuple[Hand, date | None], Document] = {}
    for stored, document in newest_documents():
        for target in document.targets:
            if measure_of(name := name_of(stored, target)) is None:
                for due in (None, *([target.due] if target.due and target.due < day else [])):
                    found.setdefault((hand_for(name, target), due), document)
    return ((hand, due, document) for (hand, due), document in found.items())


def places_of(hand: Hand, asked: Asked) -> QuerySet[Region]:
    """The places of a group that were in being on the day."""
    if hand.at < Tier.TOWNSHIP:
        inside = Region.objects.of_tier(hand.at).open_on(asked.day)
        return inside.filter(code__gte=asked.span.lo, code__lt=asked.span.hi)
    demonstrating = asked.inside(four_have_towns(asked)).values("region")
    if hand.among == DEMONSTRATION:
        return asked.places(*TOWNSHIPS).filter(pk__in=demonstrating)
    if hand.among == OTHERS:
        return asked.places(*RURAL).exclude(pk__in=demonstrating)
    return asked.places(*TOWNSHIPS)


def _add(numbers: dict[int, Counter[str]], each: Wanted, found: Iterable[Counted]) -> None:
    """What was found, by township as then; and as now, where any of it has moved since the due day."""
    found = list(found)
    add_up(numbers, prefix(each.key, each.due), ((row.township, row) for row in found))
    if each.due and any(row.township != row.township_now for row in found):
        add_up(numbers, prefix(each.key, each.due, as_now=True), ((row.township_now, row) for row in found))


def add_up(numbers: dict[int, Counter[str]], named: str, found: Iterable[tuple[int, Counted]]) -> None:
    """Rows under the places named with them."""
    for place, row in found:
        numbers[place][f"{named}:{DEN}"] += row.rows
        if row.has is not False:
            numbers[place][f"{named}:{NUM if row.has else OPEN}"] += row.rows
