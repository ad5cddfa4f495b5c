"""A checklist over the places below: what was found on the spot and what the ledgers show, never put into one.

Numbers come from the count of boards. Inspections are those of any round by the list, the latest of each station;
what was put right and accepted counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Exists, Q

from kit.jinja import moment, url
from kit.jurisdiction import Jurisdiction
from kit.sheets import Column, Kind, Ratio, Sheet
from stations.checklists import Listed
from stations.evidence import label_of
from stations.judging import SHOWN, board_of
from stations.models import Region, Tally
from stations.places import Tier
from stations.rules.checklists import GRADES, NOT_APPLICABLE, RESULTS
from stations.rules.documents.places import ChecklistItem
from stations.rules.inspections import EVIDENCE

LISTS = "list:"
CHILDREN = {Tier.CITY: "区(县)", Tier.DISTRICT: "乡镇(街道)"}
PARAMETER = {Tier.DISTRICT: "district", Tier.TOWNSHIP: "township"}

OVERALL, FOUND, LEDGERS = "overall", "found", "ledgers"
VIEWS = {OVERALL: "总的结果", FOUND: "逐项检查结果", LEDGERS: "逐项台账证据"}

# Four columns an item: their headings go over two lines in the workbook.
NARROW = 6.5
NOT_INSPECTED, WITHOUT = "none", "without"
SHORT_WORDS = {**RESULTS, NOT_INSPECTED: "没有检查"}
NOTES = (
    "检查结果是检查人到现场判定的,取每站最近一次检查,整改已验收的按验收结果;逐项判定完才有总的结果,全部到位才是达标。",
    "台账证据由门户按台账和文件的标准算出,只供对照,不是检查结果;“查不到”要看照片或现场。",
    "“有不符”是自查与台账证据、现场检查对不上的站,自查本身不计入任何一项结果。",
)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with its numbers."""

    place: Region
    numbers: Mapping[str, int]

    def count(self, key: str) -> int:
        return self.numbers.get(key, 0)

    @property
    def stations(self) -> int:
        return self.count("stations")

    @property
    def inspected(self) -> Ratio:
        return Ratio(self.count("inspected"), self.stations)

    @property
    def without(self) -> int:
        """Stations whose list is not judged as a whole."""
        return self.stations - sum(self.count(grade) for grade in GRADES)

    def not_inspected(self, code: str) -> int:
        """Stations where nobody has judged the item on the spot."""
        return self.stations - sum(self.count(f"{code}:{result}") for result in RESULTS)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item over all stations of a place."""

    item: ChecklistItem
    row: PlaceRow

    def count(self, what: str) -> int:
        return (
            self.row.not_inspected(self.item.code)
            if what == NOT_INSPECTED
            else self.row.count(self.key(what))
        )

    def key(self, what: str) -> str:
        return f"{self.item.code}:{what}"


@dataclass(frozen=True)
class ListBoard:
    """A checklist at a place; ``own`` is None where it was not counted there."""

    listed: Listed
    own: PlaceRow
    below: tuple[PlaceRow, ...]
    at: datetime
    redrawn: bool

    @property
    def place(self) -> Region:
        return self.own.place

    @property
    def child_kind(self) -> str:
        return CHILDREN[Tier(self.place.tier)]

    @cached_property
    def items(self) -> tuple[ItemRow, ...]:
        return tuple(ItemRow(item, self.own) for item in self.listed.checklist.items)

    @cached_property
    def results(self) -> list[str]:
        """The results worth a column: 不适用 only where anything was found so."""
        left_out = any(row.count(NOT_APPLICABLE) for row in self.items)
        return [result for result in RESULTS if result != NOT_APPLICABLE or left_out]

    def sheets(self) -> list[Sheet]:
        """All that the workbook holds, one worksheet each."""
        return [self.items_sheet(), *(self.places_sheet(view) for view in VIEWS)]

    def items_sheet(self) -> Sheet:
        """One row an item of the list, in the document's own order."""
        columns = (
            Column(
                "item", "项目", value="item.name", link=lambda row: self.named(self.place, item=row.item.code)
            ),
            *(
                self._of_item(what, SHORT_WORDS[what], "现场检查(站)", found=what)
                for what in (*self.results, NOT_INSPECTED)
            ),
            *(self._of_item(what, EVIDENCE[ok], "台账证据(站)", shown=what) for ok, what in SHOWN.items()),
            Column("source", "台账", value=lambda row: label_of(row.item.code) or "台账查不到,看照片或现场"),
        )
        return self._sheet("逐项对照", columns, self.items, frozen=1)

    def places_sheet(self, view: str) -> Sheet:
        """One row a place below, with totals."""
        columns = (
            Column("place", self.child_kind, value="place.name", link=self._down),
            Column("stations", "站数", Kind.INTEGER, total=True, link=self._named("stations")),
            *_VIEWS[view](self),
        )
        return self._sheet(VIEWS[view], columns, self.below, frozen=1)

    def _sheet(self, tab: str, columns: tuple[Column, ...], rows: Sequence[Any], *, frozen: int) -> Sheet:
        return Sheet(
            title=f"{self.place.name}{self.listed.checklist.name}{tab}",
            columns=columns,
            rows=rows,
            heading=(self.listed.name, "单位:站,按现行区划", f"统计于 {moment(self.at)}"),
            notes=NOTES,
            tab=tab,
            frozen=frozen,
        )

    def overall_columns(self) -> list[Column]:
        grades = [*GRADES.items(), (WITHOUT, "没有结果")]
        return [
            self._figure("inspected", "已检查", "现场检查", inspected="yes"),
            Column("share", "检查面", Kind.RATIO, group="现场检查", value="inspected", total=True),
            *(self._figure(grade, label, "总的结果(现场检查)", grade=grade) for grade, label in grades),
            self._figure("differences", "有不符", "", only="differences"),
        ]

    def found_columns(self) -> list[Column]:
        return [
            self._figure(
                f"{row.item.code}:{result}",
                SHORT_WORDS[result],
                row.item.name,
                item=row.item.code,
                found=result,
            )
            for row in self.items
            for result in (*self.results, NOT_INSPECTED)
        ]

    def ledger_columns(self) -> list[Column]:
        return [
            self._figure(
                f"{row.item.code}:{what}", EVIDENCE[ok], row.item.name, item=row.item.code, shown=what
            )
            for row in self.items
            for ok, what in SHOWN.items()
        ]

    def _of_item(self, what: str, title: str, group: str, **asked: str) -> Column:
        def link(row: ItemRow) -> str | None:
            return self.named(self.place, item=row.item.code, **asked) if row.count(what) else None

        alone = f"{group.removesuffix('(站)')}:{title}"
        return Column(
            what, title, Kind.INTEGER, group=group, alone=alone, value=lambda row: row.count(what), link=link
        )

    def _figure(self, key: str, title: str, group: str, **asked: str) -> Column:
        return Column(
            key,
            title,
            Kind.INTEGER,
            group=group,
            alone=f"{group}:{title}" if "item" in asked else "",
            width=NARROW if "item" in asked else None,
            total=True,
            value=_count_of(key),
            link=self._named(key, **asked),
        )

    def _named(self, key: str, **asked: str) -> Callable[[PlaceRow], str | None]:
        value = _count_of(key)
        return lambda row: self.named(row.place, **asked) if value(row) else None

    def named(self, place: Region, **asked: str) -> str:
        """Where the stations behind a number stand by name."""
        tier = PARAMETER.get(Tier(place.tier))
        below = {tier: str(place.pk)} if tier else {}
        return url("list_stations", list=self.listed.lasting_key, **below, **asked)

    def _down(self, row: PlaceRow) -> str:
        page = "list_matrix" if row.place.tier >= Tier.TOWNSHIP else "list_board_of"
        return url(page, row.place.pk, list=self.listed.lasting_key)


_VIEWS: dict[str, Callable[[ListBoard], list[Column]]] = {
    OVERALL: ListBoard.overall_columns,
    FOUND: ListBoard.found_columns,
    LEDGERS: ListBoard.ledger_columns,
}


def _count_of(key: str) -> Callable[[PlaceRow], int]:
    code, _, what = key.partition(":")
    if key == WITHOUT:
        return lambda row: row.without
    if what == NOT_INSPECTED:
        return lambda row: row.not_inspected(code)
    return lambda row: row.count(key)


def list_board(
    place: Region, lists: Sequence[Listed], asked: Listed | None, jurisdiction: Jurisdiction
) -> tuple[ListBoard | None, set[str]]:
    """The board of the list asked for, or of the first that was counted; and the boards counted here. One query."""
    own = Tally.objects.within(jurisdiction).filter(region=place, key="stations", board__startswith=LISTS)
    wanted = board_of(asked) if asked else own.order_by("board").values("board")[:1]
    near = Q(region=place) | Q(region__in=Region.objects.filter(parent=place))
    rows = (
        Tally.objects.within(jurisdiction)
        .filter(Q(near, board=wanted) | Q(pk__in=own.values("pk")))
        .annotate(redrawn=Exists(Region.objects.redrawn(place.jurisdiction)))
        .select_related("region")
        .order_by("scope_code", "tier", "pk")
    )
    numbers: dict[str, dict[Region, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    at: dict[str, datetime] = {}
    redrawn = False
    for row in rows:
        numbers[row.board][row.region][row.key] = row.value
        at[row.board], redrawn = row.counted_at, row.redrawn
    counted = {board for board, by_place in numbers.items() if place in by_place}
    # Of the others only how many stations they were counted for is read.
    board = next((board for board in counted if "inspected" in numbers[board][place]), "")
    listed = next((each for each in lists if board_of(each) == board), None)
    if listed is None:
        return None, counted
    own_numbers = numbers[board].pop(place)
    below = tuple(PlaceRow(region, values) for region, values in numbers[board].items())
    return ListBoard(listed, PlaceRow(place, own_numbers), below, at[board], redrawn), counted
