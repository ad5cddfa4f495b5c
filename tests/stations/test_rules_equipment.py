"""Equipment against the documents: the matrix of rules.md §7.2, alternatives, devices that unite several kinds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.reasoning import Verdict
from stations.documents.files import shipped
from stations.rules import equipment
from stations.rules.documents.places import EQUIPMENT
from tests.support.documents import reread, small

ALL_OF_J = ["computer", "printer", "fax", "telephone", "cabinet", "display_or_board", "network"]
ONE_OF_EACH = dict.fromkeys(EQUIPMENT, 1)
MULTI = frozenset({"printer", "copier"})


def judged(document, level="village", counts=None, combined=()):
    """Kind → ok, of the kinds that are asked for."""
    found = equipment.verdicts(document, level=level, counts=counts, combined=combined)
    return {
        verdict.standard.removeprefix("equipment:"): verdict.ok
        for verdict in found
        if verdict.required is not None
    }


@pytest.mark.parametrize(
    ("key", "level", "asked"),
    [
        ("W", "village", ["computer", "printer", "copier"]),
        ("W", "township", []),
        ("W", "community", []),
        ("Y", "township", list(EQUIPMENT)),
        ("Y", "community", list(EQUIPMENT)),
        ("Y", "village", list(EQUIPMENT)),
        pytest.param("J", "township", ALL_OF_J, marks=pytest.mark.rule("J-P2")),
        pytest.param("J", "community", ALL_OF_J, marks=pytest.mark.rule("J-P2")),
        pytest.param("J", "village", ALL_OF_J, marks=pytest.mark.rule("J-P2")),
        ("S", "village", ALL_OF_J),
        ("F", "township", []),
        ("F", "community", []),
        ("F", "village", []),
    ],
)
def test_each_document_asks_for_its_own_list(key, level, asked):
    assert judged(shipped(key), level, ONE_OF_EACH) == dict.fromkeys(asked, True)
    assert judged(shipped(key), level, {}) == dict.fromkeys(asked, False)
    assert judged(shipped(key), level, None) == dict.fromkeys(asked)


@pytest.mark.rule("J-P2")
@pytest.mark.parametrize("lacking", ALL_OF_J)
def test_one_kind_that_is_missing_leaves_the_others_alone(lacking):
    counts = {code: 1 for code in ALL_OF_J if code != lacking}
    assert judged(shipped("J"), "village", counts) == {code: code != lacking for code in ALL_OF_J}


def test_there_is_a_verdict_for_every_kind_in_one_order():
    for counts in (None, {}, ONE_OF_EACH):
        found = equipment.verdicts(shipped("W"), level="village", counts=counts)
        assert [verdict.standard for verdict in found] == [f"equipment:{code}" for code in EQUIPMENT]


def test_what_the_verdicts_of_a_village_of_w_say():
    found = equipment.verdicts(shipped("W"), level="village", counts={"computer": 2, "fax": 1})
    assert found[:4] == (
        Verdict("W三(四)", "equipment:computer", 1, 2, True, "W三(四)", "计算机要求 1,现有 2,已配齐"),
        Verdict(
            "W三(四)", "equipment:printer", 1, 0, False, "W三(四)", "打印机要求 1,现有 0,缺 1;请配齐后登记"
        ),
        Verdict(
            "W三(四)", "equipment:copier", 1, 0, False, "W三(四)", "复印机要求 1,现有 0,缺 1;请配齐后登记"
        ),
        Verdict("", "equipment:fax", None, 1, None, "", "本文件没有要求村配备传真机"),
    )
    unknown = equipment.verdicts(shipped("W"), level="village", counts=None)[0]
    assert unknown == Verdict(
        rule="W三(四)",
        standard="equipment:computer",
        required=1,
        actual=None,
        ok=None,
        clause="W三(四)",
        text="没有设备数,无法核对计算机是否配有 1;请先填写或登记设备",
    )


@pytest.mark.rule("AM-54")
@pytest.mark.parametrize(
    ("there", "either", "both"),
    [
        ({}, (False, False), (False, False)),
        ({"copier": 1}, (True, True), (True, False)),
        ({"fax": 1}, (True, True), (False, True)),
        ({"copier": 1, "fax": 1}, (True, True), (True, True)),
    ],
)
def test_a_copier_or_a_fax_satisfies_y(there, either, both):
    for document, answer in ((shipped("Y"), either), (reread(shipped("Y"), AM_54="both"), both)):
        found = judged(document, "community", there)
        assert (found["copier"], found["fax"]) == answer


@pytest.mark.rule("AM-54")
def test_a_combined_copier_and_fax_satisfies_y():
    device = frozenset({"copier", "fax"})
    one = judged(shipped("Y"), "community", {}, [device])
    both = judged(reread(shipped("Y"), AM_54="both"), "community", {}, [device])
    assert (one["copier"], one["fax"]) == (True, True)
    assert sorted((both["copier"], both["fax"])) == [False, True]


def test_alternatives_are_named_as_the_document_names_them():
    either = equipment.verdicts(shipped("Y"), level="village", counts={"fax": 1})
    both = equipment.verdicts(reread(shipped("Y"), AM_54="both"), level="village", counts={"fax": 1})
    assert [(found[2].text, found[3].text) for found in (either, both)] == [
        ("复印/传真机要求 1,现有 1,已配齐", "复印/传真机要求 1,现有 1,已配齐"),
        ("复印机要求 1,现有 0,缺 1;请配齐后登记", "传真机要求 1,现有 1,已配齐"),
    ]


@pytest.mark.rule("AM-20")
@pytest.mark.parametrize(
    ("single", "devices", "separate", "twice"),
    [
        ({}, 0, [False, False], [False, False]),
        ({}, 1, [True, False], [True, True]),
        ({}, 2, [True, True], [True, True]),
        ({"printer": 1}, 1, [True, True], [True, True]),
        ({"copier": 1}, 1, [True, True], [True, True]),
        ({"printer": 1}, 0, [True, False], [True, False]),
    ],
)
def test_one_device_that_prints_and_copies_is_one_of_the_two(single, devices, separate, twice):
    for document, answer in ((shipped("W"), separate), (reread(shipped("W"), AM_20="counts_twice"), twice)):
        found = judged(document, "village", {"computer": 1, **single}, [MULTI] * devices)
        assert [found["printer"], found["copier"]] == answer


@pytest.mark.rule("AM-20")
def test_a_united_device_goes_where_it_is_lacking():
    """The first fits all three kinds, the others less: each finds its place whatever the order."""
    everything = frozenset({"computer", "printer", "copier"})
    devices = [everything, MULTI, frozenset({"printer"})]
    for order in (devices, devices[::-1]):
        assert judged(shipped("W"), "village", {}, order) == dict.fromkeys(
            ("computer", "printer", "copier"), True
        )


def test_more_than_one_may_be_asked_for():
    document = small(
        equipment=[{"codes": ["desk"], "name": "桌椅", "levels": ["village"], "count": 3, "clause": "X一"}],
        readings={"AM-20": ["separate"]},
    )
    assert judged(document, "village", {"desk": 2}) == {"desk": False}
    assert judged(document, "village", {"desk": 3}) == {"desk": True}


def test_of_two_entries_for_one_kind_the_one_not_met_speaks():
    few, many = (
        {"codes": ["desk"], "name": name, "levels": levels, "count": count, "clause": "X一"}
        for name, levels, count in (("一张", ["village"], 1), ("三张", ["village", "community"], 3))
    )
    for entries in ([few, many], [many, few]):
        document = small(equipment=entries, readings={"AM-20": ["separate"]})
        assert judged(document, "village", {"desk": 2}) == {"desk": False}
        assert judged(document, "village", {"desk": 3}) == {"desk": True}
        assert judged(document, "community", {"desk": 2}) == {"desk": False}


@pytest.mark.rule("AM-55")
def test_an_open_list_asks_for_what_it_names_and_nothing_else():
    """W names three kinds and J seven: having only these satisfies, whatever "等" may also mean."""
    named = {"computer": 1, "printer": 1, "copier": 1}
    assert judged(shipped("W"), "village", named) == dict.fromkeys(named, True)
    found = equipment.verdicts(shipped("J"), level="village", counts=dict.fromkeys(ALL_OF_J, 1))
    assert {verdict.standard.removeprefix("equipment:"): verdict.ok for verdict in found} == {
        code: True if code in ALL_OF_J else None for code in EQUIPMENT
    }


@pytest.mark.rule("AM-52")
def test_who_pays_the_machines_of_w_is_a_reading():
    w, y = shipped("W"), shipped("Y")
    assert [equipment.payer(w, entry) for entry in w.equipment] == ["市财政"] * 3
    assert [equipment.payer(reread(w, AM_52="district"), entry) for entry in w.equipment] == ["区财政"] * 3
    assert {equipment.payer(y, entry) for entry in y.equipment} == {None}


kinds = st.sampled_from(sorted(EQUIPMENT))
some = st.dictionaries(kinds, st.integers(0, 2))
devices = st.lists(st.frozensets(kinds, min_size=1, max_size=4), max_size=4)


@given(some, devices, kinds)
def test_one_more_thing_never_makes_it_worse(counts, combined, kind):
    before = judged(shipped("Y"), "village", counts, combined)
    after = judged(shipped("Y"), "village", {**counts, kind: counts.get(kind, 0) + 1}, combined)
    assert sum(after.values()) >= sum(before.values())


@given(some, devices)
def test_counting_a_device_twice_is_never_stricter(counts, combined):
    separate = judged(shipped("Y"), "village", counts, combined)
    twice = judged(reread(shipped("Y"), AM_20="counts_twice"), "village", counts, combined)
    assert all(twice[code] for code, ok in separate.items() if ok)
