"""What is missing of place and equipment: a board over townships, and the stations of one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kit.jinja import url
from kit.sheets import Column, Kind, Sheet
from stations.models import Region
from stations.places import KINDS, Tier
from stations.rules.documents.places import EQUIPMENT, MEASURES
from stations.rules.outfit import SHORT, UNKNOWN
from stations.standing import Measure, Stand

NO_PLACE, NO_WORD, SMALL, UNMEASURED, BARE = "no_place", "no_word", "small", "unmeasured", "bare"
NOT_BOUND = "unbound"

AREAS = tuple(measure for measure in MEASURES if measure != "fixed_place")
NOTES = (
    "只核对文件写明的要求;没有登记的不算缺,另行列出。",
    "在用和待修的设备算配有,停用和报废的不算;一台兼有几种用途的设备按读法 AM-20 或区的认可计数。",
)

Codes = tuple[str, ...]


def lacks(stand: Stand, what: str) -> bool:
    """Whether a station lacks what the board counts under ``what``: a word above, or kinds of equipment."""
    if what in _FOUND:
        return _FOUND[what](stand)
    line = stand.line(tuple(what.split("+")))
    return line is not None and line.missing > 0


def _asked_area(stand: Stand, outcome: str) -> bool:
    return any(line.outcome == outcome for line in stand.place if line.verdict.standard in AREAS)


_FOUND: dict[str, Callable[[Stand], bool]] = {
    NO_PLACE: lambda stand: stand.station.fixed_place is False,
    NO_WORD: lambda stand: stand.station.fixed_place is None,
    SMALL: lambda stand: _asked_area(stand, SHORT),
    UNMEASURED: lambda stand: _asked_area(stand, UNKNOWN),
    BARE: lambda stand: bool(stand.equipment) and not stand.outfit.devices,
    NOT_BOUND: lambda stand: stand.stored is None,
}
WORDS = {
    NO_PLACE: "没有固定场所",
    NO_WORD: "固定场所未登记",
    SMALL: "面积不足",
    UNMEASURED: "面积未登记",
    BARE: "设备未登记",
    NOT_BOUND: "没有执行文件",
}


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
    """A township's stations, counted by what they lack."""

    place: Region
    stands: tuple[Stand, ...]

    def count(self, what: str) -> int:
        return sum(lacks(stand, what) for stand in self.stands)

    def missing(self, codes: Codes) -> int:
        """How many devices are missing in all."""
        return sum(line.missing for stand in self.stands if (line := stand.line(codes)))


def asked_for(stands: Iterable[Stand]) -> list[Codes]:
    """Every kind of equipment that any of these stations is asked for, in one order."""
    order = list(EQUIPMENT)
    found = {line.codes for stand in stands for line in stand.equipment}
    return sorted(found, key=lambda codes: [order.index(code) for code in codes])


def townships_sheet(place: Region, stands: Sequence[Stand], *, by: str, heading: str) -> Sheet:
    """One row a township: how many stations lack a place or its area, how many devices are missing."""
    by_township: dict[Region, list[Stand]] = defaultdict(list)
    for stand in stands:
        by_township[stand.station.region.parent].append(stand)
    rows = [TownshipRow(township, tuple(found)) for township, found in by_township.items()]
    districts = place.tier < Tier.DISTRICT
    columns = (
        *([Column("district", "区县", value="place.parent.name")] if districts else []),
        Column("township", "乡镇(街道)", value="place.name", link=lambda row: _down(row, "", by)),
        Column("stations", "站数", Kind.INTEGER, total=True, value=lambda row: len(row.stands)),
        *([_counted(NOT_BOUND, "", by)] if any(each.stored is None for each in stands) else []),
        *(_counted(what, "场所(站)", by) for what in (NO_PLACE, NO_WORD, SMALL, UNMEASURED)),
        _counted(BARE, "设备(站)", by),
        *(_missing(codes, by) for codes in asked_for(stands)),
    )
    return Sheet(
        title=f"{place.name}场所和设备缺口",
        columns=columns,
        rows=rows,
        group_by="district" if districts else None,
        heading=("", heading, ""),
        notes=NOTES,
        frozen=2 if districts else 1,
    )


def _counted(what: str, group: str, by: str) -> Column:
    """How many stations lack it, leading to them."""
    return _figure(what, WORDS[what], group, by, lambda row: row.count(what))


def _missing(codes: Codes, by: str) -> Column:
    """How many devices are missing, leading to the stations that miss them."""
    return _figure("+".join(codes), f"缺{named(codes)}", "设备(台、套)", by, lambda row: row.missing(codes))


def _figure(what: str, title: str, group: str, by: str, value: Callable[[TownshipRow], int]) -> Column:
    return Column(
        what,
        title,
        Kind.INTEGER,
        group=group,
        total=True,
        value=value,
        link=lambda row: _down(row, what, by) if value(row) else None,
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
    return url("gaps_of", row.place.pk, what=what, by=by)


def chosen(stands: Iterable[Stand], what: str) -> list[Stand]:
    """The stations that lack it; all of them where nothing is named."""
    return [stand for stand in stands if not what or lacks(stand, what)]


def described(measure: Measure) -> str:
    """What the stations were held against."""
    stored = measure.chosen
    return f"对照 {stored.number or stored.title}" if stored else "对照各地执行的文件"
