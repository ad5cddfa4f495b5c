"""What the ledgers show beside a station's own word: collectors by item of a checklist, filled by the apps at start.

A collector answers for all stations that are asked about, in a fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kit.jinja import url
from stations.documents import content
from stations.models import Asset, PolicyDocument, Station
from stations.rules.documents import Document
from stations.rules.outfit import MET, SHORT, UNKNOWN, Line, judge
from stations.standing import COUNTED, outfit_of
from stations.titles import demonstrations


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether the ledgers bear an item out; None where they cannot tell. ``link`` is where to look."""

    ok: bool | None
    text: str
    link: str = ""


@dataclass(frozen=True)
class Asked:
    """The stations asked about (fetched ``with_place``), the day, and the document that says what is asked of them."""

    stations: Sequence[Station]
    day: date
    stored: PolicyDocument

    @property
    def document(self) -> Document:
        return content(self.stored)

    @property
    def regions(self) -> list[int]:
        return [station.region_id for station in self.stations]

    @cached_property
    def lines(self) -> list[tuple[Station, tuple[Line, ...]]]:
        """Each station with the lines of the document about its place and devices; two queries for all."""
        devices: dict[int, list[Asset]] = {station.pk: [] for station in self.stations}
        for asset in Asset.objects.filter(station__in=devices).only(*COUNTED):
            devices[asset.station_id].append(asset)
        shown = demonstrations(self.day).filter(region__in=self.regions)
        places = set(shown.values_list("region", flat=True))
        return [
            (
                station,
                judge(
                    self.document,
                    outfit_of(station, devices[station.pk], demonstration=station.region_id in places),
                ),
            )
            for station in self.stations
        ]


Collector = Callable[[Asked], Mapping[int, Evidence]]
NOTHING = Evidence(None, "台账查不到,要看照片或现场")


@dataclass(frozen=True, slots=True)
class _Source:
    label: str
    collect: Collector


_sources: dict[str, _Source] = {}


def evidence(*codes: str, label: str) -> Callable[[Collector], Collector]:
    """Register a function of ``Asked`` that gives, by station, the evidence for the items of these codes."""

    def register(collect: Collector) -> Collector:
        for code in codes:
            if code in _sources:
                raise ValueError(f"{code} has evidence already: {_sources[code].label}")
            _sources[code] = _Source(label, collect)
        return collect

    return register


def label_of(code: str) -> str:
    """Which ledger an item's evidence comes from; empty where no ledger tells."""
    return _sources[code].label if code in _sources else ""


def collected(asked: Asked, codes: Iterable[str]) -> dict[str, Mapping[int, Evidence]]:
    """By item, then by station. Items that no ledger tells of are left out."""
    if not asked.stations:
        return {}
    return {code: _sources[code].collect(asked) for code in codes if code in _sources}


@evidence("ORG", label="站点登记")
def _opened(asked: Asked) -> dict[int, Evidence]:
    found = {}
    for station in asked.stations:
        if station.opened_on is None:
            known = Evidence(None, "建站日期未登记", url("station", station.pk))
        elif station.opened_on > asked.day:
            known = Evidence(False, f"{station.opened_on} 才建站", url("station", station.pk))
        else:
            known = Evidence(True, f"{station.opened_on} 建站", url("station", station.pk))
        found[station.pk] = known
    return found


@evidence("SITE", label="场所和设备登记")
def _place_and_devices(asked: Asked) -> dict[int, Evidence]:
    """By the document's own figures: a fixed place in any case, then all that it lists."""
    return {station.pk: _judged(station, lines, fixed=station.fixed_place) for station, lines in asked.lines}


@evidence("EQUIPMENT", label="设备登记")
def _devices(asked: Asked) -> dict[int, Evidence]:
    return {
        station.pk: _judged(station, [line for line in lines if line.codes]) for station, lines in asked.lines
    }


@evidence("NETWORK", label="站点登记")
def _network(asked: Asked) -> dict[int, Evidence]:
    words = {True: "业务专网已接通", False: "业务专网没有接通", None: "业务专网未登记"}
    return {
        station.pk: Evidence(
            station.network_connected, words[station.network_connected], url("station", station.pk)
        )
        for station in asked.stations
    }


def _judged(station: Station, lines: Sequence[Line], *, fixed: bool | None = True) -> Evidence:
    """Short where anything is, not known while anything is; else all that is asked for is there."""
    short = [line.label for line in lines if line.outcome == SHORT]
    unknown = [line.label for line in lines if line.outcome == UNKNOWN]
    if fixed is False:
        short = list(dict.fromkeys(["固定场所", *short]))
    if fixed is None:
        unknown = list(dict.fromkeys(["固定场所", *unknown]))
    link = url("station", station.pk)
    if short:
        return Evidence(False, f"不足:{_few(short)}", link)
    if unknown:
        return Evidence(None, f"未登记:{_few(unknown)}", link)
    if not any(line.outcome == MET for line in lines):
        return Evidence(None, "文件没有写可以核对的标准", link)
    return Evidence(True, "登记的都符合标准", link)


def _few(names: list[str], most: int = 4) -> str:
    return "、".join(names[:most]) + (f" 等 {len(names)} 项" if len(names) > most else "")
