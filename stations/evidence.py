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

from django.db import connection
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


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Facts from one table: ``query`` gives one row a station (or place) at most, its key first, then ``names``.

    ``key`` is the column that names the station ("pk", "station") or its place ("region"). A station without a row
    has None for every name. ``above`` marks rows that lie with a place above and are read for the station all the same.
    """

    key: str
    names: tuple[str, ...]
    query: QuerySet[Any, Any]
    above: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Own(Rows):
    """Facts of the station's own row and its place: a station that is fetched ``with_place`` needs no query."""

    paths: tuple[str, ...] = ()

    def of(self, station: Station) -> dict[str, Any]:
        return {name: _follow(station, path) for name, path in zip(self.names, self.paths, strict=True)}


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
    """Where an item's evidence comes from: the ledger's name, the facts, and the judge of one station's facts.

    ``page`` names the station's page that shows the facts; empty where none does.
    """

    label: str
    parts: tuple[Part, ...]
    judge: Callable[[Asked, Facts], Shown]
    page: str


_sources: dict[str, Source] = {}


def evidence(
    *codes: str, label: str, parts: Sequence[Part], page: str = "station"
) -> Callable[[Callable[[Asked, Facts], Shown]], Callable[[Asked, Facts], Shown]]:
    """Register the judge of the items of these codes."""

    def register(judge: Callable[[Asked, Facts], Shown]) -> Callable[[Asked, Facts], Shown]:
        for code in codes:
            if code in _sources:
                raise ValueError(f"{code} has evidence already: {_sources[code].label}")
            _sources[code] = Source(label, tuple(parts), judge, page)
        return judge

    return register


def source_of(code: str) -> Source | None:
    """The source of an item; None where no ledger tells."""
    return _sources.get(code)


def label_of(code: str) -> str:
    """Which ledger an item's evidence comes from; empty where no ledger tells."""
    return _sources[code].label if code in _sources else ""


def joined(every: Sequence[Rows], narrowed: Callable[[Rows], QuerySet[Any, Any]]) -> tuple[str, list[Any]]:
    """Joins of rows, as r0, r1 …, to a table ``station`` (station_id, region_id), with their parameters."""
    joins, values = [], []
    for place, rows in enumerate(every):
        statement, parameters = narrowed(rows).query.sql_with_params()
        names = ", ".join(f'"{name}"' for name in ("key", *rows.names))
        key = "region_id" if rows.key == "region" else "station_id"
        joins.append(f"LEFT JOIN ({statement}) AS r{place} ({names}) ON r{place}.key = station.{key}")
        values += parameters
    return " ".join(joins), values


def facts_of(
    parts: Iterable[Part], asked: Asked, stations: Collection[Station]
) -> dict[Part, dict[int, Facts]]:
    """The condensed facts of each station, part by part; one query for all, one more for what lies above."""
    wanted = {part: list(part.rows(asked)) for part in parts}
    others = [rows for each in wanted.values() for rows in each if not isinstance(rows, Own)]
    known = {
        rows: found
        for above in (False, True)
        if (some := [rows for rows in others if rows.above is above])
        for rows, found in _fetched(some, stations, above=above).items()
    }
    return {
        part: {station.pk: part.condensed(asked, _of(every, station, known)) for station in stations}
        for part, every in wanted.items()
    }


def _of(every: Iterable[Rows], station: Station, known: Mapping[Rows, Mapping[int, Facts]]) -> dict[str, Any]:
    return together(rows.of(station) if isinstance(rows, Own) else known[rows][station.pk] for rows in every)


def _fetched(
    every: Sequence[Rows], stations: Collection[Station], *, above: bool
) -> dict[Rows, dict[int, Facts]]:
    places = {"region": [station.region_id for station in stations]}
    own_keys = [station.pk for station in stations]
    joins, values = joined(
        every, lambda rows: rows.query.filter(**{f"{rows.key}__in": places.get(rows.key, own_keys)})
    )
    columns = ", ".join(f'r{place}."{name}"' for place, rows in enumerate(every) for name in rows.names)
    acting = current()
    with everywhere(**acting.author) if above and acting else nullcontext(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT station.station_id, {columns} "
            f"FROM unnest(%s::bigint[], %s::bigint[]) AS station (station_id, region_id) {joins}",
            [own_keys, places["region"], *values],
        )
        fetched = cursor.fetchall()
    found: dict[Rows, dict[int, Facts]] = {rows: {} for rows in every}
    for pk, *told in fetched:
        rest = iter(told)
        for rows in every:
            found[rows][pk] = {name: next(rest) for name in rows.names}
    return found


def collected(
    stations: Sequence[Station], asked: Asked, codes: Iterable[str]
) -> dict[str, dict[int, Evidence]]:
    """By item, then by station. Items that no ledger tells of are left out."""
    sources = {code: _sources[code] for code in codes if code in _sources} if stations else {}
    parts = dict.fromkeys(part for source in sources.values() for part in source.parts)
    known = facts_of(parts, asked, stations)
    return {code: _shown(source, asked, stations, known) for code, source in sources.items()}


def _shown(
    source: Source, asked: Asked, stations: Sequence[Station], known: Mapping[Part, Mapping[int, Facts]]
) -> dict[int, Evidence]:
    found = {}
    for station in stations:
        facts = together(known[part][station.pk] for part in source.parts)
        shown = source.judge(asked, facts)
        link = url(source.page, station.pk) if source.page else ""
        found[station.pk] = Evidence(shown.ok, shown.text, link)
    return found


def together(facts: Iterable[Facts]) -> dict[str, Any]:
    """The facts of several parts as one."""
    return {name: value for each in facts for name, value in each.items()}
