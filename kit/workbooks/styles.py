"""The few looks a cell can have, as named styles of the workbook, and cells made with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

from kit.sheets import Cell, Kind
from kit.sheets.safetext import safe_text, starts_formula

TEXT_FORMAT = "@"
INTEGER_FORMAT = "#,##0"
MONEY_FORMAT = "#,##0.00"
DATE_FORMAT = "yyyy-mm-dd"

_FONT = "宋体"
_LINE = Side(style="thin", color="FF7F7F7F")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_GREY = "FFF2F2F2"


@dataclass(frozen=True, slots=True)
class Look:
    """One named style, declared by what sets it apart."""

    name: str
    align: str = "left"
    number_format: str = "General"
    size: int = 10
    bold: bool = False
    color: str = "FF000000"
    boxed: bool = True
    fill: str = ""

    @property
    def indent(self) -> int:
        """Text keeps its distance from an amount in the cell before it."""
        return 1 if self.boxed and self.align == "left" else 0

    def style(self) -> NamedStyle:
        return NamedStyle(
            name=self.name,
            font=Font(name=_FONT, size=self.size, bold=self.bold, color=self.color),
            alignment=Alignment(horizontal=self.align, vertical="center", wrap_text=True, indent=self.indent),
            border=_BOX if self.boxed else Border(),
            fill=PatternFill("solid", fgColor=self.fill) if self.fill else PatternFill(),
            number_format=self.number_format,
        )

    def summed(self) -> Look:
        """This look in a line of sums."""
        return Look(f"{self.name}(合计)", self.align, self.number_format, bold=True, fill=_GREY)


TITLE = Look("表名", "center", size=18, bold=True, boxed=False)
EDGE_LEFT = Look("表头左", "left", boxed=False)
EDGE_MIDDLE = Look("表头中", "center", boxed=False)
EDGE_RIGHT = Look("表头右", "right", boxed=False)
HEADING = Look("列名", "center", bold=True, fill=_GREY)
LABEL = Look("合计标签", "center", bold=True, fill=_GREY)
CAPITAL = Look("大写金额", "left", bold=True)
NOTE = Look("附注", "left", boxed=False)
SIGNATURE = Look("签字", "left", size=11, boxed=False)
SHEET_ID = Look("表号", "right", size=8, color="FF999999", boxed=False)

BODY = {
    Kind.SERIAL: Look("序号", "center", "0"),
    Kind.TEXT: Look("文字", "left"),
    Kind.CODE: Look("代码", "center", TEXT_FORMAT),
    Kind.INTEGER: Look("整数", "right", INTEGER_FORMAT),
    Kind.DECIMAL: Look("小数", "right"),
    Kind.MONEY: Look("金额", "right", MONEY_FORMAT),
    Kind.DATE: Look("日期", "center", DATE_FORMAT),
    Kind.MONTH: Look("月份", "center"),
    Kind.RATIO: Look("比率", "right", "0.00%"),
    Kind.CHOICE: Look("选项", "center"),
    Kind.STATE: Look("状态", "center"),
}
SUMMED = {kind: look.summed() for kind, look in BODY.items()}

_FRAME = (TITLE, EDGE_LEFT, EDGE_MIDDLE, EDGE_RIGHT, HEADING, LABEL, CAPITAL, NOTE, SIGNATURE, SHEET_ID)


def add_styles(workbook: Workbook, *more: Look) -> None:
    """Make the looks of sheets, and ``more`` of the caller's, known to ``workbook``."""
    for look in dict.fromkeys((*_FRAME, *BODY.values(), *SUMMED.values(), *more)):
        workbook.add_named_style(look.style())


def styled(worksheet: Any, look: Look, value: Any = None) -> Any:
    """Return a cell with ``look``; text is always written as text, whatever it starts with."""
    cell: Any = WriteOnlyCell(worksheet)
    cell.style = look.name
    put(cell, value)
    return cell


def put(cell: Any, value: Any) -> None:
    """Write ``value`` into ``cell``; no text becomes a formula, now or when someone retypes it."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = safe_text(value)
    if not text:
        return
    cell.value = text
    cell.data_type = "s"
    if starts_formula(text):
        cell.quotePrefix = True


def body_cell(worksheet: Any, cell: Cell, looks: Mapping[Kind, Look]) -> Any:
    """Return ``cell`` in the look its kind has in ``looks``."""
    written = styled(worksheet, looks[cell.column.kind], spreadsheet_value(cell))
    if cell.column.kind is Kind.DECIMAL and isinstance(cell.value, Decimal):
        # As many places as the number has: 1.0 stands above 1.2, as on screen.
        written.number_format = _places_format(cell.value)
    return written


def _places_format(value: Decimal) -> str:
    _, _, places = f"{value:f}".partition(".")
    return f"0.{'0' * len(places)}" if places else "0"


def spreadsheet_value(cell: Cell) -> Any:
    """Return what a spreadsheet stores for ``cell``: numbers and dates as such, all else as its text."""
    kind = cell.column.kind
    if kind is Kind.RATIO and cell.value is not None:
        return cell.text if cell.value.value is None else cell.value.value
    if kind.numeric or kind in (Kind.SERIAL, Kind.DATE):
        return cell.text if cell.value is None or isinstance(cell.value, str) else cell.value
    return cell.text
