"""Returns from draft to accepted: drawn from the ledgers, frozen, explained, never passed twice."""

from contextlib import nullcontext
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from kit.months import Month
from kit.refused import Refused
from kit.scope import Acting, acting
from reports.actions import returns
from reports.ledgers import counted
from reports.models import DirtyStation, Return, ReturnFigure
from services.models import Request
from staffing.models import Coordinator, Engagement
from stations.models import AuditEvent, Job
from stations.models.regions import located
from tests.reports.conftest import OCTOBER, entered

pytestmark = pytest.mark.usefixtures("november")

FROM_THE_LEDGERS = {
    "households": 430,
    "coordinators": 0,
    "received": 4,
    "completed": 1,
    "withdrawn": 1,
    "open": 2,
    "overdue": 1,
}


def figures(report):
    return dict(report.figures.values_list("indicator", "value"))


def marks():
    return sorted(DirtyStation.objects.values_list("region__name", "month"))


def test_the_figures_are_drawn_from_the_ledgers(cast, ledgers):
    assert counted(cast.village, OCTOBER) == FROM_THE_LEDGERS
    assert counted(cast.village, OCTOBER.previous) == dict.fromkeys(FROM_THE_LEDGERS, 0) | {"households": 430}
    assert counted(cast.place("330302008202"), OCTOBER) == dict.fromkeys(FROM_THE_LEDGERS, 0)


def test_coordinators_are_those_in_force_on_the_last_day(cast, ledgers):
    coordinator = Coordinator.objects.create(region=cast.village, name="林协管", id_text="990000198001010019")
    found = []
    for starts, ends in ((date(2010, 1, 1), date(2010, 10, 30)), (date(2010, 10, 31), None)):
        Engagement.objects.create(
            region=cast.village,
            coordinator=coordinator,
            kind="part_time",
            contract_party="village",
            starts_on=starts,
            ends_on=ends,
        )
        found.append(counted(cast.village, OCTOBER)["coordinators"])
    assert found == [0, 1]
    assert counted(cast.village, Month(2009, 12))["coordinators"] == 0


def test_a_submitted_return_is_frozen_while_the_ledgers_move_on(cast, ledgers, making):
    report = making.submit(value=7)
    Request.objects.filter(pk=ledgers[0].pk).delete()
    report.refresh_from_db()
    assert figures(report) == FROM_THE_LEDGERS | entered(7)
    assert (report.state, report.first_submitted_on, report.submitted_by, report.in_time) == (
        "submitted",
        date(2010, 11, 3),
        cast.person("lin"),
        True,
    )
    assert marks() == [("上沙村", date(2010, 10, 1))]
    assert AuditEvent.objects.get(verb="提交月报").object_label == "上沙村 2010年10月月报"


def test_a_draft_keeps_what_is_entered_and_nothing_of_the_ledgers(cast, ledgers):
    lin = cast.posts["lin"]
    draft = {**entered(None), "advice": 3}
    returns.save_draft(cast.village, OCTOBER, entered=draft, explanation="先存", by=lin)
    returns.save_draft(cast.village, OCTOBER, entered={**draft, "advice": 4}, explanation="", by=lin)
    report = Return.objects.get()
    assert (figures(report), report.state, report.version, marks()) == ({"advice": 4}, "draft", 3, [])


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        ({"advice": None}, "advice", "请填写政策咨询;没有就填 0。"),
        ({"publicity": 100}, "publicity", "政策宣传应在 0 到 99 场次之间"),
        ({"visits": -1}, "visits", "入户走访应在 0 到 9999 户次之间"),
    ],
)
def test_a_return_with_gaps_or_impossible_figures_stays_down(cast, wrong, field, reason):
    with pytest.raises(Refused, match=reason) as refusal:
        returns.submit(
            cast.village, OCTOBER, entered={**entered(), **wrong}, explanation="说明", by=cast.posts["lin"]
        )
    assert (refusal.value.field, Return.objects.count()) == (field, 0)


def test_a_month_that_is_not_over_cannot_be_submitted(cast, making, november):
    november.move_to("2010-10-31 23:59:00+08:00")
    with pytest.raises(Refused, match="2010年10月还没有结束,请在 2010-11-01 及以后提交"):
        making.submit()
    november.move_to("2010-11-01 00:00:00+08:00")
    assert making.submit().state == "submitted"


def test_only_a_place_that_stood_the_whole_month_owes_a_return(cast, making):
    village = cast.village
    for changes, owes in (
        ({"opened_on": date(2010, 10, 2)}, False),
        ({"opened_on": date(2010, 10, 1)}, True),
        ({"opened_on": None, "closed_on": date(2010, 10, 31)}, False),
        ({"closed_on": date(2010, 11, 1)}, True),
        ({"closed_on": None, "kind": "quasi_village"}, False),
    ):
        for name, value in changes.items():
            setattr(village, name, value)
        village.save()
        Return.objects.all().delete()
        if owes:
            assert making.submit().state == "submitted"
        else:
            with pytest.raises(Refused, match="不需要报"):
                making.submit()


def test_a_jump_asks_for_a_word_and_does_not_block(cast, making):
    making.submit(month=OCTOBER.previous, value=3)
    with pytest.raises(Refused, match="政策咨询本月 10 人次,上月 3 人次") as refusal:
        making.submit(value=10, explanation="  ")
    assert refusal.value.field == "explanation"
    assert making.submit(value=10, explanation="开展宣传月").state == "submitted"


def test_an_opening_stock_that_does_not_agree_asks_for_a_word(cast, making, ledgers):
    making.submit(month=OCTOBER.previous)
    ReturnFigure.objects.filter(report__month=date(2010, 9, 1), indicator="open").update(value=1)
    with pytest.raises(Refused, match=r"1 \+ 4 - 1 - 1 = 3"):
        making.submit(explanation="")


def test_a_withdrawn_return_counts_as_not_handed_in(cast, making, november):
    report = making.submit()
    returns.withdraw(report, by=cast.posts["lin"])
    report.refresh_from_db()
    assert (report.state, report.first_submitted_on, report.submitted_by, len(marks())) == (
        "draft",
        None,
        None,
        2,
    )
    november.move_to("2010-11-06 09:00:00+08:00")
    assert making.submit().in_time is False


def test_a_return_sent_back_was_still_handed_in_in_time(cast, making, november):
    report = making.submit()
    returns.send_back(report, reason="户数不对", by=cast.posts["wang"])
    report.refresh_from_db()
    assert (report.state, report.returned_because, report.reviewed_by) == (
        "returned",
        "户数不对",
        cast.person("wang"),
    )
    november.move_to("2010-11-09 09:00:00+08:00")
    again = making.submit(value=2)
    assert (again.pk, again.state, again.in_time, figures(again)["advice"]) == (
        report.pk,
        "submitted",
        True,
        2,
    )


def test_an_accepted_return_stays_as_it_is(cast, making):
    report = making.submit()
    assert making.accept(report) == 1
    report.refresh_from_db()
    lin, wang = cast.posts["lin"], cast.posts["wang"]
    with pytest.raises(Refused, match="当前状态是“已通过”,不能撤回"):
        returns.withdraw(report, by=lin)
    with pytest.raises(Refused, match="当前状态是“已通过”,不能提交"):
        making.submit()
    with pytest.raises(Refused, match="已经提交,不能修改"):
        returns.save_draft(cast.village, OCTOBER, entered=entered(), explanation="", by=lin)
    with pytest.raises(Refused, match=r"上沙村\(已通过\)"):
        returns.send_back(report, reason="晚了", by=wang)
    with pytest.raises(Refused, match=r"已不是待审核:上沙村\(已通过\)"):
        making.accept(report)
    assert (report.state, report.reviewed_by) == ("accepted", cast.person("wang"))


def test_the_database_itself_keeps_an_accepted_return(cast, making):
    report = making.submit()
    making.accept(report)
    for rows, change in ((Return.objects, {"state": "draft"}), (ReturnFigure.objects, {"value": 9})):
        with (
            pytest.raises(DatabaseError, match="frozen"),
            transaction.atomic(),
            acting(Acting(jurisdiction=cast.district.jurisdiction)),
        ):
            rows.all().update(**change)


@pytest.mark.parametrize("role", ["the application", "the owner"])
def test_the_database_itself_lets_no_figure_be_added_to_an_accepted_return(cast, making, role):
    report = making.submit()
    ReturnFigure.objects.filter(report=report, indicator="visits").delete()
    added = {**located(cast.village), "report": report, "indicator": "visits", "value": 9}
    with transaction.atomic():
        ReturnFigure.objects.create(**added)
        transaction.set_rollback(True)
    making.accept(report)
    scope = Acting(jurisdiction=cast.district.jurisdiction)
    as_role = acting(scope) if role == "the application" else nullcontext()
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), as_role:
        ReturnFigure.objects.create(**added)
    assert not ReturnFigure.objects.filter(report=report, indicator="visits").exists()


def test_several_are_accepted_together_or_not_at_all(cast, making):
    one, other = making.submit(), making.submit("330302008202")
    returns.withdraw(other, by=making.coordinator("330302008202"))
    with pytest.raises(Refused, match=r"下沙村\(草稿\)"):
        making.accept(one, other)
    assert Return.objects.filter(state="accepted").count() == 0
    making.submit("330302008202")
    assert making.accept(one, other) == 2
    assert Job.objects.get().arguments == {"month": "2010-10"}
    with pytest.raises(Refused, match="请先勾选"):
        making.accept()


def test_nobody_accepts_what_he_handed_in_himself(cast, making):
    report = making.submit()
    Return.objects.filter(pk=report.pk).update(submitted_by=cast.person("wang"))
    with pytest.raises(Refused, match="上沙村的月报是您自己提交的"):
        making.accept(report)


@pytest.mark.parametrize("verb", ["submit", "withdraw", "accept", "send_back"])
def test_each_verb_belongs_to_its_role(cast, making, verb):
    report = making.submit() if verb != "submit" else None
    wrong = cast.posts["wang" if verb in ("submit", "withdraw") else "chen"]
    act = {
        "submit": lambda: returns.submit(
            cast.village, OCTOBER, entered=entered(), explanation="说明", by=wrong
        ),
        "withdraw": lambda: returns.withdraw(report, by=wrong),
        "accept": lambda: returns.accept([report], by=wrong),
        "send_back": lambda: returns.send_back(report, reason="错", by=wrong),
    }[verb]
    with pytest.raises(Refused, match="应由"):
        act()
