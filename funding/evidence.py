"""经费到位 as the ledgers show it: the village's line of the year's work fund, paid or not."""

from __future__ import annotations

from funding.models import WorkFundLine, WorkFundSheet
from funding.rules.sheets import PAID, SHEET
from kit.money import grouped
from stations.evidence import Asked, Facts, Part, Rows, Shown, evidence

NAMES = ("year", "amount", "state", "paid_on")


def _line(asked: Asked) -> list[Rows]:
    """The year of the day, or the year before while this one has no sheet yet: a year is assessed at its end.

    The sheet lies with the district; of it only whether a village's own line was paid is told.
    """
    year = asked.day.year
    lines = (
        WorkFundLine.objects.filter(year__in=(year, year - 1), sheet__in=WorkFundSheet.objects.live())
        .order_by("region", "-year")
        .distinct("region")
        .values_list("region", "year", "amount", "sheet__state", "sheet__paid_on")
    )
    return [Rows("region", NAMES, lines, above=True)]


@evidence("FUND", label="工作经费补助表", parts=[Part(_line)], page="")
def work_fund_paid(asked: Asked, facts: Facts) -> Shown:
    year = facts["year"]
    if year is None:
        return Shown(None, f"{asked.day.year - 1}、{asked.day.year} 年度没有列入工作经费补助表")
    if facts["state"] == PAID:
        return Shown(True, f"{year} 年度工作经费 {grouped(facts['amount'])} 元,{facts['paid_on']} 拨付")
    return Shown(False, f"{year} 年度工作经费还没有拨付(补助表{SHEET.states[facts['state']]})")
