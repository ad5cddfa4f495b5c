"""Figures of targets that no ledger counts are entered, and corrected by a further entry; nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from kit.collisions import second_is_told
from kit.months import today
from kit.refused import Refused
from stations import audit
from stations.documents import content
from stations.measures import Asked, home_of, measure_of, name_of
from stations.models import PolicyDocument, Post, Region, TargetEntry
from stations.places import TIER_LABELS, Tier
from stations.rules.documents.aims import Target
from stations.rules.targets_by_hand import ALL, OTHERS, Hand, hand_for, wrong
from stations.target_counts import places_of

SECOND = "别人刚刚填报了同一天的数字,这一次没有写入。请看过再填,有错的用“更正”。"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody enters of a target at a place."""

    day: date
    numerator: int
    denominator: int | None
    source: str


def enter(stored: PolicyDocument, target: Target, region: Region, said: Said, *, by: Post) -> TargetEntry:
    """A new day's figures; ``Refused`` where that day has some already, which are corrected instead."""
    name = name_of(stored, target)
    if (measure := measure_of(name)) is not None:
        raise Refused(f"“{target.name}”由{measure.ledger}算出,不用填报。", field="target")
    hand = hand_for(name, target)
    if region.tier != hand.at:
        raise Refused(
            f"“{target.name}”由{hand.who}填报,{region.name}不是{TIER_LABELS[hand.at]}。",
            clause=target.clause,
            field="target",
        )
    if region.closed_on is not None:
        raise Refused(f"{region.name}已于 {region.closed_on} 撤销,不能再填报。")
    if not _belongs(region, hand, stored):
        who = "示范以外的乡镇" if hand.among == OTHERS else "示范乡镇"
        raise Refused(
            f"“{target.name}”只由{who}填报,{region.name}不是。", clause=target.clause, field="target"
        )
    _refuse_wrong(target, said)
    home = stored if home_of(stored, target) == stored.key else stored.parent
    with second_is_told(SECOND):
        if TargetEntry.objects.filter(
            region=region, document__key=home.key, target=target.key, day=said.day
        ).exists():
            raise Refused(f"{said.day} 已有填报。数字有错的,请打开那一条“更正”。", field="day")
        entry = TargetEntry.objects.create(
            region=region,
            document=home,
            target=target.key,
            day=said.day,
            numerator=said.numerator,
            denominator=said.denominator,
            source=said.source,
            entered_by=by,
        )
        audit.record("填报目标", entry, reason=said.source)
    return entry


def correct(entry: TargetEntry, target: Target, said: Said, *, reason: str, by: Post) -> TargetEntry:
    """The figures of the same day anew, with the reason; what stood before stays and is shown."""
    _refuse_wrong(target, said)
    if not reason.strip():
        raise Refused("请写明更正的事由。", field="reason")
    same = {"region": entry.region, "document": entry.document, "target": entry.target, "day": entry.day}
    with second_is_told(SECOND):
        last = TargetEntry.objects.filter(**same).aggregate(last=Max("revision"))["last"]
        if last != entry.revision:
            raise Refused("这一条已经被更正过,请打开最新的一条。")
        new = TargetEntry.objects.create(
            **same,
            numerator=said.numerator,
            denominator=said.denominator,
            source=said.source,
            revision=entry.revision + 1,
            corrected_because=reason.strip(),
            entered_by=by,
        )
        audit.record("更正目标填报", new, reason=reason.strip())
    return new


def _refuse_wrong(target: Target, said: Said) -> None:
    if said.day > today():
        raise Refused("数据日期不能晚于今天。", field="day")
    if not said.source.strip():
        raise Refused("请写明数字的来源:文号、报表名称或单位。", field="source")
    if found := wrong(target, said.numerator, said.denominator):
        field, reason = found
        raise Refused(reason, field=field, clause=target.clause)


def may_enter(region: Region, stored: PolicyDocument, target: Target) -> bool:
    """Whether figures of the target are entered at this place."""
    name = name_of(stored, target)
    if measure_of(name) is not None or region.closed_on is not None:
        return False
    hand = hand_for(name, target)
    return Tier(region.tier) == hand.at and _belongs(region, hand, stored)


def _belongs(region: Region, hand: Hand, stored: PolicyDocument) -> bool:
    """Whether a place is today one of those of its tier that answer for the target."""
    if hand.among == ALL:
        return True
    asked = Asked(today(), content(stored), region.jurisdiction)
    return places_of(hand, asked).filter(pk=region.pk).exists()
