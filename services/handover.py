"""What becomes of requests that wait when their village ceases: they keep number and clock, others answer them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, QuerySet

from services.models import Request, RequestStep
from stations.handover import Kind, Ledger, handed_over
from stations.models import Region


def register() -> None:
    handed_over(
        Kind(
            "requests",
            "未办结事项",
            _open,
            move=_move,
            name=lambda row: row.number,
            parts=((RequestStep, "request"),),
        )
    )


def _open(region: Region, on: date) -> QuerySet[Request]:
    return Request.objects.filter(region=region).open().order_by("received_on", "running")


def _move(rows: Iterable[Request], ledger: Ledger) -> None:
    """The receipt's number stays; the running one at the new counter is the next of that day."""
    for request in rows:
        there = Request.objects.filter(region=ledger.taker, received_on=request.received_on)
        last = there.aggregate(last=Max("running"))["last"] or 0
        taken = there.filter(running=request.running).exists()
        ledger.place(request, **({"running": last + 1} if taken else {}))
