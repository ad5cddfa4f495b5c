"""An event in the life of regions is taken back exactly, as long as nothing was built on it."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kit.refused import Refused
from stations import audit, handover
from stations.divisions import keep_tree
from stations.models import HandedOver, Region, RegionChange, Reorganisation, User
from stations.models.life import DONE, UNDONE
from stations.obstacles import row_of, standing_against
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
        for handed in event.handedovers.order_by("-pk"):
            _give_back(handed)
        _redraw(changes, regions)
        event.regionchanges.update(undone=True)
        handover.tell(regions.values(), since=event.on)
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


def _give_back(handed: HandedOver) -> None:
    row = row_of(handed)
    if handed.before is None:
        row.delete()
        return
    model = apps.get_model(handed.table)
    before = handover.as_python(model, handed.before)
    if not before:
        return
    counted = {"version": F("version") + 1} if handover.has_version(model) else {}
    model._base_manager.filter(pk=row.pk).update(**before, **counted)
    if "scope_code" in before:
        rekey_history_of(model, [row.pk], before["scope_code"])
        kind = handover.kind_of(handed.kind)
        if kind is not None:
            handover.parts_follow(kind, [row.pk], before["scope_code"])


def _redraw(changes: list[RegionChange], regions: dict[int, Region]) -> None:
    """Opened ones go first: their code may be that of one that comes back."""
    for change in sorted(changes, key=lambda change: change.before is not None):
        region = regions[change.region_id]
        before = (
            {"closed_on": region.opened_on}
            if change.before is None
            else handover.as_python(Region, change.before)
        )
        for name, value in before.items():
            setattr(region, name, value)
        if before:
            region.save(update_fields=list(before))
        if "became_id" in before:
            rekey([region.pk], Region.objects.get(pk=region.pk).present.code)
