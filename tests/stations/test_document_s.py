"""Document S (四有示范镇 2011) as shipped, alone and joined with J: the figures below are typed from the source."""

from dataclasses import fields
from datetime import date

import pytest

from stations.documents.files import FOLDER, body_in, shipped
from stations.rules.documents import Document, cited, read

J = shipped("J")
S = shipped("S")
OWN = read(body_in((FOLDER / "s.toml").read_text(encoding="utf-8")), parent=J)

THIS_YEAR = date(2011, 12, 31)
NEXT_YEAR = date(2012, 12, 31)
# The parts of a document that are lists of values which can be told apart; ``basis`` belongs to the head.
LISTS = [
    field.name
    for field in fields(Document)
    if isinstance(getattr(J, field.name), tuple) and field.name != "basis"
]
ALL_LEVELS = ("township", "community", "village")


def target(key):
    return next(each for each in OWN.targets if each.key == key)


def test_the_head_says_what_the_source_lacks():
    assert (OWN.key, OWN.number, OWN.issuer, OWN.issued_on, OWN.inherits) == ("S", "", "", None, "J")
    assert OWN.effective_on == date(2011, 5, 20)
    assert "盐政办发〔2011〕63号" in OWN.status
    assert "2022-10-04 是转载网站的日期" in OWN.status


def test_every_clause_of_the_text_is_there_in_its_order():
    assert [clause.number for clause in OWN.clauses] == [
        *("S一", "S二", "S三(一)"),
        *("S三(二)", "S三(二)一", "S三(二)二", "S三(二)三", "S三(二)四"),
        *("S三(三)", "S三(四)", "S三(五)"),
        *("S四(一)", "S四(二)", "S四(三)", "S四(四)"),
    ]
    assert all(clause.keywords for clause in OWN.clauses)


def test_what_s_says_cites_its_own_clauses_and_all_of_them():
    """S三(二) only opens its four numbered points."""
    assert {value.clause for _, value in cited(OWN)} == {clause.number for clause in OWN.clauses} - {
        "S三(二)"
    }


def test_every_rule_of_the_register_is_held_and_what_is_said_again_keeps_the_rule_of_j():
    register = {f"S-K{number}" for number in range(1, 14)} | {f"S-R{number}" for number in range(1, 9)}
    held = {value.rule for _, value in cited(OWN) if value.rule}
    assert {rule for rule in held if rule.startswith("S-")} == register
    assert held - register == {"J-S2", "J-S3", "J-S4", "J-M1", "J-M2", "J-I1"}


@pytest.mark.rule("S-K1")
@pytest.mark.rule("S-K2")
@pytest.mark.rule("S-K3")
@pytest.mark.rule("S-K4")
@pytest.mark.rule("S-K5")
@pytest.mark.rule("S-K6")
@pytest.mark.rule("S-K7")
@pytest.mark.rule("S-K8")
@pytest.mark.rule("S-K10")
@pytest.mark.rule("S-K11")
@pytest.mark.rule("S-K12")
@pytest.mark.rule("S-K13")
def test_the_targets_are_those_of_the_text():
    assert [
        (each.rule, each.key, each.compare, each.share and str(each.share), each.due, each.clause)
        for each in OWN.targets
    ] == [
        ("S-K1", "four_have_six", "share", "1", THIS_YEAR, "S二"),
        ("S-K2", "four_have_full_time", "share", "1", THIS_YEAR, "S二"),
        ("S-K3", "four_have_coverage", "share", "1", THIS_YEAR, "S二"),
        ("S-K4", "surplus_labour_transferred", "share", "0.95", THIS_YEAR, "S二"),
        ("S-K5", "zero_transfer_families", "zero", None, THIS_YEAR, "S二"),
        ("S-K6", "pension_enrolled", "share", "0.99", THIS_YEAR, "S二"),
        ("S-K7", "medical_enrolled", "share", "0.95", THIS_YEAR, "S二"),
        ("S-K8", "skills_trained", "share", "1", THIS_YEAR, "S二"),
        ("S-K10", "other_towns_started", "done", None, THIS_YEAR, "S二"),
        ("S-K11", "rural_pension_joined", "share", "1", None, "S三(四)"),
        ("S-K11", "rural_pension_renewed", "share", "1", None, "S三(四)"),
        ("S-K11", "rural_pension_paid", "share", "1", None, "S三(四)"),
        ("S-K12", "insured_before_requisition", "done", None, None, "S三(四)"),
        ("S-K13", "every_county_four_have", "done", None, NEXT_YEAR, "S二"),
    ]
    assert [each.key for each in OWN.targets if each.soft] == ["every_county_four_have"]


def test_the_denominators_are_as_worded():
    assert {each.key: each.denominator for each in OWN.targets if each.compare == "share"} == {
        "four_have_six": "全部示范镇平台",
        "four_have_full_time": "示范镇内所有村级平台",
        "four_have_coverage": "镇内村民",
        "surplus_labour_transferred": "富余劳动力",
        "pension_enrolled": "符合参加企业养老保险或新型农村养老保险条件的村民",
        "medical_enrolled": "村民",
        "skills_trained": "有技能培训需求的村民",
        "rural_pension_joined": "农村适龄居民",
        "rural_pension_renewed": "应续保缴费的参保居民",
        "rural_pension_paid": "应领取基础养老金的居民",
    }


def test_whom_a_target_is_for():
    scopes = {each.key: each.scope for each in OWN.targets}
    assert {key for key, scope in scopes.items() if scope == "20 个示范镇"} == {
        *("four_have_six", "four_have_full_time", "four_have_coverage", "surplus_labour_transferred"),
        *("zero_transfer_families", "pension_enrolled", "medical_enrolled", "skills_trained"),
    }
    assert scopes["other_towns_started"] == "示范镇以外的乡镇"
    assert scopes["rural_pension_joined"] == "所有镇;原文未定期限"
    assert scopes["insured_before_requisition"] == "20 个示范镇;原文未定期限"


@pytest.mark.rule("S-K9")
def test_the_certificates_of_s_win_over_those_of_j():
    [certificate] = S.certificates
    assert (certificate.of, str(certificate.share), certificate.levels) == (
        "full_time_staff",
        "0.95",
        ALL_LEVELS,
    )
    assert (certificate.rule, certificate.clause) == ("S-K9", "S三(二)四")
    assert [str(each.share) for each in J.certificates] == ["0.90"]


def test_a_village_has_one_full_time_coordinator_and_the_ratio_of_townships_stays_with_j():
    assert [(each.level, each.at_least, each.full_time, each.clause) for each in OWN.staffing] == [
        ("village", 1, 1, "S三(一)")
    ]
    assert {each.level: (each.basis, each.clause) for each in S.staffing} == {
        "village": ("fixed", "S三(一)"),
        "township": ("ratio", "J三(四)"),
    }


def test_the_head_may_be_the_village_director_or_an_official_who_is_a_graduate():
    assert [(each.post, each.may_be_full_time, each.clause) for each in S.heads] == [
        ("village_director", False, "S三(一)"),
        ("village_official", True, "S三(一)"),
    ]


def test_the_six_items_stand_in_the_order_of_the_text():
    [six] = OWN.checklists
    assert (six.key, six.rule, six.clause, six.levels) == ("six", "S-K1", "S二", ALL_LEVELS)
    assert [(item.code, item.name) for item in six.items] == [
        ("ORG", "机构到位"),
        ("STAFF", "人员到位"),
        ("FUND", "经费到位"),
        ("SITE", "场地到位"),
        ("WORK", "工作到位"),
        ("RULES", "制度到位"),
    ]
    assert {tuple(each.level for each in item.standards) for item in six.items} == {ALL_LEVELS}
    assert [each.clause for each in S.checklists if each.key == "six"] == ["S二"]


def test_four_institutions_and_four_notices():
    assert [(each.name, each.levels, each.clause) for each in OWN.institutions] == [
        (name, ALL_LEVELS, "S三(三)")
        for name in (
            *("农民就业失业登记制度", "农民求职登记制度"),
            *("农村困难家庭就业援助制度", "农民创业服务制度"),
        )
    ]
    assert [(each.name, each.levels, each.clause) for each in OWN.notices] == [
        (name, ALL_LEVELS, "S三(二)一") for name in ("办事流程", "办结期限", "服务承诺", "服务标准")
    ]


def test_the_four_have_file_is_updated_and_rolled_up_every_month():
    assert [(each.key, each.clause) for each in OWN.recurring if each.rhythm == "monthly"] == [
        ("four_have_update", "S三(二)三"),
        ("four_have_rollup", "S三(二)三"),
    ]
    assert {each.rhythm for each in OWN.recurring} == {"monthly", "regularly"}


@pytest.mark.rule("S-R8")
def test_a_penalty_meets_units_and_persons_in_all_awards_until_it_is_lifted():
    [penalty] = [each for each in S.sanctions if each.kind == "penalty"]
    assert (penalty.rule, penalty.clause, penalty.name) == ("S-R8", "S四(四)", "通报批评")
    assert (penalty.subjects, penalty.bars, penalty.all_awards) == (("unit", "person"), "评先评优", True)
    assert S.reads("AM-49") == "until_lifted"


def test_persons_are_rewarded_too():
    assert [(each.name, each.subjects, each.clause) for each in OWN.sanctions if each.kind == "reward"] == [
        ("以奖代补", ("unit", "person"), "S四(四)")
    ]


def test_the_work_fund_of_villages_is_arranged_by_counties_alone():
    assert {each.item: (each.payer, each.clause) for each in OWN.costs} == {
        "乡镇(街道)服务所工作经费、人员经费和项目经费": ("地方财政", "S三(一)"),
        "村(社区)服务站人员经费": ("政府(购买公益性岗位)", "S三(一)"),
        "村(社区)服务站工作经费": ("县(市、区)", "S三(一)"),
    }
    assert [each.payer for each in S.costs if each.item == "村(社区)服务站工作经费"] == ["县(市、区)"]
    assert [each.payer for each in J.costs if each.item == "村(社区)服务站工作经费"] == ["市、县(市、区)"]


def test_the_title_is_for_towns_and_has_no_life_cycle_in_the_text():
    assert [(each.key, each.holders, each.revocable, each.advanced) for each in OWN.titles] == [
        ("four_have_town", "镇", False, None)
    ]


@pytest.mark.rule("S-R2")
@pytest.mark.rule("S-R3")
@pytest.mark.rule("S-R4")
@pytest.mark.rule("S-R6")
def test_the_counted_lists_are_complete_and_open_where_the_text_says_and_so_on():
    assert {each.name: (each.entries, each.open) for each in OWN.listings} == {
        "四有": (("劳有所得", "老有所养", "病有所医", "学有所教"), False),
        "推进阶梯": (("十村示范", "百村试点", "千村推广", "20 个示范镇"), False),
        "农村公共就业四项制度": (
            ("农民就业失业登记", "农民求职登记", "农村困难家庭就业援助", "农民创业服务"),
            False,
        ),
        "延伸到农村创业人员的扶持政策": (
            (
                *("小额担保贷款及贴息", "免费职业介绍", "就业(创业)培训补贴"),
                *("职业技能鉴定补贴", "特困群体就业援助"),
            ),
            True,
        ),
        "创业一条龙服务": (("创业培训", "项目推介", "开业指导", "创业实训", "项目融资"), True),
        "六种参保办法": (
            ("宣传引导", "政策支撑", "补贴吸引", "联动促进", "典型带动", "发放激励"),
            False,
        ),
        "新农保三个全覆盖": (("适龄居民参保", "续保缴费", "基础养老金发放"), False),
        "重点培训群体": (
            ("零转移家庭成员", "新成长劳动力", "退役士兵", "被征地农民", "返乡农民工"),
            True,
        ),
        "三类培训": (("现代农业实用技术培训", "转移就业技能培训", "自主创业培训"), False),
        "应落实的惠民政策": (
            (
                *("职业培训补贴", "创业培训补贴", "职业技能鉴定补贴"),
                *("公益性岗位补贴", "社保补贴", "小额担保贷款"),
            ),
            True,
        ),
        "宣传途径": (("广播", "电视", "报刊", "标语", "宣传手册"), True),
        "宣传重点": (("农村公共就业四项制度", "小额担保贷款政策", "养老保险政策", "医疗保险政策"), True),
    }


@pytest.mark.parametrize(
    ("reading", "value", "choices"),
    [
        ("AM-27", "full_time_only", 1),
        ("AM-28", "full_time_staff", 2),
        ("AM-29", "2011", 1),
        ("AM-30", "as_worded", 1),
        ("AM-31", "zero_open", 1),
        ("AM-32", "two_kinds", 1),
        ("AM-37", "same_codes", 1),
        ("AM-38", "four", 1),
        ("AM-49", "until_lifted", 3),
        ("AM-50", "stations", 2),
        ("AM-55", "named_only", 1),
        ("AM-56", "official_if_full_time", 2),
    ],
)
def test_what_is_ambiguous_is_read_as_proposed(reading, value, choices):
    assert OWN.reads(reading) == S.reads(reading) == value
    assert len(S.readings[reading].options) == choices


@pytest.mark.parametrize("part", LISTS)
def test_joined_with_j_nothing_is_lost_but_what_s_says_again(part):
    own, parents, joined = (getattr(document, part) for document in (OWN, J, S))
    said_again = {value.identity for value in own}
    assert joined == (*own, *(value for value in parents if value.identity not in said_again))


@pytest.mark.parametrize(
    ("part", "identities"),
    [
        ("staffing", {("village",)}),
        ("certificates", {("full_time_staff",)}),
        ("checklists", {("six",)}),
        ("heads", {("village_director",), ("village_official",)}),
        ("pay_comparisons", {("comparable_income",)}),
        ("sanctions", {("reward",), ("penalty",)}),
        ("recurring", {("staff_training",), ("staff_assessment",), ("inspection",)}),
        ("facts", {("J-S3", "可以增加"), ("J-M2", "乡镇人员待遇"), ("J-M2", "正常增长"), ("J-I1", "村村通")}),
    ],
)
def test_what_s_says_again_takes_the_place_of_what_j_said(part, identities):
    own, parents = ({value.identity for value in getattr(document, part)} for document in (OWN, J))
    assert own & parents == identities


def test_what_s_does_not_say_is_said_by_j():
    for part in ("premises", "equipment", "duties", "services"):
        assert getattr(OWN, part) == ()
        assert getattr(S, part) == getattr(J, part) != ()
    assert (S.pay, S.work_fund, S.eligibility, S.part_time) == (None, None, None, None)
