"""Who may be chosen as coordinator: every condition from both sides, every reading, and what priority is worth."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.refused import Refused
from staffing.rules.eligibility import EDUCATION_CODES, Candidate, full_years, judge
from stations.documents.files import shipped
from tests.staffing.readings import read_as

W = shipped("W")
DAY = date(2009, 11, 20)
BORN = {
    34: date(1974, 11, 21),
    35: date(1973, 11, 21),  # 36 tomorrow
    36: date(1973, 11, 20),  # 36 today
    45: date(1963, 11, 21),
    46: date(1963, 11, 20),
}
CADRE = {"village_cadre": True, "light_workload": True}


def candidate(age=30, **facts):
    able = dict.fromkeys(("computer", "local_knowledge", "conduct", "ability"), True)
    born = BORN.get(age, date(2009 - age, 1, 1))
    return Candidate(**{"birth_date": born, "education": "61", **able, **facts})


def judged(document=W, *, recommended_on=DAY, hired_on=None, **facts):
    return judge(document, candidate(**facts), recommended_on=recommended_on, hired_on=hired_on)


def said(found, standard):
    [verdict] = [verdict for verdict in found.verdicts if verdict.standard == standard]
    return verdict


@pytest.mark.rule("W-S4")
@pytest.mark.rule("W-S5")
@pytest.mark.rule("W-S6")
@pytest.mark.rule("W-S7")
def test_every_condition_of_the_document_is_a_verdict_with_its_rule_and_clause():
    found = judged(age=35, graduate=True)
    assert (found.ok, found.age, found.age_limit, found.priority) == (True, 35, 35, True)
    assert [(each.rule, each.standard, each.required, each.actual, each.ok) for each in found.verdicts] == [
        ("W-S4", "age", 35, 35, True),
        ("W-S5", "education", "高中以上文化水平", "61", True),
        ("W-S6", "computer", True, True, True),
        ("W-S6", "local_knowledge", True, True, True),
        ("W-S6", "conduct", True, True, True),
        ("W-S6", "ability", True, True, True),
        ("W-S7", "priority", "普通高校毕业生、复退军人、现任行政村干部", "普通高校毕业生", True),
    ]
    assert {each.clause for each in found.verdicts} == {"W三(二)"}


@pytest.mark.rule("W-S4")
@pytest.mark.rule("W-S8")
@pytest.mark.rule("AM-05")
@pytest.mark.parametrize(
    ("facts", "limit", "oldest"),
    [
        ({}, 35, 35),
        ({"village_cadre": True}, 35, 35),
        ({"light_workload": True}, 35, 35),
        ({"graduate": True, "light_workload": True}, 35, 35),
        ({"veteran": True, "light_workload": True}, 35, 35),
        (CADRE, 45, 45),
        ({**CADRE, "graduate": True}, 45, 45),
        ({**CADRE, "veteran": True}, 45, 45),
    ],
)
def test_the_age_limit_is_relaxed_for_a_cadre_of_a_village_with_light_work_and_nobody_else(
    facts, limit, oldest
):
    within, beyond = judged(age=oldest, **facts), judged(age=oldest + 1, **facts)
    assert (within.ok, within.age, within.age_limit) == (True, oldest, limit)
    assert (beyond.ok, beyond.age, beyond.age_limit) == (False, oldest + 1, limit)


@pytest.mark.rule("W-S8")
def test_an_age_verdict_says_the_limit_the_rule_and_what_the_relaxed_one_still_needs():
    strict = said(judged(age=36, village_cadre=True), "age")
    assert (strict.rule, strict.text) == (
        "W-S4",
        "2009-11-20 为 36 周岁,不符合不超过 35 周岁的要求;放宽到 45 周岁还缺:工作任务较轻的村",
    )
    relaxed = said(judged(age=45, **CADRE), "age")
    assert (relaxed.rule, relaxed.text) == (
        "W-S8",
        "2009-11-20 为 45 周岁,符合不超过 45 周岁的要求(按现任村干部、工作任务较轻的村放宽)",
    )


@pytest.mark.rule("AM-05")
@pytest.mark.parametrize(("village_cadre", "limit"), [(True, 45), (False, 35)])
def test_by_the_other_reading_a_cadre_of_any_village_has_the_relaxed_limit(village_cadre, limit):
    anywhere = read_as(W, "AM-05", "cadres_everywhere")
    assert judged(anywhere, age=limit, village_cadre=village_cadre).ok is True
    assert judged(anywhere, age=limit + 1, village_cadre=village_cadre).ok is False


@pytest.mark.rule("AM-03")
@pytest.mark.parametrize(
    ("value", "age", "facts", "ok"),
    [
        ("inclusive", 35, {}, True),
        ("inclusive", 36, {}, False),
        ("strict", 34, {}, True),
        ("strict", 35, {}, False),
        ("inclusive", 45, CADRE, True),
        ("strict", 45, CADRE, False),
    ],
)
def test_the_limit_itself_is_within_or_not_as_it_is_read(value, age, facts, ok):
    assert judged(read_as(W, "AM-03", value), age=age, **facts).ok is ok


@pytest.mark.rule("AM-04")
@pytest.mark.parametrize(
    ("value", "hired_on", "ok", "age"),
    [
        ("recommended_on", None, True, 35),
        ("recommended_on", date(2009, 11, 21), True, 35),  # his 36th birthday comes too late to matter
        ("hired_on", date(2009, 11, 20), True, 35),
        ("hired_on", date(2009, 11, 21), False, 36),
        ("hired_on", None, None, None),
    ],
)
def test_the_day_of_recommendation_decides_on_the_age_or_that_of_hiring(value, hired_on, ok, age):
    found = judged(read_as(W, "AM-04", value), age=35, hired_on=hired_on)
    assert (found.ok, found.age) == (ok, age)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1973, 11, 20), date(2009, 11, 19), 35),
        (date(1973, 11, 20), date(2009, 11, 20), 36),
        (date(1976, 2, 29), date(2011, 2, 28), 34),
        (date(1976, 2, 29), date(2011, 3, 1), 35),
        (date(1976, 2, 29), date(2012, 2, 28), 35),
        (date(1976, 2, 29), date(2012, 2, 29), 36),
        (date(2009, 11, 20), date(2009, 11, 20), 0),
    ],
)
def test_full_years_change_on_the_birthday_and_of_the_29th_of_february_on_the_first_of_march(born, day, age):
    assert full_years(born, day) == age


def test_nobody_is_judged_before_being_born():
    with pytest.raises(Refused, match="出生日期 2009-11-21 晚于 2009-11-20") as refusal:
        judged(birth_date=date(2009, 11, 21))
    assert refusal.value.field == "birth_date"


@pytest.mark.rule("W-S5")
@pytest.mark.rule("AM-06")
@pytest.mark.parametrize(
    ("education", "graduated", "ok", "ok_exact"),
    [
        ("10", True, True, True),
        ("21", True, True, True),
        ("31", True, True, True),
        ("40", True, True, False),
        ("41", True, True, False),
        ("44", True, True, False),
        ("47", True, True, False),
        ("49", True, True, False),
        ("60", True, True, True),
        ("61", True, True, True),
        ("61", False, False, False),
        ("41", False, False, False),
        ("62", True, False, False),
        ("63", True, False, False),
        ("70", True, False, False),
        ("71", True, False, False),
        ("90", True, False, False),
        ("", True, None, None),
    ],
)
def test_high_school_and_what_counts_as_equal_and_only_finished(education, graduated, ok, ok_exact):
    facts = {"education": education, "graduated": graduated}
    assert said(judged(**facts), "education").ok is ok
    assert judged(**facts).ok is ok
    assert judged(read_as(W, "AM-06", "exact"), **facts).ok is ok_exact


@pytest.mark.parametrize("education", ["50", "59", "1", "611", "0", "高中"])
def test_a_code_that_the_standard_does_not_have_is_refused(education):
    with pytest.raises(Refused, match=r"不在国家标准 GB/T 4658-2006 之内") as refusal:
        judged(education=education)
    assert refusal.value.field == "education"


def test_the_standard_has_no_codes_of_the_fifties():
    assert {code[0] for code in EDUCATION_CODES} == set("12346789")
    assert all(len(code) == 2 and code.isdigit() for code in EDUCATION_CODES)


@pytest.mark.rule("W-S6")
@pytest.mark.parametrize("quality", ["computer", "local_knowledge", "conduct", "ability"])
def test_each_of_the_four_qualities_is_needed(quality):
    found = judged(**{quality: False})
    assert (found.ok, said(found, quality).ok) == (False, False)
    assert {each.standard for each in found.verdicts if each.ok is False} == {quality}


@pytest.mark.rule("W-S7")
@pytest.mark.parametrize("group", ["graduate", "veteran", "village_cadre"])
def test_priority_is_for_those_who_meet_the_conditions_and_no_exemption_from_them(group):
    meets, too_old, unschooled = (
        judged(**{group: True}, **facts) for facts in ({}, {"age": 36}, {"education": "71"})
    )
    assert (meets.ok, meets.priority, said(meets, "priority").ok) == (True, True, True)
    assert (too_old.ok, too_old.priority, said(too_old, "priority").ok) == (False, False, True)
    assert (unschooled.ok, unschooled.priority) == (False, False)
    assert said(too_old, "priority").text.endswith("但优先录用不能代替选聘条件")


@pytest.mark.rule("W-S7")
def test_nobody_is_worse_off_for_being_of_no_group():
    found = judged()
    assert (found.ok, found.priority, said(found, "priority").ok) == (True, False, None)


@pytest.mark.parametrize("key", ["Y", "J", "S", "F"])
def test_a_document_without_conditions_judges_nobody(key):
    found = judged(shipped(key), age=36)
    assert (found.ok, found.age, found.age_limit, found.priority, found.verdicts) == (
        None,
        36,
        None,
        False,
        (),
    )


@given(
    born=st.dates(date(1940, 1, 1), date(1995, 1, 1)),
    older=st.integers(0, 12_000),
    flags=st.fixed_dictionaries(
        {
            name: st.booleans()
            for name in ("village_cadre", "light_workload", "graduate", "veteran", "graduated", "computer")
        }
    ),
    education=st.sampled_from(sorted(EDUCATION_CODES)),
    reading=st.sampled_from(["inclusive", "strict"]),
)
def test_an_older_candidate_is_never_more_eligible(born, older, flags, education, reading):
    document = read_as(W, "AM-03", reading)
    young, old = (
        judged(document, birth_date=day, education=education, **flags)
        for day in (born, born - timedelta(days=older))
    )
    assert old.age >= young.age
    assert not (old.ok and not young.ok)
    assert not (old.priority and not young.priority)
