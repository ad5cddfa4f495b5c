"""Which rows name which: the foreign keys of all tables, and the tables of their change history."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

Model = type[models.Model]
# An array of primary keys goes to the database in portions of this size.
PORTION = 5_000


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key of ``model`` that the database holds to."""

    model: Model
    field: str
    target: Model

    def rows_with(self, targets: Any) -> models.QuerySet[Any]:
        """The rows whose key names one of ``targets``."""
        return self.model._base_manager.filter(**{f"{self.field}__in": targets})

    def pairs(self, targets: Collection[Any]) -> Iterator[tuple[Any, Any]]:
        """(row, target) for every row that names one of ``targets``, as primary keys."""
        for portion in portions(targets):
            yield from self.rows_with(portion).values_list("pk", self.field)


def references() -> list[Reference]:
    """Every foreign key between tables of the portal; the history holds copies, not references."""
    return [
        Reference(model, field.attname, field.remote_field.model)
        for model in apps.get_models(include_auto_created=True)
        if _has_table(model) and not is_history(model)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
    ]


def references_to(target: Model) -> list[Reference]:
    return [reference for reference in references() if reference.target is target]


def is_history(model: Model) -> bool:
    return hasattr(model, "pgh_tracked_model")


def history_of(model: Model) -> list[Model]:
    """The tables that keep the changes of a model."""
    return [each for each in apps.get_models() if getattr(each, "pgh_tracked_model", None) is model]


def has_place(model: Model) -> bool:
    """Whether rows of a table say which region they belong to."""
    return any(field.name == "region" for field in model._meta.concrete_fields)


def portions(values: Collection[Any]) -> Iterator[list[Any]]:
    listed = list(values)
    for start in range(0, len(listed), PORTION):
        yield listed[start : start + PORTION]


def _has_table(model: Model) -> bool:
    return model._meta.managed and not model._meta.proxy
