"""What the demo shows: loaded once for all tests here, which only look."""

from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from time_machine import travel

from kit.idnumber import IdNumber
from kit.months import today
from reports.models import MonthFigure, MonthProgress, Return
from reports.rules.returns import owed_month
from services.models import Request
from staffing.models import Coordinator, Engagement, VillageAssessment
from stations import files, roles
from stations.actions.titles import points_of
from stations.demo import PASSWORD
from stations.documents import load_shipped_documents
from stations.models import (
    Adoption,
    AdvancedAward,
    Claim,
    Finding,
    HouseholdCount,
    Inspection,
    InspectionRound,
    Notice,
    Post,
    Rectification,
    Region,
    Station,
    StoredFile,
    TitleCase,
    User,
)
from stations.places import Place, Tier
from stations.rules.scoring import COUNTY
from stations.rules.titles import TITLE
from stations.titles import Share, community_target, shares

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_shipped_documents()
        call_command("demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)


def test_three_districts_are_there_whole() -> None:
    tiers = Region.objects.order_by().values_list("tier").annotate(Count("pk"))
    assert dict(tiers) == {0: 1, 1: 1, 2: 3, 3: 37, 4: 491}
    assert Station.objects.count() == 491
    adoption = Adoption.objects.select_related("region", "document").get()
    assert (adoption.region.name, adoption.document.key, adoption.starts_on) == (
        "温州市",
        "W",
        date(2009, 11, 4),
    )


def test_household_counts_stand_on_every_edge_of_the_tiers() -> None:
    """199, 200, 800 and 801 households, each in a 行政村 of 鹿城, at the end of last year."""
    last_year = today().year - 1
    villages = HouseholdCount.objects.within(Place.parse("330302").jurisdiction).filter(
        region__kind="village"
    )
    assert {199, 200, 800, 801} <= set(villages.filter(year=last_year).values_list("households", flat=True))
    every = HouseholdCount.objects.order_by("year").values_list("year", "made_up", "source")
    assert list(every.annotate(Count("pk"))) == [
        (last_year - 1, True, "示例数据(虚构)", 491),
        (last_year, True, "示例数据(虚构)", 491),
    ]


def test_the_people_have_the_posts_of_the_cast() -> None:
    posts = Post.objects.exclude(user__username__contains="-").select_related("user", "region")
    assert {(post.user.username, post.user.name, post.role, post.region.name) for post in posts} == {
        ("lin", "林协管", roles.COORDINATOR, "油岙村委会"),
        ("chen", "陈主任", roles.VILLAGE, "油岙村委会"),
        ("wang", "王所长", roles.TOWNSHIP, "藤桥镇"),
        ("zhou", "周科长", roles.DISTRICT_HR, "鹿城区"),
        ("zhao", "赵会计", roles.DISTRICT_FINANCE, "鹿城区"),
        ("jin", "金科长", roles.DISTRICT_FINANCE, "鹿城区"),
        ("wu", "吴出纳", roles.DISTRICT_FINANCE, "鹿城区"),
        ("sun", "孙处长", roles.CITY, "温州市"),
        ("he", "何科员", roles.CITY, "温州市"),
        ("qian", "钱审计", roles.AUDITOR, "温州市"),
        ("mo", "陌生人", roles.DISTRICT_FINANCE, "龙湾区"),
        ("admin", "系统管理员", roles.ADMIN, "温州市"),
    }


def test_everybody_is_marked_and_who_only_lends_a_name_cannot_sign_in() -> None:
    assert set(User.objects.values_list("is_demo", "must_change_password")) == {(True, False)}
    assert not any(user.has_usable_password() for user in User.objects.filter(username__contains="-"))


@pytest.mark.parametrize("username", ["lin", "wang", "zhou", "zhao", "sun", "qian", "admin"])
def test_one_signs_in_and_sees_the_home_page(username: str) -> None:
    client = Client()
    client.post(reverse("login"), {"username": username, "password": PASSWORD})
    assert client.get(reverse("home")).status_code == 200


def test_coordinators_are_invented_and_most_villages_have_one() -> None:
    numbers = list(Coordinator.objects.values_list("id_text", flat=True))
    assert {IdNumber(number).area for number in numbers} == {"990000"}
    assert all(phone.startswith("1990000") for phone in Coordinator.objects.values_list("phone", flat=True))
    villages = Region.objects.filter(kind="village").count()
    in_post = Engagement.objects.in_force(today()).filter(region__kind="village").values("region").distinct()
    assert 0.85 * villages < in_post.count() < villages
    assert Engagement.objects.filter(kind="part_time").exists()
    assert Engagement.objects.filter(ended_on__lt=date(today().year - 1, 12, 1)).exists()


def test_most_villages_were_assessed_last_year_and_a_few_failed() -> None:
    states = VillageAssessment.objects.order_by().values_list("year", "state", "result").annotate(Count("pk"))
    last_year = today().year - 1
    assert sorted(states) == [
        (last_year, "confirmed", "不合格", 8),
        (last_year, "confirmed", "合格", 286),
        (last_year, "scored", "合格", 3),
    ]


def test_titles_are_at_every_step_and_enough_are_held_for_a_share_to_show() -> None:
    rows = TitleCase.objects.order_by().values_list("title_key", "state")
    held = {state for key, state in rows if key == "full_employment_community"}
    assert held == set(TITLE.states)
    assert {key for key, _ in rows} == {
        "full_employment_community", "demonstration_platform", "four_have_town",
    }  # fmt: skip
    shares = {row.district.name: (row.communities, row.verdict.ok) for row in _shares()}
    assert shares == {"鹿城区": (91, False), "龙湾区": (28, True), "瓯海区": (46, False)}
    assert AdvancedAward.objects.count() == 2
    given = TitleCase.objects.exclude(designated_on=None).filter(title_key="full_employment_community")
    assert all(case.table.passes(points_of(case, COUNTY)).ok for case in given)
    assert all("示例" in case.basis for case in TitleCase.objects.all())
    # Of 藤桥镇, and free for whoever looks round.
    assert not TitleCase.objects.filter(
        region__code=330302102001, title_key="full_employment_community"
    ).exists()


def _shares() -> list[Share]:
    target = community_target()
    assert target is not None
    return shares(Place.parse("3303").jurisdiction, target, today())


def test_a_round_is_over_one_is_under_way_and_what_was_amiss_is_at_every_step() -> None:
    over, running = InspectionRound.objects.order_by("first_day")
    states = Inspection.objects.order_by().values_list("round", "state").annotate(Count("pk"))
    assert {(key, state) for key, state, _ in states} == {
        (over.pk, "closed"), (running.pk, "planned"), (running.pk, "rectifying"), (running.pk, "inspected"),
    }  # fmt: skip
    assert running.first_day <= today() <= running.last_day
    rows = Rectification.objects.filter(finding__inspection__round=running)
    assert set(rows.values_list("state", flat=True)) == {"open", "proved", "accepted"}
    assert rows.filter(state="open", deadline__lt=today()).exists()
    assert rows.filter(state="open").exclude(returned_because="").exists()
    mine = rows.filter(region__code=330302102202).values_list("finding__item", flat=True)
    assert {"RULES", "SITE"} <= set(mine)
    assert Finding.objects.filter(evidence_ok=False, claim="met").exists()
    assert 0 < Claim.objects.values("station").distinct().count() < 36 + 35
    for file in StoredFile.objects.filter(purpose="checklist"):
        assert "(示例)" in file.title
        assert files.read(file.name)


def test_notices_bar_to_a_day_until_lifted_and_no_more() -> None:
    found = Notice.objects.order_by().values_list("sanction_key", "subject")
    assert {*found} == {
        ("penalty", "unit"), ("penalty", "person"), ("reward", "unit"), ("reward", "person"),
        ("designation_reward", "unit"),
    }  # fmt: skip
    assert all("示例" in notice.reason for notice in Notice.objects.all())
    barred = Notice.objects.barring_on(today()).filter(sanction_key="penalty")
    assert set(barred.values_list("subject", flat=True)) == {"unit", "person"}
    assert Notice.objects.exclude(lifted_on=None).count() == 1


def test_requests_are_open_in_time_soon_due_and_overdue() -> None:
    mine = Request.objects.filter(received_by__username="lin").open()
    assert set(mine.values_list("state", flat=True)) == {"received", "sent_up", "returned", "decided"}
    soon, late = mine.soon_on(today()), mine.late_on(today())
    assert soon.exists()
    assert late.exists()
    assert mine.exclude(pk__in=soon).exclude(pk__in=late).exists()


def test_three_months_are_reported_ever_less_completely_and_add_up() -> None:
    latest = owed_month(today())
    accepted = [Return.objects.of_month(latest - step).filter(state="accepted").count() for step in range(3)]
    assert accepted[0] < accepted[1] < accepted[2] == 490
    assert {"returned", "submitted"} <= set(Return.objects.of_month(latest).values_list("state", flat=True))
    for step in range(3):
        city = MonthProgress.objects.of_month(latest - step).get(tier=Tier.CITY)
        assert (city.expected, city.accepted) == (490, accepted[step])
        advice = MonthFigure.objects.of_month(latest - step).filter(indicator="advice")
        stations = advice.filter(tier=Tier.VILLAGE).values_list("value", flat=True)
        assert sum(stations) == advice.get(tier=Tier.CITY).value


def test_the_latest_return_of_the_coordinator_is_still_to_do() -> None:
    mine = Return.objects.filter(region__posts__user__username="lin").order_by("month")
    latest = owed_month(today())
    assert [(report.period, report.state) for report in mine] == [
        (latest - 2, "accepted"),
        (latest - 1, "accepted"),
    ]


def test_on_new_years_day_nothing_is_of_tomorrow() -> None:
    day = date(2027, 1, 1)
    with travel("2027-01-01T01:00:00Z"), transaction.atomic():
        call_command("demo", "--remove", stdout=StringIO())
        call_command("demo", stdout=StringIO())
        assert set(HouseholdCount.objects.values_list("year", flat=True)) == {2025, 2026}
        assert not Return.objects.filter(first_submitted_on__gt=day).exists()
        assert not Request.objects.filter(closed_on__gt=day).exists()
        assert not VillageAssessment.objects.filter(confirmed_at__date__gt=day).exists()
