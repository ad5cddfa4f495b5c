"""The clocks of a zero-employment family (F二4): when they end, by each reading, and how they stand on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.reasoning import Verdict
from kit.refused import Refused
from kit.workdays import Calendar, Deadline
from stations.documents.files import shipped
from stations.rules import limits
from stations.rules.families import Employment, Family
from tests.support.documents import reread, small

F = shipped("F")
FIRST, SECOND = F.limits
CALENDAR = Calendar()


def due(limit, *, document=F, discovered_on, recognised_on=None, calendar=CALENDAR):
    return limits.due(
        limit, document, discovered_on=discovered_on, recognised_on=recognised_on, calendar=calendar
    )


def family(*employments, discovered_on=date(2008, 4, 1), **facts):
    return Family(
        kind="zero_employment",
        discovered_on=discovered_on,
        employments=tuple(Employment(member=member, employed_on=day) for member, day in employments),
        **facts,
    )


def states(case, on, document=F):
    return {
        standing.limit.key: (standing.state, standing.verdict.ok, standing.left)
        for standing in limits.standings(document, case, on=on, calendar=CALENDAR)
    }


@pytest.mark.rule("F-T4")
@pytest.mark.rule("AM-33")
@pytest.mark.parametrize(
    ("discovered_on", "expected"),
    [
        (date(2008, 4, 1), date(2008, 4, 21)),
        (date(2008, 2, 9), date(2008, 2, 29)),  # a leap year
        (date(2009, 2, 9), date(2009, 3, 1)),
        (date(2008, 12, 12), date(2009, 1, 1)),  # ends on a holiday and stays there
    ],
)
def test_the_twenty_days_are_natural_days_from_the_discovery(discovered_on, expected):
    assert due(FIRST, discovered_on=discovered_on) == Deadline(expected)
    assert due(FIRST, discovered_on=discovered_on, recognised_on=discovered_on + timedelta(5)) == Deadline(
        expected
    )


@pytest.mark.rule("AM-33")
def test_other_readings_start_at_the_recognition_or_count_working_days():
    found, recognised = date(2008, 4, 1), date(2008, 4, 8)
    from_recognition = reread(F, AM_33="natural_from_recognition")
    working = reread(F, AM_33="working_from_discovery")
    assert due(FIRST, document=from_recognition, discovered_on=found, recognised_on=recognised) == Deadline(
        date(2008, 4, 28)
    )
    # Four weekends and 4 April (清明) do not count.
    assert due(FIRST, document=working, discovered_on=found) == Deadline(date(2008, 4, 30))
    assert due(SECOND, document=from_recognition, discovered_on=found, recognised_on=recognised) == Deadline(
        date(2008, 5, 8)
    )
    assert due(SECOND, document=working, discovered_on=found) == Deadline(date(2008, 5, 1))


@pytest.mark.rule("AM-33")
def test_a_clock_that_starts_at_the_recognition_waits_for_it():
    document = reread(F, AM_33="natural_from_recognition")
    with pytest.raises(Refused, match="从认定日期起算,请先填写认定日期") as refused:
        due(FIRST, document=document, discovered_on=date(2008, 4, 1))
    assert (refused.value.field, refused.value.clause) == ("recognised_on", "F二4")


def test_nothing_is_recognised_before_it_is_found():
    with pytest.raises(Refused, match="认定日期早于发现日期") as refused:
        due(FIRST, discovered_on=date(2008, 4, 2), recognised_on=date(2008, 4, 1))
    assert refused.value.field == "recognised_on"
    assert due(FIRST, discovered_on=date(2008, 4, 2), recognised_on=date(2008, 4, 2)) == Deadline(
        date(2008, 4, 22)
    )


@pytest.mark.rule("F-T4")
@pytest.mark.rule("AM-34")
@pytest.mark.parametrize(
    ("discovered_on", "month", "thirty_days"),
    [
        (date(2008, 4, 1), date(2008, 5, 1), date(2008, 5, 1)),
        (date(2008, 5, 1), date(2008, 6, 1), date(2008, 5, 31)),
        (date(2008, 1, 31), date(2008, 2, 29), date(2008, 3, 1)),
        (date(2009, 1, 31), date(2009, 2, 28), date(2009, 3, 2)),
        (date(2008, 8, 31), date(2008, 9, 30), date(2008, 9, 30)),
        (date(2008, 12, 15), date(2009, 1, 15), date(2009, 1, 14)),
    ],
)
def test_one_month_is_the_same_day_of_the_next_or_its_last(discovered_on, month, thirty_days):
    assert due(SECOND, discovered_on=discovered_on) == Deadline(month)
    assert due(SECOND, document=reread(F, AM_34="thirty_days"), discovered_on=discovered_on) == Deadline(
        thirty_days
    )


@pytest.mark.rule("F-T4")
@pytest.mark.parametrize(
    ("employed_on", "on", "expected"),
    [
        (None, date(2008, 4, 20), ("running", None, 1)),
        (None, date(2008, 4, 21), ("running", None, 0)),
        (None, date(2008, 4, 22), ("overdue", False, -1)),
        (date(2008, 4, 21), date(2008, 5, 30), ("met", True, None)),
        (date(2008, 4, 22), date(2008, 5, 30), ("late", False, None)),
        (date(2008, 4, 22), date(2008, 4, 21), ("running", None, 0)),  # not known yet on that day
        (date(2008, 4, 1), date(2008, 4, 1), ("met", True, None)),
    ],
)
def test_one_member_within_twenty_days(employed_on, on, expected):
    case = family(*([("甲", employed_on)] if employed_on else []))
    assert states(case, on) == {"first_employment": expected}


@pytest.mark.rule("F-T4")
@pytest.mark.rule("AM-34")
@pytest.mark.parametrize(
    ("employments", "expected"),
    [
        ([], {"first_employment": ("overdue", False, -11), "second_employment": ("overdue", False, -1)}),
        (
            [("甲", date(2008, 4, 10))],
            {"first_employment": ("met", True, None), "second_employment": ("overdue", False, -1)},
        ),
        (  # the same member twice is one member
            [("甲", date(2008, 4, 10)), ("甲", date(2008, 4, 20))],
            {"first_employment": ("met", True, None), "second_employment": ("overdue", False, -1)},
        ),
        (
            [("甲", date(2008, 4, 10)), ("乙", date(2008, 5, 1))],
            {"first_employment": ("met", True, None), "second_employment": ("met", True, None)},
        ),
        (
            [("乙", date(2008, 5, 2)), ("甲", date(2008, 4, 10))],
            {"first_employment": ("met", True, None), "second_employment": ("late", False, None)},
        ),
        (  # late for the first, in time for the second
            [("甲", date(2008, 4, 22)), ("乙", date(2008, 4, 22))],
            {"first_employment": ("late", False, None), "second_employment": ("met", True, None)},
        ),
    ],
)
def test_two_different_members_within_a_month_where_both_are_wanted(employments, expected):
    assert states(family(*employments, both_wanted=True), date(2008, 5, 2)) == expected


def test_the_second_clock_runs_only_on_request():
    assert set(states(family(), date(2008, 4, 2))) == {"first_employment"}
    assert set(states(family(both_wanted=True), date(2008, 4, 2))) == {
        "first_employment",
        "second_employment",
    }


def test_work_found_before_the_discovery_ended_no_clock():
    case = family(("甲", date(2008, 3, 31)))
    assert states(case, date(2008, 4, 22)) == {"first_employment": ("overdue", False, -1)}


@pytest.mark.rule("AM-32")
def test_the_clocks_are_those_of_zero_employment_families_only():
    rural = Family(kind="zero_transfer", discovered_on=date(2008, 4, 1), both_wanted=True)
    assert limits.standings(F, rural, on=date(2009, 1, 1), calendar=CALENDAR) == ()
    assert states(family(), date(2008, 4, 2), shipped("W")) == {}


def test_what_a_clock_says():
    def said(on, *employments, document=F, **facts):
        case = family(*employments, **facts)
        (standing,) = limits.standings(document, case, on=on, calendar=CALENDAR)
        return standing.verdict

    assert said(date(2008, 4, 20), recognised_on=date(2008, 4, 6)) == Verdict(
        rule="F-T4",
        standard="limit:first_employment",
        required="2008-04-21",
        actual=None,
        ok=None,
        clause="F二4",
        text="零就业家庭一人就业:期限 2008-04-21(含当日),还有 1 天;发现到认定相隔 5 天",
    )
    assert [
        said(date(2008, 4, 21)).text,
        said(date(2008, 4, 23)).text,
        said(date(2008, 4, 23), ("甲", date(2008, 4, 3))).text,
        said(date(2008, 4, 23), ("甲", date(2008, 4, 22))).text,
        said(date(2008, 4, 29), document=reread(F, AM_33="working_from_discovery")).text,
    ] == [
        "零就业家庭一人就业:期限 2008-04-21(含当日),这天是最后一天",
        "零就业家庭一人就业:期限 2008-04-21(含当日),已超过 2 天仍未实现,请立即落实并说明原因",
        "零就业家庭一人就业:期限 2008-04-21(含当日),已于 2008-04-03 按期实现",
        "零就业家庭一人就业:期限 2008-04-21(含当日),2008-04-22 才实现,超过期限",
        "零就业家庭一人就业:期限 2008-04-30(含当日),还有 1 个工作日",
    ]


def test_working_days_of_a_year_that_is_not_announced_are_provisional():
    (standing,) = limits.standings(
        reread(F, AM_33="working_from_discovery"),
        family(discovered_on=date(2098, 3, 3)),
        on=date(2098, 3, 4),
        calendar=CALENDAR,
    )
    assert standing.deadline.provisional
    assert standing.verdict.text.endswith("当年的节假日安排还没有公布,期限可能变动")


def clock(**changes):
    limit = {
        "key": "k", "name": "试", "length": 5, "unit": "working_days", "starts": "recognised_on", "outcome": "成",
        "clause": "X一",
    }  # fmt: skip
    return small(
        limits=[limit | changes],
        readings={"AM-33": ["natural_from_discovery"], "AM-34": ["same_day_next_month"]},
    )


def test_a_document_may_count_working_days_from_the_recognition():
    document = clock()
    (limit,) = document.limits
    assert due(
        limit, document=document, discovered_on=date(2008, 4, 1), recognised_on=date(2008, 4, 7)
    ) == Deadline(date(2008, 4, 14))


days = st.dates(date(2005, 1, 1), date(2020, 12, 31))


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_who_was_in_time_stays_in_time(discovered_on, after, later):
    case = family(("甲", discovered_on + timedelta(after)), discovered_on=discovered_on)
    (standing,) = limits.standings(F, case, on=discovered_on + timedelta(after + later), calendar=CALENDAR)
    assert standing.state == ("met" if after <= 20 else "late")
