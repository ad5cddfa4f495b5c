"""Accounts and posts: opened, deputised, ended; passwords that must be changed; log-in that locks."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kit.months import today
from kit.refused import Refused
from stations import roles
from stations.actions import accounts
from stations.models import AuditEvent, PolicyDocument, Post, Region, User

GOOD_PASSWORD = "kai-men-da-ji-2010"


def grant(cast, **changes):
    asked = {
        "role": roles.TOWNSHIP,
        "region": cast.township,
        "starts_on": today(),
        "ends_on": None,
        "basis": "七都〔2010〕3号",
        "by": cast.person("admin"),
    }
    return accounts.give_post(cast.person("lin"), **{**asked, **changes})


@pytest.mark.parametrize("role", list(roles.LABELS))
@pytest.mark.parametrize("code", ["3303", "330302", "330302008", "330302008201"])
def test_a_role_stands_only_at_its_own_tier(cast, role, code):
    region = cast.place(code)
    if region.tier in roles.TIERS[role]:
        Post.objects.all().delete()
        assert grant(cast, role=role, region=region).role == role
    else:
        with pytest.raises(Refused, match="只能设在") as refusal:
            grant(cast, role=role, region=region)
        assert refusal.value.field == "region"


def test_nobody_gives_himself_a_post(cast):
    with pytest.raises(Refused, match="不能给自己设岗"):
        grant(cast, by=cast.person("lin"))


def test_the_same_post_does_not_overlap_itself(cast):
    grant(cast, ends_on=today() + timedelta(days=10))
    with pytest.raises(Refused, match="日期重叠"):
        grant(cast, starts_on=today() + timedelta(days=10))
    assert grant(cast, starts_on=today() + timedelta(days=11)).pk


def test_the_database_itself_refuses_an_overlap(cast):
    post = grant(cast)
    with pytest.raises(IntegrityError, match="post_no_overlap"), transaction.atomic():
        Post.objects.create(user=post.user, role=post.role, region=post.region, starts_on=today())


def test_a_deputy_stands_in_within_the_dates_of_the_post(cast):
    post = grant(cast, ends_on=today() + timedelta(days=30))
    asked = {"deputy": cast.person("chen"), "basis": "病假", "by": cast.person("admin")}
    with pytest.raises(Refused, match="超出了原岗位"):
        accounts.deputise(post, starts_on=today(), ends_on=today() + timedelta(days=31), **asked)
    deputy = accounts.deputise(post, starts_on=today(), ends_on=today() + timedelta(days=30), **asked)
    assert (deputy.role, deputy.region, deputy.deputy_for, deputy.title) == (
        roles.TOWNSHIP,
        cast.township,
        post,
        "七都街道 · 乡镇(街道)劳动保障所(代理)",
    )
    assert cast.client("chen").get(reverse("home")).status_code == 200


def test_a_deputy_has_no_deputy_and_is_not_the_holder(cast):
    post = grant(cast)
    day = {"starts_on": today(), "ends_on": today(), "basis": "事假", "by": cast.person("admin")}
    with pytest.raises(Refused, match="不能是本人"):
        accounts.deputise(post, deputy=cast.person("lin"), **day)
    deputy = accounts.deputise(post, deputy=cast.person("chen"), **day)
    with pytest.raises(Refused, match="不能再委托"):
        accounts.deputise(deputy, deputy=cast.person("wang"), **day)


def test_ending_a_post_ends_its_deputies(cast):
    post = grant(cast)
    deputy = accounts.deputise(
        post, deputy=cast.person("chen"), starts_on=today(), ends_on=today() + timedelta(9), basis="假",
        by=cast.person("admin"),
    )  # fmt: skip
    accounts.end_post(post, on=today(), reason="调离", by=cast.person("admin"))
    post.refresh_from_db()
    deputy.refresh_from_db()
    assert [(each.ends_on, each.ended_because) for each in (post, deputy)] == [(today(), "调离")] * 2
    assert [event.verb for event in AuditEvent.objects.order_by("id")] == [
        "设岗",
        "设代理",
        "终止岗位",
        "终止岗位",
    ]


def test_a_new_account_shows_its_password_once_and_must_change_it(cast):
    admin = cast.client("admin")
    response = admin.post(reverse("account_create"), {"username": "xin", "name": "新来的", "phone": ""})
    password = response.context_data["password"]
    assert password in response.text
    client = Client()
    assert client.post(reverse("login"), {"username": "xin", "password": password}).url == reverse("home")
    assert client.get(reverse("home")).url == reverse("password_change")
    changed = client.post(
        reverse("password_change"), {"current": password, "new": GOOD_PASSWORD, "again": GOOD_PASSWORD}
    )
    assert changed.url == reverse("home")
    assert client.get(reverse("home")).url == reverse("no_post")
    assert password not in admin.get(reverse("account", args=[User.objects.get(username="xin").pk])).text


@pytest.mark.parametrize(
    ("new", "again", "field"),
    [
        ("short-1", "short-1", "new"),
        ("1234567890123", "1234567890123", "new"),
        ("password123", "password123", "new"),
        (GOOD_PASSWORD, "kai-men-da-ji-2011", "again"),
    ],
)
def test_a_weak_or_mistyped_password_is_refused_at_its_field(cast, new, again, field):
    lin = cast.person("lin")
    lin.set_password("cunzhan-tests")
    lin.save()
    client = cast.client("lin")
    response = client.post(
        reverse("password_change"), {"current": "cunzhan-tests", "new": new, "again": again}
    )
    assert field in response.context_data["form"].errors
    lin.refresh_from_db()
    assert lin.check_password("cunzhan-tests")


def test_a_reset_ends_the_persons_sessions(cast):
    lin = cast.client("lin")
    assert lin.get(reverse("home")).status_code == 200
    cast.client("admin").post(reverse("account_reset", args=[cast.person("lin").pk]))
    assert lin.get(reverse("home")).status_code == 302


def test_a_disabled_account_is_out_at_once(cast):
    lin = cast.client("lin")
    address = reverse("account_active", args=[cast.person("lin").pk])
    assert cast.client("admin").post(address, {"active": "no", "reason": "离职"}).status_code == 302
    assert lin.get(reverse("home")).status_code == 302
    assert AuditEvent.objects.get(verb="停用账号").reason == "离职"


def test_the_administrator_does_not_disable_himself(cast):
    address = reverse("account_active", args=[cast.person("admin").pk])
    response = cast.client("admin").post(address, {"active": "no", "reason": "试"})
    assert "不能停用自己的账号" in response.text
    assert User.objects.get(username="admin").is_active


def test_a_log_in_name_in_use_is_refused_at_its_field(cast):
    response = cast.client("admin").post(reverse("account_create"), {"username": "lin", "name": "重名"})
    assert response.status_code == 422
    assert response.context_data["form"].errors == {"username": ["这个登录名已有人使用。"]}


def test_a_post_outside_the_administrators_city_does_not_exist(cast):
    cast.places["330302"].__class__.objects.create(tier=1, code=330400000000, kind="city", name="嘉兴市")
    response = cast.client("admin").post(
        reverse("post_create", args=[cast.person("lin").pk]),
        {"role": roles.CITY, "region": "3304", "starts_on": today().isoformat(), "basis": "试"},
    )
    assert response.context_data["form"].errors == {"region": ["管辖范围内没有这个代码的区划。"]}


def test_wrong_name_and_wrong_password_read_the_same(cast):
    pages = [
        Client().post(reverse("login"), {"username": name, "password": "wrong-password"}).text
        for name in ("lin", "nobody")
    ]
    bodies = [
        page.split("<form", 1)[1].replace('value="lin"', "").replace('value="nobody"', "") for page in pages
    ]
    strip = [body[body.index("登录名") :] for body in bodies]
    assert strip[0] == strip[1]


def test_the_seventh_try_is_locked_and_the_neighbour_is_not(cast):
    lin = cast.person("lin")
    lin.set_password(GOOD_PASSWORD)
    lin.save()
    chen = cast.person("chen")
    chen.set_password(GOOD_PASSWORD)
    chen.save()
    client = Client()
    for spoofed in range(6):
        client.post(
            reverse("login"),
            {"username": "lin", "password": "wrong"},
            headers={"X-Forwarded-For": f"10.0.0.{spoofed}"},
        )
    locked = client.post(reverse("login"), {"username": "lin", "password": GOOD_PASSWORD})
    assert locked.status_code == 429
    assert "15 分钟" in locked.text
    assert Client().post(reverse("login"), {"username": "chen", "password": GOOD_PASSWORD}).status_code == 302


def test_the_way_back_after_log_in_stays_on_this_portal(cast):
    lin = cast.person("lin")
    lin.set_password(GOOD_PASSWORD)
    lin.save()
    form = {"username": "lin", "password": GOOD_PASSWORD}
    assert Client().post(reverse("login"), {**form, "next": "https://evil.example/"}).url == "/"
    assert Client().post(reverse("login"), {**form, "next": "/stations/"}).url == "/stations/"


def test_of_two_who_edit_an_account_the_second_is_shown_what_the_first_changed(cast):
    admin, address = cast.client("admin"), reverse("account_edit", args=[cast.person("lin").pk])
    shown = admin.get(address).context_data["form"].initial["version"]
    first = {"name": "林晓梅", "phone": "057700000001", "version": shown}
    assert admin.post(address, first).status_code == 302
    second = {"name": "林协管", "phone": "057700000002", "version": shown}
    late = admin.post(address, second)
    assert (late.status_code, "林晓梅" in late.text) == (409, True)
    lin = User.objects.get(username="lin")
    assert (lin.name, lin.phone, lin.version) == ("林晓梅", "057700000001", shown + 1)
    assert admin.post(address, {**second, "version": lin.version}).status_code == 302
    lin.refresh_from_db()
    assert (lin.name, lin.phone, lin.version) == ("林协管", "057700000002", shown + 2)
    assert admin.post(address, {"name": "林协管", "phone": "057700000002"}).status_code == 422


def offered(page):
    """code → name of the places that a page's list of suggestions offers."""
    [listed] = re.findall(r'<datalist id="region_places">(.*?)</datalist>', page.text, re.DOTALL)
    return dict(re.findall(r'<option value="([0-9]+)">([^<]+)</option>', listed))


def test_a_place_may_be_found_by_its_name_down_to_the_townships(cast):
    page = cast.client("admin").get(reverse("post_create", args=[cast.person("lin").pk]))
    assert offered(page) == {
        "3303": "温州市",
        "330302": "温州市 › 鹿城区",
        "330302008": "温州市 › 鹿城区 › 七都街道",
        "330302101": "温州市 › 鹿城区 › 山福镇",
        "330303": "温州市 › 龙湾区",
        "330303001": "温州市 › 龙湾区 › 永中街道",
    }
    assert 'list="region_places"' in page.text
    document = PolicyDocument.objects.get(key="W")
    assert offered(cast.client("sun").get(reverse("policy_adopt", args=[document.pk]))) == offered(page)


def test_a_closed_place_is_not_offered_and_a_village_is_still_typed(cast):
    Region.objects.filter(pk=cast.township.pk).update(closed_on=today())
    address = reverse("post_create", args=[cast.person("qian").pk])
    admin = cast.client("admin")
    assert "330302008" not in offered(admin.get(address))
    form = {"role": "village", "region": "330302101201", "starts_on": today(), "basis": "试"}
    assert admin.post(address, form).status_code == 302
    assert Post.objects.filter(user=cast.person("qian"), region=cast.place("330302101201")).exists()


def test_nobody_ends_his_own_post(cast):
    with pytest.raises(Refused, match="不能终止自己的岗位"):
        accounts.end_post(cast.posts["admin"], on=today(), reason="试", by=cast.person("admin"))


def test_a_reset_password_opens_a_locked_door(cast):
    for _ in range(6):
        Client().post(reverse("login"), {"username": "lin", "password": "wrong"})
    password = accounts.reset_password(cast.person("lin"))
    assert Client().post(reverse("login"), {"username": "lin", "password": password}).status_code == 302
