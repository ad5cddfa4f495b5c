"""Townships and districts are merged, split, moved and turned into another kind, with all that lies below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stations import branches
from stations.actions import life
from stations.branches import Coded
from stations.models import Region, Reorganisation, User
from stations.plans import Answers, NewPlace, Plan
from stations.reorganising import Terms


def merge(
    places: Sequence[Region],
    into: Region | NewPlace,
    coded: Sequence[Coded],
    terms: Terms,
    answers: Answers,
    *,
    by: User,
) -> Reorganisation:
    """They become a new one, or one of them takes the others in."""

    def plan(held: Sequence[Region], coded: Sequence[Coded]) -> Plan:
        return branches.merge(held, next((each for each in held if each == into), into), coded, terms)

    return _carry_out(places, coded, plan, answers, by)


def split(
    place: Region,
    into: Sequence[NewPlace],
    coded: Sequence[Coded],
    terms: Terms,
    answers: Answers,
    *,
    goes_on: bool,
    by: User,
) -> Reorganisation:
    """What lies below is divided."""
    return _carry_out(
        [place],
        coded,
        lambda held, coded: branches.split(held[0], into, coded, terms, goes_on=goes_on),
        answers,
        by,
    )


def move(
    place: Region, to: NewPlace, coded: Sequence[Coded], terms: Terms, answers: Answers, *, by: User
) -> Reorganisation:
    """A township goes on in another district."""
    return _carry_out(
        [place], coded, lambda held, coded: branches.move(held[0], to, coded, terms), answers, by
    )


def rekind(
    place: Region, to: NewPlace, coded: Sequence[Coded], terms: Terms, answers: Answers, *, by: User
) -> Reorganisation:
    """It becomes another kind under another code."""
    return _carry_out(
        [place], coded, lambda held, coded: branches.rekind(held[0], to, coded, terms), answers, by
    )


def _carry_out(
    places: Sequence[Region],
    coded: Sequence[Coded],
    plan: Callable[[Sequence[Region], Sequence[Coded]], Plan],
    answers: Answers,
    by: User,
) -> Reorganisation:
    """All of them are held, so that the table is checked against what they are now."""
    count = len(places)

    def of_held(held: Sequence[Region]) -> Plan:
        fresh = [Coded(old, each.code, each.name) for old, each in zip(held[count:], coded, strict=False)]
        return plan(held[:count], fresh)

    further = [region for regions in branches.below_each(coded).values() for region in regions]
    return life.carry_out([*places, *(each.old for each in coded), *further], of_held, answers, by=by)
