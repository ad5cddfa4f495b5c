"""Engagements of coordinators: which days they cover, who signs, and what their number and kind should be."""

from __future__ import annotations

from datetime import date

from kit.reasoning import Verdict
from kit.refused import Refused
from stations.rules.documents import Document
from stations.rules.documents.people import StaffStandard

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


def staff_standard(document: Document, level: str) -> StaffStandard | None:
    """What the document says of the staff of a level, None where it says nothing."""
    return next((each for each in document.staffing if each.level == level), None)


def staffed(document: Document, coordinators: int) -> Verdict | None:
    """W-S1: so many coordinators a village station; None where the document names no number.

    Where the document asks who may have the subsidy (AM-08), more need the district's approval.
    """
    standard = staff_standard(document, "village")
    if standard is None:
        return None
    required = standard.at_least
    beyond_quota = coordinators > required and _has_quota(document)
    if coordinators < required:
        text = f"在岗协管员 {coordinators} 名,少于应配备的 {required} 名"
    elif beyond_quota:
        text = f"在岗协管员 {coordinators} 名,超过补贴名额 {required} 名,超出的须经区批准才能享受补贴"
    else:
        text = f"在岗协管员 {coordinators} 名,已配齐"
    return Verdict(
        rule=standard.rule or standard.clause,
        standard=f"{'原则上' if standard.in_principle else '至少'}每站 {required} 名",
        required=required,
        actual=coordinators,
        ok=coordinators >= required and not beyond_quota,
        clause=standard.clause,
        text=text,
    )


def part_time(document: Document, households: int | None) -> Verdict | None:
    """W-S2: part-time is for small villages; elsewhere it is warned of, or not allowed (AM-07a).

    ``households`` is the latest count known when the contract began (AM-02). None where the document does not
    speak of part-time work.
    """
    rule = document.part_time
    if rule is None:
        return None
    ok: bool | None
    if households is None:
        ok, text = None, "合同起始日之前没有户数记录,无法核对能否聘用兼职,请先补录户数"
    else:
        ok, text = _small_enough(document, rule.below, households)
    return Verdict(
        rule=rule.rule or rule.clause,
        standard=f"{rule.below}户以下的村可聘用兼职",
        required=rule.below,
        actual=households,
        ok=ok,
        clause=rule.clause,
        text=text,
    )


def part_time_allowed(document: Document, households: int | None) -> None:
    """Refuse a part-time contract where the document is read so that a larger village may not have one (AM-07a)."""
    verdict = part_time(document, households)
    if verdict and verdict.ok is False and document.reads("AM-07a") == "block":
        raise Refused(f"{verdict.text}。", clause=verdict.clause, field="kind")


def outgrown(document: Document, at_start: int | None, latest: int | None) -> Verdict | None:
    """What to say of a part-time contract whose village has passed the threshold since; the contract stands."""
    rule = document.part_time
    if rule is None or at_start is None or latest is None:
        return None
    if not _is_small(document, at_start) or _is_small(document, latest):
        return None
    limit = rule.below
    below, passed = ("不超过", "超过") if document.reads("AM-01") == "inclusive" else ("少于", "达到")
    return Verdict(
        rule="AM-02",
        standard=f"合同起始时{below} {limit} 户",
        required=limit,
        actual=latest,
        ok=None,
        clause=rule.clause,
        text=f"合同起始时 {at_start} 户,现有 {latest} 户,已{passed} {limit} 户;原合同继续有效,续聘时请改用专职",
    )


def _small_enough(document: Document, limit: int, households: int) -> tuple[bool, str]:
    """Whether a village of so many households may hire part-time, and the sentence."""
    small = _is_small(document, households)
    if households == limit and small:
        return True, f"正好 {limit} 户:按现用读法算在 {limit} 户以下,可以聘用兼职"
    if small:
        return True, f"{households} 户,少于 {limit} 户,可以聘用兼职"
    if households == limit:
        return False, f"正好 {limit} 户:与工作经费同一口径,{limit} 户归入上一档,不属于可聘兼职的范围"
    if document.reads("AM-07a") == "block":
        return False, f"{households} 户,达到 {limit} 户以上,不能聘用兼职,请改聘专职"
    return False, f"{households} 户,达到 {limit} 户以上,原则上应聘用专职,请报区说明理由"


def _is_small(document: Document, households: int) -> bool:
    """Whether a village lies below the threshold; AM-01 says whether the threshold itself does."""
    if document.part_time is None:
        return False
    limit = document.part_time.below
    return households <= limit if document.reads("AM-01") == "inclusive" else households < limit


def _has_quota(document: Document) -> bool:
    """Whether the document asks who may have the subsidy, and is read so that more need an approval."""
    return "AM-08" in document.readings and document.reads("AM-08") == "one_unless_approved"
