"""A month of a coordinator's pay: the post subsidy, the top-up, the insurances, what is withheld, what is left.

Every part has the clause and the payer that the document gives it. The days in force count for the wage and the post
subsidy (AM-13); the insurances are paid by whole months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from funding.rules.contributions import Insurance, employee_steps, employer_steps, nothing_withheld
from funding.rules.coordinator_month import CoordinatorMonth, checked
from kit.money import ZERO, Split, plain
from kit.months import Month
from kit.reasoning import Figure, Step
from kit.refused import Refused
from stations.rules.documents import Document
from stations.rules.documents.money import PARTIES, TopUp

__all__ = ["Insurance", "borne_by", "month_of", "wage_day"]

POST_SUBSIDY = "post_subsidy"
TOP_UP = "wage_top_up"
# What the wage leaves over when the top-up ends below it (AM-09): the township's, or nobody's yet.
TOWNSHIP_REST = "wage_township"
UNSOURCED = "wage_unsourced"
EMPLOYER = "insurance_employer"
WITHHELD = "insurance_withheld"
NET_PAY = "net_pay"

OF_THE_WAGE = ("AM-09", "AM-10", "AM-13", "AM-18")


def wage_day(month: Month) -> date:
    """The day whose minimum wage holds for the month (AM-18)."""
    return month.first


def borne_by(payer: str, figures: Iterable[Figure]) -> Decimal:
    """What one payer bears of all these figures."""
    return sum((figure.amount for figure in figures if figure.payer == payer), ZERO)


def month_of(
    document: Document,
    *,
    employment: str,
    month: Month,
    wage: Decimal | None,
    minimum_wage: Decimal | None,
    in_force_from: date | None = None,
    in_force_to: date | None = None,
    insurances: Sequence[Insurance] = (),
    district_standard: Decimal | None = None,
) -> tuple[Figure, ...]:
    """All figures of one coordinator and one month, in the order of a pay sheet; none where there is no ``pay``.

    ``minimum_wage`` is that of ``wage_day(month)``, the bases and rates of ``insurances`` are those of the month
    (AM-19). The contract is in force from ``in_force_from`` through ``in_force_to``, by default all month.
    Refused, with the field, for what is missing, cannot be, or falls short of the wage floor.
    """
    if document.pay is None:
        return ()
    known = checked(
        document,
        document.pay,
        employment=employment,
        month=month,
        wage=wage,
        minimum_wage=minimum_wage,
        in_force_from=in_force_from,
        in_force_to=in_force_to,
        insurances=insurances,
        district_standard=district_standard,
    )
    return (*_post_subsidy(known), *_wage_parts(known), *_insurance_parts(known), *_net_pay(known))


def _post_subsidy(known: CoordinatorMonth) -> Iterator[Figure]:
    if not known.subsidised:
        return
    terms, days = known.pay.post_subsidy, known.presence
    steps = (
        days.step,
        Step("公益性岗位补贴标准(元/月)", plain(terms.amount)),
        Step(f"当月公益性岗位补贴 = {days.formula(terms.amount)}", plain(known.subsidy)),
    )
    yield known.figure(POST_SUBSIDY, known.subsidy, terms.payer, terms.clause, steps, ("AM-13",))


def _wage_parts(known: CoordinatorMonth) -> Iterator[Figure]:
    """What the post subsidy leaves of the wage: the top-up, and what the top-up leaves in its turn (AM-09)."""
    terms, wage = known.pay.top_up, known.wage
    if terms is None or wage is None or not known.topped_up:
        return
    name, basis = _basis(known, wage)
    split = _split(known, wage, basis)
    steps = (
        known.presence.step,
        *_wage_steps(known, wage),
        *_basis_steps(known, wage, name, basis),
        _top_up_step(known, terms, known.presence.due(basis), split),
    )
    yield known.figure(TOP_UP, split[TOP_UP], terms.payer, terms.clause, steps, OF_THE_WAGE)
    if basis < wage:
        yield _rest(known, terms, split)


def _basis(known: CoordinatorMonth, wage: Decimal) -> tuple[str, Decimal]:
    """The monthly wage up to which the payer makes up what is missing, never above the agreed one (AM-09)."""
    limits = {
        "minimum_wage": ("最低工资标准", known.minimum_wage),
        "district_standard": ("区定工资标准", known.district_standard),
    }
    reading = known.document.reads("AM-09")
    if reading not in limits:
        return "合同月工资", wage
    name, limit = limits[reading]
    if limit is None:
        # The codes of the readings are the names of the inputs they need.
        raise Refused(f"不足部分的读法是补到{name}为止,须填写{name}。", field=reading)
    return name, min(wage, limit)


def _split(known: CoordinatorMonth, wage: Decimal, basis: Decimal) -> Split:
    """The wage due: what the post subsidy bears of it, what is made up, and the rest."""
    due, upper = known.presence.due(wage), known.presence.due(basis)
    in_wage = ZERO if known.on_top else min(known.subsidy, due)
    parts = {POST_SUBSIDY: in_wage, TOP_UP: max(ZERO, upper - in_wage)}
    return Split.of(due, parts, rest=UNSOURCED)


def _wage_steps(known: CoordinatorMonth, wage: Decimal) -> Iterator[Step]:
    yield Step("合同月工资(元)", plain(wage))
    if known.has_floor and known.minimum_wage is not None:
        yield Step("月工资不低于最低工资标准(元)", plain(known.minimum_wage))
    yield Step(f"当月应发工资 = {known.presence.formula(wage)}", plain(known.presence.due(wage)))


def _basis_steps(known: CoordinatorMonth, wage: Decimal, name: str, basis: Decimal) -> Iterator[Step]:
    """What of the wage counts; where all of it does, also what the minimum wage alone would give."""
    days, minimum = known.presence, known.minimum_wage
    if basis < wage:
        yield Step(f"只补到{name} = {days.formula(basis)}", plain(days.due(basis)))
    elif known.has_floor and minimum is not None and minimum < wage:
        yield Step("其中补到最低工资标准的部分", plain(_split(known, wage, minimum)[TOP_UP]))


def _top_up_step(known: CoordinatorMonth, terms: TopUp, upper: Decimal, split: Split) -> Step:
    top_up, in_wage = split[TOP_UP], split[POST_SUBSIDY]
    if known.on_top:
        return Step(f"公益性岗位补贴另外加发,工资由{terms.payer}承担", plain(top_up))
    if upper <= in_wage:
        return Step("公益性岗位补贴已不少于工资,没有不足部分", plain(top_up))
    return Step(f"不足部分 = {plain(upper)} − {plain(in_wage)}(公益性岗位补贴)", plain(top_up))


def _rest(known: CoordinatorMonth, terms: TopUp, split: Split) -> Figure:
    """The part of the wage that nobody named bears; by the reading of the minimum wage it is the township's."""
    township = known.document.reads("AM-09") == "minimum_wage"
    kind, payer = (TOWNSHIP_REST, PARTIES["township"]) if township else (UNSOURCED, None)
    said = f"其余工资由{payer}承担" if payer else "其余工资来源未定"
    formula = f"{plain(split.total)} − {plain(split[POST_SUBSIDY])} − {plain(split[TOP_UP])}"
    steps = (known.presence.step, Step(f"{said} = {formula}", plain(split[UNSOURCED])))
    return known.figure(kind, split[UNSOURCED], payer, terms.clause, steps, OF_THE_WAGE)


def _insurance_parts(known: CoordinatorMonth) -> Iterator[Figure]:
    terms, month = known.pay.insurances, known.presence.month
    if terms is None:
        return
    employer, employee = terms.employer, terms.employee
    by_reading = () if known.employment in terms.employments else ("AM-11",)
    for each in known.insurances:
        amount, steps = each.subsidised(employer), employer_steps(terms, each, month)
        readings = ("AM-19", "AM-53", *by_reading)
        yield known.figure(EMPLOYER, amount, employer.payer, employer.clause, steps, readings, each)
        amount, steps = each.withheld, employee_steps(terms, each, month)
        readings = ("AM-19", *by_reading)
        yield known.figure(WITHHELD, amount, employee.payer, employee.clause, steps, readings, each)


def _net_pay(known: CoordinatorMonth) -> Iterator[Figure]:
    """What reaches the person: the wage due without what is withheld. It may fall below zero in a short month."""
    if known.wage is None:
        return
    due = known.presence.due(known.wage)
    gross = due + (known.subsidy if known.on_top else ZERO)
    withheld = sum((each.withheld for each in known.insurances), ZERO)
    net = gross - withheld
    steps = [known.presence.step, Step(f"当月应发工资 = {known.presence.formula(known.wage)}", plain(due))]
    if known.on_top:
        steps.append(Step("另外加发公益性岗位补贴", plain(known.subsidy)))
    elif known.subsidy > due:
        steps.append(Step("公益性岗位补贴多于当月应发工资,请核对合同工资", plain(known.subsidy)))
    steps += [Step(f"代扣{each.name}个人缴纳部分", plain(each.withheld)) for each in known.insurances]
    if not known.insurances:
        steps.append(nothing_withheld(known.document, known.employment))
    steps.append(Step(f"实发 = {plain(gross)} − {plain(withheld)}", plain(net)))
    if net < 0:
        steps.append(Step("代扣多于当月应发,差额须由本人补交或从以后的工资中扣", plain(-net)))
    yield known.figure(NET_PAY, net, None, _net_clause(known), steps, _net_readings(known))


def _net_clause(known: CoordinatorMonth) -> str:
    """The clause that withholds, or without insurances the one that subsidises."""
    terms = known.pay.insurances
    return terms.employee.clause if terms and known.insurances else known.pay.post_subsidy.clause


def _net_readings(known: CoordinatorMonth) -> tuple[str, ...]:
    terms = known.pay.insurances
    insured_by_text = terms is not None and known.employment in terms.employments
    return (
        "AM-10",
        *(() if insured_by_text else ("AM-11",)),
        "AM-13",
        *(("AM-19",) if known.insurances else ()),
    )
