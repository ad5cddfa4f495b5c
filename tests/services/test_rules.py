"""The course of a request and its clock, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from kit.months import Period
from kit.refused import Refused
from kit.workdays import Calendar, Kind
from services.rules.requests import (
    STATION,
    TOWNSHIP,
    WORKFLOW,
    Limit,
    Standing,
    pauses,
    receipt_number,
    soon_until,
    standing,
)

CHINA = Calendar()
FIVE = Limit(5, Kind.WORKING)


def stands(due: date, kind: Kind, day: date, paused_on: date | None = None) -> Standing:
    return standing(due, kind, paused_on=paused_on, day=day, calendar=CHINA)


def test_the_whole_course_and_who_may_take_each_step() -> None:
    steps = {(found.verb, found.source, found.target, found.roles) for found in WORKFLOW.transitions}
    assert steps == {
        ("send_up", ("received",), "sent_up", STATION),
        ("resubmit", ("returned",), "sent_up", STATION),
        ("tell", ("decided",), "told", STATION),
        ("decide", ("sent_up",), "decided", TOWNSHIP),
        ("send_back", ("sent_up",), "returned", TOWNSHIP),
        ("withdraw", ("received", "sent_up", "returned"), "withdrawn", STATION),
    }


@pytest.mark.parametrize("role", ["coordinator", "village"])
@pytest.mark.parametrize("state", list(WORKFLOW.states))
def test_a_station_never_decides(role: str, state: str) -> None:
    with pytest.raises(Refused):
        WORKFLOW.step("decide", state, role)


def test_a_decided_request_can_no_longer_be_withdrawn_or_returned() -> None:
    assert [found.verb for found in WORKFLOW.allowed("decided", "coordinator")] == ["tell"]
    assert WORKFLOW.allowed("decided", "township") == []
    assert [state for state in WORKFLOW.states if not WORKFLOW.allowed(state, "coordinator")] == [
        "told",
        "withdrawn",
    ]


def test_five_working_days_over_the_spring_festival() -> None:
    assert FIVE.due(date(2010, 2, 11), (), CHINA).due == date(2010, 2, 23)
    assert Limit(5, Kind.NATURAL).due(date(2010, 2, 11), (), CHINA).due == date(2010, 2, 16)


@pytest.mark.rule("AM-33")
def test_twenty_days_are_natural_days_and_the_first_is_day_0() -> None:
    assert Limit(20, Kind.NATURAL).due(date(2010, 2, 11), (), CHINA).due == date(2010, 3, 3)


@pytest.mark.rule("AM-34")
def test_one_month_ends_on_the_same_day_or_on_the_last_of_the_month() -> None:
    month = Limit(1, Kind.MONTH)
    assert month.due(date(2010, 3, 5), (), CHINA).due == date(2010, 4, 5)
    assert month.due(date(2010, 1, 31), (), CHINA).due == date(2010, 2, 28)


def test_days_of_completing_papers_do_not_count() -> None:
    """Received on Monday, returned on Wednesday, handed up again on the Monday after: five working days later."""
    steps = [
        ("receive", date(2010, 3, 1)),
        ("send_up", date(2010, 3, 1)),
        ("send_back", date(2010, 3, 3)),
        ("resubmit", date(2010, 3, 8)),
    ]
    waited = pauses(steps)
    assert waited == (Period.inclusive(date(2010, 3, 4), date(2010, 3, 8)),)
    assert FIVE.due(date(2010, 3, 1), (), CHINA).due == date(2010, 3, 8)
    assert FIVE.due(date(2010, 3, 1), waited, CHINA).due == date(2010, 3, 11)


def test_papers_completed_on_the_same_day_pause_nothing() -> None:
    assert pauses([("send_back", date(2010, 3, 3)), ("resubmit", date(2010, 3, 3))]) == ()


def test_every_return_pauses_again_and_one_that_still_waits_is_no_pause_yet() -> None:
    days = [date(2010, 3, day) for day in (3, 5, 9, 10, 12)]
    steps = list(zip(["send_back", "resubmit"] * 2 + ["send_back"], days, strict=True))
    assert pauses(steps) == (
        Period.inclusive(date(2010, 3, 4), date(2010, 3, 5)),
        Period.inclusive(date(2010, 3, 10), date(2010, 3, 10)),
    )


def test_a_clock_turns_amber_at_three_days_and_red_the_day_after_it_is_due() -> None:
    due = date(2010, 3, 12)
    assert [stands(due, Kind.WORKING, date(2010, 3, day)) for day in (8, 9, 12, 15)] == [
        Standing("normal", "还剩 4 个工作日"),
        Standing("soon", "还剩 3 个工作日"),
        Standing("soon", "今天到期"),
        Standing("late", "已超期 1 个工作日"),
    ]
    assert stands(due, Kind.MONTH, date(2010, 3, 8)) == Standing("normal", "还剩 4 天")


def test_a_paused_clock_stands_where_it_stopped() -> None:
    paused = date(2010, 3, 9)
    assert stands(date(2010, 3, 12), Kind.WORKING, date(2010, 5, 1), paused) == Standing(
        "paused", "补正期间不计时,还剩 3 个工作日"
    )
    assert stands(date(2010, 3, 8), Kind.WORKING, date(2010, 5, 1), paused) == Standing(
        "late", "已超期 1 个工作日"
    )


def test_soon_reaches_over_the_weekend_for_working_days_alone() -> None:
    friday = date(2010, 3, 5)
    assert soon_until(Kind.NATURAL, friday, CHINA) == date(2010, 3, 8)
    assert soon_until(Kind.WORKING, friday, CHINA) == date(2010, 3, 10)
    assert stands(date(2010, 3, 10), Kind.WORKING, friday).urgency == "soon"
    assert stands(date(2010, 3, 11), Kind.WORKING, friday).urgency == "normal"


def test_a_receipt_number_can_be_read_out() -> None:
    assert receipt_number(330302008201, date(2026, 11, 22), 3) == "330302008201-20261122-003"
