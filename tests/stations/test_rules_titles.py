"""Titles: their life, who may be chosen as advanced, when one is lost (F三3, rules.md §8.6)."""

from dataclasses import replace
from datetime import date

import pytest

from kit.reasoning import Verdict
from kit.refused import Refused
from stations import roles
from stations.documents.files import shipped
from stations.rules import titles
from stations.rules.titles import TITLE

(COMMUNITY,) = shipped("F").titles
(PLATFORM,) = shipped("Y").titles


@pytest.mark.rule("F-C1")
@pytest.mark.rule("AM-35")
def test_the_life_of_a_title_is_this_table():
    assert [(found.verb, found.source, found.target, found.roles) for found in TITLE.transitions] == [
        ("apply", ("draft", "declined"), "applied", {roles.VILLAGE, roles.TOWNSHIP}),
        ("assess", ("applied",), "assessed", {roles.DISTRICT_HR}),
        ("designate", ("assessed",), "designated", {roles.DISTRICT_HR}),
        ("decline", ("assessed",), "declined", {roles.DISTRICT_HR}),
        ("spot_check", ("designated", "restored"), "spot_check", {roles.DISTRICT_HR, roles.CITY}),
        ("find_in_order", ("spot_check",), "designated", {roles.DISTRICT_HR, roles.CITY}),
        ("order_rectification", ("spot_check",), "rectifying", {roles.DISTRICT_HR, roles.CITY}),
        ("restore", ("rectifying",), "restored", {roles.DISTRICT_HR}),
        ("revoke", ("rectifying",), "revoked", {roles.DISTRICT_HR}),
    ]
    assert TITLE.initial == "draft"


@pytest.mark.rule("F-C1")
@pytest.mark.parametrize("state", [state for state in TITLE.states if state != "rectifying"])
def test_a_title_is_taken_away_only_from_rectification(state):
    with pytest.raises(Refused, match="取消称号须在“整顿中”状态下办理"):
        TITLE.step("revoke", state, roles.DISTRICT_HR)
    assert titles.may_revoke(COMMUNITY, state=state, rectify_by=None, on=date(2008, 6, 1)).ok is False
    assert TITLE.step("revoke", "rectifying", roles.DISTRICT_HR) == "revoked"
    assert titles.may_revoke(COMMUNITY, state="rectifying", rectify_by=None, on=date(2008, 6, 1)).ok is True


@pytest.mark.rule("F-C1")
def test_nothing_leads_on_from_a_title_that_was_taken_away():
    assert [role for role in TITLE.roles if TITLE.allowed("revoked", role)] == []
    assert "revoked" not in titles.HELD
    assert set(titles.HELD) == {"designated", "spot_check", "rectifying", "restored"}


@pytest.mark.rule("F-C1")
def test_who_applies_does_not_designate():
    for role in (roles.VILLAGE, roles.TOWNSHIP):
        assert {found.verb for state in TITLE.states for found in TITLE.allowed(state, role)} == {"apply"}
    with pytest.raises(Refused, match="认定应由区人事劳动局办理"):
        TITLE.step("designate", "assessed", roles.TOWNSHIP)


@pytest.mark.rule("AM-36")
@pytest.mark.parametrize(
    ("rectify_by", "on", "ok"),
    [
        (None, date(2008, 6, 1), True),
        (date(2008, 6, 30), date(2008, 6, 29), False),
        (date(2008, 6, 30), date(2008, 6, 30), False),
        (date(2008, 6, 30), date(2008, 7, 1), True),
        (date(2009, 6, 30), date(2008, 7, 1), False),
    ],
)
def test_rectification_lasts_as_long_as_was_set_and_no_length_is_assumed(rectify_by, on, ok):
    assert titles.may_revoke(COMMUNITY, state="rectifying", rectify_by=rectify_by, on=on).ok is ok


def test_a_title_that_the_document_does_not_take_away_is_not_judged():
    verdict = titles.may_revoke(PLATFORM, state="rectifying", rectify_by=None, on=date(2016, 1, 1))
    assert (verdict.ok, verdict.text) == (None, "本文件没有规定取消“标准化规范化示范平台”")


@pytest.mark.rule("F-C1")
@pytest.mark.parametrize(
    ("state", "year", "chosen", "ok", "text"),
    [
        ("designated", 2008, 0, True, "先进 10 个,已评出 0 个,可以再评"),
        ("designated", 2008, 9, True, "先进 10 个,已评出 9 个,可以再评"),
        ("designated", 2008, 10, False, "先进 10 个,已评出 10 个,名额已满"),
        ("designated", 2007, 0, False, "先进只在 2008 年评选,不能评 2007 年的先进"),
        ("designated", 2009, 0, False, "先进只在 2008 年评选,不能评 2009 年的先进"),
        ("assessed", 2008, 0, False, "先进从“已认定”的社区中评选,现在是“已考核”"),
        ("spot_check", 2008, 0, False, "先进从“已认定”的社区中评选,现在是“抽查中”"),
        ("rectifying", 2008, 0, False, "先进从“已认定”的社区中评选,现在是“整顿中”"),
        ("restored", 2008, 0, False, "先进从“已认定”的社区中评选,现在是“已恢复”"),
        ("revoked", 2008, 0, False, "先进从“已认定”的社区中评选,现在是“已取消”"),
    ],
)
def test_ten_of_2008_are_chosen_among_those_at_standard(state, year, chosen, ok, text):
    assert titles.may_advance(COMMUNITY, state=state, year=year, chosen=chosen) == Verdict(
        rule="F-C1",
        standard="title:full_employment_community:advanced",
        required=10,
        actual=chosen,
        ok=ok,
        clause="F三3",
        text=text,
    )


def test_where_nobody_is_chosen_nothing_is_judged():
    verdict = titles.may_advance(PLATFORM, state="designated", year=2016, chosen=0)
    assert (verdict.rule, verdict.ok, verdict.text) == (
        "Y-T2",
        None,
        "本文件没有规定从“标准化规范化示范平台”中评选先进",
    )


def test_a_document_may_name_a_number_without_a_year():
    every_year = replace(COMMUNITY, advanced_year=None)
    assert titles.may_advance(every_year, state="designated", year=2020, chosen=9).ok is True
    assert titles.may_advance(every_year, state="designated", year=2020, chosen=10).ok is False
