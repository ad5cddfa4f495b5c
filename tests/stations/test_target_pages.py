"""The pages of targets: whole tables, figures entered by hand and corrected, exports, to-dos, budgets of queries."""

import io
import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kit.months import today
from kit.refused import Refused
from stations.actions.targets import Said, correct
from stations.models import AuditEvent, PolicyDocument, Region, Station, TargetEntry, TitleCase
from stations.models.regions import located
from tests.cast import Cast
from tests.staffing.people import hire
from tests.stations.life_cast import furnish, move
from tests.stations.outfits import card
from tests.stations.targets import by_zhou, count, entered, line, progresses
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.support.tables import rows_of

PENSION = "pension_coverage"
DUE = date(2012, 12, 31)


def opened(cast, code, day):
    Station.objects.filter(pk=cast.stations[code].pk).update(opened_on=day)


@pytest.fixture
def counted(cast):
    """永中's station came late; 上沙 has a coordinator; one station is known to be in the network."""
    opened(cast, "330303001201", date(2010, 1, 1))
    hire(cast.village, "甲", 1, date(2009, 11, 1))
    card(cast.station, network_connected=True, network_since=date(2010, 1, 1))
    count()
    return cast


def test_the_board_of_the_city(counted):
    cast = counted
    entered(cast.district, "W", PENSION, DUE, 990, 1000, cast.posts["zhou"])
    page = cast.client("sun").get(reverse("targets"))
    rows = [[cell for place, cell in enumerate(row) if place not in (6, 10)] for row in rows_of(page)]
    assert rows == [
        ["目标", "要求", "现在的数字", "比率", "结论", "还差", "到期那天", "条款", "数据从哪里来"],
        ["行政村劳动保障站建成率", "不低于 100%", "已建站的行政村 4 ÷ 全部行政村 4", "100%", "逾期后达到", "",
         "3 ÷ 4 = 75%,未达到", "W二", "劳动保障站台账"],
        ["四级网络建成,覆盖所有城乡居民", "不低于 100%",
         "已联网的站 1 ÷ 全部站 5;另有 4 个站联网情况、接通日期或建站日期没有登记,不算", "20%", "逾期未达到", "4",
         "1 ÷ 5 = 20%,未达到", "W二", "劳动保障站台账"],
        ["村级劳动保障协管员选聘完成", "争取不低于 100%", "已聘协管员的行政村 1 ÷ 全部行政村 4", "25%", "逾期未达到",
         "3", "1 ÷ 4 = 25%,未达到", "W四(二)", "协管员台账"],
        ["未参加城镇职工养老保险的城乡居民纳入社会养老保障", "不低于 100%",
         "已纳入社会养老保障的居民 990 ÷ 未参加城镇职工基本养老保险的城乡居民 1,000", "99%", "没有填全", "",
         "990 ÷ 1,000 = 99%,没有填全", "W一", "填报:区人事劳动局 1 / 2"],
        ["基础养老金自 2010 年 1 月起发放", "不低于 100%", "", "", "没有数据", "", "没有数据", "W一",
         "没有数据,由区人事劳动局填报"],
        ["乡镇(街道)劳动保障所配备工作人员", "不低于 100%", "", "", "没有数据", "", "", "W四(二)",
         "没有数据,由区人事劳动局填报"],
        ["人员配置方案已落实", "不低于 100%", "", "", "没有数据", "", "", "W四(二)", "没有数据,由区人事劳动局填报"],
    ]  # fmt: skip
    assert rows_of(page)[1][6].startswith("2009-12-31,已过 ")


def test_documents_that_bind_nobody_here_are_for_reference(counted):
    sun = counted.client("sun")
    assert "仅作参考" not in sun.get(reverse("targets")).text
    page = sun.get(reverse("targets"), {"by": "J"})
    assert "仅作参考:温州市执行的是 W 温政发[2009]71号,J 的目标对这里没有约束力。" in page.text
    assert [row[0] for row in rows_of(page)][3:6] == [
        "配备专职人员的村级平台建成率", "村级平台建成率", "所有行政村全部建立平台",
    ]  # fmt: skip
    # A document that nobody knows gives way to the one in force.
    assert rows_of(sun.get(reverse("targets"), {"by": "没有"}))[1][0] == "行政村劳动保障站建成率"


def test_one_target_with_places_ranked_and_the_missing_by_name(counted):
    cast = counted
    page = cast.client("sun").get(reverse("target", args=[cast.city.pk, "W", "coordinators_selected"]))
    assert rows_of(page) == [
        ["名次", "区(县)", "已聘协管员的行政村", "全部行政村", "比率", "还差", "结论", "2009-11-30 到期那天"],
        ["1", "鹿城区", "1", "3", "33.33%", "2", "逾期未达到", "1 ÷ 3 = 33.33%,未达到"],
        ["2", "龙湾区", "0", "1", "0%", "1", "逾期未达到", "0 ÷ 1 = 0%,未达到"],
    ]
    missing = rows_of(page, 1)
    assert [row[1:4] for row in missing[1:]] == [
        ["鹿城区", "七都街道", "下沙村"], ["鹿城区", "山福镇", "山根村"], ["龙湾区", "永中街道", "永中村"],
    ]  # fmt: skip
    due = cast.client("sun").get(reverse("target", args=[cast.city.pk, "W", "stations_built"]), {"on": "due"})
    assert [row[3] for row in rows_of(due, 1)[1:]] == ["永中村"]
    assert (
        "一个也不缺"
        in cast.client("sun").get(reverse("target", args=[cast.city.pk, "W", "stations_built"])).text
    )
    for wrong in (["W", "没有"], ["X", "stations_built"]):
        assert cast.client("sun").get(reverse("target", args=[cast.city.pk, *wrong])).status_code == 404


def test_whoever_nobody_can_tell_of_is_named_among_the_missing(cast):
    """Of five stations one is connected, one is not, and three have not said: four are missing by name."""
    card(cast.stations["330302008001"], network_connected=True, network_since=date(2010, 1, 1))
    card(cast.stations["330302008202"], network_connected=False)
    count()
    page = cast.client("sun").get(reverse("target", args=[cast.city.pk, "W", "network"]))
    assert {row[3] for row in rows_of(page, 1)[1:]} == {"上沙村", "下沙村", "山根村", "永中村"}


def test_who_was_missing_then_is_named_where_it_lay_and_no_other_place(cast):
    """上沙 went to 山福镇 with its station: 七都街道 had it then, and 下沙 opened late."""
    furnish(cast)
    opened(cast, "330302008202", date(2010, 1, 1))
    by_zhou(cast, move)
    count()
    address = reverse("target", args=[cast.township.pk, "W", "stations_built"])
    page = cast.client("wang").get(address, {"on": "due"})
    assert [row[1] for row in rows_of(page)[1:]] == ["下沙村"]
    assert "1 ÷ 2 = 50%,未达到" in page.text
    now = cast.client("wang").get(address, {"on": "due", "as": "now"})
    assert "0 ÷ 1 = 0%,未达到" in now.text


# By hand


def test_figures_are_entered_corrected_and_never_overwritten(cast):
    zhou = cast.client("zhou")
    address = reverse("target_enter", args=[cast.district.pk, "W", PENSION])
    fields = {"day": "2012-12-31", "numerator": "990", "denominator": "1000", "source": "区社保年报"}
    assert zhou.post(address, fields).status_code == 302
    entry = TargetEntry.objects.get()
    assert (entry.numerator, entry.denominator, entry.entered_by) == (990, 1000, cast.posts["zhou"])
    again = zhou.post(address, fields)
    assert again.status_code == 422
    assert "2012-12-31 已有填报" in again.text
    correction = reverse("target_correct", args=[entry.pk])
    assert zhou.post(correction, {**fields, "numerator": "1000"}).status_code == 422  # no reason
    assert zhou.post(correction, {**fields, "numerator": "1000", "reason": "漏了一村"}).status_code == 302
    assert list(TargetEntry.objects.order_by("revision").values_list("numerator", "corrected_because")) == [
        (990, ""), (1000, "漏了一村"),
    ]  # fmt: skip
    stale = zhou.post(correction, {**fields, "reason": "再改"})
    assert "这一条已经被更正过" in stale.text
    found = line(cast.district, "W", PENSION)
    assert (found.outcome, found.at_due.rate, found.entry.revision) == ("on_time", "100%", 1)
    # A later day takes its place from then on; on the due day it stays.
    entered(cast.district, "W", PENSION, date(2013, 6, 30), 900, 1000, cast.posts["zhou"])
    found = line(cast.district, "W", PENSION)
    assert (found.now.rate, found.at_due.rate, found.outcome) == ("90%", "100%", "lapsed")
    page = rows_of(zhou.get(reverse("target", args=[cast.district.pk, "W", PENSION])))
    assert [row[0] for row in page[1:]] == ["2013-06-30", "2012-12-31", "2012-12-31"]
    with pytest.raises(DatabaseError), transaction.atomic():
        TargetEntry.objects.update(numerator=1)
    verbs = AuditEvent.objects.filter(verb__contains="填报").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["填报目标", "更正目标填报", "填报目标"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"numerator": "1001"}, "分子 1001 大于分母 1000"),
        ({"numerator": "-1"}, "数量不能是负数"),
        ({"denominator": "-1"}, "数量不能是负数"),
        ({"denominator": ""}, "请填写这一项"),
        ({"numerator": "九百"}, "请填整数"),
        ({"numerator": "9" * 12}, "不应超过 999999999"),
        ({"source": "  "}, "请填写这一项"),
        ({"day": "2100-01-01"}, "数据日期不能晚于今天"),
        ({"day": "2012-13-01"}, "日期请写成"),
    ],
)
def test_what_cannot_be_is_refused(cast, changes, words):
    fields = {"day": "2012-12-31", "numerator": "990", "denominator": "1000", "source": "区社保年报"}
    address = reverse("target_enter", args=[cast.district.pk, "W", PENSION])
    answer = cast.client("zhou").post(address, {**fields, **changes})
    assert answer.status_code == 422
    assert words in answer.text
    assert not TargetEntry.objects.exists()


def test_each_target_is_entered_at_its_own_tier_and_nowhere_else(cast):
    fields = {"day": "2012-12-31", "numerator": "1", "denominator": "1", "source": "报表"}

    def post(who, place, document, target):
        return cast.client(who).post(reverse("target_enter", args=[place.pk, document, target]), fields)

    assert "由区人事劳动局填报,温州市不是区县" in post("sun", cast.city, "W", PENSION).text
    assert "由劳动保障站台账算出,不用填报" in post("sun", cast.city, "W", "stations_built").text
    assert post("zhou", cast.place("330303"), "W", PENSION).status_code == 404
    assert post("zhao", cast.district, "W", PENSION).status_code == 403
    assert post("sun", cast.place("330303"), "W", PENSION).status_code == 302
    # What S inherits is J's: entered once, seen by both.
    done = {"day": "2010-09-30", "numerator": "1", "source": "报表"}
    address = reverse("target_enter", args=[cast.city.pk, "S", "construction_plan"])
    assert cast.client("sun").post(address, done).status_code == 302
    assert TargetEntry.objects.latest("pk").document.key == "J"
    assert [line(cast.city, key, "construction_plan").outcome for key in ("J", "S")] == ["on_time", "on_time"]


def test_counties_that_have_done_it_out_of_all(cast):
    count()
    key = "every_county_four_have"
    entered(cast.district, "S", key, DUE, 1, None, cast.posts["zhou"])
    found = line(cast.city, "S", key)
    assert (found.now.numerator, found.now.denominator, found.outcome) == (1, 2, "incomplete")
    entered(cast.place("330303"), "S", key, DUE, 0, None, cast.posts["sun"])
    assert line(cast.city, "S", key).outcome == "overdue"
    assert line(cast.district, "S", key).outcome == "on_time"
    assert line(cast.township, "S", key).outcome == "elsewhere"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_one_day_at_once_one_is_told():
    cast = Cast.assemble()
    client = cast.client("zhou")
    address = reverse("target_enter", args=[cast.district.pk, "W", PENSION])
    fields = {"day": "2012-12-31", "numerator": "990", "denominator": "1000", "source": "区社保年报"}
    answers = []

    def second():
        answers.append(client.post(address, fields))
        connections.close_all()

    with transaction.atomic():
        entered(cast.district, "W", PENSION, DUE, 5, 10, cast.posts["zhou"])
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert [answer.status_code for answer in answers] == [422]
    assert "别人刚刚填报了同一天的数字" in answers[0].text
    assert list(TargetEntry.objects.values_list("numerator", flat=True)) == [5]


def test_an_entry_lies_within_its_jurisdiction(cast):
    entry = entered(cast.place("330303"), "W", PENSION, DUE, 5, 10, cast.posts["sun"])
    assert cast.client("zhou").get(reverse("target_correct", args=[entry.pk])).status_code == 404
    with pytest.raises(Refused) as refusal:
        correct(
            entry,
            line(cast.city, "W", PENSION).target,
            Said(DUE, 11, 10, "年报"),
            reason="错",
            by=cast.posts["sun"],
        )
    assert refusal.value.reason == "分子 11 大于分母 10,请核对。"


# Who is asked, by the map of the day


def gone(place, heir):
    """A place that goes on in another from today."""
    Region.objects.filter(pk=place.pk).update(closed_on=today(), became=heir)


def demonstrating(place):
    """A demonstration town of S since 2011."""
    TitleCase.objects.create(
        **located(place), document=PolicyDocument.objects.get(key="S"), title_key="four_have_town",
        title_name="四有示范镇", state="applied", applied_on=date(2011, 1, 1),
    )  # fmt: skip


def test_figures_of_districts_that_went_on_in_another_are_not_counted_with_it(cast):
    due, key = date(2017, 12, 31), "at_standard"
    beside = cast.place("330303")
    entered(cast.district, "Y", key, due, 100, None, cast.posts["zhou"])
    entered(beside, "Y", key, due, 50, None, cast.posts["sun"])
    heir = Region.objects.create(
        tier=2, code=330304000000, kind="district", name="新区", parent=cast.city, opened_on=today()
    )
    gone(cast.district, heir)
    gone(beside, heir)
    count()
    nothing_yet = line(cast.city, "Y", key)
    assert (nothing_yet.now.numerator, nothing_yet.now.entered, nothing_yet.now.expected) == (None, 0, 1)
    entered(heir, "Y", key, today(), 150, None, cast.posts["sun"])
    found = line(cast.city, "Y", key)
    assert (found.now.numerator, found.now.entered, found.now.expected) == (150, 1, 1)
    assert (found.at_due.numerator, found.at_due.entered, found.at_due.expected) == (150, 2, 2)
    # Who is gone is asked for nothing that it could not enter.
    assert [below.place.name for below in progresses(cast.city, "Y").children(found.target)] == ["新区"]
    closed = line(Region.objects.get(pk=cast.district.pk), "Y", key)
    assert (closed.outcome, closed.lacks, closed.at_due.numerator) == ("elsewhere", False, 100)


def test_a_town_that_moved_counts_on_the_due_day_where_it_lay(cast):
    due, key = date(2011, 12, 31), "four_have_coverage"
    town, beside = cast.place("330302101"), cast.place("330303")
    demonstrating(town)
    heir = Region.objects.create(
        tier=3, code=330303101000, kind="town", name="山福镇", parent=beside, opened_on=today()
    )
    gone(town, heir)
    TargetEntry.objects.create(
        region=town, code=town.code, scope_code=heir.code, document=PolicyDocument.objects.get(key="S"),
        target=key, day=due, numerator=90, denominator=100, source="年报", entered_by=cast.posts["zhou"],
    )  # fmt: skip
    count()
    assert line(cast.district, "S", key).at_due.numerator == 90
    assert line(beside, "S", key).at_due.numerator is None
    assert line(cast.city, "S", key).at_due.numerator == 90
    assert line(cast.city, "S", key).now.numerator is None


def test_only_demonstration_towns_enter_what_is_asked_of_them(cast):
    key, town, street = "four_have_coverage", cast.place("330302101"), cast.township
    address = reverse("target_enter", args=[town.pk, "S", key])
    fields = {"day": "2011-12-31", "numerator": "90", "denominator": "100", "source": "报表"}
    zhou = cast.client("zhou")
    assert zhou.get(address).status_code == 302
    refused = zhou.post(address, fields)
    assert refused.status_code == 422
    assert "只由示范乡镇填报,山福镇不是。" in refused.text
    demonstrating(town)
    assert zhou.get(address).status_code == 200
    assert zhou.post(address, fields).status_code == 302
    others = reverse("target_enter", args=[town.pk, "S", "other_towns_started"])
    others = zhou.post(others, {"day": "2011-12-31", "numerator": "1", "source": "报表"})
    assert "只由示范以外的乡镇填报,山福镇不是。" in others.text
    # Figures of a place that is none, as they may stem from before it lost its title, count for nothing.
    TargetEntry.objects.create(
        **located(street), document=PolicyDocument.objects.get(key="S"), target=key, day=date(2011, 12, 31),
        numerator=1, denominator=900, source="年报", entered_by=cast.posts["wang"],
    )  # fmt: skip
    count()
    for place in (cast.district, cast.city):
        found = line(place, "S", key)
        for standing in (found.now, found.at_due):
            assert (standing.numerator, standing.denominator, standing.expected) == (90, 100, 1)


def test_by_the_map_of_today_a_township_that_is_gone_has_nothing(cast):
    town, root = cast.place("330302101"), cast.place("330302101201")
    heir = Region.objects.create(
        tier=4, code=330302008209, kind="village", name="山根村", parent=cast.township, opened_on=today()
    )
    gone(root, heir)
    gone(town, cast.township)
    count()

    def below(*, as_now):
        found = progresses(cast.district, "W", as_now=as_now)
        target = next(each for each in found.targets if each.key == "stations_built")
        return [(each.place.name, each.at_due.denominator) for each in found.children(target)]

    assert below(as_now=False) == [("七都街道", 2), ("山福镇", 1)]
    assert below(as_now=True) == [("七都街道", 3)]


def test_in_the_night_after_the_due_day_nothing_is_known_of_it(cast):
    due = date(2009, 12, 31)
    with time_machine.travel(f"{due}T10:00+08:00", tick=False):
        count()
    with time_machine.travel("2010-01-01T00:30+08:00", tick=False):
        found = line(cast.city, "W", "stations_built")
        assert (found.at_due.numerator, found.at_due.denominator, found.outcome) == (None, None, "reached")
        count()
        found = line(cast.city, "W", "stations_built")
        assert (found.at_due.numerator, found.at_due.denominator, found.outcome) == (4, 4, "on_time")


def test_the_sentence_is_silent_where_figures_are_missing(cast):
    count()
    address = reverse("target", args=[cast.city.pk, "W", PENSION])
    entered(cast.district, "W", PENSION, DUE, 1000, 1000, cast.posts["zhou"])
    page = cast.client("sun").get(address).text
    assert "没有填全" in page
    assert "已达到目标" not in page
    entered(cast.place("330303"), "W", PENSION, DUE, 10, 10, cast.posts["sun"])
    assert "已达到目标" in cast.client("sun").get(address).text


# Around it


def test_what_is_due_soon_and_has_no_figures_waits_for_district_and_city(cast):
    with time_machine.travel(DUE - timedelta(days=60), tick=False):
        count()
        said = "目标“未参加城镇职工养老保险的城乡居民纳入社会养老保障”还没有数据"
        assert said in cast.client("zhou").get(reverse("home")).text
        assert said in cast.client("sun").get(reverse("home")).text
        entered(cast.district, "W", PENSION, today(), 5, 10, cast.posts["zhou"])
        assert said not in cast.client("zhou").get(reverse("home")).text
        assert said in cast.client("sun").get(reverse("home")).text  # 龙湾区 has not
    with time_machine.travel(DUE - timedelta(days=61), tick=False):
        assert said not in cast.client("sun").get(reverse("home")).text


def test_the_calendar_goes_by_the_days(counted):
    rows = rows_of(counted.client("zhou").get(reverse("target_calendar")))
    assert [row[0][:10] for row in rows[1:]] == [
        "2009-11-30", "2009-12-31", "2010-01-31", "2010-12-31", "2012-12-31", "原文没有写期限", "原文没有写期限",
    ]  # fmt: skip


def test_the_course_of_the_build_rate(cast):
    opened(cast, "330302101201", date(2011, 6, 1))
    hire(cast.village, "甲", 1, date(2010, 6, 1))
    count()
    rows = rows_of(cast.client("zhou").get(reverse("build_rate")))
    assert rows[2:7] == [
        ["2008-12-31", "3", "0", "0%", "0", "0%", "0", ""],
        ["2009-12-31", "3", "2", "66.66%", "0", "0%", "0", "W 村级平台建成率不低于 100%:差 1"],
        ["2010-12-31", "3", "2", "66.66%", "1", "33.33%", "0", "J 配备专职人员的建成率不低于 30%:达到"],
        ["2011-12-31", "3", "3", "100%", "1", "33.33%", "0", "J 村级平台建成率不低于 70%:达到"],
        ["2012-12-31", "3", "3", "100%", "1", "33.33%", "0", "J 村级平台建成率不低于 100%:达到"],
    ]
    assert rows[-1][:3] == [str(today()), "3", "3"]
    assert "建成率按区(县)以上统计" in cast.client("wang").get(reverse("build_rate")).text


@pytest.mark.parametrize(
    ("name", "args", "query", "title"),
    [
        ("targets", [], {}, "鹿城区目标进度(W)"),
        ("target_calendar", [], {}, "鹿城区目标期限(W)"),
        ("build_rate", [], {}, "鹿城区村级平台建成率"),
        ("target", ["W", "network"], {}, "鹿城区四级网络建成,覆盖所有城乡居民"),
        (
            "target",
            ["W", "network"],
            {"list": "missing"},
            "鹿城区四级网络建成,覆盖所有城乡居民还没有的单位名单",
        ),
    ],
)
def test_every_table_downloads_and_leaves_a_trace(counted, name, args, query, title):
    at = [counted.district.pk, *args] if args else []
    answer = counted.client("zhou").get(reverse(name, args=at), {**query, "format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))
    assert book.get_sheet_by_index(0).to_python()[0][0] == title
    assert AuditEvent.objects.filter(verb="导出", reason=f"{title} xlsx").count() == 1


@pytest.mark.parametrize(
    ("who", "name"),
    [("zhou", "targets"), ("sun", "targets"), ("zhou", "target_calendar"), ("sun", "build_rate")],
)
def test_a_board_asks_the_database_little(counted, queries, who, name):
    client = counted.client(who)
    client.get(reverse(name))
    with queries() as asked:
        assert client.get(reverse(name)).status_code == 200
    assert len(asked) <= 8, asked


def test_figures_of_towns_cost_no_query_each(cast, queries):
    town = cast.place("330302101")
    demonstrating(town)
    count()
    for key in ("four_have_coverage", "pension_enrolled", "skills_trained"):
        entered(town, "S", key, date(2011, 12, 31), 90, 100, cast.posts["zhou"])
    client = cast.client("sun")
    client.get(reverse("targets"), {"by": "S"})
    with queries() as asked:
        assert client.get(reverse("targets"), {"by": "S"}).status_code == 200
    assert len(asked) <= 8, asked


def test_a_village_has_no_targets_of_its_own(counted):
    village = counted.village
    assert (
        "村(社区)没有单独的目标" in counted.client("sun").get(reverse("targets_of", args=[village.pk])).text
    )
    outside = Region.objects.get(code=330303000000, tier=2)
    assert counted.client("zhou").get(reverse("targets_of", args=[outside.pk])).status_code == 404
    assert connection.vendor == "postgresql"
