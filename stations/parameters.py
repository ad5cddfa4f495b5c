"""Which parameter holds for a place on a day, and loading those that ship with the portal."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

from stations.documents.files import FOLDER
from stations.models import Parameter
from stations.places import Place


def parameter(kind: str, place: Place, on: date) -> Parameter | None:
    """The value of the place itself, else of the nearest place above, in force on ``on``; None where there is none."""
    return (
        Parameter.objects.for_any_of([place, *place.above])
        .filter(kind=kind, starts_on__lte=on)
        .exclude(ends_on__lt=on)
        .order_by("-tier")
        .first()
    )


def value_of(kind: str, area: str, on: date) -> Decimal | None:
    """The number alone, for an area by its code as the national list writes it ("330302"); None for no area."""
    found = parameter(kind, Place.parse(area), on) if area else None
    return found.value if found else None


def load_shipped_parameters() -> int:
    """Add the shipped parameters that are not there; returns how many.

    A kind and area that already has any value is left alone: what a city has entered or corrected stays.
    """
    rows = tomllib.loads((FOLDER / "parameters" / "zhejiang.toml").read_text(encoding="utf-8"))["parameters"]
    present = set(Parameter.objects.values_list("kind", "tier", "code"))
    missing = [
        Parameter(
            kind=row["kind"],
            tier=int(place.tier),
            code=place.code,
            starts_on=row["starts_on"],
            ends_on=row.get("ends_on"),
            value=Decimal(row["value"]),
            citation=row["citation"],
        )
        for row in rows
        for place in map(Place.parse, row["areas"])
        if (row["kind"], int(place.tier), place.code) not in present
    ]
    Parameter.objects.bulk_create(missing)
    return len(missing)
