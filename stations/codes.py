"""The table of new codes below a township or district: proposed, typed or uploaded, and everything wrong with it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from kit.intake import Field, Template, read_upload
from kit.refused import Refused
from kit.sheets import Column, Kind, Sheet
from stations.branches import Coded
from stations.models import Region
from stations.places import DIGITS, Place, Tier
from stations.plans import Heir

MOST_ON_SCREEN = 300
MOST_BYTES = 2 * 1024 * 1024
MOST_LINES = 10_000
UNREADABLE = "文件里有读不出的行,请用 Excel 另存为 CSV 后再上传。"
NAME_LENGTH = 60
OLD, NEW, NAME = "原代码", "新代码", "名称"
TEMPLATE = Template(
    "新代码表",
    (
        Field("old", OLD, Kind.CODE, required=True),
        Field("new", NEW, Kind.CODE, required=True),
        Field("name", NAME, required=True, max_length=NAME_LENGTH),
    ),
)


@dataclass
class CodeRow:
    """A place below, the head that it goes to, its last digits there and its name; ``note`` says what was proposed."""

    old: Region
    head: str
    tail: str
    name: str
    note: str = ""
    errors: list[str] = field(default_factory=list)

    @property
    def code_text(self) -> str:
        return f"{self.head}{self.tail}"


@dataclass
class CodesTable:
    """All places directly below those that the event is about."""

    heads: Sequence[Heir]
    rows: list[CodeRow]
    errors: list[str] = field(default_factory=list)

    @classmethod
    def proposed(cls, children: Sequence[Region], heads: Sequence[Heir]) -> CodesTable:
        """The new prefix and the old last digits; where two collide, the next free ones of the same kind."""
        below = Tier(children[0].tier) if children else Tier.VILLAGE
        there = {head.pk for head in heads if isinstance(head, Region)}
        staying = [child for child in children if child.parent_id in there]
        taken = {child.code: child.name for child in (*_open_below(heads), *staying)}
        rows = []
        for child in children:
            if child in staying:
                rows.append(_row(child, child.code))
                continue
            wanted = heads[0].code + child.code % Place(heads[0].place.tier, 0).span
            code = _free(wanted, taken, below)
            note = f"与{taken[wanted]}重号,已另编" if code != wanted else ""
            taken[code] = child.name
            rows.append(_row(child, code, note))
        return cls(heads, rows)

    def read_form(self, data: Mapping[str, Any]) -> None:
        """What was typed row by row."""
        for row in self.rows:
            pk = row.old.pk
            row.head = str(data.get(f"head_{pk}", row.head)).strip()
            row.tail = str(data.get(f"tail_{pk}", row.tail)).strip()
            row.name = str(data.get(f"name_{pk}", row.name)).strip()
        self._check()

    def read_json(self, text: str) -> None:
        """What the pages themselves send along: old code → [new code, name]; of heads that are no longer, nothing."""
        try:
            kept = {str(old): (str(new), str(name)) for old, (new, name) in json.loads(text).items()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            self.errors.append("代码表没有传完整,请重新核对。")
            return
        heads = {head.place.short for head in self.heads}
        for row in self.rows:
            if row.old.place.short in kept and kept[row.old.place.short][0][:-3] in heads:
                self._take(row, *kept[row.old.place.short])
        self._check()

    def read_file(self, file: IO[bytes], filename: str) -> None:
        """An Excel or CSV table; places that it does not name keep what is proposed."""
        lines = _csv_lines(file) if filename.lower().endswith(".csv") else _workbook_lines(file)
        by_code = {row.old.place.short: row for row in self.rows}
        seen: set[str] = set()
        for number, old, new, name in lines:
            if old in seen:
                self.errors.append(f"第 {number} 行:原代码“{old}”前面已经有一行。")
            elif old not in by_code:
                self.errors.append(f"第 {number} 行:原代码“{old}”不在要变更的区划下面。")
            else:
                seen.add(old)
                self._take(by_code[old], new, name)
        self._check()

    def as_json(self) -> str:
        return json.dumps(
            {row.old.place.short: [row.code_text, row.name] for row in self.rows}, ensure_ascii=False
        )

    def coded(self) -> list[Coded]:
        return [Coded(row.old, _padded(row.code_text), row.name) for row in self.rows]

    @property
    def ok(self) -> bool:
        return not self.errors and not any(row.errors for row in self.rows)

    @property
    def on_screen(self) -> bool:
        """Whether it is short enough to be typed; a longer one is sent as a file."""
        return len(self.rows) <= MOST_ON_SCREEN

    @property
    def problems(self) -> list[str]:
        return [*self.errors, *(f"{row.old.name}:{error}" for row in self.rows for error in row.errors)]

    @property
    def collisions(self) -> list[CodeRow]:
        return [row for row in self.rows if row.note]

    def sheet(self, title: str) -> Sheet:
        """To be filled in and sent back: its headings are the template's."""
        return Sheet(
            title=title,
            columns=(
                Column("old", OLD, Kind.CODE, value=lambda row: row.old.place.short),
                Column("old_name", "原名称", value="old.name"),
                Column("new", NEW, Kind.CODE, value="code_text"),
                Column("name", NAME),
                Column("note", "说明"),
            ),
            rows=self.rows,
        )

    def _take(self, row: CodeRow, new: str, name: str) -> None:
        digits = len(new) - 3
        row.head, row.tail, row.name, row.note = new[:digits], new[digits:], name.strip(), ""

    def _check(self) -> None:
        """Say at each row what is wrong with it."""
        heads = {head.place.short for head in self.heads}
        used: dict[str, CodeRow] = {}
        there = {region.place.short: region for region in _open_below(self.heads)}
        for row in self.rows:
            there.pop(row.old.place.short, None)
        for row in self.rows:
            row.errors = list(_wrong(row, heads))
            if row.errors:
                continue
            if (other := used.setdefault(row.code_text, row)) and other is not row:
                row.errors.append(f"代码和{other.name}重复")
            if row.code_text in there:
                row.errors.append(f"代码是{there[row.code_text].name}的")


def _wrong(row: CodeRow, heads: Iterable[str]) -> Iterable[str]:
    if row.head not in heads:
        yield f"代码应以 {'、'.join(heads)} 开头"
    if not (row.tail.isascii() and row.tail.isdigit() and len(row.tail) == 3) or row.tail == "000":
        yield "后三位应是 001–999 的三位数字"
    if not row.name:
        yield "名称没有填"
    elif not row.name.isprintable():
        yield "名称里有换行或看不见的字符"
    elif len(row.name) > NAME_LENGTH:
        yield f"名称最多 {NAME_LENGTH} 个字"


def _row(child: Region, code: int, note: str = "") -> CodeRow:
    short = Place(Tier(child.tier), code).short
    return CodeRow(child, short[:-3], short[-3:], child.name, note)


def _free(wanted: int, taken: Mapping[int, Any], tier: Tier) -> int:
    """The code itself, or the next one of the same kind that nobody has, from the top again where there is none."""
    if wanted not in taken:
        return wanted
    span, place = Place(tier, 0).span, Place(tier, wanted)
    above = wanted // span // 1000 * 1000 * span
    first, last = above + span, above + 1000 * span
    for code in (*range(wanted + span, last, span), *range(first, wanted, span)):
        if code not in taken and Place(tier, code).kind == place.kind:
            return code
    return wanted


def _open_below(heads: Iterable[Heir]) -> list[Region]:
    """What an absorbing place has already."""
    there = [head.pk for head in heads if isinstance(head, Region)]
    return list(Region.objects.filter(parent__in=there, closed_on__isnull=True)) if there else []


def _padded(text: str) -> int:
    return int(text.ljust(DIGITS[Tier.VILLAGE], "0"))


def _workbook_lines(file: IO[bytes]) -> list[tuple[int, str, str, str]]:
    intake = read_upload(file, TEMPLATE, max_bytes=MOST_BYTES)
    if intake.errors:
        told = ";".join(f"第 {error.row} 行{error.column}:{error.message}" for error in intake.errors[:5])
        raise Refused(f"文件有 {len(intake.errors)} 处错误:{told}。改好后再上传。", field="file")
    return [(row.number, *(str(row.values[key]) for key in ("old", "new", "name"))) for row in intake.rows]


def _csv_lines(file: IO[bytes]) -> list[tuple[int, str, str, str]]:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("文件超过 2 MB,不像一张代码表,请核对。", field="file")
    reader = csv.DictReader(io.StringIO(_decoded(content)))
    try:
        headings = [heading.strip() for heading in reader.fieldnames or ()]
    except csv.Error as error:
        raise Refused(UNREADABLE, field="file") from error
    if missing := [title for title in (OLD, NEW, NAME) if title not in headings]:
        raise Refused(f"文件第一行应有列名 {OLD}、{NEW}、{NAME},少了{'、'.join(missing)}。", field="file")
    reader.fieldnames = headings
    try:
        lines = [
            (number, *((line.get(title) or "").strip() for title in (OLD, NEW, NAME)))
            for number, line in enumerate(islice(reader, MOST_LINES + 1), start=2)
        ]
    except csv.Error as error:
        raise Refused(UNREADABLE, field="file") from error
    if len(lines) > MOST_LINES:
        raise Refused(f"文件超过 {MOST_LINES} 行,不像一张代码表,请核对。", field="file")
    return lines


def _decoded(content: bytes) -> str:
    """As Excel writes it: UTF-8 with its mark, or the code page of a Chinese Windows."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("文件读不出文字,请另存为 UTF-8 的 CSV 或 Excel 再上传。", field="file")
