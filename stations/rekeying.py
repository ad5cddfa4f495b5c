"""Rows and their change history follow a region to the code it is found by now; what they say stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models

from stations.models import Located, Region

Model = type[models.Model]

FOLLOW = """
WITH home AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS home(region, code, scope_end)),
moved AS (
    UPDATE "{table}" AS present SET scope_code = home.code{scope_end} FROM home
    WHERE present.region_id = home.region AND present.scope_code <> home.code
    RETURNING present."{key}"::text AS key, home.code
)
SELECT array_agg(key), array_agg(code) FROM moved
"""
# What hangs on a row is found where the row is found.
HANG = """
WITH moved AS (
    UPDATE "{table}" AS part SET scope_code = whole.scope_code FROM "{whole}" AS whole
    WHERE part."{column}" = whole."{whole_key}" AND part.scope_code <> whole.scope_code
      AND (whole.scope_code = ANY(%(codes)s) OR part.scope_code = ANY(%(codes)s))
    RETURNING part."{key}"::text AS key, part.scope_code AS code
)
SELECT array_agg(key), array_agg(code) FROM moved
"""


def located_tables() -> Iterator[type[Located]]:
    """Every table whose rows belong to a place, of whichever app."""
    return (model for model in apps.get_models() if issubclass(model, Located))


def rekey(homes: Mapping[int, Region]) -> None:
    """Let all rows of regions (by key) be found by the code of their home: so many statements a table, however many
    regions. The history of rows that are gone follows the place they lay at."""
    if not homes:
        return
    regions, codes = list(homes), [home.code for home in homes.values()]
    ends = [home.jurisdiction.hi for home in homes.values()]
    for model in located_tables():
        with connection.cursor() as cursor:
            cursor.execute(_follow(model), [regions, codes, ends])
            keys, moved_to = cursor.fetchone()
        _rekey_history(model, "pgh_obj_id", keys or (), moved_to or ())
        _rekey_history(model, "region_id", regions, codes)


def rekey_history_of(model: Model, homes: Mapping[int, int]) -> None:
    """Let the history of single rows (key → code) be found by their code, wherever they lay before."""
    _rekey_history(model, "pgh_obj_id", list(homes), list(homes.values()))


def parts_follow(part: Model, column: str, codes: Collection[int]) -> None:
    """Rows that hang on others, among those found by any of ``codes``, are found where these are."""
    whole: Any = part._meta.get_field(column).related_model
    statement = HANG.format(
        table=part._meta.db_table,
        key=part._meta.pk.column,
        column=part._meta.get_field(column).column,  # type: ignore[union-attr]
        whole=whole._meta.db_table,
        whole_key=whole._meta.pk.column,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"codes": list(codes)})
        keys, moved_to = cursor.fetchone()
    _rekey_history(part, "pgh_obj_id", keys or (), moved_to or ())


def _follow(model: Model) -> str:
    """A row that is read from below says by its ``scope_end`` how far below."""
    columns = {column.column for column in model._meta.concrete_fields}
    scope_end = ", scope_end = home.scope_end" if "scope_end" in columns else ""
    return FOLLOW.format(table=model._meta.db_table, key=model._meta.pk.column, scope_end=scope_end)


def _rekey_history(model: Model, column: str, keys: Sequence[Any], codes: Sequence[int]) -> None:
    if not keys:
        return
    for events in apps.get_models():
        if getattr(events, "pgh_tracked_model", None) is model:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT stations_rekey_history(%s::regclass, %s::regclass, %s, %s::text[], %s)",
                    [
                        events._meta.db_table,
                        model._meta.db_table,
                        column,
                        [str(key) for key in keys],
                        list(codes),
                    ],
                )
