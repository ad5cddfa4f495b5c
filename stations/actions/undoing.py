"""An event in the life of regions is taken back exactly, as long as nothing was built on it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from kit.refused import Refused
from stations import audit, handover, setwise
from stations.divisions import keep_tree
from stations.models import Region, RegionChange, Reorganisation, User
from stations.models.life import DONE, UNDONE
from stations.obstacles import standing_against
from stations.rekeying import rekey, rekey_history_of
from stations.reorganising import refuse_outside

MOST_TOLD = 8


def undo(event: Reorganisation, reason: str, *, by: User) -> None:
    """Everything as it was the moment before; refused with the list of what stands against it.

    A region that the event opened stays in the books, closed on the day it was opened: it never was.
    """
    if not reason.strip():
        raise Refused("请填撤回的事由。", field="reason")
    with transaction.atomic():
        keep_tree()
        changes = list(event.regionchanges.order_by("region_id"))
        regions = _held(changes)
        refuse_outside(regions.values())
        undone = Reorganisation.objects.filter(pk=event.pk, state=DONE).update(
            state=UNDONE, undone_by=by, undone_at=timezone.now(), undone_because=reason.strip()
        )
        if not undone:
            raise Refused("这项变更已经撤回,请刷新页面。")
        _refuse_obstacles(event)
        _give_back(event)
        _redraw(changes, regions)
        handover.let_parts_follow({region.code for region in regions.values()})
        event.regionchanges.update(undone=True)
        handover.tell(Region.objects.filter(pk__in=regions).select_related("became"), since=event.on)
        audit.record("撤回区划变更", event, reason=reason)


def _held(changes: list[RegionChange]) -> dict[int, Region]:
    rows = Region.objects.select_for_update().filter(pk__in=[change.region_id for change in changes])
    return {region.pk: region for region in rows.order_by("pk")}


def _refuse_obstacles(event: Reorganisation) -> None:
    found = standing_against(event)
    if found:
        more = f"等 {len(found)} 项" if len(found) > MOST_TOLD else ""
        raise Refused(
            f"不能撤回,因为已有后续:{';'.join(found[:MOST_TOLD])}{more}。先处理这些,或另行登记新的变更。"
        )


def _give_back(event: Reorganisation) -> None:
    """What the event made is taken away, what it changed is as it was; table by table."""
    made: dict[str, list[int]] = defaultdict(list)
    changed: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for handed in event.handedovers.order_by("pk"):
        if handed.before is None:
            made[handed.table].append(handed.row)
        elif handed.before:
            changed[handed.table][handed.row] = handed.before
    for table, rows in changed.items():
        model: type[models.Model] = apps.get_model(table)
        setwise.write(model, rows)
        rekey_history_of(
            model, {pk: before["scope_code"] for pk, before in rows.items() if "scope_code" in before}
        )
    for table, keys in made.items():
        setwise.remove(apps.get_model(table), keys)


def _redraw(changes: list[RegionChange], regions: dict[int, Region]) -> None:
    """Opened ones go first: their code may be that of one that comes back."""
    opened = [change.region_id for change in changes if change.before is None]
    setwise.write(Region, {pk: {"closed_on": regions[pk].opened_on} for pk in opened})
    known = {change.region_id: change.before for change in changes if change.before}
    setwise.write(Region, known)
    came_back = Region.objects.filter(pk__in=[pk for pk, before in known.items() if "became_id" in before])
    rekey({region.pk: region.present for region in came_back.select_related("became")})
