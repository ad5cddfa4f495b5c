"""How stations stand with what is to hang on their walls: one station, many on a board, and the boards' tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.jinja import url
from kit.jurisdiction import Jurisdiction
from kit.reasoning import Verdict
from kit.sheets import Column, Kind, Sheet
from kit.sheets.columns import Ratio
from stations.documents import content, snapshot
from stations.models import PolicyDocument, Posting, Region, Station
from stations.places import KINDS, Tier
from stations.posters import level_of
from stations.rules.documents import Document
from stations.rules.postings import demands, sheet_of, verdicts

MISSING, CONSULTED = "missing", "consulted"
SAID = {MISSING: "缺", CONSULTED: "可供查询"}
NOTES = (
    "只核对文件点了名的内容;一张公示在文件里叫别的名字(服务流程、业务流程、办事流程),算同一张。",
    "允许“上墙或可供查询”的文件,没有上墙不算缺。",
)


@dataclass(frozen=True, slots=True)
class Wall:
    """A station, what binds it (None where nothing does), what hangs, and each demand judged."""

    station: Station
    stored: PolicyDocument | None
    hanging: Mapping[str, Any]
    verdicts: tuple[Verdict, ...]

    @property
    def missing(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.ok is False)

    @property
    def asked(self) -> int:
        """How many demands are judged."""
        return sum(verdict.ok is not None for verdict in self.verdicts)

    @property
    def met(self) -> int:
        return sum(verdict.ok is True for verdict in self.verdicts)

    def verdict(self, sheet: str) -> Verdict | None:
        found = (verdict for verdict in self.verdicts if sheet_of(verdict.standard) == sheet)
        return next(found, None)


def hanging_on(stations: Iterable[Station], day: date) -> dict[int, dict[str, Posting]]:
    """By station, what hangs on a day by its sheet; one query."""
    found: dict[int, dict[str, Posting]] = defaultdict(dict)
    wanted = [station.pk for station in stations]
    rows = Posting.objects.filter(station__in=wanted).hanging_on(day)
    for posting in rows.only("station", "what", "sheet", "posted_on"):
        found[posting.station_id][posting.sheet] = posting
    return found


def judged(station: Station, stored: PolicyDocument | None, hanging: Mapping[str, Posting]) -> Wall:
    """One station's wall against its document."""
    if stored is None:
        return Wall(station, None, hanging, ())
    found = verdicts(content(stored), level=level_of(station), hanging=hanging.keys())
    return Wall(station, stored, hanging, found)


def wall_of(station: Station, day: date) -> Wall:
    stored = snapshot(station.region).stored_policy_for(station.region, day)
    return judged(station, stored, hanging_on([station], day).get(station.pk, {}))


def walls(place: Region, jurisdiction: Jurisdiction, day: date) -> list[Wall]:
    """Every station at and below a place, in three queries."""
    rows = Station.objects.within(jurisdiction).within(place.jurisdiction).with_place()
    stations = list(rows.filter(region__closed_on__isnull=True).order_by("scope_code"))
    adopted, hanging = snapshot(), hanging_on(stations, day)
    return [
        judged(each, adopted.stored_policy_for(each.region, day), hanging.get(each.pk, {}))
        for each in stations
    ]


@dataclass(frozen=True, slots=True)
class TownshipRow:
    """A township's stations and how many of the demands they meet."""

    place: Region
    walls: tuple[Wall, ...]

    @property
    def complete(self) -> int:
        return sum(bool(wall.asked) and not wall.missing for wall in self.walls)

    @property
    def asked(self) -> int:
        return sum(wall.asked for wall in self.walls)

    @property
    def met(self) -> int:
        return sum(wall.met for wall in self.walls)

    def lacking(self, sheet: str) -> int:
        """How many stations lack a sheet that is asked of them."""
        found = (wall.verdict(sheet) for wall in self.walls)
        return sum(verdict is not None and verdict.ok is False for verdict in found)


def asked_sheets(found: Iterable[Wall]) -> dict[str, str]:
    """Every sheet asked of any of these stations, with the first name a document gives it."""
    names: dict[str, str] = {}
    kinds: dict[tuple[int, str], tuple[Document, str]] = {}
    for wall in found:
        if wall.stored is not None:
            level = level_of(wall.station)
            kinds.setdefault((wall.stored.pk, level), (content(wall.stored), level))
    for document, level in kinds.values():
        for demand in demands(document, level=level):
            names.setdefault(demand.sheet, demand.name)
    return names


def townships_sheet(place: Region, found: Sequence[Wall]) -> Sheet:
    """One row a township: how much of what is asked hangs, and how many stations lack which sheet."""
    by_township: dict[Region, list[Wall]] = defaultdict(list)
    for wall in found:
        by_township[wall.station.region.parent].append(wall)
    districts = place.tier < Tier.DISTRICT
    columns = (
        *([Column("district", "区县", value="place.parent.name")] if districts else []),
        Column("township", "乡镇(街道)", value="place.name", link=lambda row: url("wall_of", row.place.pk)),
        Column("stations", "站数", Kind.INTEGER, total=True, value=lambda row: len(row.walls)),
        Column("complete", "已上齐的站", Kind.INTEGER, total=True),
        Column("asked", "应上墙", Kind.INTEGER, unit="张", total=True),
        Column("met", "已上墙", Kind.INTEGER, unit="张", total=True),
        Column("share", "上墙率", Kind.RATIO, total=True, value=lambda row: Ratio(row.met, row.asked)),
        *(_lacking(sheet, name) for sheet, name in asked_sheets(found).items()),
    )
    return Sheet(
        title=f"{place.name}制度上墙",
        columns=columns,
        rows=[TownshipRow(township, tuple(rows)) for township, rows in by_township.items()],
        group_by="district" if districts else None,
        notes=NOTES,
        frozen=2 if districts else 1,
    )


def _lacking(sheet: str, name: str) -> Column:
    """How many stations lack a sheet, leading to those that lack anything."""
    return Column(
        f"lacks {sheet}",
        name,
        Kind.INTEGER,
        group="还缺的(站)",
        total=True,
        value=lambda row: row.lacking(sheet),
        link=lambda row: url("wall_of", row.place.pk, show=MISSING) if row.lacking(sheet) else None,
    )


def stations_sheet(place: Region, found: Sequence[Wall]) -> Sheet:
    """One row a station: since when each sheet hangs, and what is missing."""
    columns = (
        Column("serial", "序号", Kind.SERIAL),
        Column(
            "village", "村(社区)", value="station.region.name",
            link=lambda row: url("station_wall", row.station.pk),
        ),
        Column("kind", "类别", Kind.CHOICE, value="station.region.kind", choices=KINDS),
        *(_since(sheet, name) for sheet, name in asked_sheets(found).items()),
        Column("share", "上墙率", Kind.RATIO, value=lambda row: Ratio(row.met, row.asked)),
        Column("missing", "还缺", value=in_words),
        Column("document", "依据文件", value=lambda row: row.stored.key if row.stored else "没有执行的文件"),
    )  # fmt: skip
    return Sheet(title=f"{place.name}各站制度上墙", columns=columns, rows=found, notes=NOTES)


def _since(sheet: str, name: str) -> Column:
    """The day a sheet was hung, or that it is missing; empty where it is not asked for and does not hang."""

    def said(wall: Wall) -> str | None:
        if sheet in wall.hanging:
            return str(wall.hanging[sheet].posted_on.isoformat())
        verdict = wall.verdict(sheet)
        return None if verdict is None else MISSING if verdict.ok is False else CONSULTED

    return Column(f"sheet {sheet}", name, Kind.STATE, value=said, choices=SAID)


def in_words(wall: Wall) -> str:
    """What a station lacks, by name."""
    return "、".join(verdict.standard for verdict in wall.missing)
