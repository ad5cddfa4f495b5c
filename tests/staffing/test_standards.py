"""An office against what each document asks of it: numbers, full-time staff, certificates, and the share of S-K2."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing.rules.standards import (
    StationStaff,
    counts_as_full_time,
    full_time_share,
    office,
    staff_required,
)
from stations.documents.files import shipped
from stations.rules.documents.shapes import LEVELS
from stations.rules.targets import judge
from tests.staffing.readings import read_as

W, Y, J, S, F = (shipped(key) for key in "WYJSF")


def said(document, standard, **facts):
    [verdict] = [each for each in office(document, **facts).verdicts if each.standard == standard]
    return verdict


def ok(document, standard, **facts):
    return said(document, standard, **facts).ok


@pytest.mark.rule("J-S1")
@pytest.mark.parametrize(
    ("population", "required"),
    [
        (None, None), (0, 1), (1, 1), (6000, 1), (8999, 1), (9000, 2), (12000, 2), (14999, 2), (15000, 3), (21000, 4),
    ],
)  # fmt: skip
def test_about_one_for_six_thousand_rounded_half_up_and_at_least_one(population, required):
    assert staff_required(J, level="township", population=population) == required


@pytest.mark.rule("AM-21")
@pytest.mark.parametrize(
    ("population", "full", "begun"),
    [(None, None, None), (0, 2, 2), (9999, 2, 2), (10000, 2, 2), (10001, 2, 3), (19999, 2, 3), (20000, 3, 3),
     (20001, 3, 4), (35000, 4, 5)],
)  # fmt: skip
def test_two_up_to_ten_thousand_and_one_more_for_each_further_ten_thousand(population, full, begun):
    assert staff_required(Y, level="township", population=population) == full
    ceil = read_as(Y, "AM-21", "ceil")
    assert staff_required(ceil, level="township", population=population) == begun


def test_fixed_numbers_need_no_population_and_silence_is_no_number():
    required = {
        (document.key, level): staff_required(document, level=level, population=None)
        for document in (W, Y, J, S, F)
        for level in ("township", "community", "village")
    }
    assert {place: number for place, number in required.items() if number is not None} == {
        ("W", "township"): 1,
        ("W", "village"): 1,
        ("Y", "community"): 1,
        ("J", "village"): 1,
        ("S", "village"): 1,
        ("F", "village"): 1,
    }


@given(
    document=st.sampled_from([J, Y, read_as(Y, "AM-21", "ceil")]),
    population=st.integers(0, 10**7),
    more=st.integers(0, 10**5),
)
def test_more_people_never_need_fewer_staff(document, population, more):
    before, after = (
        staff_required(document, level="township", population=served)
        for served in (population, population + more)
    )
    assert before <= after


def test_an_office_has_the_same_sixteen_verdicts_in_one_order():
    for document in (W, Y, J, S, F):
        standards = [verdict.standard for verdict in office(document, level="village").verdicts]
        assert standards[:5] == ["staff", "full_time_staff", "certificate", "dedicated_area", "hall_area"]
        assert [standard.partition(":")[0] for standard in standards[5:]] == ["equipment"] * 11
        assert {verdict.ok for verdict in office(document, level="village").verdicts} == {None}


def test_an_office_passes_its_facts_on():
    found = office(
        Y, level="township", kind="town", demonstration=True, population=20000, full_time_staff=1,
        part_time_staff=2, dedicated_area=Decimal(50), hall_area=Decimal(69), equipment={"computer": 1},
    )  # fmt: skip
    assert found.staff_required == 3
    ok_of = {verdict.standard: verdict.ok for verdict in found.verdicts}
    assert [ok_of[name] for name in ("staff", "full_time_staff", "dedicated_area", "hall_area")] == [
        True, True, True, False,
    ]  # fmt: skip
    assert (ok_of["equipment:computer"], ok_of["equipment:printer"]) == (True, False)


STAFF = [
    pytest.param(W, {"level": "township"}, 1, marks=pytest.mark.rule("W-T6")),
    pytest.param(W, {"level": "village"}, 1, marks=pytest.mark.rule("W-S1")),
    pytest.param(Y, {"level": "township", "population": 20000}, 3, marks=pytest.mark.rule("AM-21")),
    pytest.param(Y, {"level": "community"}, 1),
    pytest.param(J, {"level": "village"}, 1, marks=pytest.mark.rule("J-S3")),
    pytest.param(F, {"level": "village"}, 1, marks=pytest.mark.rule("F-P1")),
]


@pytest.mark.parametrize(("document", "place", "required"), STAFF)
def test_staff_full_time_or_not_is_enough_or_one_too_few(document, place, required):
    enough = said(document, "staff", **place, full_time_staff=required - 1, part_time_staff=1)
    short = said(document, "staff", **place, full_time_staff=required - 1, part_time_staff=0)
    assert (enough.required, enough.actual, enough.ok) == (required, required, True)
    assert (short.required, short.actual, short.ok) == (required, required - 1, False)
    assert short.text.endswith("缺 1 名,请配齐")


def test_staff_who_are_not_all_known_may_be_enough_but_are_never_too_few():
    assert ok(Y, "staff", level="township", population=10000, full_time_staff=2) is True
    assert ok(Y, "staff", level="township", population=10000, full_time_staff=1) is None
    assert ok(Y, "staff", level="township", population=10000) is None
    assert (
        ok(Y, "staff", level="township", full_time_staff=9, part_time_staff=9) is None
    )  # persons served unknown


@pytest.mark.parametrize(("staff", "expected"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_range_has_an_upper_end(staff, expected):
    assert ok(Y, "staff", level="community", full_time_staff=staff, part_time_staff=0) is expected


@pytest.mark.rule("J-S1")
def test_falling_short_of_advice_is_said_and_not_judged():
    facts = {"level": "township", "population": 12000, "part_time_staff": 0}
    assert ok(J, "staff", **facts, full_time_staff=2) is True
    short = said(J, "staff", **facts, full_time_staff=1)
    assert (short.ok, short.text) == (None, "应配备至少 2 名,现有 1 名,少 1 名;本条只作参考,由当地综合确定")


def test_a_village_of_y_may_be_served_by_a_cadre_and_is_not_judged():
    found = said(Y, "staff", level="village", full_time_staff=0, part_time_staff=0)
    assert (found.required, found.ok, found.text) == (None, None, "本文件没有规定村配备多少工作人员")
    assert ok(Y, "full_time_staff", level="village", full_time_staff=0) is None


@pytest.mark.rule("W-S1")
@pytest.mark.rule("W-S2")
@pytest.mark.rule("AM-01")
@pytest.mark.rule("AM-07a")
@pytest.mark.parametrize(
    ("households", "full_time", "part_time", "expected", "inclusive"),
    [
        (500, 1, 0, True, True),
        (None, 1, None, True, True),
        (199, 0, 1, True, True),
        (200, 0, 1, False, True),
        (201, 0, 1, False, False),
        (199, 0, 0, False, False),
        (201, 0, 0, False, False),
        (199, 0, None, None, None),
        (None, 0, 1, None, None),
        (199, None, 1, None, None),
    ],
)
def test_a_small_village_may_have_a_part_timer_for_the_full_time_coordinator(
    households, full_time, part_time, expected, inclusive
):
    facts = {
        "level": "village",
        "households": households,
        "full_time_staff": full_time,
        "part_time_staff": part_time,
    }
    assert ok(W, "full_time_staff", **facts) is expected
    assert ok(read_as(W, "AM-01", "inclusive"), "full_time_staff", **facts) is inclusive


EXACTLY = "正好 200 户:与工作经费同一口径,200 户归入上一档,不属于可聘兼职的范围"
LARGER = "201 户的村不在可聘兼职之列"


@pytest.mark.rule("AM-01")
@pytest.mark.rule("AM-07a")
@pytest.mark.parametrize(
    ("value", "households", "part_time", "text"),
    [
        ("warn", 200, 1, f"{EXACTLY};现有兼职 1 名,要由兼职担任的,须由区说明理由"),
        ("block", 200, 1, f"{EXACTLY};现有兼职 1 名,不能由兼职担任,请改聘专职"),
        ("warn", 201, 1, f"{LARGER};现有兼职 1 名,要由兼职担任的,须由区说明理由"),
        ("warn", 200, 0, f"{EXACTLY},请选聘专职"),
        ("warn", 201, 0, f"{LARGER},请选聘专职"),
    ],
)
def test_a_larger_village_is_told_why_a_part_timer_will_not_do(value, households, part_time, text):
    facts = {
        "level": "village",
        "households": households,
        "full_time_staff": 0,
        "part_time_staff": part_time,
    }
    found = said(read_as(W, "AM-07a", value), "full_time_staff", **facts)
    assert (found.ok, found.text) == (False, f"原则上应有至少 1 名专职人员;{text}")


@pytest.mark.rule("J-S3")
@pytest.mark.rule("AM-27")
@pytest.mark.parametrize(("document", "expected"), [(W, True), (J, False), (S, False), (F, None), (Y, None)])
def test_whether_a_part_timer_will_do_is_each_documents_own(document, expected):
    facts = {"level": "village", "households": 100, "part_time_staff": 1}
    assert ok(document, "full_time_staff", **facts, full_time_staff=0) is expected
    with_full_time = ok(document, "full_time_staff", **facts, full_time_staff=1)
    assert with_full_time is (None if expected is None else True)


@pytest.mark.parametrize(("full_time", "expected"), [(0, False), (1, True), (None, None)])
def test_a_township_of_y_needs_one_full_time(full_time, expected):
    found = said(Y, "full_time_staff", level="township", full_time_staff=full_time, part_time_staff=2)
    assert (found.ok, found.clause) == (expected, "Y二(一)3")


CERTIFIED = [
    pytest.param(J, "village", 10, 9, True, marks=pytest.mark.rule("J-T8")),
    pytest.param(J, "township", 10, 8, False, marks=pytest.mark.rule("J-T8")),
    pytest.param(J, "township", 19, 17, False, marks=pytest.mark.rule("J-T8")),
    pytest.param(S, "village", 20, 19, True, marks=pytest.mark.rule("S-K9")),
    pytest.param(S, "village", 20, 18, False, marks=pytest.mark.rule("S-K9")),
    pytest.param(S, "township", 10, 9, False, marks=pytest.mark.rule("S-K9")),
    pytest.param(J, "village", 0, 0, None, marks=pytest.mark.rule("J-T8")),
    pytest.param(J, "village", None, 1, None),
    pytest.param(J, "village", 10, None, None),
    pytest.param(J, "village", 10, 11, None),
    pytest.param(F, "community", 0, 0, False, marks=pytest.mark.rule("F-T5")),
    pytest.param(F, "community", 2, 1, True, marks=pytest.mark.rule("F-T5")),
    pytest.param(F, "community", 2, None, None, marks=pytest.mark.rule("F-T5")),
    pytest.param(F, "village", 1, 0, None),
    pytest.param(Y, "village", 10, 10, None),
    pytest.param(W, "village", 1, 1, None),
]


@pytest.mark.parametrize(("document", "level", "full_time", "certified", "expected"), CERTIFIED)
def test_certificates_of_full_time_staff_or_of_each_station(document, level, full_time, certified, expected):
    facts = {"full_time_staff": full_time, "part_time_staff": 5, "certified_staff": certified}
    assert ok(document, "certificate", level=level, **facts) is expected


@pytest.mark.rule("J-T8")
@pytest.mark.rule("S-K9")
def test_a_certificate_verdict_says_the_share_and_what_is_missing():
    facts = {"level": "village", "full_time_staff": 19, "certified_staff": 17}
    found = said(J, "certificate", **facts)
    assert (found.rule, found.required, found.actual, found.clause) == ("J-T8", "90%", "89.47%", "J五(二)")
    assert found.text == "专职人员 19 人中 17 人持证,没有达到不低于 90% 的要求,还差 1 人"
    stricter = said(S, "certificate", **facts)
    assert (stricter.rule, stricter.required, stricter.clause) == ("S-K9", "95%", "S三(二)四")
    assert stricter.text.endswith("还差 2 人")


@pytest.mark.rule("AM-28")
@pytest.mark.parametrize(
    ("part_time", "certified", "of_full_time", "of_all"),
    [
        (0, 9, True, True),
        (1, 9, True, False),
        (10, 10, True, False),
        (10, 18, None, True),
        (None, 9, True, None),
    ],
)
def test_the_share_is_of_full_time_staff_or_of_all(part_time, certified, of_full_time, of_all):
    facts = {
        "level": "village",
        "full_time_staff": 10,
        "part_time_staff": part_time,
        "certified_staff": certified,
    }
    assert ok(J, "certificate", **facts) is of_full_time
    assert ok(read_as(J, "AM-28", "all_staff"), "certificate", **facts) is of_all


def test_where_no_certificate_is_asked_the_exam_before_hiring_is_told():
    found = said(W, "certificate", level="village")
    assert (found.rule, found.clause, found.ok) == ("W-S9", "W三(二)", None)
    assert found.text == "本文件没有规定村工作人员的持证要求;聘用前须由区人事劳动局培训、考试合格"


@pytest.mark.parametrize("level", ["township", "community"])
def test_the_exam_before_hiring_is_for_the_coordinators_of_villages(level):
    found = said(W, "certificate", level=level)
    assert (found.rule, found.clause, found.ok) == ("", "", None)
    assert found.text == f"本文件没有规定{LEVELS[level]}工作人员的持证要求"


@pytest.mark.rule("J-S4")
@pytest.mark.rule("AM-56")
@pytest.mark.parametrize(
    ("document", "post", "recorded", "counts", "never"),
    [
        (J, None, True, True, True),
        (J, None, False, False, False),
        (J, "village_director", True, False, False),
        (J, "village_official", False, False, False),
        (J, "village_official", True, True, False),
        (S, "village_director", True, False, False),
        (S, "village_official", True, True, False),
    ],
)
def test_a_director_is_never_the_full_time_coordinator_and_an_official_if_recorded(
    document, post, recorded, counts, never
):
    assert counts_as_full_time(document, head_post=post, recorded_full_time=recorded) is counts
    other = read_as(document, "AM-56", "never")
    assert counts_as_full_time(other, head_post=post, recorded_full_time=recorded) is never


def test_a_document_that_does_not_speak_of_heads_takes_the_record():
    assert counts_as_full_time(W, head_post="village_director", recorded_full_time=True) is True


@pytest.mark.rule("S-K2")
@pytest.mark.rule("AM-50")
@pytest.mark.parametrize(
    ("stations", "by_station", "by_person"),
    [
        ([(1, 0), (1, 0)], True, True),
        ([(1, 1), (1, 0)], True, False),
        ([(1, 0), (0, 1)], False, False),
        ([(2, 0), (0, 0)], False, True),
        ([], None, None),
    ],
)
def test_every_station_has_a_full_time_coordinator_or_every_person_is_one(stations, by_station, by_person):
    staff = [StationStaff(full_time=full, part_time=part) for full, part in stations]
    target = next(target for target in S.targets if target.rule == "S-K2")
    day = date(2011, 12, 31)
    assert full_time_share(S, staff, target=target, on=day).ok is by_station
    assert full_time_share(read_as(S, "AM-50", "persons"), staff, target=target, on=day).ok is by_person


TARGETS = {target.key: target for target in W.targets}


@pytest.mark.rule("W-T6")
@pytest.mark.rule("W-T7")
@pytest.mark.parametrize("key", ["township_offices_staffed", "staffing_plan"])
@pytest.mark.parametrize(
    ("reached", "planned", "expected"), [(9, 10, False), (10, 10, True), (11, 10, True), (0, 0, None)]
)
def test_every_township_office_has_staff_and_the_plan_is_filled(key, reached, planned, expected):
    found = judge(TARGETS[key], numerator=reached, denominator=planned, on=date(2009, 12, 31))
    assert (found.ok, found.clause) == (expected, "W四(二)")


def test_staffing_of_a_level_that_a_draft_leaves_out_is_not_judged():
    silent = replace(W, staffing=())
    facts = {"full_time_staff": 0, "part_time_staff": 0}
    assert [each.ok for each in office(silent, level="village", **facts).verdicts[:2]] == [None, None]
