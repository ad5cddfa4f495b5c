"""An uploaded workbook into typed rows, with everything wrong said at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from kit.intake.form import ERROR_TITLE
from kit.intake.inspection import HEADER_WITHIN, Limits, inspected
from kit.intake.parsing import is_blank, raw_text
from kit.intake.result import Intake, Row
from kit.intake.template import Template, title_key
from kit.refused import Refused


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the columns are: ``row`` from 0, places of the fields by key, headings unknown or met twice."""

    row: int
    places: dict[str, int]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def read_upload(
    file: IO[bytes], template: Template, *, max_bytes: int = 10 * 1024 * 1024, max_rows: int = 10_000
) -> Intake:
    """Read the filled-in ``template`` from ``file``, a seekable .xlsx of unknown origin.

    The columns may stand in any order, below a title, on any visible worksheet. Blank rows and the
    untouched example are passed over. Raises Refused when the file as a whole cannot be taken:
    wrong type, damaged, too large, a required column missing, no rows or too many.
    """
    with (
        inspected(file, Limits(max_bytes, max_rows)) as path,
        _damage_refused(),
        load_workbook(path) as workbook,
    ):
        sheet, header = _find_table(workbook, template)
        intake = Intake(template, unknown_columns=header.unknown)
        for number, cells in _numbered_rows(sheet, header.row):
            raw = tuple(_at(cells, header.places.get(field.key)) for field in template.fields)
            if all(map(is_blank, raw)) or template.is_example(raw):
                continue
            if len(intake.rows) == max_rows:
                raise Refused(
                    f"数据超过 {max_rows:,} 行,一次最多导入 {max_rows:,} 行,请分成几个文件上传", field="file"
                )
            _add_row(intake, number, raw)
    if not intake.rows:
        raise Refused("表头下面没有数据,请填写后再上传", field="file")
    return intake


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Turn the reader's failures into a refusal: damaged parts, day numbers beyond all calendars.

    A panic inside it is no Exception in Python's eyes and would end the process that serves others.
    """
    damaged = Refused("文件内容已损坏,读不出来,请用 Excel 或 WPS 打开后另存为 .xlsx 再上传", field="file")
    try:
        yield
    except (CalamineError, OverflowError):
        raise damaged from None
    except BaseException as failure:
        if type(failure).__name__ == "PanicException":
            raise damaged from None
        raise


def _find_table(workbook: CalamineWorkbook, template: Template) -> tuple[CalamineSheet, _Header]:
    """The visible worksheet whose heading knows most of the template's titles."""
    found: list[tuple[CalamineSheet, _Header]] = []
    for metadata in workbook.sheets_metadata:
        if metadata.visible is SheetVisibleEnum.Visible and metadata.typ is SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_name(metadata.name)
            found.append((sheet, _header(sheet, template)))
    best = max(found, key=lambda pair: len(pair[1].places), default=None)
    if best is None or not best[1].places:
        titles = "、".join(field.title for field in template.fields)
        raise Refused(f"没有找到表头,请使用“{template.title}”模板,列名应为:{titles}", field="file")
    missing = [f.title for f in template.fields if f.required and f.key not in best[1].places]
    if missing:
        raise Refused(f"缺少必填的列:{'、'.join(missing)},请按模板补上后再上传", field="file")
    if best[1].twice:
        raise Refused(f"表头里有重复的列:{'、'.join(best[1].twice)},请只保留一列", field="file")
    return best


def _header(sheet: CalamineSheet, template: Template) -> _Header:
    rows = list(islice(sheet.iter_rows(), HEADER_WITHIN))
    above: list[list[Any]] = [[], *rows]
    return max(
        (_match(place, row, above[place], template) for place, row in enumerate(rows)),
        key=lambda header: len(header.places),
        default=_Header(0, {}),
    )


def _match(place: int, row: Sequence[Any], above: Sequence[Any], template: Template) -> _Header:
    """Read one row as headings. Under a grouped heading a blank cell belongs to the one above."""
    keys = {title_key(field.title): field.key for field in template.fields}
    places: dict[str, int] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for column, cell in enumerate(row):
        title = cell if not is_blank(cell) else _at(above, column)
        key = keys.get(title_key(title))
        if key is not None and key in places:
            twice.append(raw_text(title))
        elif key is not None:
            places[key] = column
        elif not is_blank(title) and title_key(title) != ERROR_TITLE:
            unknown.append(raw_text(title))
    return _Header(place, places, tuple(unknown), tuple(twice))


def _at(cells: Sequence[Any], place: int | None) -> Any:
    return cells[place] if place is not None and place < len(cells) else None


def _numbered_rows(sheet: CalamineSheet, header_row: int) -> Iterator[tuple[int, list[Any]]]:
    """The rows below the heading with their numbers in the spreadsheet."""
    return islice(enumerate(sheet.iter_rows(), start=1), header_row + 1, None)


def _add_row(intake: Intake, number: int, raw: tuple[Any, ...]) -> None:
    row = Row(number, {}, raw)
    intake.rows.append(row)
    for field, cell in zip(intake.template.fields, raw, strict=True):
        try:
            row.values[field.key] = field.read(cell)
        except ValueError as reason:
            row.values[field.key] = None
            intake.refuse(row, field.key, str(reason))
