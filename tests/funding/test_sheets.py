"""A sheet of the work fund through the hands of three people, against real PostgreSQL."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Event

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from funding.actions import sheets
from funding.models import VillageAccount, WorkFundLine, WorkFundSheet
from kit.months import today
from kit.refused import Refused
from kit.scope import Acting, acting
from staffing.models import Engagement, VillageAssessment
from stations.documents import publish
from stations.documents.files import shipped_bodies
from stations.models import Adoption, AuditEvent, Demo, HouseholdCount
from tests.cast import Cast
from tests.funding.conftest import fill_district
from tests.staffing.people import assess, count_households, hire


@pytest.fixture
def sheet(cast, villages):
    return sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))


@pytest.fixture
def submitted(cast, sheet):
    return sheets.submit(sheet, seen=sheet.content_digest, by=cast.person("zhao"))


@pytest.fixture
def approved(cast, submitted):
    return sheets.approve(submitted, seen=submitted.content_digest, by=cast.person("jin"))


def lines_of(sheet):
    return list(
        sheet.lines.in_sheet_order().values_list(
            "village_name", "households", "tier", "result", "amount", "payee_account"
        )
    )


def adopt_reading(key, value):
    """The city has adopted a version of W that is the same but for one reading."""
    body = next(body for body in shipped_bodies() if body["key"] == "W")
    reading = {**body["readings"][key], "value": value}
    version = publish({**body, "readings": {**body["readings"], key: reading}})
    Adoption.objects.update(document=version)


def reasons_of(sheet):
    return {each["village"]: [reason["text"] for reason in each["reasons"]] for each in sheet.excluded}


def test_every_entitled_village_gets_its_line_and_the_totals_are_their_sum(sheet):
    assert lines_of(sheet) == [
        ("上沙村", 430, "200(含)—800户(含)", "合格", Decimal("7000.00"), "33030200000000001"),
        ("下沙村", 199, "200户以下", "合格", Decimal("5000.00"), ""),
        ("山根村", 801, "800户以上", "合格", Decimal("10000.00"), "33030200000000002"),
    ]
    assert (sheet.state, sheet.line_count, sheet.total, sheet.community_count, sheet.excluded) == (
        "draft", 3, Decimal("22000.00"), 1, [],
    )  # fmt: skip
    assert sheet.by_tier == [
        {"tier": "200户以下", "standard": "5000.00", "count": 1, "amount": "5000.00"},
        {"tier": "200(含)—800户(含)", "standard": "7000.00", "count": 1, "amount": "7000.00"},
        {"tier": "800户以上", "standard": "10000.00", "count": 1, "amount": "10000.00"},
    ]


def test_findings_stand_with_their_lines(sheet):
    assert {line.village_name: line.remarks for line in sheet.lines.all()} == {
        "上沙村": [],
        "下沙村": ["临近档界", "缺收款账户"],
        "山根村": ["临近档界", "2 名协管员"],
    }


def test_a_figure_is_kept_with_what_it_was_computed_from(sheet):
    line = sheet.lines.get(village_name="下沙村")
    assert line.reasoning.amount == line.amount == Decimal("5000.00")
    assert dict(line.reasoning.inputs) == {
        "region_kind": "village", "households": 199, "coordinator_in_post": True, "result": "合格",
    }  # fmt: skip
    assert [each["name"] + each["kind"] for each in line.coordinators] == ["何小丽非全日制兼职"]


@pytest.mark.rule("AM-16")
def test_each_line_keeps_the_account_of_its_village_whatever_becomes_of_it(cast, sheet, villages):
    VillageAccount.objects.filter(region=villages[0]).update(
        holder="别人", bank="别处", account="33030200000000009"
    )
    line = sheet.lines.get(village_name="上沙村")
    assert (line.payee, line.payee_bank, line.payee_account) == (
        "上沙村股份经济合作社",
        "农村信用社",
        "33030200000000001",
    )


@pytest.mark.rule("W-F7")
@pytest.mark.rule("AM-13b")
@pytest.mark.parametrize(("ended_on", "listed"), [(date(2010, 1, 7), False), (date(2010, 1, 8), True)])
def test_the_coordinator_must_be_in_post_on_the_assessment_day(cast, villages, ended_on, listed):
    Engagement.objects.filter(region=villages[0]).update(ended_on=ended_on, ended_because="辞职")
    sheet = sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))
    assert ("上沙村" in {line.village_name for line in sheet.lines.all()}) is listed
    text = "考核日没有协管员在岗,补助只给聘有专职或兼职协管员的行政村"
    assert reasons_of(sheet) == ({} if listed else {"上沙村": [text]})


@pytest.mark.rule("AM-13b")
@pytest.mark.parametrize(
    ("starts_on", "ended_on", "listed"),
    [
        (date(2009, 12, 31), None, True),
        (date(2010, 1, 1), None, False),
        (date(2008, 6, 1), date(2009, 1, 1), True),
        (date(2008, 6, 1), date(2008, 12, 31), False),
    ],
)
def test_read_so_a_coordinator_in_post_on_any_day_of_the_year_is_enough(
    cast, villages, starts_on, ended_on, listed
):
    adopt_reading("AM-13b", "any_day_in_year")
    Engagement.objects.filter(region=villages[0]).update(
        starts_on=starts_on, ended_on=ended_on, ended_because="辞职" if ended_on else ""
    )
    sheet = sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))
    assert ("上沙村" in {line.village_name for line in sheet.lines.all()}) is listed
    text = "被考核年度内没有协管员在岗,补助只给聘有专职或兼职协管员的行政村"
    assert reasons_of(sheet) == ({} if listed else {"上沙村": [text]})


@pytest.mark.rule("AM-02")
def test_read_so_the_households_of_the_first_of_january_decide(cast, villages):
    adopt_reading("AM-02", "year_start")
    count_households(villages[0], 199, year=2008)
    count_households(villages[1], 801, year=2008)
    sheet = sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))
    assert list(sheet.lines.values_list("village_name", "households", "counted_on", "amount")) == [
        ("上沙村", 199, date(2008, 12, 31), Decimal("5000.00")),
        ("下沙村", 801, date(2008, 12, 31), Decimal("10000.00")),
    ]
    assert reasons_of(sheet) == {"山根村": ["没有被考核年度 1 月 1 日(即上年末)的户籍户数,不能定档"]}


@pytest.mark.rule("W-F1")
@pytest.mark.rule("AM-14")
@pytest.mark.rule("AM-15")
def test_a_village_without_entitlement_is_listed_with_every_reason(cast, villages):
    shang, xia, shan = villages
    VillageAssessment.objects.all().delete()  # the tests' own session may
    assess(shang, cast.person("zhou"), result="不合格")
    assess(xia, cast.person("zhou"), state="scored", confirmed_by=None, confirmed_at=None)
    HouseholdCount.objects.filter(region=xia).delete()
    assess(shan, cast.person("zhou"))
    sheet = sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))
    assert [line.village_name for line in sheet.lines.all()] == ["山根村"]
    assert reasons_of(sheet) == {
        "上沙村": ["考核结果“不合格”,不给补助"],
        "下沙村": ["没有经区人事劳动局确认的年度考核", "没有被考核年度 12 月 31 日的户籍户数,不能定档"],
    }


def test_a_district_with_nobody_entitled_is_told_what_is_needed(cast):
    with pytest.raises(Refused, match="没有一个行政村具备列入的条件"):
        sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))


def test_a_year_that_is_not_over_is_refused(cast, villages):
    with pytest.raises(Refused, match="年度还没有结束"):
        sheets.draw_up(cast.district, today().year, by=cast.person("zhao"))


def test_a_place_without_a_document_in_force_is_refused(cast, villages):
    with pytest.raises(Refused, match="没有执行中的政策文件"):
        sheets.draw_up(cast.district, 2008, by=cast.person("zhao"))


def test_one_sheet_lives_per_district_and_year_and_a_cancelled_one_makes_room(cast, sheet):
    with pytest.raises(Refused, match="已有一张补助表"):
        sheets.draw_up(cast.district, 2009, by=cast.person("jin"))
    sheets.cancel(sheet, reason="口径有误", by=cast.person("zhao"))
    again = sheets.draw_up(cast.district, 2009, by=cast.person("jin"))
    assert sorted(WorkFundSheet.objects.values_list("state", flat=True)) == ["cancelled", "draft"]
    assert WorkFundLine.objects.filter(live=True).count() == again.line_count == 3
    assert WorkFundLine.objects.filter(live=False).count() == 3


def test_a_village_on_another_districts_sheet_is_not_paid_twice(cast, sheet, villages):
    WorkFundSheet.objects.filter(pk=sheet.pk).update(region=cast.place("330303"))
    with pytest.raises(Refused, match="已列在另一张补助表里"):
        sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))
    assert WorkFundSheet.objects.count() == 1


def test_three_people_take_a_sheet_from_draft_to_paid_and_every_step_leaves_its_trace(cast, approved):
    paid = sheets.record_payment(
        approved, paid_on=today(), voucher="2010-018", seen=approved.content_digest, by=cast.person("wu")
    )
    assert (paid.state, paid.made_by.name, paid.approved_by.name, paid.paid_by.name, paid.voucher) == (
        "paid", "赵会计", "金科长", "吴出纳", "2010-018",
    )  # fmt: skip
    assert list(
        AuditEvent.objects.filter(object_id=str(paid.pk)).order_by("pk").values_list("verb", flat=True)
    ) == [
        "编制工作经费补助表",
        "提交工作经费补助表",
        "审核通过工作经费补助表",
        "登记拨付工作经费",
    ]


def test_the_maker_does_not_approve(cast, submitted):
    with pytest.raises(Refused, match="审核人不能是制表人本人"):
        sheets.approve(submitted, seen=submitted.content_digest, by=cast.person("zhao"))
    assert WorkFundSheet.objects.get().state == "submitted"


@pytest.mark.parametrize("who", ["zhao", "jin"])
def test_neither_maker_nor_approver_records_the_payment(cast, approved, who):
    with pytest.raises(Refused, match="登记拨付的人不能是制表人或审核人"):
        sheets.record_payment(
            approved, paid_on=today(), voucher="1", seen=approved.content_digest, by=cast.person(who)
        )
    assert WorkFundSheet.objects.get().state == "approved"


def test_only_the_maker_submits_and_whoever_recomputes_becomes_the_maker(cast, sheet):
    with pytest.raises(Refused, match="只有制表人能办理"):
        sheets.submit(sheet, seen=sheet.content_digest, by=cast.person("jin"))
    again = sheets.recompute(sheet, by=cast.person("jin"))
    submitted = sheets.submit(again, seen=again.content_digest, by=cast.person("jin"))
    with pytest.raises(Refused, match="审核人不能是制表人本人"):
        sheets.approve(submitted, seen=submitted.content_digest, by=cast.person("jin"))


@pytest.mark.parametrize(
    ("column", "who", "constraint"),
    [
        ("approved_by", "zhao", "work_fund_maker_is_not_approver"),
        ("paid_by", "zhao", "work_fund_payer_is_a_third_person"),
        ("paid_by", "jin", "work_fund_payer_is_a_third_person"),
    ],
)
def test_the_database_itself_holds_the_three_people_apart(cast, sheet, column, who, constraint):
    WorkFundSheet.objects.filter(pk=sheet.pk).update(approved_by=cast.person("jin"))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        WorkFundSheet.objects.filter(pk=sheet.pk).update(**{column: cast.person(who)})


def test_what_was_not_seen_is_not_approved(cast, submitted):
    with pytest.raises(Refused, match="在您打开页面之后变了"):
        sheets.approve(submitted, seen="0" * 64, by=cast.person("jin"))
    assert WorkFundSheet.objects.get().state == "submitted"


def test_an_approver_who_looks_at_an_older_computation_is_told(cast, submitted, villages):
    seen = submitted.content_digest
    sheets.withdraw(submitted, by=cast.person("zhao"))
    HouseholdCount.objects.filter(region=villages[0]).update(households=900)
    again = sheets.recompute(submitted, by=cast.person("zhao"))
    sheets.submit(again, seen=again.content_digest, by=cast.person("zhao"))
    with pytest.raises(Refused, match="在您打开页面之后变了"):
        sheets.approve(again, seen=seen, by=cast.person("jin"))


def test_facts_that_moved_after_the_computation_stop_the_submission_and_the_change_is_shown(
    cast, sheet, villages
):
    HouseholdCount.objects.filter(region=villages[1]).update(households=200)
    with pytest.raises(Refused, match="请先重新计算"):
        sheets.submit(sheet, seen=sheet.content_digest, by=cast.person("zhao"))
    again = sheets.recompute(sheet, by=cast.person("zhao"))
    assert again.changes == [
        {
            "code": "330302008202",
            "village": "下沙村",
            "what": "户数、档次、标准、金额",
            "before": "5000.00",
            "after": "7000.00",
        }
    ]
    assert again.total == sum(line.amount for line in again.lines.all()) == Decimal("24000.00")


def test_later_facts_do_not_move_an_approved_sheet(cast, approved, villages):
    before = lines_of(approved)
    HouseholdCount.objects.update(households=1)
    VillageAccount.objects.update(account="99999999")
    Engagement.objects.update(ended_on=date(2009, 12, 1), ended_because="更正")
    assert lines_of(WorkFundSheet.objects.get()) == before
    with pytest.raises(Refused, match="当前状态是“待拨付”"):
        sheets.recompute(approved, by=cast.person("zhao"))
    paid = sheets.record_payment(
        approved, paid_on=today(), voucher="1", seen=approved.content_digest, by=cast.person("wu")
    )
    assert lines_of(paid) == before


def test_a_returned_sheet_goes_back_to_its_maker_with_the_reason(cast, submitted):
    returned = sheets.send_back(submitted, reason="山根村户数待核", by=cast.person("jin"))
    assert (returned.state, returned.return_reason) == ("returned", "山根村户数待核")
    again = sheets.submit(returned, seen=returned.content_digest, by=cast.person("zhao"))
    assert (again.state, again.return_reason) == ("submitted", "")


def test_a_payment_is_not_recorded_before_it_could_be_made(cast, approved):
    for paid_on, reason in (
        (today() + timedelta(days=1), "拨付日期还没有到"),
        (today() - timedelta(days=1), "早于审核通过的日期"),
    ):
        with pytest.raises(Refused, match=reason):
            sheets.record_payment(
                approved, paid_on=paid_on, voucher="1", seen=approved.content_digest, by=cast.person("wu")
            )


@pytest.fixture
def with_invented_counts(villages):
    HouseholdCount.objects.filter(region__in=villages[1:]).update(made_up=True)


def submit_of(cast):
    drawn = sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))
    return sheets.submit(drawn, seen=drawn.content_digest, by=cast.person("zhao"))


def load_demo(*districts):
    return Demo.objects.create(seed=1, region_ids=[], district_codes=[place.code for place in districts])


@pytest.mark.usefixtures("with_invented_counts")
def test_invented_households_are_neither_approved_nor_paid(cast):
    demo = load_demo(cast.district)
    submitted = submit_of(cast)
    Demo.objects.update(district_codes=[cast.place("330303").code])
    named = "下沙村、山根村 2 个村的户数是示例数据,不是统计数字,不能据此拨付。"
    with pytest.raises(Refused, match=f"{named}请退回制表人"):
        sheets.approve(submitted, seen=submitted.content_digest, by=cast.person("jin"))
    Demo.objects.update(district_codes=[cast.district.code])
    approved = sheets.approve(submitted, seen=submitted.content_digest, by=cast.person("jin"))
    demo.delete()
    paying = {"paid_on": today(), "voucher": "1", "seen": approved.content_digest, "by": cast.person("wu")}
    with pytest.raises(Refused, match=f"{named}请联系系统管理员"):
        sheets.record_payment(approved, **paying)
    assert WorkFundSheet.objects.get().state == "approved"


@pytest.mark.usefixtures("with_invented_counts")
def test_where_the_whole_district_is_the_demos_its_sheet_is_walked_to_the_end_with_the_warning(cast):
    load_demo(cast.place("330303"), cast.district)
    submitted = submit_of(cast)
    approved = sheets.approve(submitted, seen=submitted.content_digest, by=cast.person("jin"))
    paid = sheets.record_payment(
        approved, paid_on=today(), voucher="1", seen=approved.content_digest, by=cast.person("wu")
    )
    warned = [line.village_name for line in paid.lines.all() if "示例户数" in str(line.findings)]
    assert (paid.state, sorted(warned)) == ("paid", ["下沙村", "山根村"])


FORBIDDEN = [
    "UPDATE funding_workfundline SET amount = 1",
    "UPDATE funding_workfundline SET payee_account = '1'",
    "UPDATE funding_workfundline SET live = false",
    "DELETE FROM funding_workfundline",
    "INSERT INTO funding_workfundline SELECT (jsonb_populate_record(line, jsonb_build_object("
    "'id', 9999, 'live', false, 'region_id', %s))).* FROM funding_workfundline line LIMIT 1",
    "UPDATE funding_workfundsheet SET total = 1",
    "UPDATE funding_workfundsheet SET content_digest = 'x'",
    "UPDATE funding_workfundsheet SET state = 'draft'",
    "DELETE FROM funding_workfundsheet",
]


def run_as(scope, statement, demolition="off"):
    """One statement of raw SQL; the tests' own session may tear down, so that is taken away first."""
    with acting(scope), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.demolition', %s, true)", [demolition])
        cursor.execute(statement)


@pytest.mark.parametrize("role", ["cunzhan_app", "none"])
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_an_approved_sheet_is_frozen_whoever_writes(cast, approved, role, statement):
    statement = statement.replace("%s", str(cast.place("330302008001").pk))
    with pytest.raises(DatabaseError, match="frozen"):
        run_as(Acting(cast.district.jurisdiction, role=role), statement)


def test_the_freeze_holds_for_a_post_that_does_not_see_the_sheet(cast, approved):
    township = Acting(cast.township.jurisdiction)
    with acting(township):
        assert WorkFundSheet.objects.count() == 0
    with pytest.raises(DatabaseError, match="frozen"):
        run_as(township, "UPDATE funding_workfundline SET amount = 1")


def test_the_application_cannot_claim_to_be_the_clean_up(cast, approved):
    with pytest.raises(DatabaseError, match="frozen"):
        run_as(Acting(cast.district.jurisdiction), "DELETE FROM funding_workfundline", demolition="on")


def test_a_paid_sheet_does_not_change_its_voucher(cast, approved):
    paid = sheets.record_payment(
        approved, paid_on=today(), voucher="1", seen=approved.content_digest, by=cast.person("wu")
    )
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        WorkFundSheet.objects.filter(pk=paid.pk).update(voucher="2")


def test_the_neighbours_finance_sees_nothing_of_it_even_without_a_filter(cast, approved):
    with acting(Acting(cast.place("330303").jurisdiction)):
        assert (
            WorkFundSheet.objects.count(),
            WorkFundLine.objects.count(),
            VillageAccount.objects.count(),
        ) == (
            0,
            0,
            0,
        )


def test_a_second_coordinator_changes_no_amount(cast, sheet, villages):
    hire(villages[0], "第二人", 9)
    again = sheets.recompute(sheet, by=cast.person("zhao"))
    assert again.total == sheet.total
    assert [change["what"] for change in again.changes] == ["协管员"]


def at_once(action, times):
    """Call ``action`` from several connections at once; returns how each ended."""

    def call(number):
        try:
            return action(number)
        except Refused as refusal:
            return refusal.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return Counter(pool.map(call, range(times)))


def until_somebody_waits():
    """Return once a connection waits for a lock of another one."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waited")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_wins():
    cast = Cast.assemble()
    fill_district(cast)
    sheet = sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))
    sheets.submit(sheet, seen=sheet.content_digest, by=cast.person("zhao"))
    first_has_written = Event()

    def approve(number):
        if number == 0:
            with transaction.atomic():
                sheets.approve(sheet, seen=sheet.content_digest, by=cast.person("jin"))
                first_has_written.set()
                until_somebody_waits()
        else:
            first_has_written.wait(10)
            sheets.approve(sheet, seen=sheet.content_digest, by=cast.person("wu"))
        return "approved"

    answers = at_once(approve, 2)
    assert answers == {"approved": 1, "当前状态是“待拨付”,不能审核通过;审核通过须在“待审核”状态下办理": 1}
    assert AuditEvent.objects.filter(verb="审核通过工作经费补助表").count() == 1
    assert WorkFundSheet.objects.get().approved_by == cast.person("jin")


@pytest.mark.django_db(transaction=True)
def test_of_four_who_draw_up_the_same_year_at_once_one_wins():
    cast = Cast.assemble()
    fill_district(cast)
    people = [cast.person(who) for who in ("zhao", "jin", "wu", "zhao")]

    def draw(number):
        sheets.draw_up(cast.district, 2009, by=people[number])
        return "drawn up"

    answers = at_once(draw, 4)
    assert answers == {"drawn up": 1, "鹿城区 2009 年度已有一张补助表,请在原表上重新计算。": 3}
    assert (WorkFundSheet.objects.count(), WorkFundLine.objects.count()) == (1, 3)
