"""How villages and contracts stand against the document in force: facts fetched, rules asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from kit.months import ONE_DAY, today
from kit.reasoning import Verdict
from staffing.models import Engagement
from staffing.rules import engagements as rules
from stations.documents import content, snapshot, stored_policy_for
from stations.models import HouseholdCount, Region, Station
from stations.rules.documents import Document


def binding(region: Region, on: date) -> Document | None:
    """The document that binds the region on a day, None where nobody has adopted one."""
    stored = stored_policy_for(region, on)
    return content(stored) if stored else None


def contract_verdicts(engagement: Engagement) -> list[Verdict]:
    """What the document says of a contract and of its village's staff. Warnings, never a bar."""
    document = binding(engagement.region, engagement.starts_on)
    if document is None:
        return []
    verdicts: list[Verdict | None] = []
    if engagement.kind == rules.PART_TIME:
        at_start, latest = _households(engagement.region, engagement.starts_on, today())
        verdicts += [rules.part_time(document, at_start), rules.outgrown(document, at_start, latest)]
    if engagement.in_force(today()):
        in_post = Engagement.objects.filter(region=engagement.region).in_force(today()).count()
        verdicts.append(rules.staffed(document, in_post))
    return [verdict for verdict in verdicts if verdict is not None]


class PartTimeGate:
    """Whether villages may hire part-time by the documents that bind them, for all of them in three queries."""

    def __init__(self, villages: Iterable[Region]) -> None:
        places = {village.pk for village in villages}
        self._villages = Region.objects.with_ancestors().in_bulk(places)
        self._adopted = snapshot()
        self._counts: dict[int, list[HouseholdCount]] = defaultdict(list)
        for count in HouseholdCount.objects.filter(region__in=places).order_by("-year"):
            self._counts[count.region_id].append(count)

    def refuse(self, village: Region, *, kind: str, starts_on: date) -> None:
        """Refuse a part-time contract where the document in force on its first day does not allow it (AM-07a)."""
        stored = self._adopted.stored_policy_for(self._villages[village.pk], starts_on)
        if kind == rules.PART_TIME and stored:
            rules.part_time_allowed(content(stored), _counted_by(starts_on, self._counts[village.pk]))


def _households(region: Region, *days: date) -> list[int | None]:
    """The latest count of a village that was taken by each of the days (AM-02)."""
    counts = list(HouseholdCount.objects.filter(region=region).order_by("-year"))
    return [_counted_by(day, counts) for day in days]


def _counted_by(day: date, counts: Iterable[HouseholdCount]) -> int | None:
    """The first of the counts, which come newest first, that was taken by ``day``."""
    return next((count.households for count in counts if count.counted_on <= day), None)


def stations_without_coordinator(day: date) -> Any:
    """Stations with nobody in post on ``day``, each with ``served_until``, the last day anybody was."""
    here = Engagement.objects.filter(region=OuterRef("region"))
    last = here.filter(starts_on__lte=day).with_last_day().order_by("-last").values("last")[:1]
    return Station.objects.filter(~Exists(here.in_force(day))).annotate(served_until=Subquery(last))


def vacant_since(station: Any) -> date | None:
    """The first day without a coordinator, of a station from ``stations_without_coordinator``."""
    return station.served_until + ONE_DAY if station.served_until else station.opened_on
