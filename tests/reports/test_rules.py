"""Indicators, checks and days of the monthly return, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from kit.months import Month
from kit.refused import Refused
from reports.rules.checks import findings, implausible, is_jump
from reports.rules.indicators import BY_KEY, COMPUTED, ENTERED, INDICATORS
from reports.rules.returns import (
    STATION,
    TOWNSHIP,
    WORKFLOW,
    due_on,
    is_over,
    on_time,
    owed_month,
    state_without_return,
    urgency,
)

OCTOBER = Month(2010, 10)
BEFORE = {indicator.key: 0 for indicator in INDICATORS} | {"open": 5}


def figures(**changes: int) -> dict[str, int]:
    """A month that agrees with ``BEFORE``."""
    return {indicator.key: 0 for indicator in INDICATORS} | {"open": 5} | changes


def test_the_indicators_of_the_return() -> None:
    assert [(each.key, each.kind, each.source) for each in INDICATORS] == [
        ("households", "stock", "computed"),
        ("coordinators", "stock", "computed"),
        ("received", "flow", "computed"),
        ("completed", "flow", "computed"),
        ("withdrawn", "flow", "computed"),
        ("open", "stock", "computed"),
        ("overdue", "stock", "computed"),
        ("advice", "flow", "entered"),
        ("publicity", "flow", "entered"),
        ("visits", "flow", "entered"),
        ("vacancies", "flow", "entered"),
    ]
    assert len(BY_KEY) == len(INDICATORS) == len(COMPUTED) + len(ENTERED)


def test_the_whole_course_of_a_return() -> None:
    assert {(found.verb, found.source, found.target, found.roles) for found in WORKFLOW.transitions} == {
        ("submit", ("draft", "returned"), "submitted", STATION),
        ("withdraw", ("submitted",), "draft", STATION),
        ("accept", ("submitted",), "accepted", TOWNSHIP),
        ("send_back", ("submitted",), "returned", TOWNSHIP),
    }
    with pytest.raises(Refused, match="不能撤回"):
        WORKFLOW.step("withdraw", "accepted", "coordinator")


def test_figures_that_agree_ask_for_nothing() -> None:
    assert findings(figures(received=4, completed=3, withdrawn=1), BEFORE) == ()


def test_the_closing_stock_is_the_opening_plus_what_came_minus_what_left() -> None:
    (found,) = findings(figures(received=4, completed=2, withdrawn=1), BEFORE)
    assert (found.check, found.indicator) == ("期末与期初相符", "open")
    assert "5 + 4 - 2 - 1 = 6" in found.text


def test_the_first_return_has_no_opening_to_agree_with() -> None:
    assert findings(figures(received=9), None) == ()


def test_a_part_is_not_more_than_its_whole() -> None:
    assert findings(figures(overdue=5), None) == ()
    (found,) = findings(figures(overdue=6), None)
    assert (found.check, found.indicator) == ("其中不大于合计", "overdue")


@pytest.mark.parametrize(
    ("was", "now", "jump"),
    [
        (10, 30, False),
        (10, 31, True),
        (31, 10, True),
        (30, 10, False),
        (3, 9, False),
        (3, 10, True),
        (0, 10, True),
        (0, 9, False),
    ],
)
def test_a_jump_is_more_than_three_times_from_ten_on(was: int, now: int, jump: bool) -> None:
    assert is_jump(was, now) is jump
    found = findings(figures(visits=now), BEFORE | {"visits": was})
    assert [each.indicator for each in found] == (["visits"] if jump else [])


def test_entered_figures_lie_between_zero_and_what_a_village_can_have() -> None:
    assert implausible({"publicity": 0, "visits": 9_999}) == {}
    assert implausible({"publicity": 100, "visits": -1}) == {
        "publicity": "政策宣传应在 0 到 99 场次之间,请核对后重填。",
        "visits": "入户走访应在 0 到 9999 户次之间,请核对后重填。",
    }


def test_a_return_is_due_on_the_fifth_of_the_next_month() -> None:
    assert (due_on(OCTOBER), due_on(Month(2010, 12))) == (date(2010, 11, 5), date(2011, 1, 5))
    assert (on_time(OCTOBER, date(2010, 11, 5)), on_time(OCTOBER, date(2010, 11, 6))) == (True, False)


def test_a_month_is_reported_once_it_is_over() -> None:
    assert (is_over(OCTOBER, date(2010, 10, 31)), is_over(OCTOBER, date(2010, 11, 1))) == (False, True)
    assert (owed_month(date(2010, 11, 1)), owed_month(date(2010, 10, 31))) == (OCTOBER, Month(2010, 9))
    assert owed_month(date(2011, 1, 1)) == Month(2010, 12)


def test_a_month_presses_three_days_before_it_is_due() -> None:
    assert [urgency(OCTOBER, date(2010, 11, day)) for day in (1, 2, 5, 6)] == [
        "normal",
        "soon",
        "soon",
        "late",
    ]
    assert [state_without_return(OCTOBER, date(2010, 11, day)) for day in (5, 6)] == ["awaited", "missing"]
