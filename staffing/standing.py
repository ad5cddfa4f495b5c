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


def households_known_on(region: Region, day: date) -> int | None:
    """The latest count of a village that was taken by ``day`` (AM-02)."""
    latest = HouseholdCount.objects.filter(region=region, counted_on__lte=day).order_by("-year").first()
    return latest.households if latest else None


def contract_verdicts(engagement: Engagement) -> list[Verdict]:
    """What the document says of a contract and of its village's staff. Warnings, never a bar."""
    staffing = staffing_rules(engagement.region, engagement.starts_on)
    if staffing is None:
        return []
    verdicts = []
    if engagement.kind == rules.PART_TIME:
        at_start = households_known_on(engagement.region, engagement.starts_on)
        verdicts.append(rules.part_time(staffing, at_start))
    if engagement.in_force(today()):
        in_post = Engagement.objects.filter(region=engagement.region).in_force(today()).count()
        verdicts.append(rules.staffed(staffing, in_post))
    return verdicts


def outgrown_notice(engagement: Engagement) -> str | None:
    """What to say where a part-time contract's village has grown past the threshold since."""
    staffing = staffing_rules(engagement.region, engagement.starts_on)
    if staffing is None or engagement.kind != rules.PART_TIME:
        return None
    at_start = households_known_on(engagement.region, engagement.starts_on)
    return rules.outgrown(staffing, at_start, households_known_on(engagement.region, today()))


def stations_without_coordinator(day: date) -> Any:
    """Stations with nobody in post on ``day``, each with ``served_until``, the last day anybody was."""
    here = Engagement.objects.filter(region=OuterRef("region"))
    last = here.filter(starts_on__lte=day).with_last_day().order_by("-last").values("last")[:1]
    return Station.objects.filter(~Exists(here.in_force(day))).annotate(served_until=Subquery(last))


def vacant_since(station: Any) -> date | None:
    """The first day without a coordinator, of a station from ``stations_without_coordinator``."""
    return station.served_until + ONE_DAY if station.served_until else station.opened_on
