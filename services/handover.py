"""What becomes of requests that wait when their village ceases: they keep number and clock, others answer them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from services.models import Request, RequestStep
from stations.handover import Kind, Ledger, handed_over


def register() -> None:
    handed_over(
        Kind(
            "requests",
            "未办结事项",
            lambda regions, on: (
                Request.objects.filter(region__in=regions).open().order_by("received_on", "running", "pk")
            ),
            move=_move,
            name=lambda row: row.number,
            words=lambda row: f"{row.applicant} {row.asked}",
            parts=((RequestStep, "request"),),
        )
    )


def _move(rows: Sequence[Request], ledger: Ledger) -> None:
    """The receipt's number stays; the running one at the new counter is the next of that day."""
    taken: dict[tuple[int, date], set[int]] = defaultdict(set)
    there = Request.objects.filter(
        region__in={ledger.taker(row).pk for row in rows}, received_on__in={row.received_on for row in rows}
    )
    for region, day, running in there.values_list("region", "received_on", "running"):
        taken[region, day].add(running)
    for request in rows:
        used = taken[ledger.taker(request).pk, request.received_on]
        running = max(used) + 1 if request.running in used else request.running
        used.add(running)
        ledger.place(request, **({} if running == request.running else {"running": running}))
