"""Months and periods as values, and the one place that asks what day it is."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import overload
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)

_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})")


def _utc_now() -> datetime:
    return datetime.now(UTC)


def now(clock: Callable[[], datetime] = _utc_now) -> datetime:
    """This moment in Shanghai time; ``clock`` gives the moment with its time zone."""
    return _in_shanghai(clock())


def today(clock: Callable[[], datetime] = _utc_now) -> date:
    """Today's date in Shanghai."""
    return now(clock).date()


def local_date(moment: datetime) -> date:
    """The Shanghai date of a moment; ValueError when the moment has no time zone."""
    return _in_shanghai(moment).date()


def _in_shanghai(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("时间缺少时区")
    return moment.astimezone(SHANGHAI)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month. ValueError for a month or year that does not exist."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ValueError("月份应在1到12之间")
        if not 1 <= self.year <= 9999:
            raise ValueError("年份应在1到9999之间")

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in; a moment is first brought to Shanghai time."""
        if isinstance(day, datetime):
            day = local_date(day)
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """``"2010-03"`` as a month; ValueError for any other form."""
        written = _WRITTEN.fullmatch(text.strip())
        if not written:
            raise ValueError("月份应写成“2010-03”的样子")
        return cls(int(written[1]), int(written[2]))

    @staticmethod
    def range(start: Month, end: Month) -> Iterator[Month]:
        """Every month from ``start`` up to, not including, ``end``."""
        return (start + step for step in range(end - start))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        return monthrange(self.year, self.month)[1]

    @property
    def next(self) -> Month:
        return self + 1

    @property
    def previous(self) -> Month:
        return self - 1

    @property
    def year_ago(self) -> Month:
        return self - 12

    def __add__(self, months: int) -> Month:
        years, month = divmod(self._count + months, 12)
        return Month(years, month + 1)

    @overload
    def __sub__(self, other: int) -> Month: ...

    @overload
    def __sub__(self, other: Month) -> int: ...

    def __sub__(self, other: int | Month) -> Month | int:
        """That many months earlier, or the number of months from ``other`` to this one."""
        return self._count - other._count if isinstance(other, Month) else self + -other

    @property
    def _count(self) -> int:
        return self.year * 12 + self.month - 1


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """The days from ``start`` up to, not including, ``end``; at least one day, else ValueError."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("期间的结束日期应晚于开始日期")

    @classmethod
    def inclusive(cls, first: date, last: date) -> Period:
        """The days from ``first`` through ``last``, as contracts and notices write them."""
        return cls(first, last + ONE_DAY)

    @classmethod
    def calendar(cls, month: Month) -> Period:
        """The whole month."""
        return cls(month.first, month.next.first)

    @classmethod
    def day21_20(cls, month: Month) -> Period:
        """From the 21st of the month before through the 20th."""
        return cls(month.previous.first.replace(day=21), month.first.replace(day=21))

    @classmethod
    def year(cls, year: int) -> Period:
        """The whole calendar year."""
        return cls(Month(year, 1).first, Month(year + 1, 1).first)

    @property
    def first(self) -> date:
        return self.start

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - ONE_DAY

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def contains(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlap_days(self, other: Period) -> int:
        """The number of days that lie in both; 0 when there are none."""
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days)
