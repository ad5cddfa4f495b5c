"""One row of every kind at any place, for the tests that walk all addresses.

An address names its row by number; the first part of the address says what kind of row that is. ``ROWS`` knows how to
make one, and a test fails when an address appears whose kind nobody here can make.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import models

from kit.months import today
from stations import jobs, roles
from stations.models import Adoption, HouseholdCount, PolicyDocument, Post, Region, Station, User
from stations.models.regions import located
from stations.places import Place
from tests.cast import Cast

ELSEWHERE = {"3304": "嘉兴市", "330402": "南湖区", "330402001": "建设街道", "330402001201": "南堰村"}

Maker = Callable[[Cast, Region], models.Model]


def found_elsewhere(cast: Cast) -> Region:
    """A village of another city, outside everybody's jurisdiction."""
    for code, name in ELSEWHERE.items():
        place = Place.parse(code)
        parent = cast.places.get(place.parent.short) if place.parent else None
        cast.places[code] = Region.objects.create(
            tier=place.tier, code=place.code, kind=place.kind, name=name, parent=parent
        )
    village = cast.places["330402001201"]
    cast.stations["330402001201"] = Station.objects.create(**located(village), name="南堰村劳动保障站")
    return village


def _region(cast: Cast, region: Region) -> models.Model:
    return region


def _station(cast: Cast, region: Region) -> models.Model:
    return Station.objects.get(region=region)


def _households(cast: Cast, region: Region) -> models.Model:
    return HouseholdCount.objects.create(
        **located(region), year=2024, counted_on=date(2024, 12, 31), households=300, source="年报"
    )


def _account(cast: Cast, region: Region) -> models.Model:
    return User.objects.create_user(f"u{region.code}", None, name="某人")


def _post(cast: Cast, region: Region) -> models.Model:
    return Post.objects.create(
        user=_account(cast, region), role=roles.AUDITOR, region=region, starts_on=today(), basis="试"
    )


def _policy(cast: Cast, region: Region) -> models.Model:
    return PolicyDocument.objects.get(key="W")


def _adoption(cast: Cast, region: Region) -> models.Model:
    return Adoption.objects.create(
        region=region, document=PolicyDocument.objects.get(key="J"), starts_on=date(2011, 1, 1)
    )


def _job(cast: Cast, region: Region) -> models.Model:
    return jobs.submit("tests.walk")


@jobs.runner("tests.walk", "走一遍")
def _walk(progress: Any) -> None:
    """Work that does nothing, for the pages that show work."""


ROWS: dict[str, Maker] = {
    "regions": _region,
    "stations": _station,
    "households": _households,
    "accounts": _account,
    "posts": _post,
    "policies": _policy,
    "adoptions": _adoption,
    "jobs": _job,
}

# Rows that belong to no place: being outside a jurisdiction has no meaning for them.
PLACELESS = {"accounts", "policies", "jobs"}
