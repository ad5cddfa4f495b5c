"""What the lowest app offers the shell, and the registry of panels that other apps put on a station's card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kit import navigation
from kit.jinja import url
from kit.months import today
from kit.navigation import Found, Panel, Todo
from stations import roles
from stations.documents.uses import used_by
from stations.models import PolicyDraft, Region, Station, TitleCase
from stations.places import TIER_LABELS, Tier
from stations.rules.drafts import RETURNED, SUBMITTED
from stations.rules.titles import APPLIED, ASSESSED, RECTIFYING

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
    navigation.add_place(
        "设备",
        "assets",
        "device-desktop",
        roles=(*roles.SUPERVISORS, roles.DISTRICT_FINANCE, roles.AUDITOR),
        order=57,
    )
    navigation.add_place(
        "场所和设备缺口", "gaps", "ruler-2", roles=(*roles.SUPERVISORS, roles.AUDITOR), order=58
    )
    for section in ("premises", "equipment"):
        used_by(section, "场所和设备缺口", "gaps")
    navigation.add_place(
        "清单看板", "list_boards", "checklist", roles=(*roles.SUPERVISORS, roles.AUDITOR), order=59
    )
    used_by("checklists", "清单看板", "list_boards")
    navigation.add_place(
        "区划变更",
        "reorganisations",
        "map-2",
        roles=(*roles.SUPERVISORS, roles.DISTRICT_FINANCE, roles.AUDITOR),
        order=84,
    )
    navigation.add_place("称号", "titles", "award", roles=roles.BUSINESS, order=64)
    navigation.add_place("通报和奖励", "notices", "speakerphone", roles=roles.BUSINESS, order=66)
    used_by("titles", "称号", "titles")
    used_by("sanctions", "通报和奖励", "notices")
    navigation.add_place(
        "目标进度",
        "targets",
        "target-arrow",
        roles=(*roles.SUPERVISORS, roles.DISTRICT_FINANCE, roles.AUDITOR),
        order=36,
    )
    used_by("targets", "目标进度", "targets")
    navigation.add_place("政策文件", "policies", "book", roles=roles.EVERYONE, order=80)
    navigation.add_place(
        "政策参数",
        "parameters",
        "adjustments",
        roles=(*roles.SUPERVISORS, roles.DISTRICT_FINANCE, roles.AUDITOR),
        order=82,
    )
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


@navigation.todo_source
def drafts_that_wait(request: Any) -> Iterable[Todo]:
    """Drafts of policy documents that this very person may publish, or has to mend."""
    if request.post.role != roles.CITY:
        return
    me = request.user.pk
    for draft in PolicyDraft.objects.filter(state__in=[SUBMITTED, RETURNED]).order_by("pk"):
        address = url("draft", draft.pk)
        if draft.state == SUBMITTED and me not in draft.authors:
            yield Todo(f"政策文件草稿 {draft} 待确认发布", 1, address)
        elif draft.state == RETURNED and me in draft.authors:
            yield Todo(f"政策文件草稿 {draft} 被退回", 1, address, "late", draft.return_reason)


@navigation.todo_source
def titles_that_wait(request: Any) -> Iterable[Todo]:
    """What a district has to assess and to decide, and rectifications whose day has passed."""
    if request.post.role != roles.DISTRICT_HR:
        return
    rows = TitleCase.objects.within(request.jurisdiction)
    for state, words in ((APPLIED, "称号申报待考核"), (ASSESSED, "称号待认定")):
        if count := rows.filter(state=state).count():
            yield Todo(words, count, url("titles", state=state))
    if late := rows.filter(state=RECTIFYING, rectify_by__lt=today()).count():
        yield Todo("称号整顿期限已过,请恢复或取消", late, url("titles", state=RECTIFYING), "late")
