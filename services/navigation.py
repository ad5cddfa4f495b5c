"""What the counter offers the shell: its places, what waits, what can be found, and a panel on a station's card."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from kit import navigation
from kit.jinja import day, url
from kit.months import today
from kit.navigation import Found, Panel, Todo, Urgency
from services.models import Request
from services.models.requests import late_on, soon_on
from services.roles import READERS
from services.rules.requests import WORKFLOW
from stations import roles
from stations.documents.uses import used_by
from stations.models import Station
from stations.navigation import station_panel

# What waits for whom: state → the words of the to-do.
AT_THE_STATION = {
    "received": "受理后待上报的事项",
    "returned": "退回待补正的事项",
    "decided": "已决定、待告知申请人的事项",
}
WAITING = {
    roles.COORDINATOR: AT_THE_STATION,
    roles.VILLAGE: AT_THE_STATION,
    roles.TOWNSHIP: {"sent_up": "站里上报、待决定的事项"},
}
SHOWN_ON_CARD = 5


def register() -> None:
    """The places of this app in the side bar, and the parts of a document it works by."""
    used_by("duties", "服务事项", "service_items")
    navigation.add_place("受理登记", "request_create", "file-plus", roles=roles.STATION, order=20)
    navigation.add_place("受理事项", "requests", "files", roles=READERS, order=22)
    navigation.add_place("服务事项", "service_items", "list-check", roles=roles.BUSINESS, order=70)


@navigation.todo_source
def requests_waiting(request: Any) -> Iterable[Todo]:
    """Requests at the step that is the acting post's, with how many are late or soon to be."""
    waiting = WAITING.get(request.post.role) if request.post else None
    if waiting is None:
        return
    counts = (
        Request.objects.within(request.jurisdiction)
        .filter(state__in=waiting)
        .order_by()
        .values("state")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=late_on(today())),
            soon=Count("pk", filter=soon_on(today())),
        )
    )
    for found in counts:
        yield Todo(
            waiting[found["state"]],
            found["n"],
            url("requests", state=found["state"], sort="due_on"),
            _urgency(found["late"], found["soon"]),
            _hint(found["late"], found["soon"]),
        )


def _urgency(late: int, soon: int) -> Urgency:
    return "late" if late else "soon" if soon else "normal"


def _hint(late: int, soon: int) -> str:
    parts = [(late, "件已超期"), (soon, "件快到期")]
    return ",".join(f"{count} {words}" for count, words in parts if count)


@navigation.search_source
def search_requests(request: Any, words: str) -> Iterable[Found]:
    """Requests by receipt number, or a part of it, and by the applicant's name."""
    if request.post.role not in READERS:
        return
    rows = Request.objects.within(request.jurisdiction).filter(
        Q(number__contains=words) | Q(applicant__contains=words)
    )
    for case in rows.select_related("item").order_by("-received_on", "-pk")[:20]:
        hint = f"{case.item.name} · {day(case.received_on)} · {case.get_state_display()}"
        yield Found("受理", f"{case.applicant} {case.number}", url("request", case.pk), hint)


@station_panel
def open_requests(request: Any, station: Station) -> Panel | None:
    """The open requests of a station on its card, the most pressing first."""
    if request.post.role not in READERS:
        return None
    rows = Request.objects.within(request.jurisdiction).filter(region=station.region_id).open()
    cases = list(rows.select_related("item").order_by("due_on", "received_on")[: SHOWN_ON_CARD + 1])
    context = {
        "cases": cases[:SHOWN_ON_CARD],
        "more": len(cases) > SHOWN_ON_CARD,
        "all": url("requests", words=station.region.name, state="open"),
        "states": WORKFLOW.states,
    }
    return Panel("services/station_panel.html", context, order=40)
