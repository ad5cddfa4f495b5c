"""Policy documents: the shipped files add up, and the nearest ancestor's adoption binds."""

import copy
import json
import tomllib
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from kit.refused import Refused
from stations.documents import FOLDER, _as_json, content, load_shipped_documents, policy_for
from stations.models import Adoption, PolicyDocument
from stations.rules.documents import Malformed, read


def shipped(key):
    return _as_json(tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8")))


W = read(shipped("w"))


def changed(**tiers):
    """The body of W with tier 1's, 2's or 3's keys changed."""
    body = copy.deepcopy(shipped("w"))
    for name, change in tiers.items():
        tier = body["work_fund"]["tiers"][int(name.removeprefix("tier")) - 1]
        for key, value in change.items():
            if value is None:
                del tier[key]
            else:
                tier[key] = value
    return body


def test_five_documents_ship_and_each_can_be_read():
    heads = {key: (read(shipped(key)).number, read(shipped(key)).effective_on) for key in "wyjsf"}
    assert heads == {
        "w": ("温政发[2009]71号", date(2009, 11, 4)),
        "y": ("宜府办函〔2014〕282号", date(2014, 10, 26)),
        "j": ("", date(2010, 8, 3)),
        "s": ("", None),
        "f": ("抚再办发〔2008〕4号", date(2008, 3, 20)),
    }


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


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (changed(tier2={"at_least": 201}), "第 2 档.*有空档:应从 200 户起"),
        (changed(tier2={"at_least": 199}), "第 2 档.*有重叠:应从 200 户起"),
        (changed(tier1={"at_least": 0}), "第 1 档.*有重叠"),
        (changed(tier2={"at_most": None}), "第 2 档.*没有上限,后面不能再有档次"),
        (changed(tier3={"at_most": 5000}), "最后一档必须没有上限"),
        (changed(tier2={"at_most": 100}), "上限小于下限"),
        (changed(tier1={"clause": "W九"}), "引用了没有列出的条款:W九"),
        (changed(tier1={"clause": " "}), "“clause”不能为空"),
        ({**shipped("w"), "tiers": []}, "不认识的项目:tiers"),
        ({**shipped("w"), "effective_on": "去年"}, "“effective_on”不是日期"),
        ({**shipped("w"), "clauses": shipped("w")["clauses"] * 2}, "条款号有重复"),
    ],
)
def test_what_does_not_add_up_is_refused_with_its_place(body, said):
    with pytest.raises(Malformed, match=said):
        read(body)


def test_loading_twice_publishes_once_and_a_changed_file_becomes_the_next_version(db, tmp_path, monkeypatch):
    first = load_shipped_documents()
    assert [row.pk for row in load_shipped_documents()] == [row.pk for row in first]
    text = (FOLDER / "w.toml").read_text(encoding="utf-8")
    (tmp_path / "w.toml").write_text(text.replace('"7000.00"', '"7500.00"'), encoding="utf-8")
    monkeypatch.setattr("stations.documents.FOLDER", tmp_path)
    load_shipped_documents()
    amounts = {
        row.version: content(row).work_fund.tier_for(300).amount
        for row in PolicyDocument.objects.filter(key="W")
    }
    assert amounts == {1: Decimal("7000.00"), 2: Decimal("7500.00")}


def test_the_stored_body_gives_the_same_values_as_the_file(cast):
    assert content(PolicyDocument.objects.get(key="W")) == W
    assert json.loads(json.dumps(shipped("w"))) == PolicyDocument.objects.get(key="W").body


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
