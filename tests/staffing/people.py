"""Coordinators, contracts and assessments as tests need them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kit.idnumber import check_digit
from staffing.models import Coordinator, Engagement, VillageAssessment
from staffing.rules.engagements import contract_party
from stations.models import HouseholdCount, Region, User
from stations.models.regions import located


def id_number(number: int) -> str:
    """A number that nobody has: the area was never assigned."""
    first17 = f"99000019900101{number:03d}"
    return first17 + check_digit(first17)


def engage(person: Coordinator, village: Region, starts_on: date, **terms: Any) -> Engagement:
    terms = {"kind": "full_time", "monthly_wage": Decimal(1100), **terms}
    return Engagement.objects.create(
        **located(village),
        coordinator=person,
        starts_on=starts_on,
        contract_party=contract_party(terms["kind"]),
        **terms,
    )


def hire(
    village: Region, name: str, number: int, starts_on: date = date(2009, 12, 1), **terms: Any
) -> Coordinator:
    """A coordinator with a contract in force from ``starts_on``."""
    person = Coordinator.objects.create(**located(village), name=name, id_text=id_number(number))
    engage(person, village, starts_on, **terms)
    return person


def count_households(village: Region, households: int, year: int = 2009, **values: Any) -> HouseholdCount:
    return HouseholdCount.objects.create(
        **located(village),
        year=year,
        counted_on=date(year, 12, 31),
        households=households,
        **{"source": "户籍年报", **values},
    )


def assess(village: Region, by: User, result: str = "合格", **values: Any) -> VillageAssessment:
    """A confirmed assessment of 2009, on 8 January 2010."""
    now = timezone.now()
    return VillageAssessment.objects.create(
        **located(village),
        **{
            "year": 2009,
            "assessed_on": date(2010, 1, 8),
            "result": result,
            "state": "confirmed",
            "scored_by": by,
            "scored_at": now,
            "confirmed_by": by,
            "confirmed_at": now,
            **values,
        },
    )
