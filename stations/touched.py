"""Which cities have changed since they were last looked at, told by the change history of every table.

Nothing has to be marked: what is tracked is noticed. Each change is seen twice, by two looks running, so that one
whose transaction was still open at the first is not missed; a longer one is met by the count of the night.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models
from django.db.models import Max

from kit.scope import everywhere
from stations.models import Look, Region
from stations.tallies import CITY_SPAN

BOARDS = "boards"


def changed_cities() -> set[int]:
    """The codes of cities with changes since the look before the last; the first look of all sees none."""
    with everywhere():
        look, first = Look.objects.select_for_update().get_or_create(name=BOARDS)
        last = {events._meta.label: _last(events) for events in histories()}
        found = set() if first else {city for events in histories() for city in _cities(events, look.before)}
        look.before, look.seen = (last if first else look.seen), last
        look.save(update_fields=["before", "seen"])
    return found


def histories() -> Iterator[type[models.Model]]:
    """The history tables of what belongs to places."""
    for model in apps.get_models():
        if getattr(model, "pgh_tracked_model", None) is not None and _place_column(model):
            yield model


def _place_column(events: type[models.Model]) -> str:
    names = {field.attname for field in events._meta.concrete_fields}
    if events.pgh_tracked_model is Region:  # type: ignore[attr-defined]
        return "code"
    return next((name for name in ("scope_code", "region_id") if name in names), "")


def _last(events: type[models.Model]) -> int:
    return events._default_manager.aggregate(last=Max("pgh_id"))["last"] or 0


def _cities(events: type[models.Model], seen: dict[str, int]) -> set[int]:
    table, column = events._meta.db_table, _place_column(events)
    code = "region.code" if column == "region_id" else f"event.{column}"
    joined = "JOIN stations_region region ON region.id = event.region_id" if column == "region_id" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {code} / {CITY_SPAN} FROM {table} event {joined} WHERE event.pgh_id > %s",
            [seen.get(events._meta.label, 0)],
        )
        return {number * CITY_SPAN for (number,) in cursor.fetchall()}
