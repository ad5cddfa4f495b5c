"""What becomes of villages, and of a place's name and kind: plans worked out and checked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Q

from kit import scope
from kit.jurisdiction import NOWHERE
from kit.months import today
from kit.refused import Refused
from stations.models import Region, RegionChange
from stations.models.life import CLOSE, MERGE, MOVE, REKIND, RENAME, SPLIT
from stations.places import KINDS, Tier
from stations.plans import NewPlace, Passage, Plan

KINDS_OF_TIER = {
    Tier.TOWNSHIP: ("street", "town", "township", "quasi_township"),
    Tier.VILLAGE: ("community", "village", "quasi_village"),
}
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """When, on which document, why."""

    on: date
    basis: str
    reason: str = ""


def rename(region: Region, name: str, terms: Terms) -> Plan:
    if not name.strip():
        raise Refused("请填新的名称。", field="name")
    if name.strip() == region.name:
        raise Refused("新名称和现在的相同。", field="name")
    acting = scope.current()
    if acting and region.tier <= acting.jurisdiction.tier:
        raise Refused("本级的名称由上级变更。")
    return checked(plan_of(RENAME, terms, (Passage(region),), new_name=name.strip()))


def merge(villages: Sequence[Region], into: Region | NewPlace, terms: Terms) -> Plan:
    """Several become a new one, or one of them takes the others in."""
    if len(set(villages)) < 2:
        raise Refused("合并至少要有两个村。", field="others")
    closing = tuple(village for village in villages if village != into)
    if isinstance(into, Region) and len(closing) == len(villages):
        raise Refused("吸收其他村的应是参加合并的村之一。", field="into")
    refuse_other_tiers(villages, Tier.VILLAGE)
    passages = tuple(Passage(village, (into,)) for village in closing)
    return checked(plan_of(MERGE, terms, passages, closing=closing))


def split(village: Region, into: Sequence[NewPlace], terms: Terms, *, goes_on: bool) -> Plan:
    """New ones are taken out of a village, which goes on beside them or ceases."""
    heirs = (village, *into) if goes_on else tuple(into)
    if len(heirs) < 2 or not into:
        raise Refused("分设后至少要有两个村:填写新设的村,或让原村继续存在。", field="code_1")
    refuse_other_tiers([village], Tier.VILLAGE)
    closing = () if goes_on else (village,)
    return checked(plan_of(SPLIT, terms, (Passage(village, heirs),), closing=closing))


def move(village: Region, to: NewPlace, terms: Terms) -> Plan:
    """A village goes to another township, under a code of that township."""
    if to.above == village.parent:
        raise Refused(f"{village}本来就在{to.above}。", field="township")
    refuse_other_tiers([village], Tier.VILLAGE)
    return checked(plan_of(MOVE, terms, (Passage(village, (to,)),), closing=(village,)))


def rekind(region: Region, kind: str, name: str, code: int | None, terms: Terms) -> Plan:
    """乡改镇, 镇改街道: the place stays and is called and counted otherwise.

    村改居: the community succeeds the village, under its own code or another: the years before still read 行政村.
    """
    tier = Tier(region.tier)
    if kind not in KINDS_OF_TIER.get(tier, ()) or kind == region.kind:
        raise Refused(f"请选{region}改成哪一类,应和现在的不同。", field="kind")
    if tier == Tier.VILLAGE:
        assert region.parent is not None
        heir = NewPlace(code or region.code, name, region.parent, tier, kind)
        refuse_wrong_digits(heir, region)
        return checked(plan_of(REKIND, terms, (Passage(region, (heir,), whole=True),), closing=(region,)))
    if not name.strip():
        raise Refused("请填改制后的名称。", field="name")
    return checked(plan_of(REKIND, terms, (Passage(region),), new_name=name.strip(), new_kind=kind))


def close(region: Region, terms: Terms) -> Plan:
    """A place ceases and nobody takes over; one with places below it does not."""
    below = Region.objects.filter(parent=region, closed_on__isnull=True)
    if count := below.count():
        names = "、".join(each.name for each in below.order_by("code")[:MOST_TOLD])
        raise Refused(f"{region}下面还有 {count} 个区划({names}),先把它们划转或合并,再撤销。")
    return checked(plan_of(CLOSE, terms, (Passage(region),), closing=(region,)))


def plan_of(kind: str, terms: Terms, passages: tuple[Passage, ...], **more: Any) -> Plan:
    return Plan(kind, terms.on, terms.basis.strip(), terms.reason.strip(), passages, **more)


# What speaks against it


def checked(plan: Plan) -> Plan:
    if not plan.basis:
        raise Refused("请填批准文号。没有批准文件,区划不能变更。", field="basis")
    if plan.on > today():
        raise Refused("只登记已经生效的变更,日期不能晚于今天。", field="on")
    refuse_outside(plan.touched, plan.opening)
    _refuse_regions(plan)
    for new in plan.opening:
        _refuse_place(new)
    _refuse_codes(plan)
    return plan


def refuse_outside(regions: Iterable[Region], opening: Iterable[NewPlace] = ()) -> None:
    """Both ends must lie within whoever acts."""
    acting = scope.current()
    within = acting.jurisdiction if acting else NOWHERE
    outside = [each for each in (*regions, *opening) if not within.covers(each.code, each.tier)]
    if outside:
        names = "、".join(str(each) for each in outside[:MOST_TOLD])
        raise Refused(f"{names}不在本岗位的管辖范围内,这项变更须由市级办理。")


def refuse_other_tiers(regions: Iterable[Region], tier: Tier) -> None:
    for region in regions:
        if region.tier != tier:
            raise Refused(f"{region}是{region.get_tier_display()},不能这样办理,请从它自己的页面登记。")


def refuse_wrong_digits(new: NewPlace, old: Region) -> None:
    """A code of its own tells the kind by its digits; one that is kept may lag behind."""
    if new.code != old.code and new.said_kind and new.place.kind != new.said_kind:
        raise Refused(
            f"代码“{new.place.short}”的后三位是{KINDS[new.place.kind]}的,不是{KINDS[new.said_kind]}的。"
            "请核对代码,或沿用原代码。",
            field="code",
        )


def _refuse_regions(plan: Plan) -> None:
    changes = RegionChange.objects.filter(region__in=plan.touched, undone=False)
    latest = dict(changes.order_by().values_list("region").annotate(last=Max("on")))
    for region in plan.touched:
        if region.closed_on is not None:
            raise Refused(f"{region}已于 {region.closed_on} 撤销,不能再变更。")
        if region.opened_on is not None and plan.on <= region.opened_on:
            raise Refused(f"{region}于 {region.opened_on} 设立,变更日期应在这一天之后。", field="on")
        if region.pk in latest and plan.on <= latest[region.pk]:
            raise Refused(f"{region}在 {latest[region.pk]} 已有一次区划变更,日期应在它之后。", field="on")


def _refuse_place(new: NewPlace) -> None:
    if not new.name.strip():
        raise Refused("请填新设的区划的名称。", field="name")
    above = new.above
    if isinstance(above, Region) and above.closed_on is not None:
        raise Refused(f"{above}已撤销,不能在那里设{new.kind_label}。", field="township")
    if new.place.parent != above.place:
        raise Refused(f"代码“{new.place.short}”应以{above}的 {above.place.short} 开头。", field="code")
    if new.code == above.code:
        raise Refused("代码的后三位不能是 000。", field="code")


def _refuse_codes(plan: Plan) -> None:
    """Every code is free on the day, and used once. One that becomes free by this very event may go on."""
    seen: dict[tuple[int, int], NewPlace] = {}
    for new in plan.opening:
        if (other := seen.setdefault((new.tier, new.code), new)) and other is not new:
            raise Refused(
                f"代码“{new.place.short}”给了{other}和{new}两个,一个代码只能用一次。", field="code_1"
            )
    used = Region.objects.filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=plan.on), code__in=[code for _, code in seen]
    ).exclude(pk__in=[region.pk for region in plan.closing])
    held = sorted(
        ((seen[each.tier, each.code], each) for each in used if (each.tier, each.code) in seen),
        key=lambda pair: pair[1].code,
    )
    if held:
        told = ";".join(
            f"代码“{new.place.short}”在 {plan.on} 是{holder}的" for new, holder in held[:MOST_TOLD]
        )
        raise Refused(f"{told},请核对。", field="code")
