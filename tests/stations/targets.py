"""Targets counted and read as their pages read them, for the tests of targets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from kit.jurisdiction import EVERYWHERE
from kit.months import today
from kit.scope import Acting, acting, everywhere
from stations import tallies
from stations.actions.targets import Said, enter
from stations.documents import content
from stations.models import Post, Region, TargetEntry
from stations.target_progress import Line, Progresses, chosen


def count() -> None:
    """All boards, as the worker counts them."""
    spans = list(tallies.spans_with_stations())
    with everywhere():
        for span in spans:
            tallies.count(span, today())


def by_zhou(cast: Any, event: Callable[[Any], Any]) -> Any:
    """What becomes of a village, carried out by the district in its own scope."""
    with acting(Acting(jurisdiction=cast.district.jurisdiction, author={"user": "周科长"})):
        return event(cast)


def progresses(place: Region, key: str, *, as_now: bool = False) -> Progresses:
    stored = chosen(place, key).stored
    assert stored is not None
    assert stored.key == key
    return Progresses(place, stored, EVERYWHERE, as_now)


def line(place: Region, key: str, target: str, *, as_now: bool = False) -> Line:
    found = progresses(place, key, as_now=as_now)
    return found.line(next(each for each in content(found.stored).targets if each.key == target))


def now(place: Region, key: str, target: str) -> tuple[Any, ...]:
    """Numerator, denominator, what nobody knows, and the outcome."""
    found = line(place, key, target)
    return (found.now.numerator, found.now.denominator, found.now.unknown, found.outcome)


def at_due(place: Region, key: str, target: str, *, as_now: bool = False) -> tuple[Any, ...]:
    """Numerator and denominator of the due day, and whether they were enough."""
    standing = line(place, key, target, as_now=as_now).at_due
    assert standing is not None
    return (standing.numerator, standing.denominator, standing.progress.reached)


def entered(
    place: Region, key: str, target: str, day: date, numerator: int, denominator: int | None, by: Post
) -> TargetEntry:
    """Figures entered through the action."""
    stored = chosen(place, key).stored
    assert stored is not None
    aim = next(each for each in content(stored).targets if each.key == target)
    return enter(stored, aim, place, Said(day, numerator, denominator, "年报"), by=by)
