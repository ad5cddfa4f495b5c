"""An office against what a document asks of it: staff, full-time staff, certificates, premises, equipment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from kit.reasoning import Verdict
from staffing.rules import certificates, engagements
from stations.rules import equipment as equipment_rules
from stations.rules import premises, targets
from stations.rules.documents import Document
from stations.rules.documents.aims import Target
from stations.rules.documents.people import StaffStandard
from stations.rules.documents.shapes import LEVELS


@dataclass(frozen=True, slots=True)
class Office:
    """What an office should have and how it stands: ``verdicts`` are always the same sixteen, in one order."""

    staff_required: int | None
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StationStaff:
    """The staff of one village station; heads who hold another office are not counted."""

    full_time: int
    part_time: int = 0


def staff_required(
    document: Document, *, level: str, population: int | None, households: int | None = None
) -> int | None:
    """How many staff an office of a level needs; None where nothing is said or the persons served are unknown.

    No document that the schema knows counts staff by ``households``; it only decides on part-time work.
    """
    standard = engagements.staff_standard(document, level)
    if standard is None:
        return None
    if standard.basis == "fixed":
        return standard.at_least
    if population is None:
        return None
    per = standard.per or 1
    if standard.basis == "ratio":
        return max(standard.at_least, floor(Fraction(population, per) + Fraction(1, 2)))
    beyond = Fraction(max(0, population - (standard.up_to or 0)), per)
    return standard.at_least + (ceil(beyond) if document.reads("AM-21") == "ceil" else floor(beyond))


def office(
    document: Document,
    *,
    level: str,
    kind: str | None = None,
    demonstration: bool = False,
    new_or_merged: bool = False,
    qualified: bool = True,
    population: int | None = None,
    households: int | None = None,
    full_time_staff: int | None = None,
    part_time_staff: int | None = None,
    certified_staff: int | None = None,
    dedicated_area: Decimal | None = None,
    hall_area: Decimal | None = None,
    equipment: Mapping[str, int] | None = None,
) -> Office:
    """Judge an office by all that a document asks of its level; what is not known is None and stays unjudged."""
    required = staff_required(document, level=level, population=population, households=households)
    return Office(
        staff_required=required,
        verdicts=(
            _staff(document, level, required, full_time_staff, part_time_staff),
            _full_time(document, level, households, full_time_staff, part_time_staff),
            certificates.share(
                document,
                level=level,
                full_time=full_time_staff,
                part_time=part_time_staff,
                certified=certified_staff,
            ),
            *premises.verdicts(
                document,
                level=level,
                kind=kind,
                demonstration=demonstration,
                new_or_merged=new_or_merged,
                qualified=qualified,
                dedicated_area=dedicated_area,
                hall_area=hall_area,
            ),
            *equipment_rules.verdicts(document, level=level, counts=equipment),
        ),
    )


def counts_as_full_time(document: Document, *, head_post: str | None, recorded_full_time: bool) -> bool:
    """Whether somebody counts as the full-time coordinator, who may head the station beside another office.

    A village director never does; a 大学生村官 only where recorded as full-time, by another reading never (AM-56).
    """
    head = next((each for each in document.heads if each.post == head_post), None)
    if head is None:
        return recorded_full_time
    if not head.may_be_full_time or document.reads("AM-56") == "never":
        return False
    return recorded_full_time


def full_time_share(
    document: Document, stations: Sequence[StationStaff], *, target: Target, on: date
) -> Verdict:
    """S-K2 as AM-50 reads it: stations with a full-time coordinator among all, or full-time persons among all."""
    if document.reads("AM-50") == "persons":
        part = sum(station.full_time for station in stations)
        whole = sum(station.full_time + station.part_time for station in stations)
    else:
        part = sum(station.full_time > 0 for station in stations)
        whole = len(stations)
    return targets.judge(target, numerator=part, denominator=whole, on=on)


def _staff(
    document: Document, level: str, required: int | None, full_time: int | None, part_time: int | None
) -> Verdict:
    known = [count for count in (full_time, part_time) if count is not None]
    present = sum(known) if known else None
    standard = engagements.staff_standard(document, level)
    if standard is None:
        text = f"本文件没有规定{LEVELS[level]}配备多少工作人员"
        return Verdict("", "staff", None, present, None, "", text)
    if required is None:
        return _said(standard, "staff", None, present, None, "没有填服务对象人数,算不出应配备的人数,请补填")
    most = standard.at_most
    asked = f"应配备 {required} 至 {most} 名" if most else f"应配备至少 {required} 名"
    # Those who are known may be enough already; that they are too few is only known once all are.
    if present is None or (present < required and len(known) < 2):
        ok, text = None, f"{asked};工作人员(专职、兼职)人数没有填全,无法核对,请补填"
    else:
        ok, text = _enough(standard, required, present)
        text = f"{asked},现有 {present} 名,{text}"
    return _said(standard, "staff", required, present, ok, text)


def _enough(standard: StaffStandard, required: int, present: int) -> tuple[bool | None, str]:
    """Whether so many staff are as many as required; falling short of advice is not judged."""
    if present < required:
        if standard.advice:
            return None, f"少 {required - present} 名;本条只作参考,由当地综合确定"
        return False, f"缺 {required - present} 名,请配齐"
    if standard.at_most and present > standard.at_most:
        return False, f"比至多 {standard.at_most} 名多出 {present - standard.at_most} 名"
    return True, "已配齐"


def _full_time(
    document: Document, level: str, households: int | None, full_time: int | None, part_time: int | None
) -> Verdict:
    """Whether enough of the staff are full-time, or a part-timer may stand in (W-S2)."""
    standard = engagements.staff_standard(document, level)
    if standard is None or standard.full_time is None:
        text = f"本文件没有规定{LEVELS[level]}配备多少专职人员"
        return Verdict("", "full_time_staff", None, full_time, None, "", text)
    wanted = standard.full_time
    asked = f"{'原则上' if standard.in_principle else ''}应有至少 {wanted} 名专职人员"
    if full_time is None:
        ok, text = None, f"{asked};没有填专职人数,无法核对,请补填"
    elif full_time >= wanted:
        ok, text = True, f"{asked},现有 {full_time} 名"
    elif level == "village" and document.part_time is not None:
        ok, text = _stood_in_for(document, asked, households, part_time)
    else:
        ok, text = False, f"{asked},现有 {full_time} 名,缺 {wanted - full_time} 名,请配齐"
    return _said(standard, "full_time_staff", wanted, full_time, ok, text)


def _stood_in_for(
    document: Document, asked: str, households: int | None, part_time: int | None
) -> tuple[bool | None, str]:
    """A village without full-time staff, by a document that lets small villages hire part-time."""
    allowed = engagements.part_time(document, households)
    if allowed is None or allowed.ok is None:
        return None, f"{asked};没有填户数,无法核对能否由兼职担任,请补填"
    if allowed.ok is False:
        # At the very threshold the answer hangs on a reading (AM-01), which has a sentence of its own.
        exactly = households == allowed.required
        asked += f";{allowed.text if exactly else f'{households} 户的村不在可聘兼职之列'}"
        if not part_time:
            return False, f"{asked},请选聘专职"
        blocked = document.reads("AM-07a") == "block"
        remedy = "不能由兼职担任,请改聘专职" if blocked else "要由兼职担任的,须由区说明理由"
        return False, f"{asked};现有兼职 {part_time} 名,{remedy}"
    if part_time is None:
        return None, f"{allowed.text};没有填兼职人数,无法核对,请补填"
    if part_time:
        return True, f"{allowed.text},现有兼职 {part_time} 名"
    return False, f"{asked};{allowed.text},现在专职、兼职都没有,请选聘"


def _said(
    standard: StaffStandard, name: str, required: int | None, actual: int | None, ok: bool | None, text: str
) -> Verdict:
    return Verdict(standard.rule or standard.clause, name, required, actual, ok, standard.clause, text)
