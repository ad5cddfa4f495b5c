"""Insurance bases and rates, so that the pay of a month can be tried. The rates are invented and say so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from stations.demo.world import World
from stations.models import Parameter

STARTS_ON = date(2009, 1, 1)
CITATION = "示例,请按当地文件维护"
BASE = "1296.00"
# Insurance: the employer's rate, the person's rate.
RATES = {
    "pension": ("0.14", "0.08"),
    "medical": ("0.05", "0.02"),
    "unemployment": ("0.02", "0.01"),
    "work_injury": ("0.005", "0"),
    "maternity": ("0.005", "0"),
}


def announce_rates(world: World) -> None:
    """For each district, unless somebody has announced that kind there already."""
    present = set(Parameter.objects.values_list("kind", "code"))
    Parameter.objects.bulk_create(
        Parameter(
            kind=kind,
            tier=district.tier,
            code=district.code,
            starts_on=STARTS_ON,
            value=Decimal(value),
            citation=CITATION,
            made_up=True,
        )
        for district in world.districts
        for insurance, (employer, employee) in RATES.items()
        for kind, value in (
            (f"insurance_base:{insurance}", BASE),
            (f"employer_rate:{insurance}", employer),
            (f"employee_rate:{insurance}", employee),
        )
        if (kind, district.code) not in present
    )
