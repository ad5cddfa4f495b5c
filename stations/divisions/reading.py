"""Read a division list (``code,name``; .csv or .csv.xz) row by row, and say what is wrong with which line."""

from __future__ import annotations

import csv
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kit.refused import Refused
from stations.places import Place

HEADER = ["code", "name"]
LONGEST_NAME = 60
# Control characters and marks without width. Private characters stay: the national list writes rare ones with them.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")


@dataclass(frozen=True, slots=True)
class Row:
    """A line understood."""

    line: int
    place: Place
    name: str


@dataclass(frozen=True, order=True, slots=True)
class Flaw:
    """What is wrong with a line."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"第 {self.line} 行:{self.reason}。"


def read(path: Path) -> Iterator[Row | Flaw]:
    """The rows of a list and the flaws found on the way, in the order of the file.

    A row whose code is good is given even where its name is not, so that the places below it are not blamed for a
    missing parent. ``Refused`` where there is nothing to read at all.
    """
    lines = _lines(path)
    header = next(lines, None)
    if header is None:
        raise Refused(f"文件 {path.name} 是空的,第一行应为表头 code,name。")
    if isinstance(header, Flaw):
        yield header
    elif [cell.strip().lower() for cell in header[1]] != HEADER:
        yield Flaw(1, "表头应为 code,name 两列")
    for line in lines:
        if isinstance(line, Flaw):
            yield line
        elif any(cell.strip() for cell in line[1]):
            yield from _understood(*line)


def _understood(number: int, cells: list[str]) -> Iterator[Row | Flaw]:
    if len(cells) != len(HEADER):
        yield Flaw(number, f"应有 2 列(代码、名称),实际有 {len(cells)} 列")
        return
    code, name = (cell.strip() for cell in cells)
    if not code:
        yield Flaw(number, "代码是空的")
        return
    try:
        place = Place.parse(code)
    except ValueError as error:
        yield Flaw(number, str(error))
        return
    if reason := _wrong_with_name(name):
        yield Flaw(number, reason)
        name = ""
    yield Row(number, place, name)


def _wrong_with_name(name: str) -> str:
    if not name:
        return "名称是空的"
    if len(name) > LONGEST_NAME:
        return f"名称有 {len(name)} 个字,最多 {LONGEST_NAME} 个"
    return "名称里有不可见的字符,请删去后重填" if _INVISIBLE.search(name) else ""


def _lines(path: Path) -> Iterator[tuple[int, list[str]] | Flaw]:
    """Line by line, since no name runs over two: one bad line spoils none after it."""
    number = 0
    try:
        with _open(path) as stream:
            for number, raw in enumerate(stream, 1):
                yield _cells(number, raw)
    except (EOFError, lzma.LZMAError):
        yield Flaw(number + 1, "压缩文件从这里起读不出来,文件不完整或已损坏,请重新下载或复制")
    except OSError as error:
        raise Refused(f"打不开文件 {path}:{error.strerror}。") from error


def _open(path: Path) -> BinaryIO:
    return lzma.open(path) if path.suffix == ".xz" else path.open("rb")


def _cells(number: int, raw: bytes) -> tuple[int, list[str]] | Flaw:
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        return Flaw(number, "不是 UTF-8 编码,请在 Excel 里另存为“CSV UTF-8(逗号分隔)”")
    try:
        return number, next(csv.reader([text.rstrip("\r\n")], strict=True), [])
    except csv.Error:
        return Flaw(number, "引号不成对或一格太长,请核对这一行")
