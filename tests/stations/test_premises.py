"""Premises, network and findings on a station's card, and the card against the documents."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from kit.months import today
from stations.documents import content, publish, published
from stations.models import AuditEvent, HouseholdCount, PolicyDocument, Station
from stations.models.regions import located
from stations.rules.outfit import Outfit, judge, unsaid
from tests.stations.outfits import adopt, card, device
from tests.support.documents import reread
from tests.support.tables import rows_of
from tests.support.workbooks import bring_in, dry_run

COMMUNITY = "330302008001"
PLACE = {
    "address": "", "phone": "", "opening_hours": "", "head": "", "fixed_place": "true", "dedicated_area": "19.99",
    "hall_area": "", "windows": "2", "service_seat": "unknown", "network_connected": "true",
    "network_since": "2010-03-05",
}  # fmt: skip


def held_against(cast, station, by="", who="zhou"):
    """The rows of the panel 对照文件: what, outcome, required, present, clause."""
    response = cast.client(who).get(reverse("station", args=[station.pk]), {"by": by} if by else {})
    for table in range(12):
        rows = rows_of(response, table)
        if rows and rows[0][0] == "核对什么":
            return [(row[0], row[1], row[2], row[3], row[6]) for row in rows[1:]]
    return []


# The card.


def test_the_stations_people_say_what_stands_there_and_supervisors_what_was_found(cast):
    address = reverse("station_edit", args=[cast.station.pk])
    found = {
        "name": "上沙站", "new_or_merged": "on", "new_or_merged_on": "2010-02-01", "light_workload": "on",
        "light_workload_on": "2010-03-01", "qualified": "on", "qualified_on": "2010-04-01",
        "qualified_number": "区〔2010〕3 号",
    }  # fmt: skip
    assert cast.client("lin").post(address, {**PLACE, **found, "version": 1}).status_code == 302
    station = Station.objects.get(pk=cast.station.pk)
    assert (station.fixed_place, station.dedicated_area, station.hall_area, station.windows) == (
        True, Decimal("19.99"), None, 2,
    )  # fmt: skip
    assert (station.service_seat, station.network_connected, station.network_since) == (
        None, True, date(2010, 3, 5),
    )  # fmt: skip
    assert (station.name, station.new_or_merged, station.light_workload, station.qualified) == (
        "上沙村劳动保障站", False, False, False,
    )  # fmt: skip

    assert cast.client("wang").post(address, {**PLACE, **found, "version": 2}).status_code == 302
    station.refresh_from_db()
    assert (station.name, station.new_or_merged_on, station.qualified) == ("上沙站", date(2010, 2, 1), False)
    assert (station.light_workload_on, station.light_workload_by.title) == (
        date(2010, 3, 1), "七都街道 · 乡镇(街道)劳动保障所",
    )  # fmt: skip

    assert cast.client("zhou").post(address, {**PLACE, **found, "version": 3}).status_code == 302
    station.refresh_from_db()
    assert (station.qualified, station.qualified_on, station.qualified_number) == (
        True, date(2010, 4, 1), "区〔2010〕3 号",
    )  # fmt: skip
    # The district saved the finding as it stood: it stays the township's.
    assert station.light_workload_by.user.username == "wang"
    page = cast.client("lin").get(reverse("station", args=[station.pk])).text
    assert "七都街道 · 乡镇(街道)劳动保障所 王所长 2010-03-01认定" in page
    assert "固定场所:空 → 是" in page


@pytest.mark.rule("W-S8")
def test_who_finds_the_workload_light_is_noted_and_goes_with_the_finding(cast):
    address = reverse("station_edit", args=[cast.station.pk])
    said = {"name": "上沙站", "light_workload": "on", "light_workload_on": "2010-03-01"}
    cast.client("wang").post(address, {**PLACE, **said, "version": 1})
    cast.client("zhou").post(address, {**PLACE, **said, "light_workload_on": "2011-03-01", "version": 2})
    station = Station.objects.get(pk=cast.station.pk)
    assert (station.light_workload_on, station.light_workload_by.user.username) == (date(2011, 3, 1), "zhou")
    cast.client("wang").post(address, {**PLACE, "name": "上沙站", "version": 3})
    station.refresh_from_db()
    assert (station.light_workload, station.light_workload_on, station.light_workload_by) == (
        False,
        None,
        None,
    )
    assert AuditEvent.objects.filter(verb="修改站点").count() == 3


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"dedicated_area": "-0.01"}, {"dedicated_area": ["面积不能是负数。"]}),
        ({"dedicated_area": "20.005"}, {"dedicated_area"}),
        ({"dedicated_area": "NaN"}, {"dedicated_area"}),
        ({"windows": "100"}, {"windows": ["窗口数不应超过 99,请核对。"]}),
        ({"network_connected": "false"}, {"network_since": ["填了日期的,请业务专网选“有”;否则请清空日期。"]}),
        ({"new_or_merged_on": "2010-01-01"},
         {"new_or_merged_on": ["填了日期的,请勾选“新建或合并的单位”;否则请清空日期。"]}),
        ({"light_workload": "on"}, {"light_workload_on": ["请填认定日期。"]}),
        ({"qualified": "on"}, {"qualified_on": ["请填认定日期。"], "qualified_number": ["请填认定的文号。"]}),
        ({"qualified_number": "区〔2010〕3 号"},
         {"qualified_number": ["填了文号的,请勾选“符合条件的村”;否则请清空文号。"]}),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_at_its_field(cast, typed, errors):
    response = cast.client("zhou").post(
        reverse("station_edit", args=[cast.station.pk]), {**PLACE, "name": "上沙站", "version": 1, **typed}
    )
    assert response.status_code == 422
    found = response.context_data["form"].errors
    assert found == errors if isinstance(errors, dict) else set(found) == errors
    assert Station.objects.get(pk=cast.station.pk).dedicated_area is None


def test_no_finding_is_dated_tomorrow(cast):
    tomorrow = today() + timedelta(days=1)
    said = {"name": "上沙站", "version": 1, "light_workload": "on", "light_workload_on": tomorrow}
    address = reverse("station_edit", args=[cast.station.pk])
    response = cast.client("wang").post(address, {**PLACE, **said})
    assert response.context_data["form"].errors == {"light_workload_on": ["日期不能晚于今天。"]}
    assert (
        cast.client("wang").post(address, {**PLACE, **said, "light_workload_on": today()}).status_code == 302
    )


@pytest.mark.parametrize(
    "values",
    [
        {"dedicated_area": Decimal("-1")},
        {"network_since": date(2010, 1, 1)},
        {"new_or_merged_on": date(2010, 1, 1)},
        {"light_workload_on": date(2010, 1, 1)},
        {"qualified": True},
        {"qualified": True, "qualified_on": date(2010, 1, 1)},
        {"qualified_number": "区〔2010〕3 号"},
    ],
)
def test_the_database_holds_the_same(cast, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Station.objects.filter(pk=cast.station.pk).update(**values)


def test_the_second_of_two_editors_sees_words_and_only_what_differs(cast):
    address = reverse("station_edit", args=[cast.station.pk])
    cast.client("lin").post(address, {**PLACE, "dedicated_area": "20.00", "version": 1})
    response = cast.client("chen").post(
        address, {**PLACE, "dedicated_area": "20", "fixed_place": "false", "windows": "", "version": 1}
    )
    assert response.status_code == 409
    assert response.context_data["changed"] == [
        {"label": "固定场所", "theirs": "是", "yours": "否"},
        {"label": "服务窗口", "theirs": "2", "yours": "—"},
    ]


# Against the documents.


@pytest.mark.rule("AM-51")
@pytest.mark.parametrize(
    ("area", "qualified", "line"),
    [
        ("19.99", True, ("不足", "20", "19.99")),
        ("20.00", True, ("符合", "20", "20")),
        (None, True, ("没有登记", "20", "—")),
        ("19.99", False, ("不作核对", "—", "19.99")),
        ("20.00", False, ("不作核对", "—", "20")),
    ],
)
def test_by_y_a_village_that_was_found_to_qualify_needs_twenty_square_metres(cast, area, qualified, line):
    adopt(cast.district, "Y")
    found = {"qualified_on": date(2010, 6, 1), "qualified_number": "区〔2010〕1 号"} if qualified else {}
    card(cast.station, dedicated_area=area, qualified=qualified, **found)
    assert held_against(cast, cast.station)[0] == ("专有(办公)场所面积", *line, "Y二(一)2")


@pytest.mark.parametrize(
    ("area", "line"), [("19.99", ("不足", "20", "19.99")), ("20.00", ("符合", "20", "20"))]
)
def test_by_y_every_community_needs_them(cast, area, line):
    adopt(cast.district, "Y")
    station = card(cast.stations[COMMUNITY], dedicated_area=area)
    assert held_against(cast, station)[0] == ("专有(办公)场所面积", *line, "Y二(一)2")


@pytest.mark.rule("AM-26")
@pytest.mark.parametrize(
    ("area", "merged", "line"),
    [
        ("19.99", True, ("不足", "20", "19.99")),
        ("20.00", True, ("符合", "20", "20")),
        ("19.99", False, ("不作核对", "—", "19.99")),
    ],
)
def test_by_j_only_a_new_or_merged_unit_is_held_to_its_area(cast, area, merged, line):
    card(cast.station, dedicated_area=area, new_or_merged=merged)
    assert held_against(cast, cast.station, by="J")[0] == ("专有(办公)场所面积", *line, "J四(三)")


@pytest.mark.rule("F-P1")
@pytest.mark.parametrize(
    ("there", "line"),
    [(True, ("符合", "有", "有")), (False, ("不足", "有", "没有")), (None, ("没有登记", "有", "—"))],
)
def test_by_f_a_village_needs_a_fixed_place_and_nothing_more(cast, there, line):
    adopt(cast.district, "F")
    card(cast.station, fixed_place=there, dedicated_area="1.00")
    assert held_against(cast, cast.station) == [("固定场所", *line, "F三4")]


def test_by_w_the_place_is_not_judged_and_the_page_says_so(cast):
    card(cast.station, fixed_place=False, dedicated_area="1.00")
    device(cast.station, "computer")
    response = cast.client("lin").get(reverse("station", args=[cast.station.pk]))
    assert held_against(cast, cast.station) == [
        ("计算机", "符合", "1", "1", "W三(四)"),
        ("打印机", "不足", "1", "0", "W三(四)"),
        ("复印机", "不足", "1", "0", "W三(四)"),
    ]
    assert (
        "本文件没有规定:专有(办公)场所面积、服务大厅面积、传真机、电话、文件柜、办公桌椅、服务柜台、等待椅、"
        "电子显示屏或公告信息栏、业务网络。"
    ) in response.text
    document = PolicyDocument.objects.get(key="W")
    assert f'href="/policies/{document.pk}/#W三(四)">W三(四)</a>' in response.text


def test_where_nothing_was_registered_nothing_is_missing(cast):
    assert held_against(cast, cast.station) == [
        ("计算机", "没有登记", "1", "—", "W三(四)"),
        ("打印机", "没有登记", "1", "—", "W三(四)"),
        ("复印机", "没有登记", "1", "—", "W三(四)"),
    ]


@pytest.mark.rule("AM-20")
def test_a_combined_device_counts_once_unless_accepted_or_read_otherwise(cast):
    device(cast.station, "computer")
    combined = device(cast.station, "printer", "copier")
    short = [("打印机", "符合", "1", "1", "W三(四)"), ("复印机", "不足", "1", "0", "W三(四)")]
    met = [("打印机", "符合", "1", "1", "W三(四)"), ("复印机", "符合", "1", "1", "W三(四)")]
    assert held_against(cast, cast.station)[1:] == short
    page = cast.client("lin").get(reverse("station", args=[cast.station.pk])).text
    assert "读法 AM-20 是设置,不是条文" in page

    accept = reverse("asset_accept", args=[combined.pk])
    cast.client("zhou").post(accept, {"version": 1, "reason": "业务量小"})
    assert held_against(cast, cast.station)[1:] == met
    cast.client("zhou").post(reverse("asset_withdraw", args=[combined.pk]), {"version": 2, "reason": "有误"})
    assert held_against(cast, cast.station)[1:] == short

    body = PolicyDocument.objects.get(key="W").body
    body["readings"]["AM-20"]["value"] = "counts_twice"
    publish(body)
    assert held_against(cast, cast.station, by="W")[1:] == met
    # The village is still bound by the version that its city carries out.
    assert held_against(cast, cast.station)[1:] == short


@pytest.mark.parametrize(
    ("condition", "scrapped", "present"),
    [("in_use", False, "1"), ("in_repair", False, "1"), ("laid_aside", False, "0"), ("in_use", True, "0")],
)
def test_what_is_laid_aside_or_scrapped_is_not_there(cast, condition, scrapped, present):
    gone = {"scrapped_on": date(2015, 1, 1), "scrapped_because": "坏了"} if scrapped else {}
    device(cast.station, "computer", condition=condition, **gone)
    assert held_against(cast, cast.station)[0][3] == present


@pytest.mark.parametrize(
    ("connected", "line"),
    [(True, ("符合", "1", "1")), (False, ("不足", "1", "0")), (None, ("没有登记", "1", "—"))],
)
def test_the_network_is_a_fact_of_the_card(cast, connected, line):
    device(cast.station, "computer")
    card(cast.station, network_connected=connected)
    assert held_against(cast, cast.station, by="Y")[-1] == ("业务专网", *line, "Y二(一)5")


@pytest.mark.rule("AM-54")
def test_one_line_for_alternatives_and_two_where_both_are_meant(db, cast):
    document = content(published("Y", today())[0])
    outfit = Outfit(kind="village", counts={"fax": 1})
    either = {line.label: (line.codes, line.outcome, line.missing) for line in judge(document, outfit)}
    assert either["复印/传真机"] == (("copier", "fax"), "met", 0)
    both = {
        line.label: (line.codes, line.outcome, line.missing)
        for line in judge(reread(document, AM_54="both"), outfit)
    }
    assert (both["复印机"], both["传真机"]) == ((("copier",), "short", 1), (("fax",), "met", 0))
    assert unsaid(document, outfit) == ("服务大厅面积",)


def test_any_published_document_may_be_held_against_by_choice(cast):
    device(cast.station, "computer")
    page = cast.client("lin").get(reverse("station", args=[cast.station.pk]), {"by": "J"}).text
    assert "本地没有执行这一件,只作参考。" in page
    assert held_against(cast, cast.station, by="J")[1] == ("电脑", "符合", "1", "1", "J四(三)")
    own = cast.client("lin").get(reverse("station", args=[cast.station.pk])).text
    assert "第 1 版,本地执行。" in own
    unknown = cast.client("lin").get(reverse("station", args=[cast.station.pk]), {"by": "没有"}).text
    assert "没有代号为“没有”的政策文件。下面按本地执行的文件对照。" in unknown


@pytest.mark.rule("AM-52")
def test_who_pays_is_marked_as_a_reading(cast):
    device(cast.station, "computer")
    page = cast.client("lin").get(reverse("station", args=[cast.station.pk]))
    assert "市财政" in page.text
    assert "读法 AM-52 是设置,不是条文:三样设备由谁出钱?市财政:与信息化资金一并理解。" in page.text


# Persons served.


HEAD = ("区划代码", "行政村", "户籍户数", "服务人口", "来源")
FIELDS = {"year": 2024, "counted_on": "2024-12-31"}


def stored_counts():
    return list(
        HouseholdCount.objects.order_by("scope_code").values_list("region__name", "households", "population")
    )


def test_persons_served_come_with_the_households_and_a_blank_leaves_them(cast):
    address = reverse("household_import")
    rows = [HEAD, ("330302008201", "上沙村", 199, 620, "年报"), ("330302008202", "下沙村", 801, None, "年报")]
    bring_in(cast.client("zhou"), address, rows, **FIELDS)
    assert stored_counts() == [("上沙村", 199, 620), ("下沙村", 801, None)]
    rows = [
        HEAD,
        ("330302008201", "上沙村", 200, None, "年报"),
        ("330302008202", "下沙村", 801, 2500, "年报"),
    ]
    answer = bring_in(cast.client("zhou"), address, rows, **FIELDS)
    assert "更新 2 村" in answer.text
    assert stored_counts() == [("上沙村", 200, 620), ("下沙村", 801, 2500)]
    listed = cast.client("zhou").get(reverse("households"), {"format": "json", "year": 2024}).json()
    assert [row["population"] for row in listed["rows"]] == [620, 2500]


@pytest.mark.parametrize(
    ("typed", "taken"), [("0", False), ("1", True), ("999999", True), ("1000000", False)]
)
def test_persons_served_within_bounds(cast, typed, taken):
    rows = [HEAD, ("330302008201", "上沙村", 199, int(typed), "年报")]
    response = dry_run(cast.client("zhou"), reverse("household_import"), rows, **FIELDS)
    assert response.context_data["outcome"].intake.ok is taken
    count = HouseholdCount.objects.create(
        **located(cast.village), year=2024, counted_on=date(2024, 12, 31), households=199, source="年报"
    )
    form = {
        "version": 1,
        "households": 199,
        "population": typed,
        "counted_on": "2024-12-31",
        "source": "年报",
    }
    answer = cast.client("zhou").post(reverse("household_edit", args=[count.pk]), form)
    assert answer.status_code == (302 if taken else 422)
