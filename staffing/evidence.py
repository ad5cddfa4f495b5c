"""人员到位 as the ledgers show it: the coordinators in force, judged by the document's own numbers."""

from __future__ import annotations

from django.db.models import Count, Q

from staffing.models import Engagement
from staffing.rules.engagements import FULL_TIME, PART_TIME
from staffing.rules.standards import office
from stations.evidence import Asked, Facts, Part, Rows, Shown, evidence, own
from stations.models import HouseholdCount
from stations.rules.outfit import LEVEL_OF_KIND


def _in_force(asked: Asked) -> list[Rows]:
    """Who is in force on the day, and the households that decide whether a part-timer may do."""
    staff = (
        Engagement.objects.in_force(asked.day)
        .order_by()
        .values("region")
        .annotate(
            full_time=Count("pk", filter=Q(kind=FULL_TIME)), part_time=Count("pk", filter=Q(kind=PART_TIME))
        )
        .values_list("region", "full_time", "part_time")
    )
    households = (
        HouseholdCount.objects.filter(counted_on__lte=asked.day)
        .order_by("region", "-year")
        .distinct("region")
        .values_list("region", "households")
    )
    return [
        own(kind="region__kind"),
        Rows("region", ("full_time", "part_time"), staff),
        Rows("region", ("households",), households),
    ]


@evidence("STAFF", label="协管员台账", parts=[Part(_in_force)])
def coordinators_in_force(asked: Asked, facts: Facts) -> Shown:
    full_time, part_time = facts["full_time"] or 0, facts["part_time"] or 0
    present = f"在岗专职 {full_time} 名、兼职 {part_time} 名"
    if not full_time + part_time:
        return Shown(False, "没有在岗的协管员")
    staff, full = office(
        asked.document,
        level=LEVEL_OF_KIND.get(facts["kind"], "village"),
        households=facts["households"],
        full_time_staff=full_time,
        part_time_staff=part_time,
    ).verdicts[:2]
    short = next((verdict for verdict in (staff, full) if verdict.ok is False), None)
    if short:
        return Shown(False, f"{present};{short.text}")
    asked_for = [verdict for verdict in (staff, full) if verdict.required is not None]
    known = all(verdict.ok for verdict in asked_for)
    return Shown(True if known else None, present)
