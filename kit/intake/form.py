"""Workbooks to fill in: the empty template, and the same form with somebody's rows and their errors."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from kit.intake.fields import Field
from kit.intake.parsing import is_blank, raw_text
from kit.sheets import Kind
from kit.workbooks.measures import LINE_HEIGHT, lines_needed, text_width
from kit.workbooks.page import append, print_on_a4
from kit.workbooks.styles import BODY, HEADING, NOTE, TEXT_FORMAT, Look, add_styles, styled

ERROR_TITLE = "错误"
_NOTES_TAB, _CHOICES_TAB = "填写说明", "选项"
_LAST_ROW = 1_048_576
_ERROR_WIDTH = 60
_NOTE_WIDTHS = (20, 8, 60, 60)
_HEADING_HEIGHT = 24
_WRITTEN_AS_READ = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.MONTH})
_HOW = {
    Kind.TEXT: "文字",
    Kind.CODE: "号码,单元格保持“文本”格式",
    Kind.INTEGER: "整数,不带单位",
    Kind.DECIMAL: "数字,不带单位",
    Kind.MONEY: "金额,单位元,最多两位小数",
    Kind.DATE: "日期,如 2010-03-05",
    Kind.MONTH: "月份,如 2010-03",
    Kind.CHOICE: "从下拉列表中选择",
}

_REQUIRED = Look("必填列名", "center", bold=True, color="FFC00000", fill=HEADING.fill)
_ERROR = Look("错误说明", color="FFC00000", boxed=False)
_REMARK = Look("行说明", color="FF999999", boxed=False)
_FILLED = {**BODY, Kind.MONTH: Look("文本月份", "center", TEXT_FORMAT)}
_EXAMPLE = {k: Look(f"示例{x.name}", x.align, x.number_format, color="FF999999") for k, x in _FILLED.items()}
_BAD = {k: Look(f"有误{x.name}", x.align, x.number_format, fill="FFFFC7CE") for k, x in _FILLED.items()}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row to write: raw cells in the fields' order, the remark beside them, keys of bad cells."""

    cells: Sequence[Any]
    remark: str = ""
    bad: frozenset[str] = frozenset()
    example: bool = False


def form_workbook(
    title: str, fields: Sequence[Field], rows: Iterable[FormRow], *, with_errors: bool = False
) -> bytes:
    """Return an .xlsx with the form, its notes and its drop-down lists.

    With ``with_errors`` the remarks are errors and stand in a headed column of their own.
    """
    workbook: Any = Workbook(write_only=True)
    add_styles(workbook, _REQUIRED, _ERROR, _REMARK, *_FILLED.values(), *_EXAMPLE.values(), *_BAD.values())
    workbook.properties.creator = ""
    worksheet = workbook.create_sheet(title[:31])
    _set_up(worksheet, fields)
    heading = [
        styled(worksheet, _REQUIRED if field.required else HEADING, _heading(field)) for field in fields
    ]
    if with_errors:
        heading.append(styled(worksheet, _REQUIRED, ERROR_TITLE))
    append(worksheet, 1, heading, _HEADING_HEIGHT)
    for number, row in enumerate(rows, start=2):
        height = lines_needed(row.remark, _ERROR_WIDTH) * LINE_HEIGHT + 5
        append(worksheet, number, _form_row(worksheet, fields, row), height)
    _write_notes(workbook.create_sheet(_NOTES_TAB), fields)
    _write_choices(workbook.create_sheet(_CHOICES_TAB), fields)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _heading(field: Field) -> str:
    return f"{field.title}*" if field.required else field.title


def _set_up(worksheet: Any, fields: Sequence[Field]) -> None:
    worksheet.freeze_panes = "A2"
    worksheet.print_title_rows = "1:1"
    print_on_a4(worksheet)
    for place, field in enumerate(fields, start=1):
        letter = get_column_letter(place)
        dimension = worksheet.column_dimensions[letter]
        dimension.width = field.width or max(text_width(_heading(field)), text_width(field.example), 8) + 4
        dimension.number_format = _FILLED[field.kind].number_format
        worksheet.data_validations.append(_validation(field, letter))
    worksheet.column_dimensions[get_column_letter(len(fields) + 1)].width = _ERROR_WIDTH


def _validation(field: Field, letter: str) -> DataValidation:
    """The drop-down of a choice, and for every field the hint shown when a cell is entered."""
    validation = DataValidation(
        allow_blank=True,
        showInputMessage=True,
        promptTitle=field.title[:32],
        prompt=(field.help or _HOW[field.kind])[:255],
        sqref=f"{letter}2:{letter}{_LAST_ROW}",
    )
    if field.choices is not None:
        validation.type = "list"
        validation.formula1 = f"'{_CHOICES_TAB}'!${letter}$2:${letter}${len(field.choices) + 1}"
        validation.showErrorMessage = True
        validation.errorTitle = field.title[:32]
        validation.error = "请从下拉列表中选择"
    return validation


def _form_row(worksheet: Any, fields: Sequence[Field], row: FormRow) -> list[Any]:
    looks = _EXAMPLE if row.example else _FILLED
    cells = [
        styled(worksheet, (_BAD if field.key in row.bad else looks)[field.kind], _cell_value(field, raw))
        for field, raw in zip(fields, row.cells, strict=True)
    ]
    if row.remark:
        cells.append(styled(worksheet, _REMARK if row.example else _ERROR, row.remark))
    return cells


def _cell_value(field: Field, raw: Any) -> Any:
    """Numbers and dates as such where the field wants them and they can be read, all else as typed."""
    if is_blank(raw):
        return None
    if field.kind not in _WRITTEN_AS_READ:
        return raw_text(raw)
    try:
        value = field.read(raw)
    except ValueError:
        return raw if isinstance(raw, date) else raw_text(raw)
    return str(value) if field.kind is Kind.MONTH else value


def _write_notes(worksheet: Any, fields: Sequence[Field]) -> None:
    print_on_a4(worksheet)
    for letter, width in zip("ABCD", _NOTE_WIDTHS, strict=True):
        worksheet.column_dimensions[letter].width = width
    headings = ("列名", "必填", "怎么填", "可选内容")
    append(worksheet, 1, [styled(worksheet, HEADING, text) for text in headings], _HEADING_HEIGHT)
    for number, field in enumerate(fields, start=2):
        how = "。".join(filter(None, (_HOW[field.kind], field.help)))
        choices = "、".join((field.choices or {}).values())
        texts = (field.title, "是" if field.required else "", how, choices)
        height = max(map(lines_needed, texts, _NOTE_WIDTHS)) * LINE_HEIGHT + 5
        append(worksheet, number, [styled(worksheet, BODY[Kind.TEXT], text) for text in texts], height)
    last = len(fields) + 2
    worksheet.merged_cells.add(f"A{last}:D{last}")
    worksheet.append([styled(worksheet, NOTE, "请不要改动列名;列的先后可以调换。")])


def _write_choices(worksheet: Any, fields: Sequence[Field]) -> None:
    """The lists behind the drop-downs, each in the column of its field."""
    worksheet.sheet_state = "hidden"
    worksheet.append([styled(worksheet, HEADING, field.title) for field in fields])
    longest = max((len(field.choices or {}) for field in fields), default=0)
    lists = [list((field.choices or {}).values()) for field in fields]
    for place in range(longest):
        labels = [labels[place] if place < len(labels) else None for labels in lists]
        worksheet.append([styled(worksheet, BODY[Kind.TEXT], label) for label in labels])
