"""What this app offers the shell: places, to-dos, search, and the panel on a station's card."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from kit import navigation
from kit.jinja import url
from kit.months import ONE_DAY, today
from kit.navigation import Found, Panel, Todo
from staffing import roles
from staffing.models import Coordinator, Engagement, VillageAssessment
from staffing.rules.assessments import RETURNED, SCORED
from stations.documents.uses import used_by
from stations.models import Region, Station
from stations.navigation import station_panel
from stations.places import Tier

ENDING_WITHIN = timedelta(days=30)


def register() -> None:
    """The places of this app in the side bar, and the parts of a document it works by."""
    used_by("staffing", "空缺岗位", "vacancies")
    used_by("part_time", "协管员", "coordinators")
    used_by("eligibility", "选聘条件核对", "calculator_eligibility")
    for section in ("staffing", "certificates", "premises", "equipment"):
        used_by(section, "服务站标准核对", "calculator_standards")
    navigation.add_place("协管员", "coordinators", "user-check", roles=roles.READERS, order=30)
    navigation.add_place("年度考核", "assessments", "clipboard-check", roles=roles.READERS, order=35)


@navigation.todo_source
def assessments_to_confirm(request: Any) -> Iterable[Todo]:
    if request.post.role not in roles.CONFIRMERS:
        return
    waiting = VillageAssessment.objects.within(request.jurisdiction).filter(state=SCORED).count()
    yield Todo("年度考核待确认", waiting, url("assessments", state=SCORED), hint="乡镇(街道)已报送")


@navigation.todo_source
def assessments_to_enter(request: Any) -> Iterable[Todo]:
    """The township's villages that were not assessed for last year, and those the district returned."""
    if request.post.role not in roles.SCORERS:
        return
    year = today().year - 1
    mine = VillageAssessment.objects.within(request.jurisdiction)
    entered = mine.filter(year=year, region=OuterRef("pk")).exclude(result="")
    missing = (
        Region.found.within(request.jurisdiction)
        .of_tier(Tier.VILLAGE)
        .open_on(date(year, 12, 31))
        .filter(~Exists(entered), kind="village")
        .count()
    )
    yield Todo(f"{year} 年度未考核的村", missing, url("assessment_entry", year=year), "soon")
    returned = mine.filter(state=RETURNED).count()
    yield Todo(
        "被退回的年度考核", returned, url("assessments", state=RETURNED), "late", "按退回原因修改后再报送"
    )


@navigation.todo_source
def contracts_ending(request: Any) -> Iterable[Todo]:
    if request.post.role not in roles.HIRERS:
        return
    ending = (
        Engagement.objects.within(request.jurisdiction)
        .in_force(today())
        .filter(ended_on__isnull=True, ends_on__lte=today() + ENDING_WITHIN)
        .count()
    )
    yield Todo(
        "30 天内到期的合同", ending, url("coordinators", post="in", sort="ends_on"), "soon", "续聘或另行选聘"
    )


@navigation.search_source
def search_coordinators(request: Any, words: str) -> Iterable[Found]:
    """Coordinators by name."""
    if request.post.role not in roles.READERS:
        return
    rows = Coordinator.objects.within(request.jurisdiction).with_place().filter(name__contains=words)
    for person in rows.order_by("sort_key")[:20]:
        yield Found("协管员", person.name, url("coordinator", person.pk), person.region.path)


@station_panel
def coordinators_of_station(request: Any, station: Station) -> Panel:
    """Who is in post at a station, or since when nobody is."""
    engagements = list(
        Engagement.objects.within(request.jurisdiction)
        .filter(region=station.region)
        .select_related("coordinator")
        .order_by("-starts_on")[:20]
    )
    in_post = [each for each in engagements if each.in_force(today())]
    past = [each.last_day for each in engagements if each.starts_on <= today() and each.last_day]
    vacant_since = max(past) + ONE_DAY if past else station.opened_on
    return Panel(
        "staffing/station_panel.html",
        {
            "in_post": in_post,
            "vacant_since": None if in_post else vacant_since,
            "may_hire": request.post.role in roles.HIRERS,
            "village": station.region_id,
        },
        order=20,
    )
