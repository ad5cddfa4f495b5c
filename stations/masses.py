"""Many stations at once: their facts are put together in the database, and every distinct set is judged once.

Works in temporary tables of the transaction that is open; what it takes grows with how many different facts there
are, not with how many stations.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from kit.jurisdiction import Jurisdiction
from stations.evidence import Asked, Facts, Part, Rows, joined, together

BATCH = 20_000
STATIONS = """
SELECT station.id AS station_id, station.region_id, region.parent_id AS township_id
FROM stations_station station JOIN stations_region region ON region.id = station.region_id {joined}
WHERE station.scope_code >= %s AND station.scope_code < %s
  AND (region.opened_on IS NULL OR region.opened_on <= %s) AND (region.closed_on IS NULL OR region.closed_on > %s)
"""
Judge = Callable[[Facts], Any]


class Mass:
    """The stations of a span whose village is in being, for one day and document.

    ``stations`` is the temporary table of them (station_id, region_id, township_id); ``among`` narrows it to those
    in a table with a column ``station_id``. Facts of ``parts`` are fetched together, in one pass over the stations;
    of others when they are asked for.
    """

    def __init__(self, span: Jurisdiction, asked: Asked, among: str = "", parts: Iterable[Part] = ()) -> None:
        self.span, self.asked = span, asked
        self._numbered: dict[Part, tuple[str, str]] = {}
        self._said: dict[Part, list[Facts]] = {}
        joined = f"JOIN {among} AS narrowed ON narrowed.station_id = station.id" if among else ""
        self.stations = fill(STATIONS.format(joined=joined), [span.lo, span.hi, asked.day, asked.day])
        execute(f"ANALYZE {self.stations}")
        self._prepare(parts)

    def judged(self, parts: Sequence[Part], judge: Judge) -> str:
        """The name of a view (station_id, outcome): what the judge said of each station's facts, as JSON text."""
        self._prepare(parts)
        tables = list(dict.fromkeys(self._numbered[part][0] for part in parts))
        columns = [self._numbered[part][1] for part in parts]
        # Numbers of one pass share a table; parts of several passes are joined by the station.
        source = tables[0] + "".join(f" JOIN {table} USING (station_id)" for table in tables[1:])
        names = [f"n{place}" for place in range(len(parts))]
        outcomes = fill(
            f"SELECT {', '.join(f'0 AS {name}' for name in names)}, NULL::text AS outcome LIMIT 0"
        )
        copy_in(outcomes, self._outcomes(parts, f"SELECT DISTINCT {', '.join(columns)} FROM {source}", judge))
        execute(f"ANALYZE {outcomes}")
        same = " AND ".join(
            f"{outcomes}.{name} = {column}" for name, column in zip(names, columns, strict=True)
        )
        view = next(_names)
        execute(
            f"CREATE TEMPORARY VIEW {view} AS "
            f"SELECT {tables[0]}.station_id, {outcomes}.outcome FROM {source} JOIN {outcomes} ON {same}"
        )
        return view

    def _outcomes(self, parts: Sequence[Part], distinct: str, judge: Judge) -> Iterator[tuple[Any, ...]]:
        for numbers in stream(distinct):
            facts = together(self._said[part][number] for part, number in zip(parts, numbers, strict=True))
            yield *numbers, _as_json(judge(facts))

    def _prepare(self, parts: Iterable[Part]) -> None:
        """Number what is known of each station, part by part: equal numbers, equal facts once condensed."""
        fresh = [part for part in dict.fromkeys(parts) if part not in self._numbered]
        if not fresh:
            return
        facts, names = self._facts(fresh)
        joins, columns = [], []
        for place, part in enumerate(fresh):
            known = f"known_{place}"
            numbers = fill("SELECT NULL::text AS known, 0 AS number LIMIT 0")
            copy_in(numbers, self._numbers(part, facts, names[part], known))
            execute(f"ANALYZE {numbers}")
            column = next(_names)
            joins.append(f"JOIN {numbers} AS numbers_{place} ON numbers_{place}.known = facts.{known}")
            columns.append(f"numbers_{place}.number AS {column}")
            self._numbered[part] = ("", column)
        table = fill(f"SELECT facts.station_id, {', '.join(columns)} FROM {facts} facts {' '.join(joins)}")
        execute(f"DROP TABLE {facts}")
        execute(f"ANALYZE {table}")
        for part in fresh:
            self._numbered[part] = (table, self._numbered[part][1])

    def _numbers(
        self, part: Part, facts: str, names: Mapping[str, str], known: str
    ) -> Iterator[tuple[str, int]]:
        """Every distinct set of facts of a part, with the number of what it condenses to."""
        said: list[Facts] = []
        numbers: dict[str, int] = {}
        self._said[part] = said
        columns = ", ".join(names.values())
        for *values, text in stream(f"SELECT DISTINCT {columns}, {known} FROM {facts}"):
            condensed = part.condensed(self.asked, dict(zip(names, values, strict=True)))
            number = numbers.setdefault(_as_json(condensed), len(said))
            if number == len(said):
                said.append(condensed)
            yield text, number

    def _facts(self, parts: Sequence[Part]) -> tuple[str, dict[Part, dict[str, str]]]:
        """A table of all facts of some parts, each part's together as text too; and its columns by fact."""
        every: list[Rows] = []
        selected: list[str] = []
        columns: dict[Part, dict[str, str]] = {}
        for place, part in enumerate(parts):
            named: dict[str, str] = {}
            for rows in part.rows(self.asked):
                named |= {name: f'r{len(every)}."{name}"' for name in rows.names}
                every.append(rows)
            columns[part] = {name: f"fact_{place}_{number}" for number, name in enumerate(named)}
            selected += [f"{value} AS {columns[part][name]}" for name, value in named.items()]
            selected.append(f"ROW({', '.join(named.values())})::text AS known_{place}")
        joins, values = joined(every, self._inside)
        select = f"SELECT station.station_id, {', '.join(selected)} FROM {self.stations} station {joins}"
        return fill(select, values), columns

    def _inside(self, rows: Rows) -> QuerySet[Any, Any]:
        return rows.query.filter(scope_code__gte=self.span.lo, scope_code__lt=self.span.hi)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def fill(select: str, values: Sequence[Any] = ()) -> str:
    """A temporary table with what a statement gives; gone with the transaction. Returns its name."""
    with connection.cursor() as cursor:
        table = next(_names)
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {select}", list(values) or None)
    return table


def execute(statement: str, values: Sequence[Any] = ()) -> int:
    """Run a statement; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values) or None)
        return int(cursor.rowcount)


def stream(select: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows of a statement, some thousands at a time."""
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(select, list(values) or None)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def copy_in(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows into a table by COPY; None is NULL, and no text is empty."""
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        text = io.StringIO()
        csv.writer(text).writerows(batch)
        text.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} FROM STDIN WITH (FORMAT csv)", text)


def _numbered() -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"mass_{number}"


_names = _numbered()
