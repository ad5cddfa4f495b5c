"""The pots of money within which the spending is kept (W三(六)). Warnings only: nothing is ever barred (AM-17)."""

from __future__ import annotations

from decimal import Decimal

from funding.rules.amounts import exact_amount
from funding.rules.contributions import percent
from kit.money import plain, share
from kit.reasoning import Figure, Step, Verdict
from kit.refused import Refused
from stations.rules.documents import Document
from stations.rules.documents.money import Source

KIND = "source_ceiling"
RULE = "AM-17"
BUDGET = "本项目年度预算"


def ceiling(document: Document, key: str, *, yearly_income: Decimal) -> Figure | None:
    """The most that may come from a source in a year; None where the text sets it no ceiling."""
    source = _source(document, key)
    if source.ceiling_share is None:
        return None
    income = exact_amount(yearly_income, name=source.ceiling_of, field="yearly_income")
    amount = share(income, source.ceiling_share)
    return Figure(
        kind=KIND,
        amount=amount,
        payer=None,
        clause=source.clause,
        steps=(
            Step(f"{source.ceiling_of}(元)", plain(income)),
            Step("上限比例", percent(source.ceiling_share)),
            Step(f"{source.name}的上限 = {plain(income)} × {source.ceiling_share:f}", plain(amount)),
        ),
        readings=(RULE,),
        inputs={"source": source.key, "yearly_income": plain(income)},
    )


def warnings(
    document: Document,
    *,
    key: str,
    yearly_income: Decimal | None,
    budget: Decimal | None,
    committed: Decimal,
    spending: Decimal,
) -> tuple[Verdict, ...]:
    """How ``spending`` more stands to the limits of a source in a year, each as one verdict; False is a warning.

    The ceiling is an outer limit beside the programme's ``budget``; or, read the other way, it is itself what the
    programme may spend, and the budget stands only where there is no ceiling.
    """
    source = _source(document, key)
    used = exact_amount(committed, name="已安排的金额", field="committed") + exact_amount(
        spending, name="本次金额", field="spending"
    )
    envelope = document.reads(RULE) == "programme_envelope"
    verdicts = []
    if source.ceiling_share is not None:
        name = f"{source.name}作为本项目的额度" if envelope else f"{source.name}的外限"
        limit = None if yearly_income is None else ceiling(document, key, yearly_income=yearly_income)
        missing = f"没有{source.ceiling_of},无法核对{name}"
        verdicts.append(_verdict(source, name, limit.amount if limit else None, used, missing))
    if source.ceiling_share is None or not envelope:
        limit_of_budget = None if budget is None else exact_amount(budget, name=BUDGET, field="budget")
        verdicts.append(_verdict(source, BUDGET, limit_of_budget, used, f"没有登记{BUDGET},无法核对"))
    return tuple(verdicts)


def _source(document: Document, key: str) -> Source:
    found = next((source for source in document.sources if source.key == key), None)
    if found is None:
        raise Refused(f"{document.short} 没有写这个经费来源,请从文件列出的来源中选。", field="source")
    return found


def _verdict(source: Source, name: str, limit: Decimal | None, used: Decimal, missing: str) -> Verdict:
    """One limit; reaching it exactly is within it."""
    if limit is None:
        ok, text = None, missing
    elif used <= limit:
        ok, text = True, f"连同本次共 {plain(used)} 元,在{name} {plain(limit)} 元之内"
    else:
        over = plain(used - limit)
        ok = False
        text = f"连同本次共 {plain(used)} 元,超出{name} {plain(limit)} 元 {over} 元;只作提醒,请核对安排"
    return Verdict(
        rule=RULE,
        standard=f"不超过{name}",
        required=None if limit is None else plain(limit),
        actual=plain(used),
        ok=ok,
        clause=source.clause,
        text=text,
    )
