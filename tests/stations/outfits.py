"""Stations with what stands there, for the tests of premises, devices and gaps."""

from __future__ import annotations

from datetime import date
from typing import Any

from stations.models import Adoption, Asset, PolicyDocument, Region, Station
from stations.models.regions import located


def adopt(region: Region, key: str) -> None:
    """``key`` binds the region, whatever its city has adopted."""
    document = PolicyDocument.objects.filter(key=key).latest("version")
    Adoption.objects.create(region=region, document=document, starts_on=date(2010, 1, 1))


def device(station: Station, *codes: str, **values: Any) -> Asset:
    """A device of a station, in use unless ``values`` say otherwise."""
    given = {"name": "某设备", "acquired_on": date(2010, 1, 8), "funded_by": "city", **values}
    return Asset.objects.create(**located(station.region), station=station, codes=list(codes), **given)


def card(station: Station, **values: Any) -> Station:
    """The station with these facts on its card."""
    Station.objects.filter(pk=station.pk).update(**values)
    station.refresh_from_db()
    return station
