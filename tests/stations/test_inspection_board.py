"""A round as a matrix: stations by items, differences first."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.months import today
from stations import inspection_board as board
from stations.actions import inspections as actions
from stations.actions.checklists import GivenClaim, claim
from stations.checklists import listed
from stations.models import (
    AuditEvent,
    Claim,
    Finding,
    Inspection,
    Region,
    Station,
)
from stations.models.regions import located
from tests.stations.inspecting import SOON, a_round, by, case_of, judge, planned

pytestmark = pytest.mark.usefixtures("shelf")


def test_the_six_stand_in_the_documents_own_order_and_mean_the_same(cast):
    """F puts 制度 before 工作 (AM-37): the columns turn, the verdicts do not."""
    found = {}
    for key in ("J", "F"):
        Finding.objects.all().delete()
        Inspection.objects.all().delete()
        inspection = planned(cast, key)
        judge(cast, inspection, WORK="basic")
        case = case_of(inspection)
        sheet = board.matrix(inspection.round, listed(inspection.round), [case])
        cells = {cell.column.key: cell.text for cell in sheet.cells(case, number=1)}
        found[key] = (
            [each.item.code for each in case.standings],
            cells["WORK"],
            cells["RULES"],
            cells["grade"],
        )
    assert found == {
        "J": (["ORG", "STAFF", "FUND", "SITE", "WORK", "RULES"], "基本到位", "到位", "基本达标"),
        "F": (["ORG", "STAFF", "FUND", "SITE", "RULES", "WORK"], "基本到位", "到位", "基本达标"),
    }


def test_differences_come_first_and_alone_when_asked_for(cast):
    round_ = a_round(cast)
    stations = [cast.stations[code] for code in ("330302008001", "330302008201", "330302008202")]
    actions.plan(round_, stations, cast.posts["wang"], by=cast.person("wang"))
    claim(stations[2], by("J"), {"STAFF": GivenClaim("met")}, by=cast.person("wang"))
    client = cast.client("wang")
    page = client.get(reverse("round", args=[round_.pk]))
    assert [case.inspection.station for case in page.context_data["cases"]] == [
        stations[2],
        stations[0],
        stations[1],
    ]
    assert "自报到位,台账不符" in page.text
    only = client.get(reverse("round", args=[round_.pk]), {"show": "differences"})
    assert [case.inspection.station for case in only.context_data["cases"]] == [stations[2]]
    workbook = client.get(reverse("round", args=[round_.pk]), {"format": "xlsx"})
    assert workbook["Content-Type"].endswith("sheet")
    assert AuditEvent.objects.get(verb="导出").reason == "六到位检查检查结果 xlsx"


def test_sixty_stations_by_eight_items_take_twelve_queries(cast):
    villages = Region.objects.bulk_create(
        Region(
            tier=cast.village.tier,
            code=330302008300 + number,
            kind="village",
            name=f"第{number}村",
            parent=cast.township,
        )
        for number in range(60)
    )
    stations = Station.objects.bulk_create(
        Station(**located(village), name=f"{village.name}站", opened_on=date(2010, 1, 1))
        for village in villages
    )
    eight = by("Y", "eight_haves")
    assert len(eight.checklist.items) == 8
    round_ = actions.start_round(
        cast.township, eight, name="八有", first_day=today(), last_day=SOON, by=cast.person("wang")
    )
    actions.plan(round_, stations, cast.posts["wang"], by=cast.person("wang"))
    Claim.objects.bulk_create(
        Claim(
            **located(station.region), **eight.columns, station=station, item=item.code, result="met",
            made_by=cast.person("lin"),
        )
        for station in stations
        for item in eight.checklist.items
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        found = board.cases(round_, eight, Inspection.objects.filter(round=round_).with_all())
        assert sum(each.text == "自报到位,台账不符" for case in found for each in case.standings) == 60
    assert len(asked_of(asked)) <= 5, asked_of(asked)

    client, address = cast.client("wang"), reverse("round", args=[round_.pk])
    counted = []
    for kept in (60, 1):
        Inspection.objects.filter(station__in=stations[kept:]).delete()
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert len(response.context_data["cases"]) == kept
        counted.append(len(asked_of(asked)))
    assert counted[0] == counted[1] <= 12, counted


def asked_of(asked: CaptureQueriesContext) -> list[str]:
    """The questions, without what tells the database who asks."""
    return [each["sql"][:160] for each in asked if not re.search(r"set_config|SAVEPOINT", each["sql"][:80])]
