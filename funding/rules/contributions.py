"""The social insurances of a month: the employer's part that is subsidised, the person's part that is withheld."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from funding.rules.amounts import monthly_amount
from kit.money import ZERO, plain, share
from kit.months import Month
from kit.reasoning import Step, Value
from kit.refused import Refused
from stations.rules.documents import Document
from stations.rules.documents.money import INSURANCES, EmployerPart, Insurances
from stations.rules.documents.shapes import EMPLOYMENTS

# Rates are written to the hundredth of a per cent at most; more decimals are a slip.
FINEST = Decimal("0.000001")


@dataclass(frozen=True, kw_only=True, slots=True)
class Insurance:
    """The base and the rates of one insurance in force in a month; rates are fractions from 0 to 1."""

    kind: str
    base: Decimal
    employer_rate: Decimal
    employee_rate: Decimal

    @property
    def name(self) -> str:
        return INSURANCES[self.kind]

    @property
    def withheld(self) -> Decimal:
        """What is withheld from the person's wage."""
        return share(self.base, self.employee_rate)

    def subsidised(self, part: EmployerPart) -> Decimal:
        """The share of the employer's contribution that ``part`` names (AM-53), rounded once."""
        return share(self.base, Fraction(self.employer_rate) * Fraction(part.share))

    def as_inputs(self) -> dict[str, Value]:
        """What a figure keeps of it: the base and the rates of that month."""
        return {
            "insurance": self.kind,
            "base": plain(self.base),
            "employer_rate": f"{self.employer_rate:f}",
            "employee_rate": f"{self.employee_rate:f}",
        }


def insured(document: Document, employment: str, insurances: Sequence[Insurance]) -> tuple[Insurance, ...]:
    """Those of ``insurances`` that the document gives to this kind of employment, in the document's order.

    Refused (field ``insurances``) for one that the document does not list, one given twice, and a base or a rate
    that cannot be.
    """
    terms = document.pay.insurances if document.pay else None
    listed = terms.kinds if terms else ()
    for place, insurance in enumerate(insurances):
        if insurance.kind not in listed:
            raise _unlisted(document, terms, insurance.kind)
        if insurance.kind in [other.kind for other in insurances[:place]]:
            raise _refused(f"{insurance.name}填了不止一次,每种只填一次。", terms)
        _check(insurance)
    given = {insurance.kind: insurance for insurance in insurances}
    return tuple(given[kind] for kind in _entitled(document, employment) if kind in given)


def nothing_withheld(document: Document, employment: str) -> Step:
    """Why nothing is withheld: the text gives this employment no insurance, or nobody gave the bases."""
    if _entitled(document, employment):
        return Step("没有填写社会保险的缴费基数和费率,未计代扣", plain(ZERO))
    return Step(f"条文没有给{EMPLOYMENTS[employment]}规定社会保险,不代扣", plain(ZERO))


def employer_steps(terms: Insurances, insurance: Insurance, month: Month) -> tuple[Step, ...]:
    """How the subsidised part of the employer comes about."""
    part = terms.employer
    factor = "" if part.share == 1 else f" × {part.share:f}"
    formula = f"{plain(insurance.base)} × {insurance.employer_rate:f}{factor}"
    return (
        *_of_the_month(terms, insurance, month),
        Step("单位费率", percent(insurance.employer_rate)),
        Step(f"{part.payer}补贴单位缴纳部分的比例", percent(part.share)),
        Step(f"{insurance.name}单位缴纳部分 = {formula}", plain(insurance.subsidised(part))),
    )


def employee_steps(terms: Insurances, insurance: Insurance, month: Month) -> tuple[Step, ...]:
    """How the withheld part of the person comes about."""
    return (
        *_of_the_month(terms, insurance, month),
        Step(f"个人费率,由{terms.employee.withheld_by}从工资中代扣", percent(insurance.employee_rate)),
        Step(
            f"{insurance.name}个人缴纳部分 = {plain(insurance.base)} × {insurance.employee_rate:f}",
            plain(insurance.withheld),
        ),
    )


def percent(rate: Decimal) -> str:
    """``14%`` for 0.14."""
    return f"{(rate * 100).normalize():f}%"


def _of_the_month(terms: Insurances, insurance: Insurance, month: Month) -> tuple[Step, ...]:
    return (
        Step(f"{month.label}的最低缴费基数(元),当月在岗即缴整月", plain(insurance.base)),
        Step("代缴单位", terms.paid_by),
    )


def _entitled(document: Document, employment: str) -> tuple[str, ...]:
    """The insurances of an employment; for one that the text leaves out, AM-11 says."""
    terms = document.pay.insurances if document.pay else None
    if terms is None:
        return ()
    if employment in terms.employments:
        return terms.kinds
    reading = document.reads("AM-11")
    if reading == "none":
        return ()
    return (
        terms.kinds if reading == "all_five" else tuple(each for each in terms.kinds if each == "work_injury")
    )


def _check(insurance: Insurance) -> None:
    monthly_amount(insurance.base, name=f"{insurance.name}的缴费基数", field="insurances")
    for name, rate in (("单位费率", insurance.employer_rate), ("个人费率", insurance.employee_rate)):
        if not rate.is_finite() or not 0 <= rate <= 1:
            raise _refused(f"{insurance.name}的{name}应在 0 到 1 之间,如 14% 写 0.14。")
        if rate != rate.quantize(FINEST):
            raise _refused(f"{insurance.name}的{name}最多六位小数,请核对。")


def _unlisted(document: Document, terms: Insurances | None, kind: str) -> Refused:
    name = INSURANCES.get(kind, kind)
    if terms is None:
        return _refused(f"{document.short} 没有规定社会保险,请去掉{name}。")
    listed = "、".join(INSURANCES[each] for each in terms.kinds)
    return _refused(f"{name}不在文件列出的险种({listed})之内,请去掉。", terms)


def _refused(reason: str, terms: Insurances | None = None) -> Refused:
    return Refused(reason, clause=terms.clause if terms else "", field="insurances")
