"""Titles of a platform or community as a workflow, who may be chosen as advanced, and when a title is lost.

The scoring table is not among the documents (AM-35): it is data of the assessment, and only the life of the title
is written here.
"""

from __future__ import annotations

from datetime import date

from kit.reasoning import Verdict
from kit.transitions import Transition, Workflow
from stations import roles
from stations.rules.documents.aims import Title

DRAFT = "draft"
APPLIED = "applied"
ASSESSED = "assessed"
DECLINED = "declined"
DESIGNATED = "designated"
SPOT_CHECK = "spot_check"
RECTIFYING = "rectifying"
RESTORED = "restored"
REVOKED = "revoked"

_APPLICANTS = frozenset({roles.VILLAGE, roles.TOWNSHIP})
_DISTRICT = frozenset({roles.DISTRICT_HR})
_INSPECTORS = frozenset({roles.DISTRICT_HR, roles.CITY})

TITLE = Workflow(
    name="称号",
    states={
        DRAFT: "草稿",
        APPLIED: "已申报",
        ASSESSED: "已考核",
        DECLINED: "未达标",
        DESIGNATED: "已认定",
        SPOT_CHECK: "抽查中",
        RECTIFYING: "整顿中",
        RESTORED: "已恢复",
        REVOKED: "已取消",
    },
    transitions=(
        Transition("apply", (DRAFT, DECLINED), APPLIED, _APPLICANTS, "申报"),
        Transition("assess", (APPLIED,), ASSESSED, _DISTRICT, "考核"),
        Transition("designate", (ASSESSED,), DESIGNATED, _DISTRICT, "认定"),
        Transition("decline", (ASSESSED,), DECLINED, _DISTRICT, "不予认定"),
        Transition("spot_check", (DESIGNATED, RESTORED), SPOT_CHECK, _INSPECTORS, "抽查"),
        Transition("find_in_order", (SPOT_CHECK,), DESIGNATED, _INSPECTORS, "抽查合格"),
        Transition("order_rectification", (SPOT_CHECK,), RECTIFYING, _INSPECTORS, "责令整顿"),
        Transition("restore", (RECTIFYING,), RESTORED, _DISTRICT, "恢复"),
        Transition("revoke", (RECTIFYING,), REVOKED, _DISTRICT, "取消称号", guard="may_revoke"),
    ),
    roles={
        role: roles.LABELS[role] for role in (roles.VILLAGE, roles.TOWNSHIP, roles.DISTRICT_HR, roles.CITY)
    },
)
# The title is held until it is revoked: a defect alone takes nothing away.
HELD = (DESIGNATED, SPOT_CHECK, RECTIFYING, RESTORED)


def may_advance(title: Title, *, state: str, year: int, chosen: int) -> Verdict:
    """Whether one more holder may be chosen as advanced in ``year``, when ``chosen`` are already."""
    ok, text = _advance(title, state, year, chosen)
    return _verdict(title, "advanced", title.advanced, chosen, ok, text)


def may_revoke(title: Title, *, state: str, rectify_by: date | None, on: date) -> Verdict:
    """Whether the title may be taken away: only from rectification, and not before a day that was set for it.

    No length of the rectification is written, so none is assumed (AM-36): without ``rectify_by`` the district's
    finding decides.
    """
    ok, text = _revoke(title, state, rectify_by, on)
    required = rectify_by.isoformat() if rectify_by else None
    return _verdict(title, "revoked", required, on.isoformat(), ok, text)


def _advance(title: Title, state: str, year: int, chosen: int) -> tuple[bool | None, str]:
    if title.advanced is None:
        return None, f"本文件没有规定从“{title.name}”中评选先进"
    if title.advanced_year is not None and year != title.advanced_year:
        return False, f"先进只在 {title.advanced_year} 年评选,不能评 {year} 年的先进"
    if state != DESIGNATED:
        return False, f"先进从“已认定”的{title.holders}中评选,现在是“{TITLE.states[state]}”"
    if chosen >= title.advanced:
        return False, f"先进 {title.advanced} 个,已评出 {chosen} 个,名额已满"
    return True, f"先进 {title.advanced} 个,已评出 {chosen} 个,可以再评"


def _revoke(title: Title, state: str, rectify_by: date | None, on: date) -> tuple[bool | None, str]:
    if not title.revocable:
        return None, f"本文件没有规定取消“{title.name}”"
    if state != RECTIFYING:
        return False, f"取消称号须先责令整顿,整顿后仍不合格才能取消;现在是“{TITLE.states[state]}”"
    if rectify_by is not None and on <= rectify_by:
        return False, f"整顿期限到 {rectify_by}(含当日),期限过后仍不合格才能取消"
    return True, "整顿后仍不合格的,可以取消称号" + ("" if rectify_by else ";没有设定整顿期限,由区认定")


def _verdict(
    title: Title, what: str, required: int | str | None, actual: int | str, ok: bool | None, text: str
) -> Verdict:
    return Verdict(
        rule=title.rule or title.clause,
        standard=f"title:{title.key}:{what}",
        required=required,
        actual=actual,
        ok=ok,
        clause=title.clause,
        text=text,
    )
