"""Reading what became of regions: where they came from, how they were called, where rows lay on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models

from kit.jurisdiction import Jurisdiction
from stations.models import HandedOver, Region, RegionChange, Reorganisation, Succession
from stations.models.life import RENAME


@dataclass(frozen=True, slots=True)
class Passage:
    """An event as one region sees it: what came before it, what after."""

    event: Reorganisation
    before: tuple[Region, ...]
    after: tuple[Region, ...]
    old_name: str = ""
    new_name: str = ""


def history_of(region: Region, jurisdiction: Jurisdiction) -> list[Passage]:
    """The events that touched a region, newest first."""
    changes = RegionChange.objects.filter(region=region)
    events = list(
        Reorganisation.objects.within(jurisdiction)
        .filter(pk__in=changes.values("event"))
        .select_related("made_by", "undone_by")
    )
    names = {
        change.event_id: (change.before.get("name", ""), change.after.get("name", ""))
        for change in changes.filter(event__in=events, before__isnull=False)
    }
    by_event = _lines_around(region, events)
    return [
        Passage(
            event,
            tuple(dict.fromkeys(line.predecessor for line in by_event.get(event.pk, ()))),
            tuple(dict.fromkeys(line.successor for line in by_event.get(event.pk, ()))),
            *names.get(event.pk, ("", "")),
        )
        for event in events
    ]


def _lines_around(region: Region, events: Collection[Reorganisation]) -> dict[int, list[Succession]]:
    """Of each event the lines that lead to or from the region, or beside it to where it went or from where it came."""
    lines = Succession.objects.filter(event__in=events)
    own = list(lines.filter(models.Q(predecessor=region) | models.Q(successor=region)))
    around = models.Q(successor__in=[line.successor_id for line in own]) | models.Q(
        predecessor__in=[line.predecessor_id for line in own]
    )
    found: dict[int, list[Succession]] = {}
    for line in lines.filter(around).select_related("predecessor", "successor").order_by("pk"):
        found.setdefault(line.event_id, []).append(line)
    return found


def region_name_on(region: Region, day: date) -> str:
    """What a region was called on a day: the name that the first renaming after it took away."""
    later = RegionChange.objects.filter(region=region, undone=False, on__gt=day, before__has_key="name")
    first = later.order_by("on").first()
    return str(first.before["name"]) if first else region.name


def changed_after(region: Region, day: date) -> bool:
    """Whether the region was redrawn after ``day``: figures of that day are then read by the code of the day."""
    later = RegionChange.objects.filter(region=region, undone=False, on__gt=day)
    return later.exclude(event__kind=RENAME).exists()


def now_codes(codes: Collection[int]) -> dict[int, int]:
    """For codes of the day the codes that their villages are found by now; the latest holder of a code counts."""
    rows = Region.objects.filter(code__in=codes).order_by(models.F("closed_on").asc(nulls_last=True), "tier")
    return {region.code: region.present.code for region in rows.select_related("became")}


def places_on(model: type[models.Model], rows: Iterable[int], day: date) -> dict[int, int]:
    """Of rows that were handed over after ``day``, the region they lay in on it; others lie where they lie now."""
    later = HandedOver.objects.filter(
        table=model._meta.label,
        row__in=list(rows),
        before__has_key="region_id",
        event__state="done",
        event__on__gt=day,
    )
    found: dict[int, int] = {}
    for handed in later.order_by("event__on", "pk"):
        found.setdefault(handed.row, handed.before["region_id"])
    return found
