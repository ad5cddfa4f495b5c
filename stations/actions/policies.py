"""A region binds itself to a policy document, and lets go of it."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from kit.refused import Refused
from stations import audit
from stations.models import Adoption, PolicyDocument, Region


def adopt(document: PolicyDocument, *, region: Region, starts_on: date, basis: str) -> Adoption:
    """From ``starts_on`` the document binds ``region`` and all below that has adopted nothing nearer."""
    if document.published_at is None:
        raise Refused("还没有发布的文件不能执行。")
    if document.effective_on is not None and starts_on < document.effective_on:
        raise Refused(f"执行日期不能早于文件的施行日期 {document.effective_on}。", field="starts_on")
    try:
        with transaction.atomic():
            adoption = Adoption.objects.create(
                region=region, document=document, starts_on=starts_on, basis=basis
            )
            audit.record("执行文件", adoption, reason=basis)
    except IntegrityError as error:
        if "adoption_one_at_a_time" in str(error):
            raise Refused(
                f"{region.name}在这段日期已执行另一件文件,请先终止它再登记。", field="starts_on"
            ) from error
        raise
    return adoption


def end_adoption(adoption: Adoption, *, on: date, reason: str) -> None:
    """The last day on which the document binds; what was decided under it stays."""
    if on < adoption.starts_on:
        raise Refused(f"终止日期不能早于起始日期 {adoption.starts_on}。", field="ends_on")
    with transaction.atomic():
        changed = Adoption.objects.filter(pk=adoption.pk, ends_on__isnull=True).update(ends_on=on)
        if not changed:
            raise Refused("这件文件的执行已经终止。")
        audit.record("终止执行", adoption, reason=reason)
