"""The yearly work fund of a village (W三(五)): who is entitled, and to how much."""

from __future__ import annotations

from decimal import Decimal

from kit.money import ZERO, plain, share
from kit.reasoning import Figure, Step, Verdict
from kit.refused import Refused
from stations.rules.documents import Document, HouseholdTier, WorkFund

KIND = "work_fund"
# The readings of ambiguous clauses that every figure here rests on.
READINGS = ("AM-02", "AM-13b", "AM-14", "AM-39", "AM-40")


def fund_of(document: Document) -> WorkFund:
    """The document's work fund; Refused where it has none."""
    if document.work_fund is None:
        raise Refused(f"{document.number or document.key} 没有规定工作经费补助,不能编制补助表。")
    return document.work_fund


def entitlement(
    fund: WorkFund,
    *,
    region_kind: str,
    households: int | None,
    coordinator_in_post: bool | None,
    result: str | None,
) -> tuple[Verdict, ...]:
    """What a village must fulfil, each with its clause; all of them hold or it gets nothing.

    ``result`` is that of the confirmed assessment, None without one; ``coordinator_in_post`` asks about the
    assessment day and is None where there is no such day.
    """
    return (
        _right_kind(fund, region_kind),
        _assessed(fund, result),
        _coordinator(fund, coordinator_in_post),
        _passed(fund, result),
        _counted(fund, households),
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
        fund,
        region_kind=region_kind,
        households=households,
        coordinator_in_post=coordinator_in_post,
        result=result,
    )
    if not kind.ok:
        amount, steps = ZERO, _nothing(kind)
    else:
        for needed in (counted, assessed):
            if not needed.ok:
                raise Refused(f"{needed.text}。", clause=needed.clause)
        failed = next((verdict for verdict in (coordinator, passed) if not verdict.ok), None)
        if failed is not None:
            amount, steps = ZERO, _nothing(failed)
        else:
            amount, steps = _entitled(fund, households or 0, result or "")
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
        raise Refused(
            f"考核结果“{result}”不在文件列出的结果({'、'.join(fund.results)})之内。", clause=fund.clause
        )
    return fund.results[result]


def tier_of(fund: WorkFund, households: int) -> HouseholdTier:
    """The tier of a count; Refused for none at all."""
    if households < 1:
        raise Refused("户数至少为 1,没有户数的村不能定档。", clause=fund.clause)
    return fund.tier_for(households)


def _entitled(fund: WorkFund, households: int, result: str) -> tuple[Decimal, tuple[Step, ...]]:
    tier, ratio = tier_of(fund, households), coefficient(fund, result)
    amount = share(tier.amount, ratio)
    return amount, (
        Step("单位类别是行政村,聘有协管员并已考核,列入补助范围", "列入"),
        Step(f"户籍户数 {households} 户,属“{tier.label}”一档,标准(元/年)", plain(tier.amount)),
        Step("考核日有协管员在岗,不按月折算", "整档"),
        Step(f"考核结果“{result}”,系数", f"{ratio:f}"),
        Step(f"应补金额 = {plain(tier.amount)} × {ratio:f}", plain(amount)),
    )


def _nothing(verdict: Verdict) -> tuple[Step, ...]:
    return (Step(verdict.text, plain(ZERO)),)


def _right_kind(fund: WorkFund, region_kind: str) -> Verdict:
    ok = region_kind in fund.region_kinds
    text = "是行政村,列入补助范围" if ok else "不是行政村,条文只写行政村,不列入补助范围"
    return _verdict("AM-39", "只补助行政村", region_kind, ok, fund, text)


def _assessed(fund: WorkFund, result: str | None) -> Verdict:
    text = "没有经区人事劳动局确认的年度考核" if result is None else "年度考核已确认"
    return _verdict("W-F1", "以年度考核为依据", result, result is not None, fund, text)


def _coordinator(fund: WorkFund, in_post: bool | None) -> Verdict:
    text = {
        True: "考核日有协管员在岗",
        False: "考核日没有协管员在岗,补助只给聘用专(兼)职协管员的行政村",
        None: "没有考核日,无法核对协管员是否在岗",
    }[in_post]
    return _verdict("W-F7", "考核日有专职或兼职协管员在岗", in_post, in_post, fund, text)


def _passed(fund: WorkFund, result: str | None) -> Verdict:
    if result is None:
        return _verdict("AM-14", "考核结果达到给付条件", None, None, fund, "还没有考核结果")
    ok = coefficient(fund, result) > 0
    text = f"考核结果“{result}”" + ("" if ok else ",不给补助")
    return _verdict("AM-14", "考核结果达到给付条件", result, ok, fund, text)


def _counted(fund: WorkFund, households: int | None) -> Verdict:
    ok = households is not None and households >= 1
    text = f"户籍户数 {households} 户" if ok else "没有被考核年度 12 月 31 日的户籍户数,不能定档"
    return _verdict("AM-02", "有年末户籍户数", households, ok, fund, text)


def _verdict(
    rule: str, standard: str, actual: str | int | bool | None, ok: bool | None, fund: WorkFund, text: str
) -> Verdict:
    return Verdict(
        rule=rule, standard=standard, required=True, actual=actual, ok=ok, clause=fund.clause, text=text
    )
