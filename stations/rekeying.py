"""Rows and their change history follow a region to the code it is found by now; what they say stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from stations.models import Located


def located_tables() -> Iterator[type[Located]]:
    """Every table whose rows belong to a place, of whichever app."""
    return (model for model in apps.get_models() if issubclass(model, Located))


def rows_found_by(regions: Collection[int], code: int) -> Iterator[models.QuerySet[Any]]:
    """For each table the rows of the regions that are not found by ``code`` yet."""
    for model in located_tables():
        yield model._base_manager.filter(region__in=regions).exclude(scope_code=code)


def rekey(regions: Collection[int], code: int) -> None:
    """Let all rows of the regions be found by ``code``: one statement per table, and one for its history."""
    for rows in rows_found_by(regions, code):
        rows.update(scope_code=code)
        _rekey_history(rows.model, "region_id", regions, code)


def rekey_history_of(model: type[models.Model], rows: Collection[int], code: int) -> None:
    """Let the history of single rows be found by ``code``, wherever they lay before."""
    _rekey_history(model, "pgh_obj_id", rows, code)


def _rekey_history(model: type[models.Model], column: str, keys: Collection[int], code: int) -> None:
    for events in apps.get_models():
        if getattr(events, "pgh_tracked_model", None) is model:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT stations_rekey_history(%s::regclass, %s, %s, %s)",
                    [events._meta.db_table, column, list(keys), code],
                )
