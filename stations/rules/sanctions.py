"""What a penalty bars its subject from, and for how long (AM-49)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kit.workdays import Calendar, Clock, Kind
from stations.rules.documents import Document
from stations.rules.documents.aims import Sanction

_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """Who may not take part in ``what`` from ``first`` through ``last``; None while it has to be lifted.

    ``all_awards``: every award, and not only those of the field that ``what`` names.
    """

    first: date
    last: date | None
    what: str
    all_awards: bool
    subjects: tuple[str, ...]
    clause: str

    @property
    def text(self) -> str:
        until = f"至 {self.last}(含当日)" if self.last else "起,解除为止"
        return f"{self.first} {until},不得参加{self.what}"


def bar(document: Document, sanction: Sanction, *, noticed_on: date) -> Bar:
    """The bar that begins with the notice (通报批评) of ``noticed_on``. ValueError for what bars from nothing."""
    if not sanction.bars:
        raise ValueError(f"{sanction.name}没有不得参加的规定")
    return Bar(
        first=noticed_on,
        last=_last(document.reads("AM-49"), noticed_on),
        what=sanction.bars,
        all_awards=sanction.all_awards,
        subjects=tuple(sanction.subjects),
        clause=sanction.clause,
    )


def barred(
    bar: Bar, on: date, *, subject: str = "unit", same_field: bool = True, lifted_on: date | None = None
) -> bool:
    """Whether ``subject`` (unit, person) may not take part in an award on that day.

    ``same_field``: the award is one of the field the bar names. From ``lifted_on`` on nobody is barred.
    """
    concerned = subject in bar.subjects and (bar.all_awards or same_field)
    lasting = bar.first <= on and (bar.last is None or on <= bar.last)
    lifted = lifted_on is not None and lifted_on <= on
    return concerned and lasting and not lifted


def _last(reading: str, noticed_on: date) -> date | None:
    """The year of the notice, twelve months with the notice as day 0, or no end."""
    if reading == "calendar_year":
        return date(noticed_on.year, 12, 31)
    if reading == "twelve_months":
        return Clock(Kind.MONTH, _MONTHS_OF_A_YEAR, noticed_on).due(Calendar()).due
    return None
