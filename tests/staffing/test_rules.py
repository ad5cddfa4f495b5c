"""Engagements and assessments as rules: days in force, who signs, numbers and kinds, days of assessment."""

from datetime import date

import pytest

from kit.refused import Refused
from staffing.rules import engagements as rules
from staffing.rules.assessments import ASSESSMENT, assessment_day_problem
from stations import roles
from stations.documents.files import shipped
from tests.staffing.readings import read_as

W = shipped("W")


@pytest.mark.rule("W-P1")
@pytest.mark.rule("AM-07b")
def test_the_township_signs_full_time_contracts_and_the_village_committee_part_time_ones():
    assert {kind: rules.contract_party(kind) for kind in rules.KINDS} == {
        "full_time": "township",
        "part_time": "village",
    }


@pytest.mark.parametrize(
    ("ends_on", "ended_on", "day", "covered"),
    [
        (None, None, date(2009, 12, 31), False),
        (None, None, date(2010, 1, 1), True),
        (None, None, date(2099, 1, 1), True),
        (date(2010, 6, 30), None, date(2010, 6, 30), True),
        (date(2010, 6, 30), None, date(2010, 7, 1), False),
        (date(2010, 6, 30), date(2010, 3, 15), date(2010, 3, 15), True),
        (date(2010, 6, 30), date(2010, 3, 15), date(2010, 3, 16), False),
        (None, date(2010, 3, 15), date(2010, 3, 16), False),
    ],
)
def test_a_contract_covers_its_first_and_its_last_day(ends_on, ended_on, day, covered):
    assert rules.in_force(day, starts_on=date(2010, 1, 1), ends_on=ends_on, ended_on=ended_on) is covered


@pytest.mark.rule("W-S2")
@pytest.mark.rule("AM-01")
@pytest.mark.rule("AM-07a")
@pytest.mark.parametrize(
    ("households", "ok", "text"),
    [
        (1, True, "1 户,少于 200 户,可以聘用兼职"),
        (199, True, "199 户,少于 200 户,可以聘用兼职"),
        (200, False, "正好 200 户:与工作经费同一口径,200 户归入上一档,不属于可聘兼职的范围"),
        (201, False, "201 户,达到 200 户以上,原则上应聘用专职,请报区说明理由"),
        (None, None, "合同起始日之前没有户数记录,无法核对能否聘用兼职,请先补录户数"),
    ],
)
def test_part_time_is_for_villages_below_two_hundred_households(households, ok, text):
    verdict = rules.part_time(W, households)
    assert (verdict.rule, verdict.ok, verdict.text, verdict.clause) == ("W-S2", ok, text, "W三(二)")


@pytest.mark.rule("AM-01")
@pytest.mark.parametrize(
    ("households", "ok", "text"),
    [
        (199, True, "199 户,少于 200 户,可以聘用兼职"),
        (200, True, "正好 200 户:按现用读法算在 200 户以下,可以聘用兼职"),
        (201, False, "201 户,达到 200 户以上,原则上应聘用专职,请报区说明理由"),
    ],
)
def test_by_the_other_reading_the_threshold_itself_is_small_enough(households, ok, text):
    verdict = rules.part_time(read_as(W, "AM-01", "inclusive"), households)
    assert (verdict.ok, verdict.text) == (ok, text)


@pytest.mark.rule("AM-07a")
@pytest.mark.parametrize(
    ("value", "households", "refused"),
    [
        ("warn", 5000, False),
        ("block", None, False),
        ("block", 199, False),
        ("block", 200, True),
        ("block", 201, True),
    ],
)
def test_a_larger_village_is_refused_a_part_timer_only_where_the_document_is_read_so(
    value, households, refused
):
    document = read_as(W, "AM-07a", value)
    if not refused:
        rules.part_time_allowed(document, households)
        return
    with pytest.raises(Refused, match=f"{households} 户") as refusal:
        rules.part_time_allowed(document, households)
    assert (refusal.value.field, refusal.value.clause) == ("kind", "W三(二)")


@pytest.mark.rule("AM-27")
@pytest.mark.parametrize("key", ["Y", "J", "S", "F"])
def test_only_a_document_that_speaks_of_part_time_work_is_asked_about_it(key):
    document = shipped(key)
    rules.part_time_allowed(document, 5000)
    assert rules.part_time(document, 5000) is None
    assert rules.outgrown(document, 100, 5000) is None


@pytest.mark.rule("W-S1")
@pytest.mark.rule("AM-08")
@pytest.mark.parametrize(
    ("coordinators", "ok", "text"),
    [
        (0, False, "在岗协管员 0 名,少于应配备的 1 名"),
        (1, True, "在岗协管员 1 名,已配齐"),
        (2, False, "在岗协管员 2 名,超过补贴名额 1 名,超出的须经区批准才能享受补贴"),
    ],
)
def test_one_coordinator_a_station_and_more_only_with_approval(coordinators, ok, text):
    verdict = rules.staffed(W, coordinators)
    assert (verdict.rule, verdict.standard, verdict.ok, verdict.text) == ("W-S1", "原则上每站 1 名", ok, text)


@pytest.mark.rule("AM-08")
@pytest.mark.rule("J-S3")
@pytest.mark.parametrize(
    "document", [read_as(W, "AM-08", "unlimited"), shipped("J"), shipped("F")], ids=["W unlimited", "J", "F"]
)
def test_without_a_quota_more_coordinators_are_welcome(document):
    assert [rules.staffed(document, number).ok for number in (0, 1, 2)] == [False, True, True]


def test_a_document_that_names_no_number_judges_none():
    assert rules.staffed(shipped("Y"), 0) is None


@pytest.mark.rule("AM-02")
@pytest.mark.parametrize(
    ("at_start", "latest", "told"),
    [(199, 199, False), (199, 200, True), (200, 300, False), (None, 300, False), (150, None, False)],
)
def test_a_village_that_outgrew_part_time_is_told_and_its_contract_stands(at_start, latest, told):
    verdict = rules.outgrown(W, at_start, latest)
    assert (verdict is not None) is told
    assert verdict is None or (verdict.ok is None and "原合同继续有效" in verdict.text)


@pytest.mark.rule("AM-01")
@pytest.mark.parametrize(
    ("at_start", "latest", "told"), [(200, 200, False), (200, 201, True), (201, 300, False)]
)
def test_by_the_other_reading_a_village_outgrows_above_the_threshold(at_start, latest, told):
    assert (rules.outgrown(read_as(W, "AM-01", "inclusive"), at_start, latest) is not None) is told


@pytest.mark.rule("AM-15")
def test_the_township_scores_and_the_district_confirms():
    assert ASSESSMENT.step("score", "draft", roles.TOWNSHIP) == "scored"
    assert ASSESSMENT.step("confirm", "scored", roles.DISTRICT_HR) == "confirmed"
    assert ASSESSMENT.step("return", "scored", roles.DISTRICT_HR) == "returned"
    assert ASSESSMENT.step("score", "returned", roles.TOWNSHIP) == "scored"
    for verb, state, role in (
        ("confirm", "scored", roles.TOWNSHIP),
        ("score", "draft", roles.DISTRICT_HR),
        ("confirm", "draft", roles.DISTRICT_HR),
        ("return", "confirmed", roles.DISTRICT_HR),
        ("take_back", "confirmed", roles.TOWNSHIP),
    ):
        with pytest.raises(Refused):
            ASSESSMENT.step(verb, state, role)


@pytest.mark.parametrize(
    ("assessed_on", "right"),
    [
        (date(2008, 12, 31), False),
        (date(2009, 1, 1), True),
        (date(2010, 1, 15), True),
        (date(2010, 1, 16), False),
    ],
)
def test_the_assessment_day_lies_between_the_year_and_today(assessed_on, right):
    assert (assessment_day_problem(2009, assessed_on, date(2010, 1, 15)) is None) is right
