"""Deadlines in working days, natural days and months, with what is not yet announced marked as provisional.

Working weekends and days off are announced by the State Council for one year at a time, late in the year
before. The calendar knows the announced years; what it does not know yet, or what differs locally, is
overridden by day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

import holidays
from holidays.countries.china import ChinaStaticHolidays

from kit.months import ONE_DAY, Month, Period

ANNOUNCED = frozenset(ChinaStaticHolidays.special_public_holidays)

_SATURDAY = 5


class Kind(StrEnum):
    """What a clock counts."""

    WORKING = "working"
    NATURAL = "natural"
    MONTH = "month"


@dataclass(frozen=True, order=True, slots=True)
class Deadline:
    """The last day in time; ``provisional`` when it rests on a year whose holidays are not announced yet."""

    due: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    ``overrides`` says for single days whether they are worked and wins over everything else; ``announced``
    names further years whose holidays were announced and entered as overrides.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)
    announced: Collection[int] = ()

    def is_working(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        days_off, working_weekends = _published(day.year)
        if day.weekday() >= _SATURDAY:
            return day in working_weekends
        return day not in days_off

    def provisional(self, day: date) -> bool:
        """Whether it is not yet certain that the day is worked or free."""
        known = day in self.overrides or day.year in ANNOUNCED or day.year in self.announced
        return not known

    def working_days(self, start: date, length: int) -> Deadline:
        """The end of ``length`` working days; ``start`` is day 0, the next working day is day 1."""
        return Clock(Kind.WORKING, length, start).due(self)

    def natural_days(self, start: date, length: int) -> Deadline:
        """The end of ``length`` days of any kind; ``start`` is day 0. Never moved by a holiday."""
        return Clock(Kind.NATURAL, length, start).due(self)

    def one_month(self, start: date) -> Deadline:
        """The same day of the next month, or that month's last day where it has no such day."""
        return Clock(Kind.MONTH, 1, start).due(self)

    def remaining(self, today: date, due: date, kind: Kind) -> int:
        """Days, or working days, left after ``today`` through ``due``; negative when overdue."""
        counts = self.is_working if kind is Kind.WORKING else _every_day
        return _days_between(today, due, counts)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that may be paused: ``length`` working days, natural days or months from ``started_on``.

    The day it starts is day 0. A day inside a pause does not count, whatever the kind. Pauses may overlap;
    one that still runs is given as far as it has come. ValueError for a negative length.
    """

    kind: Kind
    length: int
    started_on: date
    pauses: tuple[Period, ...] = ()

    def __post_init__(self) -> None:
        if self.length < 0:
            raise ValueError("期限不能是负数")

    def due(self, calendar: Calendar) -> Deadline:
        left, day, provisional = self._days_to_count, self.started_on, False
        while left:
            day += ONE_DAY
            if self.kind is Kind.WORKING:
                provisional = provisional or calendar.provisional(day)
            if self._counts(day, calendar):
                left -= 1
        return Deadline(day, provisional)

    def remaining(self, today: date, calendar: Calendar) -> int:
        """Counting days left after ``today``; negative when overdue."""
        return _days_between(today, self.due(calendar).due, lambda day: self._counts(day, calendar))

    @property
    def _days_to_count(self) -> int:
        if self.kind is not Kind.MONTH:
            return self.length
        return (_months_later(self.started_on, self.length) - self.started_on).days

    def _counts(self, day: date, calendar: Calendar) -> bool:
        if any(pause.contains(day) for pause in self.pauses):
            return False
        return self.kind is not Kind.WORKING or calendar.is_working(day)


def _every_day(day: date) -> bool:
    return True


def _days_between(today: date, due: date, counts: Callable[[date], bool]) -> int:
    if due < today:
        return -_days_between(due, today, counts)
    days = (today + ONE_DAY * step for step in range(1, (due - today).days + 1))
    return sum(counts(day) for day in days)


def _months_later(day: date, months: int) -> date:
    month = Month.of(day) + months
    return month.first.replace(day=min(day.day, month.days))


@lru_cache(maxsize=512)
def _published(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and working weekends of a year.

    Read out once: the library's own object fills itself while it is asked, and is no value to share between
    threads.
    """
    china = holidays.country_holidays("CN", years=year, expand=False)
    return frozenset(china), frozenset(china.weekend_workdays)
