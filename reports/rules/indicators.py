"""What the monthly return counts: each indicator declared once.

A stock is a number at the end of the month and is never added up over months; a flow is what happened in the month.
Both add up over places. Computed ones are drawn from the ledgers, so nobody counts twice; the rest is entered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the return. ``meaning`` says what is counted; ``most`` is more than one village can have."""

    key: str
    name: str
    unit: str
    kind: Literal["stock", "flow"]
    source: Literal["computed", "entered"]
    group: str
    meaning: str
    most: int = 100_000

    @property
    def computed(self) -> bool:
        return self.source == "computed"

    @property
    def kind_label(self) -> str:
        return "期末数" if self.kind == "stock" else "本月发生"


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "households", "户籍户数", "户", "stock", "computed", "资源", "截至本月最近一次登记的年度户籍户数"
    ),
    Indicator(
        "coordinators", "在岗协管员", "人", "stock", "computed", "人员", "本月最后一日聘用合同有效的协管员"
    ),
    Indicator("received", "受理", "件", "flow", "computed", "服务", "受理日期在本月的事项"),
    Indicator("completed", "办结", "件", "flow", "computed", "服务", "本月内已告知申请人的事项"),
    Indicator("withdrawn", "撤回", "件", "flow", "computed", "服务", "本月内由申请人撤回的事项"),
    Indicator("open", "期末在办", "件", "stock", "computed", "服务", "本月最后一日还没有办结或撤回的事项"),
    Indicator("overdue", "其中超期", "件", "stock", "computed", "服务", "期末在办事项中,到期日已过的"),
    Indicator(
        "advice",
        "政策咨询",
        "人次",
        "flow",
        "entered",
        "站务",
        "到站、电话和入户时答复的政策咨询",
        most=9_999,
    ),
    Indicator("publicity", "政策宣传", "场次", "flow", "entered", "站务", "本月举办的宣传活动", most=99),
    Indicator("visits", "入户走访", "户次", "flow", "entered", "站务", "本月入户走访的户次", most=9_999),
    Indicator(
        "vacancies", "岗位信息", "条", "flow", "entered", "站务", "本月收集、发布的岗位信息", most=9_999
    ),
)
BY_KEY: Mapping[str, Indicator] = {indicator.key: indicator for indicator in INDICATORS}
COMPUTED = tuple(indicator for indicator in INDICATORS if indicator.computed)
ENTERED = tuple(indicator for indicator in INDICATORS if not indicator.computed)
