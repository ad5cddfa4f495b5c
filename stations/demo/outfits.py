"""Places and devices of the stations, some short of what the document asks, so that there is something to find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from kit.months import ONE_DAY
from stations.demo.world import World, refresh_statistics
from stations.models import Asset, Region, Station
from stations.models.regions import located
from stations.rules.assets import IN_REPAIR, IN_USE, LAID_ASIDE

# Kind → what is bought for it, in yuan, and the share of stations that have one.
BOUGHT = {
    "computer": ("台式计算机", 3600, 0.97),
    "printer": ("激光打印机", 1450, 0.80),
    "copier": ("数码复印机", 5200, 0.70),
    "telephone": ("电话机", 90, 0.85),
    "cabinet": ("铁皮文件柜", 480, 0.90),
    "desk": ("办公桌椅", 760, 0.95),
    "waiting_chair": ("三人等待椅", 320, 0.45),
    "display_or_board": ("公告信息栏", 650, 0.60),
}
COMBINED = ("多功能一体机", 1980, 0.15)
CITY_PAYS = {"computer", "printer", "copier"}
NO_WORD = 0.03
OPENED = date(2009, 11, 20)


def place_of(village: Region, random: Random, world: World) -> dict[str, Any]:
    """What the card of a station says of its place, its network, and what was found of its village."""
    small = village.kind == "village"
    area = Decimal(random.randrange(1000, 4200 if small else 6500)) / 100
    known = random.random() > NO_WORD
    return {
        "fixed_place": random.random() > 0.04 if known else None,
        "dedicated_area": area if random.random() > NO_WORD else None,
        "hall_area": None if small else area + Decimal(random.randrange(500, 3000)) / 100,
        "windows": random.choice((1, 1, 2) if small else (2, 3, 4)),
        "service_seat": random.random() < 0.6 if small else None,
        **_network(random),
        **_findings(village, random, world),
    }


def _network(random: Random) -> dict[str, Any]:
    connected = random.random() < 0.85 if random.random() > NO_WORD else None
    return {
        "network_connected": connected,
        "network_since": OPENED + ONE_DAY * random.randrange(400) if connected else None,
    }


def _findings(village: Region, random: Random, world: World) -> dict[str, Any]:
    """A merged unit here, a village with little work there, and those that the district found to qualify."""
    found: dict[str, Any] = {}
    if random.random() < 0.06:
        found |= {"new_or_merged": True, "new_or_merged_on": date(2010, random.randrange(1, 13), 1)}
    if village.kind == "village" and random.random() < 0.12:
        found |= {
            "light_workload": True,
            "light_workload_on": date(2010, 3, random.randrange(1, 29)),
            "light_workload_by": world.clerks[village.parent_id],
        }
    if village.kind == "village" and random.random() < 0.25:
        found |= {"qualified": True, "qualified_on": date(2010, 6, 1), "qualified_number": "示例〔2010〕1 号"}
    return found


def equip(world: World) -> None:
    """Most stations have most devices; one combined device stands where two are asked for, a few have broken."""
    random = world.random("devices")
    stations = Station.objects.filter(region__in=[village.pk for village in world.villages])
    devices = [
        device
        for station in stations.select_related("region").order_by("scope_code")
        if station.region_id == world.home.pk or random.random() > NO_WORD
        for device in _devices(station, random, world)
    ]
    for number, device in enumerate(devices, 1):
        device.serial = f"示例{number:06d}"
    Asset.objects.bulk_create(devices, batch_size=1000)
    refresh_statistics(Asset, Station)


def _devices(station: Station, random: Random, world: World) -> Iterator[Asset]:
    home = station.region_id == world.home.pk
    combined = home or random.random() < COMBINED[2]
    if combined:
        name, price, _ = COMBINED
        device = _device(station, ("printer", "copier"), name, price, random)
        if not home and random.random() < 0.2:
            device.accepted_on = date(2010, 9, 1)
            device.accepted_because = "业务量小,一体机够用(示例)"
            device.accepted_by = world.clerks[station.region.parent.parent_id].user
        yield device
    for code, (name, price, share) in BOUGHT.items():
        replaced = combined and code in ("printer", "copier")
        if random.random() < (0 if replaced and home else share / 3 if replaced else share):
            yield _device(station, (code,), name, price, random)


def _device(station: Station, codes: tuple[str, ...], name: str, price: int, random: Random) -> Asset:
    acquired_on = OPENED + ONE_DAY * random.randrange(700)
    device = Asset(
        **located(station.region),
        station=station,
        codes=list(codes),
        name=name,
        acquired_on=acquired_on,
        funded_by="city"
        if CITY_PAYS.intersection(codes)
        else random.choice(("district", "township", "village")),
        cost=Decimal(price + random.randrange(-price // 10, price // 10)),
        condition=random.choices((IN_USE, IN_REPAIR, LAID_ASIDE), (94, 4, 2))[0],
        made_up=True,
    )
    if random.random() < 0.02:
        device.scrapped_on = acquired_on + ONE_DAY * random.randrange(900, 1800)
        device.scrapped_because = "损坏无法修复(示例)"
    return device
