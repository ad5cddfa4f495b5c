"""How wide text is, and what that means for columns, rows and the parts of a full-width line.

Widths are in half-width characters, the unit of spreadsheet columns; a Chinese character takes two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import ceil

from kit.sheets import Column, Line, LineKind

NARROWEST = 6.0
WIDEST = 36.0
SHORT_HEADING = 8  # four Chinese characters
PADDING = 2.0
PAGE = 118.0  # what a landscape A4 page holds at the size of the body
STRETCH = 1.6
WIDEST_SUM = 18  # 999,999,999,999.99
LINE_HEIGHT = 15.0  # points, for text of 10 to 11 points


def text_width(text: str) -> int:
    """Return the width of the widest line of ``text``."""
    return max((_line_width(line) for line in text.split("\n")), default=0)


def _line_width(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)


def column_widths(columns: Sequence[Column], lines: Iterable[Line], *, more: bool) -> list[float]:
    """Return one width a column, fitted to headings and the given lines.

    A heading may take two lines. With ``more`` lines to come, totals get room for what they may
    grow to: a number too wide for its cell prints as ####. Narrow sheets are stretched towards
    the width of a page.
    """
    widest = [_heading_width(column.heading) for column in columns]
    if more:
        widest = [
            max(width, WIDEST_SUM) if column.total else width
            for column, width in zip(columns, widest, strict=True)
        ]
    for line in lines:
        if line.kind is not LineKind.CAPITAL:
            for place, cell in enumerate(line.cells, start=line.span):
                widest[place] = max(widest[place], text_width(cell.text))
    fitted = [min(max(width + PADDING, NARROWEST), WIDEST) for width in widest]
    stretch = min(max(PAGE / sum(fitted), 1.0), STRETCH)
    return [column.width or round(width * stretch, 1) for column, width in zip(columns, fitted, strict=True)]


def _heading_width(heading: str) -> int:
    """Short headings stay on one line; longer ones break in the middle."""
    return max(min(text_width(heading), SHORT_HEADING), ceil(text_width(heading) / 2))


def lines_needed(text: str, width: float) -> int:
    """Return how many lines ``text`` takes when wrapped in a cell of ``width``."""
    room = max(width - 1.0, 2.0)
    return sum(max(1, ceil(_line_width(line) / room)) for line in text.split("\n"))


def even_parts(widths: Sequence[float], parts: int) -> list[tuple[int, int]]:
    """Cut columns into ``parts`` runs of about the same width: (first, last), counted from 0.

    There are fewer runs than asked for when there are fewer columns.
    """
    parts = min(parts, len(widths))
    ends = list(accumulate(widths))
    runs: list[tuple[int, int]] = []
    first = 0
    for part in range(1, parts):
        goal = ends[-1] * part / parts
        latest = len(widths) - (parts - part) - 1
        last = min(range(first, latest + 1), key=lambda place: abs(ends[place] - goal))
        runs.append((first, last))
        first = last + 1
    return [*runs, (first, len(widths) - 1)]
