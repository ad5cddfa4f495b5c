"""What checklists and inspections offer the shell: places, what waits, a panel on a station's card."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q

from kit import navigation
from kit.jinja import day, url
from kit.months import today
from kit.navigation import Panel, Todo, Urgency
from stations import roles
from stations.actions.inspections import MAKERS
from stations.documents.uses import used_by
from stations.models import Claim, Inspection, Rectification, Station
from stations.navigation import station_panel
from stations.rules.inspections import OPEN, PLANNED, PROVED, SOON_DAYS

ON_CARD = 5


def register() -> None:
    readers = (*roles.SUPERVISORS, roles.AUDITOR)
    navigation.add_place("检查", "rounds", "clipboard-list", roles=readers, order=60)
    navigation.add_place("整改", "rectifications", "tool", roles=(*roles.STATION, *readers), order=62)
    used_by("checklists", "检查", "rounds")


@navigation.todo_source
def inspections_that_wait(request: Any) -> Iterable[Todo]:
    """Visits and acceptances of this very inspector; what a station has to put right."""
    if request.post is None:
        return
    if request.post.role in roles.STATION:
        yield from _of_a_station(request)
    elif request.post.role in MAKERS:
        yield from _of_an_inspector(request)


def _of_a_station(request: Any) -> Iterable[Todo]:
    rows = Rectification.objects.within(request.jurisdiction).filter(state=OPEN)
    waiting = rows.aggregate(count=Count("pk"), first=Min("deadline"))
    if waiting["count"]:
        address = url("rectifications", state=OPEN)
        yield _todo("要整改的事项", waiting["count"], waiting["first"], address)


def _of_an_inspector(request: Any) -> Iterable[Todo]:
    proved = Q(findings__rectification__state=PROVED)
    waiting = (
        Inspection.objects.within(request.jurisdiction)
        .filter(inspector=request.user)
        .aggregate(
            visits=Count("pk", filter=Q(state=PLANNED), distinct=True),
            last=Min("round__last_day", filter=Q(state=PLANNED)),
            proofs=Count("findings__rectification", filter=proved, distinct=True),
        )
    )
    if waiting["visits"]:
        yield _todo("要到现场检查的站", waiting["visits"], waiting["last"], url("rounds"))
    if waiting["proofs"]:
        yield Todo("等您验收的整改", waiting["proofs"], url("rectifications", state=PROVED))


def _todo(title: str, count: int, last: Any, address: str) -> Todo:
    urgency: Urgency = "normal"
    if last < today():
        urgency = "late"
    elif last <= today() + timedelta(days=SOON_DAYS):
        urgency = "soon"
    return Todo(title, count, address, urgency, f"最近一项 {day(last)} 截止")


@station_panel
def checks_of_station(request: Any, station: Station) -> Panel:
    """The way to one's own word, and the last inspections."""
    rows = Inspection.objects.within(request.jurisdiction).filter(station=station).with_all()
    claims = Claim.objects.within(request.jurisdiction).filter(station=station)
    return Panel(
        "stations/checklist_panel.html",
        {
            "station": station,
            "inspections": list(rows.order_by("-round__first_day", "-pk")[:ON_CARD]),
            "claimed": claims.order_by("-made_at").values_list("made_at", flat=True).first(),
            "may_claim": request.post.role in roles.STATION,
            "reads": request.post.role in (*roles.STATION, *roles.SUPERVISORS, roles.AUDITOR),
        },
        order=65,
    )
