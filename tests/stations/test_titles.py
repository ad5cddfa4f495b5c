"""Titles from the application to the revocation, the ten advanced of a year, and who is barred from awards."""

import threading
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.months import today
from kit.refused import Refused
from kit.scope import Acting, acting
from stations import titles as offers
from stations.actions import notices
from stations.actions import titles as actions
from stations.documents import content
from stations.models import (
    AdvancedAward,
    AuditEvent,
    Notice,
    PolicyDocument,
    Region,
    ScoringTemplate,
    TitleCase,
    TitleScore,
    TitleStep,
)
from stations.models.regions import located
from stations.places import Place
from stations.rules.sanctions import bar, barred
from stations.rules.scoring import COLUMNS, column_open, read_scoring
from stations.rules.titles import HELD, TITLE
from tests.cast import Cast
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.support.tables import rows_of

COMMUNITY = "330302008001"
TITLE_OF_F = "F:full_employment_community"
DAY = timedelta(days=1)
ON = date(2008, 5, 4)
BODY = {
    "name": "试",
    "full": "100",
    "pass_mark": "85",
    "parts": [
        {"key": "a", "name": "充分就业", "points": "60"},
        {"key": "b", "name": "六到位", "points": "40", "whole": True},
    ],
}


# Scoring tables.


def changed(**values):
    return {**deepcopy(BODY), **values}


def test_a_table_is_read_and_written_back():
    table = read_scoring(BODY)
    assert [(part.key, part.points, part.whole) for part in table.parts] == [
        ("a", 60, False),
        ("b", 40, True),
    ]
    assert read_scoring(table.as_json()) == table


@pytest.mark.rule("AM-35")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (changed(full="99.99"), "各项分值加起来是 100 分,和总分 99.99 分不一致"),
        (changed(full="100.01"), "不一致"),
        (changed(pass_mark="0"), "合格线应大于 0"),
        (changed(pass_mark="100.01"), "合格线应大于 0、不超过总分 100 分"),
        (changed(parts=[BODY["parts"][0], {**BODY["parts"][1], "key": "a"}]), "“a”出现了两次"),
        (changed(parts=[BODY["parts"][0], {**BODY["parts"][1], "name": "充分就业"}]), "“充分就业”出现了两次"),
        (changed(parts=[{**BODY["parts"][0], "points": "0"}]), "“充分就业”的分值应大于 0"),
        (changed(parts=[{**BODY["parts"][0], "points": "1.001"}]), "最多两位小数"),
        (changed(parts=[{**BODY["parts"][0], "points": "许多"}]), "不是数字"),
        (changed(parts=[]), "现在有 0 项"),
        (changed(parts=[{"key": str(n), "name": str(n), "points": 1} for n in range(13)]), "现在有 13 项"),
    ],
)
def test_a_table_that_does_not_add_up_is_refused(body, words):
    with pytest.raises(Refused, match=words):
        read_scoring(body)


@pytest.mark.parametrize("points", ["0", "60", "59.99"])
def test_points_within_a_part_are_taken(points):
    read_scoring(BODY).parts[0].refuse_bad(Decimal(points))


@pytest.mark.parametrize(
    ("part", "points", "words"),
    [(0, "-0.01", "0 到 60"), (0, "60.01", "0 到 60"), (0, "1.001", "两位小数"), (1, "39.99", "要么得 40 分"),
     (1, "0.01", "要么得 40 分")],
)  # fmt: skip
def test_points_outside_a_part_are_refused(part, points, words):
    with pytest.raises(Refused, match=words):
        read_scoring(BODY).parts[part].refuse_bad(Decimal(points))
    read_scoring(BODY).parts[1].refuse_bad(Decimal(0))
    read_scoring(BODY).parts[1].refuse_bad(Decimal(40))


@pytest.mark.rule("AM-35")
@pytest.mark.parametrize(
    ("points", "ok", "text"),
    [
        ("45", True, "85 分,达到 85 分(含本数)的合格线"),
        ("44.99", False, "84.99 分,低于 85 分(含本数)的合格线"),
        (None, None, "还有没有打分的:充分就业"),
    ],
)
def test_the_pass_mark_itself_passes(points, ok, text):
    given = {"a": None if points is None else Decimal(points), "b": Decimal(40)}
    verdict = read_scoring(BODY).passes(given)
    assert (verdict.ok, verdict.text) == (ok, text)


def test_each_column_has_its_time_and_its_people():
    found = {
        (state, role): column_open(state, role, to_township=False)
        for state in TITLE.states
        for role in ("coordinator", "village", "township", "district_hr", "city", "auditor")
    }
    assert {key: column for key, column in found.items() if column} == {
        ("draft", "village"): "self_points", ("draft", "township"): "self_points",
        ("declined", "village"): "self_points", ("declined", "township"): "self_points",
        ("applied", "township"): "township_points", ("applied", "district_hr"): "county_points",
    }  # fmt: skip
    assert column_open("applied", "township", to_township=True) is None


def test_the_example_says_that_it_is_one():
    table = offers.example("full_employment_community")
    assert (table.made_up, table.full, table.pass_mark, len(table.parts)) == (True, 100, 85, 6)
    assert offers.example("demonstration_platform") is None
    assert offers.example("../f") is None


# The life of a title.


def opened(cast, place=COMMUNITY, who="wang", named=TITLE_OF_F):
    return actions.open_case(cast.place(place), named, basis="示", by=cast.posts[who], on=ON)


def scored(cast, case, who, total):
    """Everything in full but what is missing from the greatest part."""
    lost = case.table.full - Decimal(total)
    given = {part.key: part.points - (lost if part.key == "employment" else 0) for part in case.table.parts}
    actions.score(case, given, by=cast.posts[who])


def assessed(cast, total="90", place=COMMUNITY):
    case = opened(cast, place)
    scored(cast, case, "wang", "100")
    actions.apply(case, by=cast.posts["wang"], on=ON)
    scored(cast, case, "wang", "95")
    scored(cast, case, "zhou", total)
    actions.assess(case, note="", by=cast.posts["zhou"], on=ON)
    return case


def designated(cast, place=COMMUNITY):
    case = assessed(cast, place=place)
    actions.designate(case, note="", by=cast.posts["zhou"], on=ON)
    return case


def rectifying(cast, deadline=None):
    case = designated(cast)
    actions.check_on_the_spot(
        case, result="defects", note="台账不全", deadline=deadline, by=cast.posts["sun"], on=ON
    )
    return case


@pytest.mark.rule("F-C1")
def test_a_title_from_the_application_to_the_revocation(cast):
    deadline = date(2008, 6, 30)
    case = rectifying(cast, deadline)
    actions.revoke(case, note="仍不合格", by=cast.posts["zhou"], on=deadline + DAY)
    steps = TitleStep.objects.filter(case=case).select_related("by__user")
    assert [(step.verb, step.by.user.username, step.note, step.deadline) for step in steps] == [
        ("apply", "wang", "", None),
        ("assess", "zhou", "", None),
        ("designate", "zhou", "", None),
        ("spot_check", "sun", "", None),
        ("order_rectification", "sun", "台账不全", deadline),
        ("revoke", "zhou", "仍不合格", None),
    ]
    case.refresh_from_db()
    assert (case.state, case.applied_on, case.designated_on) == ("revoked", ON, ON)
    totals = [case.table.total(actions.points_of(case, column)) for column in COLUMNS]
    assert totals == [100, 95, 90]
    verbs = AuditEvent.objects.filter(object_type="stations.titlecase").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "登记称号申报", "填写自评分", "称号申报", "填写乡镇审核分", "填写区考核分", "称号考核", "称号认定", "称号抽查",
        "称号责令整顿", "称号取消称号",
    ]  # fmt: skip
    # What was lost can be applied for anew; beside a title that is held it cannot.
    again = opened(cast)
    assert again.state == "draft"
    with pytest.raises(Refused, match="已经有一件"):
        opened(cast)


@pytest.mark.rule("AM-35")
@pytest.mark.parametrize(("total", "state"), [("85", "designated"), ("84.99", "assessed")])
def test_the_title_is_given_from_the_pass_mark_on(cast, total, state):
    case = assessed(cast, total)
    if state == "assessed":
        with pytest.raises(Refused, match="不能认定:区考核84") as refusal:
            actions.designate(case, note="", by=cast.posts["zhou"], on=ON)
        assert refusal.value.clause == "F三3"
    else:
        actions.designate(case, note="", by=cast.posts["zhou"], on=ON)
    case.refresh_from_db()
    assert case.state == state


@pytest.mark.rule("AM-36")
@pytest.mark.parametrize(
    ("deadline", "on", "state"),
    [
        (ON + 30 * DAY, ON + 30 * DAY, "rectifying"),
        (ON + 30 * DAY, ON + 31 * DAY, "revoked"),
        (None, ON, "revoked"),
    ],
)
def test_no_title_is_lost_before_the_day_after_its_deadline(cast, deadline, on, state):
    case = rectifying(cast, deadline)
    if state == "rectifying":
        with pytest.raises(Refused, match="整顿期限到 2008-06-03"):
            actions.revoke(case, note="仍不合格", by=cast.posts["zhou"], on=on)
    else:
        actions.revoke(case, note="仍不合格", by=cast.posts["zhou"], on=on)
    case.refresh_from_db()
    assert case.state == state


@pytest.mark.rule("F-C1")
def test_a_title_is_lost_only_from_rectification_and_kept_when_put_right(cast):
    case = designated(cast)
    with pytest.raises(Refused, match="取消称号须在“整顿中”状态下办理"):
        actions.revoke(case, note="试", by=cast.posts["zhou"], on=ON)
    actions.check_on_the_spot(case, result="begun", note="", deadline=None, by=cast.posts["zhou"], on=ON)
    assert case.state == "spot_check"
    with pytest.raises(Refused, match="抽查已经开始"):
        actions.check_on_the_spot(case, result="begun", note="", deadline=None, by=cast.posts["zhou"], on=ON)
    actions.check_on_the_spot(case, result="in_order", note="", deadline=None, by=cast.posts["zhou"], on=ON)
    assert case.state == "designated"
    actions.check_on_the_spot(case, result="defects", note="缺", deadline=ON, by=cast.posts["zhou"], on=ON)
    assert (case.state, case.rectify_by) == ("rectifying", ON)
    actions.restore(case, note="", by=cast.posts["zhou"], on=ON)
    case.refresh_from_db()
    assert (case.state, case.rectify_by, case.state in HELD) == ("restored", None, True)


def test_a_deadline_belongs_to_defects_and_is_not_before_the_check(cast):
    case = designated(cast)
    for result, note, deadline, words in (
        ("defects", "缺", ON - DAY, "不早于抽查当天"),
        ("in_order", "", ON, "只在责令整顿时填"),
        ("defects", "", None, "请写明缺陷"),
    ):
        with pytest.raises(Refused, match=words):
            actions.check_on_the_spot(
                case, result=result, note=note, deadline=deadline, by=cast.posts["zhou"], on=ON
            )
    case.refresh_from_db()
    assert (case.state, TitleStep.objects.filter(case=case, verb="spot_check").count()) == ("designated", 0)


def test_nothing_is_handed_in_or_assessed_with_parts_unscored(cast):
    case = opened(cast)
    with pytest.raises(Refused, match="自评分还没有填:充分就业、政策落实"):
        actions.apply(case, by=cast.posts["wang"], on=ON)
    scored(cast, case, "wang", "100")
    actions.apply(case, by=cast.posts["wang"], on=ON)
    scored(cast, case, "zhou", "100")
    with pytest.raises(Refused, match="乡镇审核分还没有填"):
        actions.assess(case, note="", by=cast.posts["zhou"], on=ON)
    scored(cast, case, "wang", "100")
    actions.assess(case, note="", by=cast.posts["zhou"], on=ON)
    with pytest.raises(Refused, match="这个岗位没有要填的分数"):
        scored(cast, case, "zhou", "90")


def test_who_was_declined_is_assessed_all_over_again(cast):
    case = assessed(cast, "70")
    actions.decline(case, note="差", by=cast.posts["zhou"], on=ON)
    actions.apply(case, by=cast.posts["wang"], on=ON + DAY)
    totals = [case.table.total(actions.points_of(case, column)) for column in COLUMNS]
    assert (case.state, case.applied_on, totals) == ("applied", ON + DAY, [100, None, None])


@pytest.mark.rule("F-C1")
@pytest.mark.rule("Y-T2")
@pytest.mark.parametrize(
    ("named", "place", "taken"),
    [
        (TITLE_OF_F, COMMUNITY, True),
        (TITLE_OF_F, "330302008201", False),
        (TITLE_OF_F, "330302008", False),
        ("Y:demonstration_platform", COMMUNITY, True),
        ("Y:demonstration_platform", "330302008", True),
        ("Y:demonstration_platform", "330302101", True),
        ("Y:demonstration_platform", "330302008201", False),
        ("S:four_have_town", "330302101", True),
        ("S:four_have_town", "330302008", False),
        ("S:four_have_town", COMMUNITY, False),
    ],
)
def test_a_title_is_for_those_its_document_names(cast, named, place, taken):
    def tried():
        on = date(2018, 1, 1)
        return actions.open_case(cast.place(place), named, basis="", by=cast.posts["wang"], on=on)

    if taken:
        assert tried().title_key == named.partition(":")[2]
    else:
        with pytest.raises(Refused, match="的授予对象是") as refusal:
            tried()
        assert refusal.value.clause in ("F三3", "Y一(二)", "S一")


def test_a_title_without_a_table_is_assessed_by_its_papers(cast):
    on, by = date(2018, 1, 1), cast.posts
    case = actions.open_case(cast.township, "Y:demonstration_platform", basis="", by=by["wang"], on=on)
    with pytest.raises(Refused, match="不用打分"):
        actions.score(case, {}, by=by["wang"])
    actions.apply(case, by=by["wang"], on=on)
    actions.assess(case, note="", by=by["zhou"], on=on)
    actions.designate(case, note="", by=by["zhou"], on=on)
    actions.check_on_the_spot(case, result="defects", note="缺", deadline=None, by=by["zhou"], on=on)
    # Y says nothing of taking it away.
    with pytest.raises(Refused, match="没有规定取消"):
        actions.revoke(case, note="试", by=by["zhou"], on=on)


def test_of_two_who_decide_at_once_one_is_told(cast):
    case = assessed(cast)
    stale = TitleCase.objects.with_place().get(pk=case.pk)
    actions.designate(case, note="", by=cast.posts["zhou"], on=ON)
    with pytest.raises(Refused, match="别人刚刚办理了这个称号"):
        actions.decline(stale, note="晚了", by=cast.posts["zhou"], on=ON)
    assert TitleStep.objects.filter(case=case, verb="decline").count() == 0
    assert TitleCase.objects.get(pk=case.pk).state == "designated"


# Advanced.


def more_communities(cast, count):
    """Communities of 七都街道 that hold the title."""
    stored = PolicyDocument.objects.get(key="F")
    cases = []
    for number in range(count):
        place = Place.parse(f"330302008{100 + number}")
        region = Region.objects.create(
            tier=place.tier, code=place.code, kind="community", name=f"第{number}社区", parent=cast.township
        )
        cases.append(
            TitleCase.objects.create(
                **located(region), document=stored, title_key="full_employment_community",
                title_name="充分就业社区", state="designated", applied_on=ON,
            )
        )  # fmt: skip
    return cases


def advance(cast, case, year=2008):
    actions.choose_as_advanced(case, year=year, by=cast.posts["sun"], on=ON)


@pytest.mark.rule("F-C1")
def test_ten_are_chosen_in_the_year_of_the_document_and_no_eleventh(cast):
    cases = more_communities(cast, 11)
    for case in cases[:10]:
        advance(cast, case)
    with pytest.raises(Refused, match="名额已满") as refusal:
        advance(cast, cases[10])
    assert (refusal.value.clause, refusal.value.field) == ("F三3", "year")
    assert list(AdvancedAward.objects.values_list("place", flat=True)) == [*range(1, 11)]
    # The table would not take it either.
    award = AdvancedAward.objects.last()
    award.pk, award.place, award.case = None, 11, cases[10]
    with pytest.raises(IntegrityError), transaction.atomic():
        award.save(force_insert=True)


@pytest.mark.rule("F-C1")
def test_only_a_designated_one_in_that_year_by_the_city(cast):
    case = rectifying(cast)
    for year, words in ((2008, "从“已认定”的社区中评选"), (2009, "先进只在 2008 年评选")):
        with pytest.raises(Refused, match=words):
            advance(cast, case, year)
    with pytest.raises(Refused, match="先进由市级评选"):
        actions.choose_as_advanced(case, year=2008, by=cast.posts["zhou"], on=ON)
    (held,) = more_communities(cast, 1)
    advance(cast, held)
    with pytest.raises(Refused, match="已经是 2008 年先进"):
        advance(cast, held)


@pytest.mark.rule("F-C1")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_last_place_one_is_told():
    cast = Cast.assemble()
    cases = more_communities(cast, 11)
    for case in cases[:9]:
        advance(cast, case)
    told = []

    def second():
        try:
            with acting(Acting(jurisdiction=cast.city.jurisdiction, author={})):
                advance(cast, cases[10])
        except Refused as refusal:
            told.append(refusal.reason)
        connections.close_all()

    with transaction.atomic():
        advance(cast, cases[9])
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert told == ["别人刚刚评出了另一个先进,这一次没有写入。请看过还有没有名额再评。"]
    assert AdvancedAward.objects.count() == 10


# Rewards, penalties and what they bar from.


def noticed(cast, named, on, who="zhou", **values):
    given = {
        "sanction": named, "region": cast.place(COMMUNITY), "subject": "unit", "person_name": "",
        "noticed_on": on, "number": "区〔2010〕9 号", "reason": "没有完成任务", "amount": None, **values,
    }  # fmt: skip
    return notices.issue(given, by=cast.posts[who], today=today())


@pytest.mark.rule("J-R1")
@pytest.mark.rule("AM-49")
@pytest.mark.parametrize(
    ("day", "refused"),
    [
        (date(2010, 9, 5), False),
        (date(2010, 9, 6), True),
        (date(2010, 12, 31), True),
        (date(2011, 1, 1), False),
    ],
)
def test_by_j_a_unit_is_barred_to_the_end_of_the_year(cast, day, refused):
    notice = noticed(cast, "J:penalty", date(2010, 9, 6))
    assert (notice.scope, notice.until) == ("劳动就业社会保障工作评先评优", "到 2010-12-31(含当日)")
    assert_barred(cast, day, refused, "J六(三)", "区〔2010〕9 号")


@pytest.mark.rule("S-R8")
@pytest.mark.rule("AM-49")
@pytest.mark.parametrize(
    ("day", "refused"),
    [(date(2012, 1, 1), True), (date(2014, 5, 31), True), (date(2014, 6, 1), False)],
)
def test_by_s_a_unit_is_barred_until_the_bar_is_lifted(cast, day, refused):
    notice = noticed(cast, "S:penalty", date(2011, 6, 1))
    assert notice.until == "到解除为止"
    notices.lift(notice, on=date(2014, 6, 1), reason="整改到位", by=cast.posts["zhou"])
    assert_barred(cast, day, refused, "S四(四)", "区〔2010〕9 号")


def assert_barred(cast, day, refused, clause, number):
    """The unit cannot apply on that day, and the list of the day names it; the rule says the same."""
    case = opened_unbarred(cast)
    notice = Notice.objects.get()
    if refused:
        with pytest.raises(Refused) as refusal:
            actions.apply(case, by=cast.posts["wang"], on=day)
        assert refusal.value.clause == clause
        assert number in refusal.value.reason
    else:
        actions.apply(case, by=cast.posts["wang"], on=day)
    document = content(notice.document)
    sanction = next(each for each in document.sanctions if each.key == "penalty")
    found = bar(document, sanction, noticed_on=notice.noticed_on)
    assert barred(found, day, lifted_on=notice.lifted_on) is refused
    listed = cast.client("zhou").get(reverse("notices"), {"on": day.isoformat()})
    assert ("河滨社区" in listed.text) is refused


def opened_unbarred(cast):
    """A case that was opened, and scored, before the notice."""
    case = opened(cast)
    scored(cast, case, "wang", "100")
    return case


BARRED = "期间不能申报和认定称号、评选先进"


@pytest.mark.rule("J-R1")
def test_who_is_barred_is_neither_designated_nor_chosen_nor_applies_anew(cast):
    case, (other,) = assessed(cast), more_communities(cast, 1)
    noticed(cast, "J:penalty", date(2010, 9, 6))
    noticed(cast, "J:penalty", date(2010, 9, 6), region=other.region)
    last = date(2010, 12, 31)
    with pytest.raises(Refused, match=BARRED):
        actions.designate(case, note="", by=cast.posts["zhou"], on=last)
    with pytest.raises(Refused, match=BARRED):
        actions.choose_as_advanced(other, year=2008, by=cast.posts["sun"], on=last)
    actions.designate(case, note="", by=cast.posts["zhou"], on=last + DAY)
    actions.choose_as_advanced(other, year=2008, by=cast.posts["sun"], on=last + DAY)
    TitleCase.objects.filter(pk=other.pk).update(state="revoked")
    with pytest.raises(Refused, match=BARRED):
        actions.open_case(other.region, TITLE_OF_F, basis="", by=cast.posts["wang"], on=last)


@pytest.mark.rule("S-R8")
def test_a_person_who_is_barred_bars_no_unit_and_the_other_way_round(cast):
    noticed(cast, "S:penalty", date(2011, 6, 1), subject="person", person_name="某人")
    actions.apply(opened_unbarred(cast), by=cast.posts["wang"], on=date(2011, 7, 1))
    with pytest.raises(Refused, match="不适用于个人"):
        noticed(cast, "J:penalty", date(2010, 9, 6), subject="person", person_name="某人")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"person_name": "某人"}, "是单位的不填"),
        ({"subject": "person"}, "对象是个人的请填姓名"),
        ({"amount": Decimal("100.00")}, "处罚没有奖励金额"),
        ({"named": "S:nothing"}, "没有这种奖惩"),
        ({"on": date(2200, 1, 1)}, "不能在今天之后"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(cast, values, words):
    with pytest.raises(Refused, match=words):
        noticed(cast, **{"named": "S:penalty", "on": date(2011, 6, 1), **values})
    assert Notice.objects.count() == 0


@pytest.mark.rule("J-R1")
def test_a_reward_is_paid_and_bars_from_nothing(cast):
    notice = noticed(cast, "J:reward", date(2010, 9, 6), amount=Decimal("5000.00"))
    assert (notice.kind, notice.amount, notice.barred_from, notice.until) == ("reward", 5000, None, "")
    with pytest.raises(Refused, match="不用解除"):
        notices.lift(notice, on=date(2010, 4, 1), reason="试", by=cast.posts["zhou"])
    opened(cast)


def test_nobody_notices_his_own_level_or_lifts_what_was_issued_above(cast):
    with pytest.raises(Refused, match="不能登记本级"):
        noticed(cast, "J:penalty", date(2010, 9, 6), who="wang", region=cast.township)
    notice = noticed(cast, "S:penalty", date(2011, 6, 1))
    with pytest.raises(Refused, match="应由登记的一级或上级解除"):
        notices.lift(notice, on=date(2012, 1, 1), reason="试", by=cast.posts["wang"])
    with pytest.raises(Refused, match="不能早于通报日期"):
        notices.lift(notice, on=date(2011, 5, 31), reason="试", by=cast.posts["zhou"])
    notices.lift(notice, on=date(2011, 6, 1), reason="试", by=cast.posts["sun"])
    with pytest.raises(Refused, match="已经解除过"):
        notices.lift(notice, on=date(2012, 1, 1), reason="试", by=cast.posts["sun"])


# The pages.


def post(client, name, pk=None, **values):
    address = reverse(name, args=[] if pk is None else [pk])
    row: Model | None = TitleCase.objects.filter(pk=pk).first() if pk else None
    return client.post(address, {"version": row.version if row else "", **values})


def test_a_community_walks_through_all_pages(cast):
    wang, zhou = cast.client("wang"), cast.client("zhou")
    place = cast.place(COMMUNITY)
    answer = post(wang, "title_open", title=TITLE_OF_F, region=place.pk, basis="示")
    case = TitleCase.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("title_score", args=[case.pk]))
    full = {part.key: str(part.points) for part in case.table.parts}
    assert post(wang, "title_score", case.pk, **{**full, "employment": "40.01"}).status_code == 422
    assert post(wang, "title_score", case.pk, **full).status_code == 302
    assert post(wang, "title_apply", case.pk).status_code == 302
    post(wang, "title_score", case.pk, **{**full, "employment": "35"})
    assert "称号申报待考核" in zhou.get(reverse("home")).text
    post(zhou, "title_score", case.pk, **{**full, "employment": "24.99"})
    sheet = rows_of(zhou.get(reverse("title", args=[case.pk])))
    assert sheet[1] == ["充分就业", "登记失业人员就业、零就业家庭清零", "40", "40.00", "35.00", "24.99"]
    assert sheet[-1] == ["合计", "合格线 85 分(含)", "100", "100.00", "95.00", "84.99"]
    post(zhou, "title_assess", case.pk)
    refused = post(zhou, "title_designate", case.pk)
    assert refused.status_code == 422
    assert "84.99 分,低于 85 分(含本数)的合格线" in refused.text
    assert post(zhou, "title_decline", case.pk, note="差 0.01 分").status_code == 302
    post(wang, "title_apply", case.pk)
    post(wang, "title_score", case.pk, **full)
    post(zhou, "title_score", case.pk, **{**full, "employment": "25"})
    post(zhou, "title_assess", case.pk)
    assert post(zhou, "title_designate", case.pk).status_code == 302
    post(cast.client("sun"), "title_spot_check", case.pk, result="defects", note="缺", deadline="")
    assert post(zhou, "title_revoke", case.pk, note="仍不合格").status_code == 302
    case.refresh_from_db()
    assert case.state == "revoked"
    rows = rows_of(zhou.get(reverse("titles"), {"state": "revoked", "title": "full_employment_community"}))
    assert rows[1][1:5] == ["七都街道", "河滨社区", "充分就业社区", "已取消"]
    assert "河滨社区" not in zhou.get(reverse("titles"), {"state": "designated"}).text.split("筛选")[1]


@pytest.mark.parametrize(("name", "most"), [("titles", 12), ("notices", 12), ("title_board", 12)])
def test_a_page_asks_the_database_no_more_for_more_rows(cast, name, most):
    for case in more_communities(cast, 20):
        noticed(cast, "S:penalty", date(2011, 6, 1), region=case.region)
    sun = cast.client("sun")
    sun.get(reverse(name))
    with CaptureQueriesContext(connection) as asked:
        assert "第19社区" in sun.get(reverse(name)).text or name == "title_board"
    told = [query["sql"] for query in asked if "set_config" not in query["sql"]]
    assert len([sql for sql in told if not sql.startswith(("SAVEPOINT", "RELEASE"))]) <= most, told


def test_a_stale_form_changes_nothing(cast):
    case = assessed(cast)
    zhou = cast.client("zhou")
    answer = zhou.post(reverse("title_designate", args=[case.pk]), {"version": case.version - 1})
    case.refresh_from_db()
    assert (answer.status_code, case.state) == (409, "assessed")


def test_a_barred_unit_is_told_number_and_clause(cast):
    noticed(cast, "S:penalty", date(2011, 6, 1))
    answer = post(cast.client("wang"), "title_open", title=TITLE_OF_F, region=cast.place(COMMUNITY).pk)
    assert answer.status_code == 422
    assert "区〔2010〕9 号" in answer.text
    assert "(S四(四))" in answer.text


def test_notices_by_their_pages(cast):
    zhou = cast.client("zhou")
    fields = {
        "sanction": "S:penalty", "region": COMMUNITY, "subject": "unit", "person_name": "",
        "noticed_on": "2011-06-01", "number": "区〔2011〕1 号", "reason": "未完成", "amount": "",
    }  # fmt: skip
    assert zhou.post(reverse("notice_issue"), fields).status_code == 302
    notice = Notice.objects.get()
    assert "到解除为止" in cast.client("qian").get(reverse("notice", args=[notice.pk])).text
    assert zhou.post(reverse("notice_issue"), {**fields, "region": "330303"}).status_code == 422
    lifted = {"lifted_on": "2012-01-01", "reason": "整改到位"}
    assert cast.client("wang").post(reverse("notice_lift", args=[notice.pk]), lifted).status_code == 422
    assert zhou.post(reverse("notice_lift", args=[notice.pk]), lifted).status_code == 302
    notice.refresh_from_db()
    assert notice.lifted_on == date(2012, 1, 1)


@pytest.mark.rule("F-T2")
@pytest.mark.parametrize(("held", "outcome"), [(6, "达到"), (5, "未达到")])
def test_the_board_counts_each_district_by_itself(cast, held, outcome):
    cases = more_communities(cast, 9)  # and 河滨社区: ten in 鹿城区, none in 龙湾区
    states = ["designated", "spot_check", "rectifying", "restored", "designated", "designated"][:held]
    for case, state in zip(cases, [*states, "revoked", "applied", "declined"], strict=False):
        TitleCase.objects.filter(pk=case.pk).update(state=state)
    TitleCase.objects.filter(pk__in=[case.pk for case in cases[held + 3 :]]).update(state="draft")
    rows = rows_of(cast.client("sun").get(reverse("title_board")))
    assert rows[1][:7] == ["鹿城区", "10", str(held), "1", "1", f"{held * 10}%", outcome]
    assert rows[2][:7] == ["龙湾区", "0", "0", "0", "0", "—", "无法判断"]
    book = cast.client("zhou").get(reverse("title_board"), {"format": "csv"})
    said = book.getvalue().decode()
    assert ("鹿城区" in said, "龙湾区" in said) == (True, False)


def test_the_city_sets_its_own_table_and_old_cases_keep_theirs(cast):
    old = opened(cast)
    sun, address = cast.client("sun"), reverse("scoring_new") + "?title=full_employment_community"
    line = {f"{name}_{row}": "" for name in ("part", "points", "text") for row in range(12)}
    fields = {
        **line, "name": "市评分表", "full": "100", "pass_mark": "60", "source": "市〔2010〕1 号",
        "part_0": "就业", "points_0": "60", "part_1": "六到位", "points_1": "39.99", "whole_1": "on",
    }  # fmt: skip
    refused = sun.post(address, fields)
    assert refused.status_code == 422
    assert "各项分值加起来是 99.99 分" in refused.text
    assert sun.post(address, {**fields, "points_1": "40"}).status_code == 302
    template = ScoringTemplate.objects.get()
    assert [(part.name, part.points, part.whole) for part in template.scoring.parts] == [
        ("就业", 60, False), ("六到位", 40, True),
    ]  # fmt: skip
    # A village of the city reads the table it may not change.
    with acting(Acting(jurisdiction=cast.village.jurisdiction)):
        table = offers.scoring_for("full_employment_community", cast.village.jurisdiction)
        assert table.name == "市评分表"
        assert ScoringTemplate.objects.update(name="改") == 0
    assert offers.scoring_for("full_employment_community", cast.place("33").jurisdiction).made_up
    assert TitleCase.objects.get(pk=old.pk).table.made_up
    assert TitleScore.objects.filter(case=old).count() == 6
