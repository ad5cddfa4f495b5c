"""The month that a page is about, from its address."""

from __future__ import annotations

from typing import Any

from kit.months import Month, today
from reports.rules.returns import owed_month

OFFERED = 13
# What a typing error makes of a year is no month of ours.
FIRST, LAST = Month(1990, 1), Month(2200, 12)


def parse_month(text: str) -> Month:
    """2010-03 as a month; ValueError for anything else, and for times in which there are no returns."""
    month = Month.parse(text)
    if not FIRST <= month <= LAST:
        raise ValueError(f"{text} lies outside {FIRST} to {LAST}")
    return month


class MonthConverter:
    """2010-03 in an address."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> Month:
        return parse_month(value)

    def to_url(self, value: Month) -> str:
        return str(value)


def asked_month(request: Any) -> Month:
    """The month named by ``?month=``, else the last one that is over."""
    try:
        return parse_month(request.GET.get("month", ""))
    except ValueError:
        return owed_month(today())


def offered_months() -> list[tuple[str, str]]:
    """The months that a list offers, the latest first, so that the same month last year is among them."""
    last = owed_month(today())
    return [(str(last - step), (last - step).label) for step in range(OFFERED)]
