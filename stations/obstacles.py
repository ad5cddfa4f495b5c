"""What stands against undoing an event in the life of regions: whatever was built on it since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Max

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
    for change in event.regionchanges.select_related("region"):
        if _differs(change.region, change.after):
            yield f"{change.region}的区划资料后来又有变动"
    for handed in event.handedovers.order_by("pk"):
        row = row_of(handed)
        if row is None:
            yield f"{handed.label}已不存在"
        elif handed.after and _differs(row, handed.after):
            yield f"{handed.label}后来又有变动"
        elif handed.before is None:
            yield from _in_use(row, handed.label)


def row_of(handed: HandedOver) -> Any:
    return apps.get_model(handed.table)._base_manager.filter(pk=handed.row).first()


def _differs(row: models.Model, after: dict[str, Any]) -> bool:
    return as_stored({name: getattr(row, name) for name in after}) != after


def _in_use(row: models.Model, label: str) -> Iterator[str]:
    """What names a row that the event made, other rows that it made excepted: they go with it."""
    for relation in row._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not relation.auto_created or relation.concrete or hasattr(model, "pgh_tracked_model"):
            continue
        rows = model._base_manager.filter(**{relation.field.name: row})
        made = HandedOver.objects.filter(table=model._meta.label, before__isnull=True).values("row")
        count = rows.exclude(pk__in=made).count()
        if count:
            yield f"{label}已用于{model._meta.verbose_name} {count} 条"


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
