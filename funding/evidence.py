"""经费到位 as the ledgers show it: the village's line of the year's work fund, paid or not."""

from __future__ import annotations

from funding.models import WorkFundLine, WorkFundSheet
from funding.rules.sheets import PAID, SHEET
from kit.money import grouped
from kit.scope import current, everywhere
from stations.evidence import Asked, Evidence, evidence


@evidence("FUND", label="工作经费补助表")
def work_fund_paid(asked: Asked) -> dict[int, Evidence]:
    """The year of the day, or the year before while this one has no sheet yet: a year is assessed at its end."""
    year = asked.day.year
    rows = WorkFundLine.objects.filter(region__in=asked.regions, year__in=(year, year - 1)).order_by("year")
    lines = list(rows.only("region_id", "year", "amount", "sheet_id"))
    sheets = _live_sheets({line.sheet_id for line in lines})
    latest = {line.region_id: line for line in lines if line.sheet_id in sheets}
    return {
        station.pk: _judged(line, sheets[line.sheet_id])
        if (line := latest.get(station.region_id))
        else Evidence(None, f"{year - 1}、{year} 年度没有列入工作经费补助表")
        for station in asked.stations
    }


def _live_sheets(keys: set[int]) -> dict[int, WorkFundSheet]:
    """The sheets lie with the district; of them only whether a village's own line was paid is told."""
    acting = current()
    with everywhere(**(acting.author if acting else {})):
        return WorkFundSheet.objects.live().only("state", "paid_on").in_bulk(keys)


def _judged(line: WorkFundLine, sheet: WorkFundSheet) -> Evidence:
    if sheet.state == PAID:
        return Evidence(True, f"{line.year} 年度工作经费 {grouped(line.amount)} 元,{sheet.paid_on} 拨付")
    return Evidence(False, f"{line.year} 年度工作经费还没有拨付(补助表{SHEET.states[sheet.state]})")
