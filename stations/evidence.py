"""What the ledgers show beside a station's own word: sources by item of a checklist, filled by the apps at start.

A source names the facts it needs, as rows by station or by place, and judges the facts of one station. The same two
are asked for a few stations at once (``collected``) and for all stations of a city (``stations.masses``), where every
distinct set of facts is judged once only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import QuerySet

from kit.jinja import url
from kit.scope import current, everywhere
from stations.documents import content
from stations.models import PolicyDocument, Station
from stations.rules.documents import Document

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """Whether the ledgers bear an item out, None where they cannot tell, and the sentence."""

    ok: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is shown of one station; ``link`` is where to look."""

    ok: bool | None
    text: str
    link: str = ""


NOTHING = Evidence(None, "台账查不到,要看照片或现场")


@dataclass(frozen=True, slots=True)
class Asked:
    """The day, and the document that says what is asked of a station."""

    day: date
    stored: PolicyDocument

    @property
    def document(self) -> Document:
        return content(self.stored)


@dataclass(frozen=True, slots=True)
class Rows:
    """Facts from one table: ``query`` gives one row a station (or place) at most, its key first, then ``names``.

    ``key`` is the column that names the station ("pk", "station") or its place ("region"). A station without a row
    has None for every name. ``above`` marks rows that lie with a place above and are read for the station all the same.
    """

    key: str
    names: tuple[str, ...]
    query: QuerySet[Any, Any]
    above: bool = False

    def of(self, stations: Collection[Station]) -> dict[int, tuple[Any, ...]]:
        """By station, what its row says after the key; one query."""
        by_place = self.key == "region"
        keys = {station.region_id if by_place else station.pk: station.pk for station in stations}
        acting = current()
        with everywhere(**acting.author) if self.above and acting else nullcontext():
            rows = list(self.query.filter(**{f"{self.key}__in": list(keys)}))
        return {keys[row[0]]: tuple(row[1:]) for row in rows}


@dataclass(frozen=True, slots=True)
class Own(Rows):
    """Facts of the station's own row and its place: a station that is fetched ``with_place`` needs no query."""

    paths: tuple[str, ...] = ()

    def of(self, stations: Collection[Station]) -> dict[int, tuple[Any, ...]]:
        return {station.pk: tuple(_follow(station, path) for path in self.paths) for station in stations}


def own(*names: str, **paths: str) -> Own:
    """Columns of the station by their names, or ``name="path__to__it"``."""
    every = {**{name: name for name in names}, **paths}
    query = Station.objects.order_by().values_list("pk", *every.values())
    return Own("pk", tuple(every), query, paths=tuple(every.values()))


def _follow(station: Station, path: str) -> Any:
    return reduce(getattr, path.split("__"), station)


@dataclass(frozen=True, slots=True)
class Part:
    """Facts that belong together, condensed to what the verdict needs of them: values that JSON holds.

    Facts of different parts are condensed before they are put together, so that they do not multiply.
    """

    rows: Callable[[Asked], Sequence[Rows]]
    condense: Callable[[Asked, Facts], Facts] | None = None

    def condensed(self, asked: Asked, facts: Facts) -> Facts:
        return self.condense(asked, facts) if self.condense else facts


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item's evidence comes from: the ledger's name, the facts, and the judge of one station's facts."""

    label: str
    parts: tuple[Part, ...]
    judge: Callable[[Asked, Facts], Shown]
    linked: bool = True


_sources: dict[str, Source] = {}


def evidence(
    *codes: str, label: str, parts: Sequence[Part], linked: bool = True
) -> Callable[[Callable[[Asked, Facts], Shown]], Callable[[Asked, Facts], Shown]]:
    """Register the judge of the items of these codes; ``linked`` where the station's card shows the facts."""

    def register(judge: Callable[[Asked, Facts], Shown]) -> Callable[[Asked, Facts], Shown]:
        for code in codes:
            if code in _sources:
                raise ValueError(f"{code} has evidence already: {_sources[code].label}")
            _sources[code] = Source(label, tuple(parts), judge, linked)
        return judge

    return register


def source_of(code: str) -> Source | None:
    """The source of an item; None where no ledger tells."""
    return _sources.get(code)


def label_of(code: str) -> str:
    """Which ledger an item's evidence comes from; empty where no ledger tells."""
    return _sources[code].label if code in _sources else ""


def facts_of(part: Part, asked: Asked, stations: Collection[Station]) -> dict[int, Facts]:
    """The condensed facts of each station; a fixed number of queries for all of them."""
    found: dict[int, dict[str, Any]] = {station.pk: {} for station in stations}
    for rows in part.rows(asked):
        by_station, unknown = rows.of(stations), (None,) * len(rows.names)
        for pk, facts in found.items():
            facts |= zip(rows.names, by_station.get(pk, unknown), strict=True)
    return {pk: part.condensed(asked, facts) for pk, facts in found.items()}


def collected(
    stations: Sequence[Station], asked: Asked, codes: Iterable[str]
) -> dict[str, dict[int, Evidence]]:
    """By item, then by station. Items that no ledger tells of are left out."""
    sources = {code: _sources[code] for code in codes if code in _sources} if stations else {}
    parts = dict.fromkeys(part for source in sources.values() for part in source.parts)
    known = {part: facts_of(part, asked, stations) for part in parts}
    return {code: _shown(source, asked, stations, known) for code, source in sources.items()}


def _shown(
    source: Source, asked: Asked, stations: Sequence[Station], known: Mapping[Part, Mapping[int, Facts]]
) -> dict[int, Evidence]:
    found = {}
    for station in stations:
        facts = together(known[part][station.pk] for part in source.parts)
        shown = source.judge(asked, facts)
        link = url("station", station.pk) if source.linked else ""
        found[station.pk] = Evidence(shown.ok, shown.text, link)
    return found


def together(facts: Iterable[Facts]) -> dict[str, Any]:
    """The facts of several parts as one."""
    return {name: value for each in facts for name, value in each.items()}
