"""Who comes in, under which post, and what is told to whom may not."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse

from kit.gate import door, for_roles, undeclared_doors
from kit.months import today
from kit.pages import Page
from stations import roles
from stations.middleware import PortalGate
from stations.models import AuditEvent, Post, User


def test_a_page_without_roles_does_not_start():
    class Open(Page):
        template_name = "kit/list.html"

    with pytest.raises(ImproperlyConfigured):
        Open.as_view()


def test_a_view_without_a_door_is_found_before_the_portal_serves():
    def silent(request):
        return HttpResponse()

    resolver = type(
        "Resolver", (), {"url_patterns": [path("silent/", silent), path("ok/", door(for_roles("a"))(silent))]}
    )
    assert undeclared_doors(resolver()) == ["silent/"]


def test_a_view_without_a_door_is_not_served(cast):
    request = RequestFactory().get("/silent/")
    with pytest.raises(ImproperlyConfigured):
        PortalGate(lambda asked: HttpResponse()).process_view(request, lambda asked: HttpResponse(), [], {})


def test_a_stranger_is_sent_to_the_log_in_page_and_back(cast):
    response = Client().get(reverse("stations"))
    assert (response.status_code, response.url) == (302, "/login/?next=/stations/")


def test_a_fragment_of_a_stranger_loads_the_log_in_page_whole(cast):
    response = Client().get(reverse("stations"), headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/login/")


def test_a_wrong_role_is_refused_and_written_down(cast):
    response = cast.client("lin").get(reverse("accounts"))
    assert response.status_code == 403
    assert "您现在的岗位不能进入这里" in response.text
    event = AuditEvent.objects.get(verb="拒绝进入")
    assert (event.user_name, event.post_title, event.reason) == (
        "林协管",
        "上沙村 · 村级劳动保障协管员",
        "GET /accounts/",
    )


def test_outside_looks_exactly_like_non_existent(cast):
    client = cast.client("wang")
    outside = client.get(reverse("station", args=[cast.stations["330303001201"].pk]))
    nowhere = client.get(reverse("station", args=[10**9]))
    assert (outside.status_code, nowhere.status_code) == (404, 404)
    assert outside.content == nowhere.content


def test_an_account_without_a_post_in_force_sees_nothing(cast):
    Post.objects.filter(user=cast.person("lin")).update(ends_on=today() - timedelta(days=1))
    response = cast.client("lin").get(reverse("stations"))
    assert (response.status_code, response.url) == (302, reverse("no_post"))


def test_a_post_counts_on_its_last_day_and_not_after(cast):
    Post.objects.filter(user=cast.person("lin")).update(ends_on=today())
    client = cast.client("lin")
    assert client.get(reverse("stations")).status_code == 200
    with time_machine.travel(today() + timedelta(days=1, hours=12)):
        client.force_login(cast.person("lin"))
        assert client.get(reverse("stations")).status_code == 302


def test_a_form_acts_under_the_post_it_was_shown_under(cast):
    lin, village_post = cast.person("lin"), cast.posts["lin"]
    other = Post.objects.create(user=lin, role=roles.DISTRICT_HR, region=cast.district, starts_on=today())
    client = cast.client("lin")
    client.post(reverse("switch_post", args=[village_post.pk]))
    address = reverse("station_open_missing")
    assert client.post(address, {"acting_post": other.pk}).status_code == 302
    assert client.post(address, {"acting_post": village_post.pk}).status_code == 403


def test_a_form_of_a_post_that_has_ended_does_nothing(cast):
    ended = Post.objects.create(
        user=cast.person("zhou"),
        role=roles.CITY,
        region=cast.city,
        starts_on=today() - timedelta(days=9),
        ends_on=today() - timedelta(days=1),
    )
    response = cast.client("zhou").post(reverse("station_open_missing"), {"acting_post": ended.pk})
    assert (response.status_code, response.url) == (302, reverse("no_post"))


def test_nobody_switches_to_another_persons_post(cast):
    client = cast.client("lin")
    client.post(reverse("switch_post", args=[cast.posts["sun"].pk]))
    assert "上沙村 · 村级劳动保障协管员" in client.get(reverse("home")).text


def test_a_session_ends_when_nothing_was_done_for_too_long(cast):
    client = cast.client("lin")
    client.get(reverse("home"))
    with time_machine.travel(today() + timedelta(days=2), tick=False) as clock:
        client.force_login(cast.person("lin"))
        client.get(reverse("home"))
        clock.shift(timedelta(seconds=1799))
        assert client.get(reverse("home")).status_code == 200
        clock.shift(timedelta(seconds=1801))
        response = client.get(reverse("home"), follow=True)
    assert "超过 30 分钟没有操作" in response.text


def test_pages_leave_nothing_in_the_browsers_cache(cast):
    assert cast.client("lin").get(reverse("home")).headers["Cache-Control"] == "no-store"


def test_a_forged_form_is_refused_in_chinese(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.person("zhou"))
    response = client.post(reverse("station_open_missing"))
    assert response.status_code == 403
    assert "页面已过期" in response.text


def test_a_get_changes_nothing(cast):
    assert cast.client("zhou").get(reverse("station_open_missing")).status_code == 405


@override_settings(ALLOWED_HOSTS=["portal.example"])
def test_a_forged_host_header_gets_the_plain_page_for_bad_requests(cast):
    response = Client().get(reverse("login"), headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "这个请求读不懂" in response.text


def test_the_administrator_sees_accounts_and_no_station(cast):
    client = cast.client("admin")
    assert client.get(reverse("accounts")).status_code == 200
    assert client.get(reverse("stations")).status_code == 403
    assert User.objects.count() == 12


def test_who_was_refused_and_whose_password_was_reset_stands_on_the_auditors_screen(cast):
    cast.client("lin").get(reverse("accounts"))
    cast.client("admin").post(reverse("account_reset", args=[cast.person("lin").pk]))
    Client().post(reverse("login"), {"username": "wang", "password": "wrong-password"})
    page = cast.client("qian").get(reverse("audit")).text
    for verb in ("拒绝进入", "重置口令", "登录失败"):
        assert verb in page


def test_behind_a_proxy_the_clients_own_address_counts(cast, settings):
    settings.PROXY_COUNT = 1
    Client().post(
        reverse("login"),
        {"username": "wang", "password": "wrong-password"},
        headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7"},
    )
    assert AuditEvent.objects.get(verb="登录失败").address == "203.0.113.7"


def test_a_page_without_the_frame_asks_for_no_todos(cast, django_assert_max_num_queries):
    client = cast.client("wang")
    with django_assert_max_num_queries(12):
        assert client.get("/stations/987654321/").status_code == 404
