"""Devices: registered, corrected, scrapped, accepted as several, listed, brought in from a workbook."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kit.months import today
from kit.scope import Acting, acting
from stations.actions import assets as actions
from stations.models import Asset, AuditEvent, Station
from tests.stations.outfits import device
from tests.support.workbooks import bring_in, dry_run, workbook
from tests.world import found_elsewhere

TYPED = {
    "codes": ["printer", "copier"], "name": "惠普一体机", "serial": " cnb 001 ", "acquired_on": "2010-01-08",
    "funded_by": "city", "cost": "1850", "condition": "in_use",
}  # fmt: skip


def stored():
    return list(
        Asset.objects.order_by("scope_code", "pk").values_list(
            "region__name", "codes", "serial", "acquired_on", "funded_by", "cost", "condition"
        )
    )


def errors_of(response):
    return response.context_data["form"].errors


# One by one.


def test_a_device_is_registered_at_its_station_with_a_trail(cast):
    address = reverse("asset_create", args=[cast.station.pk])
    assert cast.client("lin").post(address, TYPED).status_code == 302
    assert stored() == [
        ("上沙村", ["printer", "copier"], "CNB001", date(2010, 1, 8), "city", Decimal("1850.00"), "in_use")
    ]
    event = AuditEvent.objects.get(verb="登记设备")
    assert (event.user_name, event.object_label, event.detail) == (
        "林协管", "惠普一体机(CNB001)", {"kinds": "打印机、复印机"},
    )  # fmt: skip
    page = cast.client("lin").get(reverse("station", args=[cast.station.pk])).text
    assert "设备(1)" in page
    assert "惠普一体机" in page


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"codes": []}, {"codes": ["请填写这一项。"]}),
        ({"codes": ["network"]}, {"codes": ["请从列表里选一项。"]}),
        ({"name": ""}, {"name": ["请填写这一项。"]}),
        ({"cost": "-0.01"}, {"cost"}),
        ({"funded_by": "nobody"}, {"funded_by": ["请从列表里选一项。"]}),
        ({"condition": "scrapped"}, {"condition": ["请从列表里选一项。"]}),
        ({"acquired_on": "2010-13-01"}, {"acquired_on": ["日期请写成 2010-03-05 的样子。"]}),
    ],
)
def test_what_is_no_device_is_refused_at_its_field(cast, typed, errors):
    response = cast.client("lin").post(reverse("asset_create", args=[cast.station.pk]), {**TYPED, **typed})
    assert response.status_code == 422
    found = errors_of(response)
    assert found == errors if isinstance(errors, dict) else set(found) == errors
    assert stored() == []


def test_nothing_is_acquired_tomorrow(cast):
    address, client = reverse("asset_create", args=[cast.station.pk]), cast.client("lin")
    late = client.post(address, {**TYPED, "acquired_on": today() + timedelta(days=1)})
    assert errors_of(late) == {"acquired_on": ["购置日期不能晚于今天。"]}
    assert client.post(address, {**TYPED, "acquired_on": today()}).status_code == 302


def test_a_serial_number_stands_once_in_a_city_even_where_one_cannot_look(cast):
    found_elsewhere(cast)
    device(cast.stations["330303001201"], "printer", serial="CNB001")
    taken = cast.client("lin").post(reverse("asset_create", args=[cast.station.pk]), TYPED)
    assert errors_of(taken) == {"serial": ["这个编号在本市已经登记过,请核对;没有编号的请留空。"]}
    # In another city it is another device, and devices without a number are told apart by nobody.
    device(cast.stations["330402001201"], "printer", serial="CNB001")
    for _ in range(2):
        device(cast.station, "printer")
    assert Asset.objects.count() == 4


def test_a_scrapped_device_keeps_its_number(cast):
    device(cast.station, "printer", serial="CNB001", scrapped_on=date(2015, 1, 1), scrapped_because="坏了")
    taken = cast.client("lin").post(reverse("asset_create", args=[cast.station.pk]), TYPED)
    assert errors_of(taken).keys() == {"serial"}


def test_a_correction_changes_what_the_form_names_and_the_history_tells_it(cast):
    asset = device(cast.station, "printer", made_up=True)
    address = reverse("asset_edit", args=[asset.pk])
    before = cast.client("wang").get(address)
    assert before.context_data["form"].initial["codes"] == ["printer"]
    assert cast.client("wang").post(address, {**TYPED, "version": 1}).status_code == 302
    asset.refresh_from_db()
    assert (asset.codes, asset.name, asset.version, asset.made_up) == (
        ["printer", "copier"], "惠普一体机", 2, False,
    )  # fmt: skip
    page = cast.client("lin").get(reverse("asset", args=[asset.pk])).text
    assert "种类:打印机 → 打印机、复印机" in page
    assert "示例数据:是 → 否" in page


def test_the_second_of_two_editors_is_told(cast):
    asset = device(cast.station, "printer", name="甲")
    address = reverse("asset_edit", args=[asset.pk])
    plain = {**TYPED, "serial": "", "cost": "", "codes": ["printer"]}
    cast.client("wang").post(address, {**plain, "name": "乙", "condition": "in_repair", "version": 1})
    response = cast.client("lin").post(address, {**plain, "name": "丙", "version": 1})
    assert response.status_code == 409
    assert response.context_data["changed"] == [
        {"label": "名称和型号", "theirs": "乙", "yours": "丙"},
        {"label": "状况", "theirs": "待修", "yours": "在用"},
    ]
    asset.refresh_from_db()
    assert asset.name == "乙"


def test_a_device_is_scrapped_and_brought_back(cast):
    asset = device(cast.station, "printer", acquired_on=date(2010, 1, 8))
    client, scrap = cast.client("lin"), reverse("asset_scrap", args=[asset.pk])
    early = client.post(scrap, {"scrapped_on": "2010-01-07", "reason": "坏了", "version": 1})
    assert errors_of(early) == {"scrapped_on": ["报废日期不能早于购置日期 2010-01-08。"]}
    late = client.post(scrap, {"scrapped_on": today() + timedelta(days=1), "reason": "坏了", "version": 1})
    assert errors_of(late) == {"scrapped_on": ["报废日期不能晚于今天。"]}
    assert errors_of(client.post(scrap, {"scrapped_on": "2010-01-08", "version": 1})).keys() == {"reason"}
    assert (
        client.post(scrap, {"scrapped_on": "2010-01-08", "reason": "坏了", "version": 1}).status_code == 302
    )
    asset.refresh_from_db()
    assert (asset.state, asset.scrapped_on, asset.scrapped_because) == ("scrapped", date(2010, 1, 8), "坏了")
    assert AuditEvent.objects.get(verb="报废设备").reason == "坏了"

    again = client.post(scrap, {"scrapped_on": "2010-01-08", "reason": "坏了", "version": 2})
    assert "这台设备已在 2010-01-08 报废,不能再改" in again.text
    edited = client.post(reverse("asset_edit", args=[asset.pk]), {**TYPED, "version": 2})
    assert edited.status_code == 422

    restore = reverse("asset_restore", args=[asset.pk])
    assert client.post(restore, {"reason": "误报废", "version": 2}).status_code == 302
    asset.refresh_from_db()
    assert (asset.state, asset.scrapped_on, asset.scrapped_because) == ("in_use", None, "")
    assert "没有报废,不用撤销" in client.post(restore, {"reason": "再来", "version": 3}).text


@pytest.mark.rule("AM-20")
def test_the_district_alone_accepts_a_combined_device_as_several_with_a_reason(cast):
    combined, plain = device(cast.station, "printer", "copier"), device(cast.station, "printer")
    accept = reverse("asset_accept", args=[combined.pk])
    for who in ("lin", "chen", "wang", "sun", "zhao", "qian"):
        assert cast.client(who).post(accept, {"reason": "够用", "version": 1}).status_code == 403
    client = cast.client("zhou")
    assert errors_of(client.post(accept, {"version": 1})).keys() == {"reason"}
    assert client.post(accept, {"reason": "业务量小", "version": 1}).status_code == 302
    combined.refresh_from_db()
    assert (combined.accepted_on, combined.accepted_because, combined.accepted_by.username) == (
        today(), "业务量小", "zhou",
    )  # fmt: skip
    assert "已经认可为多台" in client.post(accept, {"reason": "再来", "version": 2}).text
    alone = client.post(reverse("asset_accept", args=[plain.pk]), {"reason": "够用", "version": 1})
    assert "只登记了一种用途,不用认可" in alone.text
    page = cast.client("lin").get(reverse("asset", args=[combined.pk])).text
    assert f"周科长于 {today()} 认可这台设备每种用途各算一台:业务量小" in page


def test_an_acceptance_lapses_with_the_kinds_it_was_given_for(cast):
    asset = device(cast.station, "printer", "copier")
    actions.accept_as_several(asset, reason="业务量小", by=cast.person("zhou"))
    same = {"codes": ["copier", "printer"], "acquired_on": asset.acquired_on, "name": "乙"}
    assert actions.correct(asset, same).accepted_as_several
    other = {"codes": ["fax", "printer"], "acquired_on": asset.acquired_on}
    assert not actions.correct(asset, other).accepted_as_several


@pytest.mark.parametrize(
    "values",
    [
        {"codes": []},
        {"cost": Decimal("-1")},
        {"scrapped_on": date(2010, 1, 7), "scrapped_because": "坏了"},
        {"scrapped_on": date(2010, 1, 8)},
        {"scrapped_because": "坏了"},
        {"accepted_on": date(2011, 1, 1), "accepted_because": "够用"},
    ],
)
def test_the_database_holds_the_same(cast, values):
    asset = device(cast.station, "printer", "copier")
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(**values)


def test_one_kind_cannot_be_accepted_as_several_in_the_database_either(cast):
    asset = device(cast.station, "printer")
    accepted = {
        "accepted_on": date(2011, 1, 1),
        "accepted_because": "够用",
        "accepted_by": cast.person("zhou"),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(**accepted)


def test_a_query_without_a_filter_finds_the_jurisdictions_devices_and_their_history(cast):
    device(cast.station, "printer")
    device(cast.stations["330303001201"], "printer")
    with acting(Acting(jurisdiction=cast.township.jurisdiction)):
        assert [asset.region.name for asset in Asset.objects.all()] == ["上沙村"]
        assert Asset.events.rel.related_model.objects.count() == 1


# The list.


def test_the_list_by_kind_condition_and_year_with_what_it_cost(cast):
    device(cast.station, "printer", "copier", name="甲", serial="A1", cost=Decimal("1850"))
    device(cast.station, "computer", name="乙", cost=Decimal("3600"), acquired_on=date(2011, 5, 1))
    device(cast.stations["330302101201"], "printer", name="丙", condition="laid_aside")
    device(
        cast.station,
        "printer",
        name="丁",
        cost=Decimal("900"),
        scrapped_on=date(2015, 1, 1),
        scrapped_because="坏",
    )
    client, address = cast.client("zhou"), reverse("assets")

    def found(**query):
        answer = client.get(address, {"format": "json", **query}).json()
        return [row["name"] for row in answer["rows"]], answer["totals"]["cost"]

    assert (sorted(found()[0]), found()[1]) == (sorted("甲乙丙丁"), "6350.00")
    assert (sorted(found(kind="printer")[0]), found(kind="printer")[1]) == (["丁", "丙", "甲"], "2750.00")
    assert found(kind="copier") == (["甲"], "1850.00")
    assert found(state="scrapped") == (["丁"], "900.00")
    assert found(state="laid_aside") == (["丙"], "0.00")
    assert found(year="2011") == (["乙"], "3600.00")
    assert sorted(client.get(address, {"format": "json", "township": cast.township.pk}).json()["rows"][0]) == sorted(
        [
            "serial", "township", "village", "kinds", "name", "device_number", "acquired_on", "funded_by", "cost",
            "state", "remark",
        ]
    )  # fmt: skip
    assert [row["name"] for row in cast.client("mo").get(address, {"format": "json"}).json()["rows"]] == []
    page = client.get(address).text
    assert "打印机、复印机" in page
    assert "2015-01-01 报废:坏" in page


def test_the_list_asks_few_queries_however_long_it_is(cast, queries):
    def asked(name="assets"):
        client = cast.client("zhou")
        with queries() as found:
            assert client.get(reverse(name)).status_code == 200
        return len(found)

    device(cast.station, "printer")
    few = asked()
    # Beside the frame of every page: how many, what they cost, one page of them, and the townships to choose from.
    assert few - asked("search") == 4
    for station in cast.stations.values():
        for _ in range(6):
            device(station, "printer", "copier")
    assert asked() == few


# From a workbook.


HEAD = (
    "区划代码",
    "行政村",
    "种类",
    "兼作",
    "还兼作",
    "名称和型号",
    "编号",
    "购置日期",
    "资金来源",
    "购置金额",
    "状况",
)
UP, DOWN = ("330302008201", "上沙村"), ("330302008202", "下沙村")
GOOD = [
    HEAD,
    (*UP, "打印机", "复印机", "传真机", "惠普一体机", "cnb 001", "2010-01-08", "市财政", 1850, "待修"),
    (*DOWN, "计算机", None, None, "台式机", None, "2010-01-08", "区财政", None, None),
]


def said(response):
    return [(e.row, e.column, e.message) for e in response.context_data["outcome"].intake.errors]


def test_a_dry_run_writes_nothing_and_what_was_checked_is_written(cast):
    address = reverse("asset_import")
    checked = dry_run(cast.client("wang"), address, GOOD)
    assert "登记 2 台设备,其中兼有几种用途的 1 台" in checked.text
    assert "有 1 台没有编号,无法查出是否已经登记过,请自行核对" in checked.text
    assert stored() == []
    written = bring_in(cast.client("wang"), address, GOOD)
    assert "设备已导入:登记 2 台。" in written.text
    assert stored() == [
        (
            "上沙村",
            ["printer", "copier", "fax"],
            "CNB001",
            date(2010, 1, 8),
            "city",
            Decimal("1850.00"),
            "in_repair",
        ),
        ("下沙村", ["computer"], "", date(2010, 1, 8), "district", None, "in_use"),
    ]
    assert list(Asset.objects.order_by("scope_code").values_list("station", "code")) == [
        (cast.station.pk, 330302008201), (cast.stations["330302008202"].pk, 330302008202),
    ]  # fmt: skip
    assert AuditEvent.objects.get(verb="导入设备").detail == {"added": 2}
    # The same workbook again: its numbers stand there already, and nothing of it is written.
    again = bring_in(cast.client("wang"), address, GOOD)
    assert said(again) == [(2, "编号", "这个编号在本市已经登记过,请核对")]
    assert Asset.objects.count() == 2


def test_all_errors_come_at_once_beside_their_rows_and_nothing_is_written(cast):
    device(cast.stations["330303001201"], "printer", serial="FAR1")
    Station.objects.filter(region__code=330302101201).delete()
    tomorrow = (today() + timedelta(days=1)).isoformat()
    paid = ("市财政", None, None)
    rows = [
        HEAD,
        (*UP, "打印机", None, None, "甲", "A1", "2010-01-08", *paid),
        (*UP, "打印机", "打印机", None, "乙", "a1", "2010-01-08", *paid),
        (*UP, "打字机", None, None, "丙", "FAR1", tomorrow, *paid),
        ("330302101201", "山根村", "打印机", None, None, None, None, "2010-01-08", *paid),
        ("330303001201", "永中村", "打印机", None, None, "戊", None, "2010-01-08", "省财政", -1, "报废"),
    ]
    response = dry_run(cast.client("zhou"), reverse("asset_import"), rows)
    assert response.status_code == 422
    assert {(row, column) for row, column, _ in said(response)} == {
        (3, "兼作"), (3, "编号"), (4, "种类"), (4, "编号"), (4, "购置日期"), (5, "区划代码"), (5, "名称和型号"),
        (6, "区划代码"), (6, "状况"), (6, "购置金额"), (6, "资金来源"),
    }  # fmt: skip
    messages = {(row, column): message for row, column, message in said(response)}
    assert messages[3, "编号"] == "编号与第 2 行重复,请删去其中一行"
    assert messages[3, "兼作"] == "与前面的种类重复,请改选或清空"
    assert messages[4, "编号"] == "这个编号在本市已经登记过,请核对"
    assert messages[4, "购置日期"] == "购置日期不能晚于今天"
    assert messages[5, "区划代码"] == "山根村还没有劳动保障站,请先建站"
    assert messages[6, "区划代码"] == "管辖范围内没有这个代码的村(社区),请核对"
    assert Asset.objects.count() == 1


def test_a_number_registered_between_check_and_writing_is_told_and_nothing_is_written(cast):
    client, address = cast.client("wang"), reverse("asset_import")
    upload = workbook(GOOD)
    digest = client.post(address, {"file": upload, "step": "check"}).context_data["outcome"].digest
    device(cast.stations["330303001201"], "printer", serial="CNB001")
    upload.seek(0)
    answer = client.post(address, {"file": upload, "step": "write", "digest": digest})
    assert answer.status_code == 422
    assert Asset.objects.count() == 1


def test_the_template_has_the_drop_downs_and_comes_back_as_it_went_out(cast):
    response = cast.client("wang").get(reverse("asset_import"), {"template": 1})
    table = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert any("种类" in str(cell) for row in table[:3] for cell in row)
    file = io.BytesIO(response.content)
    file.name = "模板.xlsx"
    answer = cast.client("wang").post(reverse("asset_import"), {"file": file, "step": "check"})
    assert "表头下面没有数据" in answer.text
