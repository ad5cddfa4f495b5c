"""Checklists at work: one's own word, the ledgers beside it, the verdict on the spot, what is put right."""

from __future__ import annotations

import io
import re
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import WorkFundSheet
from kit.months import Month, today
from kit.refused import Refused
from reports.models import Return
from reports.rules.returns import due_on
from staffing.models import Engagement
from stations import inspection_board as board
from stations.actions import files
from stations.actions import inspections as actions
from stations.actions.checklists import GivenClaim, claim
from stations.checklists import Listed, listed, offered
from stations.documents import latest
from stations.evidence import Asked, collected
from stations.models import (
    Asset,
    AuditEvent,
    Claim,
    Finding,
    HouseholdCount,
    Inspection,
    InspectionRound,
    Rectification,
    Region,
    Station,
    StoredFile,
)
from stations.models.regions import located
from stations.rules import inspections as rules
from tests.cast import Cast
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.support.files import picture
from tests.world import ROWS

SIX = ("ORG", "STAFF", "FUND", "SITE", "WORK", "RULES")
# Without a return: late once the due day has passed.
WORK = False if today() > due_on(Month.of(today()) - 1) else None
SOON = today() + timedelta(days=20)


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def by(key: str, checklist: str = "six") -> Listed:
    return next(each for each in offered() if (each.stored.key, each.checklist.key) == (key, checklist))


def a_round(cast: Cast, key: str = "J", *, at: str = "330302008", who: str = "wang") -> InspectionRound:
    return actions.start_round(
        cast.place(at), by(key), name="六到位检查", first_day=today(), last_day=SOON, by=cast.person(who)
    )


def planned(cast: Cast, key: str = "J") -> Inspection:
    round_ = a_round(cast, key)
    actions.plan(round_, [cast.station], cast.posts["wang"], by=cast.person("wang"))
    return Inspection.objects.with_all().get()


def photo(name: str = "image.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture("JPEG", (320, 240)), "image/jpeg")


def judge(cast: Cast, inspection: Inspection, **results: str) -> None:
    """Every item of the list is found as told, the others met."""
    work_by = listed(inspection.round)
    for item in work_by.checklist.items:
        result = results.get(item.code, "met")
        short = result in ("basic", "unmet")
        actions.find(
            inspection,
            item,
            result=result,
            note="差一点" if short else "",
            deadline=SOON if result == "unmet" else None,
            by=cast.person("wang"),
        )


def case_of(inspection: Inspection) -> board.Case:
    round_ = InspectionRound.objects.with_all().get(pk=inspection.round_id)
    rows = Inspection.objects.with_all().filter(pk=inspection.pk)
    return board.cases(round_, listed(round_), rows)[0]


# Rules


@pytest.mark.parametrize(
    ("said", "shown", "differs"),
    [
        ("met", True, False),
        ("met", False, True),
        ("met", None, False),
        ("basic", False, True),
        ("unmet", False, False),
        ("unmet", True, True),
        ("not_applicable", False, False),
        ("", False, False),
    ],
)
def test_a_difference_needs_two_that_say_something(said, shown, differs):
    assert rules.contradicts(said, shown) is differs


@pytest.mark.parametrize(
    ("said", "found", "short"),
    [
        ("met", "met", False),
        ("met", "basic", True),
        ("basic", "unmet", True),
        ("basic", "met", False),
        ("unmet", "unmet", False),
        ("met", None, False),
        ("", "unmet", False),
        ("not_applicable", "unmet", False),
    ],
)
def test_less_found_than_said(said, found, short):
    assert rules.falls_short(said, found) is short


def test_a_rectification_presses_from_seven_days_before_until_it_is_proved():
    day = date(2025, 6, 10)
    pressed = {
        (state, left): rules.pressing(day + timedelta(days=left), state, day)
        for state in ("open", "proved", "accepted")
        for left in (-1, 0, 7, 8)
    }
    assert {key: value for key, value in pressed.items() if value != "normal"} == {
        ("open", -1): "late",
        ("open", 0): "soon",
        ("open", 7): "soon",
    }


def test_the_standard_is_that_of_the_level_else_of_another_by_name(db, cast):
    village, community = cast.village, cast.place("330302008001")
    j, f = by("J"), by("F")
    staff = j.item("STAFF")
    assert j.standard(staff, village).startswith("至少 1 名专职协管员在岗")
    assert j.standard(staff, community).startswith("有人在岗")
    assert f.standard(f.item("SITE"), village) == "服务场所 100 平方米以上(文件对乡镇(街道)的要求,供参照)"


# Evidence


def shown_for(cast: Cast, key: str = "J", day: date | None = None) -> dict[str, tuple[bool | None, str]]:
    stations = list(Station.objects.with_place().filter(pk=cast.station.pk))
    work_by = by(key)
    found = collected(Asked(stations, day or today(), work_by.stored), SIX)
    return {code: (each[cast.station.pk].ok, each[cast.station.pk].text) for code, each in found.items()}


def test_the_ledgers_say_what_they_can_and_nothing_more(cast):
    found = shown_for(cast)
    assert {code: ok for code, (ok, _) in found.items()} == {
        "ORG": True, "STAFF": False, "FUND": None, "SITE": None, "WORK": WORK, "RULES": False,
    }  # fmt: skip
    assert found["RULES"][1].startswith("还没有上墙:就业服务制度、")
    assert found["STAFF"][1] == "没有在岗的协管员"
    assert found["ORG"][1] == "2009-12-01 建站"


@pytest.mark.parametrize(
    ("key", "kind", "ok"), [("J", "full_time", True), ("J", "part_time", False), ("W", "part_time", True)]
)
def test_staff_is_judged_by_the_documents_own_rule(cast, key, kind, ok):
    """J asks for a full-timer (J三(四)); W lets a village below 200 households do with a part-timer."""
    count = ROWS["households"](cast, cast.village)
    HouseholdCount.objects.filter(pk=count.pk).update(households=199)
    row = ROWS["engagements"](cast, cast.village)
    party = "township" if kind == "full_time" else "village"
    Engagement.objects.filter(pk=row.pk).update(kind=kind, contract_party=party, monthly_wage=3000)
    stations = list(Station.objects.with_place().filter(pk=cast.station.pk))
    stored = latest(key)
    found = collected(Asked(stations, today(), stored), ["STAFF"])["STAFF"][cast.station.pk]
    assert found.ok is ok, found.text


def test_an_engagement_that_ended_yesterday_is_no_staff(cast):
    row = ROWS["engagements"](cast, cast.village)
    Engagement.objects.filter(pk=row.pk).update(ends_on=today() - timedelta(days=1))
    assert shown_for(cast)["STAFF"] == (False, "没有在岗的协管员")


def test_the_place_is_short_unknown_or_there(cast):
    cast.station.fixed_place = False
    cast.station.save()
    ok, text = shown_for(cast)["SITE"]
    assert (ok, "固定场所" in text) == (False, True)
    cast.station.fixed_place = True
    cast.station.save()
    ok, text = shown_for(cast)["SITE"]
    assert ok is None
    assert "固定场所" not in text
    everything = ["computer", "printer", "copier", "fax", "telephone", "cabinet", "desk", "counter",
                  "waiting_chair", "display_or_board"]  # fmt: skip
    for code in everything:
        Asset.objects.create(
            **located(cast.village), station=cast.station, codes=[code], name=code,
            acquired_on=date(2010, 1, 8), funded_by="city",
        )  # fmt: skip
    Station.objects.filter(pk=cast.station.pk).update(network_connected=True, dedicated_area=40, hall_area=40)
    assert shown_for(cast)["SITE"] == (True, "登记的都符合标准")


@pytest.mark.parametrize(("state", "ok"), [("draft", False), ("paid", True), ("cancelled", None)])
def test_the_work_fund_is_there_when_it_is_paid(cast, state, ok):
    line = ROWS["work-fund-lines"](cast, cast.village)
    values = {"state": state}
    if state == "paid":
        values |= {
            "approved_by": cast.person("zhao"), "approved_at": "2025-01-01T00:00Z",
            "paid_by": cast.person("wu"), "paid_at": "2025-01-02T00:00Z", "paid_on": date(2025, 1, 2), "voucher": "1",
        }  # fmt: skip
    WorkFundSheet.objects.filter(pk=line.sheet_id).update(**values)
    assert shown_for(cast, day=date(2025, 6, 1))["FUND"][0] is ok
    assert shown_for(cast, day=date(2026, 6, 1))["FUND"][0] is None


@pytest.mark.parametrize(("late", "ok"), [(0, True), (1, False)])
def test_work_is_the_return_by_its_due_day(cast, late, ok):
    month = Month.of(today()) - 1
    Return.objects.create(
        region=cast.village, month=month.first, first_submitted_on=due_on(month) + timedelta(days=late)
    )
    assert shown_for(cast)["WORK"][0] is ok


def test_a_station_sees_the_same_evidence_as_its_district(cast):
    """The sheet of the work fund lies with the district; whether one's own line was paid is told below too."""
    line = ROWS["work-fund-lines"](cast, cast.village)
    WorkFundSheet.objects.filter(pk=line.sheet_id).update(year=today().year - 1)
    type(line).objects.filter(pk=line.pk).update(year=today().year - 1)
    page = (
        cast.client("lin")
        .get(reverse("station_checklist", args=[cast.station.pk]), {"list": by("J").key})
        .text
    )
    assert "年度工作经费还没有拨付(补助表草稿)" in page


# One's own word


def claims(cast: Cast, player: str = "lin", **given: str):
    data = {"version": 0, **{f"result_{code}": "met" for code in SIX}, **given}
    return cast.client(player).post(
        reverse("station_checklist", args=[cast.station.pk]) + f"?list={by('J').key}", data
    )


def test_a_station_says_what_it_has_with_a_photo_and_no_verdict_comes_of_it(cast):
    inspection = planned(cast)
    response = claims(cast, result_RULES="basic", note_RULES="两项没上墙", file_ORG=photo())
    assert (response.status_code, response.url) == (302, reverse("station", args=[cast.station.pk]))
    assert dict(Claim.objects.values_list("item", "result")) == {
        **dict.fromkeys(SIX, "met"),
        "RULES": "basic",
    }
    row = Claim.objects.get(item="ORG")
    file = StoredFile.objects.get()
    assert (row.photos, file.purpose, file.title, row.made_by, row.scope_code) == (
        [file.name], "checklist", "机构到位(自查)", cast.person("lin"), 330302008201,
    )  # fmt: skip
    case = case_of(inspection)
    assert (case.found, case.visit.grade, case.now.grade) == ({}, None, None)
    assert next(each.text for each in case.standings) == "自报到位"
    assert not Finding.objects.exists()
    assert AuditEvent.objects.get(verb="填报自查").detail["items"] == list(SIX)


def test_what_was_not_changed_is_not_written_again(cast):
    claims(cast)
    before = dict(Claim.objects.values_list("item", "version"))
    claims(cast, version=6, result_WORK="unmet")
    assert dict(Claim.objects.values_list("item", "version")) == {**before, "WORK": 2}


def test_two_of_a_station_do_not_overwrite_each_other(cast):
    claims(cast, "lin", result_SITE="unmet", note_SITE="没有牌子")
    second = claims(cast, "chen", version=0)
    assert second.status_code == 409
    assert "没有牌子" in second.text
    assert Claim.objects.get(item="SITE").result == "unmet"


def test_a_note_without_a_result_is_asked_about(cast):
    response = claims(cast, result_SITE="", note_SITE="新场地")
    assert response.status_code == 422
    assert "请先选自查结果" in response.text
    assert not Claim.objects.exists()


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


# The matrix


def test_the_six_stand_in_the_documents_own_order_and_mean_the_same(cast):
    """F puts 制度 before 工作 (AM-37): the columns turn, the verdicts do not."""
    found = {}
    for key in ("J", "F"):
        Finding.objects.all().delete()
        Inspection.objects.all().delete()
        inspection = planned(cast, key)
        judge(cast, inspection, WORK="basic")
        case = case_of(inspection)
        sheet = board.matrix(inspection.round, listed(inspection.round), [case])
        cells = {cell.column.key: cell.text for cell in sheet.cells(case, number=1)}
        found[key] = (
            [each.item.code for each in case.standings],
            cells["WORK"],
            cells["RULES"],
            cells["grade"],
        )
    assert found == {
        "J": (["ORG", "STAFF", "FUND", "SITE", "WORK", "RULES"], "基本到位", "到位", "基本达标"),
        "F": (["ORG", "STAFF", "FUND", "SITE", "RULES", "WORK"], "基本到位", "到位", "基本达标"),
    }


def test_differences_come_first_and_alone_when_asked_for(cast):
    round_ = a_round(cast)
    stations = [cast.stations[code] for code in ("330302008001", "330302008201", "330302008202")]
    actions.plan(round_, stations, cast.posts["wang"], by=cast.person("wang"))
    claim(stations[2], by("J"), {"STAFF": GivenClaim("met")}, by=cast.person("wang"))
    client = cast.client("wang")
    page = client.get(reverse("round", args=[round_.pk]))
    assert [case.inspection.station for case in page.context_data["cases"]] == [
        stations[2],
        stations[0],
        stations[1],
    ]
    assert "自报到位,台账不符" in page.text
    only = client.get(reverse("round", args=[round_.pk]), {"show": "differences"})
    assert [case.inspection.station for case in only.context_data["cases"]] == [stations[2]]
    workbook = client.get(reverse("round", args=[round_.pk]), {"format": "xlsx"})
    assert workbook["Content-Type"].endswith("sheet")
    assert AuditEvent.objects.get(verb="导出").reason == "六到位检查检查结果 xlsx"


def test_sixty_stations_by_eight_items_take_twelve_queries(cast):
    villages = Region.objects.bulk_create(
        Region(
            tier=cast.village.tier,
            code=330302008300 + number,
            kind="village",
            name=f"第{number}村",
            parent=cast.township,
        )
        for number in range(60)
    )
    stations = Station.objects.bulk_create(
        Station(**located(village), name=f"{village.name}站", opened_on=date(2010, 1, 1))
        for village in villages
    )
    eight = by("Y", "eight_haves")
    assert len(eight.checklist.items) == 8
    round_ = actions.start_round(
        cast.township, eight, name="八有", first_day=today(), last_day=SOON, by=cast.person("wang")
    )
    actions.plan(round_, stations, cast.posts["wang"], by=cast.person("wang"))
    Claim.objects.bulk_create(
        Claim(
            **located(station.region), **eight.columns, station=station, item=item.code, result="met",
            made_by=cast.person("lin"),
        )
        for station in stations
        for item in eight.checklist.items
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE"
        )  # rows made in bulk are unknown to the planner until the server looks at them
    with CaptureQueriesContext(connection) as asked:
        found = board.cases(round_, eight, Inspection.objects.filter(round=round_).with_all())
        assert sum(each.text == "自报到位,台账不符" for case in found for each in case.standings) == 60
    assert len(asked_of(asked)) <= 8, asked_of(asked)

    client, address = cast.client("wang"), reverse("round", args=[round_.pk])
    counted = []
    for kept in (60, 1):
        Inspection.objects.filter(station__in=stations[kept:]).delete()
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        assert len(response.context_data["cases"]) == kept
        counted.append(len(asked_of(asked)))
    assert counted[0] == counted[1], counted


def asked_of(asked: CaptureQueriesContext) -> list[str]:
    """The questions, without what tells the database who asks."""
    return [each["sql"][:160] for each in asked if not re.search(r"set_config|SAVEPOINT", each["sql"][:80])]


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


def test_a_photo_too_many_is_refused(cast):
    inspection = planned(cast)
    item = by("J").item("ORG")
    for _ in range(6):
        actions.find(
            inspection,
            item,
            result="met",
            note="",
            deadline=None,
            upload=io.BytesIO(picture()),
            by=cast.person("wang"),
        )
    with pytest.raises(Refused, match="最多 6 张"):
        actions.find(
            inspection,
            item,
            result="met",
            note="",
            deadline=None,
            upload=io.BytesIO(picture()),
            by=cast.person("wang"),
        )
