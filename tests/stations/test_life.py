"""What becomes of regions: whole tables before and after, as then and as now, and back again."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse

from funding.actions.drawing_up import draft
from funding.models import VillageAccount, WorkFundLine
from kit.jurisdiction import EVERYWHERE
from kit.months import Month, today
from kit.refused import Refused
from kit.roles import READER_ROLE
from kit.scope import Acting, acting
from reports.ledgers import counted
from reports.models import DirtyStation, Return, ReturnFigure
from reports.rollup import roll_up
from services.models import Request, RequestStep
from staffing.models import Coordinator, Engagement, VillageAssessment
from stations import life as reading
from stations.actions import life
from stations.actions.undoing import undo
from stations.divisions import hold_tree
from stations.models import (
    AuditEvent,
    HouseholdCount,
    Post,
    Posting,
    Region,
    RegionChange,
    Reorganisation,
    Station,
    StoredFile,
    Succession,
)
from stations.models.history import tracked_changes
from stations.models.regions import located
from stations.obstacles import standing_against
from stations.plans import STAYS
from stations.reorganising import Terms
from tests.cast import Cast
from tests.stations.life_cast import (
    KINDS,
    ON,
    SHATOU,
    TERMS,
    YEAR,
    differing,
    furnish,
    merge,
    move,
    new,
    now,
    posts,
    regions_of,
    said,
    split,
    tables,
    take,
    then,
    where,
)
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.support.tables import rows_of

# A merge


def test_a_merge_closes_two_opens_one_and_hands_all_over(as_zhou):
    cast = as_zhou
    event = merge(cast)
    assert regions_of(cast.township) == [
        ("001", "河滨社区", None, None, "河滨社区"),
        ("201", "上沙村", None, ON, "沙头村"),
        ("202", "下沙村", None, ON, "沙头村"),
        ("205", "沙头村", ON, None, "沙头村"),
    ]
    assert (then(), now()) == ({201: 300, 202: 200}, {8205: 500})
    assert where(Station) == [
        ("河滨社区", 1, 1),
        ("沙头村", 201, 205),
        ("下沙村", 202, 205),
        ("山根村", 201, 201),
    ]
    assert Station.objects.get(pk=cast.station.pk).name == "沙头村劳动保障站"
    both = [("沙头村", 201, 205), ("沙头村", 202, 205)]
    assert where(Engagement) == where(Coordinator) == where(Request) == where(Posting) == both
    # One sheet hangs once in a station: what 下沙村 had hung stays under its former station, wherever it lies now.
    assert [posting.station.code % 1000 for posting in Posting.objects.order_by("pk")] == [201, 202]
    assert [file.scope_code % 1000 for file in StoredFile.objects.order_by("pk")] == [205, 205]
    assert where(VillageAccount) == [("沙头村", 201, 205), ("下沙村", 202, 205)]
    stayed = [("上沙村", 201, 205), ("下沙村", 202, 205)]
    assert where(HouseholdCount) == where(RequestStep) == where(Return) == stayed
    assert where(WorkFundLine) == where(VillageAssessment) == stayed[:1]
    assert list(Request.objects.order_by("pk").values_list("running", flat=True)) == [1, 2]
    day_before = ON - timedelta(days=1)
    assert posts() == [
        ("林协管", "上沙村", date(2009, 1, 1), day_before),
        ("陈主任", "上沙村", date(2009, 1, 1), day_before),
        ("林协管", "沙头村", ON, None),
        ("陈主任", "沙头村", ON, None),
    ]
    lines = event.successions.order_by("pk").values_list("predecessor__name", "successor__name", "main")
    assert list(lines) == [("上沙村", "沙头村", True), ("下沙村", "沙头村", True)]
    trail = AuditEvent.objects.get(verb="区划合并")
    assert (trail.reason, trail.detail) == (
        "温民〔2026〕8号",
        {"from": ["上沙村", "下沙村"], "to": ["沙头村"]},
    )


def test_a_merge_is_undone_to_the_last_row(as_zhou):
    cast = as_zhou
    before = tables()
    event = merge(cast)
    assert differing(before, tables()) == [
        "funding.VillageAccount",
        "funding.WorkFundLine",
        "regions",
        "reports.Return",
        "services.Request",
        "services.RequestStep",
        "staffing.Coordinator",
        "staffing.Engagement",
        "staffing.VillageAssessment",
        "stations.HouseholdCount",
        "stations.Post",
        "stations.Posting",
        "stations.Station",
        "stations.StoredFile",
    ]
    undo(event, "文件撤回", by=cast.person("sun"))
    assert differing(before, tables()) == []
    event.refresh_from_db()
    assert (event.state, event.undone_because) == ("undone", "文件撤回")
    opened = Region.objects.get(code=SHATOU)
    assert opened.never_was
    assert not Region.objects.filter(pk=opened.pk).open_on(ON).exists()
    assert said(undo, event, "再撤", by=cast.person("sun")) == (None, "这项变更已经撤回,请刷新页面。")
    merge(cast)  # the same can be entered anew


def test_one_village_takes_another_in_and_keeps_its_own(as_zhou):
    cast = as_zhou
    before = tables()
    village, beside = cast.village, cast.place("330302008202")
    answers = take(village, beside.code, station=STAYS, accounts=STAYS)
    event = life.merge([village, beside], beside, TERMS, answers, by=cast.person("zhou"))
    assert regions_of(cast.township)[1:] == [
        ("201", "上沙村", None, ON, "下沙村"),
        ("202", "下沙村", None, None, "下沙村"),
    ]
    assert (then(), now()) == ({201: 300, 202: 200}, {8202: 500})
    assert where(Engagement) == [("下沙村", 201, 202), ("下沙村", 202, 202)]
    assert where(Station)[1:3] == [("上沙村", 201, 202), ("下沙村", 202, 202)]
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_a_village_that_has_one_station_takes_no_second(as_zhou):
    cast = as_zhou
    beside = cast.place("330302008202")
    field = f"take_{beside.pk}_station"
    before = tables()
    assert said(merge, cast, **{field: str(SHATOU)}) == (
        field,
        "沙头村已有劳动保障站,一个地方只能有一个。请另选。",
    )
    assert differing(before, tables()) == []


def test_nothing_is_dropped_in_silence(as_zhou):
    cast = as_zhou
    field = f"take_{cast.village.pk}_requests"
    assert said(merge, cast, **{field: ""}) == (field, "请选定上沙村的未办结事项(1)由谁承接。")
    assert said(merge, cast, **{field: STAYS})[0] == field


def test_a_code_that_becomes_free_goes_on_in_the_new_village(as_zhou):
    cast = as_zhou
    before = tables()
    village, beside = cast.village, cast.place("330302008202")
    answers = take(village, village.code) | take(beside, village.code, station=STAYS, accounts=STAYS)
    event = life.merge([village, beside], new(cast, village.code), TERMS, answers, by=cast.person("zhou"))
    assert (then(), now()) == ({201: 300, 202: 200}, {8201: 500})
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


# A split


def test_a_village_that_is_split_goes_on_mainly_in_the_first(as_zhou):
    cast = as_zhou
    before = tables()
    east, west = 330302008206, 330302008207
    event = split(cast, goes_on=False, answers=take(cast.village, east, requests=str(west)))
    assert regions_of(cast.township)[1:] == [
        ("201", "上沙村", None, ON, "东沙村"),
        ("202", "下沙村", None, None, "下沙村"),
        ("206", "东沙村", ON, None, "东沙村"),
        ("207", "西沙村", ON, None, "西沙村"),
    ]
    assert (then(), now()) == ({201: 300, 202: 200}, {8202: 200, 8206: 300})
    assert where(Request)[0] == ("西沙村", 201, 207)
    assert where(RequestStep)[0] == ("上沙村", 201, 207)
    assert where(Engagement)[0] == ("东沙村", 201, 206)
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_a_village_goes_on_beside_what_was_taken_out_of_it(as_zhou):
    cast = as_zhou
    before = tables()
    code = cast.village.code
    event = split(
        cast, goes_on=True, answers=take(cast.village, code, requests="330302008206"), codes=(330302008206,)
    )
    assert regions_of(cast.township)[1:] == [
        ("201", "上沙村", None, None, "上沙村"),
        ("202", "下沙村", None, None, "下沙村"),
        ("206", "东沙村", ON, None, "东沙村"),
    ]
    assert (then(), now()) == ({201: 300, 202: 200}, {8201: 300, 8202: 200})
    assert differing(before, tables()) == ["regions", "services.Request", "services.RequestStep"]
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


# A move


def test_a_village_moves_to_another_township_with_its_history(as_zhou):
    cast = as_zhou
    Station.objects.filter(pk=cast.station.pk).update(head="老负责人")
    before = tables()
    event = move(cast)
    assert regions_of(cast.township)[1] == ("201", "上沙村", None, ON, "上沙村")
    assert regions_of(cast.place("330302101")) == [
        ("201", "山根村", None, None, "山根村"),
        ("202", "上沙村", ON, None, "上沙村"),
    ]
    assert (then(), now()) == ({201: 300, 202: 200}, {8202: 200, 101202: 300})
    assert where(Station)[1] == ("上沙村", 201, 202)
    assert (event.region, event.scope_end) == (cast.district, 330303000000)
    moved = Region.objects.get(code=330302101202)
    with acting(Acting(jurisdiction=moved.jurisdiction)):
        # Its own people find the card, what was changed on it before, and why it lies here now.
        heads = [
            pair for each in tracked_changes(Station, cast.station.pk) for pair in each["fields"].items()
        ]
        assert ("负责人", ("", "老负责人")) in heads
        assert [passage.event for passage in reading.history_of(moved, moved.jurisdiction)] == [event]
        (passage,) = reading.history_of(moved, moved.jurisdiction)
        assert (passage.before, passage.after) == ((cast.village,), (moved,))
    with acting(Acting(jurisdiction=cast.township.jurisdiction)):
        assert tracked_changes(Station, cast.station.pk) == []
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []
    with acting(Acting(jurisdiction=cast.township.jurisdiction)):
        assert len(tracked_changes(Station, cast.station.pk)) >= 2


def test_what_is_entered_later_for_a_village_that_moved_is_found_where_it_is_now(as_zhou):
    cast = as_zhou
    move(cast)
    village = Region.objects.get(pk=cast.village.pk)
    late = Return.objects.create(region=village, month=date(YEAR - 1, 11, 1))
    assert (late.code, late.scope_code) == (330302008201, 330302101202)
    assert located(village)["scope_code"] == 330302101202


def test_merged_and_then_moved_is_found_at_the_end_of_the_line(as_zhou):
    cast = as_zhou
    merge(cast)
    merged = Region.objects.get(code=SHATOU)
    middle = tables()
    target = new(cast, 330302101202, "沙头村", "330302101")
    answers = take(merged, 330302101202)
    later = life.move(
        merged, target, Terms(ON + timedelta(days=1), "温民〔2026〕9号"), answers, by=cast.person("zhou")
    )
    assert (then(), now()) == ({201: 300, 202: 200}, {101202: 500})
    assert reading.now_codes([330302008201, 330302008202, 330302008001]) == {
        330302008001: 330302008001,
        330302008201: 330302101202,
        330302008202: 330302101202,
    }
    undo(later, "文件撤回", by=cast.person("zhou"))
    assert differing(middle, tables()) == []
    assert now() == {8205: 500}


# A close


def test_a_village_with_open_cases_is_not_closed(as_zhou):
    cast = as_zhou
    _, reason = said(life.close, cast.village, TERMS, {}, by=cast.person("zhou"))
    assert "上沙村还有在聘协管员 1 项(上沙村协管员),没有地方承接,不能直接撤销" in reason


def test_an_empty_village_closes_and_keeps_what_it_had(as_zhou):
    cast = as_zhou
    empty = cast.place("330302008001")
    before = tables()
    event = life.close(empty, TERMS, {f"take_{empty.pk}_station": STAYS}, by=cast.person("zhou"))
    assert regions_of(cast.township)[0] == ("001", "河滨社区", None, ON, "河滨社区")
    assert where(Station)[0] == ("河滨社区", 1, 1)
    assert event.handedovers.get().to_region is None
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


# A new name


def test_a_village_is_renamed_from_a_day_on(as_zhou):
    cast = as_zhou
    before = tables()
    event = life.rename(cast.village, "金沙村", TERMS, by=cast.person("zhou"))
    village = Region.objects.get(pk=cast.village.pk)
    assert (village.name, village.sort_key) == ("金沙村", "jin sha cun")
    assert Station.objects.get(pk=cast.station.pk).name == "金沙村劳动保障站"
    assert [reading.region_name_on(village, ON + timedelta(days=days)) for days in (-1, 0, 1)] == [
        "上沙村",
        "金沙村",
        "金沙村",
    ]
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []
    assert reading.region_name_on(cast.village, ON) == "上沙村"


def test_a_station_with_a_name_of_its_own_keeps_it(as_zhou):
    cast = as_zhou
    Station.objects.filter(pk=cast.station.pk).update(name="沙洲劳动保障服务站")
    life.rename(cast.village, "金沙村", TERMS, by=cast.person("zhou"))
    assert Station.objects.get(pk=cast.station.pk).name == "沙洲劳动保障服务站"


# What is refused


@pytest.mark.parametrize(
    ("code", "name", "field", "reason"),
    [
        (330302008202, "沙头村", "code", "代码“330302008202”在 {on} 是下沙村的,请核对。"),
        (330302101209, "沙头村", "code", "代码“330302101209”应以七都街道的 330302008 开头。"),
        (330302008000, "沙头村", "code", "代码的后三位不能是 000。"),
        (330302008209, " ", "name", "请填新设的区划的名称。"),
    ],
)
def test_a_code_is_of_its_township_and_free_on_the_day(as_zhou, code, name, field, reason):
    cast = as_zhou
    village, other = cast.village, cast.place("330302008001")
    found = said(life.merge, [village, other], new(cast, code, name), TERMS, {}, by=cast.person("zhou"))
    assert found == (field, reason.format(on=ON))


def test_the_day_is_past_and_after_the_last_event(as_zhou):
    cast = as_zhou
    tomorrow = Terms(today() + timedelta(days=1), "文")
    assert said(life.rename, cast.village, "金沙村", tomorrow, by=cast.person("zhou")) == (
        "on",
        "只登记已经生效的变更,日期不能晚于今天。",
    )
    life.rename(cast.village, "金沙村", TERMS, by=cast.person("zhou"))
    assert said(life.rename, cast.village, "银沙村", TERMS, by=cast.person("zhou")) == (
        "on",
        f"金沙村在 {ON} 已有一次区划变更,日期应在它之后。",
    )
    Region.objects.filter(pk=cast.place("330302008001").pk).update(opened_on=ON)
    assert said(life.rename, cast.place("330302008001"), "滨河社区", TERMS, by=cast.person("zhou"))[0] == "on"


def test_without_a_document_nothing_changes(as_zhou):
    cast = as_zhou
    found = said(life.rename, cast.village, "金沙村", Terms(ON, "  "), by=cast.person("zhou"))
    assert found == ("basis", "请填批准文号。没有批准文件,区划不能变更。")


def test_both_ends_lie_within_who_does_it(as_zhou):
    cast = as_zhou
    target = new(cast, 330303001205, "上沙村", "330303001")
    answers = take(cast.village, 330303001205)
    _, reason = said(life.move, cast.village, target, TERMS, answers, by=cast.person("zhou"))
    assert reason == "上沙村不在本岗位的管辖范围内,这项变更须由市级办理。"
    with acting(Acting(jurisdiction=cast.city.jurisdiction)):
        before = tables()
        event = life.move(cast.village, target, TERMS, answers, by=cast.person("sun"))
        assert now() == {8202: 200, 1205: 300}
        assert event.region == cast.city
    # From the old district all of it is gone, and so is the way to undo it.
    assert then() == {202: 200}
    assert "须由市级办理" in said(undo, event, "试", by=cast.person("zhou"))[1]
    with acting(Acting(jurisdiction=cast.city.jurisdiction)):
        undo(event, "文件撤回", by=cast.person("sun"))
        assert differing(before, tables()) == []


def test_a_place_above_the_villages_is_renamed_by_who_stands_above(as_zhou):
    cast = as_zhou
    assert said(life.close, cast.township, TERMS, {}, by=cast.person("zhou"))[1] == (
        "七都街道下面还有 3 个区划(河滨社区、上沙村、下沙村),先把它们划转或合并,再撤销。"
    )
    assert "由上级变更" in said(life.rename, cast.district, "鹿城", TERMS, by=cast.person("zhou"))[1]
    event = life.rename(cast.township, "七都镇", TERMS, by=cast.person("zhou"))
    assert event.region == cast.district


# What stands against undoing


def test_what_was_built_on_it_stands_against_undoing(as_zhou):
    cast = as_zhou
    event = merge(cast)
    merged = Region.objects.get(code=SHATOU)
    HouseholdCount.objects.create(
        **located(merged), year=YEAR, counted_on=ON, households=500, source="户籍年报"
    )
    Station.objects.filter(region=merged).update(name="沙头服务站")
    post = Post.objects.get(region=merged, user=cast.person("lin"))
    step = RequestStep.objects.create(
        **located(merged),
        request=Request.objects.first(),
        verb="complete",
        label="补正",
        on=today(),
        by=post.user,
        under=post,
    )
    life.rename(merged, "大沙村", Terms(today(), "温民〔2026〕10号"), by=cast.person("zhou"))
    assert standing_against(event) == [
        f"之后的区划变更:{today()} 更名(温民〔2026〕10号)",
        "沙头村劳动保障站后来又有变动",
        "林协管 村级劳动保障协管员已用于办理经过 1 条",
        "承接的村之后新增了户数 1 条",
        "承接的村之后新增了办理经过 1 条",
    ]
    before = tables()
    _, reason = said(undo, event, "试", by=cast.person("zhou"))
    assert reason.startswith("不能撤回,因为已有后续:之后的区划变更")
    assert differing(before, tables()) == []
    assert step.pk


def test_ordinary_work_at_a_village_that_others_were_taken_out_of_is_no_obstacle(as_zhou):
    cast = as_zhou
    event = split(
        cast,
        goes_on=True,
        answers=take(cast.village, cast.village.code),
        codes=(330302008206,),
    )
    HouseholdCount.objects.create(
        **located(cast.village), year=YEAR, counted_on=ON, households=250, source="户籍年报"
    )
    assert standing_against(event) == []


# Figures as then


def test_the_sheet_of_an_earlier_year_is_drawn_up_as_if_nothing_had_happened(as_zhou):
    cast = as_zhou
    year = YEAR - 1
    for place in (cast.village, cast.place("330302008202")):
        VillageAssessment.objects.create(
            **located(place),
            year=year,
            assessed_on=date(year, 12, 20),
            result="合格",
            score=Decimal(90),
            state="confirmed",
            scored_by=cast.person("wang"),
            scored_at="2025-12-21T00:00Z",
            confirmed_by=cast.person("zhou"),
            confirmed_at="2025-12-22T00:00Z",
        )
    before = draft(cast.district, year)
    merge(cast)
    after = draft(cast.district, year)
    # 下沙村's own account is no longer in use, yet still its own: nothing of the content moves.
    assert before.content_digest == after.content_digest
    assert [(line.village_name, line.scope_code) for line in after.lines] == [
        ("上沙村", SHATOU),
        ("下沙村", SHATOU),
    ]


# Two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_told():
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
        merge(cast)
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert told == [f"上沙村已于 {ON} 撤销,不能再变更。"]
    assert Reorganisation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_event_is_entered_while_a_list_is_loaded():
    cast = Cast.assemble()
    told = []

    def second():
        try:
            with acting(Acting(jurisdiction=EVERYWHERE)):
                life.rename(cast.village, "金沙村", TERMS, by=cast.person("sun"))
        except Refused as refusal:
            told.append(refusal.reason)
        finally:
            connections.close_all()

    with transaction.atomic():
        hold_tree()
        loading = threading.Thread(target=second)
        loading.start()
        loading.join(20)
    assert told == ["正在导入区划代码表,请等它结束后再登记变更。"]


def test_every_kind_that_is_handed_over_is_played_here(played):
    """A kind that an app adds is asked about in these tests too."""
    from stations import handover

    assert [kind.key for kind in handover.kinds()] == list(KINDS)


# The lines that the database holds


def refused_by_database(statement, scope):
    try:
        with acting(scope), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


def test_the_history_follows_inside_the_jurisdiction_alone_and_not_for_a_reader(played):
    inside = Acting(jurisdiction=played.district.jurisdiction)
    rekey = (
        "SELECT stations_rekey_history('{0}', 'stations_station', '{1}', ARRAY['{2}'], ARRAY[{3}]::bigint[])"
    )
    good = rekey.format("stations_stationevent", "pgh_obj_id", played.station.pk, 330302008202)
    assert not refused_by_database(good, inside)
    outside = rekey.format("stations_stationevent", "pgh_obj_id", played.station.pk, 330303001201)
    reader = Acting(jurisdiction=played.district.jurisdiction, role=READER_ROLE)
    trail = rekey.format("stations_auditevent", "region_id", 1, 330302008202)
    column = rekey.format("stations_stationevent", "id", 1, 330302008202)
    assert refused_by_database(outside, inside)
    assert refused_by_database(good, reader)
    assert refused_by_database(trail, inside)
    assert refused_by_database(column, inside)
    assert refused_by_database(good, Acting())
    elsewhere = played.stations["330303001201"]
    with acting(inside), connection.cursor() as cursor:
        cursor.execute(rekey.format("stations_stationevent", "pgh_obj_id", elsewhere.pk, 330302008202))
    events = Station._meta.get_field("events").related_model.objects.filter(pgh_obj_id=elsewhere.pk)
    assert set(events.values_list("scope_code", flat=True)) == {330303001201}


def test_a_step_that_was_taken_moves_with_its_place_and_says_what_it_said(played):
    inside = Acting(jurisdiction=played.district.jurisdiction)
    assert not refused_by_database("UPDATE services_requeststep SET scope_code = 330302008205", inside)
    assert refused_by_database("UPDATE services_requeststep SET note = '改写'", inside)
    assert refused_by_database(
        "UPDATE services_requeststep SET scope_code = 330302008206, note = 'x'", inside
    )


def test_an_event_is_read_in_the_villages_below_and_not_beside(as_zhou):
    cast = as_zhou
    event = merge(cast)
    merged = Region.objects.get(code=SHATOU)
    for place, seen in (
        (merged, True),
        (cast.place("330302008001"), True),
        (cast.place("330302101201"), False),
    ):
        with acting(Acting(jurisdiction=place.jurisdiction)):
            assert Reorganisation.objects.filter(pk=event.pk).exists() is seen
            assert Reorganisation.objects.within(place.jurisdiction).exists() is seen
            assert Succession.objects.exists() is RegionChange.objects.exists() is seen
            assert Reorganisation.objects.update(reason="改写") == 0


# On screen


FORM = {"on": str(ON), "basis": "温民〔2026〕8号", "reason": "村规模调整"}


def merge_form(cast, **changes):
    form = {"others": [cast.place("330302008202").pk], "into": "new", "code": SHATOU, "name": "沙头村"}
    return FORM | form | changes


def test_a_merge_is_seen_before_it_is_done_and_done_as_it_was_seen(played):
    client, cast = played.client("zhou"), played
    address = reverse("region_merge", args=[cast.village.pk])
    assert client.get(address).status_code == 200
    preview = client.post(address, merge_form(cast))
    assert preview.status_code == 200
    assert not Reorganisation.objects.exists()
    asked = preview.context_data["asked"]
    village, beside = cast.village, cast.place("330302008202")
    assert {name: field.initial for name, field in asked.fields.items()} == {
        key: value
        for key, value in (
            take(village, SHATOU) | take(beside, SHATOU, station=STAYS, accounts=STAYS)
        ).items()
        if key.rsplit("_", 1)[1] in {"station", "posts", "postings", "engagements", "accounts", "requests"}
        and key != f"take_{beside.pk}_posts"
    }
    assert dict(preview.context_data["rekeyed"])["户数"] == 2
    assert "户数 2 条" in preview.text
    answers = {name: field.initial for name, field in asked.fields.items()}
    done = client.post(address, merge_form(cast) | answers | {"step": "confirm"}, follow=True)
    assert "合并已登记" in done.text
    assert now() == {8205: 500}
    assert "文号" in done.text


def test_an_unanswered_kind_is_refused_at_its_field_and_nothing_is_written(played):
    client, cast = played.client("zhou"), played
    address = reverse("region_merge", args=[cast.village.pk])
    response = client.post(address, merge_form(cast) | {"step": "confirm"})
    assert response.status_code == 422
    assert f"take_{cast.village.pk}_station" in response.context_data["asked"].errors
    assert not Reorganisation.objects.exists()


def test_who_has_another_villages_answer_is_not_heard(played):
    client, cast = played.client("zhou"), played
    address = reverse("region_merge", args=[cast.village.pk])
    field = f"take_{cast.village.pk}_station"
    asked = client.post(address, merge_form(cast)).context_data["asked"]
    answers = {name: each.initial for name, each in asked.fields.items()} | {field: "330303001201"}
    response = client.post(address, merge_form(cast) | answers | {"step": "confirm"})
    assert response.context_data["asked"].errors.keys() == {field}


def test_a_village_of_another_district_is_not_offered(played):
    client, cast = played.client("zhou"), played
    address = reverse("region_merge", args=[cast.village.pk])
    response = client.post(address, merge_form(cast, others=[cast.place("330303001201").pk]))
    assert response.context_data["form"].errors.keys() == {"others"}
    target = {"township": cast.place("330303001").pk, "code": 330303001205, "name": "上沙村"}
    response = client.post(reverse("region_move", args=[cast.village.pk]), FORM | target)
    assert response.context_data["form"].errors.keys() == {"township"}


def test_an_event_is_undone_on_screen_with_a_reason(played):
    cast = played
    before = tables()
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        event = merge(cast)
    client, address = cast.client("zhou"), reverse("reorganisation_undo", args=[event.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    answer = client.post(address, {"reason": "登记有误"}, follow=True)
    assert "已撤回,区划和移交的内容恢复原状" in answer.text
    assert differing(before, tables()) == []


def test_the_page_of_a_village_tells_where_it_went_and_where_it_came_from(played):
    cast = played
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        event = merge(cast)
    merged = Region.objects.get(code=SHATOU)
    old, fresh = (
        cast.client("zhou").get(reverse("region", args=[region.pk])) for region in (cast.village, merged)
    )
    history = [str(ON), "合并", "上沙村 、 下沙村", "沙头村", event.basis]
    assert rows_of(old)[1] == rows_of(fresh)[1] == history
    assert f"上沙村已于 {ON} 撤销,现归" in " ".join(old.text.split())
    assert reverse("region_split", args=[merged.pk]) in fresh.text
    assert reverse("region_split", args=[cast.village.pk]) not in old.text
    # 林协管 works on at the new place and reads the same there.
    lin = cast.client("lin").get(reverse("region", args=[merged.pk]))
    assert [cell.replace(" ", "") for cell in rows_of(lin)[1]] == [cell.replace(" ", "") for cell in history]


def shown(client, name, **query):
    rows = client.get(reverse(name), {"format": "json", **query}).json()["rows"]
    return [[row.get(key) for key in ("township", "village", "code", "former", "households")] for row in rows]


def test_the_lists_are_read_as_then_and_as_now(played):
    cast = played
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        move(cast)
    zhou = cast.client("zhou")
    assert (
        shown(zhou, "households")
        == shown(zhou, "households", **{"as": "then"})
        == [
            ["七都街道", "上沙村", "330302008201", None, 300],
            ["七都街道", "下沙村", "330302008202", None, 200],
        ]
    )
    assert shown(zhou, "households", **{"as": "now"}) == [
        ["七都街道", "下沙村", "330302008202", "", 200],
        ["山福镇", "上沙村", "330302101202", "上沙村(已撤销)", 300],
    ]
    old, fresh = cast.township.pk, cast.place("330302101").pk
    counts = {
        (township, map_): [row[4] for row in shown(zhou, "households", township=township, **{"as": map_})]
        for township in (old, fresh)
        for map_ in ("then", "now")
    }
    assert counts == {
        (old, "then"): [300, 200],
        (old, "now"): [200],
        (fresh, "then"): [],
        (fresh, "now"): [300],
    }
    assert shown(zhou, "stations")[2:] == [
        ["山福镇", "山根村", "330302101201", "", None],
        ["山福镇", "上沙村", "330302101202", "上沙村", None],
    ]
    assert shown(zhou, "stations", **{"as": "then"})[1] == [
        "七都街道",
        "上沙村",
        "330302008201",
        None,
        None,
    ]


def test_a_board_of_a_month_before_is_read_as_then_and_as_now(played):
    cast, month = played, Month.of(ON).previous.previous
    for place, households in ((cast.village, 300), (cast.place("330302008202"), 200)):
        report = Return.objects.create(**located(place), month=month.first)
        ReturnFigure.objects.create(**located(place), report=report, indicator="households", value=households)
        Return.objects.filter(pk=report.pk).update(
            state="accepted",
            first_submitted_on=month.next.first,
            submitted_by=cast.person("lin"),
            submitted_at="2026-01-01T00:00Z",
            reviewed_by=cast.person("wang"),
            reviewed_at="2026-01-01T00:00Z",
        )
        DirtyStation.objects.create(**located(place), month=month.first)
    roll_up(month)
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        move(cast)

    def board(place, **query):
        address = reverse("board_of", args=[place.pk])
        found = cast.client("zhou").get(address, {"month": str(month), **query}).context_data["board"]
        return {
            row.place.name: (row.progress.expected, row.progress.accepted, row.figures.get("households"))
            for row in found.children
        }

    roll_up(month)
    assert board(cast.district) == {"七都街道": (3, 2, 500), "山福镇": (1, 0, None)}
    assert board(cast.district, **{"as": "now"}) == {"七都街道": (2, 1, 200), "山福镇": (2, 1, 300)}
    assert board(cast.place("330302101"), **{"as": "now"}) == {"山根村": (1, 0, None), "上沙村": (1, 1, 300)}


def test_a_return_counts_each_household_once(as_zhou):
    cast = as_zhou
    merge(cast)
    merged = Region.objects.get(code=SHATOU)
    month = Month.of(ON)
    assert counted(merged, month)["households"] == 500
    HouseholdCount.objects.create(
        **located(merged), year=YEAR, counted_on=ON, households=510, source="户籍年报"
    )
    assert counted(merged, month)["households"] == 510


def test_a_return_of_a_month_before_is_drawn_as_then_by_all_whom_it_concerns(as_zhou):
    cast, month = as_zhou, Month.of(ON).previous
    village, beside = cast.village, cast.place("330302008202")
    Request.objects.update(received_on=month.last)
    expected = [
        {"households": households, "coordinators": 1, "received": 1, "completed": 0, "withdrawn": 0}
        for households in (300, 200)
    ]

    def drawn():
        found = [counted(Region.objects.get(pk=place.pk), month) for place in (village, beside)]
        return [{key: figures[key] for key in expected[0]} for figures in found]

    assert drawn() == expected
    answers = take(village, beside.code, station=STAYS, accounts=STAYS)
    life.merge([village, beside], beside, TERMS, answers, by=cast.person("zhou"))
    assert drawn() == expected
    assert counted(Region.objects.get(pk=beside.pk), Month.of(ON))["coordinators"] == 2


def test_what_a_lesser_heir_takes_is_found_there_with_its_history(as_zhou):
    cast = as_zhou
    answers = take(cast.village, cast.village.code, engagements="330302008206")
    event = split(cast, goes_on=True, answers=answers, codes=(330302008206,))
    taken = Region.objects.get(code=330302008206)
    engagement = Engagement.objects.get(region=taken)
    seen = Acting(jurisdiction=taken.jurisdiction)
    with acting(seen):
        assert len(tracked_changes(Engagement, engagement.pk)) == 2
    undo(event, "文件撤回", by=cast.person("zhou"))
    with acting(seen):
        assert tracked_changes(Engagement, engagement.pk) == []


def test_the_months_since_are_counted_anew_and_what_the_portal_counts_is_no_obstacle(as_zhou):
    cast = as_zhou
    event = merge(cast)
    month, marks = Month.of(ON), set()
    while month <= Month.of(today()):
        marks |= {(name, month.first) for name in ("上沙村", "下沙村", "沙头村")}
        month = month.next
    assert set(DirtyStation.objects.values_list("region__name", "month")) == marks
    DirtyStation.objects.create(**located(Region.objects.get(code=SHATOU)), month=Month.of(today()).first)
    assert standing_against(event) == []
