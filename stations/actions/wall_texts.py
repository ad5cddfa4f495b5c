"""A place writes what its stations hang: institutions, commitments, standards, and the number to complain to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kit.collisions import second_is_told
from kit.refused import Refused
from stations import audit
from stations.models import Post, SupervisionPhone, WallText
from stations.models.regions import located
from stations.rules.postings import LIMITS, PHONE, STAFF, sheet_of

# These come from the ledgers; a text beside them would say something else one day.
FROM_LEDGERS = {
    LIMITS: "办结期限由“服务事项”里登记的时限生成,不用另写。",
    PHONE: "监督电话请用“登记监督电话”填写。",
    STAFF: "工作人员由协管员台账生成,不用另写。",
}


def write(*, what: str, text: str, citation: str, by: Post) -> WallText:
    """The text of a sheet for the stations below the writer's place; one text a sheet and place."""
    if reason := FROM_LEDGERS.get(sheet_of(what)):
        raise Refused(reason, field="what")
    taken = f"{by.region.name}已经有“{what}”的文本,请打开它修改。"
    if WallText.objects.filter(region=by.region, sheet=sheet_of(what)).exists():
        raise Refused(taken, field="what")
    with second_is_told(taken):
        written = WallText.objects.create(
            **located(by.region), what=what, text=text, citation=citation, made_by=by.user
        )
        audit.record("填写上墙文本", written)
    return written


def correct(held: WallText, *, text: str, citation: str, by: Post) -> WallText:
    """Another wording; the caller holds the row. What hangs already is not changed by it."""
    _refuse_from_above(held, by)
    held.text, held.citation, held.made_by = text, citation, by.user
    held.version += 1
    with transaction.atomic():
        held.save(update_fields=["text", "citation", "made_by", "made_at", "version"])
        audit.record("修改上墙文本", held)
    return held


def withdraw(held: WallText, *, reason: str, by: Post) -> None:
    """The place no longer says anything of its own: the text of the place above is printed again."""
    _refuse_from_above(held, by)
    with transaction.atomic():
        audit.record("撤回上墙文本", held, reason=reason)
        if not WallText.objects.filter(pk=held.pk).delete()[0]:
            raise Refused("别人刚刚撤回了这份文本。")


def set_phone(held: SupervisionPhone | None, values: Mapping[str, Any], *, by: Post) -> SupervisionPhone:
    """The number of the writer's place, new or in place of the one ``held``."""
    row = held or SupervisionPhone(**located(by.region), version=0)
    for name, value in values.items():
        setattr(row, name, value)
    row.made_by = by.user
    row.version += 1
    with second_is_told("别人刚刚登记了监督电话,请刷新页面后再改。"):
        row.save()
        audit.record("登记监督电话", row)
    return row


def _refuse_from_above(held: WallText, by: Post) -> None:
    """What a place above wrote stays its own; one's own text goes before it."""
    if not by.jurisdiction.covers(held.scope_code, held.region.tier):
        raise Refused(f"这是{held.region.name}的文本,请{held.region.name}修改;您可以另写一份本级的。")
