"""Stations: opened for villages that have none, corrected by those who may."""

from django.urls import reverse

from stations.models import AuditEvent, Region, Station


def test_a_station_is_opened_for_every_village_and_community_that_has_none(cast):
    for number, (name, kind) in enumerate(
        (("油岙村委会", "village"), ("新村", "community"), ("林场", "quasi_village"))
    ):
        Region.objects.create(tier=4, code=330302008300 + number, kind=kind, name=name, parent=cast.township)
    before = set(Station.objects.values_list("name", flat=True))
    response = cast.client("zhou").post(reverse("station_open_missing"), follow=True)
    assert "已为没有站的村和社区建站" in response.text
    assert set(Station.objects.values_list("name", flat=True)) - before == {
        "油岙村劳动保障站",
        "新村劳动保障站",
    }
    assert AuditEvent.objects.get(verb="批量建站").detail == {"opened": 2}
    again = cast.client("zhou").post(reverse("station_open_missing"), follow=True)
    assert "管辖范围内的村都已有劳动保障站。" in again.text


def test_the_stations_people_correct_how_it_is_reached_and_nothing_else(cast):
    address = reverse("station_edit", args=[cast.station.pk])
    form = {
        "version": 1,
        "address": "上沙路 1 号",
        "phone": "0577-00000000",
        "opening_hours": "8:30-17:00",
        "head": "陈主任",
        "name": "改名",
        "light_workload": "on",
        "light_workload_on": "2010-03-05",
        "region": cast.place("330303001201").pk,
    }
    assert cast.client("lin").post(address, form).status_code == 302
    station = Station.objects.get(pk=cast.station.pk)
    assert (station.name, station.address, station.phone, station.head, station.light_workload, station.region) == (
        "上沙村劳动保障站", "上沙路 1 号", "0577-00000000", "陈主任", False, cast.village,
    )  # fmt: skip
    assert cast.client("wang").post(address, {**form, "version": 2, "name": "上沙站"}).status_code == 302
    station.refresh_from_db()
    assert (station.name, station.light_workload, station.version) == ("上沙站", True, 3)


def test_the_card_tells_what_changed_and_who_did_it(cast):
    address = reverse("station_edit", args=[cast.station.pk])
    cast.client("lin").post(address, {"version": 1, "phone": "0577-11111111"})
    page = cast.client("wang").get(reverse("station", args=[cast.station.pk])).text
    assert "林协管" in page
    assert "电话:空 → 0577-11111111" in page


def test_search_finds_places_by_name_and_code_within_the_jurisdiction(cast):
    found = cast.client("wang").get(reverse("search"), {"q": "沙村"}).context_data["found"]
    assert [each.title for each in found if each.kind == "村社区"] == ["上沙村", "下沙村"]
    by_code = cast.client("zhou").get(reverse("search"), {"q": "330302101"}).context_data["found"]
    assert [each.title for each in by_code] == ["山福镇", "山根村"]
    assert cast.client("wang").get(reverse("search"), {"q": "永中"}).context_data["found"] == []
    assert cast.client("wang").get(reverse("search"), {"q": "沙"}).context_data["found"] == []


def test_a_telephone_number_that_cannot_be_dialled_is_refused_at_its_field(cast):
    response = cast.client("lin").post(
        reverse("station_edit", args=[cast.station.pk]), {"version": 1, "phone": "abc"}
    )
    assert response.context_data["form"].errors == {"phone": ["电话只能有数字、空格和横线,至少 5 位。"]}
