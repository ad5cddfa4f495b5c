"""What people see when something is wrong: Chinese, what happened, what to do, and nothing of the inside."""

import pytest
from django.test import Client
from django.urls import reverse

from stations import urls
from stations.models import Heartbeat
from stations.views import home


def test_an_unknown_address_says_so(cast):
    response = cast.client("lin").get("/no/such/page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.text


def test_a_broken_page_tells_nothing_of_the_inside_and_keeps_nothing(cast, monkeypatch):
    def broken(request):
        Heartbeat.objects.create(name="half", at="2010-03-05T00:00:00Z")
        raise RuntimeError("330302198001010000")

    broken.door, broken.methods = home.home.door, home.home.methods
    pattern = next(each for each in urls.urlpatterns if each.name == "home")
    monkeypatch.setattr(pattern, "callback", broken)
    client = cast.client("lin")
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "系统出错了" in response.text
    assert "330302198001010000" not in response.text
    assert not Heartbeat.objects.filter(name="half").exists()


@pytest.mark.parametrize(
    "query",
    [
        "?page=abc",
        "?page=-1",
        "?page=999999999",
        "?sort=password",
        "?sort=-user__password",
        "?words=" + "长" * 500,
        "?district=1%27",
        "?year=1e30",
        "?format=exe",
    ],
)
def test_a_query_string_that_makes_no_sense_is_harmless(cast, query):
    for name in ("stations", "households"):
        assert cast.client("zhou").get(reverse(name) + query).status_code == 200


def test_health_says_how_each_part_is(cast):
    response = Client().get("/healthz")
    body = response.json()
    assert (body["database"], body["migrations"], body["worker"]) == ("ok", "ok", "never heard of")
    assert response.status_code == 503
    assert Client().get("/livez").text == "ok"


def test_words_with_a_nul_are_searched_without_it(cast):
    response = cast.client("zhou").get(reverse("search"), {"q": "\0上沙"})
    assert [each.title for each in response.context_data["found"]][:1] == ["上沙村"]


def test_a_region_code_of_superscripts_is_no_code(cast):
    form = {"role": "city", "region": "²²²²", "starts_on": "2024-01-01", "basis": "试"}
    response = cast.client("admin").post(reverse("post_create", args=[cast.person("lin").pk]), form)
    assert response.context_data["form"].errors == {
        "region": ["请从列表里选,或输入 4、6、9、12 位数字的区划代码。"]
    }
