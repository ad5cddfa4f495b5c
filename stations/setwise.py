"""Many rows written by one statement for each table, every row with values of its own.

What becomes of three hundred villages touches thousands of rows: row by row it would take minutes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

Values = dict[str, Any]


def write(model: type[models.Model], rows: Mapping[int, Values]) -> None:
    """Set columns of rows by key (``region_id``, not ``region``): one statement for each set of columns."""
    by_columns: dict[tuple[str, ...], list[Values]] = defaultdict(list)
    for pk, values in rows.items():
        if values:
            by_columns[tuple(sorted(values))].append({**values, model._meta.pk.attname: pk})
    for columns, found in by_columns.items():
        _write(model, columns, found)


def remove(model: type[models.Model], rows: Collection[int]) -> None:
    """Take rows away; what still names one of them makes the database refuse."""
    if rows:
        table, key = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}" WHERE "{key}" = ANY(%s)', [list(rows)])  # noqa: S608  (names of the model)


def has_version(model: type[models.Model]) -> bool:
    """Whether editors of a row are told that it moved."""
    return any(column.name == "version" for column in model._meta.concrete_fields)


def _write(model: type[models.Model], columns: tuple[str, ...], rows: list[Values]) -> None:
    table, key = model._meta.db_table, model._meta.pk.column
    sets = [f'"{column}" = given."{column}"' for column in columns]
    if has_version(model) and "version" not in columns:
        sets.append("version = present.version + 1")
    statement = (
        f'UPDATE "{table}" AS present SET {", ".join(sets)}'  # noqa: S608  (names of the model)
        f' FROM jsonb_populate_recordset(NULL::"{table}", %s) AS given'
        f' WHERE present."{key}" = given."{key}"'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, cls=DjangoJSONEncoder)])
