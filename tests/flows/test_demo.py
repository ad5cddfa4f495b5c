"""The demo comes in, is used, and goes away without a trace; what stands beside it stays as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from funding.actions import sheets
from kit.jurisdiction import EVERYWHERE
from kit.months import Month, today
from kit.scope import Acting, acting, everywhere
from reports.actions import returns
from reports.rollup import roll_up
from reports.rules.returns import owed_month
from services.models import ServiceItem
from staffing.actions import assessments
from staffing.models import VillageAssessment
from stations import roles
from stations.actions import accounts, files
from stations.actions.stations import correct_households
from stations.demo import PASSWORD
from stations.documents import load_shipped_documents
from stations.models import Adoption, Demo, HouseholdCount, Job, PolicyDocument, Post, Region, Station, User
from stations.models.regions import located
from stations.places import Tier
from tests.support.files import picture

RUIAN = (
    "330381,瑞安市\n330381001,安阳街道\n330381001001,安阳社区\n330381102,塘下镇\n330381102201,上马村委会\n"
)
# Rolled up anew after the removal: the same figures in new rows.
NUMBERED_ANEW = {"reports_monthfigure", "reports_monthprogress"}
ENTERED = {"advice": 3, "publicity": 0, "visits": 2, "vacancies": 1}


def demo(*options: str) -> str:
    said = StringIO()
    call_command("demo", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def documents(db: None) -> None:
    load_shipped_documents()


@pytest.fixture
def loaded(documents: None) -> None:
    demo()


@contextmanager
def signed_in(username: str) -> Iterator[Post]:
    """The transaction of a request by ``username``."""
    post = Post.objects.select_related("user", "region__parent__parent").get(user__username=username)
    author = {"user_id": post.user_id, "user": post.user.name, "post_id": post.pk, "post": post.title}
    with acting(Acting(jurisdiction=post.jurisdiction, author=author)):
        yield post


def every_row() -> dict[str, list[str]]:
    """All rows of all tables, as text."""
    with acting(Acting(EVERYWHERE, role="none")), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        rows = {}
        for table in tables:
            key = "- 'id'" if table in NUMBERED_ANEW else ""
            cursor.execute(f'SELECT (to_jsonb(t) {key})::text FROM "{table}" AS t ORDER BY 1')
            rows[table] = [row for (row,) in cursor.fetchall()]
    return rows


# Again, and where it may not


def test_a_second_demo_says_that_it_is_there(loaded: None) -> None:
    before = every_row()
    assert f"演示数据已于 {today():%Y-%m-%d} 载入。" in demo()
    assert every_row() == before


def test_the_table_of_people_is_shown_while_the_demo_is_loaded(documents: None) -> None:
    assert demo("--people") == "没有载入演示数据,没有演示人员。\n"
    demo()
    lines = demo("--people").splitlines()
    assert lines[0].split() == ["登录名", "姓名", "岗位", "口令"]
    assert lines[1].split() == ["lin", "林协管", "油岙村委会", "·", "村级劳动保障协管员", "cunzhan-demo"]
    assert len(lines) == 13


def test_without_a_demo_there_is_nothing_to_remove(documents: None) -> None:
    with pytest.raises(CommandError, match="没有载入演示数据,不用卸载。"):
        demo("--remove")


def test_it_does_not_come_in_where_a_district_has_stations_already(cast: Any) -> None:
    before = every_row()
    with pytest.raises(CommandError, match="鹿城、龙湾、瓯海三个区里已有"):
        demo()
    assert every_row() == before


def test_it_does_not_take_anybodys_log_in_name(documents: None) -> None:
    User.objects.create_user("wang", None, name="王真人")
    before = every_row()
    with pytest.raises(CommandError, match="登录名 wang 已有人使用"):
        demo()
    assert every_row() == before


# And away


@pytest.mark.django_db(transaction=True)
def test_an_empty_portal_is_empty_again() -> None:
    load_shipped_documents()
    before = every_row()
    demo()
    _use_it()
    assert "演示数据已卸载" in demo("--remove")
    assert every_row() == before


@pytest.mark.django_db(transaction=True)
def test_a_real_district_beside_it_stays_as_it_was(tmp_path: Path) -> None:
    load_shipped_documents()
    _found_ruian(tmp_path)
    before = every_row()
    demo()
    _use_it()
    demo("--remove")
    assert every_row() == before


@pytest.mark.django_db(transaction=True)
def test_places_that_were_there_before_stay_and_keep_their_names(tmp_path: Path) -> None:
    load_shipped_documents()
    _load_list(tmp_path, "330302,鹿城老名\n330302102,藤桥镇\n330302102202,油岙村\n")
    before = every_row()
    demo()
    assert Region.objects.get(code=330302102202).name == "油岙村"
    demo("--remove")
    assert every_row() == before


@pytest.mark.django_db(transaction=True)
def test_what_others_came_to_need_is_spared(tmp_path: Path) -> None:
    """A real district loaded below the demo's city keeps the city; who signed there keeps a closed account."""
    load_shipped_documents()
    demo()
    _load_list(tmp_path, RUIAN)
    village = Region.objects.get(code=330381102201)
    with everywhere():
        count = HouseholdCount.objects.create(
            **located(village), year=2025, counted_on=date(2025, 12, 31), households=300, source="统计年报"
        )
    with signed_in("he") as post:
        correct_households(count, {"households": 310}, by=post.user)
    demo("--remove")
    assert [region.name for region in Region.objects.order_by("code", "tier")] == [
        "浙江省",
        "温州市",
        "瑞安市",
        "安阳街道",
        "安阳社区",
        "塘下镇",
        "上马村委会",
    ]
    with everywhere():
        assert HouseholdCount.objects.get().households == 310
    he = User.objects.get()
    assert (he.name, he.is_active, he.is_demo, he.has_usable_password()) == ("何科员", False, False, False)
    assert not Post.objects.exists()
    assert not Demo.objects.exists()


def _use_it() -> None:
    """A day's work in the demo, so that more than its own rows are there to be taken away."""
    with signed_in("lin") as post:
        month = owed_month(today())
        returns.submit(post.region, month, entered=ENTERED, explanation="演示", by=post)
    roll_up(month)
    with signed_in("lin") as post:
        photo = BytesIO(picture())
        files.store(post.region, photo, purpose="station", title="站牌", by=post.user)
    with signed_in("zhou") as post:
        waiting = VillageAssessment.objects.within(post.jurisdiction).filter(state="scored").first()
        assessments.confirm(waiting, seen=waiting.version, by=post.user)
    _pay_the_work_fund()
    with signed_in("he") as post:
        Job.objects.create(kind="reports.rollup", asked_by=post.user, asked_under=post)
    with signed_in("admin") as post:
        _change_posts(post.user)
    client = Client()
    client.post(reverse("login"), {"username": "lin", "password": "wrong"})
    client.post(reverse("login"), {"username": "lin", "password": PASSWORD})
    client.get(reverse("home"))


def _change_posts(admin: User) -> None:
    """A new account with a post, and a deputy whose turn never comes: his post is gone, its history is not."""
    newcomer, _ = accounts.open_account(username="xin", name="新来的", phone="")
    village = Region.objects.get(code=330302102203)
    accounts.give_post(
        newcomer, role=roles.VILLAGE, region=village, starts_on=today(), ends_on=None, basis="", by=admin
    )
    held = Post.objects.get(user__username="zhou")
    next_week = today() + timedelta(days=7)
    accounts.deputise(held, deputy=newcomer, starts_on=next_week, ends_on=next_week, basis="休假", by=admin)
    accounts.end_post(held, on=today(), reason="调离", by=admin)


def _pay_the_work_fund() -> None:
    """A sheet that is paid: nothing of it may be changed any more, and yet it goes with the demo."""
    with signed_in("zhao") as post:
        sheet = sheets.draw_up(post.region, today().year - 1, by=post.user)
        sheets.submit(sheet, seen=sheet.content_digest, by=post.user)
    with signed_in("jin") as post:
        sheets.approve(sheet, seen=sheet.content_digest, by=post.user)
    with signed_in("wu") as post:
        sheets.record_payment(
            sheet, paid_on=today(), voucher="演示-1", seen=sheet.content_digest, by=post.user
        )


def _load_list(folder: Path, rows: str) -> None:
    path = folder / "list.csv"
    path.write_text("code,name\n33,浙江省\n3303,温州市\n" + rows, "utf-8")
    call_command("load_divisions", str(path), stdout=StringIO())


def _found_ruian(folder: Path) -> None:
    """A real district of the same city at work: its catalogue, a station, a person, a return that is rolled up."""
    _load_list(folder, RUIAN)
    city, village = Region.objects.get(tier=Tier.CITY), Region.objects.get(code=330381102201)
    with everywhere(user="真实", user_id=0):
        clerk = User.objects.create_user("zhen", None, name="真实的人")
        Post.objects.create(user=clerk, role=roles.VILLAGE, region=village, starts_on=date(2020, 1, 1))
        Adoption.objects.create(
            region=city, document=PolicyDocument.objects.get(key="W"), starts_on=date(2010, 1, 1)
        )
        ServiceItem.objects.create(region=city, key="W-D1", name="真实事项", active_from=date(2020, 1, 1))
        Station.objects.create(**located(village), name="上马村劳动保障站", opened_on=date(2009, 12, 1))
        HouseholdCount.objects.create(
            **located(village), year=2024, counted_on=date(2024, 12, 31), households=500, source="统计年报"
        )
    with signed_in("zhen") as post:
        returns.submit(village, _reported_month(), entered=ENTERED, explanation="第一次上报", by=post)
    roll_up(_reported_month())


def _reported_month() -> Month:
    return owed_month(today())
