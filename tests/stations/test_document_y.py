"""The document of Yibin as data: every figure, area, list and clause of its text, typed from the text."""

from datetime import date
from decimal import Decimal

import pytest

from stations.documents.files import shipped
from stations.rules.documents import cited
from stations.rules.documents.held import SUPPORTED

Y = shipped("Y")
ALL = ("township", "community", "village")


def test_the_head_is_that_of_the_printed_document():
    assert (Y.key, Y.number, Y.issuer, Y.issued_on, Y.effective_on, Y.inherits, Y.parameter_area) == (
        "Y",
        "宜府办函〔2014〕282号",
        "宜宾市人民政府办公室",
        date(2014, 10, 26),
        date(2014, 10, 26),
        "",
        "",
    )
    assert "没有标题行" in Y.status
    assert Y.basis == (
        "《中华人民共和国就业促进法》",
        "人社部发〔2010〕22号",
        "川编发〔2010〕11号",
        "川人社发〔2010〕44号",
        "达标验收标准(不在来源文件之内)",
    )


def test_every_clause_of_the_text_is_there_and_can_be_found_by_a_word():
    assert [clause.number for clause in Y.clauses] == [
        "Y前言", "Y一(一)", "Y一(二)", "Y二", "Y二(一)", "Y二(一)1", "Y二(一)2", "Y二(一)3", "Y二(一)4", "Y二(一)5",
        "Y二(一)6", "Y二(一)7", "Y二(一)8", "Y二(二)", "Y三(一)", "Y三(二)1", "Y三(二)2", "Y三(三)", "Y三(四)",
        "Y三(五)", "Y三(六)",
    ]  # fmt: skip
    assert [clause.number for clause in Y.clauses if not clause.keywords] == []


def test_every_rule_is_held_by_some_value():
    rules = {value.rule for _, value in cited(Y)} - {""}
    assert rules == {f"Y-T{n}" for n in range(1, 10)} | {f"Y-G{n}" for n in range(1, 14)}


def test_every_clause_but_the_preface_gives_some_value():
    used = {value.clause for _, value in cited(Y)}
    assert [clause.number for clause in Y.clauses if clause.number not in used] == ["Y前言"]


@pytest.mark.rule("Y-T1")
@pytest.mark.rule("Y-T2")
@pytest.mark.rule("Y-T3")
@pytest.mark.rule("Y-T4")
@pytest.mark.rule("Y-T5")
@pytest.mark.rule("Y-T6")
@pytest.mark.rule("Y-T7")
def test_the_targets_are_those_of_the_text():
    assert [
        (aim.rule, aim.key, aim.compare, aim.count or aim.share, aim.due, aim.soft, aim.part_of, aim.clause)
        for aim in Y.targets
    ] == [
        ("Y-T1", "at_standard", "count", 576, date(2017, 12, 31), False, "", "Y一(二)"),
        ("Y-T2", "demonstration", "count", 180, date(2017, 12, 31), False, "at_standard", "Y一(二)"),
        ("Y-T2", "demonstration_townships", "count", 120, date(2017, 12, 31), False, "demonstration", "Y一(二)"),
        ("Y-T2", "demonstration_communities", "count", 60, date(2017, 12, 31), False, "demonstration", "Y一(二)"),
        ("Y-T3", "villages_at_standard", "count", 50, date(2017, 12, 31), False, "at_standard", "Y一(二)"),
        ("Y-T4", "platforms_built", "share", Decimal(1), date(2015, 12, 31), False, "", "Y一(二)"),
        ("Y-T4", "areas_covered", "share", Decimal(1), date(2015, 12, 31), False, "", "Y一(二)"),
        ("Y-T4", "demonstration_started", "done", None, date(2015, 12, 31), False, "", "Y一(二)"),
        ("Y-T5", "all_at_standard", "share", Decimal(1), date(2017, 12, 31), False, "", "Y一(二)"),
        ("Y-T5", "demonstration_batches", "done", None, date(2017, 12, 31), False, "", "Y一(二)"),
        ("Y-T6", "national_pilots", "share", Decimal("0.90"), date(2016, 12, 31), True, "", "Y二(二)"),
        ("Y-T7", "network", "share", Decimal(1), date(2016, 12, 31), False, "", "Y三(五)"),
    ]  # fmt: skip


def test_rates_name_what_they_are_taken_of_and_targets_the_levels_they_count():
    assert [(aim.key, aim.denominator) for aim in Y.targets if aim.compare == "share"] == [
        ("platforms_built", "县(区)、乡镇(街道)、城镇社区和有条件的村应建的平台"),
        ("areas_covered", "全部区域"),
        ("all_at_standard", "县(区)、乡镇(街道)、城镇社区和有条件的村级(中心村、农村社区等)平台"),
        ("national_pilots", "全部县(区)"),
        ("network", "全部乡镇(街道)、社区平台"),
    ]
    assert {aim.key: aim.levels for aim in Y.targets} == {
        "at_standard": ALL,
        "demonstration": ("township", "community"),
        "demonstration_townships": ("township",),
        "demonstration_communities": ("community",),
        "villages_at_standard": ("community", "village"),
        "platforms_built": ALL,
        "areas_covered": (),
        "demonstration_started": ("township", "community"),
        "all_at_standard": ALL,
        "demonstration_batches": ("township", "community"),
        "national_pilots": (),
        "network": ("township", "community"),
    }


def test_the_areas_of_the_standard_and_of_demonstration_platforms():
    assert {
        (each.level, each.measure, each.at_least, each.demonstration, each.qualified, each.new_or_merged, each.clause)
        for each in Y.premises
    } == {
        ("township", "dedicated_area", Decimal(50), False, False, False, "Y二(一)2"),
        ("community", "dedicated_area", Decimal(20), False, False, False, "Y二(一)2"),
        ("village", "dedicated_area", Decimal(20), False, True, False, "Y二(一)2"),
        ("township", "hall_area", Decimal(70), True, False, False, "Y二(一)2"),
        ("community", "hall_area", Decimal(40), True, False, False, "Y二(一)2"),
    }  # fmt: skip


def test_the_equipment_is_the_same_at_all_levels_and_copier_or_fax_is_one_entry():
    assert [(each.codes, each.levels, each.count, each.clause) for each in Y.equipment] == [
        (("desk",), ALL, 1, "Y二(一)4"),
        (("cabinet",), ALL, 1, "Y二(一)4"),
        (("counter",), ALL, 1, "Y二(一)4"),
        (("waiting_chair",), ALL, 1, "Y二(一)4"),
        (("computer",), ALL, 1, "Y二(一)4"),
        (("printer",), ALL, 1, "Y二(一)4"),
        (("copier", "fax"), ALL, 1, "Y二(一)4"),
        (("telephone",), ALL, 1, "Y二(一)4"),
        (("display_or_board",), ALL, 1, "Y二(一)4"),
        (("network",), ALL, 1, "Y二(一)5"),
    ]


def test_the_eight_haves_stand_in_their_order_with_a_standard_for_each_level():
    eight = next(each for each in Y.checklists if each.key == "eight_haves")
    assert [(item.code, item.name, item.clause) for item in eight.items] == [
        ("SIGN", "有牌子", "Y二(一)1"),
        ("SITE", "有场地", "Y二(一)2"),
        ("STAFF", "有工作人员", "Y二(一)3"),
        ("EQUIPMENT", "有统一设施设备", "Y二(一)4"),
        ("NETWORK", "有畅通网络", "Y二(一)5"),
        ("FUND", "有统一工作经费", "Y二(一)6"),
        ("SERVICES", "有统一服务内容", "Y二(一)7"),
        ("RULES", "有管理规范", "Y二(一)8"),
    ]
    assert {tuple(standard.level for standard in item.standards) for item in eight.items} == {ALL}
    site = {standard.level: standard.text for standard in eight.items[1].standards}
    assert [("50 平方米" in site["township"]), ("70 平方米" in site["township"])] == [True, True]
    assert [("20 平方米" in site["community"]), ("40 平方米" in site["community"])] == [True, True]
    assert "服务专席" in site["village"]
    assert "示范平台" not in site["village"]


def test_three_kinds_of_platform_enter_and_one_stands_alone():
    mode = next(each for each in Y.checklists if each.key == "three_plus_one")
    assert [
        (item.code, tuple(standard.level for standard in item.standards), item.clause) for item in mode.items
    ] == [
        ("ENTER_TOWNSHIP", ("township",), "Y二(一)"),
        ("ENTER_COMMUNITY", ("community",), "Y二(一)"),
        ("ENTER_VILLAGE", ("village",), "Y二(一)"),
        ("SEPARATE", ALL, "Y二"),
    ]


def test_staff_grow_by_one_for_each_ten_thousand_and_a_village_has_no_number():
    assert [
        (
            each.level,
            each.basis,
            each.at_least,
            each.at_most,
            each.up_to,
            each.per,
            each.full_time,
            each.clause,
        )
        for each in Y.staffing
    ] == [
        ("township", "steps", 2, None, 10000, 10000, 1, "Y二(一)3"),
        ("community", "fixed", 1, 2, None, None, None, "Y二(一)3"),
    ]
    assert [(each.name, each.levels) for each in Y.staff_sources] == [
        ("调剂编制内人员", ALL),
        ("招聘劳动保障协理员", ALL),
        ("公益性岗位人员", ALL),
        ("“三支一扶”人员", ALL),
    ]


@pytest.mark.rule("Y-G9")
def test_all_who_work_hold_a_certificate_without_a_figure():
    assert [
        (each.rule, each.of, each.levels, each.share, each.at_least, each.clause) for each in Y.certificates
    ] == [("Y-G9", "all_staff", ALL, None, None, "Y三(三)")]


def test_two_failing_years_end_a_post_and_pay_is_not_below_that_of_village_officials():
    person = Y.person_assessment
    assert (person.rule, person.grades, person.praised, person.failing, person.years, person.clause) == (
        "Y-G8",
        ("优秀", "称职", "不称职"),
        "优秀",
        "不称职",
        2,
        "Y三(三)",
    )
    assert [
        (each.rule, each.group, each.parameter, each.levels, each.clause) for each in Y.pay_comparisons
    ] == [("Y-G5", "大学生村官", "village_official_income", ALL, "Y三(二)2")]


def test_no_amount_is_given_and_who_bears_what_is_said_only_where_the_text_says_it():
    assert (Y.pay, Y.work_fund, Y.sources, Y.part_time, Y.eligibility) == (None, None, (), None, None)
    assert [(each.rule, each.item, each.payer, each.stated) for each in Y.costs] == [
        ("Y-G2", "基层平台建设", "县(区)政府", True),
        ("Y-G2", "部分示范建设和达标建设的奖补", "市级财政", True),
        ("Y-G3", "乡镇(街道)、社区平台工作经费", "同级财政", True),
        ("Y-G4", "编制外人员的人员经费和工作经费", "原文未写", False),
        ("Y-G13", "编制内人员工资福利", "原文未写", False),
        ("Y-G6", "公益性岗位人员的岗位补贴和社会保险补贴", "原文未写", False),
    ]


def test_the_counted_lists_have_the_entries_of_the_text():
    eight = (
        "就业服务", "人才服务", "社保经办", "社会保障卡服务", "劳动监察", "劳动人事争议调解", "劳动合同签订备案",
        "统计调查",
    )  # fmt: skip
    down = ("就业创业服务", "人才服务", "社会保险业务经办", "社会保障卡服务", *eight[4:])
    assert [(each.name, each.entries, each.open, each.clause) for each in Y.listings] == [
        ("工作原则", ("整合资源", "规范服务", "协同推进"), False, "Y一(一)"),
        ("重点内容", ("公共就业", "人才服务", "社会保障", "劳动关系"), False, "Y一(一)"),
        (
            "三进入",
            ("乡镇(街道)平台进入便民服务中心", "社区平台进入居委会服务场所", "村站进入村委会办公场所"),
            False,
            "Y二(一)",
        ),
        ("一单独", ("独立规范的就业和社会保障基层服务平台",), False, "Y二"),
        (
            "现有平台改造升级",
            ("扩大服务场所面积", "优化功能布局和服务规范", "完善基本设施", "联通信息网络"),
            False,
            "Y二(一)",
        ),
        ("乡镇(街道)服务窗口", ("就业创业", "社保医保", "城乡居保"), True, "Y二(一)2"),
        ("社区服务窗口", ("就业创业", "社会保险"), True, "Y二(一)2"),
        ("工作经费包括", ("日常办公经费", "设施设备维护费", "网络运行费"), True, "Y二(一)6"),
        ("八项服务内容", eight, True, "Y二(一)7"),
        (
            "国家试点的建设标准",
            ("国家发改委《基层就业和社会保障服务设施建设规范(试行)》", "川人社发(2010)44号"),
            False,
            "Y二(二)",
        ),
        ("领导小组成员部门", ("人力资源社会保障", "发展改革", "财政", "编制"), True, "Y三(一)"),
        ("成员单位相互支持的方面", ("立项", "资金", "人员", "用地", "机构编制"), True, "Y三(一)"),
        ("编制外经费的保障方式", ("纳入政府预算", "政府购买服务", "以奖代补"), True, "Y三(二)2"),
        ("人员考核的参加方", ("县(区)人力资源社会保障部门", "街道、乡(镇)", "社区"), False, "Y三(三)"),
        ("金保工程四目标", ("数据集中", "职能下延", "全市联网", "信息共享"), False, "Y三(五)"),
        ("逐步下移的服务", down, True, "Y三(五)"),
        ("对县(区)考核的内容", ("阵地建设", "经费保障", "工作绩效"), True, "Y三(六)"),
    ]
    assert tuple(service.name for service in Y.services) == eight
    assert {
        (service.levels, service.accepts, service.reviews, service.decides) for service in Y.services
    } == {(ALL, None, None, None)}


def test_what_is_posted_what_comes_again_and_the_title():
    assert [(each.name, each.levels) for each in Y.notices] == [("业务流程", ALL), ("工作制度", ALL)]
    assert [(each.rule, each.key, each.rhythm) for each in Y.recurring] == [
        ("Y-G9", "skill_training", "regularly"),
        ("Y-G7", "person_assessment", "yearly"),
        ("Y-G12", "county_assessment", "yearly"),
    ]
    assert [(each.rule, each.key, each.name, each.revocable, each.advanced) for each in Y.titles] == [
        ("Y-T2", "demonstration_platform", "标准化规范化示范平台", False, None)
    ]


def test_the_words_of_the_document():
    assert {each.concept: each.word for each in Y.vocabulary} == {
        "village_station": "村就业和社会保障服务站",
        "community_station": "社区就业和社会保障服务站",
        "township_office": "××街道(乡、镇)就业和社会保障服务中心",
        "coordinator": "工作人员;劳动保障协理员",
        "district_authority": "县(区)人力资源社会保障部门",
        "network": "省、市、县、乡(镇)、社区五级",
    }


def test_the_readings_in_force_and_all_that_may_be_chosen():
    assert {key: reading.value for key, reading in Y.readings.items()} == {
        "AM-20": "separate",
        "AM-21": "floor",
        "AM-22": "two_fields",
        "AM-23": "end_of_2015",
        "AM-24": "inside",
        "AM-38": "five",
        "AM-45": "eight_of_this_document",
        "AM-47": "adjacent_years",
        "AM-48": "unchecked_while_empty",
        "AM-51": "flagged",
        "AM-54": "either",
        "AM-55": "named_only",
    }
    offered = {key: tuple(option.value for option in reading.options) for key, reading in Y.readings.items()}
    assert {key: offered[key] for key in offered if key in SUPPORTED} == {
        key: SUPPORTED[key] for key in offered if key in SUPPORTED
    }
    assert {key for key, reading in Y.readings.items() if not reading.changes} == {"AM-38", "AM-45", "AM-55"}
