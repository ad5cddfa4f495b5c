"""Stations and household counts: opened, corrected, brought in from a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from kit.refused import Refused
from stations import audit
from stations.models import HouseholdCount, Post, Region, Station, User
from stations.models.regions import located
from stations.models.stations import station_name
from stations.places import Tier


def open_missing_stations(region: Region, *, kinds: tuple[str, ...], on: date) -> int:
    """A station for every open village of ``kinds`` below ``region`` that has none; returns how many were opened."""
    with transaction.atomic():
        without = (
            Region.objects.within(region.jurisdiction)
            .of_tier(Tier.VILLAGE)
            .open_on(on)
            .filter(kind__in=kinds)
            .exclude(pk__in=Station.objects.values("region_id"))
        )
        opened = Station.objects.bulk_create(
            [
                Station(**located(village), name=station_name(village), opened_on=on)
                for village in without.order_by("code")
            ],
            batch_size=1000,
        )
        if not opened:
            raise Refused("管辖范围内的村都已有劳动保障站。")
        audit.record("批量建站", region, detail={"opened": len(opened)})
    return len(opened)


def correct_station(station: Station, values: dict[str, Any], *, by: Post) -> Station:
    """Change what the form names; the version tells the next editor that something moved.

    Who finds that a village has light workload (W-S8) is noted with the finding.
    """
    if _found_anew(station, values):
        values = {**values, "light_workload_by": by if values["light_workload"] else None}
    for name, value in values.items():
        setattr(station, name, value)
    station.version += 1
    with transaction.atomic():
        station.save(update_fields=[*values, "version"])
        audit.record("修改站点", station, detail={"fields": sorted(values)})
    return station


def _found_anew(station: Station, values: dict[str, Any]) -> bool:
    """Whether the finding of light workload, or the day of it, changes."""
    names = ("light_workload", "light_workload_on")
    return any(name in values and values[name] != getattr(station, name) for name in names)


def correct_households(count: HouseholdCount, values: dict[str, Any], *, by: User) -> HouseholdCount:
    """Correct one village's number for one year; what is already frozen in a sheet does not move with it."""
    for name, value in values.items():
        setattr(count, name, value)
    count.version += 1
    count.made_up = False
    count.recorded_by = by
    with transaction.atomic():
        count.save()
        audit.record("修改户数", count, detail=_figures(count))
    return count


def _figures(count: HouseholdCount) -> dict[str, Any]:
    return {"year": count.year, "households": count.households, "population": count.population}


@dataclass(frozen=True, slots=True)
class CountedVillage:
    """One row of a workbook of household counts, understood."""

    village: Region
    households: int
    source: str
    population: int | None = None


def record_households(rows: list[CountedVillage], *, year: int, counted_on: date, by: User) -> dict[str, int]:
    """Write a year's counts, all or none: {"added", "changed", "same"}."""
    with transaction.atomic():
        # In one order, so that two imports at once wait for each other instead of in a circle.
        rows = sorted(rows, key=lambda row: row.village.code)
        villages = [row.village.pk for row in rows]
        present = {
            count.region_id: count
            for count in HouseholdCount.objects.select_for_update().filter(year=year, region__in=villages)
        }
        fresh, changed, same = [], [], 0
        for row in rows:
            count = present.get(row.village.pk)
            values = _counted(row, count, counted_on)
            if count is None:
                fresh.append(HouseholdCount(**located(row.village), year=year, recorded_by=by, **values))
            elif all(getattr(count, name) == value for name, value in values.items()):
                same += 1
            else:
                for name, value in values.items():
                    setattr(count, name, value)
                count.made_up, count.recorded_by, count.version = False, by, count.version + 1
                changed.append(count)
        HouseholdCount.objects.bulk_create(fresh, batch_size=1000)
        HouseholdCount.objects.bulk_update(
            changed,
            ["households", "population", "source", "counted_on", "made_up", "recorded_by", "version"],
            batch_size=1000,
        )
        figures = {"added": len(fresh), "changed": len(changed), "same": same}
        audit.record("导入户数", reason=f"{year} 年度", detail=figures, scope_code=_common_scope(rows))
    return figures


def _counted(row: CountedVillage, count: HouseholdCount | None, counted_on: date) -> dict[str, Any]:
    """What a row says; a blank number of persons served leaves the one that stands."""
    population = row.population if row.population is not None or count is None else count.population
    return {
        "households": row.households,
        "population": population,
        "source": row.source,
        "counted_on": counted_on,
    }


def _common_scope(rows: list[CountedVillage]) -> int:
    """The code under which the import's trace is kept: the first village's district."""
    return rows[0].village.code // 10**6 * 10**6 if rows else 0
