"""The endpoints of eligibility and of standards: their vectors, and everything that is no question."""

from itertools import product

import pytest

from staffing.rules.eligibility import EDUCATION_CODES
from stations.rules.documents.places import EQUIPMENT
from tests.support.api import GONE, answered, ask, publish, wrong

CANDIDATE = {
    "document": "W",
    "recommended_on": "2009-11-20",
    "birth_date": "1980-05-01",
    "education": "61",
    "computer": True,
    "local_knowledge": True,
    "conduct": True,
    "ability": True,
}
FLAGS = ("village_cadre", "light_workload", "graduate", "veteran")
TOWN = {"document": "Y", "on": "2015-01-01", "level": "township", "kind": "town"}
QUALITIES = ("computer", "local_knowledge", "conduct", "ability")


@pytest.fixture(autouse=True)
def _library(db, settings):
    settings.CALCULATOR_RATE = None
    publish()


def judged(**changes):
    """ok, age, age_limit, priority."""
    found = answered("eligibility", CANDIDATE, **changes)
    return tuple(found[key] for key in ("ok", "age", "age_limit", "priority"))


def verdicts(question, **changes):
    """The outcome of each standard."""
    found = answered("standards", question, **changes)
    return {each["standard"]: each["ok"] for each in found["results"]}


def required(**changes):
    return answered("standards", {"document": "Y", "on": "2016-01-01", **changes})["staff_required"]


# ---- eligibility


def test_the_age_on_the_day_of_the_recommendation():
    """Born on the day 36 or 46 years before, and a day later; 35 and 45 are within the limit."""
    both = {"village_cadre": True, "light_workload": True}
    cases = {
        "35, birthday today": {"birth_date": "1974-11-20"},
        "35, 36 tomorrow": {"birth_date": "1973-11-21"},
        "36 today": {"birth_date": "1973-11-20"},
        "45, 46 tomorrow": {"birth_date": "1963-11-21", **both},
        "46 today": {"birth_date": "1963-11-20", **both},
    }
    assert {name: judged(**changes) for name, changes in cases.items()} == {
        "35, birthday today": (True, 35, 35, False),
        "35, 36 tomorrow": (True, 35, 35, False),
        "36 today": (False, 36, 35, False),
        "45, 46 tomorrow": (True, 45, 45, True),
        "46 today": (False, 46, 45, False),
    }


def test_only_a_cadre_of_a_village_with_light_workload_may_be_45():
    for held in product((False, True), repeat=len(FLAGS)):
        flags = dict(zip(FLAGS, held, strict=True))
        relaxed = flags["village_cadre"] and flags["light_workload"]
        preferred = flags["village_cadre"] or flags["graduate"] or flags["veteran"]
        assert judged(birth_date="1963-11-21", **flags) == (
            relaxed,
            45,
            45 if relaxed else 35,
            relaxed and preferred,
        ), flags
        assert judged(**flags) == (True, 29, 45 if relaxed else 35, preferred), flags


def test_the_whole_answer_for_a_candidate():
    found = answered("eligibility", CANDIDATE, ability=False)
    assert {key: found[key] for key in found if key != "results"} == {
        "document": "W",
        "version": 1,
        "on": "2009-11-20",
        "ok": False,
        "age": 29,
        "age_limit": 35,
        "priority": False,
    }
    assert [(each["standard"], each["rule"], each["ok"]) for each in found["results"]] == [
        ("age", "W-S4", True),
        ("education", "W-S5", True),
        ("computer", "W-S6", True),
        ("local_knowledge", "W-S6", True),
        ("conduct", "W-S6", True),
        ("ability", "W-S6", False),
        ("priority", "W-S7", None),
    ]
    assert found["results"][0] == {
        "rule": "W-S4",
        "standard": "age",
        "required": 35,
        "actual": 29,
        "ok": True,
        "clause": "W三(二)",
        "text": "2009-11-20 为 29 周岁,符合不超过 35 周岁的要求",
    }


def test_education_as_text_or_as_the_number_it_looks_like():
    high_enough = {code for code in EDUCATION_CODES if judged(education=code)[0]}
    assert high_enough == {
        code for code in EDUCATION_CODES if code.startswith(("1", "2", "3", "4", "60", "61"))
    }
    assert {code for code in EDUCATION_CODES if judged(education=int(code))[0]} == high_enough
    assert judged(graduated=False)[0] is False


def test_each_quality_counts():
    assert {name: judged(**{name: False})[0] for name in QUALITIES} == dict.fromkeys(QUALITIES, False)


@pytest.mark.parametrize("key", ["Y", "J", "S", "F"])
def test_a_document_without_conditions_judges_nobody(key):
    found = answered("eligibility", CANDIDATE, document=key, recommended_on="2016-01-01")
    assert (found["ok"], found["age"], found["age_limit"], found["priority"], found["results"]) == (
        None,
        35,
        None,
        False,
        [],
    )
    assert found["note"].endswith("没有规定协管员的选聘条件,不作判断。")


def test_the_version_is_that_of_the_recommendation_unless_a_day_is_given():
    assert wrong("eligibility", CANDIDATE, recommended_on="2009-11-03") == ["recommended_on"]
    assert wrong("eligibility", CANDIDATE, on="2009-11-03") == ["on"]
    found = answered("eligibility", CANDIDATE, on="2010-01-01")
    assert (found["on"], found["age"]) == ("2010-01-01", 29)


NO_DAYS = ["2009-02-30", "2009-1-1", "1899-12-31", "2201-01-01", "", None, 20091120, True]
NO_TRUTH = ["true", 1, 0, None, "", []]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("recommended_on", NO_DAYS),
        ("birth_date", [*NO_DAYS, "2009-11-21"]),
        ("on", NO_DAYS),
        ("education", ["6", "50", "5", "", None, True, 61.5, 610, -61, [], "高中", 10**30]),
        *((name, NO_TRUTH) for name in ("graduated", *FLAGS, *QUALITIES)),
    ],
)
def test_what_is_no_value_of_a_candidate(field, values):
    assert {repr(value): wrong("eligibility", CANDIDATE, **{field: value}) for value in values} == {
        repr(value): [field] for value in values
    }


def test_what_is_missing_of_a_candidate():
    assert {key: wrong("eligibility", CANDIDATE, **{key: GONE}) for key in CANDIDATE} == {
        key: [key] for key in CANDIDATE
    }
    assert wrong("eligibility", CANDIDATE, full_name="林晓梅") == ["full_name"]


def test_a_birth_on_the_day_itself_is_no_error():
    assert judged(birth_date="2009-11-20")[:2] == (True, 0)


# ---- standards


def test_staff_by_population():
    """Y: two up to 10,000, and one more for each full 10,000 beyond; J: one for about 6,000, at least one."""
    yibin = {
        people: required(level="township", population=people)
        for people in (1, 10000, 10001, 19999, 20000, 35000)
    }
    assert yibin == {1: 2, 10000: 2, 10001: 2, 19999: 2, 20000: 3, 35000: 4}
    jiangsu = {
        n: required(document="J", level="township", population=n) for n in (1, 6000, 8999, 9000, 12000)
    }
    assert jiangsu == {1: 1, 6000: 1, 8999: 1, 9000: 2, 12000: 2}


def test_staff_that_does_not_follow_the_population():
    found = {
        (key, level): required(document=key, level=level)
        for key in "WYJSF"
        for level in ("township", "community", "village")
    }
    assert found == {
        ("W", "township"): 1, ("W", "community"): None, ("W", "village"): 1,
        ("Y", "township"): None, ("Y", "community"): 1, ("Y", "village"): None,
        ("J", "township"): None, ("J", "community"): found["J", "community"], ("J", "village"): 1,
        ("S", "township"): None, ("S", "community"): found["S", "community"], ("S", "village"): 1,
        ("F", "township"): None, ("F", "community"): None, ("F", "village"): 1,
    }  # fmt: skip


def test_areas_from_both_sides():
    """Reached is enough; each document and level has its own, and some have none."""
    cases = {
        ("Y", "township", "dedicated_area"): ({}, "50"),
        ("Y", "community", "dedicated_area"): ({}, "20"),
        ("Y", "village", "dedicated_area"): ({}, "20"),
        ("Y", "township", "hall_area"): ({"demonstration": True}, "70"),
        ("Y", "community", "hall_area"): ({"demonstration": True}, "40"),
        ("J", "township", "dedicated_area"): ({"new_or_merged": True}, "60"),
        ("J", "village", "dedicated_area"): ({"new_or_merged": True}, "20"),
        ("F", "township", "dedicated_area"): ({"kind": "town"}, "100"),
    }
    for (key, level, standard), (more, least) in cases.items():
        question = {"document": key, "on": "2016-01-01", "level": level, **more}
        reached = verdicts(question, **{standard: least})[standard]
        a_little_more = verdicts(question, **{standard: f"{least}.01"})[standard]
        short = verdicts(question, **{standard: f"{int(least) - 1}.99"})[standard]
        assert (reached, a_little_more, short, verdicts(question)[standard]) == (True, True, False, None), key
    silent = [
        {"document": "W", "on": "2010-01-01", "level": "village", "dedicated_area": 1},
        {"document": "Y", "on": "2016-01-01", "level": "village", "demonstration": True, "hall_area": 1},
        {"document": "J", "on": "2016-01-01", "level": "township", "dedicated_area": 1},
        {"document": "F", "on": "2016-01-01", "level": "township", "kind": "street", "dedicated_area": 1},
        {"document": "F", "on": "2016-01-01", "level": "village", "dedicated_area": 1},
    ]
    for question in silent:
        standard = next(key for key in question if key.endswith("_area"))
        assert verdicts(question)[standard] is None, question


def test_a_village_is_judged_as_one_that_the_county_has_qualified_and_the_answer_says_so():
    village = {"document": "Y", "on": "2015-01-01", "level": "village", "dedicated_area": "19"}
    found = answered("standards", village)
    assert next(each["ok"] for each in found["results"] if each["standard"] == "dedicated_area") is False
    assert found["note"] == "场地标准只对经县(区)认定符合条件的村(读法 AM-51),这里按已经认定核对。"
    assert "note" not in answered("standards", {**village, "level": "community"})
    assert "note" not in answered("standards", {**village, "document": "W"})


def test_equipment_by_document_and_level():
    """What is asked for is missing from an empty office; alternatives satisfy one another."""
    everything = ("computer", "printer", "copier", "fax", "telephone", "cabinet", "desk", "counter", "waiting_chair",
                  "display_or_board", "network")  # fmt: skip
    asked = {}
    for key in "WYJSF":
        for level in ("township", "community", "village"):
            question = {"document": key, "on": "2016-01-01", "level": level}
            found = verdicts(question, equipment={})
            full = verdicts(question, equipment=dict.fromkeys(everything, 1))
            untold = verdicts(question)
            codes = [code for code in everything if found[f"equipment:{code}"] is False]
            assert [code for code in everything if full[f"equipment:{code}"] is True] == codes
            assert {untold[f"equipment:{code}"] for code in everything} == {None}
            asked[key, level] = codes
    jiangsu = ["computer", "printer", "fax", "telephone", "cabinet", "display_or_board", "network"]
    assert asked["W", "village"] == ["computer", "printer", "copier"]
    assert asked["W", "township"] == asked["F", "village"] == []
    assert asked["Y", "township"] == list(everything)
    assert asked["J", "village"] == asked["J", "township"] == asked["S", "village"] == jiangsu
    assert verdicts(TOWN, equipment={"fax": 1})["equipment:copier"] is True
    assert list(everything) == list(EQUIPMENT)


def test_certificates_and_full_time_staff():
    def found(standard, key, level="village", **staff):
        return verdicts({"document": key, "on": "2016-01-01", "level": level}, **staff)[standard]

    assert [found("certificate", "J", full_time_staff=10, certified_staff=n) for n in (8, 9, 10)] == [
        False,
        True,
        True,
    ]
    assert [found("certificate", "S", full_time_staff=20, certified_staff=n) for n in (18, 19)] == [
        False,
        True,
    ]
    assert [found("certificate", "F", "community", full_time_staff=2, certified_staff=n) for n in (0, 1)] == [
        False,
        True,
    ]
    assert found("certificate", "J", full_time_staff=0, certified_staff=0) is None
    village = {"full_time_staff": 0, "part_time_staff": 1}
    assert [found("full_time_staff", "W", **village, households=n) for n in (199, 200)] == [True, False]
    assert found("full_time_staff", "W", **village) is None


def test_the_whole_answer_for_a_town():
    found = answered(
        "standards", TOWN, population=35000, full_time_staff=2, part_time_staff=2, dedicated_area="49.99"
    )
    assert {key: found[key] for key in found if key != "results"} == {
        "document": "Y",
        "version": 1,
        "on": "2015-01-01",
        "staff_required": 4,
    }
    assert [each["standard"] for each in found["results"]] == [
        "staff", "full_time_staff", "certificate", "dedicated_area", "hall_area",
        *(f"equipment:{code}" for code in EQUIPMENT),
    ]  # fmt: skip
    assert found["results"][3] == {
        "rule": "Y二(一)2",
        "standard": "dedicated_area",
        "required": "50",
        "actual": "49.99",
        "ok": False,
        "clause": "Y二(一)2",
        "text": "专有(办公)场所面积 49.99 平方米,比要求的 50 平方米少 0.01 平方米,请扩大或调整场所",
    }


def test_today_where_no_day_is_given():
    from kit.months import today

    assert answered("standards", TOWN, on=GONE)["on"] == today().isoformat()
    assert wrong("standards", TOWN, on="2014-10-25") == ["on"]


COUNTS = ("full_time_staff", "part_time_staff", "certified_staff")
NO_COUNTS = ["1", 1.5, True, None, -1, 10**30, "", []]
NO_AREAS = [-1, "50.001", "五十", "", None, True, "NaN", 10**30, [], "1e1"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("level", ["city", "", None, 1]),
        ("kind", ["village", "", None, "Town"]),
        ("demonstration", NO_TRUTH),
        ("new_or_merged", NO_TRUTH),
        *((name, NO_COUNTS) for name in COUNTS),
        ("population", [*NO_COUNTS, 0]),
        ("households", [*NO_COUNTS, 0, 200.5]),
        ("dedicated_area", NO_AREAS),
        ("hall_area", NO_AREAS),
        ("equipment", [None, [], "computer", {"computer": "1"}, {"computer": -1}, {"computer": True}, {"computer": 1.5},
                       {"tv": 1}, {"computer": None}, {"\ud800": 1}, {"computer": 10**30}]),
        ("on", NO_DAYS),
    ],
)  # fmt: skip
def test_what_is_no_value_of_an_office(field, values):
    assert {repr(value): wrong("standards", TOWN, **{field: value}) for value in values} == {
        repr(value): [field] for value in values
    }


def test_staff_of_one_kind_alone_leaves_none_of_the_other():
    both = {"full_time_staff": 1, "part_time_staff": 0}
    for given in (both, {"full_time_staff": 1}):
        verdicts = {
            each["standard"]: each for each in ask("standards", TOWN, population=9000, **given)[1]["results"]
        }
        assert (verdicts["staff"]["actual"], verdicts["staff"]["ok"]) == (1, False)
        assert verdicts["full_time_staff"]["ok"] is True
    (nobody,) = [
        each for each in ask("standards", TOWN, population=9000)[1]["results"] if each["standard"] == "staff"
    ]
    assert (nobody["actual"], nobody["ok"]) == (None, None)


def test_no_area_at_all_falls_short_of_any():
    (area,) = [
        each
        for each in ask("standards", TOWN, dedicated_area=0)[1]["results"]
        if each["standard"] == "dedicated_area"
    ]
    assert (area["actual"], area["ok"]) == ("0", False)


def test_what_does_not_fit_together():
    assert wrong("standards", TOWN, full_time_staff=1, part_time_staff=1, certified_staff=3) == [
        "certified_staff"
    ]
    assert wrong("standards", TOWN, full_time_staff=2, certified_staff=3) == ["certified_staff"]
    assert ask("standards", TOWN, full_time_staff=1, part_time_staff=1, certified_staff=2)[0] == 200
    assert wrong("standards", TOWN, document=GONE, level=GONE) == ["document", "level"]
    status, found = ask("standards", TOWN, equipment={"tv": 1, "desk": -1})
    assert (status, found["errors"]) == (
        400,
        {
            "equipment": [
                "不认识的代号“tv”,只能是:" + "、".join(EQUIPMENT) + "。",
                "办公桌椅:应是 0 到 10000 的整数。",
            ]
        },
    )


def test_one_query_for_the_document(django_assert_num_queries):
    for name, question in (
        ("eligibility", CANDIDATE),
        ("standards", TOWN),
        ("standards", {**TOWN, "document": "S"}),
    ):
        ask(name, question)
        with django_assert_num_queries(1):
            ask(name, question)
