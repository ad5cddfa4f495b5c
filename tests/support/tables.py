"""Reading the table of a page as people see it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Table(HTMLParser):
    """The cells of the sheet that comes as ``wanted`` on the page, row by row."""

    def __init__(self, wanted: int) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._left, self._inside, self._cell = wanted, False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table" and "sheet" in (dict(attrs).get("class") or "").split():
            self._inside, self._left = self._left == 0, self._left - 1
        elif self._inside and tag == "tr":
            self.rows.append([])
        elif self._inside and tag in ("td", "th"):
            self._cell = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._inside = False
        elif tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        if self._inside and self._cell:
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()


def rows_of(response: Any, table: int = 0) -> list[list[str]]:
    """The rows of a page's sheet, headings first; ``table`` counts the sheets of the page from 0."""
    reader = _Table(table)
    reader.feed(response.text)
    return reader.rows
