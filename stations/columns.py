"""Columns that many lists share."""

from __future__ import annotations

from kit.jinja import url
from kit.sheets import Column, Kind

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
