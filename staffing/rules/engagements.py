"""Engagements of coordinators: which days they cover, who signs, and what their number and kind should be."""

from __future__ import annotations

from datetime import date

from kit.reasoning import Verdict
from stations.rules.documents import Staffing

FULL_TIME = "full_time"
PART_TIME = "part_time"
KINDS = {FULL_TIME: "全日制", PART_TIME: "非全日制兼职"}

TOWNSHIP = "township"
VILLAGE_COMMITTEE = "village"
PARTIES = {TOWNSHIP: "乡镇政府(街道办事处)", VILLAGE_COMMITTEE: "村委会"}


def contract_party(kind: str) -> str:
    """Who signs (W-P1): the township for full-time work, the village committee for part-time work.

    Hiring is the township's in either case (AM-07b).
    """
    return {FULL_TIME: TOWNSHIP, PART_TIME: VILLAGE_COMMITTEE}[kind]


def last_day(ends_on: date | None, ended_on: date | None) -> date | None:
    """The last day a contract covers: its own, or an earlier end; None while it is open."""
    ends = [day for day in (ends_on, ended_on) if day is not None]
    return min(ends) if ends else None


def in_force(day: date, *, starts_on: date, ends_on: date | None, ended_on: date | None) -> bool:
    """Whether a contract covers ``day``; its first and its last day count."""
    last = last_day(ends_on, ended_on)
    return starts_on <= day and (last is None or day <= last)


def staffed(staffing: Staffing, coordinators: int) -> Verdict:
    """W-S1: in principle one full-time coordinator a station; more need the district's approval (AM-08)."""
    required = staffing.coordinators
    if coordinators < required:
        text = f"在岗协管员 {coordinators} 名,少于应配备的 {required} 名"
    elif coordinators > required:
        text = f"在岗协管员 {coordinators} 名,超过补贴名额 {required} 名,超出的须经区批准才能享受补贴"
    else:
        text = f"在岗协管员 {coordinators} 名,已配齐"
    return Verdict(
        rule="W-S1",
        standard=f"原则上每站 {required} 名",
        required=required,
        actual=coordinators,
        ok=coordinators == required,
        clause=staffing.clause,
        text=text,
    )


def part_time(staffing: Staffing, households: int | None) -> Verdict:
    """W-S2 with AM-01 and AM-07a: part-time is meant for villages below the threshold; elsewhere it is a warning.

    ``households`` is the latest count known when the contract began (AM-02).
    """
    limit = staffing.part_time_below
    ok: bool | None
    if households is None:
        ok, text = None, "合同起始日之前没有户数记录,无法核对能否聘用兼职,请先补录户数"
    elif households < limit:
        ok, text = True, f"{households} 户,少于 {limit} 户,可以聘用兼职"
    elif households == limit:
        ok, text = False, f"正好 {limit} 户:与工作经费同一口径,{limit} 户归入上一档,不属于可聘兼职的范围"
    else:
        ok, text = False, f"{households} 户,达到 {limit} 户以上,原则上应聘用专职,请报区说明理由"
    return Verdict(
        rule="W-S2",
        standard=f"{limit}户以下的村可聘用兼职",
        required=limit,
        actual=households,
        ok=ok,
        clause=staffing.clause,
        text=text,
    )


def outgrown(staffing: Staffing, at_start: int | None, latest: int | None) -> Verdict | None:
    """What to say of a part-time contract whose village has passed the threshold since; the contract stands."""
    limit = staffing.part_time_below
    if at_start is None or latest is None or at_start >= limit or latest < limit:
        return None
    return Verdict(
        rule="AM-02",
        standard=f"合同起始时少于 {limit} 户",
        required=limit,
        actual=latest,
        ok=None,
        clause=staffing.clause,
        text=f"合同起始时 {at_start} 户,现有 {latest} 户,已达到 {limit} 户;原合同继续有效,续聘时请改用专职",
    )
