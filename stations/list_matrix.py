"""All stations of a township by a checklist, as they are now: word, ledgers and the latest verdict in every cell.

Whatever round an inspection belonged to. The same as the count of boards reads, station by station.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from kit.jinja import url
from kit.jurisdiction import Jurisdiction
from kit.sheets import Column, Kind, Sheet
from stations.checklists import Listed
from stations.evidence import NOTHING, Asked, Evidence, collected
from stations.inspection_board import DIFFERENCES, SHORT, WAITING, grade_text
from stations.models import Claim, Finding, Inspection, Region, Station
from stations.places import Tier
from stations.rules.checklists import RESULTS, UNMET, Overall, overall
from stations.rules.documents.places import ChecklistItem
from stations.rules.inspections import EVIDENCE, after_rectification, differs

SHOWN = {"": "全部", DIFFERENCES: "自查与证据、现场不符", SHORT: "有未到位", WAITING: "还没有检查"}
NOTES = (
    "每格依次是现场检查、自查、台账证据,三者互不代替;检查结果取最近一次检查,整改已验收的按验收结果。",
    "“查不到”是台账不能说明,要看照片或现场;逐项到现场判定后才有总的结果。",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One item at one station: its word and the ledgers of today, the verdict of the latest visit."""

    item: ChecklistItem
    claim: str
    evidence: Evidence
    result: str

    @property
    def differs(self) -> bool:
        return differs(self.claim, self.evidence.ok, self.result)

    @property
    def said(self) -> str:
        return f"自报{RESULTS[self.claim]}" if self.claim else "未自查"

    @property
    def shown(self) -> str:
        return f"台账{EVIDENCE[self.evidence.ok]}"

    @property
    def verdict(self) -> str:
        return RESULTS[self.result] if self.result else "未检查"

    @property
    def text(self) -> str:
        """All three, as the workbook holds them."""
        return f"{self.verdict};{self.said},{self.shown}"


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station with all items; ``inspection`` is the latest that is over, None where there was none."""

    station: Station
    cells: tuple[Cell, ...]
    inspection: Inspection | None
    listed: Listed

    @property
    def differences(self) -> int:
        return sum(cell.differs for cell in self.cells)

    @property
    def results(self) -> dict[str, str]:
        return {cell.item.code: cell.result for cell in self.cells if cell.result}

    @property
    def now(self) -> Overall:
        return overall(self.results, self.listed.checklist)

    def shows(self, what: str) -> bool:
        return what not in _CHOSEN or _CHOSEN[what](self)


_CHOSEN: dict[str, Callable[[StationRow], bool]] = {
    DIFFERENCES: lambda row: row.differences > 0,
    SHORT: lambda row: UNMET in row.results.values(),
    WAITING: lambda row: row.inspection is None,
}


def station_rows(place: Region, listed: Listed, jurisdiction: Jurisdiction, day: date) -> list[StationRow]:
    """Every station at and below a place, those with most differences first; a fixed number of queries."""
    within = Station.objects.within(jurisdiction).within(place.jurisdiction)
    stations = list(within.in_being(day).with_place().order_by("scope_code"))
    codes = [item.code for item in listed.checklist.items]
    claims, visits = _claims(stations, listed), _visits(stations, listed, day)
    results = _results(visits.values())
    shown = collected(stations, Asked(day, listed.stored), codes)
    rows = [
        StationRow(
            station,
            tuple(
                Cell(
                    item,
                    claims.get((station.pk, item.code), ""),
                    shown.get(item.code, {}).get(station.pk, NOTHING),
                    results[station.pk].get(item.code, ""),
                )
                for item in listed.checklist.items
            ),
            visits.get(station.pk),
            listed,
        )
        for station in stations
    ]
    return sorted(rows, key=lambda row: -row.differences)


def _claims(stations: Collection[Station], listed: Listed) -> dict[tuple[int, str], str]:
    """What each station last said of each item, in whichever version of the document."""
    rows = Claim.objects.filter(
        station__in=stations, document__key=listed.stored.key, checklist=listed.checklist.key
    )
    in_order = rows.order_by("document__version").values_list("station", "item", "result")
    return {(station, item): result for station, item, result in in_order}


def _visits(stations: Collection[Station], listed: Listed, day: date) -> dict[int, Inspection]:
    """The latest inspection of each station that is over: only such a one has a day."""
    rows = Inspection.objects.filter(
        station__in=stations,
        round__document__key=listed.stored.key,
        round__checklist=listed.checklist.key,
        inspected_on__lte=day,
    )
    latest = rows.order_by("station_id", "-inspected_on", "-pk").distinct("station_id")
    return {row.station_id: row for row in latest}


def _results(visits: Collection[Inspection]) -> dict[int, dict[str, str]]:
    """By station, what was found, with what has been put right and accepted since."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    accepted: dict[int, dict[str, str]] = defaultdict(dict)
    stations = {visit.pk: visit.station_id for visit in visits}
    rows = Finding.objects.filter(inspection__in=stations).values_list(
        "inspection", "item", "result", "rectification__result"
    )
    for inspection, item, result, put_right in rows:
        found[stations[inspection]][item] = result
        if put_right:
            accepted[stations[inspection]][item] = put_right
    return defaultdict(
        dict, {station: after_rectification(each, accepted[station]) for station, each in found.items()}
    )


def matrix_sheet(place: Region, listed: Listed, rows: Sequence[StationRow], day: date) -> Sheet:
    """The matrix for the workbook: one row a station, one column an item in the document's order."""

    def of(place_in_list: int) -> Callable[[StationRow], str]:
        return lambda row: row.cells[place_in_list].text

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
        *(
            Column(item.code, item.name, width=15, value=of(number))
            for number, item in enumerate(listed.checklist.items)
        ),
        Column("differences", "不符", Kind.INTEGER, unit="项", total=True),
        Column("grade", "总的结果", value=lambda row: grade_text(row.now)),
        Column("inspected_on", "最近检查", Kind.DATE, value="inspection.inspected_on"),
    )
    return Sheet(
        title=f"{place.name}{listed.checklist.name}各站对照",
        columns=columns,
        rows=rows,
        heading=(listed.name, "", f"{day} 的情况"),
        notes=NOTES,
        frozen=2,
    )
