"""What the ledgers show beside the items of a checklist."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from funding.models import WorkFundSheet
from kit.months import Month, today
from reports.models import Return
from reports.rules.returns import due_on
from staffing.models import Engagement
from stations.documents import latest
from stations.evidence import Asked, collected
from stations.models import (
    Asset,
    HouseholdCount,
    Station,
)
from stations.models.regions import located
from tests.cast import Cast
from tests.stations.inspecting import SIX, by
from tests.world import ROWS

pytestmark = pytest.mark.usefixtures("shelf")


# Without a return: late once the due day has passed.
WORK = False if today() > due_on(Month.of(today()) - 1) else None


def shown_for(cast: Cast, key: str = "J", day: date | None = None) -> dict[str, tuple[bool | None, str]]:
    stations = list(Station.objects.with_place().filter(pk=cast.station.pk))
    work_by = by(key)
    found = collected(stations, Asked(day or today(), work_by.stored), SIX)
    return {code: (each[cast.station.pk].ok, each[cast.station.pk].text) for code, each in found.items()}


def test_the_ledgers_say_what_they_can_and_nothing_more(cast):
    found = shown_for(cast)
    assert {code: ok for code, (ok, _) in found.items()} == {
        "ORG": True, "STAFF": False, "FUND": None, "SITE": None, "WORK": WORK, "RULES": False,
    }  # fmt: skip
    assert found["STAFF"][1] == "没有在岗的协管员"
    assert found["ORG"][1] == "2009-12-01 建站"


@pytest.mark.parametrize(
    ("key", "kind", "ok"), [("J", "full_time", True), ("J", "part_time", False), ("W", "part_time", True)]
)
def test_staff_is_judged_by_the_documents_own_rule(cast, key, kind, ok):
    """J asks for a full-timer (J三(四)); W lets a village below 200 households do with a part-timer."""
    count = ROWS["households"](cast, cast.village)
    HouseholdCount.objects.filter(pk=count.pk).update(households=199)
    row = ROWS["engagements"](cast, cast.village)
    party = "township" if kind == "full_time" else "village"
    Engagement.objects.filter(pk=row.pk).update(kind=kind, contract_party=party, monthly_wage=3000)
    stations = list(Station.objects.with_place().filter(pk=cast.station.pk))
    stored = latest(key)
    found = collected(stations, Asked(today(), stored), ["STAFF"])["STAFF"][cast.station.pk]
    assert found.ok is ok, found.text


def test_an_engagement_that_ended_yesterday_is_no_staff(cast):
    row = ROWS["engagements"](cast, cast.village)
    Engagement.objects.filter(pk=row.pk).update(ends_on=today() - timedelta(days=1))
    assert shown_for(cast)["STAFF"] == (False, "没有在岗的协管员")


def test_the_place_is_short_unknown_or_there(cast):
    cast.station.fixed_place = False
    cast.station.save()
    ok, text = shown_for(cast)["SITE"]
    assert (ok, "固定场所" in text) == (False, True)
    cast.station.fixed_place = True
    cast.station.save()
    ok, text = shown_for(cast)["SITE"]
    assert ok is None
    assert "固定场所" not in text
    everything = ["computer", "printer", "copier", "fax", "telephone", "cabinet", "desk", "counter",
                  "waiting_chair", "display_or_board"]  # fmt: skip
    for code in everything:
        Asset.objects.create(
            **located(cast.village), station=cast.station, codes=[code], name=code,
            acquired_on=date(2010, 1, 8), funded_by="city",
        )  # fmt: skip
    Station.objects.filter(pk=cast.station.pk).update(network_connected=True, dedicated_area=40, hall_area=40)
    assert shown_for(cast)["SITE"] == (True, "登记的都符合标准")


@pytest.mark.parametrize(("state", "ok"), [("draft", False), ("paid", True), ("cancelled", None)])
def test_the_work_fund_is_there_when_it_is_paid(cast, state, ok):
    line = ROWS["work-fund-lines"](cast, cast.village)
    values = {"state": state}
    if state == "paid":
        values |= {
            "approved_by": cast.person("zhao"), "approved_at": "2025-01-01T00:00Z",
            "paid_by": cast.person("wu"), "paid_at": "2025-01-02T00:00Z", "paid_on": date(2025, 1, 2), "voucher": "1",
        }  # fmt: skip
    WorkFundSheet.objects.filter(pk=line.sheet_id).update(**values)
    assert shown_for(cast, day=date(2025, 6, 1))["FUND"][0] is ok
    assert shown_for(cast, day=date(2026, 6, 1))["FUND"][0] is None


@pytest.mark.parametrize(("late", "ok"), [(0, True), (1, False)])
def test_work_is_the_return_by_its_due_day(cast, late, ok):
    month = Month.of(today()) - 1
    Return.objects.create(
        region=cast.village, month=month.first, first_submitted_on=due_on(month) + timedelta(days=late)
    )
    assert shown_for(cast)["WORK"][0] is ok


def test_a_station_sees_the_same_evidence_as_its_district(cast):
    """The sheet of the work fund lies with the district; whether one's own line was paid is told below too."""
    line = ROWS["work-fund-lines"](cast, cast.village)
    WorkFundSheet.objects.filter(pk=line.sheet_id).update(year=today().year - 1)
    type(line).objects.filter(pk=line.pk).update(year=today().year - 1)
    page = (
        cast.client("lin")
        .get(reverse("station_checklist", args=[cast.station.pk]), {"list": by("J").key})
        .text
    )
    assert "年度工作经费还没有拨付(补助表草稿)" in page
