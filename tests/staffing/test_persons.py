"""The yearly assessment of persons: praise, and the end after failing years in a row."""

import pytest

from kit.refused import Refused
from staffing.rules.persons import must_go, praised
from stations.documents.files import shipped

Y = shipped("Y")
FAILED = "不称职"


@pytest.mark.rule("Y-G8")
@pytest.mark.rule("AM-47")
@pytest.mark.parametrize(
    ("grades", "stays", "run"),
    [
        ({}, None, None),
        ({2013: "称职"}, True, 0),
        ({2013: FAILED}, True, 1),
        ({2013: FAILED, 2014: FAILED}, False, 2),
        ({2014: FAILED, 2013: FAILED}, False, 2),
        ({2013: FAILED, 2014: "称职", 2015: FAILED}, True, 1),
        ({2013: FAILED, 2015: FAILED}, True, 1),
        ({2012: FAILED, 2013: FAILED, 2014: "优秀"}, False, 2),
        ({2012: FAILED, 2013: FAILED, 2014: FAILED}, False, 3),
    ],
)
def test_two_adjacent_failing_years_end_the_contract_and_a_year_between_breaks_the_run(grades, stays, run):
    found = must_go(Y, grades)
    assert (found.rule, found.required, found.actual, found.ok, found.clause) == (
        "Y-G8", 2, run, stays, "Y三(三)",
    )  # fmt: skip


@pytest.mark.rule("Y-G8")
def test_the_sentence_names_the_years():
    assert (
        must_go(Y, {2013: FAILED, 2014: FAILED}).text == "2013 至 2014 年连续 2 年考核不称职,应辞退或解除合同"
    )
    apart = must_go(Y, {2012: FAILED, 2013: "称职", 2014: FAILED})
    assert apart.text == "2012、2014 年考核不称职,没有连续 2 年"


@pytest.mark.rule("Y-G8")
@pytest.mark.parametrize(("grade", "ok"), [("优秀", True), ("称职", None), ("不称职", None)])
def test_only_the_best_grade_is_praised(grade, ok):
    assert praised(Y, grade).ok is ok


def test_a_grade_the_document_does_not_name_is_refused():
    for ask in (lambda: must_go(Y, {2013: "合格"}), lambda: praised(Y, "合格")):
        with pytest.raises(Refused, match="可填:优秀、称职、不称职") as refusal:
            ask()
        assert refusal.value.field == "grade"


def test_a_document_that_does_not_assess_persons_judges_nobody():
    assert must_go(shipped("W"), {2013: FAILED, 2014: FAILED}).ok is None
    assert praised(shipped("W"), "优秀").ok is None
