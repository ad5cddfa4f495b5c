"""Columns and the cells they make: one declaration read by the screen, the workbook, CSV and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.timezone import is_aware, localtime

from kit.money import grouped, plain

NO_RATIO = "—"


class Kind(StrEnum):
    """What a column holds; decides how a cell is printed, aligned, written and read."""

    SERIAL = "serial"  # the running number of the row, counted by the sheet
    TEXT = "text"
    CODE = "code"  # digits that are a name: ID numbers, accounts, division codes
    INTEGER = "integer"  # a count, shown as 12,345; years and numbers that are names are CODE
    DECIMAL = "decimal"  # coefficients, areas: shown with the places it has
    MONEY = "money"  # Decimal yuan, two places
    DATE = "date"
    MONTH = "month"  # a kit.months.Month
    RATIO = "ratio"  # a Ratio
    CHOICE = "choice"
    STATE = "state"

    @property
    def numeric(self) -> bool:
        """Whether values are added up and printed to the right."""
        return self in _NUMERIC


_NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.RATIO})


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share kept as its two parts, divided only when shown; adding two adds the parts."""

    numerator: int | Decimal
    denominator: int | Decimal

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(self.numerator + other.numerator, self.denominator + other.denominator)

    @property
    def value(self) -> Decimal | None:
        """The quotient to six places, or None when there is nothing to divide by."""
        if not self.denominator:
            return None
        return (Decimal(self.numerator) / Decimal(self.denominator)).quantize(Decimal("0.000001"))

    def __str__(self) -> str:
        return NO_RATIO if self.value is None else f"{self.value:.2%}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one row, ready to print.

    ``value`` is typed (int, Decimal, date, Month, Ratio, str, None); for a hidden secret it is
    the masked text, so that no reader of cells can leak it. ``text`` is what people read.
    ``link`` and ``explain`` are addresses for the screen.
    """

    column: Column
    value: Any
    text: str
    link: str | None = None
    explain: str | None = None

    @property
    def plain(self) -> str:
        """The text other programs read: no thousands separators, months as 2010-03."""
        if self.value is None:
            return self.text
        if self.column.kind is Kind.MONEY:
            return plain(self.value)
        return str(self.value) if self.column.kind in (Kind.INTEGER, Kind.MONTH) else self.text

    @property
    def json(self) -> Any:
        """The value as JSON holds it: money as "7000.00", a ratio as its two parts."""
        if isinstance(self.value, Ratio):
            return {"numerator": _json(self.value.numerator), "denominator": _json(self.value.denominator)}
        if self.column.kind is Kind.MONEY and self.value is not None:
            return plain(self.value)
        return _json(self.value)


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column.

    ``value`` says where the value comes from: a function of the row, or a dotted path through
    attributes and mapping keys; without it the key is the path. A missing link of the path that
    is None gives None. ``group`` puts neighbouring columns under one upper heading. ``width`` is
    in half-width characters and otherwise measured. ``alone`` is what the column is called where it
    stands without its group, as on a phone. ``choices`` maps stored values to labels.
    ``secret`` columns print masked unless the sheet reveals them.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    unit: str = field(default="", kw_only=True)
    group: str = field(default="", kw_only=True)
    alone: str = field(default="", kw_only=True)
    width: float | None = field(default=None, kw_only=True)
    total: bool = field(default=False, kw_only=True)
    sortable: bool = field(default=False, kw_only=True)
    secret: bool = field(default=False, kw_only=True)
    choices: Mapping[Any, str] | None = field(default=None, kw_only=True)
    value: str | Callable[[Any], Any] | None = field(default=None, kw_only=True)
    link: Callable[[Any], str | None] | None = field(default=None, kw_only=True)
    explain: Callable[[Any], str | None] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.total and not self.kind.numeric:
            raise ValueError(f"column {self.key}: a {self.kind} cannot be totalled")
        if self.secret and self.kind.numeric:
            raise ValueError(f"column {self.key}: a {self.kind} cannot be masked")

    @property
    def heading(self) -> str:
        """The title with its unit, as headings show it."""
        return f"{self.title}({self.unit})" if self.unit else self.title

    @property
    def label(self) -> str:
        """What stands beside a single cell."""
        return self.alone or self.heading

    @property
    def full_heading(self) -> str:
        """The heading with its group, for files with one header row."""
        return f"{self.group}·{self.heading}" if self.group else self.heading

    def read(self, row: Any) -> Any:
        """Return the raw value of this column in ``row``."""
        if callable(self.value):
            return self.value(row)
        return follow(row, self.value or self.key)

    def cell(self, row: Any, *, number: int | None = None, reveal: bool = False) -> Cell:
        """Return the cell of ``row``; ``number`` is the row's running number for a serial column."""
        value = number if self.kind is Kind.SERIAL else self.read(row)
        if self.secret and value is not None:
            value = revealed(value) if reveal else masked(value)
        return self.cell_of(
            value,
            link=self.link(row) if self.link else None,
            explain=self.explain(row) if self.explain else None,
        )

    def cell_of(self, value: Any, *, link: str | None = None, explain: str | None = None) -> Cell:
        """Return a cell of this column that holds ``value``."""
        return Cell(self, value, self.show(value), link, explain)

    def show(self, value: Any) -> str:
        """Return ``value`` as people read it.

        Raises TypeError for a float in a money column: amounts are Decimal.
        """
        if value is None:
            return NO_RATIO if self.kind is Kind.RATIO else ""
        if self.choices is not None:
            return self.choices.get(value, str(value))
        if self.kind is Kind.MONEY:
            if not isinstance(value, Decimal):
                raise TypeError(f"column {self.key}: money must be Decimal, not {type(value).__name__}")
            return grouped(value)
        if self.kind is Kind.INTEGER and isinstance(value, int):
            return f"{value:,}"
        if isinstance(value, datetime) and is_aware(value):
            value = localtime(value)
        if self.kind is Kind.DATE and isinstance(value, date):
            return value.strftime("%Y-%m-%d")
        if self.kind is Kind.MONTH:
            return str(value.label)
        return f"{value:f}" if isinstance(value, Decimal) else str(value)


def follow(row: Any, path: str) -> Any:
    """Walk a dotted ``path`` from ``row`` through attributes and mapping keys; None ends the walk."""
    value = row
    for step in path.split("."):
        if value is None:
            return None
        value = value[step] if isinstance(value, Mapping) else getattr(value, step)
    return value


def masked(value: Any) -> str:
    """Return a secret as it may be shown.

    A type of its own with a ``full`` attribute masks itself when printed; of bare text only the
    last four characters stay, and of short text nothing.
    """
    text = str(value)
    if hasattr(value, "full"):
        return text
    return "*" * (len(text) - 4) + text[-4:] if len(text) > 8 else "*" * len(text)


def revealed(value: Any) -> str:
    """Return a secret in full."""
    return str(getattr(value, "full", value))


def _json(value: Any) -> Any:
    if value is None or isinstance(value, bool) or type(value) in (int, str):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
