"""Targets of the five documents: exactly reached and one short of it, their days, rates over nothing."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.reasoning import Verdict
from stations.documents.files import shipped
from stations.rules import targets
from stations.rules.families import Family, open_at
from tests.support.documents import small

BEFORE = date(2008, 1, 1)


def target(document, key):
    (found,) = [each for each in shipped(document).targets if each.key == key]
    return found


def proves(rule, document, key, reached, short):
    return pytest.param(document, key, reached, short, marks=pytest.mark.rule(rule), id=f"{rule}-{key}")


@pytest.mark.parametrize(
    ("document", "key", "reached", "short"),
    [
        proves("W-T1", "W", "stations_built", (1000, 1000), (999, 1000)),
        proves("W-T2", "W", "network", (1000, 1000), (999, 1000)),
        proves("W-T3", "W", "coordinators_selected", (1000, 1000), (999, 1000)),
        proves("W-T4", "W", "pension_coverage", (80000, 80000), (79999, 80000)),
        proves("W-T5", "W", "basic_pension_paid", (5000, 5000), (4999, 5000)),
        proves("Y-T1", "Y", "at_standard", (576, None), (575, None)),
        proves("Y-T2", "Y", "demonstration", (180, None), (179, None)),
        proves("Y-T2", "Y", "demonstration_townships", (120, None), (119, None)),
        proves("Y-T2", "Y", "demonstration_communities", (60, None), (59, None)),
        proves("Y-T3", "Y", "villages_at_standard", (50, None), (49, None)),
        proves("Y-T4", "Y", "platforms_built", (576, 576), (575, 576)),
        proves("Y-T4", "Y", "areas_covered", (185, 185), (184, 185)),
        proves("Y-T4", "Y", "demonstration_started", (1, None), (0, None)),
        proves("Y-T5", "Y", "all_at_standard", (576, 576), (575, 576)),
        proves("Y-T5", "Y", "demonstration_batches", (1, None), (0, None)),
        proves("Y-T6", "Y", "national_pilots", (9, 10), (8, 10)),
        proves("Y-T6", "Y", "national_pilots", (90, 100), (89, 100)),
        proves("Y-T7", "Y", "network", (185, 185), (184, 185)),
        proves("J-T1", "J", "townships_six", (1000, 1000), (999, 1000)),
        proves("J-T2", "J", "villages_six_basic", (15000, 15000), (14999, 15000)),
        proves("J-T3", "J", "stations_built_full_time", (3, 10), (29999, 100000)),
        proves("J-T4", "J", "stations_built_2011", (7, 10), (69999, 100000)),
        proves("J-T5", "J", "stations_built_2012", (15000, 15000), (14999, 15000)),
        proves("J-T6", "J", "four_goals", (1, None), (0, None)),
        proves("J-T7", "J", "construction_plan", (1, None), (0, None)),
        proves("J-T7", "J", "construction_plan", (13, 13), (12, 13)),
        proves("S-K1", "S", "four_have_six", (20, 20), (19, 20)),
        proves("S-K2", "S", "four_have_full_time", (300, 300), (299, 300)),
        proves("S-K3", "S", "four_have_coverage", (90000, 90000), (89999, 90000)),
        proves("S-K4", "S", "surplus_labour_transferred", (95, 100), (94, 100)),
        proves("S-K4", "S", "surplus_labour_transferred", (19, 20), (949, 1000)),
        proves("S-K5", "S", "zero_transfer_families", (0, None), (1, None)),
        proves("S-K6", "S", "pension_enrolled", (99, 100), (98, 100)),
        proves("S-K6", "S", "pension_enrolled", (990, 1000), (989, 1000)),
        proves("S-K7", "S", "medical_enrolled", (95, 100), (94, 100)),
        proves("S-K8", "S", "skills_trained", (700, 700), (699, 700)),
        proves("S-K10", "S", "other_towns_started", (1, None), (0, None)),
        proves("S-K10", "S", "other_towns_started", (110, 110), (109, 110)),
        proves("S-K11", "S", "rural_pension_joined", (4000, 4000), (3999, 4000)),
        proves("S-K11", "S", "rural_pension_renewed", (3000, 3000), (2999, 3000)),
        proves("S-K11", "S", "rural_pension_paid", (900, 900), (899, 900)),
        proves("S-K12", "S", "insured_before_requisition", (20, 20), (19, 20)),
        proves("S-K13", "S", "every_county_four_have", (9, 9), (8, 9)),
        proves("F-T1", "F", "three_ways_streets", (1, None), (0, None)),
        proves("F-T1", "F", "three_ways_townships", (1, None), (0, None)),
        proves("F-T2", "F", "full_employment_communities", (60, 100), (59, 100)),
        proves("F-T2", "F", "full_employment_communities", (3, 5), (599, 1000)),
        proves("F-T3", "F", "three_ways_rebuilt", (30, 30), (29, 30)),
        proves("F-T3", "F", "rehoused_employed", (95, 100), (94, 100)),
        proves("F-T4", "F", "zero_families_first", (12, 12), (11, 12)),
        proves("F-T4", "F", "zero_families_second", (5, 5), (4, 5)),
        proves("F-T6", "F", "facility_system", (1, None), (0, None)),
    ],
)
def test_a_target_is_reached_exactly_and_not_one_below(document, key, reached, short):
    aim = target(document, key)
    days = (BEFORE, aim.due or date(2011, 1, 1), date(2022, 10, 4))
    for figures, ok in ((reached, True), (short, False)):
        numerator, denominator = figures
        found = [targets.judge(aim, numerator=numerator, denominator=denominator, on=day) for day in days]
        assert [verdict.ok for verdict in found] == [ok] * 3
        assert {(verdict.rule, verdict.clause) for verdict in found} == {(aim.rule, aim.clause)}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            "W",
            [
                ("2009-11-30", "W-T3"), ("2009-12-31", "W-T1"), ("2010-01-31", "W-T5"), ("2010-12-31", "W-T2"),
                ("2012-12-31", "W-T4"),
            ],
        ),
        (
            "Y",
            [
                ("2015-12-31", "Y-T4"), ("2016-12-31", "Y-T6"), ("2016-12-31", "Y-T7"), ("2017-12-31", "Y-T1"),
                ("2017-12-31", "Y-T2"), ("2017-12-31", "Y-T3"), ("2017-12-31", "Y-T5"),
            ],
        ),
        (
            "J",
            [
                ("2010-09-30", "J-T7"), ("2010-12-31", "J-T3"), ("2011-12-31", "J-T4"), ("2012-12-31", "J-T1"),
                ("2012-12-31", "J-T2"), ("2012-12-31", "J-T5"), ("2015-12-31", "J-T6"),
            ],
        ),
        (
            "S",
            [("2011-12-31", f"S-K{number}") for number in (1, 2, 3, 4, 5, 6, 7, 8, 10)] + [("2012-12-31", "S-K13")],
        ),
        ("F", [("2008-12-31", f"F-T{number}") for number in range(1, 7)]),
    ],
)  # fmt: skip
def test_the_calendar_of_dated_obligations(document, expected):
    dated = targets.calendar_of(shipped(document))
    own = {(day.isoformat(), aim.rule) for day, aim in dated if aim.rule.startswith(document)}
    assert own == set(expected)
    assert [day for day, _ in dated] == sorted(day for day, _ in dated)


def test_s_has_the_obligations_of_j_as_well():
    dated = {(day, aim.key) for day, aim in targets.calendar_of(shipped("S"))}
    assert {(day, aim.key) for day, aim in targets.calendar_of(shipped("J"))} <= dated


@pytest.mark.parametrize(
    "key",
    ["rural_pension_joined", "rural_pension_renewed", "rural_pension_paid", "insured_before_requisition"],
)
def test_what_s_leaves_undated_is_never_late(key):
    aim = target("S", key)
    assert targets.due_state(aim, date(2099, 1, 1)) == "undated"
    assert targets.judge(aim, numerator=1, denominator=2, on=date(2099, 1, 1)).text.endswith("原文没有写期限")


@pytest.mark.rule("AM-23")
def test_before_2015_lasts_through_the_year():
    for key in ("platforms_built", "areas_covered", "demonstration_started"):
        aim = target("Y", key)
        assert [
            targets.due_state(aim, day)
            for day in (date(2014, 12, 31), date(2015, 1, 1), date(2015, 12, 31), date(2016, 1, 1))
        ] == ["open", "open", "due", "past"]


@pytest.mark.rule("AM-24")
def test_the_180_and_the_50_are_among_the_576():
    aims = {aim.key: aim for aim in shipped("Y").targets}
    within = {key: aim.part_of for key, aim in aims.items() if aim.part_of}
    assert within == {
        "demonstration": "at_standard",
        "villages_at_standard": "at_standard",
        "demonstration_townships": "demonstration",
        "demonstration_communities": "demonstration",
    }
    assert aims["demonstration_townships"].count + aims["demonstration_communities"].count == 180
    # 526 others and these 50 are enough: nobody asks for 576 and 50 more.
    assert targets.judge(aims["at_standard"], numerator=526 + 50, denominator=None, on=BEFORE).ok is True
    assert targets.judge(aims["at_standard"], numerator=526 + 49, denominator=None, on=BEFORE).ok is False


@pytest.mark.rule("AM-25")
def test_j_measures_2010_by_stations_with_full_time_staff_and_later_years_by_stations():
    """Of 100 villages: 70 stations, 29 or 30 of them with full-time staff."""
    first, second = target("J", "stations_built_full_time"), target("J", "stations_built_2011")
    third = target("J", "stations_built_2012")
    assert "专职" in first.numerator
    assert second.numerator == third.numerator == "已建平台的行政村"
    on = date(2011, 12, 31)
    assert [targets.judge(first, numerator=staffed, denominator=100, on=on).ok for staffed in (29, 30)] == [
        False,
        True,
    ]
    assert [targets.judge(second, numerator=built, denominator=100, on=on).ok for built in (69, 70)] == [
        False,
        True,
    ]


@pytest.mark.rule("AM-29")
def test_this_year_of_s_is_2011_and_not_the_year_it_was_posted_again():
    dated = {aim.rule: aim.due for aim in shipped("S").targets if aim.rule.startswith("S-") and aim.due}
    assert dated == {
        **{f"S-K{number}": date(2011, 12, 31) for number in (1, 2, 3, 4, 5, 6, 7, 8, 10)},
        "S-K13": date(2012, 12, 31),
    }
    aim = target("S", "pension_enrolled")
    days = (date(2011, 12, 30), date(2011, 12, 31), date(2012, 1, 1), date(2022, 10, 4))
    assert [targets.due_state(aim, day) for day in days] == ["open", "due", "past", "past"]


@pytest.mark.rule("AM-30")
@pytest.mark.parametrize(
    ("key", "numerator", "denominator"),
    [
        ("surplus_labour_transferred", "已转移就业的富余劳动力", "富余劳动力"),
        (
            "pension_enrolled",
            "参加企业养老保险或新型农村养老保险的符合条件村民",
            "符合参加企业养老保险或新型农村养老保险条件的村民",
        ),
        ("medical_enrolled", "参加城镇职工、城镇居民基本医疗保险或新农合的村民", "村民"),
        ("skills_trained", "已参加实用技能培训的有需求村民", "有技能培训需求的村民"),
    ],
)
def test_s_divides_by_what_it_names_and_by_nothing_at_all_gives_no_rate(key, numerator, denominator):
    aim = target("S", key)
    assert (aim.numerator, aim.denominator) == (numerator, denominator)
    empty = targets.judge(aim, numerator=0, denominator=0, on=date(2011, 12, 31))
    assert (empty.actual, empty.ok) == ("—", None)
    assert empty.text == (
        f"{aim.name}:“{denominator}”为 0,没有比例可算,记作“—”;期限 2011-12-31,这天是最后一天"
    )
    one = targets.judge(aim, numerator=1, denominator=1, on=date(2011, 12, 31))
    assert (one.actual, one.ok) == ("100%", True)


@pytest.mark.rule("S-K5")
@pytest.mark.rule("AM-31")
def test_zero_transfer_families_are_counted_at_the_end_of_the_period():
    aim, end = target("S", "zero_transfer_families"), date(2011, 6, 30)
    closed_then = Family(kind="zero_transfer", discovered_on=date(2011, 6, 1), closed_on=end)
    found_then = Family(kind="zero_transfer", discovered_on=end)
    found_later = Family(kind="zero_transfer", discovered_on=date(2011, 7, 1))
    old = Family(kind="zero_transfer", discovered_on=date(2011, 5, 31), closed_on=date(2011, 7, 1))
    cases = (closed_then, found_then, found_later, old)

    def judged(day, families=cases):
        still_open = open_at(families, kind="zero_transfer", on=day)
        return (
            targets.judge(aim, numerator=len(still_open), denominator=None, on=day).ok,
            [family.age(day) for family in still_open],
        )

    assert judged(date(2011, 6, 29)) == (False, [29, 28])
    assert judged(end) == (False, [30, 0])
    assert judged(date(2011, 7, 1)) == (False, [1, 0])
    assert judged(end, (closed_then, found_later)) == (True, [])


@pytest.mark.rule("AM-32")
def test_families_of_two_kinds_are_never_added_together():
    urban = Family(kind="zero_employment", discovered_on=date(2011, 6, 1))
    rural = Family(kind="zero_transfer", discovered_on=date(2011, 6, 2))
    on = date(2011, 6, 30)
    assert open_at((urban, rural), kind="zero_employment", on=on) == (urban,)
    assert open_at((urban, rural), kind="zero_transfer", on=on) == (rural,)
    assert open_at((urban,), kind="zero_transfer", on=on) == ()
    with pytest.raises(ValueError, match="零就业家庭、零转移家庭"):
        Family(kind="both", discovered_on=on)


@pytest.mark.rule("AM-35")
def test_full_employment_communities_are_counted_among_all_of_the_county():
    aim = target("F", "full_employment_communities")
    assert (aim.numerator, aim.denominator) == ("充分就业社区", "县区内全部社区")
    # Three of five communities, of which four had applied: 60 % and not 75 %.
    assert targets.judge(aim, numerator=3, denominator=5, on=BEFORE).actual == "60%"


def test_what_a_verdict_says_before_on_and_after_the_day():
    aim = target("J", "stations_built_full_time")
    before, last, after, done = (
        targets.judge(aim, numerator=numerator, denominator=1000, on=day)
        for numerator, day in (
            (299, date(2010, 12, 1)),
            (299, date(2010, 12, 31)),
            (299, date(2011, 1, 1)),
            (300, date(2011, 1, 1)),
        )
    )
    assert before == Verdict(
        rule="J-T3",
        standard="target:stations_built_full_time",
        required="30%",
        actual="29.9%",
        ok=False,
        clause="J二",
        text="配备专职人员的村级平台建成率:299 ÷ 1000 = 29.9%;未达到目标(不低于 30%),还差 1;"
        "期限 2010-12-31,还有 30 天",
    )
    assert [verdict.text.split(";", 1)[1] for verdict in (last, after, done)] == [
        "未达到目标(不低于 30%),还差 1;期限 2010-12-31,这天是最后一天",
        "未达到目标(不低于 30%),还差 1;期限 2010-12-31,已过 1 天,请尽快补上并说明原因",
        "已达到目标(不低于 30%);期限 2010-12-31,已过 1 天",
    ]


@pytest.mark.rule("W-T3")
@pytest.mark.rule("Y-T6")
def test_targets_that_are_only_striven_for_say_so():
    soft = {(key, aim.rule) for key in "WYJSF" for aim in shipped(key).targets if aim.soft}
    assert soft == {("W", "W-T3"), ("Y", "Y-T6"), ("S", "S-K13")}
    selected = targets.judge(
        target("W", "coordinators_selected"), numerator=2, denominator=3, on=date(2009, 12, 1)
    )
    assert selected.text == (
        "村级劳动保障协管员选聘完成:2 ÷ 3 ≈ 66.66%;未达到目标(争取不低于 100%),还差 1;"
        "争取的期限 2009-11-30,已过 1 天,请尽快补上并说明原因"
    )


def test_what_other_kinds_of_target_say():
    on = date(2011, 12, 31)
    said = [
        (verdict.required, verdict.actual, verdict.ok, verdict.text)
        for verdict in (
            targets.judge(target("Y", "villages_at_standard"), numerator=49, denominator=None, on=on),
            targets.judge(target("S", "zero_transfer_families"), numerator=3, denominator=None, on=on),
            targets.judge(target("S", "other_towns_started"), numerator=109, denominator=110, on=on),
            targets.judge(target("S", "other_towns_started"), numerator=0, denominator=0, on=on),
            targets.judge(target("F", "facility_system"), numerator=0, denominator=None, on=on),
            targets.judge(target("F", "rehoused_employed"), numerator=5, denominator=None, on=on),
            targets.judge(target("F", "rehoused_employed"), numerator=None, denominator=5, on=on),
        )
    ]
    assert said == [
        (
            50,
            49,
            False,
            "符合条件的中心村、农村社区平台综合达标:综合达标的中心村、农村社区平台 49;"
            "未达到目标(不少于 50),还差 1;期限 2017-12-31,还有 2192 天",
        ),
        (
            0,
            3,
            False,
            "零转移家庭动态清零:期末尚未消除的零转移家庭 3;未清零,还有 3;期限 2011-12-31,这天是最后一天",
        ),
        (
            "完成",
            "99.09%",
            False,
            "其他乡镇全面启动四有镇建设:109 ÷ 110 ≈ 99.09%;未全部完成,还差 1;期限 2011-12-31,这天是最后一天",
        ),
        (
            "完成",
            "—",
            None,
            "其他乡镇全面启动四有镇建设:“应完成的”为 0,没有比例可算,记作“—”;期限 2011-12-31,这天是最后一天",
        ),
        (
            "完成",
            "未完成",
            False,
            "全市公共就业服务基础设施体系建成:未完成;期限 2008-12-31,已过 1095 天,请尽快补上并说明原因",
        ),
        (
            "95%",
            None,
            None,
            "棚改回迁下岗失业人员就业率:没有“棚改回迁下岗失业人员”的数据,无法判断,请先补录;"
            "期限 2008-12-31,已过 1095 天",
        ),
        (
            "95%",
            None,
            None,
            "棚改回迁下岗失业人员就业率:没有“已就业的棚改回迁下岗失业人员”的数据,无法判断,请先补录;"
            "期限 2008-12-31,已过 1095 天",
        ),
    ]


def test_progress_keeps_the_exact_figures():
    found = targets.progress(
        target("S", "surplus_labour_transferred"), numerator=2, denominator=3, on=date(2011, 12, 1)
    )
    assert found == targets.Progress(rate=Fraction(2, 3), reached=False, missing=1, due="open", days=30)
    assert targets.progress(
        target("S", "zero_transfer_families"), numerator=4, denominator=None, on=date(2012, 1, 2)
    ) == targets.Progress(rate=None, reached=False, missing=4, due="past", days=-2)


def test_a_negative_count_is_a_mistake():
    for figures in ({"numerator": -1, "denominator": 3}, {"numerator": 1, "denominator": -3}):
        with pytest.raises(ValueError, match="不能是负数"):
            targets.progress(target("W", "network"), on=BEFORE, **figures)


def test_a_share_is_written_as_the_document_has_it():
    (aim,) = small(
        targets=[
            {
                "key": "t", "name": "试", "compare": "share", "share": "0.99995", "numerator": "子",
                "denominator": "母", "clause": "X一",
            }
        ]
    ).targets  # fmt: skip
    verdict = targets.judge(aim, numerator=99994, denominator=100000, on=BEFORE)
    assert (verdict.rule, verdict.required, verdict.actual, verdict.ok) == ("X一", "99.995%", "99.99%", False)


counts = st.integers(0, 100_000)
shares = st.sampled_from(
    [
        target("S", "surplus_labour_transferred"),
        target("F", "full_employment_communities"),
        target("W", "network"),
    ]
)


@given(shares, counts, st.integers(1, 100_000))
def test_what_is_missing_is_exactly_what_is_needed(aim, numerator, denominator):
    missing = targets.progress(aim, numerator=numerator, denominator=denominator, on=BEFORE).missing

    def reached(count):
        return targets.progress(aim, numerator=count, denominator=denominator, on=BEFORE).reached

    assert reached(numerator + missing)
    assert missing == 0 or not reached(numerator + missing - 1)


@given(shares, st.integers(1, 100_000), st.data())
def test_a_rate_that_falls_short_never_looks_like_enough(aim, denominator, data):
    numerator = data.draw(st.integers(0, denominator))
    verdict = targets.judge(aim, numerator=numerator, denominator=denominator, on=BEFORE)
    shown, asked = (Fraction(text.removesuffix("%")) for text in (verdict.actual, verdict.required))
    assert verdict.ok is (shown >= asked)
