"""How villages and contracts stand against the document in force: facts fetched, rules asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from kit.months import ONE_DAY, today
from kit.reasoning import Verdict
from staffing.models import Engagement
from staffing.rules import engagements as rules
from stations.documents import content, stored_policy_for
from stations.models import HouseholdCount, Region, Station
from stations.rules.documents import Staffing


def staffing_rules(region: Region, on: date) -> Staffing | None:
    """What the document that binds the region says of staff; None where it says nothing."""
    stored = stored_policy_for(region, on)
    return content(stored).staffing if stored else None


def contract_verdicts(engagement: Engagement) -> list[Verdict]:
    """What the document says of a contract and of its village's staff. Warnings, never a bar."""
    staffing = staffing_rules(engagement.region, engagement.starts_on)
    if staffing is None:
        return []
    verdicts: list[Verdict | None] = []
    if engagement.kind == rules.PART_TIME:
        at_start, latest = _households(engagement.region, engagement.starts_on, today())
        verdicts += [rules.part_time(staffing, at_start), rules.outgrown(staffing, at_start, latest)]
    if engagement.in_force(today()):
        in_post = Engagement.objects.filter(region=engagement.region).in_force(today()).count()
        verdicts.append(rules.staffed(staffing, in_post))
    return [verdict for verdict in verdicts if verdict is not None]


def _households(region: Region, *days: date) -> list[int | None]:
    """The latest count of a village that was taken by each of the days (AM-02)."""
    counts = list(HouseholdCount.objects.filter(region=region).order_by("-year"))
    return [next((count.households for count in counts if count.counted_on <= day), None) for day in days]


def stations_without_coordinator(day: date) -> Any:
    """Stations with nobody in post on ``day``, each with ``served_until``, the last day anybody was."""
    here = Engagement.objects.filter(region=OuterRef("region"))
    last = here.filter(starts_on__lte=day).with_last_day().order_by("-last").values("last")[:1]
    return Station.objects.filter(~Exists(here.in_force(day))).annotate(served_until=Subquery(last))


def vacant_since(station: Any) -> date | None:
    """The first day without a coordinator, of a station from ``stations_without_coordinator``."""
    return station.served_until + ONE_DAY if station.served_until else station.opened_on
