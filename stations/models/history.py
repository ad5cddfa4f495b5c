"""Change history: every insert, update and delete of a tracked row, bulk and raw SQL included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import pghistory
from django.db import models
from django.utils import timezone

# Columns that move with every change and say nothing by themselves.
QUIET = {"version", "recorded_at", "scope_code", "sort_key"}

# Who changed a row is not known of what was loaded before there were people.
NOBODY = {"user": "", "post": ""}

Model = TypeVar("Model", bound=type[models.Model])


def tracked(*, exclude: tuple[str, ...] = ()) -> Callable[[Model], Model]:
    """Keep before and after of a model's rows; the gate tells the history who acted, under which post."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
    )


def tracked_changes(model: type[models.Model], pk: int, limit: int = 20) -> list[dict[str, Any]]:
    """The latest changes of a row, newest first: when, who, under which post, and field → (before, after)."""
    events = model._meta.get_field("events").related_model  # type: ignore[union-attr]
    rows = list(events._default_manager.filter(pgh_obj_id=pk).order_by("-pgh_id")[: limit + 1])
    changes: list[dict[str, Any]] = []
    if not rows:
        return changes
    for after, before in zip(rows, [*rows[1:], None], strict=True):
        fields = _differences(before, after) if before is not None else {}
        if fields or before is None:
            changes.append(
                {
                    "at": after.pgh_created_at,
                    "who": {**NOBODY, **(after.pgh_context or {})},
                    "label": after.pgh_label,
                    "fields": fields,
                }
            )
    return changes[:limit]


def last_changed(model: type[models.Model], pk: int) -> datetime | None:
    """When a row was changed last."""
    events = model._meta.get_field("events").related_model  # type: ignore[union-attr]
    rows = events._default_manager.filter(pgh_obj_id=pk).order_by("-pgh_id")
    found: datetime | None = rows.values_list("pgh_created_at", flat=True).first()
    return found


def _differences(before: models.Model, after: models.Model) -> dict[str, tuple[Any, Any]]:
    names = [
        field for field in after._meta.fields if not field.name.startswith("pgh_") and field.name not in QUIET
    ]
    return {
        str(field.verbose_name): (_as_read(before, field), _as_read(after, field))
        for field in names
        if getattr(before, field.attname) != getattr(after, field.attname)
    }


def _as_read(event: models.Model, field: models.Field[Any, Any]) -> Any:
    """A value as people read it: the label of a choice, the name of a row that still is there, local time."""
    value = getattr(event, field.attname)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        labels = dict(getattr(field, "base_field", field).flatchoices)
        return "、".join(str(labels.get(each, each)) for each in value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    if field.is_relation and value is not None:
        return str(field.related_model._default_manager.filter(pk=value).first() or value)  # type: ignore[union-attr]
    return value
