"""What the wall offers the shell: its places, what is missing, a panel on a station's card, evidence for checklists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.aggregates import StringAgg

from kit import navigation
from kit.jinja import url
from kit.months import today
from kit.navigation import Panel, Todo
from stations import roles
from stations.documents.uses import used_by
from stations.evidence import Asked, Facts, Part, Rows, Shown, evidence, own
from stations.models import Posting, Station
from stations.navigation import station_panel
from stations.postings import in_words, wall_of
from stations.rules.outfit import LEVEL_OF_KIND
from stations.rules.postings import verdicts

ON_CARD = 6


def register() -> None:
    readers = (*roles.STATION, *roles.SUPERVISORS, roles.AUDITOR)
    navigation.add_place("制度上墙", "wall", "layout-board", roles=readers, order=59)
    navigation.add_place("上墙文本", "wall_texts", "article", roles=roles.SUPERVISORS, order=59)
    for section in ("institutions", "notices"):
        used_by(section, "制度上墙", "wall")


@navigation.todo_source
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


def _hanging(asked: Asked) -> list[Rows]:
    """The sheets that hung on the day, one a line."""
    sheets = (
        Posting.objects.hanging_on(asked.day)
        .order_by()
        .values("station")
        .annotate(sheets=StringAgg("sheet", "\n", order_by="sheet"))
        .values_list("station", "sheets")
    )
    return [own(kind="region__kind"), Rows("station", ("sheets",), sheets)]


@evidence("RULES", label="上墙登记", parts=[Part(_hanging)], page="station_wall")
def sheets_on_the_wall(asked: Asked, facts: Facts) -> Shown:
    """What the checklist's document wants on the wall against what hung there on the day."""
    hanging = (facts["sheets"] or "").split("\n")
    found = verdicts(asked.document, level=LEVEL_OF_KIND.get(facts["kind"], "village"), hanging=hanging)
    if not found:
        return Shown(None, "文件没有写这一类站要上墙什么")
    if lacking := [verdict.standard for verdict in found if verdict.ok is False]:
        return Shown(False, f"还没有上墙:{'、'.join(lacking)}")
    if not (judged := sum(verdict.ok is not None for verdict in found)):
        return Shown(None, "没有上墙的内容,文件也允许供人查询")
    return Shown(True, f"要求上墙的 {judged} 项都已登记,有照片")
