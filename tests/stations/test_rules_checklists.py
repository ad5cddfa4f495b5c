"""Checklists: six of six, at least basically, what does not apply, and two orders of the same six."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.documents.files import shipped
from stations.rules import checklists, targets

ORDER = {
    "J": ["ORG", "STAFF", "FUND", "SITE", "WORK", "RULES"],
    "F": ["ORG", "STAFF", "FUND", "SITE", "RULES", "WORK"],
}
ALL_MET = dict.fromkeys(ORDER["J"], "met")


def checklist(document, key="six"):
    (found,) = [each for each in shipped(document).checklists if each.key == key]
    return found


def grade(results, document="J", key="six"):
    return checklists.overall(results, checklist(document, key)).grade


@pytest.mark.rule("J-T1")
@pytest.mark.rule("S-K1")
@pytest.mark.parametrize("document", ["J", "S"])
@pytest.mark.parametrize("code", ORDER["J"])
def test_all_six_and_not_five(document, code):
    assert grade(ALL_MET, document) == "met"
    assert grade({**ALL_MET, code: "basic"}, document) == "basic"
    assert grade({**ALL_MET, code: "unmet"}, document) == "unmet"
    assert grade({**ALL_MET, code: None}, document) is None
    assert grade({other: "met" for other in ORDER["J"] if other != code}, document) is None


@pytest.mark.rule("J-T2")
@pytest.mark.rule("F-P2")
@pytest.mark.parametrize("document", ["J", "F"])
@pytest.mark.parametrize("code", ORDER["J"])
def test_basically_reached_is_every_item_at_least_basic(document, code):
    basic = dict.fromkeys(ORDER["J"], "basic")
    assert grade(basic, document) == "basic"
    assert grade({**basic, code: "met"}, document) == "basic"
    assert grade({**basic, code: "unmet"}, document) == "unmet"


@pytest.mark.rule("J-T1")
@pytest.mark.rule("J-T2")
def test_townships_must_be_met_and_villages_basically():
    """One village of ten is only basic, which is enough for J-T2 and would not be for J-T1."""
    found = [grade(ALL_MET)] * 9 + [grade({**ALL_MET, "FUND": "basic"})]
    aims = {aim.rule: aim for aim in shipped("J").targets}
    fully, basically = found.count("met"), found.count("met") + found.count("basic")
    on = aims["J-T1"].due
    assert targets.judge(aims["J-T1"], numerator=fully, denominator=10, on=on).ok is False
    assert targets.judge(aims["J-T2"], numerator=basically, denominator=10, on=on).ok is True


@pytest.mark.rule("AM-37")
def test_the_six_are_found_by_code_and_shown_in_the_documents_order():
    results = {**ALL_MET, "WORK": "basic", "RULES": "unmet"}
    shown = {
        document: [
            (item.code, result) for item, result in checklists.overall(results, checklist(document)).items
        ]
        for document in ("J", "S", "F")
    }
    assert shown == {
        "J": [(code, results[code]) for code in ORDER["J"]],
        "S": [(code, results[code]) for code in ORDER["J"]],
        "F": [(code, results[code]) for code in ORDER["F"]],
    }
    assert {grade(results, document) for document in ("J", "S", "F")} == {"unmet"}


@pytest.mark.rule("F-T1")
@pytest.mark.rule("F-T3")
def test_the_three_ways_of_f():
    three = {"PROFESSIONAL": "met", "INSTITUTIONAL": "met", "SOCIAL": "met"}
    assert grade(three, "F", "three_ways") == "met"
    assert grade({**three, "SOCIAL": "basic"}, "F", "three_ways") == "basic"
    assert grade({**three, "SOCIAL": "unmet"}, "F", "three_ways") == "unmet"


def test_what_does_not_apply_is_left_out_and_named():
    found = checklists.overall({**ALL_MET, "FUND": "not_applicable"}, checklist("J"))
    assert (found.grade, found.met) == ("met", 5)
    assert found.text == "六到位:到位 5 项、不适用 1 项;达标;不计入判定:" + found.items[2][0].name
    assert grade({**ALL_MET, "FUND": "not_applicable", "SITE": "unmet"}) == "unmet"
    assert grade({**ALL_MET, "FUND": "not_applicable", "SITE": None}) is None
    assert grade(dict.fromkeys(ORDER["J"], "not_applicable")) is None


def test_what_the_sentences_say():
    names = [item.name for item in checklist("J").items]

    def said(results):
        return checklists.overall(results, checklist("J")).text

    assert [
        said(ALL_MET),
        said({**ALL_MET, "ORG": "basic"}),
        said({**ALL_MET, "ORG": "unmet", "SITE": "unmet"}),
        said({"ORG": "unmet", "STAFF": "met", "FUND": "met", "SITE": "met", "WORK": "met"}),
        said({}),
        said(dict.fromkeys(ORDER["J"], "not_applicable")),
    ] == [
        "六到位:到位 6 项;达标",
        "六到位:到位 5 项、基本到位 1 项;基本达标",
        f"六到位:到位 4 项、未到位 2 项;未达标;请先整改:{names[0]}、{names[3]}",
        f"六到位:到位 4 项、未到位 1 项;还没有判定:{names[5]},判定后才有总的结果;请先整改:{names[0]}",
        f"六到位:还没有判定:{'、'.join(names)},判定后才有总的结果",
        f"六到位:不适用 6 项;没有适用的项目,不作判定;不计入判定:{'、'.join(names)}",
    ]


@pytest.mark.rule("AM-55")
def test_items_a_place_added_to_an_open_list_decide_nothing():
    assert grade({**ALL_MET, "OWN_ITEM": "unmet"}) == "met"


def test_a_result_that_does_not_exist_is_a_mistake():
    with pytest.raises(ValueError, match="到位、基本到位、未到位、不适用"):
        grade({**ALL_MET, "ORG": "perfect"})


RANK = {"unmet": 0, "basic": 1, "met": 2}
judged = st.fixed_dictionaries({code: st.sampled_from(sorted(RANK)) for code in ORDER["J"]})


@given(judged)
def test_the_grade_is_the_least_of_the_results(results):
    assert grade(results) == min(results.values(), key=RANK.get)
