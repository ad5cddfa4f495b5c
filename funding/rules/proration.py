"""The part of a month that a contract covers, and what of a monthly amount it gives (AM-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kit.money import plain, share
from kit.months import Month
from kit.reasoning import Step
from kit.refused import Refused


@dataclass(frozen=True, slots=True)
class Presence:
    """The days of ``month`` in force, and the ``ratio`` of a monthly amount that is due for them."""

    month: Month
    days: int
    ratio: Fraction
    written: str

    @property
    def step(self) -> Step:
        """The first line of every amount that follows the days."""
        return Step(f"{self.month.label}共 {self.month.days} 天,合同有效 {self.days} 天", self.written)

    def due(self, monthly: Decimal) -> Decimal:
        """What of a monthly amount is due, rounded once, to the fen."""
        return share(monthly, self.ratio)

    def formula(self, monthly: Decimal) -> str:
        """The arithmetic behind ``due``, as it is shown."""
        return plain(monthly) if self.ratio == 1 else f"{plain(monthly)} × {self.written}"


def presence(reading: str, month: Month, first: date | None, last: date | None) -> Presence:
    """The presence of a contract from ``first`` through ``last``, both included; None leaves that end open.

    Refused for a last day before the first.
    """
    if first is not None and last is not None and last < first:
        raise Refused(f"合同终止日 {last} 早于起始日 {first},请核对两个日期。", field="in_force_to")
    begins = max(first or month.first, month.first)
    ends = min(last or month.last, month.last)
    days = max(0, (ends - begins).days + 1)
    return Presence(month, days, *_part(reading, days, month.days))


def _part(reading: str, days: int, of: int) -> tuple[Fraction, str]:
    """The part of the month that counts, and how it is written."""
    if days == 0:
        return Fraction(0), "不计"
    if days == of or reading == "full_month":
        return Fraction(1), "全月"
    if reading == "half_month":
        return (Fraction(1, 2), "1 ÷ 2") if 2 * days <= of else (Fraction(1), "全月")
    return Fraction(days, of), f"{days} ÷ {of}"
