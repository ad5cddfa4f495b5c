"""The chain of selection: who does which step, and that none is skipped."""

from datetime import date

import pytest

from kit.refused import Refused
from staffing.rules.eligibility import Candidate, judge
from staffing.rules.engagements import contract_party
from staffing.rules.selection import GUARDS, SELECTION, eligible, examined, signs
from stations import roles
from stations.documents.files import shipped

W = shipped("W")
DAY = date(2009, 11, 20)
CANDIDATE = {
    "birth_date": date(1980, 1, 1),
    "education": "61",
    "computer": True,
    "local_knowledge": True,
    "conduct": True,
    "ability": True,
}


def walk(*steps):
    """The states a candidate passes through."""
    states = [SELECTION.initial]
    for verb, role in steps:
        states.append(SELECTION.step(verb, states[-1], role))
    return states


@pytest.mark.rule("W-S9")
@pytest.mark.parametrize("signer", [roles.TOWNSHIP, roles.VILLAGE])
def test_the_village_recommends_the_township_reviews_the_district_examines_the_township_hires(signer):
    assert walk(
        ("recommend", roles.VILLAGE),
        ("approve", roles.TOWNSHIP),
        ("train", roles.DISTRICT_HR),
        ("pass", roles.DISTRICT_HR),
        ("hire", roles.TOWNSHIP),
        ("contract", signer),
    ) == ["draft", "recommended", "township_approved", "trained", "exam_passed", "hired", "contracted"]
    assert [step.key for step in W.selection] == ["recommend", "review", "train_and_examine", "hire"]


@pytest.mark.rule("W-S9")
def test_a_returned_candidate_is_recommended_again_and_a_rejected_or_failed_one_is_not():
    back = [("recommend", roles.VILLAGE), ("return", roles.TOWNSHIP), ("recommend", roles.VILLAGE)]
    assert walk(*back)[-2:] == ["returned", "recommended"]
    everybody = (*SELECTION.roles,)
    for last in ("rejected", "exam_failed", "contracted"):
        assert not any(SELECTION.allowed(last, role) for role in everybody)


@pytest.mark.rule("W-S9")
def test_of_all_states_only_a_passed_exam_leads_to_hiring():
    hires = [step for step in SELECTION.transitions if step.target == "hired"]
    assert [(step.source, step.roles, step.guard) for step in hires] == [
        (("exam_passed",), {roles.TOWNSHIP}, "examined")
    ]
    for state in SELECTION.states:
        if state != "exam_passed":
            with pytest.raises(Refused, match="不能聘用"):
                SELECTION.step("hire", state, roles.TOWNSHIP)


@pytest.mark.rule("W-S9")
def test_the_district_never_hires_and_the_village_never_decides():
    may = {
        role: {step.verb for step in SELECTION.transitions if role in step.roles} for role in SELECTION.roles
    }
    assert may == {
        roles.VILLAGE: {"recommend", "contract"},
        roles.TOWNSHIP: {"approve", "return", "reject", "hire", "contract"},
        roles.DISTRICT_HR: {"train", "pass", "fail"},
    }


def test_every_guard_of_the_chain_has_its_function():
    assert {step.guard for step in SELECTION.transitions if step.guard} == set(GUARDS)


@pytest.mark.rule("W-S9")
def test_only_who_meets_every_condition_is_recommended():
    eligible(judge(W, Candidate(**CANDIDATE), recommended_on=DAY))
    eligible(judge(shipped("J"), Candidate(**{**CANDIDATE, "education": ""}), recommended_on=DAY))
    for facts, field in (({"birth_date": date(1970, 1, 1)}, "age"), ({"education": ""}, "education")):
        found = judge(W, Candidate(**{**CANDIDATE, **facts}), recommended_on=DAY)
        with pytest.raises(Refused) as refusal:
            eligible(found)
        assert (refusal.value.field, refusal.value.clause) == (field, "W三(二)")


@pytest.mark.rule("W-S9")
@pytest.mark.parametrize(
    ("passed_on", "hired_on", "reason"),
    [
        (None, DAY, "没有区培训考试合格的记录,不能聘用"),
        (date(2009, 11, 21), DAY, "早于考试合格的日期"),
        (DAY, DAY, None),
    ],
)
def test_nobody_is_hired_before_the_exam_was_passed(passed_on, hired_on, reason):
    if reason is None:
        examined(W, passed_on=passed_on, hired_on=hired_on)
        return
    with pytest.raises(Refused, match=reason) as refusal:
        examined(W, passed_on=passed_on, hired_on=hired_on)
    assert refusal.value.clause == "W三(二)"


@pytest.mark.rule("W-P1")
@pytest.mark.rule("AM-07b")
def test_only_the_signature_depends_on_the_kind_of_work():
    signs("full_time", roles.TOWNSHIP)
    signs("part_time", roles.VILLAGE)
    with pytest.raises(Refused, match=r"由乡镇政府\(街道办事处\)签订"):
        signs("full_time", roles.VILLAGE)
    with pytest.raises(Refused, match="由村委会签订"):
        signs("part_time", roles.TOWNSHIP)
    assert {each.employment: each.party for each in W.pay.contracts} == {
        kind: contract_party(kind) for kind in ("full_time", "part_time")
    }
