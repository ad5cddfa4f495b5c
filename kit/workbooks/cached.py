"""Values beside formulas.

openpyxl writes a formula without its value, so programs that do not calculate would read an empty
total. The values are known here; they are put into the finished file.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

CachedValues = Mapping[str, int | Decimal]

_CHUNK = 1024 * 1024
_CELL_END = b"</c>"
_FORMULA_CELL = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v(?: ?/>|></v>)')


def copy_with_values(source: IO[bytes], target: IO[bytes], values: Mapping[str, CachedValues]) -> None:
    """Copy the workbook ``source`` to ``target`` with the values of its formula cells.

    ``values`` maps the path of a worksheet inside the file to values by cell address.
    """
    with ZipFile(source) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            with old.open(name) as reader, new.open(name, "w") as writer:
                if name in values:
                    writer.writelines(_with_values(reader, values[name]))
                else:
                    shutil.copyfileobj(reader, writer)


def _with_values(reader: IO[bytes], values: CachedValues) -> Iterator[bytes]:
    def fill(found: re.Match[bytes]) -> bytes:
        return found[1] + f"<v>{_number(values[found[2].decode()])}</v>".encode()

    rest = b""
    while chunk := reader.read(_CHUNK):
        rest += chunk
        # Only whole cells are searched: what follows the last closed one waits for the next chunk.
        end = rest.rfind(_CELL_END) + len(_CELL_END) if _CELL_END in rest else 0
        yield _FORMULA_CELL.sub(fill, rest[:end])
        rest = rest[end:]
    yield rest


def _number(value: int | Decimal) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
