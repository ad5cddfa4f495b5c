"""Premises against the documents: every figure of rules.md §7.1 from both sides, and who is meant by it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.reasoning import Verdict
from stations.documents.files import shipped
from stations.rules import premises
from tests.support.documents import reread, small

DEDICATED, HALL = "dedicated_area", "hall_area"


def judged(document, level, *, dedicated=None, hall=None, **place):
    """``standard`` → (required, actual, ok) of the two verdicts."""
    found = premises.verdicts(
        document,
        level=level,
        dedicated_area=None if dedicated is None else Decimal(dedicated),
        hall_area=None if hall is None else Decimal(hall),
        **place,
    )
    return {verdict.standard: (verdict.required, verdict.actual, verdict.ok) for verdict in found}


def dedicated(document, level, area, **place):
    return judged(document, level, dedicated=area, **place)[DEDICATED]


@pytest.mark.parametrize(
    ("level", "area", "answer"),
    [
        ("township", "49.99", ("50", "49.99", False)),
        ("township", "50", ("50", "50", True)),
        ("township", "50.00", ("50", "50", True)),
        ("community", "19.99", ("20", "19.99", False)),
        ("community", "20", ("20", "20", True)),
        ("village", "19.99", ("20", "19.99", False)),
        ("village", "20", ("20", "20", True)),
        ("village", None, ("20", None, None)),
    ],
)
def test_y_asks_for_a_dedicated_area_at_every_level(level, area, answer):
    assert dedicated(shipped("Y"), level, area) == answer


@pytest.mark.parametrize(
    ("level", "demonstration", "hall", "answer"),
    [
        ("township", True, "69.99", ("70", "69.99", False)),
        ("township", True, "70", ("70", "70", True)),
        ("township", True, None, ("70", None, None)),
        ("township", False, "10", (None, "10", None)),
        ("community", True, "39.99", ("40", "39.99", False)),
        ("community", True, "40", ("40", "40", True)),
        ("community", False, "10", (None, "10", None)),
        ("village", True, "10", (None, "10", None)),
    ],
)
def test_y_asks_demonstration_platforms_for_a_hall_but_no_village(level, demonstration, hall, answer):
    assert judged(shipped("Y"), level, hall=hall, demonstration=demonstration)[HALL] == answer


@pytest.mark.rule("AM-22")
def test_each_area_is_compared_with_its_own_minimum_unless_both_are_read_as_one():
    two = shipped("Y")
    one = reread(two, AM_22="one_field")
    assert judged(two, "township", dedicated="70", hall="50", demonstration=True) == {
        DEDICATED: ("50", "70", True),
        HALL: ("70", "50", False),
    }
    assert judged(two, "township", dedicated="70", demonstration=True)[HALL] == ("70", None, None)
    assert judged(one, "township", dedicated="70", demonstration=True) == {
        DEDICATED: ("50", "70", True),
        HALL: ("70", "70", True),
    }
    assert judged(one, "township", dedicated="69.99", hall="50", demonstration=True)[HALL] == (
        "70", "69.99", False,
    )  # fmt: skip
    assert judged(one, "township", hall="50") == {DEDICATED: ("50", "50", True), HALL: (None, "50", None)}
    j = shipped("J")
    assert judged(j, "village", hall="20", new_or_merged=True)[DEDICATED] == ("20", None, None)
    assert judged(reread(j, AM_22="one_field"), "village", hall="20", new_or_merged=True)[DEDICATED] == (
        "20", "20", True,
    )  # fmt: skip


@pytest.mark.rule("AM-51")
def test_the_minimum_of_a_village_is_meant_for_villages_the_county_has_qualified():
    flagged = shipped("Y")
    everywhere = reread(flagged, AM_51="all_villages")
    assert dedicated(flagged, "village", "19", qualified=True) == ("20", "19", False)
    assert dedicated(flagged, "village", "19", qualified=False) == (None, "19", None)
    assert dedicated(everywhere, "village", "19", qualified=False) == ("20", "19", False)
    assert dedicated(flagged, "community", "19", qualified=False) == ("20", "19", False)


@pytest.mark.rule("J-P1")
@pytest.mark.rule("AM-26")
@pytest.mark.parametrize(
    ("level", "below", "reached", "least"),
    [
        ("township", "59.99", "60", "60"),
        ("community", "19.99", "20", "20"),
        ("village", "19.99", "20", "20"),
    ],
)
def test_j_asks_only_new_or_merged_units_unless_all_are_meant(level, below, reached, least):
    j = shipped("J")
    assert dedicated(j, level, below, new_or_merged=True) == (least, below, False)
    assert dedicated(j, level, reached, new_or_merged=True) == (least, reached, True)
    assert dedicated(j, level, below) == (None, below, None)
    assert dedicated(reread(j, AM_26="all_units"), level, below) == (least, below, False)
    assert dedicated(reread(j, AM_26="all_units"), level, reached) == (least, reached, True)


def test_j_tells_old_units_their_area_for_information():
    found, _ = premises.verdicts(shipped("J"), level="village", dedicated_area=Decimal("15"), hall_area=None)
    assert found.text == (
        "专有(办公)场所面积不少于 20 平方米的要求只对新建或合并的单位(读法 AM-26);现有 15 平方米,仅供参考"
    )


@pytest.mark.rule("F-P1")
@pytest.mark.parametrize(
    ("kind", "area", "answer"),
    [
        ("township", "99.99", ("100", "99.99", False)),
        ("township", "100", ("100", "100", True)),
        ("town", "99.99", ("100", "99.99", False)),
        ("town", "100", ("100", "100", True)),
        ("street", "99.99", (None, "99.99", None)),
        (None, "100", ("100", "100", None)),
    ],
)
def test_f_asks_townships_and_towns_for_a_hundred_and_no_street(kind, area, answer):
    assert dedicated(shipped("F"), "township", area, kind=kind) == answer


def test_f_needs_to_know_what_kind_of_township_it_is():
    found, _ = premises.verdicts(
        shipped("F"), level="township", dedicated_area=Decimal("120"), hall_area=None
    )
    assert found.text == "只有镇、乡要求专有(办公)场所面积不少于 100 平方米;请先填写单位的类别再核对"


@pytest.mark.rule("F-P1")
def test_f_asks_villages_for_a_fixed_place_without_a_figure():
    found, hall = premises.verdicts(
        shipped("F"), level="village", kind="village", dedicated_area=Decimal("1"), hall_area=None
    )
    assert found == Verdict(
        rule="F-P1",
        standard=DEDICATED,
        required=None,
        actual="1",
        ok=None,
        clause="F三4",
        text="要求有固定场所,没有写明面积,面积不作核对",
    )
    assert hall == Verdict("", HALL, None, None, None, "", "本文件没有规定村的服务大厅面积")


@pytest.mark.parametrize("key", ["W", "Y", "J", "S", "F"])
@pytest.mark.parametrize("level", ["township", "community", "village"])
@pytest.mark.parametrize("demonstration", [False, True])
def test_there_are_always_two_verdicts_and_none_where_nothing_is_known(key, level, demonstration):
    found = premises.verdicts(
        shipped(key), level=level, demonstration=demonstration, dedicated_area=None, hall_area=None
    )
    assert [(verdict.standard, verdict.ok) for verdict in found] == [(DEDICATED, None), (HALL, None)]
    assert all(verdict.text for verdict in found)


@pytest.mark.parametrize("level", ["township", "community", "village"])
def test_w_says_nothing_of_areas(level):
    assert judged(shipped("W"), level, dedicated="1", hall="1") == {
        DEDICATED: (None, "1", None),
        HALL: (None, "1", None),
    }


def test_s_asks_what_j_asks():
    assert dedicated(shipped("S"), "village", "19.99", new_or_merged=True) == ("20", "19.99", False)


def test_the_sentences_say_what_is_missing_and_cite_the_clause():
    reached, _ = premises.verdicts(
        shipped("Y"), level="township", dedicated_area=Decimal("52"), hall_area=None
    )
    short, _ = premises.verdicts(
        shipped("Y"), level="township", dedicated_area=Decimal("49.5"), hall_area=None
    )
    unknown, _ = premises.verdicts(shipped("Y"), level="township", dedicated_area=None, hall_area=None)
    assert [(verdict.clause, verdict.text) for verdict in (reached, short, unknown)] == [
        ("Y二(一)2", "专有(办公)场所面积 52 平方米,达到不少于 50 平方米的要求"),
        ("Y二(一)2", "专有(办公)场所面积 49.5 平方米,比要求的 50 平方米少 0.5 平方米,请扩大或调整场所"),
        ("Y二(一)2", "没有专有(办公)场所面积的数据,无法核对是否不少于 50 平方米;请先填写或登记面积"),
    ]


def test_a_demonstration_platform_has_its_own_minimum_of_the_same_measure():
    common = {"level": "township", "measure": DEDICATED, "at_least": "50", "clause": "X一"}
    document = small(premises=[common, {**common, "at_least": "80", "demonstration": True}])
    assert dedicated(document, "township", "60") == ("50", "60", True)
    assert dedicated(document, "township", "60", demonstration=True) == ("80", "60", False)
    assert dedicated(document, "township", "80", demonstration=True) == ("80", "80", True)


areas = st.decimals("0.01", "200", places=2)


@given(areas, areas)
def test_more_room_is_never_worse(one, other):
    less, more = sorted((one, other))
    before, after = (
        [
            verdict.ok
            for verdict in premises.verdicts(
                shipped("Y"), level="township", demonstration=True, dedicated_area=area, hall_area=area
            )
        ]
        for area in (less, more)
    )
    assert all(then >= now for now, then in zip(before, after, strict=True))
