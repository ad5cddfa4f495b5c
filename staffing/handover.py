"""What becomes of coordinators when their village does: the contract goes on, where the people go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from staffing.models import Coordinator, Engagement
from stations.handover import Kind, Ledger, handed_over
from stations.models import Region


def register() -> None:
    handed_over(
        Kind(
            "engagements",
            "在聘协管员",
            _running,
            move=_move,
            name=_name,
            words=lambda row: row.note,
        )
    )


def _running(regions: Sequence[Region], on: date) -> QuerySet[Engagement]:
    """Contracts that cover the day or begin later."""
    rows = Engagement.objects.filter(region__in=regions).exclude(ends_on__lt=on).exclude(ended_on__lt=on)
    return rows.select_related("coordinator__portrait").order_by("starts_on", "pk")


def _move(rows: Sequence[Engagement], ledger: Ledger) -> None:
    """A coordinator is found where the latest contract is, and so is the portrait."""
    latest = {engagement.coordinator_id: engagement for engagement in rows}
    for engagement in latest.values():
        person = engagement.coordinator
        if person.region_id != engagement.region_id:
            continue
        if person.portrait and person.portrait.region_id == person.region_id:
            ledger.place(person.portrait, along=engagement)
        ledger.place(person, along=engagement)
    for engagement in rows:
        ledger.place(engagement)


def _name(row: Engagement | Coordinator) -> str:
    return str(row.coordinator if isinstance(row, Engagement) else row)
