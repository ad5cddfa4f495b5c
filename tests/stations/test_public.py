"""A station's public page: what is on it and nothing else, by whom, and where a code leads."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from kit.months import today
from services.actions.items import items_of
from services.models import ServiceItem
from staffing.actions import portraits
from staffing.models import Coordinator, Engagement
from stations.actions import wall_texts
from stations.documents import policy_for
from stations.models import Region, Station, StoredFile
from stations.posters import Line
from stations.public import Sheet, reading, sheet_of
from stations.wall import Member, Offer
from tests.cast import Cast
from tests.support.files import picture
from tests.world import _engagement

PAGE = "/p/330302008201/"
PENSION = "城乡居民社会养老保险:信息录入、费用征收、待遇支付、领取资格认定"
PRIVATE = {
    "id_text": "99000019800101",
    "phone": "19912345678",
    "bank": "某某农商银行",
    "bank_account": "6228480000000001",
}


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    cache.clear()


@pytest.fixture
def furnished(cast) -> Cast:
    """上沙村's station with everything that can stand on its page, and people with private numbers."""
    Station.objects.filter(pk=cast.station.pk).update(
        address="上沙路 1 号", phone="0577-8880000", opening_hours="周一至周五", head="陈主任"
    )
    items = items_of(policy_for(cast.city, today()), cast.city, on=date(2020, 1, 1))
    ServiceItem.objects.bulk_create(items[:1])
    ServiceItem.objects.update(limit_length=20, limit_kind="working", limit_basis="承诺", papers="身份证")
    for what, text in (
        ("服务承诺", "当面接待。"),
        ("服务标准", "有人值守。"),
        ("内部制度", "只上墙,不上网。"),
    ):
        wall_texts.write(what=what, text=text, citation="试", by=cast.posts["wang"])
    number = {"office": "区局", "phone": "0577-12345", "hours": "工作日"}
    wall_texts.set_phone(None, number, by=cast.posts["zhou"])
    person = _engagement(cast, cast.village).coordinator
    Coordinator.objects.filter(pk=person.pk).update(**{**PRIVATE, "id_text": person.id_text})
    show(cast, person, agreed=True)
    return cast


def show(cast: Cast, person: Coordinator, *, agreed: bool) -> StoredFile:
    upload = SimpleUploadedFile("a.png", picture(), "image/png")
    held = Coordinator.objects.select_related("region", "portrait").get(pk=person.pk)
    portraits.show(held, upload=upload, agreed=agreed, by=cast.person("wang"))
    return held.portrait


class Words(HTMLParser):
    """Every text of a page that somebody can read, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


def test_the_page_says_this_and_nothing_besides(furnished):
    response = Client().get(PAGE)
    assert response.status_code == 200
    duties = Words(response.text.split("<h2>工作职责</h2>")[1].split("</section>")[0]).found
    assert (len(duties), duties[-1]) == (8, "依据:温政发[2009]71号 W三(一)")
    assert [word for word in Words(response.text).found if word not in duties] == [
        "上沙村劳动保障站", "温州市 › 鹿城区 › 七都街道 › 上沙村", "上沙村劳动保障站",
        "地址", "上沙路 1 号", "电话", "0577-8880000", "服务时间", "周一至周五", "负责人", "陈主任",
        "工作人员", "某协管", "劳动保障协管员(兼职)",
        "能办的事", PENSION, "20 个工作日", "内办结 ·", "免费", "请带:身份证",
        "服务承诺", "当面接待。", "服务标准", "有人值守。", "工作职责",
        "监督电话", "0577-12345", "区局,工作日", f"资料更新:{today()}",
    ]  # fmt: skip


def test_what_the_template_is_given_holds_no_row_and_no_private_field(furnished):
    """The whole set of fields: one that is added has to be added here, by somebody who thinks about it."""
    assert [field.name for field in fields(Sheet)] == [
        "name", "place", "address", "phone", "hours", "head", "staff", "duties", "duties_source", "offers",
        "commitments", "standards", "supervision", "changed_on",
    ]  # fmt: skip
    assert [field.name for field in fields(Member)] == ["name", "post", "portrait"]
    assert [field.name for field in fields(Offer)] == ["name", "part", "limit", "basis", "papers", "free"]
    assert [field.name for field in fields(Line)] == ["text", "lead", "clause"]
    page = Client().get(PAGE).text
    for secret in (*PRIVATE.values(), "内部制度", "只上墙", "csrf", "acting_post"):
        assert secret not in page


def test_a_stranger_and_a_person_with_a_post_see_the_same_and_neighbours_share_it(furnished):
    stranger, chen = Client().get(PAGE), furnished.client("chen").get(PAGE)
    assert stranger.content == chen.content
    assert stranger.headers["Cache-Control"] == "public, max-age=60"
    assert (stranger.cookies, "Cookie" in stranger.headers.get("Vary", "")) == ({}, False)
    assert Client().post(PAGE).status_code == 405


def test_the_page_is_read_in_the_scope_of_its_village_by_a_reader(furnished, queries):
    village = furnished.village
    assert (reading(village).role, reading(village).jurisdiction) == ("cunzhan_reader", village.jurisdiction)
    with queries() as found:
        Client().get(PAGE)
    # Village, station, texts, adoptions, items, staff, phone, the last change.
    assert len(found) == 8, "\n".join(str(each)[:160] for each in found)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('app.lo')")
        assert cursor.fetchone() == ("none", "")


def test_a_station_that_has_registered_nothing_says_what_to_do(cast):
    page = Client().get(PAGE).text
    for words in (
        "还没有登记,请到村委会询问", "去之前请先问一下", "请找站负责人或村委会", "请到站里询问", "可以向乡镇(街道)反映",
    ):  # fmt: skip
        assert words in page


@pytest.mark.parametrize(
    "code",
    ["330302008299", "330302008", "33030200820x", "３３０３０２００８２０１", "0" * 12, "9" * 300, "..%2f"],
)
def test_a_code_that_leads_nowhere_is_a_plain_404(cast, code):
    response = Client().get(f"/p/{code}/")
    assert (response.status_code, "登录" in response.text) == (404, False)
    if "/" not in code and "%" not in code:
        assert response.content == Client().get("/p/330302008298/").content


def test_a_village_without_a_station_looks_like_none(cast):
    Station.objects.filter(pk=cast.station.pk).delete()
    assert Client().get(PAGE).content == Client().get("/p/330302008298/").content


def test_a_code_of_the_past_leads_to_what_the_village_became(cast):
    heir = cast.place("330302008202")
    Region.objects.filter(pk=cast.village.pk).update(became=heir, closed_on=today() - timedelta(days=3))
    response = Client().get(PAGE)
    assert (response.status_code, response.url) == (302, "/p/330302008202/")
    Region.objects.filter(pk=cast.village.pk).update(became=None)
    assert Client().get(PAGE).status_code == 404


def test_a_code_that_was_given_anew_is_that_of_today(cast):
    Region.objects.filter(pk=cast.village.pk).update(opened_on=date(2000, 1, 1))
    Region.objects.create(
        tier=4, code=330302008201, kind="village", name="旧上沙村", parent=cast.township,
        opened_on=date(1990, 1, 1), closed_on=date(2000, 1, 1), became=cast.place("330302008202"),
    )  # fmt: skip
    assert "上沙村劳动保障站" in Client().get(PAGE).text


# Portraits


def portrait_of(cast: Cast) -> str:
    return reverse("public_portrait", args=["330302008201", Coordinator.objects.get().portrait.name])


def test_the_photo_of_somebody_who_agreed_is_served_small_and_without_its_past(furnished):
    address = portrait_of(furnished)
    assert address in Client().get(PAGE).text
    response = Client().get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/jpeg")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("why", ["not agreed", "left", "other village", "other photo", "closed"])
def test_any_other_photo_is_not_there(furnished, why):
    address = portrait_of(furnished)
    if why == "not agreed":
        Coordinator.objects.update(portrait_agreed_on=None)
    elif why == "left":
        Engagement.objects.update(ends_on=today() - timedelta(days=1))
    elif why == "other village":
        address = address.replace("330302008201", "330302008202")
    elif why == "closed":
        Region.objects.filter(pk=furnished.village.pk).update(closed_on=today())
    else:
        photo = StoredFile.objects.get()
        other = StoredFile.objects.exclude(pk=photo.pk).first() or photo
        address = address.replace(str(photo.name), "00000000-0000-4000-8000-000000000000")
        assert other == photo
    assert Client().get(address).status_code == 404
    if why in ("not agreed", "left"):
        assert "<img" not in Client().get(PAGE).text


def test_the_gate_keeps_the_portraits_own_address_closed(furnished):
    name = Coordinator.objects.get().portrait.name
    assert Client().get(reverse("file", args=[name])).status_code == 302


def test_so_many_a_minute_and_no_more(furnished, settings):
    settings.CALCULATOR_RATE = "3/min"
    client = Client(REMOTE_ADDR="203.0.113.9")
    answers = [client.get(PAGE).status_code for _ in range(3)]
    assert answers == [200, 200, 200]
    over = client.get(portrait_of(furnished))
    assert (over.status_code, client.get(PAGE, headers={"X-Forwarded-For": "1.2.3.4"}).status_code) == (
        429,
        429,
    )
    assert Client(REMOTE_ADDR="203.0.113.10").get(PAGE).status_code == 200


def test_the_sheet_is_made_under_row_security(furnished):
    """Another village's scope sees nothing of this one."""
    from kit.scope import acting

    with acting(reading(furnished.place("330302008202"))):
        assert sheet_of(furnished.village, today()) is None
