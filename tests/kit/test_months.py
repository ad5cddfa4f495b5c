"""Months, periods and Shanghai time at their edges."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from kit.months import SHANGHAI, Month, Period, local_date, now, today

MONTHS = st.builds(Month, st.integers(1900, 2199), st.integers(1, 12))
STEPS = st.integers(-1200, 1200)


def test_a_month_knows_its_days() -> None:
    facts = {
        str(month): (month.label, month.first, month.last, month.days)
        for month in [Month(2010, 3), Month(2010, 2), Month(2012, 2), Month(1900, 2), Month(2010, 12)]
    }
    assert facts == {
        "2010-03": ("2010年3月", date(2010, 3, 1), date(2010, 3, 31), 31),
        "2010-02": ("2010年2月", date(2010, 2, 1), date(2010, 2, 28), 28),
        "2012-02": ("2012年2月", date(2012, 2, 1), date(2012, 2, 29), 29),
        "1900-02": ("1900年2月", date(1900, 2, 1), date(1900, 2, 28), 28),
        "2010-12": ("2010年12月", date(2010, 12, 1), date(2010, 12, 31), 31),
    }


def test_months_step_across_the_turn_of_the_year() -> None:
    december = Month(2009, 12)
    assert [december.next, december.previous, december.year_ago] == [
        Month(2010, 1),
        Month(2009, 11),
        Month(2008, 12),
    ]
    assert Month(2010, 3) - december == 3
    assert list(Month.range(Month(2009, 11), Month(2010, 2))) == [
        Month(2009, 11),
        Month(2009, 12),
        Month(2010, 1),
    ]
    assert list(Month.range(Month(2010, 2), Month(2009, 11))) == []


@given(MONTHS, STEPS)
def test_adding_and_taking_away_months_is_exact(month: Month, steps: int) -> None:
    later = month + steps
    assert later - steps == month
    assert later - month == steps
    assert (later > month) == (steps > 0)
    assert Month.parse(str(later)) == later
    assert Month.of(later.first) == Month.of(later.last) == later
    assert later.last + timedelta(days=1) == later.next.first


@pytest.mark.parametrize(
    "text", ["2010-13", "2010-00", "0000-01", "2010-3", "201003", "2010-03-01", "２０１０-03", ""]
)
def test_a_month_is_read_in_one_form_only(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(月份|年份)应"):
        Month.parse(text)


def test_a_moment_belongs_to_the_month_it_has_in_shanghai() -> None:
    before_midnight = datetime(2010, 2, 28, 15, 59, 59, tzinfo=UTC)
    midnight = datetime(2010, 2, 28, 16, tzinfo=UTC)
    assert [Month.of(before_midnight), Month.of(midnight)] == [Month(2010, 2), Month(2010, 3)]
    assert [local_date(before_midnight), local_date(midnight)] == [date(2010, 2, 28), date(2010, 3, 1)]


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime(2010, 3, 1)
    for ask in (lambda: Month.of(naive), lambda: today(lambda: naive)):
        with pytest.raises(ValueError, match="时间缺少时区"):
            ask()


def test_today_is_the_date_in_shanghai() -> None:
    moment = datetime(2010, 12, 31, 16, 30, tzinfo=UTC)
    assert now(lambda: moment) == datetime(2011, 1, 1, 0, 30, tzinfo=SHANGHAI)
    assert today(lambda: moment) == date(2011, 1, 1)
    with time_machine.travel(moment, tick=False):
        assert (now(), today()) == (moment, date(2011, 1, 1))


def test_periods_end_before_their_end() -> None:
    periods = {
        "calendar": Period.calendar(Month(2012, 2)),
        "december": Period.calendar(Month(2010, 12)),
        "day21_20": Period.day21_20(Month(2010, 3)),
        "january": Period.day21_20(Month(2010, 1)),
        "year": Period.year(2010),
        "inclusive": Period.inclusive(date(2010, 1, 5), date(2010, 1, 5)),
    }
    assert {name: (period.first, period.last, period.days) for name, period in periods.items()} == {
        "calendar": (date(2012, 2, 1), date(2012, 2, 29), 29),
        "december": (date(2010, 12, 1), date(2010, 12, 31), 31),
        "day21_20": (date(2010, 2, 21), date(2010, 3, 20), 28),
        "january": (date(2009, 12, 21), date(2010, 1, 20), 31),
        "year": (date(2010, 1, 1), date(2010, 12, 31), 365),
        "inclusive": (date(2010, 1, 5), date(2010, 1, 5), 1),
    }
    for period in periods.values():
        inside = [period.contains(day) for day in (period.first, period.last, period.end)]
        assert inside == [True, True, False]


@pytest.mark.parametrize("end", [date(2010, 1, 1), date(2009, 12, 31)])
def test_a_period_without_a_day_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="结束日期应晚于开始日期"):
        Period(date(2010, 1, 1), end)


def test_overlapping_days_are_counted_from_either_side() -> None:
    march = Period.calendar(Month(2010, 3))
    others = {
        Period.inclusive(date(2010, 3, 10), date(2010, 3, 26)): 17,
        Period.inclusive(date(2010, 2, 1), date(2010, 3, 1)): 1,
        Period.calendar(Month(2010, 4)): 0,
        Period.year(2008): 0,
        Period.year(2010): 31,
    }
    assert {other: march.overlap_days(other) for other in others} == others
    assert {other: other.overlap_days(march) for other in others} == others


@given(MONTHS)
def test_consecutive_periods_leave_no_gap(month: Month) -> None:
    for rule in (Period.calendar, Period.day21_20):
        assert rule(month).end == rule(month.next).start


def test_months_and_periods_travel_to_workers() -> None:
    values = (Month(2010, 3), Period.year(2010))
    assert pickle.loads(pickle.dumps(values)) == values
