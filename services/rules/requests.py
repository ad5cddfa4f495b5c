"""The course of a request at the counter: who may do what, and until when it must be answered.

The station receives and hands on, the township decides, the station tells the applicant; a station never decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kit.months import ONE_DAY, Period
from kit.transitions import Transition, Workflow
from kit.workdays import Calendar, Clock, Deadline, Kind

STATION = frozenset({"coordinator", "village"})
TOWNSHIP = frozenset({"township"})

WORKFLOW = Workflow(
    name="受理",
    states={
        "received": "已受理",
        "sent_up": "已上报",
        "returned": "待补正",
        "decided": "已决定",
        "told": "已办结",
        "withdrawn": "已撤回",
    },
    transitions=(
        Transition("send_up", ("received",), "sent_up", STATION, "上报乡镇(街道)"),
        Transition("resubmit", ("returned",), "sent_up", STATION, "补正后重报"),
        Transition("tell", ("decided",), "told", STATION, "告知申请人"),
        Transition("decide", ("sent_up",), "decided", TOWNSHIP, "作出决定"),
        Transition("send_back", ("sent_up",), "returned", TOWNSHIP, "退回补正"),
        Transition("withdraw", ("received", "sent_up", "returned"), "withdrawn", STATION, "申请人撤回"),
    ),
    roles={"coordinator": "协管员", "village": "村委会(站负责人)", "township": "乡镇(街道)"},
)
OPEN = ("received", "sent_up", "returned", "decided")
# A township may not agree or refuse in silence: both outcomes carry a reason.
OUTCOMES = {"agreed": "同意", "refused": "不同意"}

SOON = 3
KINDS = {Kind.WORKING: "个工作日", Kind.NATURAL: "天(自然日)", Kind.MONTH: "个月"}

Urgency = Literal["late", "soon", "normal", "paused", "none", "closed"]
URGENCIES: dict[Urgency, str] = {
    "late": "已超期",
    "soon": "快到期",
    "normal": "期限内",
    "paused": "补正中",
    "none": "无时限",
    "closed": "已结束",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as it was promised: 15 working days, 20 natural days, one month."""

    length: int
    kind: Kind

    @property
    def label(self) -> str:
        return f"{self.length} {KINDS[self.kind]}"

    def due(self, received_on: date, pauses: tuple[Period, ...], calendar: Calendar) -> Deadline:
        """The last day in time; the day of receipt is day 0."""
        return Clock(self.kind, self.length, received_on, pauses).due(calendar)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clock stands on a day, and the words for it."""

    urgency: Urgency
    text: str


CLOSED = Standing("closed", "")
NO_LIMIT = Standing("none", "没有承诺时限")


def standing(due_on: date, kind: Kind, *, paused_on: date | None, day: date, calendar: Calendar) -> Standing:
    """How an open request's clock stands on ``day``; a paused clock stands where it was when it stopped."""
    left = calendar.remaining(paused_on or day, due_on, kind)
    unit = "个工作日" if kind is Kind.WORKING else "天"
    words = f"还剩 {left} {unit}" if left > 0 else "今天到期" if left == 0 else f"已超期 {-left} {unit}"
    if paused_on is not None and left >= 0:
        return Standing("paused", f"补正期间不计时,还剩 {left} {unit}")
    if left < 0:
        return Standing("late", words)
    return Standing("soon" if left <= SOON else "normal", words)


def soon_until(kind: Kind, day: date, calendar: Calendar) -> date:
    """The last due day that counts as soon on ``day``: every clock due by then stands at ``SOON`` or less."""
    last = day
    while calendar.remaining(day, last + ONE_DAY, kind) <= SOON:
        last += ONE_DAY
    return last


def pauses(steps: Iterable[tuple[str, date]]) -> tuple[Period, ...]:
    """The days on which the applicant was completing papers, from the steps (verb, day) in their order.

    The day of the return still counts and the day of re-submission is day 0 again, as the day of receipt was.
    """
    found: list[Period] = []
    since: date | None = None
    for verb, on in steps:
        if verb == "send_back":
            since = on
        elif verb == "resubmit" and since is not None:
            if on > since:
                found.append(Period.inclusive(since + ONE_DAY, on))
            since = None
    return tuple(found)


def receipt_number(code: int, received_on: date, running: int) -> str:
    """村码-日期-顺序号, as it stands on the receipt: 330302012201-20261122-003."""
    return f"{code:012d}-{received_on:%Y%m%d}-{running:03d}"
