"""What villagers read of a station, on its wall and on its public page: gathered from this app and those above.

The apps above fill in at start who works there and what its counter offers. Whatever is put into these values may be
read by anybody: a private number or account has no place in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from stations.models import Region


@dataclass(frozen=True, slots=True)
class Offer:
    """Something done for people: ``limit`` is empty where nothing was promised, ``free`` None where no fee arises."""

    name: str
    part: str
    limit: str
    basis: str
    papers: tuple[str, ...]
    free: bool | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way a request takes: whose it is, and what is done."""

    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in the station. ``portrait`` names a photo that the person has agreed to show."""

    name: str
    post: str
    portrait: UUID | None


@dataclass(frozen=True, slots=True)
class Counter:
    """What a counter offers on a day, and the steps that every request takes there."""

    offers: tuple[Offer, ...] = ()
    steps: tuple[Step, ...] = ()


CounterSource = Callable[[Region, date], Counter]
StaffSource = Callable[[Region, date], Iterable[Member]]

_counters: list[CounterSource] = []
_staff: list[StaffSource] = []


def counter_source(source: CounterSource) -> CounterSource:
    """Register a function of village and day that says what the counter offers."""
    _counters.append(source)
    return source


def staff_source(source: StaffSource) -> StaffSource:
    """Register a function of village and day that says who works there."""
    _staff.append(source)
    return source


def counter_of(village: Region, on: date) -> Counter:
    found = [source(village, on) for source in _counters]
    return Counter(
        tuple(offer for counter in found for offer in counter.offers),
        tuple(step for counter in found for step in counter.steps),
    )


def staff_of(village: Region, on: date) -> tuple[Member, ...]:
    return tuple(member for source in _staff for member in source(village, on))
