"""What a place hands over when it ceases or gives up a part: the kinds, filled by the apps at start.

A kind knows the rows of a place that are open or living, and what becomes of one that is taken, or of one that
nobody takes. Whatever it does to a row goes through the ``Ledger``, which is enough to undo it exactly.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F

from stations.models import HandedOver, Region, Reorganisation
from stations.models.regions import located
from stations.rekeying import rekey_history_of

Row = Any


def place_all(rows: Iterable[Row], ledger: Ledger) -> None:
    """What is taken goes to its new place as it is."""
    for row in rows:
        ledger.place(row)


def leave_all(rows: Iterable[Row], ledger: Ledger) -> None:
    """What nobody takes stays with the place that ceased."""
    for row in rows:
        ledger.leave(row)


Deed = Callable[[Iterable[Row], "Ledger"], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of what is handed over.

    ``left`` says what becomes of it when nobody takes it; without it somebody must. ``one_per_place``: a place that
    has one takes no second. ``parts`` are rows without a place of their own making, found where their row is found.
    """

    key: str
    label: str
    rows: Callable[[Region, date], models.QuerySet[Any]]
    move: Deed = place_all
    left: str = ""
    leave: Deed = leave_all
    one_per_place: bool = False
    name: Callable[[Row], str] = str
    parts: tuple[tuple[type[models.Model], str], ...] = ()


@dataclass(slots=True)
class Ledger:
    """What one event does to the rows of one kind at one place, done and written down together."""

    event: Reorganisation
    kind: Kind
    giver: Region
    taker: Region | None
    entries: list[HandedOver] = field(default_factory=list)

    def change(self, row: Row, **values: Any) -> None:
        """Set columns of a row (``region_id``, not ``region``); its history goes where it goes."""
        before = {name: getattr(row, name) for name in values}
        model = type(row)
        counted = {"version": F("version") + 1} if has_version(model) else {}
        model._base_manager.filter(pk=row.pk).update(**values, **counted)
        for name, value in values.items():
            setattr(row, name, value)
        if "scope_code" in values:
            rekey_history_of(model, [row.pk], values["scope_code"])
        self._note(row, before, values)

    def place(self, row: Row, **more: Any) -> None:
        """Put a row to the taker; the code of the day stays."""
        assert self.taker is not None
        self.change(row, region_id=self.taker.pk, scope_code=self.taker.code, **more)

    def add(self, row: Row) -> Row:
        """Save a new row that the event makes."""
        row.save(force_insert=True)
        self._note(row, None, {})
        return row

    def leave(self, row: Row) -> None:
        """Nothing becomes of the row; that it was asked about is written down."""
        self._note(row, {}, {})

    def close(self) -> None:
        HandedOver.objects.bulk_create(self.entries)

    def _note(self, row: Row, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        self.entries.append(
            HandedOver(
                **located(self.giver),
                event=self.event,
                kind=self.kind.key,
                table=row._meta.label,
                row=row.pk,
                label=self.kind.name(row)[:120],
                to_region=self.taker,
                before=before,
                after=after,
            )
        )


_kinds: list[Kind] = []
_listeners: list[Callable[[Iterable[Region], date], None]] = []
_rebuilt: set[type[models.Model]] = set()


def handed_over(kind: Kind) -> None:
    """Register a kind; they are asked for in this order."""
    _kinds.append(kind)


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds)


def kind_of(key: str) -> Kind | None:
    return next((kind for kind in _kinds if kind.key == key), None)


def parts_follow(kind: Kind, rows: Collection[int], code: int) -> None:
    """What hangs on rows is found where they are found."""
    for table, column in kind.parts:
        parts = table._base_manager.filter(**{f"{column}__in": rows})
        parts.exclude(scope_code=code).update(scope_code=code)
        rekey_history_of(table, list(parts.values_list("pk", flat=True)), code)


def when_reorganised(listener: Callable[[Iterable[Region], date], None]) -> None:
    """Register what follows an event or its undoing, called with the regions touched and the day."""
    _listeners.append(listener)


def tell(regions: Iterable[Region], since: date) -> None:
    touched = list(regions)
    for listener in _listeners:
        listener(touched, since)


def rebuilt(*tables: type[models.Model]) -> None:
    """Register tables that the portal fills by itself: rows in them do not stand against an undoing."""
    _rebuilt.update(tables)


def is_rebuilt(table: type[models.Model]) -> bool:
    return table in _rebuilt


def as_stored(values: dict[str, Any]) -> dict[str, Any]:
    """Values as JSON holds them, for comparing with what was written down."""
    stored: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return stored


def as_python(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Stored values as the columns hold them."""
    fields = {column.attname: column for column in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items()}


def has_version(model: type[models.Model]) -> bool:
    """Whether editors of a row are told that it moved."""
    return any(column.name == "version" for column in model._meta.concrete_fields)
