"""The yearly work fund of a village (W三(五)): who is entitled, and to how much."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kit.money import ZERO, plain, share
from kit.months import ONE_DAY, Month, Period
from kit.reasoning import Figure, Step, Verdict
from kit.refused import Refused
from stations.rules.documents import Document
from stations.rules.documents.money import HouseholdTier, WorkFund
from stations.rules.documents.shapes import KINDS

KIND = "work_fund"
# The readings of ambiguous clauses that every figure here rests on.
READINGS = ("AM-02", "AM-13b", "AM-14", "AM-39", "AM-40")
# What the codes of two of them are called in a sentence.
COUNTED = {"year_end": "被考核年度 12 月 31 日", "year_start": "被考核年度 1 月 1 日(即上年末)"}
IN_POST = {"on_assessment_date": "考核日", "any_day_in_year": "被考核年度内"}
OTHER_USE = "其他"


def fund_of(document: Document) -> WorkFund:
    """The document's work fund; Refused where it has none."""
    if document.work_fund is None:
        raise Refused(f"{document.short} 没有规定工作经费补助,不能编制补助表。")
    return document.work_fund


def reference_day(document: Document, year: int) -> date:
    """The day whose count of households decides the tier of the assessed ``year`` (AM-02).

    The count of 1 January is that of the day before: counts are taken at the end of a year.
    """
    if document.reads("AM-02") == "year_start":
        return Month(year, 1).first - ONE_DAY
    return Month(year, 12).last


def days_in_post(document: Document, year: int, assessed_on: date | None) -> Period | None:
    """The days on one of which a coordinator must have been in post (AM-13b); None where they are not known yet."""
    if document.reads("AM-13b") == "any_day_in_year":
        return Period.year(year)
    return None if assessed_on is None else Period.inclusive(assessed_on, assessed_on)


def expense_categories(document: Document) -> tuple[str, ...]:
    """What the fund may be entered as spent on (W-F5): the uses the text names, and 其他; none without a fund."""
    if document.work_fund is None:
        return ()
    return (*(use.name for use in document.work_fund.uses), OTHER_USE)


def entitlement(
    document: Document,
    *,
    region_kind: str,
    households: int | None,
    coordinator_in_post: bool | None,
    result: str | None,
) -> tuple[Verdict, ...]:
    """What a village must fulfil, each with its clause; all of them hold or it gets nothing.

    ``result`` is that of the confirmed assessment, None without one; ``coordinator_in_post`` asks about
    ``days_in_post`` and is None where there are none; ``households`` were counted on ``reference_day``.
    """
    fund = fund_of(document)
    return (
        _right_kind(fund, region_kind),
        _assessed(fund, result),
        _coordinator(fund, IN_POST[document.reads("AM-13b")], coordinator_in_post),
        _passed(fund, result),
        _counted(fund, COUNTED[document.reads("AM-02")], households),
    )


def work_fund(
    document: Document,
    *,
    region_kind: str,
    households: int | None,
    coordinator_in_post: bool | None,
    result: str | None,
) -> Figure:
    """The amount for one village and one assessed year, with every step of it.

    Zero with the reason where a condition fails. Refused where a fact is missing or no document knows the result:
    a missing number of households is an error, never the lowest tier.
    """
    fund = fund_of(document)
    inputs = {
        "region_kind": region_kind,
        "households": households,
        "coordinator_in_post": coordinator_in_post,
        "result": result,
    }
    kind, assessed, coordinator, passed, counted = entitlement(
        document,
        region_kind=region_kind,
        households=households,
        coordinator_in_post=coordinator_in_post,
        result=result,
    )
    if kind.ok:
        _refuse_what_is_missing(counted, assessed, coordinator)
    failed = next((verdict for verdict in (kind, coordinator, passed) if not verdict.ok), None)
    if failed is None:
        amount, steps = _entitled(fund, region_kind, households or 0, coordinator.text, result or "")
    else:
        amount, steps = ZERO, (Step(failed.text, plain(ZERO)),)
    return Figure(
        kind=KIND,
        amount=amount,
        payer=fund.payer,
        clause=fund.clause,
        steps=steps,
        readings=READINGS,
        inputs=inputs,
    )


def coefficient(fund: WorkFund, result: str) -> Decimal:
    """The share of the tier that a result gives; Refused for a result the document does not list."""
    if result not in fund.results:
        listed = "、".join(fund.results)
        raise Refused(
            f"考核结果“{result}”不在文件列出的结果({listed})之内。", clause=fund.clause, field="result"
        )
    return fund.results[result]


def tier_of(fund: WorkFund, households: int) -> HouseholdTier:
    """The tier of a count; Refused for none at all."""
    if households < 1:
        raise Refused("户数至少为 1,没有户数的村不能定档。", clause=fund.clause, field="households")
    return fund.tier_for(households)


def _entitled(
    fund: WorkFund, region_kind: str, households: int, in_post: str, result: str
) -> tuple[Decimal, tuple[Step, ...]]:
    tier, ratio = tier_of(fund, households), coefficient(fund, result)
    amount = share(tier.amount, ratio)
    return amount, (
        Step(f"单位类别是{KINDS[region_kind]},聘有协管员并已考核,列入补助范围", "列入"),
        Step(f"户籍户数 {households} 户,属“{tier.label}”一档,标准(元/年)", plain(tier.amount)),
        Step(f"{in_post},不按月折算", "整档"),
        Step(f"考核结果“{result}”,系数", f"{ratio:f}"),
        Step(f"应补金额 = {plain(tier.amount)} × {ratio:f}", plain(amount)),
    )


def _refuse_what_is_missing(counted: Verdict, assessed: Verdict, coordinator: Verdict) -> None:
    """A fact that is not known is no answer; that nobody was in post is one."""
    facts = (
        ("households", counted, counted.ok),
        ("result", assessed, assessed.ok),
        ("coordinator_in_post", coordinator, coordinator.ok is not None),
    )
    for field, verdict, known in facts:
        if not known:
            raise Refused(f"{verdict.text}。", clause=verdict.clause, field=field)


def _right_kind(fund: WorkFund, region_kind: str) -> Verdict:
    ok = region_kind in fund.region_kinds
    kinds = "、".join(KINDS[kind] for kind in fund.region_kinds)
    text = f"是{KINDS[region_kind]},列入补助范围" if ok else f"不是{kinds},条文只写{kinds},不列入补助范围"
    return _verdict("AM-39", f"只补助{kinds}", region_kind, ok, fund, text)


def _assessed(fund: WorkFund, result: str | None) -> Verdict:
    text = "没有经区人事劳动局确认的年度考核" if result is None else "年度考核已确认"
    return _verdict("W-F1", "以年度考核为依据", result, result is not None, fund, text)


def _coordinator(fund: WorkFund, when: str, in_post: bool | None) -> Verdict:
    if fund.group is None:
        return _verdict("W-F7", "不要求聘有协管员", in_post, True, fund, "文件没有要求聘有协管员")
    text = {
        True: f"{when}有协管员在岗",
        False: f"{when}没有协管员在岗,补助只给{fund.group.text}",
        None: f"没有{when},无法核对协管员是否在岗",
    }[in_post]
    return _verdict("W-F7", f"{when}有专职或兼职协管员在岗", in_post, in_post, fund, text)


def _passed(fund: WorkFund, result: str | None) -> Verdict:
    if result is None:
        return _verdict("AM-14", "考核结果达到给付条件", None, None, fund, "还没有考核结果")
    ok = coefficient(fund, result) > 0
    text = f"考核结果“{result}”" + ("" if ok else ",不给补助")
    return _verdict("AM-14", "考核结果达到给付条件", result, ok, fund, text)


def _counted(fund: WorkFund, day: str, households: int | None) -> Verdict:
    ok = households is not None and households >= 1
    text = f"户籍户数 {households} 户" if ok else f"没有{day}的户籍户数,不能定档"
    return _verdict("AM-02", f"有{day}的户籍户数", households, ok, fund, text)


def _verdict(
    rule: str, standard: str, actual: str | int | bool | None, ok: bool | None, fund: WorkFund, text: str
) -> Verdict:
    return Verdict(
        rule=rule, standard=standard, required=True, actual=actual, ok=ok, clause=fund.clause, text=text
    )
