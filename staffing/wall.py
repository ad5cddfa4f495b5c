"""Whom villagers meet in a station: the coordinators in force, by name and post, with a photo only by agreement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from staffing.models import Engagement
from staffing.rules.engagements import FULL_TIME
from stations.models import Region
from stations.wall import Member, staff_source


@staff_source
def staff(village: Region, on: date) -> Iterator[Member]:
    rows = Engagement.objects.within(village.jurisdiction).filter(region=village).in_force(on)
    people = rows.values_list(
        "kind", "coordinator__name", "coordinator__portrait_agreed_on", "coordinator__portrait__name"
    )
    for kind, name, agreed_on, portrait in people.order_by("kind", "starts_on"):
        post = f"劳动保障协管员({'专职' if kind == FULL_TIME else '兼职'})"
        agreed = agreed_on is not None and agreed_on <= on
        yield Member(name, post, portrait if agreed else None)
