"""What is announced locally and changes from year to year: the kinds of dated parameters, and what each may hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from stations.rules.documents.money import INSURANCES


@dataclass(frozen=True, slots=True)
class ParameterKind:
    """A parameter by its key, its unit on screen, its bounds (both allowed) and how many decimals it has."""

    key: str
    label: str
    unit: str
    least: Decimal
    most: Decimal
    decimals: int

    def problem(self, value: Decimal) -> str | None:
        """Why ``value`` cannot be this parameter; None where it can."""
        if not value.is_finite() or not self.least <= value <= self.most:
            return f"{self.label}应在 {self.least:f} 到 {self.most:f} 之间(单位:{self.unit})。"
        if value != round(value, self.decimals):
            return (
                f"{self.label}最多 {self.decimals} 位小数。" if self.decimals else f"{self.label}应是整数。"
            )
        return None

    def shown(self, value: Decimal) -> str:
        """The value as it is read: ``960.00``, ``14%``, ``25``."""
        if self.unit == RATE:
            return f"{(value * 100).normalize():f}%"
        return f"{value:.{self.decimals}f}"


RATE = "比例"


def _money(key: str, label: str, unit: str, most: str = "1000000") -> ParameterKind:
    return ParameterKind(key, label, unit, Decimal("0.01"), Decimal(most), 2)


def _rate(key: str, label: str) -> ParameterKind:
    return ParameterKind(key, label, RATE, Decimal(0), Decimal(1), 4)


def _number(key: str, label: str, unit: str, most: int) -> ParameterKind:
    return ParameterKind(key, label, unit, Decimal(1), Decimal(most), 0)


KINDS = {
    kind.key: kind
    for kind in (
        _money("minimum_wage", "最低月工资标准", "元/月"),
        _money("minimum_hourly_wage", "最低小时工资标准", "元/小时", "10000"),
        *(
            _money(f"insurance_base:{key}", f"{name}最低缴费基数", "元/月")
            for key, name in INSURANCES.items()
        ),
        *(_rate(f"employer_rate:{key}", f"{name}单位费率") for key, name in INSURANCES.items()),
        *(_rate(f"employee_rate:{key}", f"{name}个人费率") for key, name in INSURANCES.items()),
        _money("district_wage_standard", "区定协管员工资标准", "元/月"),
        _money("village_official_income", "大学生村官收入标准", "元/月"),
        _money("comparable_income", "同类人员收入标准", "元/月"),
        _money("fund_income", "失业保险基金年收入", "元/年", "1000000000000"),
        _money("programme_budget", "本项目年度预算", "元/年", "1000000000000"),
        _number("village_report_day", "村级月报截止日", "日", 31),
        _number("township_report_day", "乡镇月报截止日", "日", 31),
        _number("publicity_days", "公示天数", "个工作日", 60),
    )
}
