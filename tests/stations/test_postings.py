"""What hangs on the walls: hung with a photo, taken down, judged, counted on boards, told to those it concerns."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kit.months import today
from kit.refused import Refused
from stations.actions import files as stored
from stations.actions import postings as actions
from stations.models import AuditEvent, Posting, Region, Station, StoredFile
from stations.models.regions import located
from tests.cast import Cast
from tests.stations.outfits import adopt
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.support.files import CANARY, XMP, found_in, pdf, picture, png_of_size, telling_exif
from tests.support.tables import rows_of

DAY = date(2025, 3, 1)
FLOW, INSURED, SURVEY = "服务流程", "社会保险参保办理制度", "劳动力资源调查统计制度"


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def photo(data: bytes | None = None, name: str = "image.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or picture(), "image/jpeg")


def hang(cast: Cast, what: str = FLOW, *, village: str = "330302008201", on: date = DAY, **more) -> Posting:
    given = {"place": "服务大厅", "upload": photo(), "by": cast.person("lin"), **more}
    return actions.post(cast.stations[village], what=what, posted_on=on, **given)


def take_down(cast: Cast, posting: Posting, on: date = DAY, reason: str = "换新") -> None:
    actions.take_down(posting, on=on, reason=reason, by=cast.person("lin"))


def refused(function, *args, **more) -> tuple[str, str]:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        function(*args, **more)
    return refusal.value.field, refusal.value.reason


# Hanging and taking down


@pytest.mark.parametrize("player", ["lin", "chen", "wang"])
@pytest.mark.parametrize("field", ["file", "camera"])
def test_a_sheet_is_hung_with_its_photo(cast, player, field):
    response = cast.client(player).post(
        reverse("posting_new", args=[cast.station.pk]),
        {"what": FLOW, "place": "门口", "posted_on": "2025-03-01", field: photo()},
    )
    assert (response.status_code, response.url) == (302, reverse("station_wall", args=[cast.station.pk]))
    posting = Posting.objects.get()
    assert (
        posting.region, posting.scope_code, posting.station, posting.what, posting.sheet, posting.place,
        posting.posted_on, posting.posted_by, posting.state, posting.photo.purpose, posting.photo.taken_on,
    ) == (
        cast.village, 330302008201, cast.station, FLOW, "办事流程", "门口",
        DAY, cast.person(player), "hanging", "posting", DAY,
    )  # fmt: skip
    assert AuditEvent.objects.get(verb="登记上墙").detail == {"posted_on": "2025-03-01", "place": "门口"}
    page = cast.client("qian").get(response.url).text
    assert reverse("file_thumbnail", args=[posting.photo.name]) in page
    assert "门口 · 2025-03-01 上墙" in page


def test_where_the_photo_was_taken_is_not_kept(cast, shelf):
    exif = picture("JPEG", (640, 480), exif=telling_exif(), xmp=XMP, comment=CANARY.encode())
    assert found_in(exif)["gps"]
    hang(cast, upload=photo(exif))
    kept = [path.read_bytes() for path in shelf.rglob("*") if path.is_file()]
    assert len(kept) == 2
    for data in kept:
        assert found_in(data) == {"exif": {}, "gps": {}, "info": set()}
        assert CANARY.encode() not in data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(), "这里要的是照片"),
        (pdf(b"% " + b"\xff\xd8\xff\n"), "这里要的是照片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "只能上传"),
        (b"GIF89a<script>", "GIF 图片"),
        (png_of_size(20_000, 20_000), "万像素"),
        (b"\xff\xd8\xff" + b"x" * 100, "不完整或已损坏"),
        (picture("JPEG") + b"0" * (12 * 1024 * 1024), "超过 12 MB"),
    ],
    ids=["pdf", "pdf that is a photo too", "svg", "gif", "bomb", "broken", "too big"],
)
def test_what_is_no_photo_is_refused_at_its_field_and_leaves_nothing(cast, data, reason):
    response = cast.client("lin").post(
        reverse("posting_new", args=[cast.station.pk]),
        {"what": FLOW, "place": "门口", "posted_on": "2025-03-01", "file": photo(data)},
    )
    assert response.status_code == 422
    assert reason in str(response.context_data["form"].errors["file"])
    assert (Posting.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_same_sheet_hangs_once_under_whatever_name(cast):
    hang(cast)
    assert refused(hang, cast, "业务流程") == (
        "what",
        "“服务流程”从 2025-03-01 起挂在服务大厅。换了新的,请先登记取下旧的,再登记新的。",
    )
    hang(cast, village="330302008202")
    assert Posting.objects.count() == 2


def test_it_is_hung_anew_from_the_day_the_old_one_came_down(cast):
    old = hang(cast)
    take_down(cast, old, DAY + timedelta(days=9))
    reason = "上一张到 2025-03-10 才取下,上墙日期不能更早。"
    assert refused(hang, cast, on=DAY + timedelta(days=8)) == ("posted_on", reason)
    new = hang(cast, on=DAY + timedelta(days=9))
    assert list(Posting.objects.hanging_on(DAY + timedelta(days=8))) == [old]
    assert list(Posting.objects.hanging_on(DAY + timedelta(days=9))) == [new]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"on": today() + timedelta(days=1)}, "posted_on", "上墙日期不能晚于今天。"),
        ({"what": " \0 "}, "what", "请写明上墙的是什么、在什么位置。"),
        ({"place": "\u202e"}, "place", "请写明上墙的是什么、在什么位置。"),
    ],
)
def test_bad_input_is_refused_at_its_field(cast, changes, field, reason):
    assert refused(hang, cast, **changes) == (field, reason)
    assert Posting.objects.count() == 0


def test_taking_down_keeps_sheet_and_photo_and_is_not_done_twice(cast):
    posting = hang(cast)
    address = reverse("posting_take_down", args=[posting.pk])
    response = cast.client("lin").post(address, {"taken_down_on": "2025-04-01", "reason": "破损"})
    assert (response.status_code, response.url) == (302, reverse("station_wall", args=[cast.station.pk]))
    posting.refresh_from_db()
    assert (posting.taken_down_on, posting.taken_down_because, posting.taken_down_by, posting.state) == (
        date(2025, 4, 1), "破损", cast.person("lin"), "taken_down",
    )  # fmt: skip
    assert refused(take_down, cast, posting, date(2025, 5, 1)) == (
        None,
        "别人刚刚登记了取下,请刷新页面后再看。",
    )
    assert "破损" in cast.client("wang").get(response.url).text
    assert AuditEvent.objects.filter(verb="取下上墙公示", reason="破损").count() == 1


def test_it_comes_down_neither_before_it_went_up_nor_tomorrow(cast):
    posting = hang(cast)
    assert refused(take_down, cast, posting, DAY - timedelta(days=1)) == (
        "taken_down_on", "取下日期不能早于上墙日期 2025-03-01。",
    )  # fmt: skip
    assert refused(take_down, cast, posting, today() + timedelta(days=1))[0] == "taken_down_on"
    take_down(cast, posting, DAY)
    assert list(Posting.objects.hanging_on(DAY)) == []


def test_the_past_of_a_wall_is_not_rewritten(cast):
    posting = hang(cast)
    take_down(cast, posting, DAY)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(taken_down_on=None, taken_down_because="")


def test_a_photo_that_shows_a_posting_is_not_removed(cast):
    posting = hang(cast)
    reason = "上墙登记或工作人员资料还在用这张照片,不能在这里删除。"
    assert refused(stored.remove, posting.photo, reason="看看", by=cast.person("wang"))[1] == reason
    response = cast.client("wang").post(reverse("file_remove", args=[posting.photo.name]), {"reason": "看看"})
    assert (response.status_code, reason in response.text) == (422, True)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hang_the_same_sheet_at_once_one_is_told():
    cast = Cast.assemble()
    client, answers = cast.client("chen"), []

    def second():
        given = {"what": "业务流程", "place": "门口", "posted_on": "2025-03-02", "file": photo()}
        answers.append(client.post(reverse("posting_new", args=[cast.station.pk]), given))
        connections.close_all()

    with transaction.atomic():
        hang(cast)
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert (answers[0].status_code, "别人刚刚登记了“业务流程”" in answers[0].text) == (422, True)
    assert list(Posting.objects.values_list("what", flat=True)) == [FLOW]
    assert StoredFile.objects.count() == 1


# Boards


@pytest.fixture
def hung(cast):
    """上沙 hung all three, 下沙 the flow alone, 山根 nothing; 永中 lies in the other district."""
    for what in (FLOW, INSURED, SURVEY):
        hang(cast, what)
    hang(cast, "办事流程", village="330302008202")
    hang(cast, FLOW, village="330303001201")
    take_down(cast, hang(cast, FLOW, village="330302101201"), DAY)
    return cast


def test_the_board_of_a_township(hung):
    head, *rows = rows_of(hung.client("wang").get(reverse("wall")))
    assert head[1:] == ["村(社区)", "类别", INSURED, SURVEY, FLOW, "上墙率", "还缺", "依据文件"]
    assert [row[1:] for row in rows] == [
        ["河滨社区", "社区", "", "", "", "—", "", "W"],
        ["上沙村", "行政村", "2025-03-01", "2025-03-01", "2025-03-01", "100.00%", "", "W"],
        ["下沙村", "行政村", "缺", "缺", "2025-03-01", "33.33%", f"{INSURED}、{SURVEY}", "W"],
    ]
    missing = hung.client("wang").get(reverse("wall"), {"show": "missing"})
    assert [row[1] for row in rows_of(missing)[1:]] == ["下沙村"]


def test_the_boards_of_a_district_and_of_the_city(hung):
    assert rows_of(hung.client("zhou").get(reverse("wall"))) == [
        ["乡镇(街道)", "站数", "已上齐的站", "应上墙(张)", "已上墙(张)", "上墙率", "还缺的(站)"],
        [INSURED, SURVEY, FLOW],
        ["七都街道", "3", "1", "6", "4", "66.67%", "1", "1", "0"],
        ["山福镇", "1", "0", "3", "0", "0.00%", "1", "1", "1"],
        ["合计", "4", "1", "9", "4", "44.44%", "2", "2", "1"],
    ]
    assert rows_of(hung.client("sun").get(reverse("wall")))[-3:] == [
        ["龙湾区", "永中街道", "1", "0", "3", "1", "33.33%", "1", "1", "0"],
        ["龙湾区小计", "1", "0", "3", "1", "33.33%", "1", "1", "0"],
        ["合计", "5", "1", "12", "5", "41.67%", "3", "3", "1"],
    ]


def test_each_district_is_asked_by_its_own_document(hung):
    adopt(hung.district, "Y")
    rows = rows_of(hung.client("wang").get(reverse("wall")))
    assert rows[0][3:5] == ["业务流程", "工作制度"]
    assert rows[1][3:] == ["可供查询", "可供查询", "—", "", "Y"]
    assert rows[2][3:] == ["2025-03-01", "可供查询", "100.00%", "", "Y"]


def test_a_board_goes_down_within_the_jurisdiction_and_no_further(hung):
    zhou = hung.client("zhou")
    assert zhou.get(reverse("wall_of", args=[hung.township.pk])).status_code == 200
    assert zhou.get(reverse("wall_of", args=[hung.place("330303001").pk])).status_code == 404
    own = hung.client("lin").get(reverse("wall"))
    assert (own.status_code, own.url) == (302, reverse("station_wall", args=[hung.station.pk]))


def test_a_board_as_a_workbook_is_written_down(hung):
    response = hung.client("zhou").get(reverse("wall"), {"format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert ["七都街道", 3, 1, 6, 4] in [row[:5] for row in rows]
    event = AuditEvent.objects.get(verb="导出")
    assert (event.reason, event.detail) == ("鹿城区制度上墙 xlsx", {"rows": 2})


def test_sixty_stations_ask_no_more_queries_than_five(hung, queries):
    def asked(address: str, who: str) -> int:
        client = hung.client(who)
        with queries() as found:
            assert client.get(address).status_code == 200
        return len(found)

    def all_of_them() -> tuple[int, ...]:
        return tuple(asked(reverse(name), who) for name in ("wall", "postings") for who in ("wang", "sun"))

    few, frame = all_of_them(), asked(reverse("search"), "wang")
    # Beside the frame of every page: stations, adoptions, what hangs.
    assert few[0] - frame == 3
    for number in range(60):
        village = Region.objects.create(
            tier=4, code=330302008300 + number, kind="village", name=f"新村{number}", parent=hung.township
        )
        station = Station.objects.create(**located(village), name=village.name)
        Posting.objects.create(
            **located(village),
            station=station,
            what=FLOW,
            posted_on=DAY,
            place="门口",
            photo=stored.store(village, photo(), purpose="posting", title="照片", by=hung.person("lin")),
            posted_by=hung.person("lin"),
        )
    assert all_of_them() == few
    assert (
        asked(reverse("station_wall", args=[hung.station.pk]), "lin") - asked(reverse("search"), "lin") <= 9
    )


def test_the_list_of_postings_is_filtered(hung):
    page = hung.client("zhou").get(reverse("postings"), {"state": "taken_down"})
    assert [row[2:6] for row in rows_of(page)[1:]] == [["山根村", FLOW, "服务大厅", "2025-03-01"]]
    named = hung.client("zhou").get(reverse("postings"), {"what": "办事流程", "state": "hanging"})
    assert {row[2] for row in rows_of(named)[1:]} == {"上沙村", "下沙村"}


# To-do, card, evidence


def test_the_station_is_told_what_is_missing_and_nobody_else(hung):
    page = hung.client("lin").get(reverse("home")).text
    assert "还没有上墙的公示" not in page
    take_down(hung, Posting.objects.get(station=hung.station, what=FLOW), DAY)
    assert "还没有上墙的公示" in hung.client("lin").get(reverse("home")).text
    assert "还没有上墙的公示" not in hung.client("wang").get(reverse("home")).text
    card = hung.client("wang").get(reverse("station", args=[hung.station.pk])).text
    assert "还缺 1 张" in card
    assert INSURED in card


def test_the_checklist_is_shown_what_hangs(hung):
    from stations.evidence import Asked, collected
    from stations.models import PolicyDocument

    stations = [hung.stations[code] for code in ("330302008001", "330302008201", "330302008202")]
    asked = Asked(today(), PolicyDocument.objects.get(key="W"))
    found = collected(stations, asked, ["RULES"])["RULES"]
    assert [(found[station.pk].ok, found[station.pk].text) for station in stations] == [
        (None, "文件没有写这一类站要上墙什么"),
        (True, "要求上墙的 3 项都已登记,有照片"),
        (False, f"还没有上墙:{INSURED}、{SURVEY}"),
    ]
    before = Asked(DAY - timedelta(days=1), PolicyDocument.objects.get(key="W"))
    assert collected(stations, before, ["RULES"])["RULES"][hung.station.pk].ok is False
    lookup = Asked(DAY - timedelta(days=1), PolicyDocument.objects.get(key="Y"))
    assert collected(stations, lookup, ["RULES"])["RULES"][hung.station.pk].ok is None
