"""The document of Jiangsu as data: every figure, area, list and clause of its text, typed from the text."""

from datetime import date
from decimal import Decimal

import pytest

from stations.documents.files import shipped
from stations.rules.documents import cited
from stations.rules.documents.held import SUPPORTED

J = shipped("J")
ALL = ("township", "community", "village")


def test_the_head_says_that_the_source_has_no_number():
    assert (J.key, J.number, J.issuer, J.issued_on, J.effective_on, J.inherits, J.parameter_area) == (
        "J",
        "",
        "江苏省人民政府办公厅(转发省人力资源社会保障厅)",
        date(2010, 8, 3),
        date(2010, 8, 3),
        "",
        "",
    )
    assert "推断是苏政办发〔2010〕98号" in J.status
    assert J.basis == ("《就业促进法》",)


def test_every_clause_of_the_text_is_there_and_can_be_found_by_a_word():
    assert [clause.number for clause in J.clauses] == [
        "J通知", "J前言", "J一", "J二", "J三(一)", "J三(二)", "J三(三)", "J三(四)", "J三(五)", "J四(一)", "J四(二)",
        "J四(三)", "J四(四)", "J五(一)", "J五(二)", "J五(三)", "J六(一)", "J六(二)", "J六(三)",
    ]  # fmt: skip
    assert [clause.number for clause in J.clauses if not clause.keywords] == []


def test_every_rule_is_held_by_some_value():
    counts = {"T": 11, "S": 4, "M": 2, "L": 2, "P": 4, "I": 2, "Q": 2, "R": 1, "O": 2, "N": 1}
    rules = {value.rule for _, value in cited(J)} - {""}
    assert rules == {f"J-{letter}{n}" for letter, last in counts.items() for n in range(1, last + 1)}


def test_every_clause_but_the_introductions_gives_some_value():
    used = {value.clause for _, value in cited(J)}
    assert [clause.number for clause in J.clauses if clause.number not in used] == ["J通知", "J前言", "J一"]


@pytest.mark.rule("J-T1")
@pytest.mark.rule("J-T2")
@pytest.mark.rule("J-T3")
@pytest.mark.rule("J-T4")
@pytest.mark.rule("J-T5")
@pytest.mark.rule("J-T6")
@pytest.mark.rule("J-T7")
def test_the_targets_are_those_of_the_text():
    assert [
        (aim.rule, aim.key, aim.compare, aim.share, aim.due, aim.levels, aim.soft, aim.clause)
        for aim in J.targets
    ] == [
        ("J-T1", "townships_six", "share", Decimal(1), date(2012, 12, 31), ("township",), False, "J二"),
        ("J-T2", "villages_six_basic", "share", Decimal(1), date(2012, 12, 31), ("village",), False, "J二"),
        (
            "J-T3",
            "stations_built_full_time",
            "share",
            Decimal("0.30"),
            date(2010, 12, 31),
            ("village",),
            False,
            "J二",
        ),
        (
            "J-T4",
            "stations_built_2011",
            "share",
            Decimal("0.70"),
            date(2011, 12, 31),
            ("village",),
            False,
            "J二",
        ),
        ("J-T5", "stations_built_2012", "share", Decimal(1), date(2012, 12, 31), ("village",), False, "J二"),
        ("J-T6", "four_goals", "done", None, date(2015, 12, 31), ALL, False, "J二"),
        ("J-T7", "construction_plan", "done", None, date(2010, 9, 30), (), False, "J六(二)"),
    ]


def test_the_first_rate_counts_stations_with_full_time_staff_and_the_later_ones_all():
    counted = {aim.key: (aim.numerator, aim.denominator) for aim in J.targets}
    assert [
        counted[key] for key in ("stations_built_full_time", "stations_built_2011", "stations_built_2012")
    ] == [
        ("已建平台且配备专职人员的行政村", "全部行政村"),
        ("已建平台的行政村", "全部行政村"),
        ("已建平台的行政村", "全部行政村"),
    ]


@pytest.mark.rule("J-P1")
def test_new_or_merged_units_keep_sixty_or_twenty_square_metres():
    assert [
        (each.rule, each.level, each.measure, each.at_least, each.new_or_merged, each.kinds, each.clause)
        for each in J.premises
    ] == [
        ("J-P1", "township", "dedicated_area", Decimal(60), True, (), "J四(三)"),
        ("J-P1", "community", "dedicated_area", Decimal(20), True, (), "J四(三)"),
        ("J-P1", "village", "dedicated_area", Decimal(20), True, (), "J四(三)"),
    ]


@pytest.mark.rule("J-P2")
def test_the_equipment_is_the_same_at_all_levels():
    assert [
        (each.rule, each.codes, each.name, each.levels, each.count, each.clause) for each in J.equipment
    ] == [
        ("J-P2", ("computer",), "电脑", ALL, 1, "J四(三)"),
        ("J-P2", ("network",), "网络设备", ALL, 1, "J四(三)"),
        ("J-P2", ("printer",), "打印机", ALL, 1, "J四(三)"),
        ("J-P2", ("fax",), "传真机", ALL, 1, "J四(三)"),
        ("J-P2", ("telephone",), "电话", ALL, 1, "J四(三)"),
        ("J-P2", ("cabinet",), "档案橱柜", ALL, 1, "J四(三)"),
        ("J-P2", ("display_or_board",), "信息发布栏", ALL, 1, "J四(三)"),
    ]


def test_the_six_stand_in_the_order_of_this_document_with_a_standard_for_each_level():
    (six,) = J.checklists
    assert (six.key, six.name, six.rule, six.levels, six.clause) == ("six", "六到位", "J-T1", ALL, "J二")
    assert [(item.code, item.name, item.rule, item.clause) for item in six.items] == [
        ("ORG", "机构到位", "J-N1", "J三(一)"),
        ("STAFF", "人员到位", "J-S3", "J三(四)"),
        ("FUND", "经费到位", "J-M1", "J三(五)"),
        ("SITE", "场地到位", "J-P1", "J四(三)"),
        ("WORK", "工作到位", "", "J三(三)"),
        ("RULES", "制度到位", "J-L2", "J四(二)"),
    ]
    assert {tuple(standard.level for standard in item.standards) for item in six.items} == {ALL}


def test_staff_by_six_thousand_as_advice_and_one_full_time_in_each_village():
    assert [
        (each.rule, each.level, each.basis, each.at_least, each.per, each.full_time, each.advice, each.clause)
        for each in J.staffing
    ] == [
        ("J-S1", "township", "ratio", 1, 6000, None, True, "J三(四)"),
        ("J-S3", "village", "fixed", 1, None, 1, False, "J三(四)"),
    ]
    assert [(each.rule, each.post, each.may_be_full_time, each.clause) for each in J.heads] == [
        ("J-S4", "village_director", False, "J三(四)"),
        ("J-S4", "village_official", True, "J三(四)"),
    ]
    assert [(each.rule, each.name, each.levels, each.clause) for each in J.staff_sources] == [
        ("J-S2", "内部调剂", ("township",), "J三(四)"),
        ("J-S2", "公开招聘", ("township",), "J三(四)"),
        ("J-S2", "政府购岗", ("township",), "J三(四)"),
        ("J-S3", "特定公益性岗位", ("community", "village"), "J三(四)"),
        ("J-Q1", "公开招聘高校毕业生", ALL, "J五(一)"),
        ("J-Q1", "“三支一扶”人员(专职或兼职)", ALL, "J五(一)"),
        ("J-Q1", "大学生村官(专职或兼职)", ALL, "J五(一)"),
        ("J-Q1", "苏北志愿者(专职或兼职)", ALL, "J五(一)"),
    ]


@pytest.mark.rule("J-T8")
def test_nine_of_ten_full_time_staff_hold_the_certificate():
    assert [
        (each.rule, each.of, each.share, each.at_least, each.levels, each.clause) for each in J.certificates
    ] == [("J-T8", "full_time_staff", Decimal("0.90"), None, ALL, "J五(二)")]


def table(level):
    return [(duty.name, duty.part) for duty in J.duties if duty.level == level]


def test_the_village_accepts_and_helps():
    assert table("village") == [
        ("人力资源社会保障法律法规及政策宣传、咨询", "开展"),
        ("城乡人力资源调查统计,建立基础台账,动态管理", "负责"),
        ("就业登记、失业登记申请", "受理和初审"),
        ("登记失业人员日常管理", "承担"),
        ("就业信息", "收集、发布"),
        ("职业指导、职业介绍、农村劳动力转移就业等服务", "开展"),
        ("培训需求", "了解、掌握"),
        ("培训信息", "收集、发布"),
        ("城乡劳动者参加职业培训、创业培训", "组织推荐"),
        ("社区就业岗位开发", "协助"),
        ("就业困难人员到公益性岗位就业", "推荐"),
        ("创建充分转移(就业)村(社区)", "开展"),
        ("有创业意愿人员的信息", "掌握"),
        ("小额担保贷款申请", "受理"),
        ("小额担保贷款回收", "协助"),
        ("创业服务", "提供"),
        ("就业援助对象调查摸底、日常动态管理,建立管理台账、更新信息库", "开展"),
        ("上门入户援助", "提供"),
        ("灵活就业人员就业情况", "调查、核实"),
        ("社会保险补贴政策落实", "协助"),
        ("农村社会保险和被征地农民保障的后续管理", "协助"),
        ("劳动监察和劳动争议调解", "协助"),
        ("上级人社部门赋予的其他工作", "承担"),
    ]
    assert {duty.clause for duty in J.duties if duty.level == "village"} == {"J三(三)"}


def test_the_township_reviews_and_manages():
    assert table("township") == [
        ("人力资源社会保障法律法规政策宣传、咨询", "负责"),
        ("人力资源调查统计、动态管理", "开展"),
        ("就业登记、失业登记相关资料", "审核、上报"),
        ("登记失业人员日常管理", "开展"),
        ("就业信息", "收集、发布"),
        ("职业指导、职业介绍、农村劳动力转移就业等服务", "提供"),
        ("相关人员参加职业培训、创业培训和职业技能鉴定", "组织"),
        ("社区就业岗位开发", "负责"),
        ("公益性岗位开发管理", "负责"),
        ("创建充分转移(就业)乡镇、村(社区)", "开展"),
        ("就业困难人员认定资料", "审核、上报"),
        ("就业援助", "组织开展"),
        ("就业政策落实", "协助"),
        ("社会保险扩面、参保、缴费及待遇发放等服务", "配合社保经办机构"),
        ("企业退休人员社会化管理服务", "负责"),
        ("劳动监察投诉", "受理"),
        ("劳动争议调解", "开展"),
        ("村(社区)服务站业务指导和管理", "负责"),
        ("上级人社部门赋予的其他工作", "承担"),
    ]
    assert {duty.clause for duty in J.duties if duty.level == "township"} == {"J三(二)"}


def test_only_registrations_pass_from_village_to_township_and_no_text_says_who_decides():
    assert [
        (each.key, each.levels, each.accepts, each.reviews, each.decides, each.clause) for each in J.services
    ] == [
        ("employment_registration", ALL, "village", "township", None, "J三(三)"),
        ("unemployment_registration", ALL, "village", "township", None, "J三(三)"),
        ("hardship_recognition", ALL, None, "township", None, "J三(二)"),
        ("flexible_employment", ("community", "village"), None, None, None, "J三(三)"),
        ("micro_loan", ("community", "village"), "village", None, None, "J三(三)"),
        ("inspection_complaint", ("township",), "township", None, None, "J三(二)"),
    ]


@pytest.mark.rule("J-M2")
def test_no_amount_is_given_and_hired_staff_earn_no_less_than_their_like():
    assert (J.pay, J.work_fund, J.sources, J.part_time, J.eligibility) == (None, None, (), None, None)
    assert [
        (each.rule, each.group, each.parameter, each.levels, each.clause) for each in J.pay_comparisons
    ] == [("J-M2", "同类人员", "comparable_income", ALL, "J三(五)")]


def test_who_bears_what():
    assert [(each.rule, each.item, each.payer, each.clause) for each in J.costs] == [
        ("J-M1", "乡镇(街道)服务所工作经费、人员经费和项目经费", "地方财政", "J三(五)"),
        ("J-M1", "村(社区)服务站人员经费", "政府(购买公益性岗位)", "J三(五)"),
        ("J-M1", "村(社区)服务站工作经费", "市、县(市、区)", "J三(五)"),
        ("J-P3", "苏北基层平台基础设施和基本设备", "省", "J四(三)"),
        ("J-I2", "基层设备、软件开发和网络建设", "各地(“金保工程”二期)", "J四(四)"),
        ("J-O1", "平台建设所需经费", "财政部门", "J六(一)"),
        ("J-T11", "乡镇、行政村平台建设资金和运行经费", "各地", "J六(二)"),
    ]


def test_failing_units_are_barred_from_awards_of_this_work_only():
    assert [
        (each.key, each.kind, each.subjects, each.bars, each.all_awards, each.rule, each.clause)
        for each in J.sanctions
    ] == [
        ("reward", "reward", ("unit",), "", False, "J-R1", "J六(三)"),
        ("reward_campaign", "reward", ("unit",), "", False, "J-R1", "J六(三)"),
        ("penalty", "penalty", ("unit",), "劳动就业社会保障工作评先评优", False, "J-R1", "J六(三)"),
    ]


def test_institutions_notices_and_what_comes_again():
    assert [(each.name, each.levels, each.clause) for each in J.institutions] == [
        ("就业服务制度", ALL, "J四(二)"),
        ("社会保险经办制度", ALL, "J四(二)"),
        ("劳动监察投诉处理制度", ALL, "J四(二)"),
        ("劳动争议调解制度", ALL, "J四(二)"),
        ("退休人员社会化管理制度", ("township",), "J四(二)"),
        ("日常学习和定期培训制度", ALL, "J五(二)"),
        ("考核奖励机制", ALL, "J五(三)"),
    ]
    assert [(each.name, each.levels) for each in J.notices] == [("工作制度", ALL), ("服务流程", ALL)]
    assert [(each.rule, each.key, each.rhythm, each.clause) for each in J.recurring] == [
        ("J-Q1", "staff_training", "regularly", "J五(二)"),
        ("J-Q2", "staff_assessment", "regularly", "J五(三)"),
        ("J-R1", "inspection", "regularly", "J六(三)"),
    ]


def test_the_counted_lists_have_the_entries_of_the_text():
    assert [(each.rule, each.name, each.entries, each.open, each.clause) for each in J.listings] == [
        ("", "工作要求", ("统筹城乡、整合资源", "完善体系、夯实基础", "规范服务、分步推进"), False, "J二"),
        (
            "J-T9",
            "五项重点",
            ("公共就业", "社会保险", "劳动关系协调", "劳动争议调解", "劳动保障监察"),
            False,
            "J二",
        ),
        ("J-T6", "四个目标", ("规范化", "专业化", "信息化", "网络化"), False, "J二"),
        (
            "J-S1",
            "配置人员考虑的因素",
            ("就业人口", "用人单位数量", "辖区面积", "工作任务量", "经济社会发展水平"),
            True,
            "J三(四)",
        ),
        (
            "J-L1",
            "基础台账要清楚的情况",
            ("城乡居民就业和社会保障", "外来劳动力就业和社会保障", "用人单位用工需求"),
            False,
            "J四(一)",
        ),
        (
            "J-L2",
            "各项制度",
            ("就业服务", "社会保险经办", "劳动监察投诉处理", "劳动争议调解", "退休人员社会化管理"),
            True,
            "J四(二)",
        ),
        (
            "J-P2",
            "必要的办公设备和设施",
            ("电脑(网络设备)", "打印机", "传真机", "电话", "档案橱柜", "信息发布栏"),
            True,
            "J四(三)",
        ),
        ("J-I2", "金保工程二期优先保证", ("必需的设备", "软件开发", "网络建设"), False, "J四(四)"),
    ]


def test_the_words_of_the_document():
    assert {each.concept: each.word for each in J.vocabulary} == {
        "village_station": "村(社区)劳动就业社会保障服务站",
        "community_station": "村(社区)劳动就业社会保障服务站",
        "township_office": "××乡镇(街道)劳动就业社会保障服务所",
        "coordinator": "协管员",
        "certificate": "协理员职业资格证书",
        "district_authority": "人力资源社会保障部门",
        "network": "村、乡镇(街道)、县(区、市)、市四级",
    }


def test_the_readings_in_force_and_all_that_may_be_chosen():
    assert {key: reading.value for key, reading in J.readings.items()} == {
        "AM-20": "separate",
        "AM-22": "two_fields",
        "AM-25": "two_indicators",
        "AM-26": "new_or_merged_only",
        "AM-27": "full_time_only",
        "AM-28": "full_time_staff",
        "AM-30": "as_worded",
        "AM-37": "same_codes",
        "AM-38": "four",
        "AM-45": "not_listed",
        "AM-49": "calendar_year",
        "AM-55": "named_only",
        "AM-56": "official_if_full_time",
    }
    offered = {key: tuple(option.value for option in reading.options) for key, reading in J.readings.items()}
    assert {key: offered[key] for key in offered if key in SUPPORTED} == {
        key: SUPPORTED[key] for key in offered if key in SUPPORTED
    }
    assert {key for key, reading in J.readings.items() if not reading.changes} == {"AM-38", "AM-45", "AM-55"}
