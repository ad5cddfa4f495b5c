"""The yearly assessment of villages as a workflow: the township scores, the district confirms (AM-15)."""

from __future__ import annotations

from datetime import date

from kit.transitions import Transition, Workflow
from stations import roles

DRAFT = "draft"
SCORED = "scored"
RETURNED = "returned"
CONFIRMED = "confirmed"

ASSESSMENT = Workflow(
    name="行政村年度考核",
    states={DRAFT: "草稿", SCORED: "待确认", RETURNED: "已退回", CONFIRMED: "已确认"},
    transitions=(
        Transition("score", (DRAFT, RETURNED), SCORED, frozenset({roles.TOWNSHIP}), "报送"),
        Transition("take_back", (SCORED,), DRAFT, frozenset({roles.TOWNSHIP}), "撤回"),
        Transition("confirm", (SCORED,), CONFIRMED, frozenset({roles.DISTRICT_HR}), "确认"),
        Transition("return", (SCORED,), RETURNED, frozenset({roles.DISTRICT_HR}), "退回"),
    ),
    roles={role: roles.LABELS[role] for role in (roles.TOWNSHIP, roles.DISTRICT_HR)},
)
# What the township may still change.
OPEN = (DRAFT, RETURNED)


def assessment_day_problem(year: int, assessed_on: date, today: date) -> str | None:
    """Why a day cannot be the assessment day of ``year``; None where it can."""
    if assessed_on < date(year, 1, 1):
        return f"考核日早于被考核的 {year} 年度,请核对年份"
    if assessed_on > today:
        return "考核日还没有到,请填实际考核的日期"
    return None
