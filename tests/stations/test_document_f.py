"""Document F (抚顺 2008) as shipped, against its text: the figures below are typed from the source."""

from datetime import date
from decimal import Decimal

import pytest

from stations.documents.files import shipped
from stations.rules.documents import cited

F = shipped("F")


def target(key):
    return next(each for each in F.targets if each.key == key)


def checklist(key):
    return next(each for each in F.checklists if each.key == key)


def test_the_head_is_that_of_the_notice():
    assert (F.key, F.number, F.issuer, F.issued_on, F.effective_on, F.inherits) == (
        "F",
        "抚再办发〔2008〕4号",
        "抚顺市再就业工作领导小组办公室",
        date(2008, 3, 20),
        date(2008, 3, 20),
        "",
    )


def test_every_clause_of_the_text_is_there_in_its_order():
    assert [clause.number for clause in F.clauses] == [
        *("F一",),
        *("F二1", "F二2", "F二3", "F二4", "F二5"),
        *("F三1", "F三2", "F三3", "F三4", "F三5", "F三6"),
    ]
    assert all(clause.keywords for clause in F.clauses)


def test_every_clause_gives_at_least_one_value():
    assert {value.clause for _, value in cited(F)} == {clause.number for clause in F.clauses}


def test_every_rule_of_the_register_is_held():
    counts = {"T": 7, "P": 6, "I": 4, "C": 1, "A": 4, "L": 1}
    register = {f"F-{part}{number + 1}" for part, count in counts.items() for number in range(count)}
    assert {value.rule for _, value in cited(F) if value.rule} == register


@pytest.mark.rule("F-T1")
@pytest.mark.rule("F-T2")
@pytest.mark.rule("F-T3")
@pytest.mark.rule("F-T6")
def test_the_targets_are_those_of_the_text_for_the_end_of_2008():
    assert [
        (each.rule, each.key, each.compare, each.share and str(each.share), each.levels, each.clause)
        for each in F.targets
    ] == [
        ("F-T1", "three_ways_streets", "done", None, ("township", "community"), "F二1"),
        ("F-T1", "three_ways_townships", "done", None, ("township",), "F二1"),
        ("F-T2", "full_employment_communities", "share", "0.60", ("community",), "F二2"),
        ("F-T3", "three_ways_rebuilt", "share", "1", ("community",), "F二3"),
        ("F-T3", "rehoused_employed", "share", "0.95", ("community",), "F二3"),
        ("F-T4", "zero_families_first", "share", "1", ("township", "community"), "F二4"),
        ("F-T4", "zero_families_second", "share", "1", ("township", "community"), "F二4"),
        ("F-T5", "stations_certified", "share", "1", ("community",), "F二5"),
        ("F-T6", "facility_system", "done", None, (), "F三4"),
    ]
    assert {(each.due, each.soft) for each in F.targets} == {(date(2008, 12, 31), False)}


@pytest.mark.rule("F-T2")
def test_the_share_of_full_employment_communities_is_over_all_communities_of_the_county():
    found = target("full_employment_communities")
    assert (found.numerator, found.denominator, found.scope) == (
        "充分就业社区",
        "县区内全部社区",
        "各县区分别达到",
    )


@pytest.mark.rule("F-T4")
def test_the_two_clocks_of_a_zero_employment_family_start_when_it_is_discovered():
    assert [(each.key, each.length, each.unit, each.starts, each.clause) for each in F.limits] == [
        ("first_employment", 20, "natural_days", "discovered_on", "F二4"),
        ("second_employment", 1, "months", "discovered_on", "F二4"),
    ]


@pytest.mark.rule("F-T5")
def test_each_community_station_has_one_certified_person():
    assert [(each.of, each.levels, each.share, each.at_least, each.clause) for each in F.certificates] == [
        ("stations", ("community",), None, 1, "F二5")
    ]


@pytest.mark.rule("F-P1")
def test_townships_have_a_hundred_square_metres_villages_a_fixed_place_and_one_coordinator():
    assert [
        (
            each.level,
            each.measure,
            each.at_least,
            each.kinds,
            each.demonstration,
            each.new_or_merged,
            each.clause,
        )
        for each in F.premises
    ] == [
        ("township", "dedicated_area", Decimal(100), ("town", "township"), False, False, "F三4"),
        ("village", "fixed_place", None, (), False, False, "F三4"),
    ]
    assert [(each.level, each.basis, each.at_least, each.full_time, each.clause) for each in F.staffing] == [
        ("village", "fixed", 1, None, "F三4")
    ]


def test_the_three_ways_are_checked_on_streets_townships_and_communities():
    found = checklist("three_ways")
    assert (found.levels, found.rule, found.clause) == (("township", "community"), "F-T1", "F一")
    assert [(item.code, item.name) for item in found.items] == [
        ("PROFESSIONAL", "专业化"),
        ("INSTITUTIONAL", "制度化"),
        ("SOCIAL", "社会化"),
    ]


@pytest.mark.rule("F-P2")
def test_the_six_items_are_for_townships_and_institutions_come_before_work():
    found = checklist("six")
    assert (found.levels, found.rule, found.clause) == (("township",), "F-P2", "F三4")
    assert [(item.code, item.name, item.clause) for item in found.items] == [
        ("ORG", "机构到位", "F三4"),
        ("STAFF", "人员到位", "F三4"),
        ("FUND", "经费到位", "F三4"),
        ("SITE", "场地到位", "F三4"),
        ("RULES", "制度到位", "F三4"),
        ("WORK", "工作到位", "F三4"),
    ]


def test_every_item_of_a_checklist_says_something_for_each_of_its_levels():
    assert [
        (each.key, item.code, tuple(standard.level for standard in item.standards))
        for each in F.checklists
        for item in each.items
        if tuple(standard.level for standard in item.standards) != each.levels
    ] == []


@pytest.mark.rule("F-I1")
def test_four_things_are_made_public():
    assert [(each.name, each.levels, each.clause) for each in F.notices] == [
        (name, ("township", "community"), "F三2") for name in ("工作制度", "政策规定", "办事规程", "服务承诺")
    ]


@pytest.mark.rule("F-I2")
def test_the_institutions_are_task_control_and_archives():
    assert [(each.name, each.rule, each.clause) for each in F.institutions] == [
        ("工作调度和目标考核制度", "F-I2", "F三1"),
        ("档案管理制度", "F-L1", "F三6"),
    ]


@pytest.mark.rule("F-C1")
def test_the_title_may_be_revoked_and_ten_holders_are_advanced_in_2008():
    [title] = F.titles
    assert (title.key, title.holders, title.clause) == ("full_employment_community", "社区", "F三3")
    assert (title.revocable, title.advanced, title.advanced_year) == (True, 10, 2008)
    assert title.standard == "抚再办发[2007]8号(不在来源文件之内)"
    assert [(each.key, each.kind, each.bars) for each in F.sanctions] == [
        ("designation_reward", "reward", ""),
        ("advanced_units", "reward", ""),
    ]


def test_aid_comes_around_spring_festival_and_checks_irregularly():
    assert [(each.key, each.rhythm, each.rule, each.clause) for each in F.recurring] == [
        ("aid_month", "spring_festival", "F-A1", "F三5"),
        ("spot_check", "irregularly", "F-C1", "F三3"),
    ]


def test_the_counted_lists_are_complete_and_closed():
    assert {each.name: (each.entries, each.open) for each in F.listings} == {
        "三化": (("专业化", "制度化", "社会化"), False),
        "送四": (("送政策", "送岗位", "送技能", "送服务"), False),
        "长效援助三到位": (("政策到位", "措施到位", "服务到位"), False),
    }


def test_no_money_amount_and_no_selection_stand_in_the_text():
    assert (F.pay, F.work_fund, F.eligibility, F.part_time) == (None, None, None, None)
    assert (F.selection, F.equipment, F.sources, F.heads) == ((), (), (), ())


@pytest.mark.parametrize(
    ("reading", "value", "choices"),
    [
        ("AM-32", "two_kinds", 1),
        ("AM-33", "natural_from_discovery", 3),
        ("AM-34", "same_day_next_month", 2),
        ("AM-35", "template_as_data", 1),
        ("AM-36", "per_case", 1),
        ("AM-37", "same_codes", 1),
        ("AM-39", "towns_and_townships", 1),
    ],
)
def test_what_is_ambiguous_is_read_as_proposed(reading, value, choices):
    assert F.reads(reading) == value
    assert len(F.readings[reading].options) == choices


def test_things_are_called_as_in_fushun():
    assert {each.concept: each.word for each in F.vocabulary} == {
        "village_station": "(村)公共就业服务场所",
        "community_station": "社区劳动保障工作站",
        "township_office": "乡镇劳动保障事务所",
        "coordinator": "劳动保障协理员",
        "certificate": "《劳动保障协理员资格证》",
        "district_authority": "县区劳动就业管理局;市劳动就业管理局",
        "network": "街道(乡镇)、社区两级平台",
    }
