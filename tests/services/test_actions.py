"""Requests from receipt to answer: numbers, frozen promises, clocks that pause, steps that nobody takes twice."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from kit.refused import Refused
from kit.scope import Acting, acting
from services.actions import items, requests
from services.models import Request, RequestStep, ServiceItem
from stations.documents.files import shipped
from stations.models import AuditEvent

MONDAY = "2010-03-01 09:00:00+08:00"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def steps(case):
    return list(case.steps.values_list("label", "on", "by__name", "note"))


@pytest.mark.rule("W-D1")
@pytest.mark.rule("W-D7")
def test_the_catalogue_is_made_of_the_duties_of_the_document(cast):
    assert items.add_items_from_document(cast.city, on=date(2010, 1, 1), by=cast.posts["sun"]) == 7
    rows = ServiceItem.objects.order_by("key").values_list("key", "part", "clause", "limit_length", "free")
    clause = "温政发[2009]71号 W三(一)"
    assert list(rows) == [
        *((f"W-D{number}", "协助", clause, None, True) for number in range(1, 7)),
        ("W-D7", "承办", clause, None, True),
    ]


@pytest.mark.parametrize(
    ("key", "first", "last", "clauses"),
    [
        ("J", ("J-V01", "开展"), ("J-V23", "承担"), {"J J三(三)"}),
        ("Y", ("Y-1", "办理"), ("Y-8", "办理"), {"宜府办函〔2014〕282号 Y二(一)7"}),
    ],
)
def test_a_village_is_given_its_own_part_of_a_document_and_not_the_townships(cast, key, first, last, clauses):
    found = items.items_of(shipped(key), cast.city, on=date(2015, 1, 1))
    for item in found:
        item.clean_fields(exclude=["code", "scope_code"])
    assert ((found[0].key, found[0].part), (found[-1].key, found[-1].part)) == (first, last)
    assert {item.clause for item in found} == clauses


def test_making_the_catalogue_again_adds_only_what_is_missing(cast, catalogue):
    ServiceItem.objects.filter(key="W-D3").delete()
    assert items.add_items_from_document(cast.city, on=date(2010, 1, 1), by=cast.posts["sun"]) == 1
    with pytest.raises(Refused, match="都已在服务事项里"):
        items.add_items_from_document(cast.city, on=date(2010, 1, 1), by=cast.posts["sun"])


def test_a_limit_without_a_basis_does_not_get_into_the_database(cast, catalogue):
    item = ServiceItem.objects.filter(key="W-D6")
    for wrong in (
        {"limit_length": 5},
        {"limit_length": 5, "limit_kind": "working"},
        {"limit_kind": "working"},
    ):
        with pytest.raises(IntegrityError, match="item_limit_has_kind_and_basis"), transaction.atomic():
            item.update(**wrong)


def test_the_key_of_an_item_is_used_once(cast, catalogue):
    with pytest.raises(Refused, match="已经用过"):
        items.create_item(
            cast.city,
            {"key": "W-D1", "name": "又一项", "active_from": date(2010, 1, 1)},
            by=cast.posts["sun"],
        )


def test_a_request_is_received_with_number_promise_and_first_step(counter):
    case = counter.receive(date(2010, 3, 1))
    assert (
        case.number,
        case.state,
        case.limit_length,
        case.limit_kind,
        case.due_on,
        case.due_provisional,
    ) == (
        "330302008201-20100301-001",
        "received",
        5,
        "working",
        date(2010, 3, 8),
        False,
    )
    assert steps(case) == [("受理", date(2010, 3, 1), "林协管", "")]
    assert AuditEvent.objects.get(verb="受理").object_label == "330302008201-20100301-001 张三"


def test_a_promise_that_is_changed_later_does_not_move_what_was_promised(cast, counter):
    case = counter.receive(date(2010, 3, 1))
    items.correct_item(counter.catalogue["W-D1"], {"limit_length": 30}, by=cast.posts["sun"])
    case.refresh_from_db()
    assert (case.limit_length, case.due_on) == (5, date(2010, 3, 8))


def test_an_item_without_a_promise_has_no_clock(counter):
    case = counter.receive(date(2010, 3, 1), key="W-D6")
    assert (case.due_on, case.standing.text) == (None, "没有承诺时限")
    counter.move(case, "send_up", "send_back", "resubmit")
    assert (case.due_on, case.paused_on) == (None, None)


def test_a_request_cannot_be_received_tomorrow_nor_for_what_is_not_offered(counter):
    with pytest.raises(Refused, match="不能晚于今天") as refusal:
        counter.receive(date(2010, 3, 2))
    assert refusal.value.field == "received_on"
    with pytest.raises(Refused, match="没有开办"):
        counter.receive(date(2009, 11, 3))
    ServiceItem.objects.filter(key="W-D1").update(active_to=date(2010, 2, 28))
    with pytest.raises(Refused, match="没有开办"):
        counter.receive(date(2010, 3, 1))
    assert counter.receive(date(2010, 2, 28)).state == "received"


def test_numbers_run_on_by_village_and_day(cast, counter):
    numbers = [counter.receive(date(2010, 3, 1)).number, counter.receive(date(2010, 3, 1)).number]
    numbers.append(counter.receive(date(2010, 2, 26)).number)
    assert numbers == [
        "330302008201-20100301-001",
        "330302008201-20100301-002",
        "330302008201-20100226-001",
    ]


def test_a_form_that_is_sent_twice_makes_one_request(counter):
    token = uuid4()
    first, second = (counter.receive(date(2010, 3, 1), token=token) for _ in range(2))
    assert (first.pk, Request.objects.count(), RequestStep.objects.count()) == (second.pk, 1, 1)


def test_the_whole_course_leaves_a_visible_record(counter, monday):
    case = counter.move(counter.receive(date(2010, 3, 1)), "send_up")
    monday.move_to("2010-03-03 09:00:00+08:00")
    counter.move(case, "send_back")
    assert (case.state, case.paused_on, case.standing.urgency) == ("returned", date(2010, 3, 3), "paused")
    monday.move_to("2010-03-08 09:00:00+08:00")
    counter.move(case, "resubmit")
    assert (case.state, case.paused_on, case.due_on) == ("sent_up", None, date(2010, 3, 11))
    counter.move(case, "decide", "tell")
    assert (case.state, case.outcome, case.outcome_reason, case.closed_on) == (
        "told",
        "agreed",
        "材料齐全",
        date(2010, 3, 8),
    )
    assert steps(case) == [
        ("受理", date(2010, 3, 1), "林协管", ""),
        ("上报乡镇(街道)", date(2010, 3, 1), "林协管", ""),
        ("退回补正", date(2010, 3, 3), "王所长", "缺户口簿"),
        ("补正后重报", date(2010, 3, 8), "林协管", "已补户口簿"),
        ("作出决定", date(2010, 3, 8), "王所长", "同意:材料齐全"),
        ("告知申请人", date(2010, 3, 8), "林协管", "当面告知"),
    ]
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[-6:] == [
        label for label, *_ in steps(case)
    ]


def test_a_step_out_of_turn_or_by_the_wrong_role_is_refused_and_changes_nothing(cast, counter):
    case = counter.receive(date(2010, 3, 1))
    with pytest.raises(Refused, match="作出决定须在“已上报”状态下办理"):
        requests.decide(case, outcome="agreed", reason="好", by=cast.posts["wang"])
    counter.move(case, "send_up")
    with pytest.raises(Refused, match="作出决定应由乡镇"):
        requests.decide(case, outcome="agreed", reason="好", by=cast.posts["lin"])
    counter.move(case, "withdraw")
    with pytest.raises(Refused, match="已撤回"):
        requests.send_back(case, reason="缺", by=cast.posts["wang"])
    case.refresh_from_db()
    assert (case.state, case.closed_on, len(steps(case))) == ("withdrawn", date(2010, 3, 1), 3)


def test_the_second_of_two_who_read_the_same_state_is_told(cast, counter):
    case = counter.move(counter.receive(date(2010, 3, 1)), "send_up")
    same = Request.objects.get(pk=case.pk)
    requests.decide(case, outcome="agreed", reason="材料齐全", by=cast.posts["wang"])
    with pytest.raises(Refused, match="刚刚已由别人办理"):
        requests.decide(same, outcome="refused", reason="不符", by=cast.posts["wang"])
    assert Request.objects.get(pk=case.pk).outcome == "agreed"


def test_late_and_soon_are_the_same_in_a_query_and_on_the_clock(counter, monday):
    for day in range(1, 13):
        monday.move_to(f"2010-03-{day:02d} 09:00:00+08:00")
        case = counter.move(counter.receive(date(2010, 3, day), key="W-D1" if day % 2 else "W-D4"), "send_up")
        if day % 5 == 0:
            counter.move(case, "send_back")
    for day in (date(2010, 3, 12), date(2010, 3, 17), date(2010, 4, 9), date(2010, 4, 12)):
        monday.move_to(f"{day} 09:00:00+08:00")
        on_the_clock = {case.pk: case.standing.urgency for case in Request.objects.all()}
        late = {pk for pk, urgency in on_the_clock.items() if urgency == "late"}
        soon = {pk for pk, urgency in on_the_clock.items() if urgency == "soon"}
        assert set(Request.objects.late_on(day).values_list("pk", flat=True)) == late
        assert set(Request.objects.soon_on(day).values_list("pk", flat=True)) == soon
        assert late or soon


def test_steps_cannot_be_rewritten(cast, counter):
    case = counter.receive(date(2010, 3, 1))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        acting(Acting(jurisdiction=cast.village.jurisdiction)),
    ):
        case.steps.update(note="改写")


def test_a_village_reads_its_citys_catalogue_and_cannot_change_it(cast, catalogue):
    with acting(Acting(jurisdiction=cast.village.jurisdiction)):
        assert ServiceItem.objects.count() == 7
        assert ServiceItem.objects.within(cast.village.jurisdiction).count() == 7
        assert ServiceItem.objects.update(name="改写") == 0
    elsewhere = type(cast.village.jurisdiction)(330400000000, 330500000000)
    with acting(Acting(jurisdiction=elsewhere)):
        assert (ServiceItem.objects.count(), ServiceItem.objects.within(elsewhere).count()) == (0, 0)
