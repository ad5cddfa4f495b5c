"""What an uploaded table came to: typed rows, and everything wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kit.intake.form import FormRow, form_workbook
from kit.intake.parsing import raw_text
from kit.intake.template import Template
from kit.sheets.columns import masked

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its ``number`` in the spreadsheet, typed ``values`` by key, ``raw`` cells in field order.

    A bad cell's value is None, as is a blank one's.
    """

    number: int
    values: dict[str, Any]
    raw: tuple[Any, ...] = field(repr=False)  # unmasked: kept out of logs


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong: row number, key and title of the column (empty for the row), value shown, reason.

    The value of a secret field is masked, so errors may be kept and logged.
    """

    row: int
    key: str
    column: str
    value: str
    message: str


@dataclass
class Intake:
    """The rows of an upload and their errors; whether bad rows stop the good ones is the caller's choice."""

    template: Template
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with any row."""
        return not self.errors

    @property
    def good_rows(self) -> list[Row]:
        """The rows without an error."""
        bad = {error.row for error in self.errors}
        return [row for row in self.rows if row.number not in bad]

    def refuse(self, row: Row, key: str, message: str) -> None:
        """Add an error of the caller's own; ``key`` is a field's key, or "" for the row as a whole."""
        column, shown = "", ""
        if key:
            wanted = self.template.field(key)
            column, shown = wanted.title, raw_text(row.raw[self.template.fields.index(wanted)])
            shown = masked(shown) if wanted.secret else shown[:_LONGEST_SHOWN]
        self.errors.append(RowError(row.number, key, column, shown, message))

    def refuse_duplicates(self, *keys: str) -> None:
        """Refuse every row whose values of ``keys`` stood in an earlier row; blanks repeat nothing."""
        first: dict[tuple[Any, ...], int] = {}
        titles = "、".join(self.template.field(key).title for key in keys)
        for row in self.rows:
            values = tuple(row.values[key] for key in keys)
            if None in values:
                continue
            earlier = first.setdefault(values, row.number)
            if earlier != row.number:
                self.refuse(row, keys[0], f"{titles}与第 {earlier} 行重复,请删去其中一行")

    def annotated_workbook(self) -> bytes:
        """Return the rows in a fresh form, bad cells coloured and every row's errors beside it."""
        return form_workbook(self.template.title, self.template.fields, self._form_rows(), with_errors=True)

    def _form_rows(self) -> Iterable[FormRow]:
        by_row: dict[int, list[RowError]] = {}
        for error in self.errors:
            by_row.setdefault(error.row, []).append(error)
        for row in self.rows:
            errors = by_row.get(row.number, [])
            remark = "\n".join(f"{e.column}:{e.message}" if e.column else e.message for e in errors)
            yield FormRow(row.raw, remark, frozenset(error.key for error in errors))
