"""What a place hands over when it ceases or gives up a part: the kinds, filled by the apps at start.

A kind knows the rows of places that are open or living, and what becomes of those that are taken, or of those that
nobody takes. Whatever it does to a row goes through the ``Ledger``, which is enough to undo it exactly. All rows of a
kind go at once, from however many places: a kind asks so many queries, never one a row.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from stations import setwise
from stations.models import HandedOver, Located, Region, Reorganisation
from stations.models.regions import located
from stations.rekeying import parts_follow, rekey_history_of

Row = Any
BATCH = 2000
# Columns that only tell how often and when a row was written.
COUNTING = {"version", "recorded_at"}


def place_all(rows: Sequence[Row], ledger: Ledger) -> None:
    """What is taken goes to its new place as it is."""
    for row in rows:
        ledger.place(row)


def leave_all(rows: Sequence[Row], ledger: Ledger) -> None:
    """What nobody takes stays with the place that ceased."""
    for row in rows:
        ledger.leave(row)


Deed = Callable[[Sequence[Row], "Ledger"], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of what is handed over; ``rows`` finds it at places, each row with its ``region_id``.

    ``left`` says what becomes of it when nobody takes it; without it somebody must. ``one_per_place``: a place that
    has one takes no second; where it may have several of different sorts, ``same`` tells the sort. ``words`` are what
    a row says of where it belongs when a place is divided. ``parts`` are rows without a place of their own making,
    found where the row that they hang on is found.
    """

    key: str
    label: str
    rows: Callable[[Sequence[Region], date], models.QuerySet[Any]]
    move: Deed = place_all
    left: str = ""
    leave: Deed = leave_all
    one_per_place: bool = False
    same: Callable[[Row], Hashable] = lambda row: None
    name: Callable[[Row], str] = str
    words: Callable[[Row], str] = str
    parts: tuple[tuple[type[models.Model], str], ...] = ()


@dataclass(slots=True)
class _Entry:
    """What becomes of one row: its columns before and after. No ``before``: the event made it."""

    row: Row
    giver: Region
    taker: Region | None
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(slots=True)
class Ledger:
    """What one event does to the rows of one kind, written down with it; done when it is closed.

    ``takers`` says for every row (by key) who takes it, None for nobody; ``givers`` for every place (by key) the
    place itself.
    """

    event: Reorganisation
    kind: Kind
    givers: Mapping[int, Region]
    takers: Mapping[int, Region | None]
    _entries: dict[tuple[type[models.Model], int], _Entry] = field(default_factory=dict)
    _made: list[_Entry] = field(default_factory=list)

    def giver(self, row: Row) -> Region:
        return self.givers[row.region_id]

    def taker(self, row: Row) -> Region:
        found = self.takers[row.pk]
        assert found is not None
        return found

    def change(self, row: Row, *, giver: Region, taker: Region | None, **values: Any) -> None:
        """Set columns of a row (``region_id``, not ``region``); its history goes where it goes."""
        entry = self._entries.setdefault((type(row), row.pk), _Entry(row, giver, taker, {}, {}))
        assert entry.before is not None
        for name, value in values.items():
            entry.before.setdefault(name, getattr(row, name))
            entry.after[name] = value
            setattr(row, name, value)

    def place(self, row: Row, *, along: Row = None, **more: Any) -> None:
        """Put a row to its taker, or to that of the row it goes ``along`` with; the code of the day stays."""
        guide = row if along is None else along
        giver, taker = self.giver(row), self.taker(guide)
        home = {"region_id": taker.pk, "scope_code": taker.code} if isinstance(row, Located) else {}
        self.change(row, giver=giver, taker=taker, **home, **more)

    def add(self, row: Row, *, instead_of: Row) -> None:
        """A new row that the event makes for the taker of another; saved with ``save_made``."""
        self._made.append(_Entry(row, self.giver(instead_of), self.taker(instead_of), None, {}))

    def save_made(self) -> None:
        """Save what was added, so that others can name it."""
        fresh: dict[type[models.Model], list[Row]] = defaultdict(list)
        for entry in self._made:
            if entry.row.pk is None:
                fresh[type(entry.row)].append(entry.row)
        for model, rows in fresh.items():
            model._base_manager.bulk_create(rows, batch_size=BATCH)

    def leave(self, row: Row) -> None:
        """Nothing becomes of the row; that it was asked about is written down."""
        self.change(row, giver=self.giver(row), taker=None)

    def end(self, row: Row, **values: Any) -> None:
        """Nobody takes the row and it ends."""
        self.change(row, giver=self.giver(row), taker=None, **values)

    def close(self) -> None:
        """Do it all: one statement for each table and set of columns, one for each history, and what was done."""
        by_table: dict[type[models.Model], dict[int, dict[str, Any]]] = defaultdict(dict)
        for (model, pk), entry in self._entries.items():
            by_table[model][pk] = entry.after
        for model, rows in by_table.items():
            setwise.write(model, rows)
            rekey_history_of(
                model, {pk: after["scope_code"] for pk, after in rows.items() if "scope_code" in after}
            )
        self.save_made()
        entries = [*self._entries.values(), *self._made]
        HandedOver.objects.bulk_create(map(self._noted, entries), batch_size=BATCH)

    def _noted(self, entry: _Entry) -> HandedOver:
        return HandedOver(
            **located(entry.giver),
            event=self.event,
            kind=self.kind.key,
            table=entry.row._meta.label,
            row=entry.row.pk,
            label=self.kind.name(entry.row)[:120],
            to_region=entry.taker,
            before=entry.before,
            after=entry.after if entry.before is not None else _columns(entry.row),
        )


def _columns(row: Row) -> dict[str, Any]:
    """What a row that the event makes says: whoever changes it later has built on the event."""
    said = [
        column.attname
        for column in row._meta.concrete_fields
        if not column.primary_key and column.attname not in COUNTING
    ]
    return {name: getattr(row, name) for name in said}


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


def all_parts() -> tuple[tuple[type[models.Model], str], ...]:
    """Every table of parts with the column that names what it hangs on."""
    return tuple(part for kind in _kinds for part in kind.parts)


def let_parts_follow(codes: Collection[int]) -> None:
    """What hangs on rows that are, or were, found by these codes is found where they are found."""
    for table, column in all_parts():
        parts_follow(table, column, codes)


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
