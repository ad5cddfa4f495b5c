"""What stands between a unit and its title: a predecessor's bar, a second hand, a missing score, full places."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from kit.months import today
from kit.refused import Refused
from stations.actions import notices
from stations.actions import titles as actions
from stations.models import AdvancedAward, AuditEvent, PolicyDocument, Region, TitleCase
from stations.models.history import tracked_changes
from stations.models.regions import located
from stations.models.titles import ScoringTemplate, TitleScore
from stations.places import Place
from stations.titles import COMMUNITY_TITLE, bar_of, community_target, shares
from tests.stations.test_titles import (
    DAY,
    ON,
    TITLE_OF_F,
    assessed,
    designated,
    more_communities,
    noticed,
    opened,
    scored,
)

SECOND = "别人刚刚办理了这个称号,这一次没有写入"
PLATFORM = {
    "name": "平台评分表", "full": "100", "pass_mark": "80", "source": "市〔2018〕1 号",
    "parts": [{"key": "place", "name": "场地", "points": "60"}, {"key": "staff", "name": "人员", "points": "40"}],
}  # fmt: skip


def seen(case):
    """The title as somebody else has it on the screen at this moment."""
    return TitleCase.objects.with_place().get(pk=case.pk)


# Barred.


@pytest.mark.rule("J-R1")
def test_a_bar_goes_on_to_what_the_barred_unit_became(cast):
    new = Region.objects.create(
        tier=4, code=330302008009, kind="community", name="滨江新社区", parent=cast.township
    )
    noticed(cast, "J:penalty", date(2010, 9, 6))
    assert bar_of(new, date(2010, 9, 6)) is None
    Region.objects.filter(code=330302008001).update(became=new)
    with pytest.raises(Refused, match="不得参加劳动就业社会保障工作评先评优"):
        actions.open_case(new, TITLE_OF_F, basis="", by=cast.posts["wang"], on=date(2010, 12, 31))
    actions.open_case(new, TITLE_OF_F, basis="", by=cast.posts["wang"], on=date(2011, 1, 1))


@pytest.mark.rule("J-R1")
def test_the_page_of_a_barred_unit_says_so_before_anybody_decides(cast):
    case, zhou = assessed(cast), cast.client("zhou")
    said = "被通报批评(区〔2010〕9 号),到解除为止不得参加评先评优"
    for name in ("title", "title_designate"):
        assert said not in zhou.get(reverse(name, args=[case.pk])).text
    noticed(cast, "S:penalty", date(2011, 6, 1))
    for name in ("title", "title_designate"):
        assert said in zhou.get(reverse(name, args=[case.pk])).text


def test_only_who_may_lift_a_bar_is_offered_it(cast):
    notice = noticed(cast, "S:penalty", date(2011, 6, 1))
    own = noticed(cast, "S:penalty", date(2011, 6, 2), who="wang", region=cast.village)
    lift = {each: reverse("notice_lift", args=[each.pk]) for each in (notice, own)}
    offered = {
        (who, each.pk): lift[each] in cast.client(who).get(reverse("notice", args=[each.pk])).text
        for who in ("wang", "zhou", "sun", "qian", "zhao")
        for each in (notice, own)
    }
    assert {key for key, shown in offered.items() if shown} == {
        ("wang", own.pk), ("zhou", notice.pk), ("zhou", own.pk), ("sun", notice.pk), ("sun", own.pk),
    }  # fmt: skip
    for who in ("lin", "chen", "qian", "zhao"):
        answer = cast.client(who).post(lift[own], {"lifted_on": "2012-01-01", "reason": "试"})
        assert answer.status_code == 403
    own.refresh_from_db()
    assert own.lifted_on is None
    # Lifted once, it is offered no more.
    notices.lift(own, on=date(2012, 1, 1), reason="整改到位", by=cast.posts["wang"])
    assert lift[own] not in cast.client("wang").get(reverse("notice", args=[own.pk])).text


# Scores.


def test_a_platform_of_a_township_is_scored_by_itself_and_by_the_district_alone(cast):
    ScoringTemplate.objects.create(
        region=cast.city, title_key="demonstration_platform", name="平台评分表", body=PLATFORM
    )
    on, by = date(2018, 1, 1), cast.posts
    case = actions.open_case(cast.township, "Y:demonstration_platform", basis="", by=by["wang"], on=on)
    scored(cast, case, "wang", "100")
    actions.apply(case, by=by["wang"], on=on)
    with pytest.raises(Refused, match="这个岗位没有要填的分数"):
        scored(cast, case, "wang", "100")
    with pytest.raises(Refused, match="区考核分还没有填"):
        actions.assess(case, note="", by=by["zhou"], on=on)
    actions.score(case, {"place": Decimal(40), "staff": Decimal(40)}, by=by["zhou"])
    actions.assess(case, note="", by=by["zhou"], on=on)
    actions.designate(case, note="", by=by["zhou"], on=on)
    points = TitleScore.objects.filter(case=case).order_by("part")
    assert list(points.values_list("part", "self_points", "township_points", "county_points")) == [
        ("place", 60, None, 40), ("staff", 40, None, 40),
    ]  # fmt: skip
    assert case.state == "designated"


def test_what_was_scored_for_an_earlier_application_stays_in_the_history(cast):
    case = assessed(cast, "70")
    actions.decline(case, note="差", by=cast.posts["zhou"], on=ON)
    actions.apply(case, by=cast.posts["wang"], on=ON + DAY)
    scored(cast, case, "wang", "90")
    scored(cast, case, "zhou", "90")
    row = TitleScore.objects.get(case=case, part="employment")
    assert (row.self_points, row.township_points, row.county_points) == (40, 30, 30)
    changes = [each["fields"] for each in tracked_changes(TitleScore, row.pk)]
    assert [list(change.values()) for change in reversed(changes) if change] == [
        [(None, 40)], [(None, 35)], [(None, 10)], [(35, None), (10, None)], [(None, 30)], [(None, 30)],
    ]  # fmt: skip


# A second hand.


def test_scores_written_over_a_changed_title_are_not_taken(cast):
    case = opened(cast)
    scored(cast, case, "wang", "100")
    actions.apply(case, by=cast.posts["wang"], on=ON)
    stale = seen(case)
    scored(cast, case, "zhou", "90")
    with pytest.raises(Refused, match=SECOND):
        scored(cast, stale, "zhou", "60")
    assert case.table.total(actions.points_of(case, "county_points")) == 90


def test_who_decides_on_scores_that_have_changed_meanwhile_is_told(cast):
    case = opened(cast)
    scored(cast, case, "wang", "100")
    actions.apply(case, by=cast.posts["wang"], on=ON)
    scored(cast, case, "wang", "100")
    scored(cast, case, "zhou", "90")
    stale = seen(case)
    scored(cast, case, "zhou", "60")
    with pytest.raises(Refused, match=SECOND):
        actions.assess(stale, note="", by=cast.posts["zhou"], on=ON)
    assert seen(case).state == "applied"


def test_nobody_is_chosen_as_advanced_while_he_is_being_checked(cast):
    case = designated(cast)
    stale = seen(case)
    actions.check_on_the_spot(case, result="begun", note="", deadline=None, by=cast.posts["zhou"], on=ON)
    with pytest.raises(Refused, match=SECOND):
        actions.choose_as_advanced(stale, year=2008, by=cast.posts["sun"], on=ON)
    assert AdvancedAward.objects.count() == 0


# Advanced, lost, counted.


@pytest.mark.rule("F-C1")
def test_every_city_has_its_own_ten_places(cast):
    region = cast.city.parent
    for tier, code, kind in (
        (1, 330400000000, "city"), (2, 330402000000, "district"), (3, 330402001000, "street"),
        (4, 330402001001, "community"),
    ):  # fmt: skip
        region = Region.objects.create(tier=tier, code=code, kind=kind, name=f"别处{tier}", parent=region)
    far = TitleCase.objects.create(
        **located(region), document=PolicyDocument.objects.get(key="F"), title_key=COMMUNITY_TITLE,
        title_name="充分就业社区", state="designated", applied_on=ON,
    )  # fmt: skip
    for case in (far, *more_communities(cast, 1)):
        actions.choose_as_advanced(case, year=2008, by=cast.posts["sun"], on=ON)
    assert list(AdvancedAward.objects.order_by("city_code").values_list("city_code", "place")) == [
        (330300000000, 1), (330400000000, 1),
    ]  # fmt: skip


def test_only_the_city_is_offered_to_choose_and_only_where_the_document_has_places(cast):
    case = designated(cast)
    town = actions.open_case(
        cast.place("330302101"), "S:four_have_town", basis="", by=cast.posts["zhou"], on=date(2011, 6, 1)
    )
    offered = {
        (who, each.title_key): reverse("title_advance", args=[each.pk])
        in cast.client(who).get(reverse("title", args=[each.pk])).text
        for who in ("sun", "zhou", "qian")
        for each in (case, town)
    }
    assert [key for key, shown in offered.items() if shown] == [("sun", COMMUNITY_TITLE)]


@pytest.mark.rule("AM-36")
def test_losing_a_title_is_offered_when_the_day_has_passed_and_never_where_no_text_says_so(cast):
    zhou = cast.client("zhou")
    case = designated(cast)
    actions.check_on_the_spot(
        case, result="defects", note="缺", deadline=today(), by=cast.posts["zhou"], on=today()
    )
    address = reverse("title_revoke", args=[case.pk])
    page = zhou.get(reverse("title", args=[case.pk])).text
    assert address not in page
    assert "期限过后仍不合格才能取消。" in page
    TitleCase.objects.filter(pk=case.pk).update(rectify_by=today() - DAY)
    assert address in zhou.get(reverse("title", args=[case.pk])).text
    assert "整顿逾期" in zhou.get(reverse("titles")).text
    TitleCase.objects.filter(pk=case.pk).update(
        document=PolicyDocument.objects.get(key="Y"), title_key="demonstration_platform"
    )
    page = zhou.get(reverse("title", args=[case.pk])).text
    assert (address in page, "取消称号(" in page) == (False, False)
    assert "本文件没有规定取消" in page


@pytest.mark.rule("F-T2")
def test_a_community_that_has_ceased_counts_neither_above_nor_below_the_line(cast):
    (case,) = more_communities(cast, 1)

    def counted():
        found = shares(Place.parse("330302").jurisdiction, community_target(), date(2020, 1, 1))
        return [(row.communities, row.held) for row in found]

    assert counted() == [(2, 1)]
    Region.objects.filter(pk=case.region_id).update(closed_on=date(2019, 1, 1))
    assert counted() == [(1, 0)]


# A draft begun by mistake.


def test_a_draft_begun_by_mistake_is_taken_away_and_an_application_is_not(cast):
    case, wang = opened(cast), cast.client("wang")
    scored(cast, case, "wang", "100")
    drop = reverse("title_drop", args=[case.pk])
    assert drop in wang.get(reverse("title", args=[case.pk])).text
    assert [cast.client(who).post(drop).status_code for who in ("zhou", "lin", "chen")] == [403, 403, 404]
    assert TitleCase.objects.filter(pk=case.pk).exists()
    assert wang.post(drop).status_code == 302
    assert (TitleCase.objects.count(), TitleScore.objects.count()) == (0, 0)
    event = AuditEvent.objects.get(verb="撤销称号草稿")
    assert event.detail == {"title": "河滨社区充分就业社区", "by": "王所长"}
    assert wang.post(drop).status_code == 404

    again = opened(cast)
    scored(cast, again, "wang", "100")
    stale = seen(again)
    actions.apply(again, by=cast.posts["wang"], on=ON)
    with pytest.raises(Refused, match=SECOND):
        actions.drop(stale, by=cast.posts["wang"])
    with pytest.raises(Refused, match="只有草稿可以撤销,这一件已是“已申报”"):
        actions.drop(again, by=cast.posts["wang"])
    assert "撤销草稿" not in wang.get(reverse("title", args=[again.pk])).text
    assert TitleScore.objects.filter(case=again).count() == 6
