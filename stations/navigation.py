"""What the lowest app offers the shell, and the registry of panels that other apps put on a station's card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kit import navigation
from kit.jinja import url
from kit.navigation import Found, Panel
from stations import roles
from stations.models import Region, Station
from stations.places import TIER_LABELS, Tier

StationPanel = Callable[[Any, Station], Panel | None]
_station_panels: list[StationPanel] = []


def station_panel(source: StationPanel) -> StationPanel:
    """Register a function of (request, station) that adds a panel to the station's card, or None."""
    _station_panels.append(source)
    return source


def station_panels(request: Any, station: Station) -> list[Panel]:
    found = [panel for source in _station_panels if (panel := source(request, station)) is not None]
    return sorted(found, key=lambda panel: panel.order)


def register() -> None:
    """The places of this app in the side bar; numbers leave room for the apps above."""
    navigation.add_place("今日工作", "home", "home", roles=roles.EVERYONE, order=0)
    navigation.add_place("劳动保障站", "stations", "building-community", roles=roles.BUSINESS, order=50)
    navigation.add_place("户数", "households", "users-group", roles=roles.BUSINESS, order=55)
    navigation.add_place("政策文件", "policies", "book", roles=roles.EVERYONE, order=80)
    navigation.add_place("账号与岗位", "accounts", "user-cog", roles=(roles.ADMIN,), order=10)
    navigation.add_place("操作记录", "audit", "history", roles=(roles.AUDITOR, roles.CITY), order=85)
    navigation.add_place(
        "后台任务", "jobs", "progress", roles=(roles.ADMIN, roles.CITY, *roles.SUPERVISORS[:2]), order=90
    )


@navigation.search_source
def search_regions(request: Any, words: str) -> Iterable[Found]:
    """Places by name or by the beginning of their code."""
    rows = Region.objects.within(request.jurisdiction).filter(closed_on__isnull=True).with_ancestors()
    if words.isascii() and words.isdigit() and 2 <= len(words) <= 12:
        lo = int(words.ljust(12, "0"))
        rows = rows.filter(code__gte=lo, code__lt=lo + 10 ** (12 - len(words)))
    else:
        rows = rows.filter(name__contains=words)
    for region in rows.order_by("tier", "code")[:20]:
        yield Found(TIER_LABELS[Tier(region.tier)], region.name, url("region", region.pk), region.path)
