"""Claim, evidence and verdict beside one another, and how a deadline presses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stations.rules import inspections as rules
from tests.stations.inspecting import by


@pytest.mark.parametrize(
    ("said", "shown", "differs"),
    [
        ("met", True, False),
        ("met", False, True),
        ("met", None, False),
        ("basic", False, True),
        ("unmet", False, False),
        ("unmet", True, True),
        ("not_applicable", False, False),
        ("", False, False),
    ],
)
def test_a_difference_needs_two_that_say_something(said, shown, differs):
    assert rules.contradicts(said, shown) is differs


@pytest.mark.parametrize(
    ("said", "found", "short"),
    [
        ("met", "met", False),
        ("met", "basic", True),
        ("basic", "unmet", True),
        ("basic", "met", False),
        ("unmet", "unmet", False),
        ("met", None, False),
        ("", "unmet", False),
        ("not_applicable", "unmet", False),
    ],
)
def test_less_found_than_said(said, found, short):
    assert rules.falls_short(said, found) is short


def test_a_rectification_presses_from_seven_days_before_until_it_is_proved():
    day = date(2025, 6, 10)
    pressed = {
        (state, left): rules.pressing(day + timedelta(days=left), state, day)
        for state in ("open", "proved", "accepted")
        for left in (-1, 0, 7, 8)
    }
    assert {key: value for key, value in pressed.items() if value != "normal"} == {
        ("open", -1): "late",
        ("open", 0): "soon",
        ("open", 7): "soon",
    }


def test_the_standard_is_that_of_the_level_else_of_another_by_name(db, cast):
    village, community = cast.village, cast.place("330302008001")
    j, f = by("J"), by("F")
    staff = j.item("STAFF")
    assert j.standard(staff, village).startswith("至少 1 名专职协管员在岗")
    assert j.standard(staff, community).startswith("有人在岗")
    assert f.standard(f.item("SITE"), village) == "服务场所 100 平方米以上(文件对乡镇(街道)的要求,供参照)"
