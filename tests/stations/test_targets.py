"""What is counted of targets: who counts and who does not, on the due day and after it, as then and as now."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db.models import F

from staffing.models import Engagement
from stations.actions.undoing import undo
from stations.documents import content, latest, publish
from stations.models import (
    Finding,
    Inspection,
    InspectionRound,
    PolicyDocument,
    Rectification,
    Region,
    Station,
    Tally,
    TitleCase,
    TitleStep,
)
from stations.models.regions import located
from stations.places import Place
from stations.titles import community_target, shares
from tests.staffing.people import hire
from tests.stations.life_cast import furnish, merge, move
from tests.stations.outfits import card
from tests.stations.targets import at_due, by_zhou, count, line, now, progresses

DAY = timedelta(days=1)
END_2009 = date(2009, 12, 31)
UP, DOWN, ROOT, FAR, COMMUNITY = (
    "330302008201", "330302008202", "330302101201", "330303001201", "330302008001",
)  # fmt: skip
SIX = ("ORG", "STAFF", "FUND", "SITE", "WORK", "RULES")


def village(cast, code, **values):
    """A further village without a station."""
    place = Place.parse(code)
    return Region.objects.create(
        tier=4, code=place.code, kind=place.kind, name=f"{code}村", parent=cast.place(code[:9]), **values
    )


def opened(cast, code, day):
    Station.objects.filter(pk=cast.stations[code].pk).update(opened_on=day)


# Which places count.


@pytest.mark.rule("W-T1")
def test_villages_in_being_count_and_communities_do_not(cast):
    village(cast, "330302008203")  # no station
    village(cast, "330302008204", closed_on=date(2020, 1, 1))
    village(cast, "330302008205", opened_on=date(2020, 1, 1))
    village(cast, "330302008401")  # 类村级单位
    opened(cast, DOWN, None)
    opened(cast, FAR, date(2010, 1, 1))
    count()
    # 上沙 and 山根 of 鹿城区; 下沙 has a station of which nobody knows since when; 203 and 205 have none.
    assert now(cast.district, "W", "stations_built") == (2, 5, 1, "overdue")
    assert now(cast.township, "W", "stations_built") == (1, 4, 1, "overdue")
    assert now(cast.city, "W", "stations_built") == (3, 6, 1, "overdue")
    # On the due day 204 was still there, 205 was not yet, and 永中's station was opened a day late.
    assert at_due(cast.district, "W", "stations_built") == (2, 5, False)
    assert at_due(cast.city, "W", "stations_built") == (2, 6, False)
    assert now(cast.place("330303"), "W", "stations_built") == (1, 1, 0, "after_due")


@pytest.mark.rule("W-T1")
@pytest.mark.parametrize(
    ("on", "open_day", "outcome", "due"),
    [
        (END_2009, END_2009, "reached", None),
        (END_2009, END_2009 + DAY, "not_yet", None),
        (END_2009 + DAY, END_2009, "on_time", (1, 1, True)),
        (END_2009 + DAY, END_2009 + DAY, "after_due", (0, 1, False)),
        (END_2009 + DAY, END_2009 + 2 * DAY, "overdue", (0, 1, False)),
    ],
)
def test_on_the_due_day_and_the_day_after(cast, on, open_day, outcome, due):
    opened(cast, FAR, open_day)
    far = cast.place("330303")
    with time_machine.travel(f"{on}T10:00+08:00", tick=False):
        count()
        assert line(far, "W", "stations_built").outcome == outcome
        assert (due is None) == (line(far, "W", "stations_built").at_due is None)
        if due:
            assert at_due(far, "W", "stations_built") == due


@pytest.mark.rule("W-T1")
def test_what_was_reached_on_its_day_can_be_lost(cast):
    village(cast, "330303001202", opened_on=date(2015, 1, 1))
    count()
    assert now(cast.place("330303"), "W", "stations_built") == (1, 2, 0, "lapsed")
    assert at_due(cast.place("330303"), "W", "stations_built") == (1, 1, True)


@pytest.mark.rule("W-T2")
def test_the_network_counts_stations_of_villages_and_communities(cast):
    due = date(2010, 12, 31)
    card(cast.stations[UP], network_connected=True, network_since=due)
    card(cast.stations[DOWN], network_connected=True, network_since=due + DAY)
    card(cast.stations[ROOT], network_connected=True, network_since=None)
    card(cast.stations[COMMUNITY], network_connected=False)
    village(cast, "330302008203")  # without a station there is nothing to connect
    count()
    assert now(cast.district, "W", "network") == (2, 4, 1, "overdue")
    assert at_due(cast.district, "W", "network") == (1, 4, False)
    assert now(cast.place("330303"), "W", "network") == (0, 1, 1, "overdue")  # nobody has said anything
    card(cast.stations[FAR], network_connected=True, network_since=due)
    count()
    assert now(cast.place("330303"), "W", "network") == (1, 1, 0, "on_time")


@pytest.mark.rule("W-T3")
def test_villages_with_a_coordinator_in_force_on_the_day(cast):
    due = date(2009, 11, 30)
    hire(cast.village, "甲", 1, due, kind="part_time", monthly_wage=None)
    hire(cast.place(DOWN), "乙", 2, due + DAY)
    hire(cast.place(ROOT), "丙", 3, date(2009, 11, 1), ends_on=due)
    hire(cast.place(FAR), "丁", 4, date(2009, 11, 1), ends_on=due - DAY)
    hire(cast.place(COMMUNITY), "戊", 5, date(2009, 11, 1))
    count()
    assert at_due(cast.district, "W", "coordinators_selected") == (2, 3, False)
    assert now(cast.district, "W", "coordinators_selected") == (2, 3, 0, "overdue")
    assert at_due(cast.place("330303"), "W", "coordinators_selected") == (0, 1, False)


def many(cast, villages, *, stations, on=date(2010, 1, 1)):
    """So many villages in 龙湾区 besides its own, the first of them with a station."""
    townships = [
        Region(
            tier=3, code=330303100000 + 1000 * n, kind="town", name=f"第{n}镇", parent=cast.place("330303")
        )
        for n in range(-(-villages // 200))
    ]
    Region.objects.bulk_create(townships)
    places = [
        Region(
            tier=4,
            code=townships[n // 200].code + 200 + n % 200,
            kind="village",
            name=f"第{n}村",
            parent=townships[n // 200],
        )
        for n in range(villages)
    ]
    Region.objects.bulk_create(places)
    Station.objects.bulk_create(
        Station(**located(place), name=f"{place.name}站", opened_on=on) for place in places[:stations]
    )
    return places


@pytest.mark.rule("J-T4")
@pytest.mark.parametrize(("stations", "rate", "reached"), [(6995, "69.99%", False), (6996, "70%", True)])
def test_seventy_per_cent_of_ten_thousand_villages(cast, stations, rate, reached):
    """Four villages of the cast have a station already."""
    many(cast, 9996, stations=stations)
    count()
    found = line(cast.city, "J", "stations_built_2011")
    assert (found.now.denominator, found.now.rate, found.now.progress.reached) == (10_000, rate, reached)
    assert found.outcome == ("on_time" if reached else "overdue")
    # A part of the whole is asked of the whole alone.
    assert line(cast.district, "J", "stations_built_2011").outcome == "elsewhere"
    assert line(cast.city, "J", "stations_built_2012").outcome == "overdue"


@pytest.mark.rule("J-T3")
@pytest.mark.rule("AM-25")
@pytest.mark.rule("AM-27")
@pytest.mark.parametrize(("full_time", "rate", "reached"), [(2, "20%", False), (3, "30%", True)])
def test_thirty_per_cent_with_a_station_and_somebody_full_time(cast, full_time, rate, reached):
    due = date(2010, 12, 31)
    places = many(cast, 6, stations=5)
    for number, place in enumerate([cast.village, cast.place(DOWN), cast.place(ROOT)][:full_time]):
        hire(place, "甲", number, due, ends_on=due)
    hire(cast.place(FAR), "乙", 10, kind="part_time", monthly_wage=None)
    hire(places[5], "丙", 11)  # full-time, and no station
    hire(places[0], "丁", 12, due + DAY)
    hire(cast.place(COMMUNITY), "戊", 13)
    count()
    standing = line(cast.city, "J", "stations_built_full_time").at_due
    assert (standing.numerator, standing.denominator, standing.rate) == (full_time, 10, rate)
    assert standing.progress.reached is reached
    # Beside it the other indicator, which asks for nobody full-time.
    assert at_due(cast.city, "J", "stations_built_2011") == (9, 10, True)
    assert now(cast.city, "J", "stations_built_full_time")[:2] == (1, 10)


@pytest.mark.rule("J-T5")
def test_all_of_all_is_asked_of_every_place(cast):
    opened(cast, ROOT, date(2013, 1, 1))
    count()
    outcomes = [
        line(place, "J", "stations_built_2012").outcome
        for place in (cast.city, cast.district, cast.township, cast.place("330302101"))
    ]
    assert outcomes == ["after_due", "after_due", "on_time", "after_due"]


def visited(cast, code, on, results, *, key="J", rectified=None):
    """A finished visit by the six items; ``rectified`` is the day on which SITE was accepted as put right."""
    station = cast.stations[code]
    place = station.region
    round_ = InspectionRound.objects.create(
        region=place.parent, document=PolicyDocument.objects.get(key=key), checklist="six", name="检查",
        first_day=on, last_day=on, made_by=cast.person("wang"),
    )  # fmt: skip
    visit = Inspection.objects.create(
        **located(place), round=round_, station=station, inspector=cast.person("wang")
    )
    for item, result in zip(SIX, results, strict=True):
        short = result in ("basic", "unmet")
        finding = Finding.objects.create(
            **located(place), inspection=visit, item=item, result=result, note="差" if short else "",
            deadline=on if result == "unmet" else None, made_by=cast.person("wang"),
        )  # fmt: skip
        if rectified and item == "SITE":
            Rectification.objects.create(
                **located(place), finding=finding, deadline=on, state="accepted", proof="已补", proved_on=on,
                proved_by=cast.person("lin"), accepted_by=cast.person("wang"), accepted_on=rectified,
                result="met",
            )  # fmt: skip
    Inspection.objects.filter(pk=visit.pk).update(
        state="inspected", inspected_by=cast.person("wang"), inspected_on=on
    )


@pytest.mark.rule("J-T2")
def test_six_items_at_least_basically_met_at_the_latest_visit(cast):
    due = date(2012, 12, 31)
    met, basic, unmet = ["met"] * 6, ["met"] * 5 + ["basic"], ["met"] * 3 + ["unmet"] + ["met"] * 2
    visited(cast, UP, due - DAY, unmet)
    visited(cast, UP, due, basic, key="S")  # S carries J out: the same six items
    visited(cast, DOWN, due, met)
    visited(cast, DOWN, due + DAY, unmet)
    visited(cast, ROOT, due, unmet, rectified=due + DAY)
    visited(cast, COMMUNITY, due, met)
    count()
    assert at_due(cast.district, "J", "villages_six_basic") == (2, 3, False)
    # A later visit found 下沙 short; 山根 has put right what was missing; nobody has been to 永中.
    assert now(cast.district, "J", "villages_six_basic") == (2, 3, 0, "overdue")
    assert now(cast.place("330303"), "J", "villages_six_basic") == (0, 1, 1, "overdue")


def holds(cast, place, title, key, *, since, state="designated", revoked=None):
    case = TitleCase.objects.create(
        **located(place), document=latest(key), title_key=title, title_name="称号",
        state="revoked" if revoked else state, applied_on=since, designated_on=since,
    )  # fmt: skip
    if revoked:
        TitleStep.objects.create(
            **located(place), case=case, verb="revoke", by=cast.posts["zhou"], on=revoked
        )
    return case


@pytest.mark.rule("Y-T2")
@pytest.mark.rule("AM-24")
def test_demonstration_platforms_by_titles_held_on_the_day(cast):
    due = date(2017, 12, 31)
    platform = "demonstration_platform"
    holds(cast, cast.township, platform, "Y", since=due)
    holds(cast, cast.place("330302101"), platform, "Y", since=due + DAY)
    holds(cast, cast.place(COMMUNITY), platform, "Y", since=date(2016, 1, 1), revoked=due + DAY)
    holds(cast, cast.place("330303001"), platform, "Y", since=date(2016, 1, 1), revoked=due)
    count()
    assert at_due(cast.city, "Y", "demonstration") == (2, None, False)
    assert now(cast.city, "Y", "demonstration") == (2, None, 0, "overdue")
    assert now(cast.city, "Y", "demonstration_townships")[0] == 2
    assert now(cast.city, "Y", "demonstration_communities")[0] == 0
    assert at_due(cast.city, "Y", "demonstration_communities")[0] == 1
    assert line(cast.city, "Y", "demonstration").now.missing == 178
    assert now(cast.district, "Y", "demonstration") == (2, None, 0, "elsewhere")
    contained = {
        each.target.key: each.contained and each.contained.key for each in progresses(cast.city, "Y").lines()
    }
    assert contained["demonstration_townships"] == contained["demonstration_communities"] == "demonstration"
    assert contained["demonstration"] == contained["villages_at_standard"] == "at_standard"
    assert contained["at_standard"] is None


@pytest.mark.rule("Y-T7")
def test_the_network_of_y_says_what_it_leaves_out(cast):
    card(cast.stations[COMMUNITY], network_connected=True, network_since=date(2016, 12, 31))
    count()
    found = line(cast.city, "Y", "network")
    assert (found.now.numerator, found.now.denominator, found.outcome) == (1, 1, "partly")
    assert found.measure.left_out == "乡镇(街道)平台的联网情况没有台账,这里只计社区站"
    card(cast.stations[COMMUNITY], network_connected=True, network_since=date(2017, 1, 1))
    count()
    assert at_due(cast.city, "Y", "network") == (0, 1, False)


@pytest.mark.rule("S-K2")
@pytest.mark.rule("AM-50")
def test_full_time_in_the_demonstration_towns(cast):
    due = date(2011, 12, 31)
    town, street = cast.place("330302101"), cast.township
    holds(cast, town, "four_have_town", "S", since=due, state="applied")
    holds(cast, street, "four_have_town", "S", since=due + DAY)
    hire(cast.place(ROOT), "甲", 1, due)
    hire(cast.village, "乙", 2, due, kind="part_time", monthly_wage=None)
    hire(cast.place(FAR), "丙", 3, due)  # no demonstration town
    village(cast, "330302101202")  # without a station it is no 村级平台
    count()
    assert at_due(cast.city, "S", "four_have_full_time") == (1, 1, True)
    assert now(cast.city, "S", "four_have_full_time") == (1, 3, 0, "lapsed")
    TitleCase.objects.filter(region=town).update(state="declined")
    TitleStep.objects.create(
        **located(town),
        case=TitleCase.objects.get(region=town),
        verb="decline",
        by=cast.posts["zhou"],
        on=due,
    )
    count()
    assert at_due(cast.city, "S", "four_have_full_time") == (0, 0, None)


@pytest.mark.rule("AM-50")
def test_read_by_persons_the_staff_is_counted(cast):
    body = PolicyDocument.objects.get(key="S").body
    body["readings"]["AM-50"]["value"] = "persons"
    publish({**body, "title": f"{body['title']}(改)"})
    holds(cast, cast.township, "four_have_town", "S", since=date(2011, 1, 1))
    hire(cast.village, "甲", 1)
    hire(cast.village, "乙", 2)
    hire(cast.place(DOWN), "丙", 3, kind="part_time", monthly_wage=None)
    hire(cast.place(ROOT), "丁", 4)
    count()
    assert now(cast.city, "S", "four_have_full_time")[:2] == (2, 3)


@pytest.mark.rule("F-T2")
@pytest.mark.rule("AM-35")
@pytest.mark.parametrize(("held", "outcome", "in_words"), [(3, "overdue", (0, 1)), (4, "after_due", (1, 1))])
def test_every_county_reaches_its_share_of_communities_or_not(cast, held, outcome, in_words):
    """Six communities in 鹿城区, none in 龙湾区: 60 % are four."""
    places = [cast.place(COMMUNITY)] + [
        Region.objects.create(
            tier=4, code=330302008010 + n, kind="community", name=f"第{n}社区", parent=cast.township
        )
        for n in range(5)
    ]
    for place in places[:held]:
        holds(cast, place, "full_employment_community", "F", since=date(2009, 1, 1))
    holds(cast, cast.village, "full_employment_community", "F", since=date(2008, 1, 1))
    count()
    key = "full_employment_communities"
    assert now(cast.district, "F", key) == (held, 6, 0, outcome)
    assert at_due(cast.district, "F", key) == (0, 6, False)
    assert line(cast.township, "F", key).outcome == "elsewhere"
    city = line(cast.city, "F", key)
    assert (city.each, city.outcome) == (in_words, "reached" if held == 4 else "overdue")
    board = {
        share.district.name: share
        for share in shares(cast.city.jurisdiction, community_target(), date.today())
    }
    assert (board["鹿城区"].held, board["鹿城区"].communities) == (held, 6)


# The map moves.


@pytest.mark.rule("W-T1")
def test_a_merge_as_then_and_as_now(cast):
    """上沙 and 下沙 become 沙头, which has 上沙's station and both coordinators."""
    furnish(cast)
    opened(cast, DOWN, date(2010, 1, 1))
    Engagement.objects.update(starts_on=date(2009, 11, 1))
    count()
    before = at_due(cast.city, "W", "stations_built")
    event = by_zhou(cast, merge)
    count()
    assert at_due(cast.city, "W", "stations_built") == before == (3, 4, False)
    assert now(cast.city, "W", "stations_built") == (3, 3, 0, "after_due")
    assert at_due(cast.township, "W", "stations_built") == (1, 2, False)
    assert at_due(cast.township, "W", "coordinators_selected") == (2, 2, True)
    assert now(cast.township, "W", "coordinators_selected")[:2] == (1, 1)
    # The four of then lie in the same townships now: nothing to tell apart.
    assert not progresses(cast.city, "W").map_has_moved
    by_zhou(cast, lambda cast: undo(event, "文件撤回", by=cast.person("zhou")))
    count()
    assert at_due(cast.city, "W", "stations_built") == before
    assert now(cast.city, "W", "stations_built")[:2] == (4, 4)


@pytest.mark.rule("W-T1")
def test_a_village_that_goes_to_another_township_as_then_and_as_now(cast):
    furnish(cast)
    street, town = cast.township, cast.place("330302101")
    opened(cast, UP, date(2009, 12, 31))
    opened(cast, DOWN, date(2010, 1, 1))
    by_zhou(cast, move)
    count()

    def table(as_now):
        return [
            (place.name, *at_due(place, "W", "stations_built", as_now=as_now))
            for place in (cast.city, cast.district, street, town)
        ]

    assert table(as_now=False) == [
        ("温州市", 3, 4, False),
        ("鹿城区", 2, 3, False),
        ("七都街道", 1, 2, False),
        ("山福镇", 1, 1, True),
    ]
    assert table(as_now=True) == [
        ("温州市", 3, 4, False),
        ("鹿城区", 2, 3, False),
        ("七都街道", 0, 1, False),
        ("山福镇", 2, 2, True),
    ]
    assert [now(place, "W", "stations_built")[:2] for place in (street, town)] == [(1, 1), (2, 2)]
    assert progresses(cast.city, "W").map_has_moved


def test_counted_twice_the_same_numbers_and_all_of_them(cast):
    hire(cast.village, "甲", 1)
    count()
    rows = Tally.objects.filter(board="targets:W").order_by("scope_code", "tier", "key")
    first = list(rows.values_list("region__name", "key", "value"))
    count()
    assert list(rows.values_list("region__name", "key", "value")) == first
    assert [(key, value) for name, key, value in first if name == "鹿城区"] == [
        ("coordinators_selected:den", 3),
        ("coordinators_selected:num", 1),
        ("coordinators_selected@2009-11-30:den", 3),
        ("network:den", 4),
        ("network:open", 4),
        ("network@2010-12-31:den", 4),
        ("network@2010-12-31:open", 4),
        ("stations_built:den", 3),
        ("stations_built:num", 3),
        ("stations_built@2009-12-31:den", 3),
        ("stations_built@2009-12-31:num", 3),
    ]
    assert not Tally.objects.filter(value__lt=0).exists()
    assert not Tally.objects.filter(board__startswith="targets:").exclude(code=F("scope_code")).exists()


def test_before_anything_was_counted_nothing_is_said(cast):
    found = line(cast.city, "W", "stations_built")
    assert (found.now.numerator, found.outcome) == (None, "no_data")


def test_every_target_of_every_document_is_counted_or_has_somebody_who_enters_it(cast):
    count()
    for stored in PolicyDocument.objects.all():
        lines = progresses(cast.city, stored.key).lines()
        assert [each.target for each in lines] == list(content(stored).targets)
        assert all((each.measure is None) != (each.hand is None) for each in lines)
