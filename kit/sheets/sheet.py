"""A sheet: columns, rows, subtotals and totals, declared once for every form it takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import count, groupby
from typing import IO, Any

from kit.money import capital
from kit.refused import Refused
from kit.sheets.columns import Cell, Column, Kind, Ratio
from kit.sheets.safetext import formula_safe


class LineKind(StrEnum):
    """What a line of a sheet's body is."""

    ROW = "row"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    CAPITAL = "capital"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the body: ``label`` across ``span`` columns, then ``cells`` for the rest.

    A data row has no label (span 0) and one cell a column; ``row`` is the caller's own object.
    """

    kind: LineKind
    cells: tuple[Cell, ...]
    label: str = ""
    span: int = 0
    row: Any = None


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of a header row; ``column`` is None for the heading of a group."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    column: Column | None = None


class TotalsDisagree(Refused):
    """The totals given do not equal the rows added up: the data moved between two reads."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table that is the screen's, the workbook's, the CSV's and the JSON's at once.

    ``rows`` may be a one-shot iterator for exports. ``totals`` maps column keys to stored totals;
    what it lacks is added up from the rows, and what it has is checked against them.
    ``group_by`` is the key of the column whose value changes start a new subtotal; rows must come
    sorted by it. ``heading`` is up to three texts under the title: left, middle, right.
    ``capital_total`` is the key of the money column whose total is also written in capitals.
    ``tab`` names the worksheet; otherwise the title does. ``sheet_id`` travels in the workbook, so
    that an edited copy can be told from another sheet. ``frozen`` columns stay when scrolling.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Any]
    totals: Mapping[str, Any] | None = None
    group_by: str | None = None
    capital_total: str | None = None
    heading: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    sheet_id: str | None = None
    tab: str = ""
    frozen: int = 0
    first_number: int = 1
    reveal: bool = False
    whole: bool = True

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"sheet {self.title}: column keys repeat")
        if self.group_by is not None and self.group_by not in keys:
            raise ValueError(f"sheet {self.title}: no column {self.group_by} to group by")
        if self.has_totals and self.columns[0].total:
            raise ValueError(f"sheet {self.title}: the first column carries the label of the totals")
        if self.capital_total is not None and self.capital_total not in self._totalled_money():
            raise ValueError(f"sheet {self.title}: {self.capital_total} is no totalled money column")

    @property
    def has_totals(self) -> bool:
        """Whether any column is added up."""
        return any(column.total for column in self.columns)

    def revealed(self) -> Sheet:
        """Return the sheet with its secrets readable; whoever calls this records who read them."""
        return replace(self, reveal=True)

    def page(self, rows: Iterable[Any], *, first_number: int = 1) -> Sheet:
        """Return the sheet with one page of its rows, for the screen.

        A page knows no subtotals, and only those totals that were given.
        """
        return replace(self, rows=rows, first_number=first_number, whole=False)

    def header_rows(self) -> tuple[tuple[Heading, ...], ...]:
        """Return one row of headings, or two when any column has a group."""
        if not any(column.group for column in self.columns):
            return (tuple(Heading(column.heading, column=column) for column in self.columns),)
        upper: list[Heading] = []
        lower: list[Heading] = []
        for group, run in groupby(self.columns, key=lambda column: column.group):
            columns = list(run)
            if group:
                upper.append(Heading(group, colspan=len(columns)))
                lower += [Heading(column.heading, column=column) for column in columns]
            else:
                upper += [Heading(column.heading, rowspan=2, column=column) for column in columns]
        return tuple(upper), tuple(lower)

    def cells(self, row: Any, *, number: int | None = None) -> tuple[Cell, ...]:
        """Return the cells of one row; ``number`` fills a serial column."""
        return tuple(column.cell(row, number=number, reveal=self.reveal) for column in self.columns)

    def lines(self) -> Iterator[Line]:
        """Yield the whole body in order: rows, a subtotal after each group, total, total in capitals.

        Raises TotalsDisagree after the last row when given totals are not what the rows add up to,
        and ValueError when rows are not sorted by their group.
        """
        numbers = count(self.first_number)
        grand = _Sums(self.columns)
        seen: set[str] = set()
        grouped = self.group_by is not None and self.whole and self.has_totals
        for group, rows in groupby(self.rows, key=self._group_of if grouped else lambda row: ""):
            if group in seen:
                raise ValueError(f"sheet {self.title}: rows of the group {group} are not together")
            seen.add(group)
            part = _Sums(self.columns)
            for row in rows:
                cells = self.cells(row, number=next(numbers))
                part.add(cells)
                yield Line(LineKind.ROW, cells, row=row)
            grand.merge(part)
            if grouped:
                yield self._summary(LineKind.SUBTOTAL, f"{group}小计", part.values)
        yield from self._closing(self._final_totals(grand))

    def total_row(self) -> Line | None:
        """Return the total line, or None when there is none.

        Walks the rows when the sheet is whole, so they must be re-iterable then.
        """
        if self.whole and isinstance(self.rows, Iterator):
            raise TypeError("the rows can be walked only once: take the total line from lines()")
        lines = self.lines() if self.whole else self._closing(self.totals)
        return next((line for line in lines if line.kind is LineKind.TOTAL), None)

    def as_json(self) -> dict[str, Any]:
        """Return title, columns, rows (key to value) and totals in JSON's types.

        Money is a string with two decimals, a date and a month ISO, a ratio its two parts.
        """
        lines = list(self.lines())
        total = next((line for line in lines if line.kind is LineKind.TOTAL), None)
        return {
            "title": self.title,
            "sheet_id": self.sheet_id,
            "columns": [_column_json(column) for column in self.columns],
            "rows": [_cells_json(line.cells) for line in lines if line.kind is LineKind.ROW],
            "totals": _cells_json(cell for cell in total.cells if cell.column.total) if total else None,
            "notes": list(self.notes),
        }

    def csv(self, stream: IO[bytes]) -> None:
        """Write one header row and the data rows to ``stream`` as UTF-8 with a byte order mark.

        Subtotals and totals are left out: programs that read CSV would count them twice. A
        spreadsheet opening CSV spoils long codes; people are given the workbook instead.
        """
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow([formula_safe(column.full_heading) for column in self.columns])
        writer.writerows(
            [_csv_field(cell) for cell in line.cells] for line in self.lines() if line.kind is LineKind.ROW
        )
        text.detach()

    def _totalled_money(self) -> set[str]:
        return {column.key for column in self.columns if column.total and column.kind is Kind.MONEY}

    def _group_of(self, row: Any) -> str:
        column = next(column for column in self.columns if column.key == self.group_by)
        return column.cell(row, reveal=self.reveal).text

    def _final_totals(self, sums: _Sums) -> Mapping[str, Any] | None:
        if not self.whole:
            return self.totals
        for column in self.columns:
            stated = (self.totals or {}).get(column.key)
            if stated is not None and stated != sums.values[column.key]:
                raise TotalsDisagree(
                    f"“{column.title}”一列逐行相加是 {column.show(sums.values[column.key])},"
                    f"存下的合计是 {column.show(stated)}:数据在生成这张表时有变动,请重新生成"
                )
        return sums.values

    def _closing(self, totals: Mapping[str, Any] | None) -> Iterator[Line]:
        if not self.has_totals or totals is None:
            return
        yield self._summary(LineKind.TOTAL, "合计", totals)
        if self.capital_total is not None and self.capital_total in totals:
            label = f"合计金额(大写):人民币{capital(totals[self.capital_total])}"
            yield Line(LineKind.CAPITAL, (), label, len(self.columns))

    def _summary(self, kind: LineKind, label: str, totals: Mapping[str, Any]) -> Line:
        span = next(place for place, column in enumerate(self.columns) if column.total)
        cells = (_summary_cell(column, totals) for column in self.columns[span:])
        return Line(kind, tuple(cells), label, span)


class _Sums:
    """Running sums of the totalled columns, by column key."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self.values: dict[str, Any] = {column.key: _ZERO[column.kind] for column in columns if column.total}

    def add(self, cells: Iterable[Cell]) -> None:
        for cell in cells:
            if cell.column.total and cell.value is not None:
                self.values[cell.column.key] += cell.value

    def merge(self, other: _Sums) -> None:
        for key, value in other.values.items():
            self.values[key] += value


_ZERO: dict[Kind, Any] = {
    Kind.INTEGER: 0,
    Kind.DECIMAL: Decimal(0),
    Kind.MONEY: Decimal("0.00"),
    Kind.RATIO: Ratio(0, 0),
}


def _summary_cell(column: Column, totals: Mapping[str, Any]) -> Cell:
    if column.total:
        return column.cell_of(totals.get(column.key))
    return Cell(column, None, "")


def _column_json(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "key": column.key,
        "title": column.title,
        "kind": column.kind.value,
        "unit": column.unit,
        "group": column.group,
    }
    if column.choices is not None:
        described["choices"] = {str(value): label for value, label in column.choices.items()}
    return described


def _cells_json(cells: Iterable[Cell]) -> dict[str, Any]:
    return {cell.column.key: cell.json for cell in cells}


def _csv_field(cell: Cell) -> str:
    is_number = cell.column.kind.numeric and isinstance(cell.value, int | Decimal)
    return cell.plain if is_number else formula_safe(cell.plain)
