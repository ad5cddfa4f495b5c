"""Hiring, ending, scoring and confirming, against real PostgreSQL."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from kit.refused import Refused
from kit.scope import Acting, acting
from staffing.actions import assessments, coordinators
from staffing.actions.assessments import Scoring, allowed_results
from staffing.actions.roster import RosterRow, bring_in
from staffing.models import Coordinator, Engagement, VillageAssessment
from staffing.standing import contract_verdicts, stations_without_coordinator, vacant_since
from stations.models import AuditEvent
from tests.cast import Cast
from tests.staffing.people import assess, count_households, engage, hire, id_number
from tests.staffing.readings import bind

PERSON = {
    "name": "林晓梅",
    "id_text": id_number(1),
    "phone": "",
    "education": "60",
    "bank": "",
    "bank_account": "",
}
TERMS = {
    "kind": "full_time",
    "starts_on": date(2010, 1, 1),
    "ends_on": date(2012, 12, 31),
    "monthly_wage": Decimal(1100),
    "note": "",
}


def hire_newcomer(cast, person=PERSON, **terms):
    return coordinators.hire_newcomer(
        person, village=cast.village, terms={**TERMS, **terms}, by=cast.person("wang")
    )


def contracts():
    return list(
        Engagement.objects.order_by("starts_on", "pk").values_list(
            "coordinator__name", "region__name", "kind", "contract_party", "starts_on", "ends_on", "ended_on"
        )
    )


@pytest.mark.rule("W-P1")
@pytest.mark.rule("AM-07b")
def test_a_newcomer_is_hired_by_the_township_and_signs_with_whom_the_kind_says(cast):
    hire_newcomer(cast)
    hire_newcomer(
        cast, {**PERSON, "name": "何小丽", "id_text": id_number(2)}, kind="part_time", monthly_wage=None
    )
    assert contracts() == [
        ("林晓梅", "上沙村", "full_time", "township", date(2010, 1, 1), date(2012, 12, 31), None),
        ("何小丽", "上沙村", "part_time", "village", date(2010, 1, 1), date(2012, 12, 31), None),
    ]
    assert {each.hiring_authority for each in Engagement.objects.all()} == {cast.township}
    events = (
        AuditEvent.objects.filter(verb="聘用协管员").order_by("pk").values_list("object_label", flat=True)
    )
    assert list(events) == ["林晓梅", "何小丽"]


@pytest.mark.parametrize(
    ("terms", "field", "reason"),
    [
        ({"ends_on": date(2009, 12, 31)}, "ends_on", "合同终止日不能早于起始日"),
        ({"monthly_wage": None}, "monthly_wage", "全日制用工须填月工资"),
        ({"monthly_wage": Decimal(0)}, "monthly_wage", "月工资应大于 0"),
    ],
)
def test_terms_that_no_contract_may_have_are_refused(cast, terms, field, reason):
    with pytest.raises(Refused, match=reason) as refusal:
        hire_newcomer(cast, **terms)
    assert (refusal.value.field, Coordinator.objects.count()) == (field, 0)


def test_one_person_is_registered_once_in_the_whole_city_whoever_asks(cast):
    hire(cast.place("330303001201"), "别区的人", 1)
    with acting(Acting(cast.township.jurisdiction)):
        assert Coordinator.objects.count() == 0
        with pytest.raises(Refused, match="已经登记过") as refusal:
            hire_newcomer(cast)
        assert refusal.value.field == "id_text"


def test_an_id_number_never_reaches_the_history_or_the_trail(cast):
    person = hire_newcomer(cast)
    coordinators.correct_person(
        person, {"id_text": id_number(7), "phone": "13800000000"}, by=cast.person("wang")
    )
    assert person.id_text == id_number(7)
    events = Coordinator._meta.get_field("events").related_model
    assert "id_text" not in {field.name for field in events._meta.fields}
    event = AuditEvent.objects.get(verb="修改协管员")
    assert event.detail == {"fields": ["id_text", "phone"]}


def test_two_contracts_of_one_person_do_not_overlap(cast):
    person = hire_newcomer(cast)
    with pytest.raises(Refused, match="已有另一份合同") as refusal:
        coordinators.engage(
            person,
            village=cast.place("330302008202"),
            terms={**TERMS, "starts_on": date(2012, 12, 31), "ends_on": None},
            by=cast.person("wang"),
        )
    assert refusal.value.field == "starts_on"
    coordinators.engage(
        person,
        village=cast.place("330302008202"),
        terms={**TERMS, "starts_on": date(2013, 1, 1), "ends_on": None},
        by=cast.person("wang"),
    )
    person.refresh_from_db()
    assert (person.region.name, person.code, person.scope_code) == ("下沙村", 330302008202, 330302008202)


def test_an_early_end_makes_room_for_the_next_contract(cast):
    person = hire_newcomer(cast)
    engagement = person.engagements.get()
    coordinators.end_engagement(engagement, on=date(2010, 6, 30), reason="本人辞职", by=cast.person("wang"))
    assert not engagement.in_force(date(2010, 7, 1))
    engage(person, cast.village, date(2010, 7, 1))
    with pytest.raises(Refused, match="刚刚已由别人登记终止"):
        coordinators.end_engagement(engagement, on=date(2010, 6, 1), reason="又一次", by=cast.person("wang"))
    assert [(each[4], each[6]) for each in contracts()] == [
        (date(2010, 1, 1), date(2010, 6, 30)),
        (date(2010, 7, 1), None),
    ]


@pytest.mark.parametrize(
    ("on", "reason"), [(date(2009, 12, 31), "不能早于合同起始日"), (date(2013, 1, 1), "自然终止")]
)
def test_a_contract_ends_early_within_its_own_days(cast, on, reason):
    engagement = hire_newcomer(cast).engagements.get()
    with pytest.raises(Refused, match=reason):
        coordinators.end_engagement(engagement, on=on, reason="试", by=cast.person("wang"))


def test_an_ended_contract_is_not_corrected(cast):
    engagement = hire_newcomer(cast).engagements.get()
    coordinators.correct_engagement(
        engagement, {**TERMS, "kind": "part_time", "monthly_wage": None}, by=cast.person("wang")
    )
    assert (engagement.contract_party, engagement.version) == ("village", 2)
    coordinators.end_engagement(engagement, on=date(2010, 6, 30), reason="辞职", by=cast.person("wang"))
    with pytest.raises(Refused, match="已经提前终止"):
        coordinators.correct_engagement(engagement, TERMS, by=cast.person("wang"))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"contract_party": "village"}, "engagement_party_follows_kind"),
        ({"monthly_wage": None}, "engagement_full_time_has_wage"),
        ({"monthly_wage": Decimal(-1)}, "engagement_wage_positive"),
        ({"ended_on": date(2010, 6, 30)}, "engagement_ended_with_reason"),
        ({"ended_on": date(2013, 1, 1), "ended_because": "x"}, "engagement_ended_within"),
        ({"ends_on": date(2009, 1, 1)}, "lower bound|engagement_ends_after_start"),
    ],
)
def test_the_database_itself_refuses_what_no_contract_may_say(cast, values, constraint):
    hire_newcomer(cast)
    with pytest.raises(DatabaseError, match=constraint), transaction.atomic():
        Engagement.objects.update(**values)


@pytest.mark.rule("W-S2")
@pytest.mark.rule("AM-02")
def test_part_time_is_measured_by_the_count_known_when_the_contract_began(cast):
    count_households(cast.village, 199, year=2008)
    count_households(cast.village, 200, year=2010)
    person = hire_newcomer(cast, kind="part_time", monthly_wage=None, ends_on=None)
    engagement = person.engagements.get()
    assert [(verdict.rule, verdict.ok, verdict.actual) for verdict in contract_verdicts(engagement)] == [
        ("W-S2", True, 199),
        ("AM-02", None, 200),
        ("W-S1", True, 1),
    ]


@pytest.mark.rule("AM-07a")
@pytest.mark.parametrize(("households", "refused"), [(None, False), (199, False), (200, True)])
def test_where_larger_villages_may_not_hire_part_time_every_way_in_is_shut(cast, households, refused):
    bind(cast.district, "W", "AM-07a", "block")
    if households:
        count_households(cast.village, households)
    part_time = {**TERMS, "kind": "part_time", "monthly_wage": None}
    person = hire(cast.village, "林晓梅", 3, ends_on=date(2009, 12, 31))
    first = person.engagements.get()
    row = RosterRow.of(cast.village, {**PERSON, **part_time, "id_text": id_number(4)})
    by = cast.person("wang")
    ways = [
        lambda: coordinators.hire_newcomer(PERSON, village=cast.village, terms=part_time, by=by),
        lambda: coordinators.engage(person, village=cast.village, terms=part_time, by=by),
        lambda: coordinators.correct_engagement(
            first, {**part_time, "starts_on": date(2009, 12, 31), "ends_on": date(2009, 12, 31)}, by=by
        ),
        lambda: bring_in([row], place=cast.township, by=by),
    ]
    for way in ways:
        if not refused:
            way()
            continue
        with pytest.raises(Refused, match="200 户") as refusal:
            way()
        assert (refusal.value.field, refusal.value.clause) == ("kind", "W三(二)")
    kinds = sorted(Engagement.objects.values_list("kind", flat=True))
    assert kinds == (["full_time"] if refused else ["part_time"] * 4)


@pytest.mark.rule("AM-07a")
def test_a_larger_village_with_a_part_timer_is_warned_of_and_not_barred(cast):
    count_households(cast.village, 200)
    person = hire_newcomer(cast, kind="part_time", monthly_wage=None, ends_on=None)
    assert [(each.rule, each.ok) for each in contract_verdicts(person.engagements.get())] == [
        ("W-S2", False),
        ("W-S1", True),
    ]


@pytest.mark.rule("AM-08")
def test_a_second_coordinator_is_warned_of_and_not_barred(cast):
    hire_newcomer(cast, ends_on=None)
    second = hire_newcomer(cast, {**PERSON, "name": "第二人", "id_text": id_number(2)}, ends_on=None)
    [verdict] = contract_verdicts(second.engagements.get())
    assert (verdict.rule, verdict.ok, verdict.actual) == ("W-S1", False, 2)


def test_a_vacancy_stands_since_the_day_after_the_last_coordinator(cast):
    day = date(2010, 7, 1)
    hire(cast.village, "在岗", 1)
    left = hire(cast.place("330302008202"), "离岗", 2).engagements.get()
    coordinators.end_engagement(left, on=date(2010, 6, 30), reason="辞职", by=cast.person("wang"))
    hire(cast.place("330302101201"), "将来", 3, starts_on=date(2010, 8, 1))
    vacant = stations_without_coordinator(day).within(cast.district.jurisdiction).order_by("scope_code")
    assert [(station.region.name, vacant_since(station)) for station in vacant.with_place()] == [
        ("河滨社区", date(2009, 12, 1)),
        ("下沙村", date(2010, 7, 1)),
        ("山根村", date(2009, 12, 1)),
    ]


def score(cast, village="330302008201", result="合格", send=True, **values):
    scoring = Scoring(cast.place(village), result, values.pop("assessed_on", date(2010, 1, 8)), **values)
    return assessments.record_scores(
        [scoring], year=2009, by=cast.person("wang"), send=send, place=cast.township
    )


def states():
    return dict(VillageAssessment.objects.values_list("region__name", "state"))


@pytest.mark.rule("AM-14")
def test_results_are_those_of_the_document_in_force(cast):
    assert allowed_results(cast.district, 2009) == ("合格", "不合格")
    assert allowed_results(cast.district, 2008) == ()


@pytest.mark.rule("AM-15")
def test_the_township_scores_the_district_confirms(cast):
    assert score(cast, score=Decimal("88.5"), remark="台账齐全") == {"added": 1, "changed": 0}
    assessment = VillageAssessment.objects.get()
    assessments.confirm(assessment, seen=assessment.version, by=cast.person("zhou"))
    assert (assessment.state, assessment.scored_by.name, assessment.confirmed_by.name, assessment.score) == (
        "confirmed", "王所长", "周科长", Decimal("88.5"),
    )  # fmt: skip
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["报送年度考核", "确认年度考核"]


def test_a_draft_stays_with_the_township_until_it_is_sent(cast):
    score(cast, send=False)
    assessment = VillageAssessment.objects.get()
    with pytest.raises(Refused, match="不能确认"):
        assessments.confirm(assessment, seen=assessment.version, by=cast.person("zhou"))
    assessments.send_scored(assessment, by=cast.person("wang"))
    assessments.take_back(assessment, by=cast.person("wang"))
    assert states() == {"上沙村": "draft"}


def test_a_returned_one_is_mended_and_sent_again(cast):
    score(cast)
    assessments.send_back(VillageAssessment.objects.get(), reason="得分没有填", by=cast.person("zhou"))
    returned = VillageAssessment.objects.get()
    assert (returned.state, returned.returned_because) == ("returned", "得分没有填")
    score(cast, result="不合格", send=False)
    assert states() == {"上沙村": "returned"}
    score(cast, result="不合格")
    again = VillageAssessment.objects.get()
    assert (again.state, again.result, again.returned_because) == ("scored", "不合格", "")


@pytest.mark.parametrize("send_first", [True, False])
def test_what_was_sent_or_confirmed_is_not_scored_again(cast, send_first):
    score(cast)
    if not send_first:
        assessments.confirm(VillageAssessment.objects.get(), seen=1, by=cast.person("zhou"))
    with pytest.raises(Refused, match=r"上沙村的考核(待确认|已确认),不能再改"):
        score(cast, result="不合格")
    assert VillageAssessment.objects.get().result == "合格"


def test_all_villages_are_scored_or_none(cast):
    scorings = [
        Scoring(cast.village, "合格", date(2010, 1, 8)),
        Scoring(cast.place("330302008202"), "合格", date(2008, 12, 31)),
    ]
    with pytest.raises(Refused, match="下沙村:考核日早于被考核的 2009 年度"):
        assessments.record_scores(scorings, year=2009, by=cast.person("wang"), send=True, place=cast.township)
    assert states() == {}


def test_a_confirmed_assessment_does_not_change_whoever_writes(cast):
    assess(cast.village, cast.person("zhou"))
    for role in ("cunzhan_app", "none"):
        for statement in (
            "UPDATE staffing_villageassessment SET result = '不合格'",
            "UPDATE staffing_villageassessment SET state = 'scored'",
            "DELETE FROM staffing_villageassessment",
        ):
            with pytest.raises(DatabaseError, match="frozen"):
                run_as(Acting(cast.district.jurisdiction, role=role), statement)


def run_as(scope, statement):
    with acting(scope), connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.demolition = 'off'")  # the tests' own session may tear down
        cursor.execute(statement)


def test_a_confirmed_assessment_follows_its_village_to_a_new_code(cast):
    assess(cast.village, cast.person("zhou"))
    VillageAssessment.objects.update(scope_code=330305008201)
    assert VillageAssessment.objects.get().scope_code == 330305008201


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"score": Decimal("100.1")}, "assessment_score_in_range"),
        ({"result": ""}, "assessment_sent_is_complete"),
        ({"state": "confirmed"}, "assessment_confirmed_by_somebody"),
    ],
)
def test_the_database_itself_refuses_half_an_assessment(cast, values, constraint):
    score(cast)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        VillageAssessment.objects.update(**values)


def test_a_whole_township_is_confirmed_if_it_is_what_was_seen(cast):
    score(cast)
    score(cast, "330302008202")
    score(cast, "330302101201")
    with pytest.raises(Refused, match="页面上是 3 个村待确认,现在是 2 个"):
        assessments.confirm_place(cast.township, year=2009, seen=3, by=cast.person("zhou"))
    assert assessments.confirm_place(cast.township, year=2009, seen=2, by=cast.person("zhou")) == 2
    assert states() == {"上沙村": "confirmed", "下沙村": "confirmed", "山根村": "scored"}


def test_what_changed_after_the_page_was_opened_is_not_confirmed(cast):
    score(cast)
    assessment = VillageAssessment.objects.get()
    seen = assessment.version
    assessments.take_back(assessment, by=cast.person("wang"))
    score(cast, result="不合格")
    with pytest.raises(Refused, match="打开页面之后改过"):
        assessments.confirm(VillageAssessment.objects.get(), seen=seen, by=cast.person("zhou"))


@pytest.mark.django_db(transaction=True)
def test_of_confirming_and_taking_back_at_once_one_wins():
    cast = Cast.assemble()
    outcomes = Counter()
    for village in ("330302008201", "330302008202", "330302101201"):
        score(cast, village)
        pk = VillageAssessment.objects.get(region=cast.place(village)).pk

        def confirm(assessment):
            assessments.confirm(assessment, seen=assessment.version, by=cast.person("zhou"))

        def take_back(assessment):
            assessments.take_back(assessment, by=cast.person("wang"))

        def attempt(action, pk=pk):
            try:
                action(VillageAssessment.objects.get(pk=pk))
            except Refused:
                return "refused"
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(2) as pool:
            outcomes.update(pool.map(attempt, (confirm, take_back)))
    assert outcomes == {"done": 3, "refused": 3}


@pytest.mark.django_db(transaction=True)
def test_of_two_contracts_entered_at_once_one_wins():
    cast = Cast.assemble()
    person = hire(cast.village, "林晓梅", 1, ends_on=date(2009, 12, 31))

    def attempt(village):
        try:
            coordinators.engage(person, village=cast.place(village), terms=TERMS, by=cast.person("wang"))
        except Refused as refusal:
            return refusal.field
        finally:
            connection.close()
        return "done"

    for _ in range(8):
        with ThreadPoolExecutor(2) as pool:
            answers = Counter(pool.map(attempt, ("330302008201", "330302008202")))
        assert answers == {"done": 1, "starts_on": 1}
        Engagement.objects.filter(starts_on=TERMS["starts_on"]).delete()
