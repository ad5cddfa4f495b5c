"""From the plan to the closed case: verdicts on the spot, what is put right, and what stays."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connections, transaction
from django.urls import reverse

from kit.months import today
from kit.refused import Refused
from stations.actions import files
from stations.actions import inspections as actions
from stations.actions.checklists import GivenClaim, claim
from stations.models import (
    Finding,
    Inspection,
    InspectionRound,
    Rectification,
    StoredFile,
)
from stations.models.regions import located
from tests.cast import Cast
from tests.stations.inspecting import SIX, SOON, a_round, by, case_of, claims, judge, photo, planned
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.world import ROWS

pytestmark = pytest.mark.usefixtures("shelf")


# The plan


def test_a_round_goes_to_whom_it_is_given_and_on_to_another(cast):
    client = cast.client("wang")
    made = client.post(
        reverse("round_create"),
        {"name": "上半年检查", "listed": by("J").key, "first_day": today(), "last_day": SOON},
    )
    round_ = InspectionRound.objects.get()
    assert (made.url, round_.region, round_.checklist, round_.scope_end) == (
        reverse("round_plan", args=[round_.pk]), cast.township, "six", 330302009000,
    )  # fmt: skip
    both = [cast.station.pk, cast.stations["330302008202"].pk]
    post = {"inspector": cast.posts["wang"].pk, "stations": both}
    assert client.post(made.url, post).status_code == 302
    assert list(Inspection.objects.values_list("station", "inspector", "state")) == [
        (pk, cast.person("wang").pk, "planned") for pk in both
    ]
    client.post(made.url, {**post, "stations": both[:1]})
    assert Inspection.objects.count() == 2
    outside = client.post(made.url, {**post, "stations": [cast.stations["330302101201"].pk]})
    assert outside.status_code == 422
    first = Inspection.objects.get(station=cast.station)
    client.post(reverse("round_take_off", args=[round_.pk]), {"inspection": first.pk})
    assert [row.station_id for row in Inspection.objects.all()] == both[1:]


def test_a_plan_without_a_station_is_asked_for_one(cast):
    round_ = a_round(cast)
    wang, address = cast.client("wang"), reverse("round_plan", args=[round_.pk])
    # In a township's round the stations are all there is to choose: nothing is optional.
    assert "选填" not in wang.get(address).text
    answer = wang.post(address, {"inspector": cast.posts["wang"].pk})
    assert (answer.status_code, answer.text.count("请至少选一个站。")) == (422, 1)
    district = a_round(cast, at="330302", who="zhou")
    answer = cast.client("zhou").post(
        reverse("round_plan", args=[district.pk]), {"inspector": cast.posts["zhou"].pk}
    )
    assert (answer.status_code, answer.text.count("请至少选一个站。")) == (422, 1)
    assert Inspection.objects.count() == 0


def test_an_inspector_inspects_only_where_his_post_reaches(cast):
    round_ = a_round(cast, at="330302", who="zhou")
    with pytest.raises(Refused, match="不管山根村劳动保障站,请另选检查人"):
        actions.plan(round_, [cast.stations["330302101201"]], cast.posts["wang"], by=cast.person("zhou"))
    assert not Inspection.objects.exists()


def test_a_township_reads_the_districts_round_but_does_not_plan_it(cast):
    round_ = a_round(cast, at="330302", who="zhou")
    actions.plan(
        round_, [cast.station, cast.stations["330302101201"]], cast.posts["zhou"], by=cast.person("zhou")
    )
    client = cast.client("wang")
    page = client.get(reverse("round", args=[round_.pk])).text
    assert "上沙村" in page
    assert "山根村" not in page
    assert client.get(reverse("round_plan", args=[round_.pk])).status_code == 404
    mine = Inspection.objects.get(station=cast.station)
    assert client.get(reverse("inspection_item", args=[mine.pk, "ORG"])).status_code == 404
    assert client.post(reverse("inspection_finish", args=[mine.pk])).status_code == 404
    assert mine.round.name in cast.client("lin").get(reverse("inspection", args=[mine.pk])).text


# On the spot


def test_from_the_plan_to_an_accepted_rectification_and_a_closed_case(cast):
    claims(cast)
    inspection = planned(cast)
    wang, lin = cast.client("wang"), cast.client("lin")
    for code in SIX:
        address = reverse("inspection_item", args=[inspection.pk, code])
        assert "自报到位" in wang.get(address).text
        data = {"version": 0, "result": "met"}
        if code == "SITE":
            data |= {"result": "unmet", "note": "没有牌子", "deadline": SOON, "camera": photo()}
        response = wang.post(address, data)
        assert response.status_code == 302, response.context_data["form"].errors
    assert response.url == reverse("inspection", args=[inspection.pk])
    finding = Finding.objects.get(item="SITE")
    assert (finding.claim, finding.evidence_ok, finding.result, finding.note, len(finding.photos)) == (
        "met", None, "unmet", "没有牌子", 1,
    )  # fmt: skip
    with pytest.raises(Refused, match="是检查结果或整改的依据,不能删除"):
        files.remove(StoredFile.objects.get(name=finding.photos[0]), reason="误删", by=cast.person("wang"))
    wang.post(reverse("inspection_finish", args=[inspection.pk]))
    inspection.refresh_from_db()
    assert (inspection.state, inspection.inspected_by, inspection.inspected_on) == (
        "rectifying", cast.person("wang"), today(),
    )  # fmt: skip
    assert case_of(inspection).visit.grade == "unmet"

    todo = Rectification.objects.get()
    assert (todo.finding, todo.deadline, todo.state) == (finding, SOON, "open")
    assert "要整改的事项" in lin.get(reverse("home")).text
    prove = reverse("rectification_prove", args=[todo.pk])
    assert "请附一张整改后的照片" in lin.post(prove, {"text": "已挂牌"}).text
    assert lin.post(prove, {"text": "已挂牌", "file": photo()}).status_code == 302
    assert "等您验收的整改" in wang.get(reverse("home")).text

    wang.post(reverse("inspection_close", args=[inspection.pk]))
    inspection.refresh_from_db()
    assert inspection.state == "rectifying"
    decide = reverse("rectification_judge", args=[todo.pk])
    refused = cast.client("zhou").post(decide, {"result": "met"})
    assert "整改由到现场检查的人验收" in refused.text
    wang.post(decide, {"result": "back", "reason": "牌子太小", "deadline": SOON})
    todo.refresh_from_db()
    assert (todo.state, todo.returned_because) == ("open", "牌子太小")
    lin.post(prove, {"text": "换了大的"})
    assert wang.post(decide, {"result": "basic"}).status_code == 302
    todo.refresh_from_db()
    assert (todo.state, todo.result, todo.proof, todo.accepted_by) == (
        "accepted", "basic", "换了大的", cast.person("wang"),
    )  # fmt: skip
    case = case_of(inspection)
    assert (case.visit.grade, case.now.grade) == ("unmet", "basic")
    wang.post(reverse("inspection_close", args=[inspection.pk]))
    inspection.refresh_from_db()
    assert (inspection.state, inspection.closed_by) == ("closed", cast.person("wang"))
    assert Finding.objects.get(item="SITE").result == "unmet"


@pytest.mark.parametrize(
    ("data", "field", "why"),
    [
        ({"result": ""}, "result", "请填写这一项。"),
        ({"result": "unmet", "deadline": SOON}, "note", "判为未到位的,请写明差在哪里。"),
        ({"result": "unmet", "note": "没有"}, "deadline", "判为未到位的,请定整改期限。"),
        ({"result": "basic"}, "note", "判为基本到位的,请写明差在哪里。"),
        ({"result": "met", "deadline": SOON}, "deadline", "判为到位的不用整改,请清除期限。"),
        ({"result": "unmet", "note": "没有", "deadline": "2020-01-01"}, "deadline", "整改期限不能早于今天。"),
    ],
)
def test_a_verdict_that_falls_short_says_why_and_by_when(cast, data, field, why):
    inspection = planned(cast)
    address = reverse("inspection_item", args=[inspection.pk, "SITE"])
    response = cast.client("wang").post(address, {"version": 0, **data})
    assert (response.status_code, response.context_data["form"].errors) == (422, {field: [why]})
    assert not Finding.objects.exists()


def test_by_script_the_form_stays_or_the_page_is_left(cast):
    inspection = planned(cast)
    address, client = reverse("inspection_item", args=[inspection.pk, "ORG"]), cast.client("wang")
    stays = client.post(address, {"version": 0, "result": "basic"}, headers={"HX-Request": "true"})
    assert (stays.status_code, "请写明差在哪里" in stays.text) == (200, True)
    left = client.post(address, {"version": 0, "result": "met"}, headers={"HX-Request": "true"})
    assert (left.status_code, left["HX-Redirect"]) == (
        204,
        reverse("inspection_item", args=[inspection.pk, "STAFF"]),
    )


def test_a_visit_is_over_only_when_every_item_is_judged(cast):
    inspection = planned(cast)
    items = {item.code: item for item in by("J").checklist.items}
    actions.find(inspection, items["ORG"], result="met", note="", deadline=None, by=cast.person("wang"))
    with pytest.raises(Refused, match="还没有判定:人员到位、经费到位、场地到位、工作到位、制度到位"):
        actions.finish(inspection, by=cast.person("wang"))
    judge(cast, inspection, RULES="not_applicable")
    actions.finish(inspection, by=cast.person("wang"))
    inspection.refresh_from_db()
    assert inspection.state == "inspected"
    assert case_of(inspection).visit.grade == "met"
    assert not Rectification.objects.exists()


def test_claim_and_evidence_stay_as_they_were_when_the_verdict_was_given(cast):
    claim(cast.station, by("J"), {"STAFF": GivenClaim("met", "两人")}, by=cast.person("lin"))
    inspection = planned(cast)
    judge(cast, inspection, STAFF="unmet")
    claim(cast.station, by("J"), {"STAFF": GivenClaim("unmet")}, by=cast.person("lin"))
    ROWS["engagements"](cast, cast.village)
    standing = next(each for each in case_of(inspection).standings if each.item.code == "STAFF")
    assert (standing.claim, standing.claim_note, standing.evidence.ok, standing.evidence.text) == (
        "met", "两人", False, "没有在岗的协管员",
    )  # fmt: skip
    assert (standing.differs, standing.text) == (True, "未到位(自报到位)")


def test_whatever_is_tried_a_verdict_stays_once_the_visit_is_over(cast):
    inspection = planned(cast)
    judge(cast, inspection, SITE="unmet")
    Finding.objects.filter(item="ORG").update(note="还可以改")
    actions.finish(inspection, by=cast.person("wang"))
    with pytest.raises(Refused, match="结果定了"):
        judge(cast, inspection)
    for attempt in (
        lambda: Finding.objects.filter(item="SITE").update(result="met", deadline=None),
        lambda: Finding.objects.create(
            **located(cast.village),
            inspection=inspection,
            item="X",
            result="met",
            made_by=cast.person("wang"),
        ),
        lambda: InspectionRound.objects.update(checklist="eight_haves"),
    ):
        with pytest.raises(ProgrammingError, match="frozen"), transaction.atomic():
            attempt()
    Rectification.objects.update(
        state="accepted", result="met", proof="好了", proved_by=cast.person("lin"), proved_on=today(),
        accepted_by=cast.person("wang"), accepted_on=today(),
    )  # fmt: skip
    with pytest.raises(ProgrammingError, match="frozen"), transaction.atomic():
        Rectification.objects.update(result="basic")
    actions.close(inspection, by=cast.person("wang"))
    with pytest.raises(ProgrammingError, match="frozen"), transaction.atomic():
        Inspection.objects.update(state="planned")
    assert Finding.objects.get(item="SITE").result == "unmet"


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_inspectors_sees_the_firsts_verdict(settings, tmp_path):
    cast = Cast.assemble()
    inspection = planned(cast)
    address = reverse("inspection_item", args=[inspection.pk, "ORG"])
    clients = {"wang": cast.client("wang"), "zhou": cast.client("zhou")}
    answers = []

    def second() -> None:
        answers.append(
            clients["zhou"].post(
                address, {"version": 0, "result": "unmet", "note": "没有牌子", "deadline": SOON}
            )
        )
        connections.close_all()

    item = by("J").item("ORG")
    with transaction.atomic():
        actions.find(inspection, item, result="met", note="牌子很大", deadline=None, by=cast.person("wang"))
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert answers[0].status_code == 409
    assert "牌子很大" in answers[0].text
    row = Finding.objects.get()
    assert (row.result, row.made_by, row.version) == ("met", cast.person("wang"), 1)


def test_a_deadline_that_passed_is_red_and_one_that_comes_amber(cast):
    inspection = planned(cast)
    judge(cast, inspection, SITE="unmet", RULES="unmet")
    actions.finish(inspection, by=cast.person("wang"))
    late, soon = Rectification.objects.order_by("pk")
    Rectification.objects.filter(pk=late.pk).update(deadline=today() - timedelta(days=3))
    Rectification.objects.filter(pk=soon.pk).update(deadline=today() + timedelta(days=3))
    page = cast.client("lin").get(reverse("rectifications")).text
    assert 'class="state late">逾期未整改' in page
    assert "逾期 3 天" in page
    assert 'class="state soon">待整改,临期' in page
    assert "还剩 3 天" in page
    only = cast.client("wang").get(reverse("rectifications"), {"state": "late"}).text
    assert "逾期 3 天" in only
    assert "还剩 3 天" not in only
