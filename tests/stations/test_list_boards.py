"""The boards of checklists: word, ledgers and verdicts side by side, from the city down to a station."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from kit.months import today
from stations import jobs
from stations.actions import inspections as actions
from stations.actions.checklists import GivenClaim, claim
from stations.checklists import Listed, offered
from stations.judging import board_of
from stations.list_matrix import station_rows
from stations.models import AuditEvent, Inspection, Job, Judgement, Rectification, Region, Station, Tally
from stations.models.regions import located
from tests.cast import Cast
from tests.stations.counted import count, work
from tests.support.tables import rows_of

COMMUNITY, UP, DOWN, ROOT, FAR = (
    "330302008001", "330302008201", "330302008202", "330302101201", "330303001201",
)  # fmt: skip
SOON = today() + timedelta(days=20)
J = {"list": "J-six"}


def by(key: str, checklist: str = "six") -> Listed:
    return next(each for each in offered() if (each.stored.key, each.checklist.key) == (key, checklist))


def inspected(cast: Cast, code: str, *, finished: bool = True, **results: str) -> Inspection:
    """A visit by J's six items, each found as told and the others met; by who inspects in its district."""
    station = cast.stations[code]
    area, who = station.region.parent.parent, cast.person("zhou")
    round_ = actions.start_round(area, by("J"), name="检查", first_day=today(), last_day=SOON, by=who)
    actions.plan(round_, [station], cast.posts["zhou"], by=who)
    visit = Inspection.objects.with_all().get(round=round_)
    for item in by("J").checklist.items:
        result = results.get(item.code, "met")
        short = result in ("basic", "unmet")
        actions.find(
            visit, item, result=result, note="差一点" if short else "",
            deadline=SOON if result == "unmet" else None, by=who,
        )  # fmt: skip
    if finished:
        actions.finish(visit, by=who)
    return visit


def put_right(cast: Cast, visit: Inspection) -> None:
    """What was amiss at a visit is put right and accepted."""
    for row in Rectification.objects.filter(finding__inspection=visit):
        row.state, row.proof, row.result = "accepted", "补了", "met"
        row.proved_by, row.proved_on = cast.person("lin"), today()
        row.accepted_by, row.accepted_on = cast.person("zhou"), today()
        row.save()


def says(cast: Cast, code: str, **results: str) -> None:
    given = {item: GivenClaim(result) for item, result in results.items()}
    claim(cast.stations[code], by("J"), given, by=cast.person("lin"))


@pytest.fixture
def judged(cast: Cast) -> Cast:
    """河滨 inspected and put right, 上沙 found wanting, 下沙 not done with, 山根 better the second time, 永中 never.

    上沙 claims staff that no ledger knows, and a place that was not found. A village of 七都 was closed.
    """
    put_right(cast, inspected(cast, COMMUNITY, SITE="unmet"))
    says(cast, UP, STAFF="met", SITE="met", RULES="basic")
    inspected(cast, UP, SITE="unmet", RULES="basic", WORK="not_applicable")
    inspected(cast, DOWN, finished=False, SITE="unmet")
    with time_machine.travel(timezone.now() - timedelta(days=1), tick=False):
        inspected(cast, ROOT, ORG="unmet", FUND="unmet")
    inspected(cast, ROOT, FUND="basic")
    closed = Region.objects.create(
        tier=4, code=330302008299, kind="village", name="已撤村", parent=cast.township, closed_on=today()
    )
    Station.objects.create(**located(closed), name="已撤站", opened_on=date(2009, 12, 1))
    # What the ledgers say of returns depends on the day of the month; of a station opened today it never does.
    Station.objects.update(opened_on=today())
    count(cast.city)
    return cast


def board(cast: Cast, who: str, pk: int | None = None, **query: str) -> Any:
    address = reverse("list_board_of", args=[pk]) if pk else reverse("list_boards")
    return cast.client(who).get(address, {**J, **query})


# Whole tables


def test_the_city_by_items(judged):
    """The verdicts of the latest visits that are over, and what the ledgers show of every station."""
    assert rows_of(board(judged, "sun")) == [
        ["项目", "现场检查(站)", "台账证据(站)", "台账"],
        ["到位", "基本到位", "未到位", "不适用", "没有检查", "支持", "不支持", "查不到"],
        ["机构到位", "3", "0", "0", "0", "2", "5", "0", "0", "站点登记"],
        ["人员到位", "3", "0", "0", "0", "2", "0", "5", "0", "协管员台账"],
        ["经费到位", "2", "1", "0", "0", "2", "0", "0", "5", "工作经费补助表"],
        ["场地到位", "2", "0", "1", "0", "2", "0", "0", "5", "场所和设备登记"],
        ["工作到位", "2", "0", "0", "1", "2", "0", "0", "5", "月报"],
        ["制度到位", "2", "1", "0", "0", "2", "0", "5", "0", "上墙登记"],
    ]


def test_the_city_by_districts(judged):
    """Only what was found on the spot makes a grade; 不符 are stations, not items."""
    assert rows_of(board(judged, "sun"), 1) == [
        ["区(县)", "站数", "现场检查", "总的结果(现场检查)", "有不符"],
        ["已检查", "检查面", "达标", "基本达标", "未达标", "没有结果"],
        ["鹿城区", "4", "3", "75.00%", "1", "1", "1", "1", "1"],
        ["龙湾区", "1", "0", "0.00%", "0", "0", "0", "1", "0"],
        ["合计", "5", "3", "60.00%", "1", "1", "1", "2", "1"],
    ]


def test_the_district_by_townships_and_items(judged):
    found = rows_of(board(judged, "zhou", view="found"), 1)
    assert found[0] == [
        "乡镇(街道)",
        "站数",
        "机构到位",
        "人员到位",
        "经费到位",
        "场地到位",
        "工作到位",
        "制度到位",
    ]
    assert found[1] == ["到位", "基本到位", "未到位", "不适用", "没有检查"] * 6
    assert found[2:] == [
        ["七都街道", "3", *"20001", *"20001", *"20001", *"10101", *"10011", *"11001"],
        ["山福镇", "1", *"10000", *"10000", *"01000", *"10000", *"10000", *"10000"],
        ["合计", "4", *"30001", *"30001", *"21001", *"20101", *"20011", *"21001"],
    ]
    ledgers = rows_of(board(judged, "zhou", view="ledgers"), 1)
    assert ledgers[1] == ["支持", "不支持", "查不到"] * 6
    assert ledgers[2:] == [
        ["七都街道", "3", *"300", *"030", *"003", *"003", *"003", *"030"],
        ["山福镇", "1", *"100", *"010", *"001", *"001", *"001", *"010"],
        ["合计", "4", *"400", *"040", *"004", *"004", *"004", *"040"],
    ]


def test_the_township_station_by_station(judged):
    """Every cell says all three; those with differences first; the closed village is not there."""
    page = judged.client("wang").get(reverse("list_matrix", args=[judged.township.pk]), J)
    rows = rows_of(page)
    assert rows[0] == [
        "村(社区)", "机构到位", "人员到位", "经费到位", "场地到位", "工作到位", "制度到位", "不符(项)", "总的结果",
        "最近检查",
    ]  # fmt: skip
    day = str(today())
    silent = "未自查, 台账查不到"
    assert rows[1:] == [
        [
            "上沙村", "到位 未自查, 台账支持", "到位 自报到位, 台账不支持", f"到位 {silent}",
            "未到位 自报到位, 台账查不到", f"不适用 {silent}", "基本到位 自报基本到位, 台账不支持", "3", "未达标", day,
        ],
        [
            "河滨社区", "到位 未自查, 台账支持", "到位 未自查, 台账不支持", *[f"到位 {silent}"] * 3,
            "到位 未自查, 台账不支持", "0", "达标", day,
        ],
        [
            "下沙村", "未检查 未自查, 台账支持", "未检查 未自查, 台账不支持", *[f"未检查 {silent}"] * 3,
            "未检查 未自查, 台账不支持", "0", "未判定", "没有",
        ],
    ]  # fmt: skip
    assert page.text.count('class="differs"') == 3


def test_the_matrix_and_the_board_are_the_same_numbers(judged):
    """Of every counted list and township, whole: what was counted in the database, and what is judged on the spot."""
    Judgement.objects.all().delete()
    for key, checklist in (("J", "six"), ("F", "six"), ("Y", "eight_haves"), ("Y", "three_plus_one")):
        cast_asks(judged, by(key, checklist))
    assert set(work()) == {f"done: {by(*pair).name}已统计,5 个站。" for pair in (
        ("J", "six"), ("F", "six"), ("Y", "eight_haves"), ("Y", "three_plus_one"),
    )}  # fmt: skip
    compared = 0
    for board_name in (
        Tally.objects.filter(board__startswith="list:").values_list("board", flat=True).distinct()
    ):
        listed = next(each for each in offered() if board_of(each) == board_name)
        for township in Region.objects.with_ancestors().filter(
            pk__in=Tally.objects.filter(tier=3).values("region")
        ):
            counted = dict(
                Tally.objects.filter(region=township, board=board_name, value__gt=0).values_list(
                    "key", "value"
                )
            )
            assert counted == added_up(station_rows(township, listed, judged.city.jurisdiction, today()))
            compared += 1
    assert compared == 4 * 3


def cast_asks(cast: Cast, listed: Listed) -> Any:
    return cast.client("zhou").post(
        reverse("list_count", args=[cast.district.pk]),
        {"list": listed.lasting_key, "acting_post": cast.posts["zhou"].pk},
    )


def added_up(rows: Any) -> dict[str, int]:
    """The rows of a matrix, added up in the words of the board."""
    numbers: dict[str, int] = {}

    def add(key: str, value: int = 1) -> None:
        if value:
            numbers[key] = numbers.get(key, 0) + value

    for row in rows:
        add("stations")
        add("inspected", int(row.inspection is not None))
        add("differences", int(row.differences > 0))
        add(row.now.grade or "", int(row.now.grade is not None))
        for cell in row.cells:
            add(f"{cell.item.code}:{ {True: 'yes', False: 'no', None: 'open'}[cell.evidence.ok] }")
            add(f"{cell.item.code}:{cell.result}", int(bool(cell.result)))
    return numbers


# By name


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["河滨社区", "上沙村", "下沙村", "山根村", "永中村"]),
        ({"item": "SITE", "found": "unmet"}, ["上沙村"]),
        ({"item": "SITE", "found": "none"}, ["下沙村", "永中村"]),
        ({"item": "WORK", "found": "not_applicable"}, ["上沙村"]),
        ({"found": "basic"}, ["上沙村", "山根村"]),
        ({"item": "STAFF", "shown": "no", "said": "met"}, ["上沙村"]),
        ({"item": "SITE", "shown": "open", "inspected": "no"}, ["下沙村", "永中村"]),
        ({"item": "SITE", "shown": "yes"}, []),
        ({"item": "STAFF", "said": "none"}, ["河滨社区", "下沙村", "山根村", "永中村"]),
        ({"only": "differences"}, ["上沙村"]),
        ({"grade": "met"}, ["河滨社区"]),
        ({"grade": "without"}, ["下沙村", "永中村"]),
        ({"inspected": "yes"}, ["河滨社区", "上沙村", "山根村"]),
        ({"words": "沙"}, ["上沙村", "下沙村"]),
        ({"item": "nonsense"}, ["河滨社区", "上沙村", "下沙村", "山根村", "永中村"]),
        ({"list": "没有"}, []),
    ],
)
def test_the_stations_behind_a_number(judged, query, names):
    page = judged.client("sun").get(reverse("list_stations"), {**J, **query})
    assert [
        row[3] for row in rows_of(page)[2 if query.get("item") in ("SITE", "STAFF", "WORK") else 1 :]
    ] == names


def test_each_number_of_the_board_leads_to_as_many_stations(judged):
    """Every link of every figure of city and district, followed."""
    for who in ("sun", "zhou"):
        for view in ("overall", "found", "ledgers"):
            shown = board(judged, who, view=view).context_data["board"]
            client = judged.client(who)
            for sheet in (shown.items_sheet(), shown.places_sheet(view)):
                for line in sheet.lines():
                    for cell in line.cells if line.kind == "row" else ():
                        if isinstance(cell.value, int) and cell.link:
                            behind = client.get(cell.link).context_data["pages"].rows
                            assert behind == cell.value, (who, cell.link)


def test_the_names_tell_all_three_of_an_item_and_lead_to_the_visit(judged):
    page = judged.client("zhou").get(reverse("list_stations"), {**J, "item": "SITE", "inspected": "yes"})
    assert rows_of(page) == [
        ["序号", "乡镇(街道)", "村(社区)", "场地到位", "不符(项)", "总的结果", "最近检查"],
        ["自查", "台账证据", "现场检查"],
        ["1", "七都街道", "河滨社区", "未自查", "查不到", "到位", "0", "达标", str(today())],
        ["2", "七都街道", "上沙村", "到位", "查不到", "未到位", "3", "未达标", str(today())],
        ["3", "山福镇", "山根村", "未自查", "查不到", "到位", "0", "基本达标", str(today())],
    ]
    visit = Inspection.objects.get(station=judged.station)
    assert f'href="{reverse("inspection", args=[visit.pk])}"' in page.text
    whole = judged.client("zhou").get(reverse("list_stations"), {**J, "only": "differences"})
    assert rows_of(whole)[1][2:5] == ["上沙村", "场地到位", "人员到位、场地到位、制度到位"]


# Who sees what


def test_neighbours_are_not_there(judged):
    far = judged.place("330303")
    assert board(judged, "zhou", far.pk).status_code == 404
    assert board(judged, "wang", judged.district.pk).status_code == 404
    # The way back up ends where the jurisdiction does.
    city = reverse("list_board_of", args=[judged.city.pk])
    assert city not in board(judged, "zhou").text
    assert city in board(judged, "sun", judged.district.pk).text
    names = judged.client("wang").get(reverse("list_stations"), J)
    assert [row[1] for row in rows_of(names)[1:]] == ["河滨社区", "上沙村", "下沙村"]
    for who in ("lin", "chen", "zhao", "admin"):
        assert judged.client(who).get(reverse("list_boards")).status_code == 403
    assert board(judged, "qian").status_code == 200


def test_a_township_lands_on_its_stations(judged):
    landed = judged.client("wang").get(reverse("list_boards"), J)
    assert landed.url == f"{reverse('list_matrix', args=[judged.township.pk])}?list=J-six"
    back = judged.client("zhou").get(reverse("list_matrix", args=[judged.district.pk]), J)
    assert back.url == f"{reverse('list_board_of', args=[judged.district.pk])}?list=J-six"


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("", ["上沙村", "河滨社区", "下沙村"]),
        ("differences", ["上沙村"]),
        ("short", ["上沙村"]),
        ("waiting", ["下沙村"]),
        ("nonsense", ["上沙村", "河滨社区", "下沙村"]),
    ],
)
def test_the_matrix_shows_what_is_asked_for(judged, show, names):
    page = judged.client("wang").get(reverse("list_matrix", args=[judged.township.pk]), {**J, "show": show})
    assert [row[0] for row in rows_of(page)[1:]] == names


# Counting


def test_a_list_that_was_not_counted_is_counted_once_asked_for(cast):
    page = board(cast, "zhou")
    assert "六到位(J)在这里还没有统计" in page.text
    assert "六到位(J)(还没有统计)" in page.text
    assert rows_of(page) == []
    assert cast_asks(cast, by("J")).status_code == 302
    # Asked for twice, from another district of the city: the job that waits is joined.
    cast_asks(cast, by("J"))
    assert Job.objects.filter(kind="stations.list_board").count() == 1
    assert [event.reason for event in AuditEvent.objects.filter(verb="统计清单")] == ["六到位(J)"] * 2
    waiting = board(cast, "zhou")
    assert "正在统计全市的站(" in waiting.text
    progress = cast.client("sun").get(reverse("count_progress", args=[cast.city.pk]), J)
    assert (progress.status_code, "hx-trigger" in progress.text) == (200, True)
    assert work() == ["done: 六到位(J)已统计,5 个站。"]
    over = cast.client("sun").get(reverse("count_progress", args=[cast.city.pk]), J)
    assert (over.status_code, over["HX-Refresh"]) == (200, "true")
    counted = board(cast, "zhou")
    assert rows_of(counted, 1)[-1][:3] == ["合计", "4", "0"]
    assert "这里还没有按这张清单现场检查过" in counted.text
    # From now on it is counted with all the others, and stands by itself where no list is named.
    Tally.objects.all().delete()
    count(cast.city)
    assert rows_of(cast.client("zhou").get(reverse("list_boards")), 1)[-1][:3] == ["合计", "4", "0"]


def test_a_count_of_one_list_leaves_the_other_boards(judged):
    others = list(Tally.objects.exclude(board="list:F:six").order_by("pk").values())
    cast_asks(judged, by("F"))
    assert work() == ["done: 六到位(F 抚再办发〔2008〕4号)已统计,5 个站。"]
    assert list(Tally.objects.exclude(board="list:F:six").order_by("pk").values()) == others
    before = Tally.objects.filter(board="list:F:six").count()
    cast_asks(judged, by("F"))
    work()
    assert Tally.objects.filter(board="list:F:six").count() == before > 0
    city = Tally.objects.get(board="list:F:six", region=judged.city, key="stations")
    assert city.value == 5


def test_a_list_that_is_gone_is_not_counted(cast):
    jobs.submit("stations.list_board", key="x", city=cast.city.code, board="list:J:没有")
    assert work() == ["failed: 这张清单已不在执行的文件里,没有统计。请换一张清单。"]
    unknown = cast.client("zhou").post(
        reverse("list_count", args=[cast.district.pk]), {"list": "没有", "acting_post": cast.posts["zhou"].pk}
    )
    assert (unknown.status_code, Job.objects.filter(kind="stations.list_board").count()) == (302, 1)


def test_a_count_that_failed_is_told_until_the_next_one(judged):
    failed = Job.objects.create(
        kind="stations.list_board",
        key=f"{judged.city.code} list:J:six",
        state="failed",
        message="数据库停了。",
        finished_at=timezone.now() - timedelta(hours=1),
    )
    # The board was counted since.
    assert "上一次统计没有完成" not in board(judged, "zhou").text
    Job.objects.filter(pk=failed.pk).update(finished_at=timezone.now())
    page = board(judged, "zhou")
    assert "上一次统计没有完成:数据库停了。" in page.text
    cast_asks(judged, by("J"))
    work()
    assert "上一次统计没有完成" not in board(judged, "zhou").text


def test_the_auditor_reads_and_does_not_count(judged):
    page = board(judged, "qian")
    assert ">重新统计</button>" not in page.text
    refused = judged.client("qian").post(reverse("list_count", args=[judged.city.pk]), J)
    assert refused.status_code == 403
    assert ">重新统计</button>" in board(judged, "sun").text


def test_the_board_says_that_the_map_was_redrawn(judged):
    assert "区划有过变更" not in board(judged, "zhou").text
    moved = Region.objects.get(name="已撤村")
    Region.objects.filter(pk=moved.pk).update(became=judged.village)
    page = board(judged, "zhou")
    assert f'按现行区划统计,这里的<a href="{reverse("reorganisations")}">区划有过变更</a>' in page.text
    assert "区划有过变更" not in board(judged, "sun", judged.place("330303").pk).text


@pytest.mark.parametrize("who", ["sun", "qian"])
def test_where_nothing_was_ever_counted_the_page_says_what_to_do(cast, who):
    page = cast.client(who).get(reverse("list_boards"))
    wanted = {"sun": "在上面选一张清单,再点“统计”。", "qian": "请区或乡镇(街道)的同事选一张清单统计。"}
    assert wanted[who] in page.text
    Station.objects.all().delete()
    assert "这里还没有劳动保障站。" in cast.client(who).get(reverse("list_boards")).text
    assert "没有这张清单" in cast.client(who).get(reverse("list_boards"), {"list": "没有"}).text
    assert "还没有按这张清单统计" in cast.client(who).get(reverse("list_stations")).text


# What it costs


def test_a_board_takes_eight_queries_and_the_list_twelve(judged, queries):
    def asked(who: str, name: str, *args: int, **query: str) -> int:
        client, address = judged.client(who), reverse(name, args=args)
        client.get(address, query)
        with queries() as found:
            assert client.get(address, query).status_code == 200
        return len(found)

    assert asked("zhou", "list_boards") <= 8
    assert asked("zhou", "list_boards", **J) <= 8
    assert asked("sun", "list_boards", **J) <= 8
    assert asked("sun", "list_board_of", judged.district.pk, **J) <= 8
    for who in ("wang", "zhou", "sun"):
        assert asked(who, "list_stations", **J) <= 12


def test_sixty_stations_by_eight_items_take_as_many_queries_as_one(cast, queries):
    eight = by("Y", "eight_haves")

    def asked() -> int:
        with queries() as found:
            station_rows(cast.township, eight, cast.city.jurisdiction, today())
        return len(found)

    few = asked()
    for number in range(60):
        village = Region.objects.create(
            tier=4, code=330302008300 + number, kind="village", name=f"新村{number}", parent=cast.township
        )
        Station.objects.create(**located(village), name=village.name, opened_on=date(2010, 1, 1))
    assert asked() == few <= 12


# Workbooks


def table_of(response: Any, sheet: int) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [list(row) for row in book.worksheets[sheet].iter_rows(values_only=True)]


def test_the_workbook_holds_all_sides_with_living_totals(judged):
    response = board(judged, "sun", format="xlsx")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["逐项对照", "总的结果", "逐项检查结果", "逐项台账证据"]
    table = [list(row) for row in book["总的结果"].iter_rows(values_only=True)]
    at = Tally.objects.get(board="list:J:six", region=judged.city, key="stations").counted_at
    assert table[0][0] == "温州市六到位总的结果"
    assert [each for each in table[1] if each] == [
        "六到位(J)", "单位:站,按现行区划", f"统计于 {at.astimezone():%Y-%m-%d %H:%M}",
    ]  # fmt: skip
    assert table[2:7] == [
        ["区(县)", "站数", "现场检查", None, "总的结果(现场检查)", None, None, None, "有不符"],
        [None, None, "已检查", "检查面", "达标", "基本达标", "未达标", "没有结果", None],
        ["鹿城区", 4, 3, 0.75, 1, 1, 1, 1, 1],
        ["龙湾区", 1, 0, 0, 0, 0, 0, 1, 0],
        [
            "合计", "=SUM(B5:B6)", "=SUM(C5:C6)", 0.6, "=SUM(E5:E6)", "=SUM(F5:F6)", "=SUM(G5:G6)", "=SUM(H5:H6)",
            "=SUM(I5:I6)",
        ],
    ]  # fmt: skip
    assert table[7][0].startswith("检查结果是检查人到现场判定的")
    items = [list(row) for row in book["逐项对照"].iter_rows(values_only=True)]
    assert items[7] == ["场地到位", 2, 0, 1, 0, 2, 0, 0, 5, "场所和设备登记"]
    event = AuditEvent.objects.get(verb="导出")
    assert (event.reason, event.detail) == ("温州市六到位逐项对照 xlsx", {"rows": 6 + 2 * 3})


def test_the_matrix_and_the_names_as_files(judged):
    address = reverse("list_matrix", args=[judged.township.pk])
    table = table_of(judged.client("wang").get(address, {**J, "format": "xlsx", "show": "differences"}), 0)
    assert table[0][0] == "七都街道六到位各站对照"
    assert table[3][:6] == [
        1, "上沙村", "到位;未自查,台账支持", "到位;自报到位,台账不支持", "到位;未自查,台账查不到",
        "未到位;自报到位,台账查不到",
    ]  # fmt: skip
    names = judged.client("zhou").get(
        reverse("list_stations"), {**J, "item": "SITE", "found": "unmet", "format": "csv"}
    )
    lines = b"".join(names.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1:] == [f"1,七都街道,上沙村,到位,查不到,未到位,3,未达标,{today()}"]
    plain = board(judged, "zhou", format="csv", view="ledgers")
    header = b"".join(plain.streaming_content).decode("utf-8-sig").splitlines()[0]
    assert header.startswith("乡镇(街道),站数,机构到位·支持,机构到位·不支持,机构到位·查不到,人员到位·支持")
