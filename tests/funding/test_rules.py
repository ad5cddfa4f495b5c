"""The work fund's money, findings, content and people, as rules."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules import findings
from funding.rules.content import LineContent, by_tier, differences, digest
from funding.rules.sheets import SHEET, guard_problem, open_verbs
from funding.rules.work_fund import (
    READINGS,
    days_in_post,
    entitlement,
    expense_categories,
    reference_day,
    tier_of,
    work_fund,
)
from kit.months import Period
from kit.reasoning import Figure, Step
from kit.refused import Refused
from tests.funding.documents import W, read_as

FUND = W.work_fund

FACTS = {"region_kind": "village", "households": 430, "coordinator_in_post": True, "result": "合格"}


def amount(**facts):
    return work_fund(W, **{**FACTS, **facts}).amount


@pytest.mark.rule("W-F2")
@pytest.mark.rule("W-F3")
@pytest.mark.rule("W-F4")
@pytest.mark.parametrize(
    ("households", "expected"),
    [
        (1, 5000),
        (199, 5000),
        (200, 7000),
        (201, 7000),
        (799, 7000),
        (800, 7000),
        (801, 10000),
        (99999, 10000),
    ],
)
def test_the_tier_of_the_households_decides(households, expected):
    assert amount(households=households) == Decimal(expected)


@pytest.mark.rule("W-F2")
@pytest.mark.rule("W-F3")
@pytest.mark.rule("W-F4")
@given(st.integers(min_value=1, max_value=10**7))
def test_every_count_lies_in_exactly_one_tier(households):
    assert sum(tier.holds(households) for tier in FUND.tiers) == 1
    assert amount(households=households) == FUND.tier_for(households).amount


UNCOUNTED = "没有被考核年度 12 月 31 日的户籍户数,不能定档。"


@pytest.mark.rule("W-F1")
@pytest.mark.rule("AM-02")
@pytest.mark.parametrize(
    ("facts", "field", "reason"),
    [
        ({"households": None}, "households", UNCOUNTED),
        ({"households": 0}, "households", UNCOUNTED),
        ({"households": -3}, "households", UNCOUNTED),
        ({"result": None}, "result", "没有经区人事劳动局确认的年度考核。"),
        ({"result": "良好"}, "result", "考核结果“良好”不在文件列出的结果(合格、不合格)之内。"),
        ({"households": 0, "coordinator_in_post": False}, "households", UNCOUNTED),
        (
            {"coordinator_in_post": None},
            "coordinator_in_post",
            "没有考核日,无法核对协管员是否在岗。",
        ),
    ],
)
def test_a_missing_fact_is_refused_and_never_the_lowest_tier(facts, field, reason):
    with pytest.raises(Refused) as refusal:
        amount(**facts)
    refused = refusal.value
    assert (refused.field, refused.reason, refused.clause) == (field, reason, "W三(五)")


def test_no_count_at_all_has_no_tier():
    assert tier_of(FUND, 1).label == "200户以下"
    with pytest.raises(Refused, match="户数至少为 1"):
        tier_of(FUND, 0)


@pytest.mark.rule("AM-02")
@pytest.mark.parametrize(
    ("reading", "day", "missing"),
    [
        ("year_end", date(2010, 12, 31), "没有被考核年度 12 月 31 日的户籍户数,不能定档。"),
        ("year_start", date(2009, 12, 31), "没有被考核年度 1 月 1 日(即上年末)的户籍户数,不能定档。"),
    ],
)
def test_the_day_whose_households_count_is_a_reading(reading, day, missing):
    document = read_as(W, AM_02=reading)
    assert reference_day(document, 2010) == day
    with pytest.raises(Refused) as refusal:
        work_fund(document, **{**FACTS, "households": None})
    assert refusal.value.reason == missing


@pytest.mark.rule("AM-13b")
@pytest.mark.parametrize(
    ("reading", "assessed_on", "days", "said"),
    [
        (
            "on_assessment_date",
            date(2011, 1, 8),
            Period(date(2011, 1, 8), date(2011, 1, 9)),
            "考核日有协管员在岗,不按月折算",
        ),
        ("on_assessment_date", None, None, "考核日有协管员在岗,不按月折算"),
        ("any_day_in_year", date(2011, 1, 8), Period.year(2010), "被考核年度内有协管员在岗,不按月折算"),
        ("any_day_in_year", None, Period.year(2010), "被考核年度内有协管员在岗,不按月折算"),
    ],
)
def test_the_days_on_which_somebody_must_be_in_post_are_a_reading(reading, assessed_on, days, said):
    document = read_as(W, AM_13b=reading)
    assert days_in_post(document, 2010, assessed_on) == days
    figure = work_fund(document, **FACTS)
    assert (figure.amount, figure.steps[2].text) == (Decimal("7000.00"), said)


@pytest.mark.rule("W-F5")
def test_expenses_are_entered_under_the_named_uses_or_as_something_else():
    assert expense_categories(W) == ("办公用品", "水电费", "电话费", "其他")
    assert expense_categories(replace(W, work_fund=None)) == ()


@pytest.mark.rule("W-F7")
@pytest.mark.rule("AM-13b")
@pytest.mark.rule("AM-14")
@pytest.mark.rule("AM-39")
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"coordinator_in_post": False}, "考核日没有协管员在岗,补助只给聘有专职或兼职协管员的行政村"),
        ({"result": "不合格"}, "考核结果“不合格”,不给补助"),
        ({"region_kind": "community"}, "不是行政村,条文只写行政村,不列入补助范围"),
        ({"region_kind": "community", "households": None}, "不是行政村,条文只写行政村,不列入补助范围"),
    ],
)
def test_a_condition_that_fails_gives_nothing_and_says_which(facts, reason):
    figure = work_fund(W, **{**FACTS, **facts})
    assert (figure.amount, figure.steps) == (Decimal(0), (Step(reason, "0.00"),))


@pytest.mark.rule("AM-40")
def test_the_figure_explains_every_step_and_asks_for_no_kind_of_contract():
    assert work_fund(W, **FACTS) == Figure(
        kind="work_fund",
        amount=Decimal("7000.00"),
        payer="市财政",
        clause="W三(五)",
        steps=(
            Step("单位类别是行政村,聘有协管员并已考核,列入补助范围", "列入"),
            Step("户籍户数 430 户,属“200(含)—800户(含)”一档,标准(元/年)", "7000.00"),
            Step("考核日有协管员在岗,不按月折算", "整档"),
            Step("考核结果“合格”,系数", "1"),
            Step("应补金额 = 7000.00 × 1", "7000.00"),
        ),
        readings=READINGS,
        inputs=FACTS,
    )


@pytest.mark.rule("W-F6")
def test_the_city_alone_is_named_as_the_payer():
    assert work_fund(W, **FACTS).payer == "市财政"


@pytest.mark.rule("AM-39")
def test_a_draft_that_names_communities_too_pays_them_under_their_own_name():
    both = replace(W, work_fund=replace(FUND, region_kinds=("village", "community")))
    figure = work_fund(both, **{**FACTS, "region_kind": "community"})
    assert (figure.amount, figure.steps[0].text) == (
        Decimal("7000.00"),
        "单位类别是社区,聘有协管员并已考核,列入补助范围",
    )
    refused = work_fund(both, **{**FACTS, "region_kind": "town"})
    assert refused.steps == (Step("不是行政村、社区,条文只写行政村、社区,不列入补助范围", "0.00"),)


@pytest.mark.rule("AM-14")
def test_a_citys_own_grade_gives_its_share_rounded_half_up():
    graded = replace(W, work_fund=replace(FUND, results={**FUND.results, "基本合格": Decimal("0.333335")}))
    assert work_fund(graded, **{**FACTS, "result": "基本合格"}).amount == Decimal("2333.35")


def test_a_document_without_a_work_fund_is_refused():
    with pytest.raises(Refused, match="没有规定工作经费补助"):
        work_fund(replace(W, work_fund=None), **FACTS)


def test_a_village_without_an_assessment_is_told_so_once():
    verdicts = entitlement(W, region_kind="village", households=430, coordinator_in_post=None, result=None)
    assert [(each.rule, each.ok) for each in verdicts] == [
        ("AM-39", True),
        ("W-F1", False),
        ("W-F7", None),
        ("AM-14", None),
        ("AM-02", True),
    ]


@pytest.mark.parametrize(
    ("households", "near"),
    [
        (194, False),
        (195, True),
        (199, True),
        (200, True),
        (205, True),
        (206, False),
        (784, False),
        (785, True),
        (800, True),
        (801, True),
        (817, True),
        (818, False),
    ],
)
def test_a_count_near_the_edge_of_a_tier_is_watched(households, near):
    assert (findings.near_tier_edge(FUND, households) is not None) is near


@pytest.mark.parametrize(
    ("before", "now", "jumped"),
    [(None, 200, False), (199, 199, False), (199, 200, True), (801, 800, True), (200, 800, False)],
)
def test_a_village_in_another_tier_than_the_year_before_is_watched(before, now, jumped):
    assert (findings.tier_jumped(FUND, before, now) is not None) is jumped


def test_the_other_findings_speak_when_there_is_something_to_say():
    said = [
        findings.several_coordinators(1),
        findings.several_coordinators(2),
        findings.made_up_households(False),
        findings.made_up_households(True),
        findings.payee_missing("123"),
        findings.payee_missing(""),
        findings.payee_changed(None, "123"),
        findings.payee_changed("123", "123"),
        findings.payee_changed("123", ""),
        findings.payee_changed("123", "124"),
    ]
    assert [found.label if found else None for found in said] == [
        None,
        "2 名协管员",
        None,
        "示例户数",
        None,
        "缺收款账户",
        None,
        None,
        None,
        "账户有变",
    ]


LINE = LineContent(
    code="330302008201",
    village="上沙村",
    township="七都街道",
    households=430,
    counted_on=date(2009, 12, 31),
    households_source="年报",
    tier="200(含)—800户(含)",
    standard=Decimal("7000.00"),
    assessed_on=date(2010, 1, 8),
    result="合格",
    coefficient=Decimal(1),
    coordinators=("林晓梅",),
    amount=Decimal("7000.00"),
    payee="上沙村",
    payee_bank="信用社",
    payee_account="123",
)
OTHER = replace(
    LINE,
    code="330302008202",
    village="下沙村",
    amount=Decimal("5000.00"),
    tier="200户以下",
    standard=Decimal(5000),
)


def test_the_digest_is_of_the_content_not_of_its_order_or_the_zeros_of_a_column():
    stored = replace(LINE, coefficient=Decimal("1.0000"))
    assert digest(2009, "d", [LINE, OTHER]) == digest(2009, "d", [OTHER, stored])


@pytest.mark.parametrize(
    "change",
    [
        {"amount": Decimal("7000.01")},
        {"households": 431},
        {"payee_account": "124"},
        {"coordinators": ("林晓梅", "王")},
        {"assessed_on": date(2010, 1, 9)},
        {"village": "上沙"},
    ],
)
def test_any_change_of_a_line_changes_the_digest(change):
    assert digest(2009, "d", [LINE]) != digest(2009, "d", [replace(LINE, **change)])
    assert digest(2009, "d", [LINE]) != digest(2010, "d", [LINE])
    assert digest(2009, "d", [LINE]) != digest(2009, "e", [LINE])


def test_a_new_computation_says_what_came_went_and_changed():
    grown = replace(
        LINE, households=801, tier="800户以上", standard=Decimal(10000), amount=Decimal("10000.00")
    )
    third = replace(OTHER, code="330302101201", village="山根村")
    assert [change.as_json() for change in differences([LINE, OTHER], [third, grown])] == [
        {
            "code": "330302008201",
            "village": "上沙村",
            "what": "户数、档次、标准、金额",
            "before": "7000.00",
            "after": "10000.00",
        },
        {"code": "330302008202", "village": "下沙村", "what": "不再列入", "before": "5000.00", "after": None},
        {"code": "330302101201", "village": "山根村", "what": "新列入", "before": None, "after": "5000.00"},
    ]


def test_tiers_are_added_up_lowest_first():
    assert by_tier([LINE, OTHER, replace(LINE, code="3")]) == [
        {"tier": "200户以下", "standard": "5000.00", "count": 1, "amount": "5000.00"},
        {"tier": "200(含)—800户(含)", "standard": "7000.00", "count": 2, "amount": "14000.00"},
    ]


MAKER, APPROVER, PAYER = 1, 2, 3


@pytest.mark.parametrize(
    ("state", "person", "verbs"),
    [
        ("draft", MAKER, ["recompute", "submit", "cancel"]),
        ("draft", APPROVER, ["recompute"]),
        ("submitted", MAKER, ["withdraw"]),
        ("submitted", APPROVER, ["approve", "return"]),
        ("returned", MAKER, ["recompute", "submit", "cancel"]),
        ("approved", MAKER, []),
        ("approved", APPROVER, []),
        ("approved", PAYER, ["pay"]),
        ("paid", PAYER, []),
        ("cancelled", MAKER, []),
    ],
)
def test_three_people_each_have_their_own_step(state, person, verbs):
    approver = APPROVER if state in ("approved", "paid") else None
    assert open_verbs(state, "district_finance", person=person, maker=MAKER, approver=approver) == verbs
    assert open_verbs(state, "auditor", person=person, maker=MAKER, approver=approver) == []


def test_every_step_is_taken_by_finance_and_every_guard_is_known():
    assert {role for step in SHEET.transitions for role in step.roles} == {"district_finance"}
    assert guard_problem("maker", person=MAKER, maker=MAKER, approver=None) is None
    assert guard_problem("", person=APPROVER, maker=MAKER, approver=None) is None


@pytest.mark.rule("W-F7")
@pytest.mark.parametrize(("asked", "in_post", "amount"), [
    (True, True, "7000.00"), (True, False, "0.00"), (False, True, "7000.00"), (False, False, "7000.00"),
])  # fmt: skip
def test_a_coordinator_is_needed_where_the_document_says_who_is_assessed(asked, in_post, amount):
    fund = W.work_fund if asked else replace(W.work_fund, group=None)
    document = replace(W, work_fund=fund)
    figure = work_fund(document, **{**FACTS, "coordinator_in_post": in_post})
    assert figure.amount == Decimal(amount)
