"""What stands against undoing an event in the life of regions: whatever was built on it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Max

from stations.handover import as_stored, is_rebuilt
from stations.models import HandedOver, Region, RegionChange, Reorganisation
from stations.models.life import KINDS, PartOfEvent

Model = type[models.Model]
OWN = (Region, Reorganisation)


def tables_of_places() -> Iterator[tuple[Model, str]]:
    """Every table with a key to a region, as (table, column); history and the events themselves left out."""
    for model in apps.get_models():
        if hasattr(model, "pgh_tracked_model") or model in OWN or issubclass(model, PartOfEvent):
            continue
        for column in model._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and column.remote_field.model is Region:
                yield model, column.name


def last_rows() -> dict[str, int]:
    """The last row of every table at this moment: what has a greater number was added later."""
    tables = {model._meta.label: model for model, _ in tables_of_places()}
    found = {label: model._base_manager.aggregate(last=Max("pk"))["last"] for label, model in tables.items()}
    return {label: last for label, last in found.items() if last is not None}


def standing_against(event: Reorganisation) -> list[str]:
    """In words, all that has to be taken back first; nothing where the event can be undone exactly."""
    return [*_later_events(event), *_moved_on(event), *_made_since(event)]


def _later_events(event: Reorganisation) -> Iterator[str]:
    regions = event.regionchanges.values("region")
    later = RegionChange.objects.filter(region__in=regions, event__pk__gt=event.pk, undone=False)
    for each in Reorganisation.objects.filter(pk__in=later.values("event")).order_by("pk"):
        yield f"之后的区划变更:{each.on} {KINDS[each.kind]}({each.basis})"


def _moved_on(event: Reorganisation) -> Iterator[str]:
    """Regions and handed-over rows that are no longer as the event left them, or are in use."""
    for change in event.regionchanges.select_related("region").order_by("pk"):
        if _differs(change.region, change.after):
            yield f"{change.region}的区划资料后来又有变动"
    by_table: dict[str, list[HandedOver]] = defaultdict(list)
    for handed in event.handedovers.order_by("pk"):
        by_table[handed.table].append(handed)
    for table, found in by_table.items():
        model: Model = apps.get_model(table)
        rows = model._base_manager.in_bulk([handed.row for handed in found])
        made = {handed.row: handed.label for handed in found if handed.before is None}
        for handed in found:
            if handed.row not in rows:
                yield f"{handed.label}已不存在"
            elif handed.after and _differs(rows[handed.row], handed.after):
                yield f"{handed.label}后来又有变动"
        yield from _in_use(model, made, event)


def _differs(row: models.Model, after: dict[str, Any]) -> bool:
    return as_stored({name: getattr(row, name) for name in after}) != after


def _in_use(model: Model, made: dict[int, str], event: Reorganisation) -> Iterator[str]:
    """What names rows that the event made, other rows that it made excepted: they go with it."""
    for relation in model._meta.get_fields(include_hidden=True) if made else ():
        used_by: Any = relation.related_model
        if not relation.auto_created or relation.concrete or hasattr(used_by, "pgh_tracked_model"):
            continue
        column = relation.field.name  # type: ignore[union-attr]
        own = event.handedovers.filter(table=used_by._meta.label, before__isnull=True).values("row")
        uses = used_by._base_manager.filter(**{f"{column}__in": list(made)}).exclude(pk__in=own)
        for key, count in uses.order_by(column).values_list(column).annotate(n=Count("pk")):
            yield f"{made[key]}已用于{used_by._meta.verbose_name} {count} 条"


def _made_since(event: Reorganisation) -> Iterator[str]:
    """Rows at the successors that were added later; a place that others were taken out of works on as before."""
    givers = event.successions.values("predecessor")
    successors = list(
        event.successions.exclude(successor__in=givers).values_list("successor", flat=True).distinct()
    )
    for model, column in tables_of_places() if successors else ():
        if is_rebuilt(model):
            continue
        rows = model._base_manager.filter(
            **{f"{column}__in": successors, "pk__gt": event.marks.get(model._meta.label, 0)}
        )
        if count := rows.count():
            yield f"承接的村之后新增了{model._meta.verbose_name} {count} 条"
