"""Paper and rows: what every worksheet of ours has in common.

The worksheets are those of a write-only workbook, for which the published types lack most members.
"""

from __future__ import annotations

from typing import Any

_A4 = 9
_TALLEST = 409.0  # points; a program calls a file with a taller row damaged
_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}  # inches


def print_on_a4(worksheet: Any) -> None:
    """Print ``worksheet`` on A4 landscape, as wide as the page, with numbered pages."""
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = _A4
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    worksheet.print_options.horizontalCentered = True
    for side, inches in _MARGINS.items():
        setattr(worksheet.page_margins, side, inches)
    worksheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def append(worksheet: Any, number: int, cells: list[Any], height: float) -> None:
    """Write ``cells`` as the next row, which is row ``number``, ``height`` points high."""
    worksheet.row_dimensions[number].height = min(height, _TALLEST)
    worksheet.append(cells)
    # Dimensions are needed only while their row is written; kept, they would grow with the sheet.
    del worksheet.row_dimensions[number]
