"""Devices of the stations: registered, corrected, scrapped, accepted as several, brought in from a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from kit.months import today
from kit.refused import Refused
from kit.scope import current, everywhere
from stations import audit
from stations.models import Asset, Region, Station, User
from stations.models.assets import BELOW_CITY
from stations.models.regions import located
from stations.rules.assets import refuse_bad_dates

SERIAL_TAKEN = "这个编号在本市已经登记过,请核对;没有编号的请留空。"
_NOT_ACCEPTED: Mapping[str, Any] = {"accepted_on": None, "accepted_because": "", "accepted_by": None}


def register(station: Station, values: Mapping[str, Any]) -> Asset:
    """A device that a station has."""
    refuse_bad_dates(acquired_on=values["acquired_on"], on=today())
    with _refusals():
        asset = Asset.objects.create(**located(station.region), station=station, **values)
        audit.record("登记设备", asset, detail={"kinds": asset.kinds})
    return asset


def correct(asset: Asset, values: Mapping[str, Any]) -> Asset:
    """Change what the form names. An acceptance as several was given for its kinds, and lapses with them."""
    _refuse_scrapped(asset)
    refuse_bad_dates(acquired_on=values["acquired_on"], on=today())
    changed = {name: value for name, value in values.items() if getattr(asset, name) != value}
    if "codes" in changed and set(changed["codes"]) != set(asset.codes):
        changed |= _NOT_ACCEPTED
    return _change("修改设备", asset, changed, detail={"fields": sorted(changed)})


def scrap(asset: Asset, *, on: date, reason: str) -> Asset:
    """The device is no longer there; its row stays."""
    _refuse_scrapped(asset)
    refuse_bad_dates(acquired_on=asset.acquired_on, on=today(), scrapped_on=on)
    return _change("报废设备", asset, {"scrapped_on": on, "scrapped_because": reason}, reason=reason)


def restore(asset: Asset, *, reason: str) -> Asset:
    """It was scrapped by mistake."""
    if asset.scrapped_on is None:
        raise Refused("这台设备没有报废,不用撤销。")
    return _change("撤销报废", asset, {"scrapped_on": None, "scrapped_because": ""}, reason=reason)


def accept_as_several(asset: Asset, *, reason: str, by: User) -> Asset:
    """The district lets a device that unites several kinds count for each of them (AM-20)."""
    _refuse_scrapped(asset)
    if not asset.unites:
        raise Refused("这台设备只登记了一种用途,不用认可;兼有几种用途的,请先改正种类。")
    if asset.accepted_as_several:
        raise Refused("这台设备已经认可为多台。")
    accepted = {"accepted_on": today(), "accepted_because": reason, "accepted_by": by}
    return _change("认可设备为多台", asset, accepted, reason=reason, detail={"kinds": asset.kinds})


def withdraw_acceptance(asset: Asset, *, reason: str) -> Asset:
    """It counts once again."""
    if not asset.accepted_as_several:
        raise Refused("这台设备没有认可为多台,不用撤销。")
    return _change("撤销认可设备为多台", asset, _NOT_ACCEPTED, reason=reason)


@dataclass(frozen=True, slots=True)
class ListedAsset:
    """One row of a workbook of devices, understood."""

    station: Station
    values: Mapping[str, Any]


def bring_in(rows: Sequence[ListedAsset], *, place: Region) -> int:
    """Register all devices of a workbook or none; returns how many."""
    with _refusals():
        # In one order, so that two imports at once wait for each other instead of in a circle.
        ordered = sorted(rows, key=lambda row: (row.station.scope_code, row.values["serial"]))
        Asset.objects.bulk_create(
            [Asset(**located(row.station.region), station=row.station, **row.values) for row in ordered],
            batch_size=1000,
        )
        audit.record("导入设备", place, detail={"added": len(rows)})
    return len(rows)


def taken_serials(serials: Iterable[str], *, city: int) -> set[str]:
    """Which of these numbers stand in the city already, wherever that is; nothing else of the rows is told.

    One number is one device in the whole city, so this looks beyond the jurisdiction, as the unique index does.
    """
    acting = current()
    within = {"scope_code__gte": city * BELOW_CITY, "scope_code__lt": (city + 1) * BELOW_CITY}
    with everywhere(**(acting.author if acting else {})):
        rows = Asset.objects.filter(serial__in=[each for each in serials if each], **within)
        return set(rows.values_list("serial", flat=True))


def _change(verb: str, asset: Asset, values: Mapping[str, Any], **trail: Any) -> Asset:
    """Write what changed, and the trail of it; the caller holds the row."""
    for name, value in values.items():
        setattr(asset, name, value)
    asset.version += 1
    asset.made_up = False
    with _refusals():
        asset.save(update_fields=[*values, "version", "made_up"])
        audit.record(verb, asset, **trail)
    return asset


def _refuse_scrapped(asset: Asset) -> None:
    if asset.scrapped_on:
        raise Refused(f"这台设备已在 {asset.scrapped_on} 报废,不能再改;误报废的请先撤销报废。")


@contextmanager
def _refusals() -> Iterator[None]:
    """All or nothing; a serial number that somebody else has is told at its field."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != "asset_serial_once":
            raise
        raise Refused(SERIAL_TAKEN, field="serial") from error
