"""The board of what is missing: whole tables, the same verdicts as on the cards, few queries, the workbook."""

import io
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kit.months import today
from stations.models import Asset, AuditEvent, Region, Station
from stations.models.regions import located
from stations.standing import Measure, stands
from tests.stations.outfits import adopt, card, device
from tests.support.tables import rows_of

COMMUNITY, UP, DOWN, ROOT, FAR = (
    "330302008001", "330302008201", "330302008202", "330302101201", "330303001201",
)  # fmt: skip


@pytest.fixture
def short(cast):
    """上沙 has all but a copier of its own, 下沙 has a broken printer, 山根 said nothing, 永中 has no place."""
    device(cast.stations[UP], "computer")
    device(cast.stations[UP], "printer", "copier")
    device(cast.stations[DOWN], "computer")
    device(cast.stations[DOWN], "printer", condition="laid_aside")
    device(cast.stations[FAR], "telephone")
    card(cast.stations[UP], fixed_place=True, dedicated_area="20.00")
    card(cast.stations[COMMUNITY], fixed_place=True, dedicated_area="19.99")
    card(cast.stations[FAR], fixed_place=False)
    return cast


def test_the_board_of_a_district(short):
    response = short.client("zhou").get(reverse("gaps"))
    assert rows_of(response) == [
        ["乡镇(街道)", "站数", "场所(站)", "设备(站)", "设备(台、套)"],
        [
            "没有固定场所",
            "固定场所未登记",
            "面积不足",
            "面积未登记",
            "设备未登记",
            "缺计算机",
            "缺打印机",
            "缺复印机",
        ],
        ["七都街道", "3", "0", "1", "0", "0", "0", "0", "1", "2"],
        ["山福镇", "1", "0", "1", "0", "0", "1", "0", "0", "0"],
        ["合计", "4", "0", "2", "0", "0", "1", "0", "1", "2"],
    ]


def test_the_board_of_the_city_with_its_districts(short):
    response = short.client("sun").get(reverse("gaps"))
    assert rows_of(response)[2:] == [
        ["鹿城区", "七都街道", "3", "0", "1", "0", "0", "0", "0", "1", "2"],
        ["鹿城区", "山福镇", "1", "0", "1", "0", "0", "1", "0", "0", "0"],
        ["鹿城区小计", "4", "0", "2", "0", "0", "1", "0", "1", "2"],
        ["龙湾区", "永中街道", "1", "1", "0", "0", "0", "0", "1", "1", "1"],
        ["龙湾区小计", "1", "1", "0", "0", "0", "0", "1", "1", "1"],
        ["合计", "5", "1", "2", "0", "0", "1", "1", "2", "3"],
    ]


def test_each_district_by_its_own_document_or_all_by_one(short):
    adopt(short.district, "Y")
    own = rows_of(short.client("zhou").get(reverse("gaps")))
    assert own[1][:5] == ["没有固定场所", "固定场所未登记", "面积不足", "面积未登记", "设备未登记"]
    assert own[1][5:] == [
        "缺计算机", "缺打印机", "缺复印机或传真机", "缺电话", "缺文件柜", "缺办公桌椅", "缺服务柜台", "缺等待椅",
        "缺电子显示屏或公告信息栏", "缺业务网络",
    ]  # fmt: skip
    # By Y the community is short of its twenty square metres; no village was found to qualify.
    assert own[2] == [
        "七都街道", "3", "0", "1", "1", "0", "1", "0", "1", "2", "2", "2", "2", "2", "2", "2", "0",
    ]  # fmt: skip
    by_w = rows_of(short.client("zhou").get(reverse("gaps"), {"by": "W"}))
    assert by_w[2] == ["七都街道", "3", "0", "1", "0", "0", "0", "0", "1", "2"]
    unknown = short.client("zhou").get(reverse("gaps"), {"by": "没有"})
    assert "没有代号为“没有”的政策文件。" in unknown.text
    assert rows_of(unknown) == own


def test_the_stations_of_a_township_with_all_that_is_missing(short):
    adopt(short.district, "Y")
    rows = rows_of(short.client("wang").get(reverse("gaps")))
    head, community, up, down = rows
    assert head[1:] == [
        "村(社区)", "类别", "固定场所", "专有面积(平方米)", "大厅面积(平方米)", "还缺什么", "还没有登记", "对照文件",
    ]  # fmt: skip
    assert community[1:] == [
        "河滨社区", "社区", "有", "19.99", "", "专有(办公)场所面积(要求 20,现有 19.99 平方米)", "设备", "Y",
    ]  # fmt: skip
    lacking = "电话 1、文件柜 1、办公桌椅 1、服务柜台 1、等待椅 1、电子显示屏或公告信息栏(架) 1"
    assert up[1:] == ["上沙村", "行政村", "有", "20.00", "", f"复印/传真机 1、{lacking}", "业务专网", "Y"]
    assert down[1:] == [
        "下沙村", "行政村", "未登记", "", "", f"打印机 1、复印/传真机 1、{lacking}", "业务专网", "Y",
    ]  # fmt: skip


def test_a_figure_of_the_board_leads_to_its_stations(short):
    township = short.township.pk
    response = short.client("zhou").get(reverse("gaps"))
    assert f'href="/gaps/{township}/?what=printer"' in response.text
    listed = rows_of(short.client("zhou").get(reverse("gaps_of", args=[township]), {"what": "printer"}))
    assert [row[1] for row in listed[1:]] == ["下沙村"]
    for what, names in {
        "copier": ["上沙村", "下沙村"], "no_word": ["下沙村"], "no_place": [], "bare": [],
        "": ["河滨社区", "上沙村", "下沙村"], "nonsense": ["河滨社区", "上沙村", "下沙村"],
    }.items():  # fmt: skip
        page = short.client("zhou").get(reverse("gaps_of", args=[township]), {"what": what})
        assert [row[1] for row in rows_of(page)[1:]] == names, what
    # A reading that joins kinds travels in the address.
    both = short.client("zhou").get(reverse("gaps_of", args=[township]), {"what": "copier+fax", "by": "Y"})
    assert [row[1] for row in rows_of(both)[1:]] == ["上沙村", "下沙村"]


def test_one_sees_no_further_than_ones_jurisdiction(short):
    assert short.client("wang").get(reverse("gaps_of", args=[short.place("330302101").pk])).status_code == 404
    above = short.client("wang").get(reverse("gaps_of", args=[short.district.pk]))
    assert above.status_code == 404
    for who in ("lin", "chen", "zhao"):
        assert short.client(who).get(reverse("gaps")).status_code == 403
    assert short.client("qian").get(reverse("gaps")).status_code == 200


def test_without_a_document_in_force_nothing_is_judged_and_the_board_says_so(short):
    short.city.adoptions.all().delete()
    rows = rows_of(short.client("zhou").get(reverse("gaps")))
    assert rows[0] == ["乡镇(街道)", "站数", "没有执行文件", "场所(站)", "设备(站)"]
    assert rows[2] == ["七都街道", "3", "3", "0", "1", "0", "0", "0"]


def test_the_board_adds_up_the_very_lines_of_the_cards(short):
    """Station by station as each card is judged on its own, with its own queries."""
    adopt(short.district, "Y")
    together = stands(short.city, short.city.jurisdiction, Measure(on=today()))
    alone = [
        Measure(on=today()).stand(station, Asset.objects.filter(station=station), demonstration=False)
        for station in Station.objects.with_place().order_by("scope_code")
    ]
    assert [(each.station, each.stored, each.lines) for each in together] == [
        (each.station, each.stored, each.lines) for each in alone
    ]
    rows = short.client("sun").get(reverse("gaps")).context_data["sheet"].rows
    total = sum(
        line.missing
        for each in alone
        if each.station.region.parent == short.township
        for line in each.equipment
    )
    qidu = next(row for row in rows if row.place == short.township)
    codes = {line.codes for each in alone for line in each.equipment}
    assert sum(qidu.missing(each) for each in codes) == total > 0


def test_sixty_stations_ask_no_more_queries_than_five(cast, queries):
    def asked(name, who):
        client = cast.client(who)
        with queries() as found:
            assert client.get(reverse(name)).status_code == 200
        return len(found)

    few = asked("gaps", "zhou"), asked("gaps", "wang"), asked("gaps", "sun")
    # Beside the frame of every page: adoptions, stations, devices, demonstration platforms, documents to choose from.
    assert few[0] - asked("search", "zhou") == 5
    for number in range(60):
        village = Region.objects.create(
            tier=4, code=330302008300 + number, kind="village", name=f"新村{number}", parent=cast.township
        )
        station = Station.objects.create(**located(village), name=village.name, opened_on=date(2010, 1, 1))
        device(station, "computer")
        device(station, "printer", "copier")
    assert (asked("gaps", "zhou"), asked("gaps", "wang"), asked("gaps", "sun")) == few


def test_the_workbook_holds_what_the_screen_shows(short):
    response = short.client("sun").get(reverse("gaps"), {"format": "xlsx"})
    table = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )
    rows = [row for row in table if row[0] in ("鹿城区", "龙湾区") or "计" in str(row[0])]
    assert [row[1:] for row in rows if row[0] == "龙湾区"] == [["永中街道", 1, 1, 0, 0, 0, 0, 1, 1, 1]]
    assert table[0][0] == "温州市场所和设备缺口"
    event = AuditEvent.objects.get(verb="导出")
    assert (event.reason, event.detail) == ("温州市场所和设备缺口 xlsx", {"rows": 3})
    detail = short.client("wang").get(reverse("gaps"), {"format": "csv", "what": "copier"})
    lines = b"".join(detail.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["村(社区)", "上沙村", "下沙村"]
