"""What becomes of coordinators when their village does: the contract goes on, where the people go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from staffing.models import Coordinator, Engagement
from stations.handover import Kind, Ledger, handed_over
from stations.models import Region, StoredFile


def register() -> None:
    portraits = ((StoredFile, "portrait_of__engagements"),)
    handed_over(Kind("engagements", "在聘协管员", _running, move=_move, name=_name, parts=portraits))


def _running(region: Region, on: date) -> QuerySet[Engagement]:
    """Contracts that cover the day or begin later."""
    rows = Engagement.objects.filter(region=region).exclude(ends_on__lt=on).exclude(ended_on__lt=on)
    return rows.select_related("coordinator").order_by("starts_on", "pk")


def _move(rows: Iterable[Engagement], ledger: Ledger) -> None:
    """A coordinator is found where the latest contract is."""
    for engagement in rows:
        ledger.place(engagement)
        if engagement.coordinator.region_id == ledger.giver.pk:
            ledger.place(engagement.coordinator)


def _name(row: Engagement | Coordinator) -> str:
    return str(row.coordinator if isinstance(row, Engagement) else row)
