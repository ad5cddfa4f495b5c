"""Townships and districts merged, split, moved and turned into another kind: whole tables before, after and undone."""

import threading
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, connections

from kit.jurisdiction import EVERYWHERE
from kit.refused import Refused
from kit.scope import Acting, acting
from services.models import Request
from staffing.models import Engagement
from stations import life as reading
from stations.actions import branches, life
from stations.actions.undoing import undo
from stations.branches import Coded, children_of
from stations.codes import CodesTable
from stations.documents import stored_policy_for
from stations.models import (
    Adoption,
    HandedOver,
    InspectionRound,
    Parameter,
    Post,
    Region,
    Reorganisation,
    Station,
    Succession,
)
from stations.parameters import parameter
from stations.places import Place, Tier
from stations.plans import STAYS, NewPlace
from stations.reorganising import Terms
from tests.cast import Cast
from tests.stations.life_cast import (
    ON,
    TERMS,
    astray,
    differing,
    furnish,
    furnish_fully,
    furnish_rules,
    now,
    out_of_place,
    posts,
    said,
    tables,
    take,
    then,
    where,
)
from tests.stations.test_at_once import wait_until_somebody_waits

QIDU, SHANFU, NEW_TOWN = 330302008000, 330302101000, 330302109000
DAY_BEFORE = ON - timedelta(days=1)


def town(cast, code=NEW_TOWN, name="沙山镇", above=None):
    return NewPlace(code, name, above or cast.district, Tier.TOWNSHIP)


def coded(places, heads):
    return CodesTable.proposed(children_of(places), heads).coded()


@pytest.fixture
def full(as_zhou):
    """With everything that there may be at 上沙村 and at its township."""
    furnish_fully(as_zhou, as_zhou.village)
    furnish_rules(as_zhou, as_zhou.township)
    return as_zhou


def merge_towns(cast, **answers):
    """七都街道 and 山福镇 become 沙山镇; what 七都街道 has of its own goes on there."""
    both, head = [cast.township, cast.place("330302101")], town(cast)
    taken = take(both[0], NEW_TOWN) | take(both[1], NEW_TOWN) | answers
    return branches.merge(both, head, coded(both, [head]), TERMS, taken, by=cast.person("zhou"))


def below(code):
    rows = Region.objects.filter(parent__code=code, parent__tier=Tier.TOWNSHIP).order_by("code", "pk")
    return [(row.place.short[-6:], row.name, row.kind, row.opened_on, row.closed_on) for row in rows]


# A merge


def test_two_townships_become_one_and_every_village_is_coded_anew(full):
    cast = full
    event = merge_towns(cast)
    merged = Region.objects.get(code=NEW_TOWN, tier=Tier.TOWNSHIP)
    assert (merged.name, merged.kind, merged.opened_on, merged.parent) == (
        "沙山镇",
        "town",
        ON,
        cast.district,
    )
    assert below(NEW_TOWN) == [
        ("109001", "河滨社区", "community", ON, None),
        ("109201", "上沙村", "village", ON, None),
        ("109202", "下沙村", "village", ON, None),
        # 山根村 had 201 too: the next one that is free.
        ("109203", "山根村", "village", ON, None),
    ]
    assert {row[4] for code in (QIDU, SHANFU) for row in below(code)} == {ON}
    assert (then(), now()) == ({201: 300, 202: 200}, {109201: 300, 109202: 200})
    assert where(Station) == [
        ("河滨社区", 1, 1),
        ("上沙村", 201, 201),
        ("下沙村", 202, 202),
        ("山根村", 201, 203),
    ]
    assert {row.region.parent_id for row in Station.objects.within(cast.district.jurisdiction)} == {merged.pk}
    assert where(Engagement) == where(Request) == [("上沙村", 201, 201), ("下沙村", 202, 202)]
    assert posts() == [
        ("林协管", "上沙村", date(2009, 1, 1), DAY_BEFORE),
        ("陈主任", "上沙村", date(2009, 1, 1), DAY_BEFORE),
        ("林协管", "上沙村", ON, None),
        ("陈主任", "上沙村", ON, None),
    ]
    wang = Post.objects.filter(user=cast.person("wang")).order_by("starts_on")
    assert [(post.region.name, post.ends_on) for post in wang] == [("七都街道", DAY_BEFORE), ("沙山镇", None)]
    lines = Succession.objects.order_by("pk").values_list("predecessor__name", "successor__name", "main")
    assert list(lines) == [
        ("七都街道", "沙山镇", True),
        ("山福镇", "沙山镇", True),
        ("河滨社区", "河滨社区", True),
        ("上沙村", "上沙村", True),
        ("下沙村", "下沙村", True),
        ("山根村", "山根村", True),
    ]
    assert (event.tier, event.region) == (Tier.TOWNSHIP, cast.district)
    assert (astray(), out_of_place()) == ({}, {})


def test_a_township_merge_is_undone_to_the_last_row(full):
    cast = full
    before = tables()
    event = merge_towns(cast)
    assert len(differing(before, tables())) > 15
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []
    assert (astray(), out_of_place()) == ({}, {})
    merge_towns(cast)  # the same can be entered anew


def test_one_township_takes_another_in_and_keeps_its_codes(full):
    cast = full
    before = tables()
    both, head = [cast.township, cast.place("330302101")], cast.place("330302101")
    table = CodesTable.proposed(children_of([cast.township]), [head])
    assert [(row.old.name, row.code_text, row.note) for row in table.rows] == [
        ("河滨社区", "330302101001", ""),
        ("上沙村", "330302101202", "与山根村重号,已另编"),
        ("下沙村", "330302101203", "与上沙村重号,已另编"),
    ]
    answers = take(cast.township, head.code)
    event = branches.merge(both, head, table.coded(), TERMS, answers, by=cast.person("zhou"))
    assert [row[:2] for row in below(SHANFU)] == [
        ("101001", "河滨社区"),
        ("101201", "山根村"),
        ("101202", "上沙村"),
        ("101203", "下沙村"),
    ]
    assert now() == {101202: 300, 101203: 200}
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_what_holds_for_the_township_alone_goes_where_it_is_said(full):
    cast = full
    merge_towns(cast)
    merged = Region.objects.get(code=NEW_TOWN, tier=Tier.TOWNSHIP)
    held = (
        Adoption.objects.exclude(region=cast.city)
        .order_by("region__code", "starts_on")
        .values_list("region__code", "starts_on", "ends_on")
    )
    assert list(held) == [
        (QIDU, date(2020, 1, 1), DAY_BEFORE),
        (330302008201, date(2020, 1, 1), DAY_BEFORE),
        (NEW_TOWN, ON, None),
        (330302109201, ON, None),
    ]
    village = Region.objects.with_ancestors().get(pk=cast.village.pk)
    assert stored_policy_for(merged, ON).key == stored_policy_for(village, DAY_BEFORE).key == "J"
    found = {
        (code, day): getattr(parameter("minimum_wage", Place.parse(code), day), "value", None)
        for code in ("330302008201", "330302109201", "330302109202", "330302101201")
        for day in (DAY_BEFORE, ON)
    }
    own = {key for key, value in found.items() if value == 1800}
    assert own == {("330302008201", DAY_BEFORE), ("330302109201", ON), ("330302109202", ON)}


def test_what_nobody_takes_ends(full):
    cast = full
    before = tables()
    place = cast.township
    event = merge_towns(
        cast, **{f"take_{place.pk}_{kind}": STAYS for kind in ("adoptions", "parameters", "posts")}
    )
    assert Adoption.objects.get(region=place).ends_on == DAY_BEFORE
    assert not Adoption.objects.filter(region__code=NEW_TOWN).exists()
    assert not Parameter.objects.filter(code=NEW_TOWN).exists()
    assert not Post.objects.filter(region__code=NEW_TOWN).exists()
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_a_round_of_the_township_is_read_in_its_villages_as_before(full):
    cast = full
    merge_towns(cast)
    (found,) = InspectionRound.objects.all()
    merged = Region.objects.get(code=NEW_TOWN, tier=Tier.TOWNSHIP)
    assert (found.region, found.scope_code, found.scope_end) == (
        cast.township,
        NEW_TOWN,
        merged.jurisdiction.hi,
    )
    village = Region.objects.get(code=330302109201)
    with acting(Acting(jurisdiction=village.jurisdiction)):
        assert InspectionRound.objects.within(village.jurisdiction).get() == found
    event = Reorganisation.objects.get()
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert InspectionRound.objects.get().scope_end == cast.township.jurisdiction.hi


# A move


def test_a_township_goes_to_another_district_with_all_its_villages(full):
    cast = full
    head = town(cast, 330303008000, "七都街道", cast.place("330303"))
    table = coded([cast.township], [head])
    answers = take(cast.township, head.code)
    reason = said(branches.move, cast.township, head, table, TERMS, answers, by=cast.person("zhou"))[1]
    assert reason.startswith("七都街道、河滨社区、上沙村、下沙村不在本岗位的管辖范围内,这项变更须由市级办理")
    with acting(Acting(jurisdiction=cast.city.jurisdiction)):
        before = tables()
        event = branches.move(cast.township, head, table, TERMS, answers, by=cast.person("sun"))
        assert event.region == cast.city
        assert now() == {8201: 300, 8202: 200}
        assert {row.scope_code // 10**6 for row in Station.objects.all()} == {330302, 330303}
        assert (astray(), out_of_place()) == ({}, {})
    # From the old district all of it is gone.
    assert then() == {}
    with acting(Acting(jurisdiction=cast.city.jurisdiction)):
        undo(event, "文件撤回", by=cast.person("sun"))
        assert differing(before, tables()) == []


# A split


def test_a_township_is_divided_and_goes_on_beside_the_new_one(full):
    cast = full
    before = tables()
    head = town(cast, 330302009000, "沙东街道")
    rows = {
        row.old.name: row
        for row in CodesTable.proposed(children_of([cast.township]), [cast.township, head]).rows
    }
    assert [row.code_text for row in rows.values()] == ["330302008001", "330302008201", "330302008202"]
    rows["下沙村"].head = "330302009"
    table = [Coded(row.old, int(row.code_text), row.name) for row in rows.values()]
    answers = take(cast.township, cast.township.code)
    event = branches.split(cast.township, [head], table, TERMS, answers, goes_on=True, by=cast.person("zhou"))
    assert below(QIDU) == [
        ("008001", "河滨社区", "community", None, None),
        ("008201", "上沙村", "village", None, None),
        ("008202", "下沙村", "village", None, ON),
    ]
    assert below(330302009000) == [("009202", "下沙村", "village", ON, None)]
    assert now() == {8201: 300, 9202: 200}
    assert (astray(), out_of_place()) == ({}, {})
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_every_part_of_a_split_has_a_village_and_every_village_a_part(full):
    cast = full
    heads = [town(cast, 330302009000, "沙东街道"), town(cast, 330302010000, "沙西街道")]
    table = coded([cast.township], heads)

    def asked(rows):
        return said(
            branches.split, cast.township, heads, rows, TERMS, {}, goes_on=False, by=cast.person("zhou")
        )

    assert asked(table) == ("codes", "没有一个村归入沙西街道。分设后的每一个都要有村。")
    assert asked(table[1:]) == ("codes", "代码表里少了河滨社区,请补上它们的新代码。")
    strange = Coded(cast.place("330302101201"), 330302009209, "山根村")
    assert asked([*table, strange]) == ("codes", "山根村不在七都街道下面,请从代码表里去掉。")
    elsewhere = [*table[1:], Coded(table[0].old, 330302011001, "河滨社区")]
    assert asked(elsewhere)[1] == "河滨社区的新代码“330302011001”应以 330302009、330302010 开头。"
    twice = [Coded(each.old, 330302009201, each.name) for each in table]
    assert "一个代码只能用一次" in asked([*twice[:2], Coded(table[2].old, 330302010201, "下沙村")])[1]


# Another kind


def test_a_township_becomes_a_town_under_its_own_code(full):
    cast = full
    before = tables()
    event = life.rekind(cast.township, "town", "七都镇", TERMS, by=cast.person("zhou"))
    place = Region.objects.get(pk=cast.township.pk)
    assert (place.name, place.kind, place.code, event.get_kind_display()) == ("七都镇", "town", QIDU, "改制")
    assert differing(before, tables()) == ["regions"]
    assert [reading.region_name_on(place, ON + timedelta(days=days)) for days in (-1, 0)] == [
        "七都街道",
        "七都镇",
    ]
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_a_township_becomes_a_town_under_another_code(full):
    cast = full
    before = tables()
    head = NewPlace(330302108000, "七都镇", cast.district, Tier.TOWNSHIP, "town")
    event = branches.rekind(
        cast.township,
        head,
        coded([cast.township], [head]),
        TERMS,
        take(cast.township, head.code),
        by=cast.person("zhou"),
    )
    assert [row[:2] for row in below(330302108000)] == [
        ("108001", "河滨社区"),
        ("108201", "上沙村"),
        ("108202", "下沙村"),
    ]
    assert now() == {108201: 300, 108202: 200}
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []
    wrong = NewPlace(330302209000, "七都镇", cast.district, Tier.TOWNSHIP, "town")
    rows = coded([cast.township], [wrong])
    assert said(branches.rekind, cast.township, wrong, rows, TERMS, {}, by=cast.person("zhou")) == (
        "code",
        "代码“330302209”的后三位是乡的,不是镇的。请核对代码,或沿用原代码。",
    )


@pytest.mark.parametrize("code", [None, 330302008005])
def test_a_village_becomes_a_community_and_the_years_before_still_read_village(full, code):
    cast = full
    before = tables()
    event = life.rekind(cast.village, "community", "上沙社区", TERMS, code=code, by=cast.person("zhou"))
    old, fresh = Region.objects.get(pk=cast.village.pk), Region.objects.get(pk=cast.village.pk).became
    assert (old.name, old.kind, old.closed_on) == ("上沙村", "village", ON)
    assert (fresh.name, fresh.kind, fresh.code) == ("上沙社区", "community", code or cast.village.code)
    assert Station.objects.get(pk=cast.station.pk).name == "上沙社区劳动保障站"
    assert then() == {201: 300, 202: 200}
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_a_district_becomes_another_with_two_tiers_below(full):
    cast = full
    head = NewPlace(330305000000, "鹿城新区", cast.city, Tier.DISTRICT, "district")
    table = coded([cast.district], [head])
    assert [(each.old.name, each.code) for each in table] == [
        ("七都街道", 330305008000),
        ("山福镇", 330305101000),
    ]
    with acting(Acting(jurisdiction=cast.city.jurisdiction)):
        before = tables()
        event = branches.rekind(
            cast.district, head, table, TERMS, take(cast.district, head.code), by=cast.person("sun")
        )
        assert [row[:2] for row in below(330305008000)] == [
            ("008001", "河滨社区"),
            ("008201", "上沙村"),
            ("008202", "下沙村"),
        ]
        assert now() == {8201: 300, 8202: 200}
        zhou = Post.objects.filter(user=cast.person("zhou"), ends_on__isnull=True).get()
        assert zhou.region.code == 330305000000
        assert (astray(), out_of_place()) == ({}, {})
        undo(event, "文件撤回", by=cast.person("sun"))
        assert differing(before, tables()) == []


def test_an_empty_township_closes(full):
    cast = full
    Region.objects.filter(parent=cast.place("330302101")).update(closed_on=ON - timedelta(days=3))
    event = life.close(cast.place("330302101"), TERMS, {}, by=cast.person("zhou"))
    assert Region.objects.get(pk=cast.place("330302101").pk).closed_on == ON
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert Region.objects.get(pk=cast.place("330302101").pk).closed_on is None


# One after another


def test_a_village_event_and_then_its_township_and_both_undone(full):
    cast = full
    before = tables()
    first = life.rekind(
        cast.village, "community", "上沙社区", TERMS, code=330302008005, by=cast.person("zhou")
    )
    middle = tables()
    later = Terms(ON + timedelta(days=1), "温民〔2026〕9号")
    both, head = [cast.township, cast.place("330302101")], town(cast)
    answers = take(both[0], NEW_TOWN) | take(both[1], NEW_TOWN)
    second = branches.merge(both, head, coded(both, [head]), later, answers, by=cast.person("zhou"))
    assert now() == {109005: 300, 109202: 200}
    assert (astray(), out_of_place()) == ({}, {})
    assert "之后的区划变更" in said(undo, first, "试", by=cast.person("zhou"))[1]
    undo(second, "文件撤回", by=cast.person("zhou"))
    assert differing(middle, tables()) == []
    undo(first, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_what_was_built_on_a_township_merge_stands_against_undoing(full):
    cast = full
    event = merge_towns(cast)
    village = Region.objects.get(code=330302109202)
    later = Terms(ON + timedelta(days=1), "温民〔2026〕9号")
    life.rename(village, "大沙村", later, by=cast.person("zhou"))
    before = tables()
    reason = said(undo, event, "试", by=cast.person("zhou"))[1]
    assert "之后的区划变更" in reason
    assert "下沙村劳动保障站后来又有变动" in reason.replace("大沙村劳动保障站", "下沙村劳动保障站")
    assert differing(before, tables()) == []


# How much


def test_the_number_of_statements_does_not_grow_with_the_villages(full, queries):
    """Three hundred villages ask as many statements as three."""
    cast = full

    def statements():
        with queries() as asked:
            event = merge_towns(cast)
        with queries() as back:
            undo(event, "文件撤回", by=cast.person("zhou"))
        return len(asked), len(back)

    statements()  # the second time there is a story that moves along
    few = statements()
    for number in range(210, 260):
        code = QIDU + number
        village = Region.objects.create(
            code=code, tier=Tier.VILLAGE, kind="village", name=f"新{number}村", parent=cast.township
        )
        station = Station(region=village, name=f"新{number}村劳动保障站")
        station.save()
    many = statements()
    assert many == few


# Two at once, and a process that dies


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_on_one_township_one_is_told():
    cast = furnish(Cast.assemble())
    told = []

    def second():
        try:
            with acting(Acting(jurisdiction=EVERYWHERE)):
                life.rename(cast.village, "金沙村", TERMS, by=cast.person("sun"))
        except Refused as refusal:
            told.append(refusal.reason)
        finally:
            connections.close_all()

    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        merge_towns(cast)
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert told == [f"上沙村已于 {ON} 撤销,不能再变更。"]
    assert Reorganisation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_village_opened_meanwhile_is_missing_in_the_table():
    cast = furnish(Cast.assemble())
    head = town(cast)
    both = [cast.township, cast.place("330302101")]
    rows = coded(both, [head])
    Region.objects.create(
        code=QIDU + 209, tier=Tier.VILLAGE, kind="village", name="沙边村", parent=cast.township
    )
    with acting(Acting(jurisdiction=cast.district.jurisdiction)), pytest.raises(Refused) as refusal:
        branches.merge(both, head, rows, TERMS, {}, by=cast.person("zhou"))
    assert refusal.value.reason == "代码表里少了沙边村,请补上它们的新代码。"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "at", ["stations_succession", "stations_handedover", "stations_regionchange", "stations_auditevent"]
)
def test_whoever_is_cut_off_in_the_middle_leaves_nothing_half_done(at):
    """The server ends the session at the first row written to a table on the way."""
    cast = furnish(Cast.assemble())
    before = tables()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
            f"CREATE TRIGGER cut_off AFTER INSERT ON {at} FOR EACH STATEMENT EXECUTE FUNCTION cut_off()"
        )
    try:
        broken = []

        def doing():
            try:
                with acting(Acting(jurisdiction=cast.district.jurisdiction)):
                    merge_towns(cast)
            except DatabaseError as error:  # the line is gone, however that is told
                broken.append(type(error).__name__)
            finally:
                connections.close_all()

        thread = threading.Thread(target=doing)
        thread.start()
        thread.join(30)
        assert broken
        assert differing(before, tables()) == []
        assert not Reorganisation.objects.exists()
        assert not HandedOver.objects.exists()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER cut_off ON {at}; DROP FUNCTION cut_off()")
