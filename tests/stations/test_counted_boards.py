"""All stations judged at once: the same as one by one, stored side by side, added up to the city."""

from __future__ import annotations

import random
import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from kit.jurisdiction import EVERYWHERE, Jurisdiction
from kit.months import Month, today
from kit.scope import Acting, acting, everywhere
from reports.models import Return
from reports.rules.returns import due_on
from staffing.models import Coordinator, Engagement
from stations import jobs, judging, tallies, tasks, touched
from stations.actions import inspections as actions
from stations.actions.checklists import GivenClaim, claim
from stations.checklists import Listed, offered
from stations.documents import content, latest, publish
from stations.evidence import Asked, collected, facts_of, source_of
from stations.models import (
    Asset,
    HouseholdCount,
    Inspection,
    Job,
    Judgement,
    Rectification,
    Region,
    Station,
    Tally,
    TitleCase,
)
from stations.models.regions import located
from stations.outfits import DEVICES, PLACE, told
from stations.rules.outfit import Outfit, judge
from stations.standing import Measure, stands
from tests.cast import Cast
from tests.stations.outfits import adopt, card, device
from tests.stations.test_at_once import wait_until_somebody_waits

SIX = ("ORG", "STAFF", "FUND", "SITE", "WORK", "RULES")
SHANGSHA, XIASHA, HEBIN = "330302008201", "330302008202", "330302008001"
SHANGEN, YONGZHONG = "330302101201", "330303001201"
CITY = 330300000000


def by(key: str, checklist: str = "six") -> Listed:
    return next(each for each in offered() if (each.stored.key, each.checklist.key) == (key, checklist))


def count() -> None:
    with everywhere():
        for span in tallies.spans_with_stations():
            tallies.count(span, today())


def numbers(board: str = "list:J:six") -> dict[str, dict[str, int]]:
    """Place → key → number, from the city down."""
    found: dict[str, dict[str, int]] = {}
    for row in (
        Tally.objects.filter(board=board).select_related("region").order_by("tier", "scope_code", "key")
    ):
        found.setdefault(row.region.name, {})[row.key] = row.value
    return found


def whole() -> list[tuple[object, ...]]:
    """All that was counted and judged, but for numbers of rows and the moment."""
    tally = Tally.objects.values_list("region", "code", "scope_code", "tier", "board", "key", "value")
    names = ("station", "code", "scope_code", "document", "checklist", "claims", "shown", "found", "grade")
    return sorted(tally) + sorted(
        Judgement.objects.values_list(*names, "differences", "inspected_on"), key=str
    )


# The same as one by one


CODES = ("computer", "printer", "copier", "fax", "telephone", "cabinet", "desk", "counter", "waiting_chair")


def invent(cast: Cast, chance: random.Random) -> None:
    """Facts of every kind at random, the unknown and the contradictory among them."""
    for number, station in enumerate(Station.objects.select_related("region")):
        village = station.region
        card(
            station,
            opened_on=chance.choice([None, date(2009, 12, 1), today() + timedelta(days=3)]),
            fixed_place=chance.choice([None, True, False]),
            dedicated_area=chance.choice([None, 20, 40, "59.99", 60]),
            hall_area=chance.choice([None, 30, 39, 100]),
            network_connected=chance.choice([None, True, False]),
            **chance.choice([{}, {"new_or_merged": True}]),
        )
        if chance.random() < 0.5:
            platform(village, chance.choice(["designated", "rectifying", "assessed"]))
        for _ in range(chance.randrange(14)):
            codes = chance.choices(CODES, k=chance.choice([1, 1, 1, 2, 3]))
            accepted = {
                "accepted_on": today(),
                "accepted_because": "够用",
                "accepted_by": cast.person("zhou"),
            }
            device(
                station,
                *dict.fromkeys(codes),
                condition=chance.choice(["in_use", "in_repair", "laid_aside"]),
                **chance.choice([{}, {"scrapped_on": today(), "scrapped_because": "坏了"}]),
                **(chance.choice([{}, accepted]) if len(set(codes)) > 1 else {}),
            )
        if chance.random() < 0.7:
            HouseholdCount.objects.create(
                **located(village), year=2024, counted_on=date(2024, 12, 31), source="年报",
                households=chance.choice([150, 199, 200, 3000]),
            )  # fmt: skip
        for kind in chance.choices(["full_time", "part_time"], k=chance.randrange(3)):
            person = Coordinator.objects.create(
                **located(village), name="某", id_text=f"{number}{kind}{chance.random()}"[:18]
            )
            Engagement.objects.create(
                **located(village), coordinator=person, kind=kind, starts_on=date(2020, 1, 1), monthly_wage=3000,
                contract_party="township" if kind == "full_time" else "village",
                ends_on=chance.choice([None, today(), today() - timedelta(days=1)]),
            )  # fmt: skip
        if chance.random() < 0.6:
            month = Month.of(today()) - 1
            Return.objects.create(
                region=village, month=month.first,
                first_submitted_on=due_on(month) + timedelta(days=chance.choice([0, 1])),
            )  # fmt: skip


def platform(region: Region, state: str) -> None:
    """A 示范平台 title, given or still only assessed."""
    given = {} if state == "assessed" else {"designated_on": today() - timedelta(days=9)}
    TitleCase.objects.create(
        **located(region),
        document=latest("Y"),
        title_key="demonstration_platform",
        title_name="示范平台",
        state=state,
        applied_on=today() - timedelta(days=9),
        **given,
    )


@pytest.mark.parametrize("seed", range(4))
def test_judged_at_once_every_station_shows_what_it_shows_alone(cast, seed):
    """Every checklist of every document, random facts: the database's way and the page's way agree on each item."""
    invent(cast, random.Random(seed))
    stations = list(Station.objects.with_place())
    with everywhere():
        for listed in offered():
            codes = [item.code for item in listed.checklist.items]
            judging.judge(listed, EVERYWHERE, today())
            alone = collected(stations, Asked(today(), listed.stored), codes)
            expected = {
                station.pk: [alone[code][station.pk].ok if source_of(code) else None for code in codes]
                for station in stations
            }
            stored = Judgement.objects.filter(document=listed.stored, checklist=listed.checklist.key)
            assert dict(stored.values_list("station", "shown")) == expected


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("key", ["W", "Y", "J", "S", "F"])
def test_facts_from_the_database_give_the_lines_of_the_card(cast, seed, key):
    """Devices that are laid aside, scrapped, of several kinds or accepted as several: counted as the card counts."""
    invent(cast, random.Random(seed))
    stations = list(Station.objects.with_place())
    asked = Asked(today(), latest(key))
    facts = facts_of([PLACE, DEVICES], asked, stations)
    place, devices = facts[PLACE], facts[DEVICES]
    shown = stands(cast.city, cast.city.jurisdiction, Measure(on=today(), key=key))
    assert {stand.station.pk: told(stand.lines) for stand in shown} == {
        station.pk: [*place[station.pk]["place"], *devices[station.pk]["equipment"]] for station in stations
    }


def test_a_device_accepted_as_several_counts_once_for_each_of_its_kinds(cast):
    accepted = {"accepted_on": today(), "accepted_because": "够用", "accepted_by": cast.person("zhou")}
    device(cast.station, "computer", "printer", **accepted)
    facts = facts_of([DEVICES], Asked(today(), latest("J")), [cast.station])[DEVICES][cast.station.pk]
    assert {line["codes"]: line["missing"] for line in facts["equipment"]} == {
        "+".join(line.codes): line.missing
        for line in judge(
            content(latest("J")),
            Outfit(kind="village", counts={"computer": 1, "printer": 1}),
        )
        if line.codes
    }


def test_f_counts_a_device_of_several_kinds_once(cast):
    """A document without the reading AM-20 is asked about such a device all the same."""
    device(cast.station, "printer", "copier")
    shown = collected(list(Station.objects.with_place()), Asked(today(), by("F").stored), ["SITE"])["SITE"]
    assert {each.ok for each in shown.values()} == {None}


# Side by side, and added up


@pytest.fixture
def inspected(cast):
    """上沙村 claims all six and is found short of two, one of which is put right; 下沙村 only claims; J's list."""
    listed = by("J")
    given = {code: GivenClaim("met") for code in SIX}
    claim(
        cast.station,
        listed,
        {**given, "FUND": GivenClaim("unmet", "没拨")},
        by=cast.person("lin"),
    )
    claim(cast.stations[XIASHA], listed, {"ORG": GivenClaim("met")}, by=cast.person("lin"))
    round_ = actions.start_round(
        cast.township, listed, name="检查", first_day=today(), last_day=today(), by=cast.person("wang")
    )
    actions.plan(round_, [cast.station, cast.stations[HEBIN]], cast.posts["wang"], by=cast.person("wang"))
    visit = Inspection.objects.with_all().get(station=cast.station)
    for item in listed.checklist.items:
        short = {"STAFF": "unmet", "WORK": "basic"}.get(item.code, "met")
        actions.find(
            visit, item, result=short, note="差一点" if short != "met" else "",
            deadline=today() + timedelta(days=9) if short == "unmet" else None, by=cast.person("wang"),
        )  # fmt: skip
    return visit


def judged(cast: Cast, code: str) -> tuple[object, ...]:
    row = Judgement.objects.get(station=cast.stations[code], document__key="J")
    return row.claims, row.shown, row.found, row.differences, row.grade, row.inspected_on


def test_claim_evidence_and_verdict_stay_three_things(cast, inspected):
    work = False if today() > due_on(Month.of(today()) - 1) else None
    shown = [True, False, None, None, work, False]
    claimed = ["met", "met", "unmet", "met", "met", "met"]
    count()
    # Somebody is on the way: nothing was found yet, whatever is written down already.
    against = 2 + (work is False)
    assert judged(cast, SHANGSHA) == (claimed, shown, [""] * 6, against, "", None)
    assert judged(cast, XIASHA)[0] == ["met", "", "", "", "", ""]
    assert judged(cast, YONGZHONG)[:3] == ([""] * 6, shown, [""] * 6)
    actions.finish(inspected, by=cast.person("wang"))
    count()
    found = ["met", "unmet", "met", "met", "basic", "met"]
    assert judged(cast, SHANGSHA) == (claimed, shown, found, 3, "unmet", today())
    Rectification.objects.filter(finding__item="STAFF").update(
        state="accepted", result="met", proof="已聘", proved_by=cast.person("lin"), proved_on=today(),
        accepted_by=cast.person("wang"), accepted_on=today(),
    )  # fmt: skip
    count()
    assert judged(cast, SHANGSHA)[2:5] == (["met", "met", "met", "met", "basic", "met"], 3, "basic")


def test_the_latest_visit_counts(cast, inspected):
    """Of two that are over, the later one; the earlier, worse one stands in its round."""
    actions.finish(inspected, by=cast.person("wang"))
    Inspection.objects.filter(pk=inspected.pk).update(inspected_on=today() - timedelta(days=1))
    count()
    assert judged(cast, SHANGSHA)[4:] == ("unmet", today() - timedelta(days=1))
    listed = by("J")
    round_ = actions.start_round(
        cast.township, listed, name="复查", first_day=today(), last_day=today(), by=cast.person("wang")
    )
    actions.plan(round_, [cast.station], cast.posts["wang"], by=cast.person("wang"))
    again = Inspection.objects.with_all().get(round=round_)
    for item in listed.checklist.items:
        actions.find(again, item, result="met", note="", deadline=None, by=cast.person("wang"))
    actions.finish(again, by=cast.person("wang"))
    count()
    assert judged(cast, SHANGSHA)[2:] == (["met"] * 6, judged(cast, SHANGSHA)[3], "met", today())


def test_numbers_add_up_from_townships_to_the_city(cast, inspected):
    actions.finish(inspected, by=cast.person("wang"))
    count()
    work = "no" if today() > due_on(Month.of(today()) - 1) else "open"
    ledgers = {
        "ORG:yes": 1,
        "STAFF:no": 1,
        "FUND:open": 1,
        "SITE:open": 1,
        f"WORK:{work}": 1,
        "RULES:no": 1,
    }
    found = {
        "ORG:met": 1, "STAFF:unmet": 1, "FUND:met": 1, "SITE:met": 1, "WORK:basic": 1, "RULES:met": 1,
        "unmet": 1, "differences": 1,
    }  # fmt: skip
    qidu = {"stations": 3, "inspected": 1, **dict.fromkeys(ledgers, 3), **found}
    others = {"stations": 1, "inspected": 0, **ledgers}

    def more(one: dict[str, int], other: dict[str, int]) -> dict[str, int]:
        return {key: one.get(key, 0) + other.get(key, 0) for key in sorted({*one, *other})}

    lucheng = more(qidu, others)
    assert numbers() == {
        "温州市": more(lucheng, others),
        "鹿城区": lucheng,
        "龙湾区": more(others, {}),
        "七都街道": more(qidu, {}),
        "山福镇": more(others, {}),
        "永中街道": more(others, {}),
    }


def test_twice_the_same_day_the_same_numbers(cast, inspected):
    actions.finish(inspected, by=cast.person("wang"))
    count()
    once = whole()
    count()
    assert whole() == once
    assert once


def test_a_closed_village_is_not_counted_any_more(cast, inspected):
    count()
    assert numbers()["七都街道"]["stations"] == 3
    Region.objects.filter(pk=cast.place(XIASHA).pk).update(closed_on=today())
    count()
    assert numbers()["七都街道"]["stations"] == 2
    assert not Judgement.objects.filter(station=cast.stations[XIASHA]).exists()


def test_only_lists_in_use_are_judged_and_one_that_was_asked_for_goes_on(cast):
    count()
    assert not Tally.objects.filter(board__startswith="list:").exists()
    adopt(cast.district, "Y")
    count()
    boards = set(Tally.objects.filter(board__startswith="list:").values_list("board", flat=True))
    assert boards == {"list:Y:eight_haves", "list:Y:three_plus_one"}
    with everywhere():
        judging.judge(by("F"), EVERYWHERE, today())
    count()
    boards = set(Tally.objects.filter(board__startswith="list:").values_list("board", flat=True))
    assert boards == {"list:Y:eight_haves", "list:Y:three_plus_one", "list:F:six"}


def test_a_neighbour_sees_nothing_of_it_even_in_the_database(cast, inspected):
    count()
    with acting(Acting(jurisdiction=cast.place("330303").jurisdiction)):
        assert set(Tally.objects.values_list("region__name", flat=True)) == {"龙湾区", "永中街道"}
        assert set(Judgement.objects.values_list("station__name", flat=True)) == {"永中村劳动保障站"}
    with acting(Acting()):
        assert (Tally.objects.count(), Judgement.objects.count()) == (0, 0)


def test_a_count_that_fails_leaves_the_boards_as_they_were(cast, inspected, monkeypatch):
    count()
    before = whole()
    card(cast.station, network_connected=True)
    device(cast.station, "computer")

    def fails(span, day):
        raise RuntimeError("cut off")

    monkeypatch.setattr(tallies, "_counters", [*tallies._counters, fails])
    job = tallies.ask(CITY)
    assert jobs.run(job.pk) == "failed"
    assert whole() == before


# When something has changed


def changed() -> set[int]:
    return touched.changed_cities()


def test_a_change_of_any_ledger_is_noticed_twice_and_then_no_more(cast):
    assert changed() == set()
    card(cast.station, head="林")
    assert [changed(), changed(), changed()] == [{CITY}, {CITY}, set()]
    table = Asset(
        **located(cast.village),
        station=cast.station,
        codes=["desk"],
        name="桌",
        acquired_on=today(),
        funded_by="city",
    )
    Asset.objects.bulk_create([table])
    assert [changed(), changed(), changed()] == [{CITY}, {CITY}, set()]
    adopt(cast.district, "J")
    assert changed() == {CITY}
    changed()
    Region.objects.filter(pk=cast.village.pk).update(name="上沙新村")
    assert changed() == {CITY}


def test_beat_asks_for_one_count_of_a_changed_city(cast):
    tasks.count_changed()
    card(cast.station, head="林")
    assert (tasks.count_changed(), tasks.count_changed()) == ([CITY], [CITY])
    job = Job.objects.get(kind="stations.boards")
    assert (job.key, job.arguments) == (str(CITY), {"city": CITY})
    assert jobs.run(job.pk) == "done"
    job.refresh_from_db()
    assert job.message == "看板已统计,5 个站。"


def test_the_night_counts_every_city(cast, inspected):
    tasks.count_all()
    assert jobs.run(Job.objects.get(kind="stations.boards").pk) == "done"
    assert numbers()["温州市"]["stations"] == 5


def test_small_cities_share_a_transaction_and_none_is_cut_in_two(cast, monkeypatch):
    other = Region.objects.create(
        tier=1, code=330400000000, kind="city", name="嘉兴市", parent=cast.place("33")
    )
    district = Region.objects.create(tier=2, code=330402000000, kind="district", name="南湖区", parent=other)
    town = Region.objects.create(tier=3, code=330402100000, kind="town", name="某镇", parent=district)
    village = Region.objects.create(tier=4, code=330402100201, kind="village", name="某村", parent=town)
    Station.objects.create(**located(village), name="某站")
    spans = {(span.lo, span.hi) for span in tallies.spans_with_stations()}
    assert spans == {(330300000000, 330500000000)}
    monkeypatch.setattr(tallies, "AT_ONCE", 5)
    spans = {(span.lo, span.hi) for span in tallies.spans_with_stations()}
    assert spans == {(330300000000, 330400000000), (330400000000, 330500000000)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [0, tallies.CITY_SPAN])
def test_of_two_counts_with_a_city_in_common_the_second_waits(before):
    """Whether it counts the same city or several: nothing is doubled and neither fails."""
    Cast.assemble()
    done = []

    def second():
        with everywhere():
            done.append(tallies.count(Jurisdiction(CITY - before, CITY + tallies.CITY_SPAN), today()))
        connections.close_all()

    with everywhere():
        judging.judge(by("J"), EVERYWHERE, today())
        tallies.count(Jurisdiction(CITY, CITY + tallies.CITY_SPAN), today())
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert done == [5]
    with everywhere():
        assert numbers()["温州市"]["stations"] == 5


@pytest.mark.parametrize(("days", "version"), [(0, 2), (1, 1)])
def test_a_version_that_is_not_in_effect_yet_offers_no_list(cast, days, version):
    """From the day on which it takes effect its lists are worked by, not from the day it is published."""
    day = today() + timedelta(days=days)
    publish({**latest("J").body, "effective_on": day.isoformat()})
    assert by("J").stored.version == version
