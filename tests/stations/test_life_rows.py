"""Hand-over row by row, and of what has a life of its own: titles, bars, checks, documents, parameters."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from kit.months import today
from kit.refused import Refused
from services.models import Request
from staffing.models import Coordinator, Engagement
from stations.actions import life
from stations.actions.undoing import undo
from stations.models import (
    Adoption,
    Claim,
    Finding,
    Inspection,
    Notice,
    Parameter,
    PolicyDocument,
    Post,
    Rectification,
    Region,
    Reorganisation,
    Station,
    StoredFile,
    TitleCase,
)
from stations.obstacles import standing_against
from stations.plans import EACH, STAYS
from stations.rules.titles import HELD
from stations.titles import refuse_barred
from tests.stations.life_cast import (
    ON,
    SHATOU,
    TERMS,
    astray,
    differing,
    furnish_fully,
    merge,
    new,
    out_of_place,
    said,
    tables,
    take,
)
from tests.world import _notice, _title

EAST, WEST = 330302008206, 330302008207
DAY = timedelta(days=1)
DAY_BEFORE = ON - DAY
GIVEN = date(2016, 5, 1)


@pytest.fixture
def full(as_zhou):
    furnish_fully(as_zhou, as_zhou.village)
    return as_zhou


def split(cast, answers, *, goes_on=False):
    into = [new(cast, EAST, "东沙村"), new(cast, WEST, "西沙村")]
    return life.split(cast.village, into, TERMS, answers, goes_on=goes_on, by=cast.person("zhou"))


def further(cast, count):
    """More waiting requests and coordinators at 上沙村."""
    first = Request.objects.get(region=cast.village)
    for number in range(2, count + 2):
        request = _request_like(first, number)
        request.save()
        engagement = Engagement.objects.filter(region=cast.village).select_related("coordinator").first()
        person = engagement.coordinator
        person.pk, person.name, person.id_text = None, f"协管员{number}", f"{number:018d}"
        person._state.adding = True
        person.save()
        engagement.pk, engagement.coordinator = None, person
        engagement._state.adding = True
        engagement.save()


def _request_like(first, number):
    row = Request.objects.get(pk=first.pk)
    row.pk, row.number, row.running, row.form_token = None, f"{row.code}-{number}", number, uuid4()
    row.applicant = "西沙住户" if number % 2 else "东沙住户"
    row._state.adding = True
    return row


def each(cast, kind, chosen):
    """Answers that divide one kind: row → heir."""
    name = f"take_{cast.village.pk}_{kind}"
    return {name: EACH} | {f"{name}_{row}": str(heir) for row, heir in chosen.items()}


# Row by row


def test_rows_of_one_kind_go_to_different_places(full):
    cast = full
    further(cast, 3)
    before = tables()
    requests = list(Request.objects.filter(region=cast.village).order_by("pk"))
    engagements = list(Engagement.objects.filter(region=cast.village).order_by("pk"))
    posts = list(Post.objects.filter(region=cast.village).order_by("pk"))
    answers = (
        take(cast.village, EAST)
        | each(cast, "requests", {row.pk: (EAST, WEST)[place % 2] for place, row in enumerate(requests)})
        | each(
            cast, "engagements", {row.pk: (WEST, EAST)[place % 2] for place, row in enumerate(engagements)}
        )
        | each(cast, "posts", {posts[0].pk: WEST, posts[1].pk: STAYS})
    )
    event = split(cast, answers)

    def at(model, rows):
        found = model.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
        return [(row.region.name, row.scope_code % 1000) for row in found.select_related("region")]

    east, west = ("东沙村", 206), ("西沙村", 207)
    assert at(Request, requests) == [east, west, east, west]
    assert at(Engagement, engagements) == [west, east, west, east]
    assert at(Coordinator, [row.coordinator for row in engagements]) == [west, east, west, east]
    renewed = Post.objects.filter(starts_on=ON).values_list("user__name", "region__name")
    assert list(renewed) == [("林协管", "西沙村")]
    assert [post.ends_on for post in Post.objects.filter(region=cast.village)] == [DAY_BEFORE, DAY_BEFORE]
    assert (astray(), out_of_place()) == ({}, {})
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_a_row_without_an_answer_is_refused_at_its_field(full):
    cast = full
    further(cast, 1)
    requests = list(Request.objects.filter(region=cast.village).order_by("pk"))
    answers = take(cast.village, EAST) | each(cast, "requests", {requests[0].pk: EAST})
    before = tables()
    assert said(split, cast, answers) == (
        f"take_{cast.village.pk}_requests_{requests[1].pk}",
        "请选定上沙村的未办结事项(2)由谁承接。",
    )
    assert differing(before, tables()) == []
    elsewhere = answers | {f"take_{cast.village.pk}_requests_{requests[1].pk}": "330303001201"}
    assert said(split, cast, elsewhere)[0] == f"take_{cast.village.pk}_requests_{requests[1].pk}"


def form(**more):
    return {
        "on": str(ON), "basis": "温民〔2026〕8号", "code_1": EAST, "name_1": "东沙村", "code_2": WEST,
        "name_2": "西沙村", **more,
    }  # fmt: skip


def test_two_hundred_rows_are_divided_on_screen_with_good_proposals(played):
    cast = played
    further(cast, 200)
    client, address = cast.client("zhou"), reverse("region_split", args=[cast.village.pk])
    name = f"take_{cast.village.pk}_requests"
    asked = client.post(address, form(divide=name)).context_data["asked"]
    rows = {key: field.initial for key, field in asked.fields.items() if key.startswith(f"{name}_")}
    assert len(rows) == 201
    # What a row says of where it belongs; 某村民 says nothing and goes with the most.
    said_by = dict(Request.objects.filter(region=cast.village).values_list("pk", "applicant"))
    expected = {"西沙住户": str(WEST), "东沙住户": str(EAST), "某村民": str(EAST)}
    assert rows == {f"{name}_{pk}": expected[applicant] for pk, applicant in said_by.items()}
    answers = {key: field.initial for key, field in asked.fields.items()} | {name: EACH}
    # A wrong form on the way loses no answer.
    single = next(key for key in rows if rows[key] == str(WEST))
    answers[single] = str(EAST)
    wrong = client.post(address, form(step="edit") | answers)
    kept = dict(wrong.context_data["kept"])
    assert {key: kept[key] for key in answers} == answers
    again = client.post(address, form() | kept).context_data["asked"]
    assert {key: field.initial for key, field in again.fields.items()} == answers
    done = client.post(address, form(step="confirm") | answers, follow=True)
    assert "分设已登记" in done.text
    at = dict(Request.objects.filter(pk__in=said_by).values_list("pk", "region__name"))
    assert at == {pk: "东沙村" if answers[f"{name}_{pk}"] == str(EAST) else "西沙村" for pk in said_by}


def test_choosing_to_divide_shows_the_rows_before_anything_is_done(played):
    cast = played
    further(cast, 1)
    client, address = cast.client("zhou"), reverse("region_split", args=[cast.village.pk])
    asked = client.post(address, form()).context_data["asked"]
    name = f"take_{cast.village.pk}_requests"
    answers = {key: field.initial for key, field in asked.fields.items()} | {name: EACH}
    shown = client.post(address, form(step="confirm") | answers)
    assert not Reorganisation.objects.exists()
    assert len([key for key in shown.context_data["asked"].fields if key.startswith(f"{name}_")]) == 2
    assert shown.context_data["asked"].errors == {}


# Titles and bars


def test_a_title_is_of_its_unit_and_asked_for(full):
    cast = full
    before = tables()
    case = TitleCase.objects.get()
    event = merge(cast, **{f"take_{cast.village.pk}_titles": STAYS})
    case.refresh_from_db()
    assert (case.region, case.state, case.scope_code) == (cast.village, "declined", SHATOU)
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []
    merge(cast)
    case.refresh_from_db()
    assert (case.region.name, case.state) == ("沙头村", "applied")


def lapse(cast, state):
    """The title of 上沙村 in that state; nobody takes it when the village ceases."""
    designated_on = GIVEN if state in HELD else None
    TitleCase.objects.update(state=state, applied_on=GIVEN, designated_on=designated_on)
    return merge(cast, **{f"take_{cast.village.pk}_titles": STAYS})


@pytest.mark.parametrize(
    ("state", "ended"),
    [
        *((state, "revoked") for state in HELD),
        ("applied", "declined"),
        ("assessed", "declined"),
        ("declined", "declined"),
        ("draft", "draft"),
    ],
)
def test_only_a_title_that_is_held_is_lost_with_its_unit(full, state, ended):
    lapse(full, state)
    assert TitleCase.objects.get().state == ended


@pytest.mark.parametrize("state", [*HELD, "applied", "assessed"])
def test_what_lapsed_with_its_unit_was_held_and_applied_for_until_then(full, state):
    event = lapse(full, state)

    def on(day):
        held, standing = TitleCase.objects.held_on(day), TitleCase.objects.standing_on(day)
        return held.count(), standing.count()

    held = int(state in HELD)
    assert [on(day) for day in (GIVEN - DAY, GIVEN, DAY_BEFORE, ON)] == [(0, 0), (held, 1), (held, 1), (0, 0)]
    undo(event, "文件撤回", by=full.person("zhou"))
    assert on(ON) == (held, 1)
    # An event that was undone ended nothing: the title is lost by a later decision alone.
    TitleCase.objects.update(state="revoked")
    assert on(DAY_BEFORE) == (0, 0)


def test_a_place_holds_a_title_once(full):
    cast = full
    beside = cast.place("330302008202")
    _title(cast, beside)
    field = f"take_{beside.pk}_titles"
    assert said(merge, cast) == (field, "沙头村已有称号和申报,一个地方只能有一个。请另选。")
    TitleCase.objects.filter(region=beside).update(title_key="another")
    merge(cast)
    assert set(TitleCase.objects.values_list("region__name", flat=True)) == {"沙头村"}


def test_a_bar_goes_where_it_is_said_or_is_lifted_with_the_unit(full):
    cast = full
    before = tables()
    event = split(cast, take(cast.village, EAST, notices=str(WEST)))
    heirs = {name: Region.objects.get(name=name) for name in ("东沙村", "西沙村")}
    assert said(refuse_barred, heirs["西沙村"], ON)[1].startswith("西沙村在 2011-06-01 被通报批评")
    refuse_barred(heirs["东沙村"], ON)
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []
    split(cast, take(cast.village, EAST, notices=STAYS))
    notice = Notice.objects.get()
    assert (notice.lifted_on, notice.lifted_because) == (ON, "区划变更,随原单位撤销而解除:温民〔2026〕8号")
    refuse_barred(Region.objects.exclude(opened_on=None).filter(name="东沙村", closed_on=None).get(), ON)


def test_a_reward_and_a_bar_that_is_over_ask_nothing(full):
    cast = full
    Notice.objects.update(barred_until=DAY_BEFORE)
    village, place = cast.village, cast.place("330302008202")
    from stations import reorganising

    plan = reorganising.merge([village, place], new(cast), TERMS)
    assert "notices" not in {question.kind.key for question in plan.questions}
    _notice(cast, place)
    plan = reorganising.merge([village, place], new(cast), TERMS)
    assert [q.giver for q in plan.questions if q.kind.key == "notices"] == [place]


# Checks, and what shows the station


def test_an_open_check_is_put_right_where_it_went_with_all_that_hangs_on_it(full):
    cast = full
    before = tables()
    event = split(cast, take(cast.village, EAST, inspections=str(WEST)))
    west = Region.objects.get(name="西沙村")
    assert [row.region for row in Inspection.objects.all()] == [west]
    assert {row.scope_code for row in (*Finding.objects.all(), *Rectification.objects.all())} == {WEST}
    station = Station.objects.get(pk=cast.station.pk)
    assert (station.region.name, Claim.objects.get().scope_code) == ("东沙村", EAST)
    photo = StoredFile.objects.get(region__name="东沙村", purpose="station")
    assert photo.scope_code == EAST
    assert astray() == {}
    undo(event, "文件撤回", by=cast.person("zhou"))
    assert differing(before, tables()) == []


def test_the_photos_are_on_the_card_where_the_station_went(full):
    cast = full
    merge(cast)
    merged = Region.objects.get(code=SHATOU)
    card = cast.client("zhou").get(reverse("station_files", args=[cast.station.pk]))
    assert [file.region for file in card.context_data["gallery"]["files"]] == [merged]


def test_what_hangs_on_a_row_at_a_lesser_heir_moves_on_with_it(full):
    """Split, and then the lesser heir moves: the steps of its request go along, those of the main one do not."""
    cast = full
    from stations.models import Reorganisation as Event
    from stations.reorganising import Terms

    split(cast, take(cast.village, EAST, requests=str(WEST)))
    west = Region.objects.get(name="西沙村")
    middle = tables()
    target = new(cast, 330302101202, "西沙村", "330302101")
    later = life.move(
        west,
        target,
        Terms(ON + timedelta(days=1), "温民〔2026〕9号"),
        take(west, target.code),
        by=cast.person("zhou"),
    )
    request = Request.objects.get(received_by=cast.person("lin"), region__code=330302101202)
    assert {step.scope_code for step in request.steps.all()} == {330302101202}
    assert astray() == {}
    undo(later, "文件撤回", by=cast.person("zhou"))
    assert differing(middle, tables()) == []
    assert Event.objects.filter(state="done").count() == 1


def test_a_post_that_was_ended_after_the_event_does_not_come_back_by_undoing_it(full):
    """Whoever ends what the event made has built on it: undoing would give the old post back."""
    event = merge(full)
    renewed = Post.objects.filter(region__code=SHATOU).order_by("pk").first()
    Post.objects.filter(pk=renewed.pk).update(ends_on=today(), ended_because="调离")
    assert [words for words in standing_against(event) if words.startswith(renewed.user.name)]
    with pytest.raises(Refused):
        undo(event, "文件撤回", by=full.person("zhou"))
    renewed.refresh_from_db()
    assert renewed.ends_on == today()


# Documents and parameters of their own


def absorb(cast, **changes):
    """下沙村 takes 上沙村 in."""
    village, beside = cast.village, cast.place("330302008202")
    answers = take(village, beside.code, station=STAYS, accounts=STAYS, **changes)
    return life.merge([village, beside], beside, TERMS, answers, by=cast.person("zhou"))


def binds(region, key, first, last=None):
    document = PolicyDocument.objects.filter(key=key).latest("version")
    return Adoption.objects.create(
        region=region, document=document, starts_on=first, ends_on=last, basis="试"
    )


def wage(region, first, last=None, kind="minimum_wage"):
    where = {"tier": region.tier, "code": region.code}
    return Parameter.objects.create(
        kind=kind, starts_on=first, ends_on=last, value=1900, citation="试", **where
    )


def bound(name):
    rows = Adoption.objects.filter(region__name=name).order_by("starts_on")
    return [(row.document.key, row.starts_on, row.ends_on) for row in rows]


@pytest.mark.parametrize("into", [merge, absorb])
def test_a_document_that_binds_now_and_the_one_that_follows_go_along(full, into):
    later = ON + timedelta(days=30)
    Adoption.objects.update(ends_on=later - DAY)
    binds(full.village, "Y", later)
    before = tables()
    event = into(full)
    name = "沙头村" if into is merge else "下沙村"
    assert bound(name) == [("J", ON, later - DAY), ("Y", later, None)]
    assert bound("上沙村") == [("J", date(2020, 1, 1), DAY_BEFORE)]
    undo(event, "文件撤回", by=full.person("zhou"))
    assert differing(before, tables()) == []


@pytest.mark.parametrize("into", [merge, absorb])
def test_two_documents_at_once_are_refused_at_the_field(full, into):
    cast = full
    beside, later = cast.place("330302008202"), ON + timedelta(days=30)
    own = binds(beside, "Y", date(2021, 1, 1), later)
    refused, taker = (beside, "沙头村") if into is merge else (cast.village, "下沙村")
    field, words = said(into, cast)
    assert field == f"take_{refused.pk}_adoptions"
    assert words.startswith(f"{taker}已有单独执行的文件,与{refused.name}的“")
    assert words.endswith("日期重叠,同一时间只能有一个。请另选,或先终止其中一个。")
    # The last day of the one and the first of the other: one day in common, and none.
    Adoption.objects.filter(region=cast.village).update(starts_on=later)
    assert said(into, cast)[0] == field
    Adoption.objects.filter(pk=own.pk).update(ends_on=later - DAY)
    into(cast)
    assert [row[1:] for row in bound(taker)][-2:] == [
        (ON if into is merge else date(2021, 1, 1), later - DAY),
        (later, None),
    ]


@pytest.mark.parametrize("into", [merge, absorb])
def test_two_wages_at_once_are_refused_at_the_field(full, into):
    """However their first days differ; the wage that nobody takes ends."""
    cast = full
    beside = cast.place("330302008202")
    wage(beside, date(2021, 1, 1))
    wage(beside, date(2020, 1, 1), kind="minimum_hourly_wage")
    refused, taker = (beside, "沙头村") if into is merge else (cast.village, "下沙村")
    field, words = said(into, cast)
    assert field == f"take_{refused.pk}_parameters"
    assert words == (
        f"{taker}已有单独登记的参数,与{refused.name}的“最低月工资标准”({'2021' if into is merge else '2020'}-01-01 起)"
        "日期重叠,同一时间只能有一个。请另选,或先终止其中一个。"
    )
    event = merge(cast, **{field: STAYS}) if into is merge else absorb(cast, parameters=STAYS)
    lapsed = Parameter.objects.filter(code=refused.code, kind="minimum_wage")
    assert [row.ends_on for row in lapsed] == [DAY_BEFORE]
    undo(event, "文件撤回", by=cast.person("zhou"))


def test_wages_one_after_the_other_stand_together(full):
    cast = full
    later = ON + timedelta(days=30)
    Parameter.objects.filter(code=cast.village.code).update(ends_on=later - DAY)
    wage(cast.place("330302008202"), later)
    absorb(cast)
    rows = Parameter.objects.filter(code=330302008202, kind="minimum_wage").order_by("starts_on")
    assert [(row.starts_on, row.ends_on) for row in rows] == [(ON, later - DAY), (later, None)]
