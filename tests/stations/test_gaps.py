"""The board of what is missing: whole tables, the same verdicts as on the cards, few queries, the workbook."""

import io
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kit.months import today
from stations import gaps
from stations.documents import publish
from stations.gap_counts import gaps_counted
from stations.models import Adoption, Asset, AuditEvent, PolicyDocument, Region, Station, Tally
from stations.models.regions import located
from stations.standing import Measure, stands
from stations.tasks import count_changed, first_count
from tests.stations.counted import count, work
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
    count(cast.city)
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
    count(short.city)
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
    count(short.city)
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
    count(short.city)
    rows = short.client("sun").get(reverse("gaps")).context_data["sheet"].rows
    total = sum(
        line.missing
        for each in alone
        if each.station.region.parent == short.township
        for line in each.equipment
    )
    qidu = next(row for row in rows if row.pk == short.township.pk)
    codes = {"+".join(line.codes) for each in alone for line in each.equipment}
    assert sum(qidu.count(each) for each in codes) == total > 0


def test_sixty_stations_ask_no_more_queries_than_five(cast, queries):
    def asked(name, who):
        client = cast.client(who)
        with queries() as found:
            assert client.get(reverse(name)).status_code == 200
        return len(found)

    count(cast.city)
    few = asked("gaps", "zhou"), asked("gaps", "wang"), asked("gaps", "sun")
    # Beside the frame of every page: the numbers, the last count, and the documents to choose from.
    assert few[0] - asked("search", "zhou") == 3
    for number in range(60):
        village = Region.objects.create(
            tier=4, code=330302008300 + number, kind="village", name=f"新村{number}", parent=cast.township
        )
        station = Station.objects.create(**located(village), name=village.name, opened_on=date(2010, 1, 1))
        device(station, "computer")
        device(station, "printer", "copier")
    count(cast.city)
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


# Counted beforehand


def numbers_by(place, key):
    """The rows of a place as they are judged on the spot, station by station, added up by township."""
    rows = {}
    for stand in stands(place, place.jurisdiction, Measure(on=today(), key=key)):
        numbers = rows.setdefault(stand.station.region.parent.name, Counter())
        numbers["stations"] += 1
        numbers["unbound"] += stand.stored is None
        numbers["no_place"] += stand.station.fixed_place is False
        numbers["no_word"] += stand.station.fixed_place is None
        areas = [line for line in stand.place if line.verdict.standard in gaps.AREAS]
        numbers["small"] += any(line.outcome == "short" for line in areas)
        numbers["unmeasured"] += any(line.outcome == "unknown" for line in areas)
        numbers["bare"] += bool(stand.equipment) and not stand.outfit.devices
        for line in stand.equipment:
            numbers["+".join(line.codes)] += line.missing
    return rows


def test_what_is_counted_is_what_is_judged_on_the_spot(many):
    """Every number of every township, by every document and by those in force."""
    everything = set()
    for key in ("", "F", "J", "S", "W", "Y"):
        counted = gaps_counted(many.city, key, many.city.jurisdiction)
        judged = numbers_by(many.city, key)
        found = {
            row.name: {what: number for what, number in row.numbers.items() if number} for row in counted.rows
        }
        assert found == {
            name: {what: n for what, n in numbers.items() if n} for name, numbers in judged.items()
        }
        asked_for = {
            name: {what for what in numbers if what not in gaps.WORDS} for name, numbers in judged.items()
        }
        kinds = {row.name: {what for what in row.numbers if what not in gaps.WORDS} for row in counted.rows}
        assert kinds == asked_for, key
        everything |= {what for numbers in found.values() for what in numbers}
    # The world is rich enough for every word of the board, and for kinds that are joined.
    assert everything >= {"stations", *gaps.WORDS, "computer", "copier+fax"}


@pytest.fixture
def many(short):
    """Forty stations of all kinds beside: documents at all four levels, areas around the standards, old devices."""
    adopt(short.district, "Y")
    adopt(short.township, "J")
    adopt(short.stations[DOWN].region, "W")
    # What ran out yesterday binds nobody: 龙湾 is left without a document.
    Adoption.objects.filter(region=short.city).update(ends_on=today() - timedelta(days=1))
    chance = Random(6)
    parents = [short.township, short.place("330302101"), short.place("330303001")]
    for number in range(40):
        a_station(short, chance, chance.choice(parents), number)
    count(short.city)
    return short


def a_station(cast, chance, parent, number):
    """A station of any kind; the village of one in thirteen was closed today."""
    village = Region.objects.create(
        tier=4,
        code=parent.code + 300 + number,
        kind=chance.choice(["village", "community", "quasi_village"]),
        name=f"新村{number}",
        parent=parent,
        closed_on=None if number % 13 else today(),
    )
    new = chance.random() < 0.3
    station = Station.objects.create(
        **located(village),
        name=village.name,
        fixed_place=chance.choice([True, False, None]),
        dedicated_area=chance.choice([None, "9.99", "10.00", "20.00", "30.00"]),
        hall_area=chance.choice([None, "20.00", "60.00"]),
        new_or_merged=new,
        new_or_merged_on=today() if new else None,
        network_connected=chance.choice([True, False, None]),
    )
    for _ in range(chance.choice([0, 1, 3, 8])):
        kinds = ["computer", "printer", "copier", "fax", "telephone", "desk"]
        codes = chance.sample(kinds, chance.choice([1, 1, 2]))
        several = {"accepted_on": today(), "accepted_because": "试", "accepted_by": cast.person("zhou")}
        device(
            station,
            *codes,
            condition=chance.choice(["in_use", "in_repair", "laid_aside"]),
            **(several if len(codes) > 1 and chance.random() < 0.5 else {}),
        )


def test_a_board_takes_eight_queries(short, queries):
    def asked(who, name, *args, **query):
        client, address = short.client(who), reverse(name, args=args)
        client.get(address, query)
        with queries() as found:
            assert client.get(address, query).status_code == 200
        return len(found)

    assert asked("zhou", "gaps") <= 8
    assert asked("zhou", "gaps", by="Y") <= 8
    assert asked("sun", "gaps") <= 8
    assert asked("sun", "gaps_of", short.district.pk, by="Y") <= 8


def test_before_the_first_count_the_board_says_so_and_offers_one(cast):
    page = cast.client("zhou").get(reverse("gaps"))
    assert "这里的缺口还没有统计。点“统计”" in page.text
    assert "还没有统计。每天夜里统计一次" in cast.client("qian").get(reverse("gaps")).text
    post = {"acting_post": cast.posts["zhou"].pk, "by": "W"}
    asked = cast.client("zhou").post(reverse("gap_recount", args=[cast.district.pk]), post)
    assert asked.url == f"{reverse('gaps_of', args=[cast.district.pk])}?by=W"
    own = {"acting_post": cast.posts["qian"].pk}
    assert cast.client("qian").post(reverse("gap_recount", args=[cast.city.pk]), own).status_code == 403
    assert AuditEvent.objects.get(verb="重新统计").object_label == "鹿城区"
    waiting = cast.client("zhou").get(reverse("gaps"))
    assert "正在统计全市的站(" in waiting.text
    assert "重新统计</button>" not in waiting.text
    assert work() == ["done: 看板已统计,5 个站。"]
    counted = cast.client("zhou").get(reverse("gaps"))
    assert [row[0] for row in rows_of(counted)[2:]] == ["七都街道", "山福镇", "合计"]
    at = Tally.objects.first().counted_at.astimezone()
    assert f"统计于 {at:%Y-%m-%d %H:%M}。资料改动后约一分钟自动重新统计。按现行区划统计。" in counted.text
    assert "重新统计</button>" in counted.text
    Station.objects.all().delete()
    Tally.objects.all().delete()
    assert "这里还没有劳动保障站。" in cast.client("zhou").get(reverse("gaps")).text


def test_a_version_that_is_not_in_effect_yet_is_not_counted(short):
    """The first version stays the one that counts; a key that has no other is refused in words."""
    body = PolicyDocument.objects.get(key="Y").body
    publish({**body, "effective_on": "2199-01-01", "equipment": []})
    publish({**body, "key": "Z", "effective_on": "2199-01-01"})
    before = gaps_counted(short.city, "Y", short.city.jurisdiction).rows
    count(short.city)
    assert gaps_counted(short.city, "Y", short.city.jurisdiction).rows == before
    assert "缺文件柜" in rows_of(short.client("zhou").get(reverse("gaps"), {"by": "Y"}))[1]
    page = short.client("zhou").get(reverse("gaps"), {"by": "Z"})
    assert "自 2199-01-01 起施行" in page.text
    assert [row[0] for row in rows_of(page)[2:]] == ["七都街道", "山福镇", "合计"]


def test_a_change_is_on_the_board_with_the_next_beat(short):
    """As beat does it: a look at the change history, a count of the cities that changed, the job."""
    count_changed()
    device(short.stations[DOWN], "printer")
    assert count_changed() == [short.city.code]
    assert work() == ["done: 看板已统计,5 个站。"]
    rows = rows_of(short.client("zhou").get(reverse("gaps")))
    assert rows[2] == ["七都街道", "3", "0", "1", "0", "0", "0", "0", "0", "2"]


def test_a_portal_that_comes_up_counts_what_was_never_counted(cast):
    first_count()
    first_count()
    assert work() == ["done: 看板已统计,5 个站。"]
    first_count()
    assert work() == []
