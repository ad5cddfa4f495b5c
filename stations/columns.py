"""Columns that many lists share."""

from __future__ import annotations

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


def seen_from(region: Region, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Without the district or township that would be the same in every row for a post at ``region``."""
    same = {
        key for key, tier in (("district", Tier.DISTRICT), ("township", Tier.TOWNSHIP)) if region.tier >= tier
    }
    return tuple(column for column in columns if column.key not in same)
