"""Hands that mean harm, or slip: forged and swollen requests, rows of others, two at once, one person in two posts.

Each is refused in words or harmless; none is an error page, and none writes what the page did not offer.
"""

from __future__ import annotations

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kit.months import today
from services.models import Request
from staffing.models import Coordinator, Engagement, VillageAssessment
from stations import roles
from stations.models import AuditEvent, Post, Station, User
from tests import world
from tests.cast import Cast
from tests.staffing.people import count_households, hire, id_number
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.test_doors import ADDRESSES, FOR_ROLES, OWN, PLAYERS

UNSAFE = [address for address in ADDRESSES if "POST" in address.methods]
PAGES = [address for address in FOR_ROLES if "GET" in address.methods]
NUMBER_TOO_LONG = "9" * 5000
HOSTILE = (
    "a\0b",
    NUMBER_TOO_LONG,
    "²²²²",
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "0001-01-01",
    "9999-12-31",
    "2010-13",
    "﷽" * 400,
    "\u202e\u200b",
    "[]",
)


def address_of(address, cast):
    """The address with a row of 上沙村's own where it names one."""
    return address.of(world.ROWS[address.noun](cast, cast.place(OWN)) if address.names_a_row else None)


def player(address):
    return PLAYERS[min(address.roles)] if address.roles else "lin"


# Generated from the addresses.


# An open endpoint reads no session, so there is nothing that another site could do in somebody's name.
@pytest.mark.parametrize("address", [each for each in UNSAFE if not each.route.startswith("api/")], ids=str)
def test_nothing_is_done_without_the_token_of_a_page_of_ours(cast, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.person(player(address)))
    response = client.post(address_of(address, cast))
    assert response.status_code == 403
    assert "页面已过期" in response.text


@pytest.mark.parametrize("address", [each for each in UNSAFE if each.kind == "roles"], ids=str)
def test_no_field_takes_what_breaks_the_page(cast, address):
    client, target = cast.client(player(address)), address_of(address, cast)
    page = client.get(target) if "GET" in address.methods else None
    form = (getattr(page, "context_data", None) or {}).get("form")
    names = {*(form.fields if form else ()), "year", "seen", "version", "return", "step", "then", "digest"}
    answers = {value[:8]: client.post(target, dict.fromkeys(names, value)).status_code for value in HOSTILE}
    assert {status for status in answers.values() if status >= 500} == set(), answers


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_no_query_breaks_a_page_or_its_download(cast, address):
    client, target = cast.client(player(address)), address_of(address, cast)
    shown = client.get(target)
    filters = (getattr(shown, "context_data", None) or {}).get("filters")
    names = [
        *(filters.form.fields if filters else ()),
        "q",
        "year",
        "month",
        "page",
        "sort",
        "village",
        "no-such",
    ]
    for value in HOSTILE:
        query = dict.fromkeys(names, value)
        assert client.get(target, query).status_code < 500, value[:8]
    assert client.get(target, {**dict.fromkeys(names, "a\0b"), "format": "csv"}).status_code < 500


# Size and shape.


def test_a_body_that_no_page_takes_is_refused_before_it_is_read(settings, db):
    swollen = {"CONTENT_LENGTH": str(settings.BODY_MAX_BYTES + 1)}
    response = Client().generic("POST", reverse("login"), b"", "multipart/form-data; boundary=x", **swollen)
    assert response.status_code == 413
    assert "这次提交的内容太大" in response.text
    allowed = {"CONTENT_LENGTH": str(settings.BODY_MAX_BYTES)}
    assert Client().generic("POST", reverse("login"), b"", "text/plain", **allowed).status_code == 200


def test_more_fields_than_any_form_has_are_refused(db):
    many = dict.fromkeys((f"field-{number}" for number in range(5001)), "1")
    assert Client().post(reverse("login"), many).status_code == 400


def test_an_export_writes_down_its_filters_and_nothing_else_of_the_address(cast):
    client = cast.client("zhou")
    client.get(reverse("stations"), {"format": "csv", "words": "沙", "note": "x" * 1000, "other": "\0"})
    assert AuditEvent.objects.get(verb="导出").detail == {"rows": 2, "filters": {"words": "沙"}}


@pytest.mark.parametrize("year", ["", "\0", "1e3", NUMBER_TOO_LONG, str(today().year), "2O25"])
def test_no_sheet_is_drawn_up_for_a_year_that_nobody_chose(cast, year):
    response = cast.client("zhao").post(reverse("work_fund_new"), {"year": year}, follow=True)
    assert "请选好年度再编制" in response.text


@pytest.mark.parametrize(
    ("day", "taken"), [("1899-12-31", False), ("1900-01-01", True), ("2201-01-01", False)]
)
def test_days_that_nobody_means_are_asked_about(cast, day, taken):
    station = cast.station
    form = {"name": station.name, "opened_on": day, "version": station.version}
    response = cast.client("wang").post(reverse("station_edit", args=[station.pk]), form)
    station.refresh_from_db()
    assert (response.status_code, station.opened_on == date.fromisoformat(day)) == (
        (302, True) if taken else (422, False)
    )
    if not taken:
        assert response.context_data["form"].errors == {"opened_on": ["请核对年份,应在 1900 到 2200 之间。"]}


@pytest.mark.parametrize(
    ("day", "taken"),
    [("2008-12-31", False), ("2009-01-01", True), ("2009-12-31", True), ("2010-01-01", False)],
)
def test_a_years_households_are_corrected_to_a_day_of_that_year_only(cast, day, taken):
    count = count_households(cast.village, 430)
    form = {"households": 199, "counted_on": day, "source": "更正", "version": count.version}
    response = cast.client("wang").post(reverse("household_edit", args=[count.pk]), form)
    assert response.status_code == (302 if taken else 422)
    count.refresh_from_db()
    assert count.households == (199 if taken else 430)


def test_a_log_in_name_is_compared_and_measured_as_it_will_be_kept(cast):
    client, address = cast.client("admin"), reverse("account_create")
    twin = client.post(address, {"username": "ｌｉｎ", "name": "同名"})
    assert twin.context_data["form"].errors == {"username": ["这个登录名已有人使用。"]}
    swelling = client.post(address, {"username": "ﷺ" * 10, "name": "很长"})
    assert (swelling.status_code, list(swelling.context_data["form"].errors)) == (422, ["username"])
    assert User.objects.count() == 12


# Rows of others, and columns that no form offers.


STATION_CARD = [
    "address", "phone", "opening_hours", "head", "fixed_place", "dedicated_area", "hall_area", "windows",
    "service_seat", "network_connected", "network_since", "version",
]  # fmt: skip
FINDINGS = ["name", "opened_on", "new_or_merged", "new_or_merged_on", "light_workload", "light_workload_on"]
CONTRACT = ["kind", "starts_on", "ends_on", "monthly_wage", "note", "version"]
ITEM = [
    "name", "part", "clause", "limit_length", "limit_kind", "limit_basis", "papers", "free", "active_from",
    "active_to", "version",
]  # fmt: skip


def _contract(cast):
    return Engagement.objects.get(coordinator=hire(cast.village, "林晓梅", 1))


@pytest.mark.parametrize(
    ("who", "name", "row", "offered"),
    [
        ("lin", "station_edit", lambda cast: cast.station, STATION_CARD),
        ("wang", "station_edit", lambda cast: cast.station, [*STATION_CARD, *FINDINGS]),
        ("wang", "household_edit", lambda cast: count_households(cast.village, 430),
         ["households", "population", "counted_on", "source", "version"]),
        ("wang", "asset_edit", lambda cast: world._asset(cast, cast.village),
         ["codes", "name", "serial", "acquired_on", "funded_by", "cost", "condition", "version"]),
        ("wang", "coordinator_edit", lambda cast: hire(cast.village, "林晓梅", 1),
         ["name", "phone", "education", "bank", "version"]),
        ("wang", "engagement_edit", _contract, CONTRACT),
        ("admin", "account_edit", lambda cast: cast.person("lin"), ["name", "phone"]),
        ("sun", "service_item_edit", lambda cast: world._item(cast, cast.village), ITEM),
    ],
)  # fmt: skip
def test_a_form_takes_its_own_fields_and_no_column_beside_them(cast, who, name, row, offered):
    before = row(cast)
    smuggled = {key: "1" for field in before._meta.concrete_fields for key in (field.name, field.attname)}
    values = {key: getattr(before, key) for key in offered}
    kept = {key: "" if value in (None, False) else value for key, value in values.items()}
    response = cast.client(who).post(reverse(name, args=[before.pk]), {**smuggled, **kept})
    assert response.status_code == 302, response.context_data["form"].errors
    after = everything(type(before).objects.get(pk=before.pk))
    changed = {key for key, value in everything(before).items() if after[key] != value}
    assert changed <= {"version", "recorded_by_id", "recorded_at"}


def everything(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_new_request_is_where_and_what_the_station_says_not_what_the_sender_says(cast):
    item = world._item(cast, cast.village)
    smuggled = {field.attname: "1" for field in Request._meta.concrete_fields} | {
        "region": cast.place("330302008202").pk, "state": "told", "outcome": "agreed", "limit_length": 365,
    }  # fmt: skip
    typed = {
        "item": item.pk, "applicant": "张三", "phone": "19900001234", "asked": "咨询",
        "received_on": today().isoformat(), "form_token": str(uuid4()),
    }  # fmt: skip
    assert cast.client("lin").post(reverse("request_create"), {**smuggled, **typed}).status_code == 302
    taken = Request.objects.get()
    assert (taken.region, taken.received_by, taken.state, taken.outcome, taken.limit_length, taken.running) == (
        cast.village, cast.person("lin"), "received", "", 3, 1,
    )  # fmt: skip


@pytest.mark.parametrize("village", ["330302101201", "330303001201"])
def test_a_village_outside_is_no_choice_and_reads_like_none(cast, village):
    client, address = cast.client("wang"), reverse("coordinator_create")
    typed = {
        "name": "林晓梅", "id_text": id_number(1), "kind": "full_time", "starts_on": "2010-01-01",
        "monthly_wage": "1100",
    }  # fmt: skip
    outside = client.post(address, {**typed, "village": cast.place(village).pk})
    nowhere = client.post(address, {**typed, "village": 987_654_321})
    assert outside.context_data["form"].errors == nowhere.context_data["form"].errors
    assert list(outside.context_data["form"].errors) == ["village"]
    assert not Coordinator.objects.exists()


def test_a_filter_by_a_place_outside_is_no_choice_and_finds_nothing(cast):
    count_households(cast.place("330303001201"), 77)
    client, address, elsewhere = cast.client("zhou"), reverse("households"), cast.place("330303001").pk
    assert "永中村" not in client.get(address, {"township": elsewhere, "format": "json"}).text
    outside, nowhere = (
        client.get(address, {"township": pk}).context_data["filters"].form.errors
        for pk in (elsewhere, 987_654_321)
    )
    assert outside == nowhere == {"township": ["请从列表里选一项。"]}


# One person, two posts; one button, two hands.


@pytest.fixture
def zhou_scores(cast):
    """周科长 stands in at the township as well, and has sent an assessment up from there."""
    Post.objects.create(
        user=cast.person("zhou"), role=roles.TOWNSHIP, region=cast.township, starts_on=date(2009, 1, 1)
    )
    return VillageAssessment.objects.create(
        region=cast.village, year=2024, assessed_on=date(2024, 12, 20), result="合格", state="scored",
        scored_by=cast.person("zhou"),
    )  # fmt: skip


@pytest.mark.parametrize("whole_place", [False, True])
def test_nobody_confirms_what_he_scored_himself(cast, zhou_scores, whole_place):
    address, fields = (
        (reverse("assessment_confirm_place", args=[cast.township.pk]), {"year": 2024, "seen": 1})
        if whole_place
        else (reverse("assessment_confirm", args=[zhou_scores.pk]), {"version": zhou_scores.version})
    )
    response = cast.client("zhou").post(
        address, {**fields, "acting_post": cast.posts["zhou"].pk}, follow=True
    )
    assert "您自己报送的,须由别人确认" in response.text
    zhou_scores.refresh_from_db()
    assert (zhou_scores.state, zhou_scores.confirmed_by) == ("scored", None)


def test_a_form_used_for_one_applicant_does_not_swallow_the_next(cast):
    typed = {
        "item": world._item(cast, cast.village).pk, "applicant": "张三", "phone": "19900001234", "asked": "咨询",
        "received_on": today().isoformat(), "form_token": str(uuid4()),
    }  # fmt: skip
    client, address = cast.client("lin"), reverse("request_create")
    first, again = client.post(address, typed), client.post(address, typed)
    assert first.url == again.url
    other = client.post(address, {**typed, "applicant": "李四"})
    assert other.status_code == 422
    assert f"编号是 {Request.objects.get().number},这次没有受理" in other.text


def test_an_account_that_somebody_disabled_meanwhile_stays_disabled(cast):
    client, address = cast.client("admin"), reverse("account_active", args=[cast.person("lin").pk])
    page = client.get(address)
    shown = {"active": page.context_data["form"]["active"].value(), "reason": "离职"}
    client.post(address, shown)
    assert "已经是您要的状态" in client.post(address, shown).text
    assert not User.objects.get(username="lin").is_active


@pytest.mark.django_db(transaction=True)
def test_of_two_accounts_of_one_name_at_once_the_second_is_refused():
    cast = Cast.assemble()
    client, answers = cast.client("admin"), []

    def second():
        answers.append(client.post(reverse("account_create"), {"username": "same", "name": "后到"}))
        connections.close_all()

    with transaction.atomic():
        User.objects.create_user("same", None, name="先到")
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert answers[0].status_code == 422
    assert "别人刚刚登记了同样的内容" in answers[0].text
    assert User.objects.get(username="same").name == "先到"


# What leaves the portal.


def test_what_a_spreadsheet_would_run_leaves_as_text(cast, tmp_path):
    Station.objects.filter(pk=cast.station.pk).update(head='=HYPERLINK("http://evil.example")', phone="+86")
    client = cast.client("zhou")
    assert "'=HYPERLINK" in b"".join(client.get(reverse("stations"), {"format": "csv"})).decode("utf-8-sig")
    file = tmp_path / "stations.xlsx"
    file.write_bytes(b"".join(client.get(reverse("stations"), {"format": "xlsx"})))
    cells = [
        cell
        for row in CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
        for cell in row
    ]
    assert '=HYPERLINK("http://evil.example")' in cells


def test_a_place_cannot_break_out_of_a_charts_data(cast):
    from reports.models import MonthProgress

    cast.township.name = "</script><script>alert(1)</script>"
    cast.township.save()
    month = date(today().year - 1, 5, 1)
    for place in (cast.district, cast.township):
        MonthProgress.objects.create(
            region=place,
            code=place.code,
            scope_code=place.code,
            tier=place.tier,
            month=month,
            expected=1,
            submitted=0,
            on_time=0,
            accepted=0,
        )
    page = cast.client("zhou").get(reverse("board"), {"month": f"{month:%Y-%m}"}).text
    assert "\\u003c/script\\u003e" in page
    assert "<script>alert" not in page
