"""Families of whom nobody has work: two kinds that are never added together (AM-32), and which are open on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# Urban and registered (F) or rural (S): other families, other rules, other authorities.
KINDS = {"zero_employment": "零就业家庭", "zero_transfer": "零转移家庭"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """A member of the family found work; ``member`` is any key that tells members apart."""

    member: str
    employed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A case: found, recognised, and closed when it is one no longer. ValueError for a kind that does not exist.

    ``both_wanted`` is the request for two jobs (双就业).
    """

    kind: str
    discovered_on: date
    recognised_on: date | None = None
    both_wanted: bool = False
    employments: tuple[Employment, ...] = ()
    closed_on: date | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"家庭类别只能是:{'、'.join(KINDS.values())}")

    def open_on(self, day: date) -> bool:
        """Whether the case is open at the end of ``day``: one that is closed that very day is not."""
        return self.discovered_on <= day and (self.closed_on is None or day < self.closed_on)

    def age(self, day: date) -> int:
        """Days since it was found."""
        return (day - self.discovered_on).days

    def employed_on(self, members: int) -> date | None:
        """The day by which so many different members had found work since the discovery; None while fewer have."""
        first: dict[str, date] = {}
        for employment in sorted(self.employments, key=lambda each: each.employed_on):
            if employment.employed_on >= self.discovered_on:
                first.setdefault(employment.member, employment.employed_on)
        days = list(first.values())
        return days[members - 1] if len(days) >= members else None


def open_at(families: Iterable[Family], *, kind: str, on: date) -> tuple[Family, ...]:
    """The families of one kind that are open at the end of ``on``, the oldest case first (AM-31)."""
    found = [family for family in families if family.kind == kind and family.open_on(on)]
    return tuple(sorted(found, key=lambda family: family.discovered_on))
