"""The course of a monthly return, and when it is due."""

from __future__ import annotations

from datetime import date
from typing import Literal

from kit.months import Month
from kit.transitions import Transition, Workflow

STATION = frozenset({"coordinator", "village"})
TOWNSHIP = frozenset({"township"})

WORKFLOW = Workflow(
    name="月报",
    states={"draft": "草稿", "submitted": "待审核", "returned": "已退回", "accepted": "已通过"},
    transitions=(
        Transition("submit", ("draft", "returned"), "submitted", STATION, "提交"),
        Transition("withdraw", ("submitted",), "draft", STATION, "撤回"),
        Transition("accept", ("submitted",), "accepted", TOWNSHIP, "通过"),
        Transition("send_back", ("submitted",), "returned", TOWNSHIP, "退回"),
    ),
    roles={"coordinator": "协管员", "village": "村委会(站负责人)", "township": "乡镇(街道)"},
)
# Submitted or beyond: what counts as reported.
REPORTED = ("submitted", "accepted")
# Where there is no return yet: late once the due day has passed, awaited before.
STATES_WITH_MISSING = {"missing": "未报", "awaited": "未报", **WORKFLOW.states}

# 行政村 and 社区 owe a return; other village-like units have no station.
OWING_KINDS = ("village", "community")

# The documents set no day. Local parameters (示例): a place announces its own.
DUE_DAY = 5
SOON_DAYS = 3


def due_on(month: Month) -> date:
    """The last day in time for a month's return: the 5th of the next month, whatever day of the week."""
    return month.next.first.replace(day=DUE_DAY)


def owed_month(day: date) -> Month:
    """The month whose return is to be made on ``day``: the last one that is over."""
    return Month.of(day).previous


def is_over(month: Month, day: date) -> bool:
    """Whether a month may be reported on ``day``: a flow is not complete before its last day has passed."""
    return day > month.last


def on_time(month: Month, first_submitted_on: date) -> bool:
    """Punctuality is judged by the first submission: a return sent back for correction was still handed in in time."""
    return first_submitted_on <= due_on(month)


def state_without_return(month: Month, day: date) -> Literal["missing", "awaited"]:
    """How a village that has not begun its return stands on ``day``."""
    return "missing" if day > due_on(month) else "awaited"


def urgency(month: Month, day: date) -> Literal["late", "soon", "normal"]:
    """How an unreported month presses on ``day``."""
    left = (due_on(month) - day).days
    return "late" if left < 0 else "soon" if left <= SOON_DAYS else "normal"
