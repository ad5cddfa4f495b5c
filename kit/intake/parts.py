"""The XML parts of a workbook, walked once to learn how much a reader would make of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_MACROS = "macroenabled"


@dataclass
class Tally:
    """What was met in all parts: the greatest extents of a worksheet and the weight of shared texts."""

    last_row: int = 0
    last_column: int = 0
    area: int = 0
    has_macros: bool = False
    text_lengths: list[int] = field(default_factory=list)
    text_uses: Counter[int] = field(default_factory=Counter)

    @property
    def text(self) -> int:
        """Characters of all cells together, each use of a shared text counted."""
        lengths = self.text_lengths
        return sum(lengths[place] * uses for place, uses in self.text_uses.items() if place < len(lengths))


class PartScan:
    """Parses one part as it streams by and adds to ``tally``.

    Raises ValueError for a document type declaration (no spreadsheet program writes one; it is how
    entities come in) and for cells outside a worksheet, ExpatError for what is not XML.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        # Said here, the encoding cannot be another for this parser than for the reader's.
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._root
        self.feed: Callable[[bytes], object] = self._parser.Parse
        self._row = self._column = 0
        self._last_row = self._last_column = 0
        self._shared = False
        self._shared_place = ""

    def close(self) -> None:
        """Finish the part; raises ExpatError when it was cut short."""
        self._parser.Parse(b"", True)
        tally = self._tally
        tally.last_row = max(tally.last_row, self._last_row)
        tally.last_column = max(tally.last_column, self._last_column)
        tally.area += self._last_row * self._last_column

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        kind = _local(name)
        if kind == "worksheet":
            self._parser.StartElementHandler = self._in_worksheet
        elif kind == "sst":
            self._parser.StartElementHandler = self._in_shared_texts
        elif kind == "Types":
            self._parser.StartElementHandler = self._in_content_types
        else:
            self._parser.StartElementHandler = None

    def _in_worksheet(self, name: str, attributes: dict[str, str]) -> None:
        kind = _local(name)
        if kind == "c":
            self._move_to(attributes.get("r"))
            self._shared = attributes.get("t") == "s"
        elif kind in ("v", "is"):
            self._last_row = max(self._last_row, self._row)
            self._last_column = max(self._last_column, self._column)
            if self._shared:
                self._shared_place = ""
                self._parser.CharacterDataHandler = self._collect
                self._parser.EndElementHandler = self._count_shared_text
        elif kind == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0

    def _move_to(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if not found:
                raise ValueError("a cell without a place")
            self._row, self._column = int(found[2]), _column_number(found[1])
        if not (1 <= self._row <= LAST_ROW and 1 <= self._column <= LAST_COLUMN):
            raise ValueError("a cell outside the worksheet")

    def _collect(self, data: str) -> None:
        self._shared_place += data  # in pieces where a chunk ends inside the number

    def _count_shared_text(self, name: str) -> None:
        self._parser.CharacterDataHandler = None
        self._parser.EndElementHandler = None
        self._tally.text_uses[int(self._shared_place)] += 1

    def _in_shared_texts(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "si":
            self._tally.text_lengths.append(0)
            self._parser.CharacterDataHandler = self._weigh

    def _weigh(self, data: str) -> None:
        self._tally.text_lengths[-1] += len(data)

    def _in_content_types(self, name: str, attributes: dict[str, str]) -> None:
        if _MACROS in attributes.get("ContentType", "").lower():
            self._tally.has_macros = True


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a document type declaration")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


@lru_cache(maxsize=1024)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
