"""Policy documents: the shipped files add up, and the nearest ancestor's adoption binds."""

import copy
import importlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kit.refused import Refused
from stations.documents import (
    content,
    latest,
    load_shipped_documents,
    policy_for,
    publish,
    published,
    snapshot,
)
from stations.documents.files import FOLDER, body_in, shipped
from stations.models import Adoption, PolicyDocument, Region
from stations.rules.documents import Malformed, body_of, inherit, read

KEYS = "WYJSF"
BODIES = {key: body_in((FOLDER / f"{key.lower()}.toml").read_text(encoding="utf-8")) for key in KEYS}
W = shipped("W")


def changed(**tiers):
    """The body of W with tier 1's, 2's or 3's keys changed."""
    body = copy.deepcopy(BODIES["W"])
    for name, change in tiers.items():
        tier = body["work_fund"]["tiers"][int(name.removeprefix("tier")) - 1]
        for key, value in change.items():
            if value is None:
                del tier[key]
            else:
                tier[key] = value
    return body


def test_five_documents_ship_and_each_can_be_read():
    heads = {key: (shipped(key).number, shipped(key).effective_on, shipped(key).inherits) for key in KEYS}
    assert heads == {
        "W": ("温政发[2009]71号", date(2009, 11, 4), ""),
        "Y": ("宜府办函〔2014〕282号", date(2014, 10, 26), ""),
        "J": ("", date(2010, 8, 3), ""),
        "S": ("", date(2011, 5, 20), "J"),
        "F": ("抚再办发〔2008〕4号", date(2008, 3, 20), ""),
    }


@pytest.mark.parametrize("key", KEYS)
def test_a_document_written_out_reads_to_itself(key):
    parent = shipped(BODIES[key]["inherits"]) if "inherits" in BODIES[key] else None
    document = read(BODIES[key], parent=parent)
    assert read(body_of(document), parent=parent) == document


@pytest.mark.rule("W-F2")
@pytest.mark.rule("W-F3")
@pytest.mark.rule("W-F4")
def test_the_tiers_of_w_are_those_of_its_text():
    assert [
        (tier.label, tier.at_least, tier.at_most, tier.amount, tier.clause) for tier in W.work_fund.tiers
    ] == [
        ("200户以下", 1, 199, Decimal("5000.00"), "W三(五)"),
        ("200(含)—800户(含)", 200, 800, Decimal("7000.00"), "W三(五)"),
        ("800户以上", 801, None, Decimal("10000.00"), "W三(五)"),
    ]


@given(st.integers(min_value=1, max_value=99_999))
def test_every_count_lies_in_exactly_one_tier(households):
    assert sum(tier.holds(households) for tier in W.work_fund.tiers) == 1


def problems(body):
    with pytest.raises(Malformed) as refused:
        read(body)
    return {problem.place: problem.text for problem in refused.value.problems}


def without(key):
    return {name: value for name, value in BODIES["W"].items() if name != key}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            changed(tier2={"at_least": 201}),
            {"work_fund.tiers.1.at_least": "与前一档之间有空档:应从 200 户起"},
        ),
        (
            changed(tier2={"at_least": 199}),
            {"work_fund.tiers.1.at_least": "与前一档之间有重叠:应从 200 户起"},
        ),
        (changed(tier1={"at_least": 2}), {"work_fund.tiers.0.at_least": "与前一档之间有空档:应从 1 户起"}),
        (changed(tier1={"at_least": 0}), {"work_fund.tiers.0.at_least": "不能小于 1"}),
        (
            changed(tier2={"at_most": None}),
            {"work_fund.tiers.2.at_least": "前一档没有上限,后面不能再有档次"},
        ),
        (changed(tier3={"at_most": 5000}), {"work_fund.tiers.2.at_most": "最后一档必须没有上限"}),
        (
            changed(tier2={"at_most": 100}),
            {
                "work_fund.tiers.1.at_most": "上限小于下限",
                "work_fund.tiers.2.at_least": "与前一档之间有空档:应从 101 户起",
            },
        ),
        (
            changed(tier1={"clause": "W九"}, tier3={"amount": 10000.0}),
            {"work_fund.tiers.2.amount": '金额应写成带引号的文字,如 "7000.00"'},
        ),
        (changed(tier1={"clause": "W九"}), {"work_fund.tiers.0.clause": "引用了没有列出的条款:W九"}),
        (changed(tier1={"clause": " "}), {"work_fund.tiers.0.clause": "写法不对或为空"}),
        (changed(tier1={"amount": "-1.00"}), {"work_fund.tiers.0.amount": "金额不能是负数"}),
        (
            changed(tier1={"amount": "NaN"}),
            {"work_fund.tiers.0.amount": "金额应写成数字,例如 7000 或 7000.50"},
        ),
        (changed(tier1={"at_most": True}), {"work_fund.tiers.0.at_most": "应是整数"}),
        ({**BODIES["W"], "tiers": []}, {"tiers": "不认识的项目"}),
        ({**BODIES["W"], "effective_on": "去年"}, {"effective_on": "不是日期,应写成 2009-11-04 的样子"}),
        (
            {**BODIES["W"], "effective_on": "2009-11-03"},
            {"effective_on": "施行日期不能早于发文日期 2009-11-04"},
        ),
        (without("jurisdiction"), {"jurisdiction": "必须填写"}),
        (
            {**BODIES["W"], "clauses": [*BODIES["W"]["clauses"], BODIES["W"]["clauses"][0]]},
            {"clauses.12": "与第 1 项重复,请改掉或删去其中一项"},
        ),
        (
            {**BODIES["W"], "equipment": [*BODIES["W"]["equipment"], BODIES["W"]["equipment"][1]]},
            {"equipment.3": "与第 2 项重复,请改掉或删去其中一项"},
        ),
    ],
)
def test_what_does_not_add_up_is_refused_at_its_place(body, said):
    assert problems(body) == said


def test_a_reading_is_chosen_from_what_is_offered_and_known():
    body = copy.deepcopy(BODIES["W"])
    body["readings"]["AM-03"]["value"] = "perhaps"
    body["readings"]["AM-13"]["options"][1]["value"] = "by_the_hour"
    del body["readings"]["AM-09"]
    assert problems(body) == {
        "readings.AM-03.value": "现用读法不在可选读法之内:inclusive、strict",
        "readings.AM-13.options.1.value": "系统不认识这种读法,可用:calendar_days、full_month、half_month",
        "readings": "写了“协管员待遇”就须有读法 AM-09 的设置",
    }


def test_loading_twice_publishes_once_and_a_changed_file_becomes_the_next_version(db, tmp_path, monkeypatch):
    first = load_shipped_documents()
    assert [row.pk for row in load_shipped_documents()] == [row.pk for row in first]
    text = (FOLDER / "w.toml").read_text(encoding="utf-8")
    (tmp_path / "w.toml").write_text(text.replace('"7000.00"', '"7500.00"'), encoding="utf-8")
    monkeypatch.setattr("stations.documents.files.FOLDER", tmp_path)
    load_shipped_documents()
    amounts = {
        row.version: content(row).work_fund.tier_for(300).amount
        for row in PolicyDocument.objects.filter(key="W")
    }
    assert amounts == {1: Decimal("7000.00"), 2: Decimal("7500.00")}


def test_the_stored_body_gives_the_same_values_as_the_file(cast):
    for key in KEYS:
        assert content(PolicyDocument.objects.get(key=key)) == shipped(key)
    assert PolicyDocument.objects.get(key="W").body == json.loads(json.dumps(BODIES["W"]))


def test_s_says_what_j_says_where_it_is_silent_and_its_own_word_wins():
    own, parent, joined = read(BODIES["S"], parent=shipped("J")), shipped("J"), shipped("S")
    assert joined == inherit(own, parent)
    certificate = {(each.of, str(each.share), each.clause) for each in joined.certificates}
    assert certificate == {("full_time_staff", "0.95", "S三(二)四")}
    assert (joined.title, joined.effective_on) == (own.title, own.effective_on)
    assert {clause.number[0] for clause in joined.clauses} == {"S", "J"}
    assert [each for each in joined.premises if each.clause.startswith("J")] == list(parent.premises)


def test_an_heir_is_bound_to_the_version_of_its_parent_that_was_in_force_when_it_was_published(cast):
    first = latest("S")
    newer = copy.deepcopy(BODIES["J"])
    newer["premises"][0]["at_least"] = "61"
    j2 = publish(newer)
    s2 = publish(BODIES["S"])
    assert (first.parent, s2.parent, s2.version) == (PolicyDocument.objects.get(key="J", version=1), j2, 2)
    assert str(content(s2).premises[0].at_least) == "61"
    assert content(PolicyDocument.objects.get(pk=first.pk)) == shipped("S")
    assert first.digest != s2.digest


@pytest.mark.parametrize("parent", ["X", "S", "F1"])
def test_nobody_inherits_from_what_is_not_there_or_inherits_itself(cast, parent):
    with pytest.raises(Refused, match="不能沿用"):
        publish({**BODIES["F"], "inherits": parent})


def test_a_key_gives_the_newest_version_in_effect_on_the_day(cast):
    publish({**BODIES["W"], "effective_on": "2012-01-01", "issued_on": "2011-12-01"})
    days = [date(2009, 11, 4), date(2011, 12, 31), date(2012, 1, 1)]
    assert [published("W", day)[0].version for day in days] == [1, 1, 2]
    with pytest.raises(Refused, match="自 2009-11-04 起施行,2009-11-03 还没有效力") as early:
        published("W", date(2009, 11, 3))
    with pytest.raises(Refused, match="没有代号为“Q”的政策文件") as unknown:
        published("Q", date(2010, 1, 1))
    assert (early.value.field, unknown.value.field) == ("on", "document")


def test_bodies_of_the_first_schema_keep_what_they_said():
    in_new_shape = importlib.import_module("stations.migrations.0005_older_bodies").in_new_shape
    clauses = [{"number": "W三(二)", "text": "人员"}, {"number": "W三(五)", "text": "经费"}]
    reading = {"question": "算不算?", "default": "不算", "alternatives": ["算"]}
    older = {
        **{key: BODIES["W"][key] for key in ("key", "title", "jurisdiction", "work_fund")},
        "clauses": clauses,
        "staffing": {"clause": "W三(二)", "coordinators": 1, "part_time_below": 200},
        "readings": dict.fromkeys(("AM-01", "AM-02", "AM-07a", "AM-13b", "AM-14"), reading),
    }
    document = read(in_new_shape(older))
    assert document.work_fund == replace(W.work_fund, group=replace(W.work_fund.group, rule=""))
    assert (document.part_time.below, document.staffing[0].at_least, document.staffing[0].full_time) == (
        200,
        1,
        1,
    )
    assert {key: each.value for key, each in document.readings.items()} == {
        "AM-01": "exclusive",
        "AM-02": "year_end",
        "AM-07a": "warn",
        "AM-13b": "on_assessment_date",
        "AM-14": "as_written",
    }
    assert (document.readings["AM-14"].text, document.readings["AM-14"].others) == ("不算", ("算",))


def test_a_snapshot_answers_for_every_place_without_a_query(cast, django_assert_num_queries):
    Adoption.objects.create(
        region=cast.district, document=PolicyDocument.objects.get(key="S"), starts_on=date(2011, 6, 1)
    )
    places = list(
        Region.objects.with_ancestors().filter(pk__in=[cast.village.pk, cast.city.pk]).order_by("tier")
    )
    with django_assert_num_queries(1):
        policies = snapshot()
    with django_assert_num_queries(0):
        bound = [policies.policy_for(place, date(2011, 6, 1)).key for place in places]
        with pytest.raises(Refused, match="没有执行中的政策文件"):
            policies.policy_for(places[1], date(2009, 11, 3))
    assert bound == ["W", "S"]


def test_a_village_is_bound_by_its_city_from_the_day_of_adoption(cast):
    assert policy_for(cast.village, date(2009, 11, 4)).key == "W"
    with pytest.raises(Refused, match="没有执行中的政策文件"):
        policy_for(cast.village, date(2009, 11, 3))


def test_the_nearest_ancestor_wins_for_as_long_as_it_holds(cast):
    Adoption.objects.create(
        region=cast.district,
        document=PolicyDocument.objects.get(key="J"),
        starts_on=date(2011, 1, 1),
        ends_on=date(2011, 12, 31),
    )
    days = [date(2010, 12, 31), date(2011, 1, 1), date(2011, 12, 31), date(2012, 1, 1)]
    assert [policy_for(cast.village, day).key for day in days] == ["W", "J", "J", "W"]
    assert policy_for(cast.place("330303001201"), date(2011, 6, 1)).key == "W"


def test_the_city_registers_that_a_district_carries_a_document_out(cast):
    document = PolicyDocument.objects.get(key="J")
    form = {"region": "330302", "starts_on": "2011-01-01", "basis": "会议纪要"}
    client = cast.client("sun")
    assert client.post(reverse("policy_adopt", args=[document.pk]), form).status_code == 302
    assert policy_for(cast.village, date(2011, 6, 1)).key == "J"
    again = client.post(reverse("policy_adopt", args=[document.pk]), form)
    assert again.context_data["form"].errors == {
        "starts_on": ["鹿城区在这段日期已执行另一件文件,请先终止它再登记。"]
    }
    adoption = Adoption.objects.get(document=document)
    client.post(reverse("adoption_end", args=[adoption.pk]), {"ends_on": "2011-12-31", "reason": "期满"})
    assert policy_for(cast.village, date(2012, 1, 1)).key == "W"


def test_a_document_is_not_carried_out_before_its_own_effect(cast):
    response = cast.client("sun").post(
        reverse("policy_adopt", args=[PolicyDocument.objects.get(key="Y").pk]),
        {"region": "330302", "starts_on": "2014-10-25", "basis": "试"},
    )
    assert response.context_data["form"].errors == {
        "starts_on": ["执行日期不能早于文件的施行日期 2014-10-26。"]
    }
