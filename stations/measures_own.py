"""What the stations' own ledgers count: stations opened, networks, titles held, verdicts of inspections."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When

from stations.measures import TOWNSHIPS, Asked, has, measure
from stations.models import Finding, Inspection, Region, Station, TitleCase
from stations.models.titles import TitleCaseQuerySet
from stations.places import Tier
from stations.rules.checklists import BASIC, MET, NOT_APPLICABLE
from stations.rules.inspections import ACCEPTED, PLANNED, checklist_of
from stations.titles import COMMUNITY_TITLE, demonstrations

LEDGER = "劳动保障站台账"
NOT_DATED = "建站日期没有登记"
VILLAGE, COMMUNITY = "village", "community"
# What a station stands in, for targets over all stations.
WITH_STATIONS = (VILLAGE, COMMUNITY, "quasi_village")


def opened(asked: Asked) -> Q:
    """Places whose station was opened by the day."""
    return Q(pk__in=asked.regions(Station.objects.filter(opened_on__lte=asked.day)))


def not_dated(asked: Asked) -> Q:
    """Places with a station of which nobody has said when it was opened."""
    return Q(pk__in=asked.regions(Station.objects.filter(opened_on__isnull=True)))


@measure(
    "W:stations_built",
    "J:stations_built_2011",
    "J:stations_built_2012",
    ledger=LEDGER,
    unit="个行政村",
    unknown=NOT_DATED,
)
def villages_with_station(asked: Asked) -> QuerySet[Region]:
    return asked.places(VILLAGE).annotate(has=has(yes=opened(asked), unknown=not_dated(asked)))


def _networked(asked: Asked, places: QuerySet[Region]) -> QuerySet[Region]:
    """Places with a station, by whether it was in the network by the day."""
    connected = Station.objects.filter(network_connected=True, network_since__lte=asked.day)
    # Connected, and nobody knows since when; or nobody has said whether it is.
    unsaid = Station.objects.filter(network_since__isnull=True).exclude(network_connected=False)
    return places.filter(opened(asked) | not_dated(asked)).annotate(
        has=has(
            yes=Q(pk__in=asked.regions(connected)) & opened(asked),
            unknown=Q(pk__in=asked.regions(unsaid)) | not_dated(asked),
        )
    )


@measure("W:network", ledger=LEDGER, unit="个站", unknown="联网情况、接通日期或建站日期没有登记")
def stations_networked(asked: Asked) -> QuerySet[Region]:
    return _networked(asked, asked.places(*WITH_STATIONS))


@measure(
    "Y:network",
    ledger=LEDGER,
    unit="个社区站",
    unknown="联网情况、接通日期或建站日期没有登记",
    left_out="乡镇(街道)平台的联网情况没有台账,这里只计社区站",
)
def communities_networked(asked: Asked) -> QuerySet[Region]:
    return _networked(asked, asked.places(COMMUNITY))


def _holding(places: QuerySet[Region], cases: QuerySet[Any]) -> QuerySet[Region]:
    return places.annotate(has=has(yes=Q(pk__in=cases.order_by().values("region"))))


@measure("Y:demonstration", ledger="称号台账", unit="个乡镇(街道)、社区")
def demonstration_platforms(asked: Asked) -> QuerySet[Region]:
    return _holding(asked.places(*TOWNSHIPS, COMMUNITY), demonstrations(asked.day))


@measure("Y:demonstration_townships", ledger="称号台账", unit="个乡镇(街道)")
def demonstration_townships(asked: Asked) -> QuerySet[Region]:
    return _holding(asked.places(*TOWNSHIPS), demonstrations(asked.day))


@measure("Y:demonstration_communities", ledger="称号台账", unit="个社区")
def demonstration_communities(asked: Asked) -> QuerySet[Region]:
    return _holding(asked.places(COMMUNITY), demonstrations(asked.day))


@measure("F:full_employment_communities", ledger="称号台账", unit="个社区", each=Tier.DISTRICT)
def full_employment_communities(asked: Asked) -> QuerySet[Region]:
    """Every county by itself, over all of its communities (AM-35)."""
    cases = TitleCase.objects.filter(title_key=COMMUNITY_TITLE).held_on(asked.day)
    return _holding(asked.places(COMMUNITY), cases)


def four_have_towns(asked: Asked) -> TitleCaseQuerySet:
    """The demonstration towns of S as the portal knows them: who holds the title, or has applied and waits."""
    return TitleCase.objects.filter(title_key="four_have_town").standing_on(asked.day)


@measure(
    "J:villages_six_basic",
    ledger="劳动保障站台账、现场检查",
    unit="个行政村",
    unknown="还没有按六到位检查,或建站日期没有登记",
)
def villages_six_basic(asked: Asked) -> QuerySet[Region]:
    """By the latest visit until the day; what was put right and accepted by then counts as it is now."""
    visited, fulfilled = _visited(asked)
    return asked.places(VILLAGE).annotate(
        has=has(
            yes=Q(pk__in=asked.regions(Station.objects.filter(pk__in=fulfilled))) & opened(asked),
            unknown=not_dated(asked)
            | (opened(asked) & ~Q(pk__in=asked.regions(Station.objects.filter(pk__in=visited)))),
        )
    )


def _visited(asked: Asked) -> tuple[list[int], list[int]]:
    """The stations visited by the six items of J, and those where the latest visit found every item at least basic.

    Fetched here: as part of the greater question they would be asked anew for every village.
    """
    checklist = checklist_of(asked.document.checklists, "six")
    codes = [item.code for item in checklist.items] if checklist else []
    by_list = Q(round__document__key="J") | Q(round__document__parent__key="J")
    visits = asked.inside(
        Inspection.objects.filter(by_list, round__checklist="six", inspected_on__lte=asked.day)
    )
    latest = dict(
        visits.exclude(state=PLANNED)
        .order_by("station_id", "-inspected_on", "-pk")
        .distinct("station_id")
        .values_list("pk", "station_id")
    )
    put_right = Q(rectification__state=ACCEPTED, rectification__accepted_on__lte=asked.day)
    fulfilled = (
        asked.inside(Finding.objects.filter(inspection__in=list(latest), item__in=codes))
        .annotate(final=Case(When(put_right, then=F("rectification__result")), default=F("result")))
        .order_by()
        .values("inspection")
        .annotate(
            good=Count("pk", filter=Q(final__in=[MET, BASIC, NOT_APPLICABLE])),
            applies=Count("pk", filter=Q(final__in=[MET, BASIC])),
        )
        .filter(good=len(codes), applies__gt=0)
    )
    found = fulfilled.values_list("inspection", flat=True)
    return list(latest.values()), [latest[inspection] for inspection in found]
