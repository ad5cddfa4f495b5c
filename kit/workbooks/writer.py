"""Sheets to one .xlsx file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from kit.sheets import Sheet
from kit.sheets.safetext import safe_text
from kit.workbooks.cached import copy_with_values
from kit.workbooks.layout import Layout
from kit.workbooks.styles import add_styles

LONGEST_TAB = 31
_FORBIDDEN_IN_TAB = re.compile(r"[\\/*?:\[\]]")
_IN_MEMORY = 4 * 1024 * 1024


def write_workbook(sheets: Sheet | Sequence[Sheet], stream: IO[bytes]) -> None:
    """Write one worksheet a sheet to ``stream``, whose rows are walked once and never held together.

    Every formula in the file is a sum of ours and carries its value, for readers that do not
    calculate. Raises TotalsDisagree when given totals differ from the rows, and Refused for more
    rows than a worksheet holds; nothing has been written to ``stream`` then.
    """
    sheets = [sheets] if isinstance(sheets, Sheet) else sheets
    workbook: Any = Workbook(write_only=True)  # the published types lack custom_doc_props
    add_styles(workbook)
    workbook.properties.creator = ""
    workbook.properties.title = safe_text(sheets[0].title)
    with _finished(workbook):
        layouts = _lay_out(sheets, workbook)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        workbook.save(file)
        file.seek(0)
        # A worksheet knows its place in the file only once it is saved.
        values = {layout.worksheet.path.lstrip("/"): layout.values for layout in layouts}
        copy_with_values(file, stream, values)


def _lay_out(sheets: Sequence[Sheet], workbook: Any) -> list[Layout]:
    layouts: list[Layout] = []
    taken: set[str] = set()
    for sheet in sheets:
        tab = _tab(sheet, taken)
        layouts.append(Layout(sheet, workbook.create_sheet(tab)))
        layouts[-1].write()
        if sheet.sheet_id:
            workbook.custom_doc_props.append(StringProperty(name=f"表号 {tab}", value=sheet.sheet_id))
    return layouts


@contextmanager
def _finished(workbook: Any) -> Iterator[None]:
    """Leave nothing open when laying out fails: saving is how openpyxl gives back its temporary files."""
    try:
        yield
    except Exception:
        with suppress(Exception):
            workbook.save(BytesIO())
        raise


def _tab(sheet: Sheet, taken: set[str]) -> str:
    """A name the program accepts for the worksheet of ``sheet``, unlike those ``taken``."""
    wanted = _FORBIDDEN_IN_TAB.sub(" ", safe_text(sheet.tab or sheet.title)).strip(" '")[:LONGEST_TAB] or "表"
    name, number = wanted, 2
    while name.casefold() in taken:
        suffix = f"({number})"
        name = wanted[: LONGEST_TAB - len(suffix)] + suffix
        number += 1
    taken.add(name.casefold())
    return name
