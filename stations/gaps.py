"""What is missing of place and equipment: a board over townships, and the stations of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit.jinja import url
from kit.sheets import Column, Kind, Sheet
from stations.models import Region
from stations.outfits import told
from stations.places import KINDS, Tier
from stations.rules.documents.places import EQUIPMENT, MEASURES
from stations.rules.outfit import SHORT, UNKNOWN
from stations.standing import Stand

NO_PLACE, NO_WORD, SMALL, UNMEASURED, BARE = "no_place", "no_word", "small", "unmeasured", "bare"
NOT_BOUND = "unbound"
STATIONS = "stations"

AREAS = tuple(measure for measure in MEASURES if measure != "fixed_place")
NOTES = (
    "只核对文件写明的要求;没有登记的不算缺,另行列出。",
    "在用和待修的设备算配有,停用和报废的不算;一台兼有几种用途的设备按读法 AM-20 或区的认可计数。",
)
WORDS = {
    NO_PLACE: "没有固定场所",
    NO_WORD: "固定场所未登记",
    SMALL: "面积不足",
    UNMEASURED: "面积未登记",
    BARE: "设备未登记",
    NOT_BOUND: "没有执行文件",
}

Codes = tuple[str, ...]
Told = Iterable[Mapping[str, Any]]


def of_word(fixed_place: bool | None) -> dict[str, int]:
    """What a station lacks whatever a document asks: a fixed place, or a word about it."""
    if fixed_place:
        return {}
    return {NO_WORD if fixed_place is None else NO_PLACE: 1}


def of_place(lines: Told) -> dict[str, int]:
    """What the lines about a place say of its areas."""
    outcomes = {line["outcome"] for line in lines if line["standard"] in AREAS}
    return {word: 1 for word, outcome in ((SMALL, SHORT), (UNMEASURED, UNKNOWN)) if outcome in outcomes}


def of_equipment(lines: Told, *, bare: bool) -> dict[str, int]:
    """How many devices of each kind are missing, 0 where none is; ``bare`` where not one was ever registered."""
    found = {line["codes"]: line["missing"] for line in lines}
    return {**found, BARE: 1} if found and bare else found


def lacking(stand: Stand) -> dict[str, int]:
    """All that the board counts of one station, by what it is counted under."""
    unbound = {} if stand.stored else {NOT_BOUND: 1}
    return {
        **unbound,
        **of_word(stand.station.fixed_place),
        **of_place(told(stand.place)),
        **of_equipment(told(stand.equipment), bare=not stand.outfit.devices),
    }


def lacks(stand: Stand, what: str) -> bool:
    """Whether a station lacks what the board counts under ``what``: a word above, or kinds of equipment."""
    return lacking(stand).get(what, 0) > 0


def named(codes: Codes) -> str:
    """Kinds of equipment of which any will do: 复印机或传真机."""
    return "或".join(EQUIPMENT[code] for code in codes)


def in_words(what: str) -> str:
    """What the board counts, as people read it; empty for anything else."""
    if what in WORDS:
        return WORDS[what]
    codes = tuple(what.split("+"))
    return f"缺{named(codes)}" if all(code in EQUIPMENT for code in codes) else ""


@dataclass(frozen=True, slots=True)
class TownshipRow:
    """A township with its numbers, by what they are counted under."""

    pk: int
    name: str
    district: str
    numbers: Mapping[str, int]

    @property
    def stations(self) -> int:
        return self.numbers.get(STATIONS, 0)

    def count(self, what: str) -> int:
        """How many stations lack it, or how many of the devices are missing in all."""
        return self.numbers.get(what, 0)


def asked_for(rows: Iterable[TownshipRow]) -> list[Codes]:
    """Every kind of equipment that any of the stations is asked for, in one order."""
    order = list(EQUIPMENT)
    counted = {what for row in rows for what in row.numbers} - {STATIONS, *WORDS}
    kinds = [tuple(what.split("+")) for what in counted]
    return sorted(kinds, key=lambda codes: [order.index(code) for code in codes])


def townships_sheet(
    place: str, rows: Sequence[TownshipRow], *, districts: bool, by: str, heading: Sequence[str]
) -> Sheet:
    """One row a township: how many stations lack a place or its area, how many devices are missing."""
    columns = (
        *([Column("district", "区县")] if districts else []),
        Column("township", "乡镇(街道)", value="name", link=lambda row: _down(row, "", by)),
        Column(STATIONS, "站数", Kind.INTEGER, total=True),
        *([_counted(NOT_BOUND, "", by)] if any(row.count(NOT_BOUND) for row in rows) else []),
        *(_counted(what, "场所(站)", by) for what in (NO_PLACE, NO_WORD, SMALL, UNMEASURED)),
        _counted(BARE, "设备(站)", by),
        *(_missing(codes, by) for codes in asked_for(rows)),
    )
    return Sheet(
        title=f"{place}场所和设备缺口",
        columns=columns,
        rows=rows,
        group_by="district" if districts else None,
        heading=("", *heading),
        notes=NOTES,
        frozen=2 if districts else 1,
    )


def _counted(what: str, group: str, by: str) -> Column:
    """How many stations lack it, leading to them."""
    return _figure(what, WORDS[what], group, by)


def _missing(codes: Codes, by: str) -> Column:
    """How many devices are missing, leading to the stations that miss them."""
    return _figure("+".join(codes), f"缺{named(codes)}", "设备(台、套)", by)


def _figure(what: str, title: str, group: str, by: str) -> Column:
    return Column(
        what,
        title,
        Kind.INTEGER,
        group=group,
        total=True,
        value=lambda row: row.count(what),
        link=lambda row: _down(row, what, by) if row.count(what) else None,
    )


def stations_sheet(place: Region, stands: Sequence[Stand], *, heading: str) -> Sheet:
    """One row a station, with what stands there and all that is missing."""
    columns = (
        Column("serial", "序号", Kind.SERIAL),
        *(
            [Column("township", "乡镇(街道)", value="station.region.parent.name")]
            if place.tier < Tier.TOWNSHIP
            else []
        ),
        Column(
            "village",
            "村(社区)",
            value="station.region.name",
            link=lambda row: url("station", row.station.pk),
        ),
        Column("kind", "类别", Kind.CHOICE, value="station.region.kind", choices=KINDS),
        Column(
            "fixed_place",
            "固定场所",
            value=lambda row: {True: "有", False: "没有", None: "未登记"}[row.station.fixed_place],
        ),
        Column("area", "专有面积", Kind.DECIMAL, unit="平方米", value="station.dedicated_area"),
        Column("hall", "大厅面积", Kind.DECIMAL, unit="平方米", value="station.hall_area"),
        Column("lacking", "还缺什么", value=in_full),
        Column("unknown", "还没有登记", value=unknown_in_full),
        Column("document", "对照文件", value=lambda row: row.stored.key if row.stored else ""),
    )
    return Sheet(
        title=f"{place.name}各站场所和设备缺口",
        columns=columns,
        rows=stands,
        heading=("", heading, ""),
        notes=NOTES,
    )


def in_full(stand: Stand) -> str:
    """All that a station lacks by its document, and a fixed place in any case."""
    said = [] if stand.station.fixed_place is not False else ["固定场所"]
    for line in stand.lines:
        if line.missing:
            said.append(f"{line.label} {line.missing}")
        elif line.outcome == SHORT and line.verdict.standard in AREAS:
            said.append(f"{line.label}(要求 {line.verdict.required},现有 {line.verdict.actual} 平方米)")
    return "、".join(said)


def unknown_in_full(stand: Stand) -> str:
    """What the document asks for and nobody has said anything of."""
    if not stand.outfit.devices:
        others = [line.label for line in stand.place if line.outcome == UNKNOWN]
        return "、".join([*others, "设备"]) if stand.equipment else "、".join(others)
    return "、".join(line.label for line in stand.lines if line.outcome == UNKNOWN)


def _down(row: TownshipRow, what: str, by: str) -> str:
    return url("gaps_of", row.pk, what=what, by=by)


def chosen(stands: Iterable[Stand], what: str) -> list[Stand]:
    """The stations that lack it; all of them where nothing is named."""
    return [stand for stand in stands if not what or lacks(stand, what)]
