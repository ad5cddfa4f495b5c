"""Who holds the title of a demonstration platform is held to the larger hall of its document, while it is held."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stations.documents import published
from stations.evidence import Asked, facts_of
from stations.models import PolicyDocument, TitleCase, TitleStep
from stations.models.regions import located
from stations.outfits import PLACE
from stations.rules.titles import TITLE
from stations.standing import Measure, stands
from tests.stations.outfits import adopt, card
from tests.support.tables import rows_of

COMMUNITY, VILLAGE = "330302008001", "330302008201"
GIVEN, LOST = date(2016, 5, 1), date(2018, 9, 30)
DAY = timedelta(days=1)
HALL = "服务大厅面积"


def shown(cast, place, state="designated", key="demonstration_platform"):
    """The place's title in that state; one that was lost was lost on LOST."""
    held = state not in ("draft", "applied", "assessed", "declined")
    case = TitleCase.objects.create(
        **located(cast.place(place)), document=PolicyDocument.objects.get(key="Y"), title_key=key, state=state,
        title_name="示范平台", applied_on=GIVEN, designated_on=GIVEN if held else None,
    )  # fmt: skip
    if state == "revoked":
        TitleStep.objects.create(
            **located(case.region), case=case, verb="revoke", by=cast.posts["zhou"], on=LOST, note="仍不合格"
        )
    return case


def hall_on_card(cast, hall):
    """How the card judges the hall of 河滨社区 by Y."""
    station = card(cast.stations[COMMUNITY], hall_area=hall)
    page = cast.client("zhou").get(reverse("station", args=[station.pk]))
    tables = (rows_of(page, number) for number in range(12))
    lines = next(rows for rows in tables if rows and rows[0][0] == "核对什么")
    return page.text, next(row for row in lines if row[0] == HALL)


@pytest.mark.rule("Y-T2")
@pytest.mark.parametrize(
    ("hall", "outcome", "said"),
    [
        (
            "39.99",
            "不足",
            "服务大厅面积 39.99 平方米,比示范平台要求的 40 平方米少 0.01 平方米,请扩大或调整场所",
        ),
        ("40.00", "符合", "服务大厅面积 40 平方米,达到示范平台不少于 40 平方米的要求"),
        (None, "没有登记", "没有服务大厅面积的数据,无法核对示范平台是否不少于 40 平方米;请先填写或登记面积"),
    ],
)
def test_the_hall_of_a_demonstration_platform_is_judged(cast, hall, outcome, said):
    adopt(cast.district, "Y")
    case = shown(cast, COMMUNITY)
    page, line = hall_on_card(cast, hall)
    assert (line[1], line[2], line[4]) == (outcome, "40", f"{said} 读法 AM-22")
    assert f'<a href="{reverse("title", args=[case.pk])}">示范平台</a>,2016-05-01 认定' in page


@pytest.mark.rule("Y-T2")
@pytest.mark.parametrize("state", list(TITLE.states))
def test_while_the_title_is_held_and_not_before_or_after(cast, state):
    adopt(cast.district, "Y")
    shown(cast, COMMUNITY, state)
    held = state in ("designated", "spot_check", "rectifying", "restored")
    page, line = hall_on_card(cast, "39.99")
    assert line[1] == ("不足" if held else "不作核对")
    assert ("按示范平台核对" in page) is held


@pytest.mark.rule("Y-T2")
@pytest.mark.parametrize(
    ("state", "day", "outcome"),
    [
        ("designated", GIVEN - DAY, "not_meant"),
        ("designated", GIVEN, "short"),
        ("rectifying", LOST, "short"),
        ("revoked", LOST - DAY, "short"),
        ("revoked", LOST, "not_meant"),
    ],
)
def test_on_the_day_that_is_asked_about(cast, state, day, outcome):
    shown(cast, COMMUNITY, state)
    card(cast.stations[COMMUNITY], hall_area="39.99")
    card(cast.stations[VILLAGE], hall_area="39.99")
    measure = Measure(on=day, key="Y")
    found = stands(cast.district, cast.district.jurisdiction, measure)
    assert halls((stand.station, stand.lines) for stand in found) == {"河滨社区": outcome}
    facts = facts_of([PLACE], Asked(day, published("Y", day)[0]), [cast.stations[COMMUNITY]])[PLACE]
    lines = {line["standard"]: line["outcome"] for line in facts[cast.stations[COMMUNITY].pk]["place"]}
    assert lines["hall_area"] == outcome


def halls(judged):
    """Place → how its hall came out; Y says nothing of the halls of villages."""
    return {
        station.region.name: line.outcome
        for station, lines in judged
        for line in lines
        if line.verdict.standard == "hall_area"
    }


def test_another_title_and_the_title_of_the_street_make_no_demonstration_platform(cast):
    shown(cast, COMMUNITY, key="full_employment_community")
    shown(cast, "330302008")
    card(cast.stations[COMMUNITY], hall_area="39.99")
    found = stands(cast.district, cast.district.jurisdiction, Measure(on=GIVEN, key="Y"))
    assert halls((stand.station, stand.lines) for stand in found) == {"河滨社区": "not_meant"}


def test_the_board_counts_the_small_hall_without_asking_more(cast):
    card(cast.stations[COMMUNITY], fixed_place=True, dedicated_area="20", hall_area="39.99")
    zhou, address = cast.client("zhou"), reverse("gaps_of", args=[cast.township.pk])
    zhou.get(address, {"by": "Y"})

    def asked(**query):
        with CaptureQueriesContext(connection) as queries:
            rows = rows_of(zhou.get(address, {"by": "Y", **query}))
        return len(queries), {row[1]: row[6] for row in rows[1:]}

    before, lacking = asked()
    assert HALL not in lacking["河滨社区"]
    shown(cast, COMMUNITY)
    after, lacking = asked()
    assert lacking["河滨社区"].endswith("服务大厅面积(要求 40,现有 39.99 平方米)")
    assert list(asked(what="small")[1]) == ["河滨社区"]
    assert after == before
