"""自查: what a station says of itself, item by item, with photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from django.db import transaction

from kit.refused import Refused
from stations import audit
from stations.actions.files import store
from stations.checklists import Listed
from stations.models import Claim, Region, Station, User
from stations.models.regions import located
from stations.rules.documents.places import ChecklistItem

PURPOSE = "checklist"
MOST_PHOTOS = 6


@dataclass(frozen=True, slots=True)
class GivenClaim:
    """What a station gives for an item: its word, a note, perhaps one more photo."""

    result: str
    note: str = ""
    upload: IO[bytes] | None = None


def claim(station: Station, listed: Listed, given: Mapping[str, GivenClaim], *, by: User) -> int:
    """Write what is given, item by item; returns how many changed. What is not given stays unsaid."""
    with transaction.atomic():
        station = Station.objects.select_for_update().select_related("region").get(pk=station.pk)
        known = {row.item: row for row in Claim.objects.filter(station=station, **listed.columns)}
        changed = [
            item.code
            for item in listed.checklist.items
            if item.code in given
            and _write(station, listed, item, known.get(item.code), given[item.code], by)
        ]
        if changed:
            audit.record("填报自查", station, detail={"list": listed.name, "items": changed})
    return len(changed)


def _write(
    station: Station, listed: Listed, item: ChecklistItem, row: Claim | None, given: GivenClaim, by: User
) -> bool:
    """Whether the item's row is new or another than before."""
    if row is None:
        row = Claim(**located(station.region), station=station, item=item.code, version=0, **listed.columns)
    elif (row.result, row.note) == (given.result, given.note) and given.upload is None:
        return False
    row.result, row.note, row.made_by = given.result, given.note, by
    row.photos = [*row.photos, *photo(station.region, item, given.upload, held=row.photos, of="自查", by=by)]
    row.version += 1
    row.save()
    return True


def photo(
    region: Region, item: ChecklistItem, upload: IO[bytes] | None, *, held: list[UUID], of: str, by: User
) -> list[UUID]:
    """Keep an upload about an item; the names to add to those held."""
    if upload is None:
        return []
    if len(held) >= MOST_PHOTOS:
        raise Refused(f"{item.name}已有 {len(held)} 张照片,最多 {MOST_PHOTOS} 张,不用再传。", field="file")
    return [store(region, upload, purpose=PURPOSE, title=f"{item.name}({of})", by=by).name]
