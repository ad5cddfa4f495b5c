"""Places and devices of many stations as facts: fetched in the database, held against a document by the rules."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, Count, F, Func, Q, TextField, Value, When
from django.db.models.functions import Concat

from stations.evidence import Asked, Facts, Part, Rows, own
from stations.models import Asset
from stations.rules import outfit as rules
from stations.rules.assets import PRESENT
from stations.rules.outfit import Line, Outfit
from stations.titles import demonstrations

SEVERAL = "*"


def _place_rows(asked: Asked) -> list[Rows]:
    shown = demonstrations(asked.day).order_by("region").distinct("region")
    return [
        own(
            "new_or_merged",
            "qualified",
            "fixed_place",
            "dedicated_area",
            "hall_area",
            kind="region__kind",
        ),
        Rows("region", ("demonstration",), shown.values_list("region", Value(True))),
    ]


def _device_rows(asked: Asked) -> list[Rows]:
    """How many devices were ever registered, and those that stand there: ``printer+copier|telephone*``."""
    kinds = Func(F("codes"), Value("+"), function="array_to_string", output_field=TextField())
    several = Case(When(accepted_on__isnull=False, then=Value(SEVERAL)), default=Value(""))
    said = Concat(kinds, several, output_field=TextField())
    standing = Q(scrapped_on__isnull=True, condition__in=PRESENT)
    by_station = (
        Asset.objects.order_by()
        .values("station")
        .annotate(registered=Count("pk"), standing=StringAgg(said, "|", filter=standing, order_by=said))
        .values_list("station", "registered", "standing")
    )
    return [
        own("network_connected", kind="region__kind"),
        Rows("station", ("registered", "standing"), by_station),
    ]


def _place(asked: Asked, facts: Facts) -> Facts:
    """The lines about the place; areas do not depend on devices."""
    outfit = Outfit(**{**facts, "demonstration": bool(facts["demonstration"])}, counts={})
    return {"fixed_place": facts["fixed_place"], "place": told(rules.place_lines(asked.document, outfit))}


def _equipment(asked: Asked, facts: Facts) -> Facts:
    counts, combined = _counted(facts["standing"] or "")
    outfit = Outfit(
        kind=facts["kind"],
        networked=facts["network_connected"],
        devices=bool(facts["registered"]),
        counts=counts,
        combined=combined,
    )
    return {
        "bare": not outfit.devices,
        "equipment": told(rules.equipment_lines(asked.document, outfit)),
    }


PLACE = Part(_place_rows, _place)
DEVICES = Part(_device_rows, _equipment)


def told(lines: tuple[Line, ...]) -> list[dict[str, Any]]:
    """Lines as JSON holds them: what they are about, how it came out, how many are missing."""
    return [
        {
            "label": line.label,
            "standard": line.verdict.standard,
            "codes": "+".join(line.codes),
            "outcome": line.outcome,
            "missing": line.missing,
        }
        for line in lines
    ]


def _counted(standing: str) -> tuple[Counter[str], tuple[frozenset[str], ...]]:
    """As ``stations.rules.assets.counted``, of devices as the database told them."""
    counts: Counter[str] = Counter()
    combined = []
    for device in standing.split("|") if standing else ():
        codes = device.removesuffix(SEVERAL).split("+")
        if len(codes) > 1 and not device.endswith(SEVERAL):
            combined.append(frozenset(codes))
        else:
            counts.update(codes)
    return counts, tuple(combined)
