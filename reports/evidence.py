"""工作到位 as the ledgers show it: whether last month's return was handed in by the due day."""

from __future__ import annotations

from reports.models import Return
from reports.rules.returns import due_on, on_time, owed_month, state_without_return
from stations.evidence import Asked, Evidence, evidence
from stations.models import Station


@evidence("WORK", label="月报")
def last_return_in_time(asked: Asked) -> dict[int, Evidence]:
    month = owed_month(asked.day)
    rows = Return.objects.of_month(month).filter(region__in=asked.regions, first_submitted_on__isnull=False)
    handed_in = dict(rows.values_list("region_id", "first_submitted_on"))

    def judged(station: Station) -> Evidence:
        day = handed_in.get(station.region_id)
        if day is not None:
            late = "" if on_time(month, day) else f",晚于 {due_on(month)}"
            return Evidence(not late, f"{month.label}月报 {day} 报送{late}")
        if station.opened_on is None or station.opened_on > month.first:
            return Evidence(None, f"{month.label}月报没有报送;建站日期未登记或在当月之后")
        if state_without_return(month, asked.day) == "missing":
            return Evidence(False, f"{month.label}月报没有报送,{due_on(month)} 已截止")
        return Evidence(None, f"{month.label}月报还没有报送,{due_on(month)} 截止")

    return {station.pk: judged(station) for station in asked.stations}
