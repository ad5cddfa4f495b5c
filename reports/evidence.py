"""工作到位 as the ledgers show it: whether last month's return was handed in by the due day."""

from __future__ import annotations

from reports.models import Return
from reports.rules.returns import due_on, on_time, owed_month, state_without_return
from stations.evidence import Asked, Facts, Part, Rows, Shown, evidence, own


def _handed_in(asked: Asked) -> list[Rows]:
    returns = Return.objects.of_month(owed_month(asked.day)).filter(first_submitted_on__isnull=False)
    return [
        own("opened_on"),
        Rows("region", ("handed_in",), returns.order_by().values_list("region", "first_submitted_on")),
    ]


@evidence("WORK", label="月报", parts=[Part(_handed_in)], page="")
def last_return_in_time(asked: Asked, facts: Facts) -> Shown:
    month = owed_month(asked.day)
    day, opened_on = facts["handed_in"], facts["opened_on"]
    if day is not None:
        late = "" if on_time(month, day) else f",晚于 {due_on(month)}"
        return Shown(not late, f"{month.label}月报 {day} 报送{late}")
    if opened_on is None or opened_on > month.first:
        return Shown(None, f"{month.label}月报没有报送;建站日期未登记或在当月之后")
    if state_without_return(month, asked.day) == "missing":
        return Shown(False, f"{month.label}月报没有报送,{due_on(month)} 已截止")
    return Shown(None, f"{month.label}月报还没有报送,{due_on(month)} 截止")
