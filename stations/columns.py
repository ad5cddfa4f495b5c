"""Columns that many lists share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kit.jinja import url
from kit.sheets import Column, Kind
from stations.models import Region
from stations.places import Tier

SERIAL = Column("serial", "序号", Kind.SERIAL)
DISTRICT = Column("district", "区县", value="region.parent.parent.name")
TOWNSHIP = Column("township", "乡镇(街道)", value="region.parent.name")
VILLAGE = Column("village", "村(社区)", value="region.name", link=lambda row: url("region", row.region_id))
CODE = Column("code", "区划代码", Kind.CODE, value="region.code_text")

PLACE_SORTS = {
    "district": ("region__parent__parent__code", "scope_code"),
    "township": ("region__parent__sort_key", "scope_code"),
    "village": ("region__sort_key",),
    "code": ("scope_code",),
}

# A place that was merged or moved: the same lists by the map of today, and by the map of the day.
NOW = {
    "district": "region.present.parent.parent.name",
    "township": "region.present.parent.name",
    "village": "region.present.name",
    "code": "region.present.code_text",
}
# Of what moves with its village: where it was opened.
OPENED = {
    "district": "opened_district",
    "township": "opened_township",
    "village": "opened_village",
    "code": lambda row: f"{row.code:012d}",
}
FORMER = Column("former", "当时的村", value=lambda row: _former(row))
NOW_SORTS = dict.fromkeys(PLACE_SORTS, ("scope_code",))
THEN_SORTS = {
    key: tuple("code" if field == "scope_code" else field for field in fields)
    for key, fields in PLACE_SORTS.items()
}


def as_now(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns of a place read by the map of today, with what it was called then beside its code."""
    shown = []
    for column in columns:
        shown.append(replace(column, value=NOW[column.key]) if column.key in NOW else column)
        if column.key == "code":
            shown.append(FORMER)
    return tuple(shown)


def with_values(columns: tuple[Column, ...], values: dict[str, str]) -> tuple[Column, ...]:
    """The columns with some of them read elsewhere."""
    return tuple(
        replace(column, value=values[column.key]) if column.key in values else column for column in columns
    )


def as_opened(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns of a place read by the code of the day; the rows come ``with_map`` of the stations."""
    return tuple(
        replace(column, value=OPENED[column.key]) if column.key in OPENED else column for column in columns
    )


def _former(row: Any) -> str:
    """What the place was called then, where it is another now."""
    if row.region.closed_on:
        return f"{row.region.name}(已撤销)"
    return getattr(row, "opened_village", "") if row.code != row.region.code else ""


def seen_from(region: Region, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Without the district or township that would be the same in every row for a post at ``region``."""
    same = {
        key for key, tier in (("district", Tier.DISTRICT), ("township", Tier.TOWNSHIP)) if region.tier >= tier
    }
    return tuple(column for column in columns if column.key not in same)
