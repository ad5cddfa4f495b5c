"""Pay that is not below that of a comparable group (Y三(二), J三(五)); the group's pay is a parameter (AM-48)."""

from __future__ import annotations

from decimal import Decimal

from funding.rules.amounts import monthly_amount
from kit.money import plain
from kit.reasoning import Verdict
from stations.rules.documents import Document


def check(document: Document, *, parameter: str, pay: Decimal | None, standard: Decimal | None) -> Verdict:
    """Whether ``pay`` reaches ``standard``, that of the group whose pay ``parameter`` holds; reaching it is enough.

    Not judged while the parameter or the pay is empty, or where the document compares with no such group.
    """
    found = next((each for each in document.pay_comparisons if each.parameter == parameter), None)
    if found is None:
        return Verdict(
            rule="",
            standard="收入比照",
            required=None,
            actual=None,
            ok=None,
            clause="",
            text=f"{document.short} 没有这一收入比照",
        )
    required = (
        None
        if standard is None
        else monthly_amount(standard, name=f"{found.group}的收入标准", field="standard")
    )
    actual = None if pay is None else monthly_amount(pay, name="收入", field="pay")
    ok: bool | None
    if required is None:
        ok, text = None, f"没有登记{found.group}的收入标准,不核对;登记这一参数后再核对"
    elif actual is None:
        ok, text = None, f"没有收入数据,无法与{found.group}的收入标准 {plain(required)} 元比照"
    elif actual >= required:
        ok, text = True, f"收入 {plain(actual)} 元,不低于{found.group}的收入标准 {plain(required)} 元"
    else:
        lacking = plain(required - actual)
        text = f"收入 {plain(actual)} 元,比{found.group}的收入标准 {plain(required)} 元少 {lacking} 元,请补足"
        ok = False
    return Verdict(
        rule=found.rule,
        standard=f"不低于{found.group}的收入标准",
        required=None if required is None else plain(required),
        actual=None if actual is None else plain(actual),
        ok=ok,
        clause=found.clause,
        text=text,
    )
