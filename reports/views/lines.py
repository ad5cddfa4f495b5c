"""The lines of a return, for the pages that show one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.jurisdiction import Jurisdiction
from kit.months import Month
from reports.models import Return
from reports.rules.indicators import INDICATORS
from stations.models import Region


def reported_values(village: Region, month: Month, jurisdiction: Jurisdiction) -> dict[str, int]:
    """The figures that a village reported for a month; empty where it has not."""
    rows = Return.objects.within(jurisdiction).filter(region=village).of_month(month).reported()
    report = rows.prefetch_related("figures").first()
    return report.values() if report else {}


def figure_lines(values: Mapping[str, int], before: Mapping[str, int]) -> list[dict[str, Any]]:
    """The lines of a return, one an indicator, with last month's figure beside."""
    return [
        {"indicator": indicator, "value": values.get(indicator.key), "before": before.get(indicator.key)}
        for indicator in INDICATORS
    ]
