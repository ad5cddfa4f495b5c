"""Clocks of the text: by when something must have come about, and how it stands on a day.

The day a clock starts is day 0 and the due day still counts. The two clocks of a zero-employment family run apart:
one may be met while the other is overdue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kit.reasoning import Verdict
from kit.refused import Refused
from kit.workdays import Calendar, Clock, Deadline, Kind
from stations.rules.documents import Document
from stations.rules.documents.aims import Limit
from stations.rules.families import Family

MET = "met"
LATE = "late"
RUNNING = "running"
OVERDUE = "overdue"

# The clocks of a family without work, and how many of its members must have found some.
FIRST = "first_employment"
SECOND = "second_employment"
MEMBERS = {FIRST: 1, SECOND: 2}

_STARTS = {"discovered_on": "发现日期", "recognised_on": "认定日期"}
_DAYS_OF_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clock stands on a day: its end, whether it was met, and the days left, negative once it is over.

    ``left`` counts working days where the clock does; None when the outcome has come.
    """

    limit: Limit
    deadline: Deadline
    state: str
    reached_on: date | None
    left: int | None
    verdict: Verdict


def due(
    limit: Limit,
    document: Document,
    *,
    discovered_on: date,
    recognised_on: date | None = None,
    calendar: Calendar,
) -> Deadline:
    """The last day in time, by AM-33 (what starts the clock, which days count) and AM-34 (what a month is).

    Refused where the day that starts the clock is missing or unknown, or the recognition before the discovery.
    """
    start = _start(limit, document, discovered_on, recognised_on)
    return Clock(*_length(limit, document), start).due(calendar)


def standing(
    limit: Limit,
    document: Document,
    *,
    discovered_on: date,
    recognised_on: date | None = None,
    reached_on: date | None,
    on: date,
    calendar: Calendar,
) -> Standing:
    """How the clock stands at the end of ``on``; what was reached later is not known yet."""
    end = due(limit, document, discovered_on=discovered_on, recognised_on=recognised_on, calendar=calendar)
    reached = reached_on if reached_on is not None and reached_on <= on else None
    state = _state(end.due, reached, on)
    kind, _ = _length(limit, document)
    left = None if reached else calendar.remaining(on, end.due, kind)
    said = [_said(end, state, reached, left, kind)]
    if recognised_on is not None:
        said.append(f"发现到认定相隔 {(recognised_on - discovered_on).days} 天")
    if end.provisional:
        said.append("当年的节假日安排还没有公布,期限可能变动")
    verdict = Verdict(
        rule=limit.rule or limit.clause,
        standard=f"limit:{limit.key}",
        required=end.due.isoformat(),
        actual=reached.isoformat() if reached else None,
        ok={MET: True, RUNNING: None}.get(state, False),
        clause=limit.clause,
        text=f"{limit.name}:" + ";".join(said),
    )
    return Standing(limit, end, state, reached, left, verdict)


def standings(document: Document, family: Family, *, on: date, calendar: Calendar) -> tuple[Standing, ...]:
    """The clocks of a family: the first job, and where two were asked for, the second of another member."""
    if family.kind != "zero_employment":
        return ()
    wanted = (FIRST, SECOND) if family.both_wanted else (FIRST,)
    return tuple(
        standing(
            limit,
            document,
            discovered_on=family.discovered_on,
            recognised_on=family.recognised_on,
            reached_on=family.employed_on(MEMBERS[limit.key]),
            on=on,
            calendar=calendar,
        )
        for limit in document.limits
        if limit.key in wanted
    )


def _start(limit: Limit, document: Document, discovered_on: date, recognised_on: date | None) -> date:
    if recognised_on is not None and recognised_on < discovered_on:
        raise Refused("认定日期早于发现日期,请核对两个日期", clause=limit.clause, field="recognised_on")
    starts = limit.starts
    if document.reads("AM-33") == "natural_from_recognition":
        starts = "recognised_on"
    day = discovered_on if starts == "discovered_on" else recognised_on
    if day is None:
        raise Refused(
            f"时限“{limit.name}”从{_STARTS[starts]}起算,请先填写{_STARTS[starts]}",
            clause=limit.clause,
            field=starts,
        )
    return day


def _length(limit: Limit, document: Document) -> tuple[Kind, int]:
    """What the clock counts, and how much of it."""
    if limit.unit == "working_days":
        return Kind.WORKING, limit.length
    if limit.unit == "natural_days":
        working = document.reads("AM-33") == "working_from_discovery"
        return (Kind.WORKING if working else Kind.NATURAL), limit.length
    if document.reads("AM-34") == "thirty_days":
        return Kind.NATURAL, limit.length * _DAYS_OF_A_MONTH
    return Kind.MONTH, limit.length


def _state(end: date, reached: date | None, on: date) -> str:
    if reached is not None:
        return MET if reached <= end else LATE
    return RUNNING if on <= end else OVERDUE


def _said(end: Deadline, state: str, reached: date | None, left: int | None, kind: Kind) -> str:
    until = f"期限 {end.due}(含当日)"
    if state == MET:
        return f"{until},已于 {reached} 按期实现"
    if state == LATE:
        return f"{until},{reached} 才实现,超过期限"
    days = f"{abs(left or 0)} 个工作日" if kind is Kind.WORKING else f"{abs(left or 0)} 天"
    if state == RUNNING:
        return f"{until},还有 {days}" if left else f"{until},这天是最后一天"
    return f"{until},已超过 {days}仍未实现,请立即落实并说明原因"
