"""Rewards and penalties: entered by whoever stands above, and the bar of a penalty lifted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kit.refused import Refused
from stations import audit
from stations.models import Notice, Post
from stations.models.regions import located
from stations.models.titles import PENALTY, PERSON
from stations.rules.sanctions import bar
from stations.titles import sanction_of


def issue(values: Mapping[str, Any], *, by: Post, today: date) -> Notice:
    """A reward or a penalty for a unit below, or for a person there; what it bars from is worked out and kept."""
    region, noticed_on = values["region"], values["noticed_on"]
    if region.tier <= by.region.tier:
        raise Refused("奖惩由上级登记,不能登记本级的。请选下面的乡镇(街道)或村(社区)。", field="region")
    if noticed_on > today:
        raise Refused("通报日期不能在今天之后。", field="noticed_on")
    stored, document, sanction = sanction_of(values["sanction"], noticed_on)
    subject, person = values["subject"], values["person_name"]
    if subject not in sanction.subjects:
        raise Refused(f"“{sanction.name}”不适用于{'个人' if subject == PERSON else '单位'}。",
                      clause=sanction.clause, field="subject")  # fmt: skip
    if (subject == PERSON) != bool(person):
        raise Refused("对象是个人的请填姓名,是单位的不填。", field="person_name")
    if values["amount"] is not None and sanction.kind == PENALTY:
        raise Refused("处罚没有奖励金额,请清空。", field="amount")
    found = bar(document, sanction, noticed_on=noticed_on) if sanction.bars else None
    notice = Notice.objects.create(
        **located(region),
        subject=subject,
        person_name=person,
        document=stored,
        sanction_key=sanction.key,
        sanction_name=sanction.name,
        kind=sanction.kind,
        noticed_on=noticed_on,
        number=values["number"],
        reason=values["reason"],
        amount=values["amount"],
        scope=sanction.bars,
        barred_from=found.first if found else None,
        barred_until=found.last if found else None,
        issued_by=by,
    )
    audit.record("登记奖惩", notice, reason=values["reason"], detail={"number": notice.number})
    return notice


def lift(notice: Notice, *, on: date, reason: str, by: Post) -> None:
    """From ``on`` on nobody is barred by it any more; not by those below whoever issued it."""
    if notice.barred_from is None:
        raise Refused("这一件没有不得参加的规定,不用解除。")
    if by.region.tier > notice.issued_by.region.tier:
        raise Refused(f"这一件由{notice.issued_by.title}登记,应由登记的一级或上级解除。")
    if on < notice.noticed_on:
        raise Refused("解除日期不能早于通报日期。", field="lifted_on")
    lifted = Notice.objects.filter(pk=notice.pk, lifted_on__isnull=True).update(
        lifted_on=on, lifted_because=reason
    )
    if not lifted:
        raise Refused("这一件已经解除过了。")
    audit.record("解除不得评优", notice, reason=reason, detail={"on": str(on)})
