"""What the wall offers the shell: its places, what is missing, a panel on a station's card, evidence for checklists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kit import navigation
from kit.jinja import url
from kit.months import today
from kit.navigation import Panel, Todo
from stations import roles
from stations.documents.uses import used_by
from stations.evidence import Asked, Evidence, evidence
from stations.models import Posting, Station
from stations.navigation import station_panel
from stations.postings import hanging_on, in_words, judged, wall_of

ON_CARD = 6


def register() -> None:
    readers = (*roles.STATION, *roles.SUPERVISORS, roles.AUDITOR)
    navigation.add_place("制度上墙", "wall", "layout-board", roles=readers, order=59)
    navigation.add_place("上墙文本", "wall_texts", "article", roles=roles.SUPERVISORS, order=59)
    for section in ("institutions", "notices"):
        used_by(section, "制度上墙", "wall")


@navigation.rare_todo_source
def sheets_to_hang(request: Any) -> Iterable[Todo]:
    """What the document in force wants on the wall of one's own station and does not hang."""
    if request.post.role not in roles.STATION:
        return
    region = request.post.region
    station = Station.objects.within(request.jurisdiction).filter(region=region).first()
    if station is None:
        return
    station.region = region
    wall = wall_of(station, today())
    yield Todo("还没有上墙的公示", len(wall.missing), url("station_wall", station.pk), hint=in_words(wall))


@station_panel
def wall_of_station(request: Any, station: Station) -> Panel:
    """What hangs, with its photos, and what is missing."""
    rows = Posting.objects.within(request.jurisdiction).filter(station=station, taken_down_on__isnull=True)
    hanging = list(rows.select_related("photo").order_by("sheet"))
    wall = wall_of(station, today())
    return Panel(
        "stations/wall_panel.html",
        {"station": station, "wall": wall, "hanging": hanging, "on_card": ON_CARD},
        order=66,
    )


@evidence("RULES", label="上墙登记")
def sheets_on_the_wall(asked: Asked) -> dict[int, Evidence]:
    """What the checklist's document wants on the wall against what hung there on the day; one query for all."""
    hanging = hanging_on(asked.stations, asked.day)
    return {
        station.pk: _told(judged(station, asked.stored, hanging.get(station.pk, {})))
        for station in asked.stations
    }


def _told(wall: Any) -> Evidence:
    link = url("station_wall", wall.station.pk)
    if not wall.verdicts:
        return Evidence(None, "文件没有写这一类站要上墙什么", link)
    if wall.missing:
        return Evidence(False, f"还没有上墙:{in_words(wall)}", link)
    if not wall.asked:
        return Evidence(None, "没有上墙的内容,文件也允许供人查询", link)
    return Evidence(True, f"要求上墙的 {wall.asked} 项都已登记,有照片", link)
