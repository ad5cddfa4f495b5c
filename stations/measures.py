"""How targets are counted from the ledgers: measures by target, filled by the apps at start.

A measure gives the rows that are counted on a day, each saying whether it has what the target asks for. Numbers by
township come from one grouped query over these rows, and the list of those that are still missing from the same rows,
so that the two cannot disagree. On a day that is over, the rows are those of that day, under the map of that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from kit.jurisdiction import Jurisdiction
from stations.documents import content
from stations.models import PolicyDocument, Region
from stations.places import Tier
from stations.rules.documents import Document
from stations.rules.documents.aims import Target
from stations.then import lying

TOWNSHIPS = ("street", "town", "township")


@dataclass(frozen=True, slots=True)
class Asked:
    """The day, the document that says what is counted, and the span of whole cities to count in."""

    day: date
    document: Document
    span: Jurisdiction

    def places(self, *kinds: str) -> QuerySet[Region]:
        """Places of these kinds that were in being on the day, with the township they lay and now lie in.

        A place that goes on in another is counted as the place it was, under whoever has it now.
        """
        own = Case(
            When(tier=Tier.TOWNSHIP, then=F("pk")), default=F("parent"), output_field=BigIntegerField()
        )
        # Asked of those alone that became another; a join would be asked of every place.
        above = Region.objects.filter(pk=OuterRef("became")).values("parent")
        now = Case(
            When(became__isnull=True, then=own),
            When(tier=Tier.TOWNSHIP, then=F("became")),
            default=Subquery(above),
            output_field=BigIntegerField(),
        )
        within = Region.objects.filter(kind__in=kinds, code__gte=self.span.lo, code__lt=self.span.hi)
        return within.open_on(self.day).annotate(township=own, township_now=now)

    def lying(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of a table of places, each with the ``place`` it lay in on the day."""
        return lying(self.inside(rows).order_by(), self.day)

    def inside(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of the span, wherever in it they lie."""
        return rows.filter(scope_code__gte=self.span.lo, scope_code__lt=self.span.hi)

    def regions(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The places in which such rows lay on the day, to be looked up in."""
        return self.lying(rows).values("place")

    def with_townships(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of villages as units themselves: with the township they lay and now lie in."""
        here = Region.objects.filter(pk=OuterRef("place"))
        return self.lying(rows).annotate(
            township=Subquery(here.values("parent")),
            township_now=Subquery(here.values_list(Coalesce("became__parent", "parent"))),
        )


def has(*, yes: Q, unknown: Q | None = None) -> Case:
    """True where ``yes`` holds, else None where ``unknown`` does, else False."""
    cases = [When(yes, then=Value(True))]
    if unknown is not None:
        cases.append(When(unknown, then=Value(None)))
    return Case(*cases, default=Value(False), output_field=BooleanField(null=True))


Rows = Callable[[Asked], QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Measure:
    """How a target is counted.

    ``rows`` gives what is counted, with ``has``, ``township`` and ``township_now``. ``ledger`` names where the figures
    come from, ``unit`` what is counted, ``unknown`` why of some rows nobody can tell, ``left_out`` what of the target
    the portal holds nothing of. ``each`` is the tier at which the target is asked of every single place. ``readings``
    are those of the document on which the rows depend.
    """

    rows: Rows
    ledger: str
    unit: str
    unknown: str = ""
    left_out: str = ""
    each: Tier | None = None
    readings: tuple[str, ...] = ()

    def same_as(self, asked: Asked) -> tuple[Any, ...]:
        """What two questions must have in common to have one answer."""
        read = tuple(asked.document.reads(key) for key in self.readings)
        return (self.rows, asked.day, asked.span, read)


_measures: dict[str, Measure] = {}


def measure(
    *targets: str,
    ledger: str,
    unit: str,
    unknown: str = "",
    left_out: str = "",
    each: Tier | None = None,
    readings: tuple[str, ...] = (),
) -> Callable[[Rows], Rows]:
    """Register what counts these targets, each named by its document and its key ("W:stations_built")."""

    def register(rows: Rows) -> Rows:
        for name in targets:
            if name in _measures:
                raise ValueError(f"{name} is counted already, from {_measures[name].ledger}")
            _measures[name] = Measure(rows, ledger, unit, unknown, left_out, each, readings)
        return rows

    return register


def name_of(stored: PolicyDocument, target: Target) -> str:
    """The document in which the target is written, and its key: what is inherited is the parent's."""
    return f"{home_of(stored, target)}:{target.key}"


def home_of(stored: PolicyDocument, target: Target) -> str:
    """The key of the document in which a target of ``stored`` is written."""
    parent = stored.parent
    return parent.key if parent is not None and target in content(parent).targets else stored.key


def measure_of(name: str) -> Measure | None:
    """The measure of a target; None where no ledger tells and somebody has to enter it."""
    return _measures.get(name)


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows of one township, as then and as now, by whether they have it."""

    township: int
    township_now: int
    has: bool | None
    rows: int


def counted(rows: QuerySet[Any]) -> Iterator[Counted]:
    """The rows of a measure by township; one query."""
    grouped = rows.order_by().values("township", "township_now", "has").annotate(rows=Count("pk"))
    return (Counted(**row) for row in grouped)


def below(rows: QuerySet[Any], townships: Iterable[int] | QuerySet[Region], *, as_now: bool) -> QuerySet[Any]:
    """The rows of a measure that lay in these townships, or lie in them now."""
    return rows.filter(**{"township_now__in" if as_now else "township__in": townships})
