"""Many stations at once: their facts are put together in the database, and every distinct set is judged once.

Works in temporary tables of the transaction that is open; what it takes grows with how many different facts there
are, not with how many stations.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from django.db import connection

from kit.jurisdiction import Jurisdiction
from stations.evidence import Asked, Facts, Part, Rows, together

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
    in a table with a column ``station_id``. ``judged`` gives the name of a temporary table (station_id, outcome):
    what the judge said of each station's facts, as JSON text.
    """

    def __init__(self, span: Jurisdiction, asked: Asked, among: str = "") -> None:
        self.span, self.asked = span, asked
        self._condensed: dict[Part, str] = {}
        joined = f"JOIN {among} AS narrowed ON narrowed.station_id = station.id" if among else ""
        self.stations = fill(STATIONS.format(joined=joined), [span.lo, span.hi, asked.day, asked.day])

    def judged(self, parts: Sequence[Part], judge: Judge) -> str:
        """Parts are condensed one by one; a part asked for again is not condensed again."""
        if len(parts) == 1 and parts[0] not in self._condensed:
            (part,) = parts
            raw, names = self._facts(part)
            return self._each_once(raw, names, lambda facts: judge(part.condensed(self.asked, facts)))
        tables = [self._condense(part) for part in parts]
        return self._each_once(
            self._joined(tables),
            [f"part_{place}" for place in range(len(tables))],
            lambda facts: judge(together(json.loads(text) for text in facts.values())),
        )

    def _condense(self, part: Part) -> str:
        if part not in self._condensed:
            raw, names = self._facts(part)
            self._condensed[part] = self._each_once(
                raw, names, lambda facts: part.condensed(self.asked, facts)
            )
        return self._condensed[part]

    def _facts(self, part: Part) -> tuple[str, list[str]]:
        """A table (station_id, the facts…) of one part."""
        every = list(part.rows(self.asked))
        names = [name for rows in every for name in rows.names]
        joins, values = [], []
        for place, rows in enumerate(every):
            statement, parameters = self._statement(rows)
            key = "region_id" if rows.key == "region" else "station_id"
            columns = ", ".join(f'"{name}"' for name in ("key", *rows.names))
            joins.append(f"LEFT JOIN ({statement}) AS r{place} ({columns}) ON r{place}.key = station.{key}")
            values += parameters
        columns = ", ".join(f'r{place}."{name}"' for place, rows in enumerate(every) for name in rows.names)
        table = fill(
            f"SELECT station.station_id, {columns} FROM {self.stations} station {' '.join(joins)}", values
        )
        return table, names

    def _statement(self, rows: Rows) -> tuple[str, tuple[Any, ...]]:
        within = rows.query.filter(scope_code__gte=self.span.lo, scope_code__lt=self.span.hi)
        statement, parameters = within.query.sql_with_params()
        return statement, parameters

    def _joined(self, tables: Sequence[str]) -> str:
        first, *others = tables
        columns = ", ".join(f"{table}.outcome AS part_{place}" for place, table in enumerate(tables))
        joins = " ".join(f"JOIN {table} USING (station_id)" for table in others)
        return fill(f"SELECT {first}.station_id, {columns} FROM {first} {joins}")

    def _each_once(self, raw: str, names: Sequence[str], judge: Judge) -> str:
        """Judge every distinct set of facts of a table, and give each station what was said of its own."""
        columns = ", ".join(f'"{name}"' for name in names)
        verdicts = fill("SELECT NULL::text AS known, NULL::text AS outcome LIMIT 0")
        distinct = stream(f"SELECT DISTINCT {columns}, ROW({columns})::text FROM {raw}")
        copy_in(
            verdicts,
            (
                (known, json.dumps(judge(dict(zip(names, facts, strict=True))), ensure_ascii=False))
                for *facts, known in distinct
            ),
        )
        table = fill(
            f"SELECT raw.station_id, verdict.outcome FROM {raw} raw "
            f"JOIN {verdicts} verdict ON verdict.known = ROW({columns})::text"
        )
        execute(f"DROP TABLE {raw}, {verdicts}")
        return table


def fill(select: str, values: Sequence[Any] = ()) -> str:
    """A temporary table with what a statement gives; gone with the transaction. Returns its name."""
    with connection.cursor() as cursor:
        table = next(_names)
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {select}", list(values) or None)
        cursor.execute(f"ANALYZE {table}")
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
