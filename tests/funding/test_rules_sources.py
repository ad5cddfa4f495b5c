"""The pots of money and their limits, and pay beside that of a comparable group."""

from dataclasses import replace
from decimal import Decimal

import pytest

from funding.rules import comparisons, sources
from kit.reasoning import Figure, Step, Verdict
from kit.refused import Refused
from stations.documents.files import shipped
from tests.funding.documents import W, read_as

FACTS = {
    "key": "unemployment_fund",
    "yearly_income": Decimal("1000000.00"),
    "budget": Decimal("150000.00"),
    "committed": Decimal("100000.00"),
}


def warned(document=W, **facts):
    return [(each.required, each.ok) for each in sources.warnings(document, **{**FACTS, **facts})]


@pytest.mark.rule("AM-17")
def test_the_ceiling_is_a_fifth_of_the_yearly_income():
    assert sources.ceiling(W, "unemployment_fund", yearly_income=Decimal("1234567.89")) == Figure(
        kind="source_ceiling",
        amount=Decimal("246913.58"),
        payer=None,
        clause="W三(六)",
        steps=(
            Step("市区失业保险基金每年收入总额(元)", "1234567.89"),
            Step("上限比例", "20%"),
            Step("失业保险促进就业资金的上限 = 1234567.89 × 0.20", "246913.58"),
        ),
        readings=("AM-17",),
        inputs={"source": "unemployment_fund", "yearly_income": "1234567.89"},
    )
    assert sources.ceiling(W, "special_fund", yearly_income=Decimal(1)) is None


@pytest.mark.rule("AM-17")
@pytest.mark.parametrize(
    ("spending", "expected"),
    [
        ("50000.00", [("200000.00", True), ("150000.00", True)]),
        ("50000.01", [("200000.00", True), ("150000.00", False)]),
        ("100000.00", [("200000.00", True), ("150000.00", False)]),
        ("100000.01", [("200000.00", False), ("150000.00", False)]),
    ],
)
def test_read_as_an_outer_limit_the_fifth_stands_beside_the_programmes_budget(spending, expected):
    assert warned(spending=Decimal(spending)) == expected


@pytest.mark.rule("AM-17")
@pytest.mark.parametrize(("spending", "ok"), [("100000.00", True), ("100000.01", False)])
def test_read_as_the_programmes_envelope_the_fifth_is_the_only_limit(spending, ok):
    envelope = read_as(W, AM_17="programme_envelope")
    assert warned(envelope, spending=Decimal(spending)) == [("200000.00", ok)]


@pytest.mark.rule("AM-17")
@pytest.mark.parametrize("reading", ["outer_limit", "programme_envelope"])
def test_the_special_fund_knows_only_the_budget(reading):
    document = read_as(W, AM_17=reading)
    facts = {"key": "special_fund", "yearly_income": None}
    assert warned(document, spending=Decimal("50000.00"), **facts) == [("150000.00", True)]
    assert warned(document, spending=Decimal("50000.01"), **facts) == [("150000.00", False)]


def test_a_limit_that_nobody_has_entered_is_not_judged():
    facts = {**FACTS, "yearly_income": None, "budget": None, "spending": Decimal(1)}
    assert [(each.ok, each.text) for each in sources.warnings(W, **facts)] == [
        (None, "没有市区失业保险基金每年收入总额,无法核对失业保险促进就业资金的外限"),
        (None, "没有登记本项目年度预算,无法核对"),
    ]


def test_a_warning_says_by_how_much_and_bars_nothing():
    assert sources.warnings(W, **FACTS, spending=Decimal("60000.50"))[1] == Verdict(
        rule="AM-17",
        standard="不超过本项目年度预算",
        required="150000.00",
        actual="160000.50",
        ok=False,
        clause="W三(六)",
        text="连同本次共 160000.50 元,超出本项目年度预算 150000.00 元 10000.50 元;只作提醒,请核对安排",
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"key": "lottery"}, "source"),
        ({"yearly_income": Decimal(-1)}, "yearly_income"),
        ({"budget": Decimal("NaN")}, "budget"),
        ({"committed": Decimal("0.001")}, "committed"),
        ({"spending": Decimal(-1)}, "spending"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts, field):
    with pytest.raises(Refused) as refused:
        sources.warnings(W, **{**FACTS, "spending": Decimal(1), **facts})
    assert refused.value.field == field


COMPARED = [
    pytest.param("Y", "village_official_income", "大学生村官", marks=pytest.mark.rule("Y-G5")),
    pytest.param("J", "comparable_income", "同类人员", marks=pytest.mark.rule("J-M2")),
]


@pytest.mark.parametrize(("key", "parameter", "group"), COMPARED)
@pytest.mark.parametrize(("pay", "ok"), [("1999.99", False), ("2000.00", True), ("2000.01", True)])
def test_pay_is_not_below_that_of_the_group(key, parameter, group, pay, ok):
    verdict = comparisons.check(
        shipped(key), parameter=parameter, pay=Decimal(pay), standard=Decimal("2000.00")
    )
    assert (verdict.rule, verdict.standard, verdict.required, verdict.actual, verdict.ok) == (
        {"Y": "Y-G5", "J": "J-M2"}[key],
        f"不低于{group}的收入标准",
        "2000.00",
        pay,
        ok,
    )
    assert verdict.clause == {"Y": "Y三(二)2", "J": "J三(五)"}[key]


@pytest.mark.rule("AM-48")
@pytest.mark.parametrize(
    ("pay", "standard", "text"),
    [
        (Decimal(1), None, "没有登记大学生村官的收入标准,不核对;登记这一参数后再核对"),
        (None, Decimal(2000), "没有收入数据,无法与大学生村官的收入标准 2000.00 元比照"),
    ],
)
def test_nothing_is_judged_while_the_parameter_or_the_pay_is_empty(pay, standard, text):
    verdict = comparisons.check(shipped("Y"), parameter="village_official_income", pay=pay, standard=standard)
    assert (verdict.ok, verdict.text) == (None, text)


def test_a_document_that_compares_with_nobody_is_not_judged():
    verdict = comparisons.check(W, parameter="comparable_income", pay=Decimal(1), standard=Decimal(2))
    assert (verdict.ok, verdict.clause, verdict.text) == (None, "", "温政发[2009]71号 没有这一收入比照")


def test_a_source_of_another_draft_may_have_another_share():
    half = replace(W, sources=(replace(W.sources[0], ceiling_share=Decimal("0.5")),))
    assert sources.ceiling(half, "unemployment_fund", yearly_income=Decimal("0.01")).amount == Decimal("0.01")
