"""Stations, and households counts around every edge of the tiers."""

from __future__ import annotations

from datetime import date
from random import Random

from stations.demo.outfits import place_of
from stations.demo.world import World
from stations.models import HouseholdCount, Region, Station
from stations.models.regions import located
from stations.models.stations import station_name

# W-T1: by the end of 2009 every 行政村 of the city's districts has its station.
OPENED_ON = date(2009, 12, 31)
# The numbers between which the tiers of W三(五) change, for four 行政村 of 藤桥镇: the year before last, last year.
EDGES = {
    330302102203: (198, 199),
    330302102206: (199, 200),
    330302102207: (802, 800),
    330302102210: (799, 801),
}
SOURCE = "示例数据(虚构)"
# A household has about three persons.
PERSONS = 3.1


def open_stations(world: World) -> None:
    random = world.random("premises")
    Station.objects.bulk_create(
        Station(
            **located(village),
            name=station_name(village),
            address=f"{village.parent.name}{village.name}办公楼一楼",
            phone=f"0577-0000{number:04d}",
            opening_hours="周一至周五 8:30—11:30,14:00—17:00",
            head=_head(world, village),
            opened_on=OPENED_ON,
            **place_of(village, random, world),
        )
        for number, village in enumerate(world.villages, 1)
    )


def _head(world: World, village: Region) -> str:
    post = world.posts["chen"] if village == world.home else world.clerks[village.pk]
    return post.user.name


def count_households(world: World) -> None:
    """The two years before this one, each at its last day (AM-02)."""
    random = world.random("households")
    last_year = world.today.year - 1
    counts = []
    for village in world.villages:
        numbers = EDGES.get(village.code) or _two_years(random, village.kind)
        counts += [
            HouseholdCount(
                **located(village),
                year=year,
                counted_on=date(year, 12, 31),
                households=households,
                population=round(households * PERSONS),
                source=SOURCE,
                made_up=True,
            )
            for year, households in zip((last_year - 1, last_year), numbers, strict=True)
        ]
    HouseholdCount.objects.bulk_create(counts)


def _two_years(random: Random, kind: str) -> tuple[int, int]:
    """Villages have some hundred households, a few many more; communities have thousands."""
    typical = 420 if kind == "village" else 2300
    households = min(9_000, max(60, round(random.lognormvariate(0, 0.55) * typical)))
    return round(households * random.uniform(0.96, 1.02)), households
