"""The subsidy calculator on screen: the same answer as the endpoint's, and nothing typed is lost."""

import re
import time

import pytest
from django.test import Client

from funding.api import SubsidyQuestion
from kit.api.screen import Screen
from tests.support.api import answered, publish

ADDRESS = "/calculators/subsidy/"
TYPED = {
    "document": "W",
    "on": "2010-04-15",
    "households": "430",
    "grade": "合格",
    "coordinator_in_post": "true",
    "employment": "full_time",
    "month": "2010-04",
    "wage": " 1100 ",
    "minimum_wage": "",
    "insurances.0.kind": "pension",
    "insurances.0.base": "1296.00",
    "insurances.0.employer_rate": "14%",
    "insurances.0.employee_rate": "0.08",
    "insurances.1.kind": "medical",
    "insurances.1.base": "",
}
MEANT = {
    "document": "W",
    "on": "2010-04-15",
    "households": 430,
    "grade": "合格",
    "coordinator_in_post": True,
    "employment": "full_time",
    "month": "2010-04",
    "wage": "1100",
    "insurances": [{"kind": "pension", "base": "1296.00", "employer_rate": "0.14", "employee_rate": "0.08"}],
}


@pytest.fixture(autouse=True)
def _library(db, settings):
    settings.CALCULATOR_RATE = None
    publish()


def page(client, typed, status=200):
    response = client.post(ADDRESS, typed)
    assert response.status_code == status
    return response.content.decode()


def values(html):
    """What stands in the inputs of the page."""
    inputs = re.findall(r'<input class="form-control"[^>]*? value="([^"]*)"[^>]*? name="([^"]+)"', html)
    chosen = re.findall(r'<select[^>]*? name="([^"]+)".*?</select>', html, re.S)
    selects = re.findall(
        r'<select[^>]*? name="([^"]+)"(?:(?!</select>).)*?<option value="([^"]+)" selected', html, re.S
    )
    assert len(chosen) >= len(selects)
    return {name: value for value, name in inputs if value} | dict(selects)


def errors(html):
    """The sentence beside each input."""
    return dict(re.findall(r'<div class="error" id="id_([a-z_0-9]+)_error"><div>([^<]+)</div>', html))


def test_what_is_typed_is_the_question_that_a_program_asks():
    assert Screen(SubsidyQuestion, TYPED).body() == MEANT


def test_the_page_shows_what_the_endpoint_answers(client):
    html = page(client, TYPED)
    rows = re.findall(
        r'<tr><td class="lead" data-label="项目">([^<]+)</td>.*?data-label="金额\(元\)"><b>([^<]+)</b>.*?'
        r'data-label="承担方">([^<]+)</td>',
        html,
        re.S,
    )
    assert rows == [
        ("工作经费(全年)", "7,000.00", "市财政"),
        ("公益性岗位补贴(当月)", "600.00", "市财政"),
        ("工资不足部分(当月)", "500.00", "区财政"),
        ("基本养老保险 单位缴纳", "181.44", "市财政"),
        ("基本养老保险 个人缴纳,代扣", "103.68", "个人"),
        ("实发工资(当月)", "996.32", "—"),
    ]
    results = answered("subsidy", MEANT)["results"]
    assert [amount.replace(",", "") for _, amount, _ in rows] == [each["amount"] for each in results]
    for figure in results:
        for step in figure["steps"]:
            assert f"{step['text']} <b" in html
        for reading in figure["reading"]:
            assert f'<tr id="{reading}">' in html


def test_errors_stand_beside_their_inputs_and_nothing_typed_is_lost(client):
    typed = {**TYPED, "households": "二百", "wage": "999", "month": "2010-13", "insurances.1.base": "x"}
    html = page(client, typed, status=422)
    assert errors(html) == {
        "households": "应是整数,不带小数点、单位和引号。",
        "month": "月份请写成 2010-04 的样子。",
        "insurances_1_base": "应是数字,例如 1296.00。",
        "insurances_1_employer_rate": "请填写这一项。",
        "insurances_1_employee_rate": "请填写这一项。",
    }
    kept = {
        name: value.strip() for name, value in typed.items() if value.strip() and not name.endswith(".kind")
    }
    assert values(html) == kept
    assert "计算结果" not in html


def test_a_refusal_of_the_rules_stands_beside_its_input(client):
    assert errors(page(client, {**TYPED, "wage": "1099.99"}, status=422))["wage"].startswith(
        "全日制(专职)月工资 1099.99 元低于2010年4月执行的最低工资标准 1100.00 元"
    )
    assert "请至少给出一组" in page(client, {"document": "W", "on": "2010-01-01"}, status=422)


def test_hostile_text_is_only_text(client):
    html = page(client, {**TYPED, "households": '"><script>alert(1)</script>', "grade": "<b>"}, status=422)
    assert "<script>alert" not in html
    assert "&#34;&gt;&lt;script&gt;" in html
    page(client, {**TYPED, "document": "W\x00", "grade": "\x00"}, status=422)


def test_an_address_may_fill_the_form_in(client):
    html = client.get(ADDRESS, {"document": "W", "households": "801"}).content.decode()
    assert values(html)["households"] == "801"
    assert errors(html) == {}
    assert '<option value="不合格">' in html


def test_a_stranger_gets_the_page_alone_and_no_link_into_the_library(client):
    html = page(client, TYPED)
    assert 'id="side"' not in html
    assert "/policies/" not in html
    assert 'href="/login/"' in html


@pytest.mark.parametrize("who", ["zhao", "lin", "qian", "admin"])
def test_who_is_signed_in_finds_it_in_their_own_frame(cast, who):
    html = page(cast.client(who), TYPED)
    assert 'id="side"' in html
    assert re.search(r'<a class="clause" href="/policies/\d+/#W三\(五\)">W三\(五\)</a>', html)


def test_a_session_that_is_over_loses_nothing_that_was_typed(cast):
    client = cast.client("zhao")
    session = client.session
    session["seen"] = int(time.time()) - 7 * 3600
    session.save()
    html = page(client, TYPED)
    assert 'id="side"' not in html
    assert "计算结果" in html
    assert client.get("/").status_code == 302


def test_a_form_of_another_site_is_refused():
    assert Client(enforce_csrf_checks=True).post(ADDRESS, TYPED).status_code == 403


def test_strangers_are_slowed_down_and_keep_what_they_typed(cast, client, settings):
    from django.core.cache import cache

    cache.clear()
    settings.CALCULATOR_RATE = "1/min"
    page(client, TYPED)
    html = page(client, TYPED, status=429)
    assert "计算太频繁" in html
    assert values(html)["wage"] == "1100"
    clerk = cast.client("zhao")
    assert [clerk.post(ADDRESS, TYPED).status_code for _ in range(2)] == [200, 200]
    cache.clear()


def test_the_log_in_page_and_the_library_lead_here(cast, client):
    assert ADDRESS in client.get("/login/").content.decode()
    assert ADDRESS in cast.client("zhao").get("/policies/").content.decode()
