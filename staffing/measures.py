"""What the ledger of engagements counts towards targets: villages with a coordinator, stations with a full-time one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from staffing.models import Engagement
from staffing.rules.engagements import FULL_TIME
from stations.measures import Asked, has, measure
from stations.measures_own import NOT_DATED, VILLAGE, four_have_towns, not_dated, opened
from stations.models import Region

LEDGER = "协管员台账"
BOTH = "劳动保障站、协管员台账"


def _engaged(asked: Asked, **what: str) -> Q:
    """Places with an engagement in force on the day."""
    return Q(pk__in=asked.regions(Engagement.objects.in_force(asked.day).filter(**what)))


@measure("W:coordinators_selected", ledger=LEDGER, unit="个行政村")
def villages_with_coordinator(asked: Asked) -> QuerySet[Region]:
    return asked.places(VILLAGE).annotate(has=has(yes=_engaged(asked)))


@measure("J:stations_built_full_time", ledger=BOTH, unit="个行政村", unknown=NOT_DATED)
def villages_with_full_time_station(asked: Asked) -> QuerySet[Region]:
    """Both at once: the station is there, and somebody works in it full-time (AM-25, AM-27)."""
    full_time = _engaged(asked, kind=FULL_TIME)
    return asked.places(VILLAGE).annotate(
        has=has(yes=opened(asked) & full_time, unknown=not_dated(asked) & full_time)
    )


@measure(
    "S:four_have_full_time",
    ledger=BOTH,
    unit="个村级站",
    unknown=NOT_DATED,
    left_out="示范镇按称号台账里已认定和已申报的四有示范镇计",
    readings=("AM-50",),
)
def four_have_full_time(asked: Asked) -> QuerySet[Any]:
    """Stations with somebody full-time over all village stations of the demonstration towns, or persons (AM-50)."""
    towns = four_have_towns(asked).order_by().values("region")
    if asked.document.reads("AM-50") == "persons":
        staff = asked.with_townships(Engagement.objects.in_force(asked.day))
        return staff.filter(township__in=towns).annotate(has=has(yes=Q(kind=FULL_TIME)))
    full_time = _engaged(asked, kind=FULL_TIME)
    stations = asked.places(VILLAGE).filter(opened(asked) | not_dated(asked), parent__in=towns)
    return stations.annotate(has=has(yes=opened(asked) & full_time, unknown=not_dated(asked)))
