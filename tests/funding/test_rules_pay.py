"""A coordinator's month, part by part: the amounts, who bears them, and what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules import pay
from funding.rules.pay import Insurance
from funding.rules.work_fund import work_fund
from kit.months import ONE_DAY, Month
from kit.reasoning import Figure, Step
from kit.refused import Refused
from tests.funding.documents import W, read_as

MARCH = Month(2010, 3)
FULL = {
    "employment": "full_time",
    "month": MARCH,
    "wage": Decimal("960.00"),
    "minimum_wage": Decimal("960.00"),
}
PART = {"employment": "part_time", "month": MARCH, "wage": None, "minimum_wage": None}
# Illustrative rates: the base and the rates are parameters, and no document names them.
RATES = {
    "pension": ("0.14", "0.08"),
    "medical": ("0.05", "0.02"),
    "unemployment": ("0.02", "0.01"),
    "work_injury": ("0.005", "0"),
    "maternity": ("0.005", "0"),
}
FIVE = tuple(
    Insurance(
        kind=kind, base=Decimal("1296.00"), employer_rate=Decimal(employer), employee_rate=Decimal(employee)
    )
    for kind, (employer, employee) in RATES.items()
)
PENSION = FIVE[0]


def month(document=W, **facts):
    return pay.month_of(document, **{**FULL, **facts})


def amounts(document=W, **facts):
    return [(each.kind, str(each.amount), each.payer) for each in month(document, **facts)]


def amount(kind, document=W, **facts):
    return next(each.amount for each in month(document, **facts) if each.kind == kind)


def texts(kind, document=W, **facts):
    return [step.text for each in month(document, **facts) if each.kind == kind for step in each.steps]


def refusal(document=W, **facts):
    with pytest.raises(Refused) as refused:
        month(document, **facts)
    return refused.value.field, refused.value.reason


@pytest.mark.rule("W-P3")
@pytest.mark.rule("W-P4")
@pytest.mark.rule("W-P6")
@pytest.mark.rule("W-P7")
@pytest.mark.rule("AM-53")
def test_a_full_timer_at_the_minimum_wage_part_by_part():
    found = month(insurances=FIVE)
    parts = [(each.kind, each.inputs.get("insurance"), str(each.amount), each.payer) for each in found]
    assert parts == [
        ("post_subsidy", None, "600.00", "市财政"),
        ("wage_top_up", None, "360.00", "区财政"),
        ("insurance_employer", "pension", "181.44", "市财政"),
        ("insurance_withheld", "pension", "103.68", "个人"),
        ("insurance_employer", "medical", "64.80", "市财政"),
        ("insurance_withheld", "medical", "25.92", "个人"),
        ("insurance_employer", "unemployment", "25.92", "市财政"),
        ("insurance_withheld", "unemployment", "12.96", "个人"),
        ("insurance_employer", "work_injury", "6.48", "市财政"),
        ("insurance_withheld", "work_injury", "0.00", "个人"),
        ("insurance_employer", "maternity", "6.48", "市财政"),
        ("insurance_withheld", "maternity", "0.00", "个人"),
        ("net_pay", None, "817.44", None),
    ]
    assert {each.clause for each in found} == {"W三(三)"}
    assert [pay.borne_by(payer, found) for payer in ("市财政", "区财政", "个人")] == [
        Decimal("885.12"),
        Decimal("360.00"),
        Decimal("142.56"),
    ]


@pytest.mark.rule("W-P3")
@pytest.mark.rule("AM-11")
@pytest.mark.rule("AM-12")
def test_a_part_timer_has_the_post_subsidy_and_nothing_else():
    assert amounts(**PART, insurances=FIVE) == [("post_subsidy", "600.00", "市财政")]


@pytest.mark.rule("AM-12")
@pytest.mark.rule("AM-11")
def test_a_part_timer_may_earn_less_than_the_minimum_wage_and_keeps_all_of_it():
    facts = {"employment": "part_time", "wage": Decimal("620.00"), "insurances": FIVE}
    assert amounts(**facts) == [("post_subsidy", "600.00", "市财政"), ("net_pay", "620.00", None)]
    assert "条文没有给非全日制(兼职)规定社会保险,不代扣" in texts("net_pay", **facts)


def test_a_part_timers_wage_below_the_subsidy_is_pointed_out():
    facts = {"employment": "part_time", "wage": Decimal("599.99")}
    assert amount("net_pay", **facts) == Decimal("599.99")
    said = "公益性岗位补贴多于当月应发工资,请核对合同工资"
    assert said in texts("net_pay", **facts)
    assert said not in texts("net_pay", employment="part_time", wage=Decimal("600.00"))


def test_every_step_of_a_whole_month_is_told():
    subsidy, top_up, net = month(wage=Decimal("1000.00"))
    inputs = {
        "employment": "full_time", "month": "2010-03", "days": 31, "wage": "1000.00", "minimum_wage": "960.00",
        "district_standard": None, "in_force_from": None, "in_force_to": None,
    }  # fmt: skip
    whole = Step("2010年3月共 31 天,合同有效 31 天", "全月")
    assert subsidy == Figure(
        kind="post_subsidy",
        amount=Decimal("600.00"),
        payer="市财政",
        clause="W三(三)",
        steps=(
            whole,
            Step("公益性岗位补贴标准(元/月)", "600.00"),
            Step("当月公益性岗位补贴 = 600.00", "600.00"),
        ),
        readings=("AM-13",),
        inputs=inputs,
    )
    assert top_up == Figure(
        kind="wage_top_up",
        amount=Decimal("400.00"),
        payer="区财政",
        clause="W三(三)",
        steps=(
            whole,
            Step("合同月工资(元)", "1000.00"),
            Step("月工资不低于最低工资标准(元)", "960.00"),
            Step("当月应发工资 = 1000.00", "1000.00"),
            Step("其中补到最低工资标准的部分", "360.00"),
            Step("不足部分 = 1000.00 − 600.00(公益性岗位补贴)", "400.00"),
        ),
        readings=("AM-09", "AM-10", "AM-13", "AM-18"),
        inputs=inputs,
    )
    assert net == Figure(
        kind="net_pay",
        amount=Decimal("1000.00"),
        payer=None,
        clause="W三(三)",
        steps=(
            whole,
            Step("当月应发工资 = 1000.00", "1000.00"),
            Step("没有填写社会保险的缴费基数和费率,未计代扣", "0.00"),
            Step("实发 = 1000.00 − 0.00", "1000.00"),
        ),
        readings=("AM-10", "AM-13"),
        inputs=inputs,
    )


@pytest.mark.rule("AM-19")
@pytest.mark.rule("W-P5")
def test_a_contribution_is_kept_with_the_base_and_the_rates_of_its_month():
    employer, withheld = month(insurances=[PENSION])[2:4]
    frozen = {"insurance": "pension", "base": "1296.00", "employer_rate": "0.14", "employee_rate": "0.08"}
    assert frozen.items() <= employer.inputs.items()
    assert frozen.items() <= withheld.inputs.items()
    assert (employer.readings, withheld.readings) == (("AM-19", "AM-53"), ("AM-19",))
    of_the_month = (
        Step("2010年3月的最低缴费基数(元),当月在岗即缴整月", "1296.00"),
        Step("代缴单位", "乡镇政府(街道办事处)"),
    )
    assert employer.steps == (
        *of_the_month,
        Step("单位费率", "14%"),
        Step("市财政补贴单位缴纳部分的比例", "100%"),
        Step("基本养老保险单位缴纳部分 = 1296.00 × 0.14", "181.44"),
    )
    assert withheld.steps == (
        *of_the_month,
        Step("个人费率,由乡镇政府(街道办事处)从工资中代扣", "8%"),
        Step("基本养老保险个人缴纳部分 = 1296.00 × 0.08", "103.68"),
    )
    later = month(month=Month(2010, 7), insurances=[replace(PENSION, base=Decimal("1374.00"))])
    assert (later[2].amount, later[2].inputs["base"]) == (Decimal("192.36"), "1374.00")


@pytest.mark.rule("W-P2")
@pytest.mark.parametrize(
    ("wage", "minimum", "top_up"),
    [("960.00", "960.00", "360.00"), ("960.01", "960.00", "360.01"), ("1100.00", "1100.00", "500.00")],
)
def test_a_wage_at_or_above_the_minimum_is_paid(wage, minimum, top_up):
    assert amount("wage_top_up", wage=Decimal(wage), minimum_wage=Decimal(minimum)) == Decimal(top_up)


@pytest.mark.rule("W-P2")
def test_a_full_time_wage_below_the_minimum_is_refused_with_both_figures_and_the_clause():
    with pytest.raises(Refused) as refused:
        month(wage=Decimal("959.99"))
    assert (refused.value.field, refused.value.clause, refused.value.reason) == (
        "wage",
        "W三(三)",
        "全日制(专职)月工资 959.99 元低于2010年3月执行的最低工资标准 960.00 元(W三(三)),"
        "请按不低于 960.00 元填写。",
    )


@pytest.mark.rule("AM-18")
@pytest.mark.parametrize(("asked", "day"), [("2010-03", date(2010, 3, 1)), ("2010-04", date(2010, 4, 1))])
def test_the_minimum_wage_is_that_of_the_first_day_of_the_month(asked, day):
    assert pay.wage_day(Month.parse(asked)) == day


@pytest.mark.rule("AM-18")
@pytest.mark.rule("W-P4")
@pytest.mark.rule("W-P3")
def test_a_year_in_which_the_minimum_wage_rises_costs_the_district_and_not_the_city():
    standards = [(date(2008, 9, 1), Decimal(960)), (date(2010, 4, 1), Decimal(1100))]

    def in_force(day):
        return [value for start, value in standards if start <= day][-1]

    year = []
    for each in Month.range(Month(2010, 1), Month(2011, 1)):
        minimum = in_force(pay.wage_day(each))
        year += month(month=each, wage=minimum, minimum_wage=minimum)
    fund = work_fund(W, region_kind="village", households=430, coordinator_in_post=True, result="合格")
    assert pay.borne_by("区财政", year) == 3 * 360 + 9 * 500 == Decimal("5580.00")
    assert pay.borne_by("市财政", year) == Decimal("7200.00")
    assert pay.borne_by("市财政", [*year, fund]) == Decimal("14200.00")


@pytest.mark.rule("AM-13")
@pytest.mark.parametrize(
    ("first", "last", "subsidy", "written"),
    [
        (None, None, "600.00", "全月"),
        (date(2010, 3, 1), date(2010, 3, 31), "600.00", "全月"),
        (date(2009, 12, 1), date(2012, 11, 30), "600.00", "全月"),
        (date(2010, 3, 2), None, "580.65", "30 ÷ 31"),
        (None, date(2010, 3, 30), "580.65", "30 ÷ 31"),
        (date(2010, 3, 10), date(2010, 3, 10), "19.35", "1 ÷ 31"),
        (date(2010, 3, 31), None, "19.35", "1 ÷ 31"),
        (None, date(2010, 3, 1), "19.35", "1 ÷ 31"),
        (date(2010, 3, 16), None, "309.68", "16 ÷ 31"),
    ],
)
def test_a_part_of_a_month_counts_by_its_days_both_ends_included(first, last, subsidy, written):
    found = month(in_force_from=first, in_force_to=last)[0]
    assert (found.amount, found.steps[0].value) == (Decimal(subsidy), written)


@pytest.mark.rule("AM-13")
def test_the_wage_is_prorated_like_the_subsidy_and_rounded_once_so_that_the_parts_add_up():
    subsidy, top_up, net = month(wage=Decimal("1200.00"), in_force_from=date(2010, 3, 10))
    assert [each.amount for each in (subsidy, top_up, net)] == [
        Decimal("425.81"),
        Decimal("425.80"),
        Decimal("851.61"),
    ]
    assert subsidy.steps[-1] == Step("当月公益性岗位补贴 = 600.00 × 22 ÷ 31", "425.81")


@pytest.mark.rule("AM-13")
@pytest.mark.parametrize(
    ("reading", "days", "subsidy"),
    [
        ("calendar_days", 14, "300.00"),
        ("calendar_days", 15, "321.43"),
        ("full_month", 1, "600.00"),
        ("full_month", 28, "600.00"),
        ("half_month", 1, "300.00"),
        ("half_month", 14, "300.00"),
        ("half_month", 15, "600.00"),
        ("half_month", 28, "600.00"),
    ],
)
def test_the_other_readings_of_a_part_of_a_month(reading, days, subsidy):
    document = read_as(W, AM_13=reading)
    facts = {"month": Month(2010, 2), "in_force_to": date(2010, 2, days)}
    assert amount("post_subsidy", document, **facts) == Decimal(subsidy)
    assert sum(each.amount for each in month(document, **facts)[:2]) == amount("net_pay", document, **facts)


def test_an_odd_month_is_halved_below_its_middle_day():
    half = read_as(W, AM_13="half_month")
    assert amount("post_subsidy", half, in_force_to=date(2010, 3, 15)) == Decimal("300.00")
    assert amount("post_subsidy", half, in_force_to=date(2010, 3, 16)) == Decimal("600.00")


@pytest.mark.rule("AM-13")
@pytest.mark.parametrize("reading", ["calendar_days", "full_month", "half_month"])
@pytest.mark.parametrize(
    "days", [{"in_force_to": date(2010, 2, 28)}, {"in_force_from": date(2010, 4, 1)}], ids=["before", "after"]
)
def test_a_month_without_a_day_in_force_gives_nothing_and_says_so(reading, days):
    found = month(read_as(W, AM_13=reading), insurances=[PENSION], **days)
    reason = (Step("2010年3月合同没有一天有效,不计", "0.00"),)
    assert [(each.kind, each.amount, each.steps) for each in found] == [
        (kind, Decimal("0.00"), reason)
        for kind in ("post_subsidy", "wage_top_up", "insurance_employer", "insurance_withheld", "net_pay")
    ]


def test_one_day_in_force_owes_the_contributions_of_the_whole_month():
    found = month(insurances=FIVE, in_force_from=date(2010, 3, 31))
    assert amount("insurance_employer", insurances=[PENSION], in_force_from=date(2010, 3, 31)) == Decimal(
        "181.44"
    )
    assert found[-1].amount == Decimal("30.97") - Decimal("142.56") == Decimal("-111.59")
    assert found[-1].steps[-1] == Step("代扣多于当月应发,差额须由本人补交或从以后的工资中扣", "111.59")


@pytest.mark.rule("AM-09")
@pytest.mark.parametrize(
    ("reading", "wage", "standard", "parts"),
    [
        ("contract_wage", "1500.00", None, [("wage_top_up", "900.00", "区财政")]),
        ("minimum_wage", "960.00", None, [("wage_top_up", "360.00", "区财政")]),
        (
            "minimum_wage",
            "1500.00",
            None,
            [("wage_top_up", "360.00", "区财政"), ("wage_township", "540.00", "乡镇政府(街道办事处)")],
        ),
        ("district_standard", "1500.00", "1500.00", [("wage_top_up", "900.00", "区财政")]),
        ("district_standard", "1500.00", "2000.00", [("wage_top_up", "900.00", "区财政")]),
        (
            "district_standard",
            "1500.00",
            "1200.00",
            [("wage_top_up", "600.00", "区财政"), ("wage_unsourced", "300.00", None)],
        ),
        (
            "district_standard",
            "1500.00",
            "500.00",
            [("wage_top_up", "0.00", "区财政"), ("wage_unsourced", "900.00", None)],
        ),
    ],
)
def test_up_to_which_wage_the_district_makes_up(reading, wage, standard, parts):
    found = amounts(
        read_as(W, AM_09=reading),
        wage=Decimal(wage),
        district_standard=None if standard is None else Decimal(standard),
    )
    assert found == [("post_subsidy", "600.00", "市财政"), *parts, ("net_pay", wage, None)]


@pytest.mark.rule("AM-09")
def test_a_rest_that_nobody_bears_is_named_as_such():
    document = read_as(W, AM_09="district_standard")
    facts = {"wage": Decimal("1500.00"), "district_standard": Decimal("1200.00")}
    assert texts("wage_unsourced", document, **facts)[-1] == "其余工资来源未定 = 1500.00 − 600.00 − 600.00"
    assert refusal(document) == (
        "district_standard",
        "不足部分的读法是补到区定工资标准为止,须填写区定工资标准。",
    )


@pytest.mark.rule("AM-10")
def test_the_subsidy_on_top_of_the_wage():
    on_top = read_as(W, AM_10="on_top")
    assert amounts(on_top) == [
        ("post_subsidy", "600.00", "市财政"),
        ("wage_top_up", "960.00", "区财政"),
        ("net_pay", "1560.00", None),
    ]
    assert amounts(W)[1:] == [("wage_top_up", "360.00", "区财政"), ("net_pay", "960.00", None)]
    assert texts("wage_top_up", on_top)[-1] == "公益性岗位补贴另外加发,工资由区财政承担"


@pytest.mark.rule("AM-11")
@pytest.mark.parametrize(
    ("reading", "kinds", "net"),
    [
        ("none", [], "620.00"),
        ("work_injury", ["work_injury"], "620.00"),
        ("all_five", list(RATES), "477.44"),
    ],
)
def test_the_insurances_of_a_part_timer_by_each_reading(reading, kinds, net):
    found = month(read_as(W, AM_11=reading), employment="part_time", wage=Decimal("620.00"), insurances=FIVE)
    lines = [each for each in found if each.kind == "insurance_employer"]
    assert [each.inputs["insurance"] for each in lines] == kinds
    assert all("AM-11" in each.readings for each in [*lines, found[-1]])
    assert found[-1].amount == Decimal(net)


@pytest.mark.rule("AM-53")
@pytest.mark.rule("W-P6")
@pytest.mark.parametrize(
    ("part", "expected"), [("1", "181.44"), ("0.5", "90.72"), ("0.333", "60.42"), ("0", "0.00")]
)
def test_the_city_bears_its_share_of_the_minimum_standard_whatever_the_wage(part, expected):
    terms = W.pay.insurances
    employer = replace(terms.employer, share=Decimal(part))
    document = replace(W, pay=replace(W.pay, insurances=replace(terms, employer=employer)))
    for wage in ("960.00", "5000.00"):
        facts = {"wage": Decimal(wage), "insurances": [PENSION]}
        assert amount("insurance_employer", document, **facts) == Decimal(expected)
        assert amount("insurance_withheld", document, **facts) == Decimal("103.68")


@pytest.mark.rule("W-P5")
def test_the_five_insurances_come_in_the_documents_order_and_no_other_is_known():
    found = month(insurances=tuple(reversed(FIVE)))
    assert [each.inputs["insurance"] for each in found if each.kind == "insurance_withheld"] == list(RATES)
    assert refusal(insurances=[replace(PENSION, kind="housing")]) == (
        "insurances",
        "housing不在文件列出的险种(基本养老保险、基本医疗保险、失业保险、工伤保险、生育保险)之内,请去掉。",
    )
    assert refusal(insurances=[PENSION, PENSION]) == ("insurances", "基本养老保险填了不止一次,每种只填一次。")
    silent = replace(W, pay=replace(W.pay, insurances=None))
    assert refusal(silent, insurances=[PENSION]) == (
        "insurances",
        "温政发[2009]71号 没有规定社会保险,请去掉基本养老保险。",
    )


@pytest.mark.rule("W-P7")
@pytest.mark.parametrize("rate", ["0", "0.08", "1"])
def test_what_is_withheld_is_missing_from_the_net_pay(rate):
    insurance = replace(PENSION, base=Decimal("500.00"), employee_rate=Decimal(rate))
    found = month(insurances=[insurance])
    assert found[3].amount == Decimal(500) * Decimal(rate)
    assert found[-1].amount == Decimal(960) - found[3].amount


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"employment": "casual"}, "employment"),
        ({"wage": None}, "wage"),
        ({"wage": Decimal(0)}, "wage"),
        ({"wage": Decimal("-960.00")}, "wage"),
        ({"wage": Decimal("960.001")}, "wage"),
        ({"wage": Decimal("NaN")}, "wage"),
        ({"wage": Decimal("1E+30")}, "wage"),
        ({"wage": Decimal("1000000.01")}, "wage"),
        ({"minimum_wage": None}, "minimum_wage"),
        ({"minimum_wage": Decimal(0)}, "minimum_wage"),
        ({"minimum_wage": Decimal("Infinity")}, "minimum_wage"),
        ({"district_standard": Decimal(-1)}, "district_standard"),
        ({"in_force_from": date(2010, 3, 10), "in_force_to": date(2010, 3, 9)}, "in_force_to"),
        ({"month": Month(2009, 10)}, "month"),
        ({"insurances": [replace(PENSION, base=Decimal(0))]}, "insurances"),
        ({"insurances": [replace(PENSION, base=Decimal("1296.005"))]}, "insurances"),
        ({"insurances": [replace(PENSION, employer_rate=Decimal("1.01"))]}, "insurances"),
        ({"insurances": [replace(PENSION, employee_rate=Decimal("-0.01"))]}, "insurances"),
        ({"insurances": [replace(PENSION, employee_rate=Decimal("NaN"))]}, "insurances"),
        ({"insurances": [replace(PENSION, employee_rate=Decimal("1E-7"))]}, "insurances"),
        ({"insurances": [replace(PENSION, employer_rate=Decimal("1E-999999"))]}, "insurances"),
        ({**PART, "insurances": [replace(PENSION, base=Decimal(-1))]}, "insurances"),
        ({**PART, "wage": Decimal(0)}, "wage"),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused_at_its_field(facts, field):
    assert refusal(**facts)[0] == field


def test_the_month_in_which_the_document_takes_effect_is_its_first():
    assert amount("post_subsidy", month=Month(2009, 11)) == Decimal("600.00")
    assert refusal(month=Month(2009, 10))[1] == (
        "温政发[2009]71号 自 2009-11-04 起施行,2009年10月在施行之前,没有补贴。"
    )


def test_the_ends_of_time_are_days_like_any_other():
    assert amount("post_subsidy", in_force_from=date.min, in_force_to=date.max) == Decimal("600.00")
    assert amount("post_subsidy", month=Month(9999, 12)) == Decimal("600.00")


def test_a_document_without_pay_gives_no_figures():
    assert month(replace(W, pay=None), wage=None) == ()


yuan_a_month = st.decimals(min_value="960.00", max_value="20000.00", places=2)
days = st.dates(date(2010, 1, 15), date(2010, 4, 15))
readings = st.fixed_dictionaries(
    {
        "AM_09": st.sampled_from(["contract_wage", "minimum_wage", "district_standard"]),
        "AM_10": st.sampled_from(["part_of_wage", "on_top"]),
        "AM_13": st.sampled_from(["calendar_days", "full_month", "half_month"]),
    }
)


@pytest.mark.rule("W-P4")
@pytest.mark.rule("AM-13")
@given(wage=yuan_a_month, standard=yuan_a_month, first=days, length=st.integers(0, 60), chosen=readings)
def test_whatever_the_reading_the_parts_are_the_wage_and_what_comes_on_top(
    wage, standard, first, length, chosen
):
    found = month(
        read_as(W, **chosen),
        wage=wage,
        district_standard=standard,
        in_force_from=first,
        in_force_to=first + length * ONE_DAY,
    )
    assert sum(each.amount for each in found if each.kind != "net_pay") == found[-1].amount
    assert all(each.amount >= 0 for each in found)


@pytest.mark.rule("AM-13")
@given(wage=yuan_a_month, first=days, length=st.integers(0, 60), more=st.integers(0, 60), chosen=readings)
def test_more_days_in_force_never_pay_less(wage, first, length, more, chosen):
    document = read_as(W, **chosen)

    def due(length):
        facts = {"in_force_from": first, "in_force_to": first + length * ONE_DAY}
        return month(document, wage=wage, district_standard=Decimal(1200), **facts)

    fewer, longer = due(length), due(length + more)
    assert [each.kind for each in fewer] == [each.kind for each in longer]
    for kind in ("post_subsidy", "net_pay"):
        shorter_amount, longer_amount = (
            next(each.amount for each in found if each.kind == kind) for found in (fewer, longer)
        )
        assert shorter_amount <= longer_amount
