"""What a station tells everybody: found by its village's code, read in that village's scope and by a reader alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from kit.jinja import url
from kit.roles import READER_ROLE
from kit.scope import Acting
from stations.models import Region, Station
from stations.models.history import last_changed
from stations.places import Tier
from stations.posters import Line, Material, gather
from stations.rules.postings import COMMITMENTS, STANDARDS
from stations.wall import Member, Offer

CODE_DIGITS = 12


def public_address(request: Any, village: Region) -> str:
    """Where a village's station is found by everybody, written out for a QR code."""
    path = url("public_station", village.code_text)
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else str(request.build_absolute_uri(path))


def village_of(code: str) -> Region | None:
    """The village that bears the code, or bore it last."""
    if len(code) != CODE_DIGITS or not (code.isascii() and code.isdigit()):
        return None
    rows = Region.objects.of_tier(Tier.VILLAGE).filter(code=int(code))
    return (
        rows.select_related("parent__parent__parent", "became")
        .order_by(F("closed_on").desc(nulls_first=True))
        .first()
    )


def reading(village: Region) -> Acting:
    """The scope of a stranger at one village's page: its own rows, nothing to be written."""
    return Acting(jurisdiction=village.jurisdiction, role=READER_ROLE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the page shows, and nothing besides: the template is given this and no row."""

    name: str
    place: str
    address: str
    phone: str
    hours: str
    head: str
    staff: tuple[Member, ...]
    duties: tuple[Line, ...]
    duties_source: str
    offers: tuple[Offer, ...]
    commitments: tuple[str, ...]
    standards: tuple[str, ...]
    supervision: tuple[str, str, str] | None
    changed_on: date | None


def sheet_of(village: Region, on: date) -> Sheet | None:
    """The public sheet of a village's station; None where it has none."""
    station = Station.objects.within(village.jurisdiction).filter(region=village).first()
    if station is None:
        return None
    station.region = village
    material = gather(station, on)
    phone = material.phone
    return Sheet(
        name=station.name,
        place=village.path,
        address=station.address,
        phone=station.phone,
        hours=station.opening_hours,
        head=station.head,
        staff=material.staff,
        duties=material.duties,
        duties_source=material.cite(*(line.clause for line in material.duties)),
        offers=material.counter.offers,
        commitments=_paragraphs(material, COMMITMENTS),
        standards=_paragraphs(material, STANDARDS),
        supervision=(phone.office, phone.phone, phone.hours) if phone else None,
        changed_on=_last_change(station, material),
    )


def _paragraphs(material: Material, sheet: str) -> tuple[str, ...]:
    text = material.texts.get(sheet)
    return text.paragraphs if text else ()


def _last_change(station: Station, material: Material) -> date | None:
    """The last day on which the card, a text or the number was changed."""
    said = (*material.texts.values(), *([material.phone] if material.phone else []))
    moments = [last_changed(Station, station.pk), *(row.made_at for row in said)]
    latest = max((each for each in moments if each is not None), default=None)
    return timezone.localtime(latest).date() if latest else None
