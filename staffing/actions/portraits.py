"""The photo of a coordinator, and the coordinator's own word that villagers may see it."""

from __future__ import annotations

from typing import IO

from django.db import transaction

from kit.months import today
from kit.refused import Refused
from staffing.models import Coordinator
from stations import audit
from stations.actions import files
from stations.models import User


def show(coordinator: Coordinator, *, upload: IO[bytes] | None, agreed: bool, by: User) -> Coordinator:
    """Put a new photo in place of the old one, or keep it; the agreement is given for the photo that is there.

    The caller holds the row.
    """
    if upload is None and coordinator.portrait_id is None:
        raise Refused("还没有照片,请先选择一张。", field="file")
    old = coordinator.portrait if upload is not None else None
    with transaction.atomic():
        if upload is not None:
            coordinator.portrait = files.store(
                coordinator.region,
                upload,
                purpose="portrait",
                title=f"{coordinator.name}的照片",
                photo_only=True,
                by=by,
            )
            coordinator.portrait_agreed_on = None
        _agree(coordinator, agreed)
        _save(coordinator)
        audit.record("登记协管员照片", coordinator, detail={"new": upload is not None, "agreed": agreed})
        if old is not None:
            files.remove(old, reason="换了新的照片", by=by)
    return coordinator


def take_away(coordinator: Coordinator, *, reason: str, by: User) -> Coordinator:
    """Remove the photo, and with it the agreement; the caller holds the row."""
    old = coordinator.portrait
    if old is None:
        raise Refused("没有照片,不用删除。")
    with transaction.atomic():
        coordinator.portrait, coordinator.portrait_agreed_on = None, None
        _save(coordinator)
        audit.record("删除协管员照片", coordinator, reason=reason)
        files.remove(old, reason=reason, by=by)
    return coordinator


def _agree(coordinator: Coordinator, agreed: bool) -> None:
    """The day of the first word stays as long as the word does."""
    if not agreed:
        coordinator.portrait_agreed_on = None
    elif coordinator.portrait_agreed_on is None:
        coordinator.portrait_agreed_on = today()


def _save(coordinator: Coordinator) -> None:
    coordinator.version += 1
    coordinator.save(update_fields=["portrait", "portrait_agreed_on", "version"])
