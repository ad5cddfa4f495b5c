"""Deadlines over real holidays, working weekends, pauses, and years not announced yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.months import Period
from kit.workdays import ANNOUNCED, Calendar, Clock, Deadline, Kind

CHINA = Calendar()
NEVER_ANNOUNCED = 2099


def test_the_spring_festival_of_2010_with_its_working_weekend() -> None:
    days = [date(2010, 2, 11) + timedelta(days=step) for step in range(13)]
    worked = [day.day for day in days if CHINA.is_working(day)]
    assert worked == [11, 12, 20, 21, 22, 23]


def test_working_weekends_at_the_turn_of_the_year() -> None:
    days = [date(2011, 12, 30), date(2011, 12, 31), date(2012, 1, 1), date(2012, 1, 3), date(2012, 1, 4)]
    assert [CHINA.is_working(day) for day in days] == [True, True, False, False, True]


def test_an_override_wins_over_the_published_holidays() -> None:
    local = Calendar({date(2010, 3, 8): False, date(2010, 2, 14): True})
    assert [local.is_working(day) for day in (date(2010, 3, 8), date(2010, 2, 14))] == [False, True]


def test_working_days_are_counted_from_the_next_working_day() -> None:
    assert [CHINA.working_days(date(2010, 2, 11), length).due for length in (0, 1, 2, 3, 5)] == [
        date(2010, 2, 11),
        date(2010, 2, 12),
        date(2010, 2, 20),
        date(2010, 2, 21),
        date(2010, 2, 23),
    ]


def test_a_count_that_starts_on_a_free_day() -> None:
    assert CHINA.working_days(date(2010, 2, 14), 1) == Deadline(date(2010, 2, 20))


def test_natural_days_run_through_holidays() -> None:
    assert CHINA.natural_days(date(2010, 2, 11), 20) == Deadline(date(2010, 3, 3))


def test_one_month_ends_on_the_same_day_or_the_last() -> None:
    starts = [date(2010, 3, 5), date(2010, 1, 31), date(2012, 1, 31), date(2010, 12, 31), date(2010, 2, 28)]
    assert [CHINA.one_month(start).due for start in starts] == [
        date(2010, 4, 5),
        date(2010, 2, 28),
        date(2012, 2, 29),
        date(2011, 1, 31),
        date(2010, 3, 28),
    ]


def test_a_deadline_in_a_year_not_announced_is_provisional() -> None:
    last = max(ANNOUNCED)
    assert CHINA.working_days(date(last, 12, 1), 3).provisional is False
    assert CHINA.working_days(date(last, 12, 30), 5).provisional is True
    assert CHINA.natural_days(date(last, 12, 30), 5).provisional is False


def test_a_year_entered_by_hand_is_announced() -> None:
    by_hand = Calendar({date(NEVER_ANNOUNCED, 5, 1): False}, announced={NEVER_ANNOUNCED})
    one_day = Calendar({date(NEVER_ANNOUNCED, 5, 1): False})
    days = [date(NEVER_ANNOUNCED, 5, 1), date(NEVER_ANNOUNCED, 5, 4)]
    assert [by_hand.provisional(day) for day in days] == [False, False]
    assert [one_day.provisional(day) for day in days] == [False, True]


def test_days_left_are_negative_when_overdue() -> None:
    today = date(2010, 2, 12)
    dues = [date(2010, 2, 23), date(2010, 2, 12), date(2010, 2, 9)]
    assert [CHINA.remaining(today, due, Kind.WORKING) for due in dues] == [4, 0, -3]
    assert [CHINA.remaining(today, due, Kind.NATURAL) for due in dues] == [11, 0, -3]
    assert [CHINA.remaining(today, due, Kind.MONTH) for due in dues] == [11, 0, -3]


def test_a_pause_moves_the_deadline_by_the_days_that_would_have_counted() -> None:
    pause = (Period.inclusive(date(2010, 3, 3), date(2010, 3, 8)),)
    start = date(2010, 3, 1)
    due = {
        (kind, length): (
            Clock(kind, length, start).due(CHINA).due,
            Clock(kind, length, start, pause).due(CHINA).due,
        )
        for kind, length in [(Kind.WORKING, 5), (Kind.NATURAL, 20), (Kind.MONTH, 1), (Kind.NATURAL, 1)]
    }
    assert due == {
        (Kind.WORKING, 5): (date(2010, 3, 8), date(2010, 3, 12)),
        (Kind.NATURAL, 20): (date(2010, 3, 21), date(2010, 3, 27)),
        (Kind.MONTH, 1): (date(2010, 4, 1), date(2010, 4, 7)),
        (Kind.NATURAL, 1): (date(2010, 3, 2), date(2010, 3, 2)),
    }


def test_overlapping_pauses_count_once() -> None:
    pauses = (
        Period.inclusive(date(2010, 3, 3), date(2010, 3, 6)),
        Period.inclusive(date(2010, 3, 5), date(2010, 3, 8)),
    )
    assert Clock(Kind.NATURAL, 20, date(2010, 3, 1), pauses).due(CHINA).due == date(2010, 3, 27)


def test_paused_days_are_not_among_the_days_left() -> None:
    clock = Clock(Kind.WORKING, 5, date(2010, 3, 1), (Period.inclusive(date(2010, 3, 3), date(2010, 3, 8)),))
    days = [date(2010, 3, 1), date(2010, 3, 2), date(2010, 3, 5), date(2010, 3, 12), date(2010, 3, 16)]
    assert [clock.remaining(day, CHINA) for day in days] == [5, 4, 4, 0, -2]


def test_a_negative_length_is_refused() -> None:
    with pytest.raises(ValueError, match="期限不能是负数"):
        CHINA.working_days(date(2010, 3, 1), -1)


@given(st.dates(date(2005, 1, 1), date(2020, 12, 31)), st.integers(0, 120), st.sampled_from(Kind))
def test_the_whole_length_is_left_on_the_day_a_clock_starts(start: date, length: int, kind: Kind) -> None:
    clock = Clock(kind, length % 4 if kind is Kind.MONTH else length, start)
    left = clock.remaining(start, CHINA)
    assert left == CHINA.remaining(start, clock.due(CHINA).due, kind)
    if kind is not Kind.MONTH:
        assert left == length
