"""The calculators of eligibility and of standards on screen."""

import re

import pytest

from kit.api.screen import Screen
from staffing.api import EligibilityQuestion, StandardsQuestion
from tests.support.api import publish

CANDIDATE = {
    "document": "W",
    "recommended_on": "2009-11-20",
    "birth_date": "1973-11-20",
    "education": "61",
    "graduated": "on",
    "village_cadre": "on",
    "computer": "true",
    "local_knowledge": "true",
    "conduct": "true",
    "ability": "true",
}
OFFICE = {
    "document": "Y",
    "on": "2015-01-01",
    "level": "township",
    "kind": "town",
    "population": "35000",
    "full_time_staff": "2",
    "part_time_staff": "2",
    "dedicated_area": "49.99",
    "equipment.computer": "2",
    "equipment.fax": "0",
    "equipment.desk": "",
}


@pytest.fixture(autouse=True)
def _library(db, settings):
    settings.CALCULATOR_RATE = None
    publish()


def page(client, name, typed, status=200):
    response = client.post(f"/calculators/{name}/", typed)
    assert response.status_code == status
    return response.content.decode()


def outcomes(html):
    """What was judged, with its outcome in words."""
    found = re.findall(
        r'data-label="核对什么">([^<]+)</td><td class="nowrap" data-label="结论"><span class="state ?\w*">([^<]+)<',
        html,
    )
    return dict(found)


def test_a_box_that_is_not_ticked_says_no():
    assert Screen(EligibilityQuestion, CANDIDATE).body() == {
        "document": "W",
        "recommended_on": "2009-11-20",
        "birth_date": "1973-11-20",
        "education": "61",
        "graduated": True,
        "village_cadre": True,
        "light_workload": False,
        "graduate": False,
        "veteran": False,
        "computer": True,
        "local_knowledge": True,
        "conduct": True,
        "ability": True,
    }


def test_a_thing_that_is_not_counted_is_not_in_the_question():
    body = Screen(StandardsQuestion, OFFICE).body()
    assert (body["equipment"], body["population"], body["dedicated_area"]) == (
        {"computer": 2, "fax": 0},
        35000,
        "49.99",
    )
    assert "equipment" not in Screen(StandardsQuestion, {"level": "village"}).body()


def test_every_condition_of_a_candidate_is_shown(client):
    html = page(client, "eligibility", CANDIDATE)
    assert "<h2>不符合条件</h2>" in html
    assert outcomes(html) == {
        "年龄(周岁)": "不符合",
        "文化程度": "符合",
        "熟悉计算机操作": "符合",
        "熟悉当地情况": "符合",
        "思想政治素质较好": "符合",
        "业务工作能力较强": "符合",
        "优先录用": "属于",
    }
    assert "放宽到 45 周岁还缺:工作任务较轻的村" in html
    relaxed = page(client, "eligibility", {**CANDIDATE, "light_workload": "on"})
    assert "<h2>符合全部条件</h2>" in relaxed


def test_the_box_for_a_finished_course_is_ticked_at_first_and_stays_unticked(client):
    box = re.compile(r'name="graduated"( checked)?>')
    fresh = client.get("/calculators/eligibility/").content.decode()
    again = page(
        client, "eligibility", {key: value for key, value in CANDIDATE.items() if key != "graduated"}
    )
    assert (box.search(fresh)[1], box.search(again)[1]) == (" checked", None)
    assert "没有毕业" in again


def test_a_document_without_conditions_says_so(client):
    html = page(client, "eligibility", {**CANDIDATE, "document": "Y", "recommended_on": "2016-01-01"})
    assert "<h2>不能下结论</h2>" in html
    assert "没有规定协管员的选聘条件,不作判断。" in html


def test_an_office_item_by_item(client):
    html = page(client, "standards", OFFICE)
    found = outcomes(html)
    assert len(found) == 16
    assert (
        found["工作人员(名)"],
        found["专有(办公)场所面积"],
        found["持证上岗"],
        found["计算机"],
        found["传真机"],
    ) == (
        "符合",
        "不符合",
        "不作判断",
        "符合",
        "不符合",
    )
    assert "应配备人数</dt><dd>4 名</dd>" in html


def test_errors_of_an_office_stand_beside_their_inputs(client):
    html = page(client, "standards", {**OFFICE, "level": "village", "equipment.computer": "两台"}, status=422)
    assert "计算机:应是 0 到 10000 的整数。" in html
    assert 'value="两台"' in html
    too_many = page(client, "standards", {**OFFICE, "certified_staff": "5"}, status=422)
    assert (
        '<div class="error" id="id_certified_staff_error"><div>持证人数多于工作人员总数 4 名,请核对。</div></div>'
        in too_many
    )


def test_the_pages_open_for_people_with_a_post(cast):
    for name, typed in (("eligibility", CANDIDATE), ("standards", OFFICE)):
        html = page(cast.client("wang"), name, typed)
        assert 'id="side"' in html
        assert re.search(r'href="/policies/\d+/#[WY]', html)
