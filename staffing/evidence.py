"""人员到位 as the ledgers show it: the coordinators in force, judged by the document's own numbers."""

from __future__ import annotations

from collections import Counter

from kit.jinja import url
from staffing.models import Engagement
from staffing.rules.engagements import FULL_TIME, PART_TIME
from staffing.rules.standards import office
from stations.evidence import Asked, Evidence, evidence
from stations.models import HouseholdCount
from stations.rules.outfit import LEVEL_OF_KIND


@evidence("STAFF", label="协管员台账")
def coordinators_in_force(asked: Asked) -> dict[int, Evidence]:
    """Two queries: who is in force on the day, and the households that decide whether a part-timer may do."""
    inforce: Counter[tuple[int, str]] = Counter(
        Engagement.objects.filter(region__in=asked.regions)
        .in_force(asked.day)
        .values_list("region_id", "kind")
    )
    counts = HouseholdCount.objects.filter(region__in=asked.regions, counted_on__lte=asked.day)
    latest = dict(counts.order_by("year").values_list("region_id", "households"))
    return {
        station.pk: _judged(
            asked,
            station.region.kind,
            households=latest.get(station.region_id),
            full_time=inforce[station.region_id, FULL_TIME],
            part_time=inforce[station.region_id, PART_TIME],
            link=url("station", station.pk),
        )
        for station in asked.stations
    }


def _judged(
    asked: Asked, kind: str, *, households: int | None, full_time: int, part_time: int, link: str
) -> Evidence:
    present = f"在岗专职 {full_time} 名、兼职 {part_time} 名"
    if not full_time + part_time:
        return Evidence(False, "没有在岗的协管员", link)
    staff, full = office(
        asked.document,
        level=LEVEL_OF_KIND.get(kind, "village"),
        households=households,
        full_time_staff=full_time,
        part_time_staff=part_time,
    ).verdicts[:2]
    short = next((verdict for verdict in (staff, full) if verdict.ok is False), None)
    if short:
        return Evidence(False, f"{present};{short.text}", link)
    asked_for = [verdict for verdict in (staff, full) if verdict.required is not None]
    known = all(verdict.ok for verdict in asked_for)
    return Evidence(True if known else None, present, link)
