"""One sheet laid out on one worksheet, from the title down to the signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from openpyxl.utils import get_column_letter

from kit.refused import Refused
from kit.sheets import Cell, Heading, Line, LineKind, Sheet
from kit.workbooks import styles
from kit.workbooks.measures import LINE_HEIGHT, column_widths, even_parts, lines_needed
from kit.workbooks.page import append, print_on_a4
from kit.workbooks.styles import Look, body_cell, styled

MOST_ROWS = 1_048_576  # of one worksheet
_MEASURED_LINES = 1000
_MOST_GROUPS_IN_FORMULA = 250  # a function takes 255 arguments


class Layout:
    """Writes ``sheet`` onto an empty ``worksheet`` from top to bottom; ``values`` are its sums.
    ``values`` maps the addresses of formula cells to what the formulas come to.
    """

    def __init__(self, sheet: Sheet, worksheet: Any) -> None:
        self.sheet = sheet
        self.worksheet = worksheet
        self.values: dict[str, int | Decimal] = {}
        self._row = 0
        self._group_start = 0
        self._subtotal_rows: list[int] = []
        self._widths: list[float] = []

    def write(self) -> None:
        lines = self.sheet.lines()
        measured = list(islice(lines, _MEASURED_LINES))
        more = len(measured) == _MEASURED_LINES
        self._widths = column_widths(self.sheet.columns, measured, more=more)
        header = self.sheet.header_rows()
        above = 2 if self.sheet.heading else 1
        self._set_up_worksheet(above, len(header))
        self._write_title()
        self._write_header(header)
        self._group_start = self._row + 1
        self._write_lines(chain(measured, lines))
        self._write_foot()
        self.worksheet.print_area = f"A1:{get_column_letter(len(self._widths))}{self._row}"

    def _set_up_worksheet(self, above: int, header_rows: int) -> None:
        """Everything a streamed worksheet must know before its first row."""
        worksheet = self.worksheet
        for place, width in enumerate(self._widths, start=1):
            worksheet.column_dimensions[get_column_letter(place)].width = width
        worksheet.freeze_panes = f"{get_column_letter(self.sheet.frozen + 1)}{above + header_rows + 1}"
        worksheet.print_title_rows = f"{above + 1}:{above + header_rows}"
        print_on_a4(worksheet)

    def _write_title(self) -> None:
        self._write_across(self.sheet.title, styles.TITLE, height=34)
        if self.sheet.heading:
            looks = (styles.EDGE_LEFT, styles.EDGE_MIDDLE, styles.EDGE_RIGHT)
            self._write_parts(list(zip(self.sheet.heading, looks, strict=False)), height=20)

    def _write_header(self, header: tuple[tuple[Heading, ...], ...]) -> None:
        rows = [self._blank_row(styles.HEADING) for _ in header]
        first = self._row + 1
        taken: set[tuple[int, int]] = set()
        for depth, headings in enumerate(header):
            place = 0
            for heading in headings:
                while (depth, place) in taken:
                    place += 1
                styles.put(rows[depth][place], heading.text)
                covered = range(place, place + heading.colspan)
                taken.update((depth + down, across) for down in range(heading.rowspan) for across in covered)
                self._merge(first + depth, place, heading.colspan, heading.rowspan)
                place += heading.colspan
        leaf_lines = (
            lines_needed(column.heading, width)
            for column, width in zip(self.sheet.columns, self._widths, strict=True)
        )
        height = max(2 if len(rows) == 1 else 1, *leaf_lines) * LINE_HEIGHT + 6
        for row in rows:
            self._append(row, height if row is rows[-1] else LINE_HEIGHT + 6)

    def _write_lines(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if line.kind is LineKind.ROW:
                self._write_row(line.cells)
            elif line.kind is LineKind.CAPITAL:
                self._write_across(line.label, styles.CAPITAL, height=24)
            else:
                self._write_sums(line)

    def _write_row(self, cells: Sequence[Cell]) -> None:
        if self._row >= MOST_ROWS:
            raise Refused(f"这张表超过了 Excel 一张工作表的上限 {MOST_ROWS:,} 行,请缩小范围后分几次导出")
        lines = max(map(lines_needed, (cell.text for cell in cells), self._widths))
        self._append(
            [body_cell(self.worksheet, cell, styles.BODY) for cell in cells],
            lines * LINE_HEIGHT + 5,
        )

    def _write_sums(self, line: Line) -> None:
        """A subtotal or the total: the label over the leading columns, then live sums."""
        row = self._row + 1
        rows = [styled(self.worksheet, styles.LABEL) for _ in range(line.span)]
        styles.put(rows[0], line.label)
        for place, cell in enumerate(line.cells, start=line.span):
            written = body_cell(self.worksheet, cell, styles.SUMMED)
            letter = get_column_letter(place + 1)
            formula = self._formula(letter, line.kind)
            if formula and cell.column.total and isinstance(cell.value, int | Decimal):
                written.value = formula
                self.values[f"{letter}{row}"] = cell.value
            rows.append(written)
        self._merge(row, 0, line.span)
        self._append(rows, LINE_HEIGHT + 8)
        if line.kind is LineKind.SUBTOTAL:
            self._subtotal_rows.append(row)
            self._group_start = row + 1

    def _formula(self, letter: str, kind: LineKind) -> str | None:
        """The sum for a line about to be written, or None when there is nothing to add up live."""
        if kind is LineKind.TOTAL and self._subtotal_rows:
            if len(self._subtotal_rows) > _MOST_GROUPS_IN_FORMULA:
                return None
            return f"=SUM({','.join(f'{letter}{row}' for row in self._subtotal_rows)})"
        if self._group_start > self._row:
            return None
        return f"=SUM({letter}{self._group_start}:{letter}{self._row})"

    def _write_foot(self) -> None:
        width = sum(self._widths)
        for note in self.sheet.notes:
            self._write_across(note, styles.NOTE, height=lines_needed(note, width) * LINE_HEIGHT + 5)
        if self.sheet.signatures:
            parts = [(f"{signature}:", styles.SIGNATURE) for signature in self.sheet.signatures]
            self._write_parts(parts, height=36)
        if self.sheet.sheet_id:
            self._write_across(f"表号:{self.sheet.sheet_id}", styles.SHEET_ID, height=14)

    def _write_across(self, text: str, look: Look, *, height: float) -> None:
        row = self._blank_row(look)
        styles.put(row[0], text)
        self._merge(self._row + 1, 0, len(row))
        self._append(row, height)

    def _write_parts(self, parts: Sequence[tuple[str, Look]], *, height: float) -> None:
        """Texts side by side over runs of columns of about the same width."""
        runs = even_parts(self._widths, len(parts))
        row: list[Any] = []
        for (first, last), (text, look) in zip(runs, parts, strict=False):
            run = [styled(self.worksheet, look) for _ in range(first, last + 1)]
            styles.put(run[0], text)
            self._merge(self._row + 1, first, len(run))
            row += run
        self._append(row, height)

    def _blank_row(self, look: Look) -> list[Any]:
        return [styled(self.worksheet, look) for _ in self._widths]

    def _merge(self, row: int, place: int, across: int, down: int = 1) -> None:
        if across > 1 or down > 1:
            first, last = get_column_letter(place + 1), get_column_letter(place + across)
            self.worksheet.merged_cells.add(f"{first}{row}:{last}{row + down - 1}")

    def _append(self, row: list[Any], height: float) -> None:
        self._row += 1
        append(self.worksheet, self._row, row, height)
