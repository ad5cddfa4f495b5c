"""A document in words: what is shown of it, what is searched, and how two of them differ."""

import copy
import re
from dataclasses import fields, is_dataclass, replace
from typing import get_args, get_type_hints

import pytest

from stations.documents.files import shipped, shipped_bodies
from stations.rules.documents import Document, cited, read
from stations.rules.documents.concerns import CONCERNS, readings_at
from stations.rules.documents.outline import by_clause, differences, holds, outline, side_by_side

KEYS = "WYJSF"
CODE = re.compile(r"[a-z]{2,}")


def section(document, name):
    return next(each for each in outline(document) if each.name == name)


def lines(values):
    """Values as a page writes them: title, label, clause, rule, rows."""
    return [
        (value.title, value.label, value.clause, value.rule, {row.label: row.text for row in value.rows})
        for value in values
    ]


def body(key="W"):
    return copy.deepcopy(next(each for each in shipped_bodies() if each["key"] == key))


def told(found):
    return [(each.kind, each.section, each.title, each.label) for each in found]


def changes(difference):
    return [(row.label, row.left, row.right) for row in difference.rows if not row.same]


def test_the_work_fund_in_words():
    clause = "W三(五)"
    assert section(shipped("W"), "work_fund").title == "工作经费"
    assert lines(section(shipped("W"), "work_fund").values) == [
        (
            "工作经费",
            "",
            clause,
            "W-F1",
            {"承担方": "市财政", "补助的单位类别": "行政村", "考核结果与系数": "合格 100%、不合格 0%"},
        ),
        (
            "户数档次",
            "200户以下",
            clause,
            "W-F2",
            {"档次": "200户以下", "户数下限(含)": "1", "户数上限(含)": "199", "标准": "5,000.00 元/年"},
        ),
        (
            "户数档次",
            "200(含)—800户(含)",
            clause,
            "W-F3",
            {
                "档次": "200(含)—800户(含)",
                "户数下限(含)": "200",
                "户数上限(含)": "800",
                "标准": "7,000.00 元/年",
            },
        ),
        (
            "户数档次",
            "800户以上",
            clause,
            "W-F4",
            {"档次": "800户以上", "户数下限(含)": "801", "标准": "10,000.00 元/年"},
        ),
        ("补助对象", "", clause, "W-F7", {"对象": "聘有专职或兼职协管员的行政村"}),
        ("经费用途", "办公用品", clause, "W-F5", {"用途": "办公用品"}),
        ("经费用途", "水电费", clause, "W-F5", {"用途": "水电费"}),
        ("经费用途", "电话费", clause, "W-F5", {"用途": "电话费"}),
    ]


def test_a_target_in_words():
    value = section(shipped("W"), "targets").values[2]
    assert (value.path, value.key, value.judged) == (
        ("targets", 2),
        ("targets", ("coordinators_selected",)),
        True,
    )
    assert lines([value]) == [
        (
            "目标",
            "村级劳动保障协管员选聘完成",
            "W四(二)",
            "W-T3",
            {
                "目标": "村级劳动保障协管员选聘完成",
                "怎样比": "比例不低于",
                "分子(所计)": "已聘协管员的行政村",
                "分母": "全部行政村",
                "比例": "100%",
                "期限(含当日)": "2009-11-30",
                "层级": "村",
                "范围": "温州市区",
                "争取性目标": "是",
            },
        )
    ]


def test_what_is_left_at_its_default_and_what_is_empty_is_not_shown():
    (village, _) = section(shipped("W"), "staffing").values
    assert {row.label: row.text for row in village.rows} == {
        "层级": "村",
        "算法": "至少若干名",
        "至少": "1 名",
        "其中专职至少": "1 名",
        "原文写“原则上”": "是",
    }
    assert [row.label for row in village.details] == ["算法", "至少", "其中专职至少", "原文写“原则上”"]


def test_the_standards_of_a_checklist_stand_by_the_levels_that_share_them():
    values = section(shipped("Y"), "checklists").values
    network = next(value for value in values if value.label == "有畅通网络")
    assert [(row.label, row.text) for row in network.details] == [
        ("各级标准 · 乡镇(街道)、社区、村", "接入业务专网,能在网上办理业务")
    ]


def test_a_value_that_names_another_by_its_key_names_it_in_words():
    inside = {
        value.label: row.text
        for value in section(shipped("Y"), "targets").values
        for row in value.rows
        if row.name == "part_of"
    }
    assert inside["社区示范平台"] == "标准化规范化示范平台"
    assert inside["标准化规范化示范平台"] == "三级基层平台全面达标"


@pytest.mark.parametrize("key", KEYS)
def test_nothing_on_screen_is_a_code(key):
    shown = [
        text
        for part in outline(shipped(key))
        for value in part.values
        for text in (part.title, value.title, value.label, *(f"{row.label}{row.text}" for row in value.rows))
    ]
    assert [text for text in shown if CODE.search(text)] == []
    assert [text for text in shown if "None" in text] == []


@pytest.mark.parametrize("key", KEYS)
def test_every_value_stands_once_beside_its_clause(key):
    document = shipped(key)
    found = by_clause(document)
    assert list(found) == [clause.number for clause in document.clauses]
    paths = [value.path for values in found.values() for value in values]
    assert sorted(paths, key=str) == sorted((path for path, _ in cited(document)), key=str)
    assert all(value.clause == number for number, values in found.items() for value in values)


@pytest.mark.parametrize("key", KEYS)
def test_no_two_values_of_a_document_have_one_key(key):
    keys = [value.key for part in outline(shipped(key)) for value in part.values]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("7000", ["W三(五)"]),
        ("7,000.00", ["W三(五)"]),
        ("w-f3", ["W三(五)"]),
        ("工作经费 电话费", ["W三(五)"]),
        ("打印机", ["W三(四)"]),
        ("打印机 电话费", []),
        ("最低工资标准", ["W三(三)"]),
    ],
)
def test_a_clause_is_found_by_all_the_words_of_it_and_its_values(words, numbers):
    document = shipped("W")
    found = by_clause(document)
    assert [each.number for each in document.clauses if holds(words, each, found[each.number])] == numbers


# --- readings


def test_readings_stand_beside_the_values_they_bear_on():
    document = shipped("W")
    marks = {
        (value.title, value.label): readings_at(document, value)
        for part in outline(document)
        for value in part.values
    }
    assert marks["公益性岗位补贴", ""] == ("AM-10", "AM-13", "AM-16")
    assert marks["可聘兼职", ""] == ("AM-01", "AM-02", "AM-07a")
    assert marks["单位缴纳部分", ""] == ("AM-53",)
    assert marks["户数档次", "800户以上"] == ("AM-02",)
    assert marks["经费承担", "计算机、打印机、复印机"] == ("AM-52",)
    assert marks["经费承担", "信息化建设"] == ()
    assert marks["工作职责", "上级劳动保障部门交办的其他工作"] == ()


def test_a_reading_that_the_document_does_not_hold_is_not_marked():
    document = replace(shipped("W"), readings={})
    assert {readings_at(document, value) for part in outline(document) for value in part.values} == {()}


def test_every_shipped_reading_has_its_place_or_concerns_the_whole_portal():
    numbers = {number for key in KEYS for number in shipped(key).readings}
    assert numbers - CONCERNS.keys() == {"AM-38", "AM-41"}


def test_the_places_that_readings_concern_are_in_the_schema():
    known = set(_places(Document, ""))
    assert {place for places in CONCERNS.values() for place in places} <= known


def _places(declared, above):
    hints = get_type_hints(declared)
    for field in fields(declared):
        place = f"{above}{field.name}"
        yield place
        for inner in (hints[field.name], *get_args(hints[field.name])):
            if is_dataclass(inner):
                yield from _places(inner, f"{place}.")


# --- two versions, two documents


def test_a_version_differs_in_what_was_changed_added_and_removed_and_in_nothing_else():
    new = body()
    new["issued_on"] = new["effective_on"] = "2012-01-01"
    new["work_fund"]["tiers"][1]["amount"] = "7500.00"
    new["work_fund"]["uses"].append({"rule": "W-F5", "name": "书报费", "clause": "W三(五)"})
    new["notices"].pop()
    new["targets"][0]["clause"] = "W一"
    new["clauses"][0]["text"] = "改过的大意"
    new["readings"]["AM-13"]["value"] = "full_month"
    new["duties"].reverse()
    found = differences(shipped("W"), read(new))
    assert told(found) == [
        ("changed", "文件信息", "政策文件", ""),
        ("changed", "目标", "目标", "行政村劳动保障站建成率"),
        ("changed", "工作经费", "户数档次", "200(含)—800户(含)"),
        ("added", "工作经费", "经费用途", "书报费"),
        ("removed", "上墙公示内容", "上墙公示内容", "服务流程"),
        ("changed", "读法(设置,不是条文)", "读法", "AM-13"),
        ("changed", "条款", "条款", "W一"),
    ]
    assert [changes(each) for each in found] == [
        [("发文日期", "2009-11-04", "2012-01-01"), ("施行日期", "2009-11-04", "2012-01-01")],
        [("条款", "W二", "W一")],
        [("标准", "7,000.00 元/年", "7,500.00 元/年")],
        [("用途", "", "书报费"), ("条款", "", "W三(五)"), ("规则编号", "", "W-F5")],
        [("内容", "服务流程", ""), ("层级", "村", ""), ("条款", "W四(四)", ""), ("规则编号", "W-I3", "")],
        [
            (
                "现用读法",
                "全月在岗给全月,否则按在岗的日历天数除以当月天数",
                "当月有一天在岗即给全月",
            ),
            (
                "其他读法",
                "当月有一天在岗即给全月;在岗不超过当月天数一半的给半月,否则给全月;按考勤",
                "全月在岗给全月,否则按在岗的日历天数除以当月天数;在岗不超过当月天数一半的给半月,否则给全月;按考勤",
            ),
        ],
        [("大意", shipped("W").clauses[0].text, "改过的大意")],
    ]
    assert (found[2].left.path, found[2].right.path) == (("work_fund", "tiers", 1),) * 2


@pytest.mark.parametrize("key", KEYS)
def test_a_document_does_not_differ_from_itself_whatever_the_order(key):
    document = shipped(key)
    turned = replace(
        document,
        **{
            field.name: tuple(reversed(getattr(document, field.name)))
            for field in fields(document)
            if isinstance(getattr(document, field.name), tuple) and field.name != "basis"
        },
    )
    assert differences(document, turned) == ()


def test_another_key_under_the_same_name_is_a_change_and_no_code_is_shown():
    new = body()
    new["targets"][0]["key"] = "built"
    (found,) = differences(shipped("W"), read(new))
    assert (found.kind, found.label, changes(found)) == (
        "changed",
        "行政村劳动保障站建成率",
        [("代号", "原代号", "换了代号,名称未变")],
    )


def test_two_documents_stand_side_by_side_by_what_they_speak_of():
    facings = {facing.name: facing for facing in side_by_side(shipped("W"), shipped("Y"))}
    assert [(pair.kind, pair.label) for pair in facings["staffing"].pairs] == [
        ("removed", "村"),
        ("changed", "乡镇(街道)"),
        ("added", "社区"),
    ]
    township = facings["staffing"].pairs[1]
    assert (township.left.clause, township.right.clause) == ("W四(二)", "Y二(一)3")
    assert [(row.label, row.left, row.right) for row in township.rows] == [
        ("层级", "乡镇(街道)", "乡镇(街道)"),
        ("算法", "至少若干名", "起步若干名,超出部分按人数增加"),
        ("至少", "1 名", "2 名"),
        ("每多少服务对象", "", "10000"),
        ("起步名额所含服务对象", "", "10000"),
        ("其中专职至少", "", "1 名"),
    ]
    assert "clauses" not in facings
    assert next(iter(facings)) == "head"
    assert list(facings)[-1] == "readings"
