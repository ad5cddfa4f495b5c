"""What is known of one coordinator's month, checked before anything is computed from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.rules.amounts import monthly_amount
from funding.rules.contributions import Insurance, insured
from funding.rules.proration import Presence, presence
from kit.money import ZERO, plain
from kit.months import Month
from kit.reasoning import Figure, Step, Value
from kit.refused import Refused
from stations.rules.documents import Document
from stations.rules.documents.money import Pay
from stations.rules.documents.shapes import EMPLOYMENTS


@dataclass(frozen=True, kw_only=True, slots=True)
class CoordinatorMonth:
    """One coordinator, one month, one document: the facts, and what the document says of this employment."""

    document: Document
    pay: Pay
    employment: str
    presence: Presence
    wage: Decimal | None
    minimum_wage: Decimal | None
    district_standard: Decimal | None
    insurances: tuple[Insurance, ...]
    in_force_from: date | None
    in_force_to: date | None

    @property
    def subsidised(self) -> bool:
        return self.employment in self.pay.post_subsidy.employments

    @property
    def topped_up(self) -> bool:
        return self.pay.top_up is not None and self.employment in self.pay.top_up.employments

    @property
    def has_floor(self) -> bool:
        return self.pay.wage_floor is not None and self.employment in self.pay.wage_floor.employments

    @property
    def on_top(self) -> bool:
        """Whether the post subsidy comes on top of the wage instead of being part of it (AM-10)."""
        return self.document.reads("AM-10") == "on_top"

    @property
    def subsidy(self) -> Decimal:
        """The post subsidy due for the days in force."""
        return self.presence.due(self.pay.post_subsidy.amount) if self.subsidised else ZERO

    def figure(
        self,
        kind: str,
        amount: Decimal,
        payer: str | None,
        clause: str,
        steps: Iterable[Step],
        readings: Iterable[str],
        insurance: Insurance | None = None,
    ) -> Figure:
        """A figure with what it was computed from; without a day in force it is nothing, and its only step says so."""
        if not self.presence.days:
            amount = ZERO
            steps = (Step(f"{self.presence.month.label}合同没有一天有效,不计", plain(ZERO)),)
        return Figure(
            kind=kind,
            amount=amount,
            payer=payer,
            clause=clause,
            steps=tuple(steps),
            readings=tuple(key for key in readings if key in self.document.readings),
            inputs=self._inputs() | (insurance.as_inputs() if insurance else {}),
        )

    def _inputs(self) -> dict[str, Value]:
        amounts = {
            "wage": self.wage,
            "minimum_wage": self.minimum_wage,
            "district_standard": self.district_standard,
        }
        days = {"in_force_from": self.in_force_from, "in_force_to": self.in_force_to}
        return {
            "employment": self.employment,
            "month": str(self.presence.month),
            "days": self.presence.days,
            **{key: None if amount is None else plain(amount) for key, amount in amounts.items()},
            **{key: None if day is None else day.isoformat() for key, day in days.items()},
        }


def checked(
    document: Document,
    pay: Pay,
    *,
    employment: str,
    month: Month,
    wage: Decimal | None,
    minimum_wage: Decimal | None,
    in_force_from: date | None,
    in_force_to: date | None,
    insurances: Sequence[Insurance],
    district_standard: Decimal | None,
) -> CoordinatorMonth:
    """The facts of a month; Refused, with the field, for what is missing, cannot be, or is below the wage floor."""
    if employment not in EMPLOYMENTS:
        raise Refused(f"用工形式应是{'或'.join(EMPLOYMENTS.values())}。", field="employment")
    if document.effective_on is not None and month.last < document.effective_on:
        raise Refused(
            f"{document.short} 自 {document.effective_on} 起施行,{month.label}在施行之前,没有补贴。",
            field="month",
        )
    known = CoordinatorMonth(
        document=document,
        pay=pay,
        employment=employment,
        presence=presence(document.reads("AM-13"), month, in_force_from, in_force_to),
        wage=_given(wage, "月工资", "wage"),
        minimum_wage=_given(minimum_wage, "最低工资标准", "minimum_wage"),
        district_standard=_given(district_standard, "区定工资标准", "district_standard"),
        insurances=insured(document, employment, insurances),
        in_force_from=in_force_from,
        in_force_to=in_force_to,
    )
    _refuse_below_floor(known)
    return known


def _given(value: Decimal | None, name: str, field: str) -> Decimal | None:
    return None if value is None else monthly_amount(value, name=name, field=field)


def _refuse_below_floor(known: CoordinatorMonth) -> None:
    """W-P2: a wage that the document speaks of is given, and not below the minimum wage of the month."""
    floor, employment, month = known.pay.wage_floor, EMPLOYMENTS[known.employment], known.presence.month
    if known.wage is None and (known.topped_up or known.has_floor):
        raise Refused(f"{employment}须填写合同月工资。", field="wage")
    if floor is None or known.wage is None or not known.has_floor:
        return
    if known.minimum_wage is None:
        raise Refused(
            f"没有{month.label}执行的最低工资标准,无法核对月工资,请先登记这一标准。",
            clause=floor.clause,
            field="minimum_wage",
        )
    if known.wage < known.minimum_wage:
        minimum = plain(known.minimum_wage)
        raise Refused(
            f"{employment}月工资 {plain(known.wage)} 元低于{month.label}执行的最低工资标准 {minimum} 元"
            f"({floor.clause}),请按不低于 {minimum} 元填写。",
            clause=floor.clause,
            field="wage",
        )
