"""The sheet on screen and as a workbook, every figure explained, and who may press what."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from funding.actions import sheets
from funding.models import VillageAccount, WorkFundSheet
from kit.months import today
from kit.navigation import todos
from stations.models import AuditEvent
from tests.support.workbooks import bring_in, dry_run


@pytest.fixture
def sheet(cast, villages):
    return sheets.draw_up(cast.district, 2009, by=cast.person("zhao"))


@pytest.fixture
def submitted(cast, sheet):
    return sheets.submit(sheet, seen=sheet.content_digest, by=cast.person("zhao"))


@pytest.fixture
def approved(cast, submitted):
    return sheets.approve(submitted, seen=submitted.content_digest, by=cast.person("jin"))


def page(cast, who, sheet):
    return cast.client(who).get(reverse("work_fund_sheet", args=[sheet.pk]))


def press(cast, who, verb, sheet, **fields):
    address = reverse(f"work_fund_{verb}", args=[sheet.pk])
    return cast.client(who).post(address, {"seen": sheet.content_digest, **fields}, follow=True)


def table(response):
    """The body of the sheet as it is read on screen, one text a row."""
    lines = response.context_data["sheet"].lines()
    return ["|".join([line.label, *(cell.text for cell in line.cells)]) for line in lines]


def workbook(cast, who, sheet):
    response = cast.client(who).get(reverse("work_fund_sheet", args=[sheet.pk]), {"format": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    return [[cell for cell in row if cell != ""] for row in book.get_sheet_by_index(0).to_python()]


def test_the_whole_sheet_on_screen(cast, sheet):
    assert table(page(cast, "jin", sheet)) == [
        "|1|七都街道|上沙村|430|200(含)—800户(含)|7,000.00|合格|1.00|7,000.00|上沙村股份经济合作社|W三(五)|全日制",
        "|2|七都街道|下沙村|199|200户以下|5,000.00|合格|1.00|5,000.00||W三(五)|非全日制兼职;临近档界;缺收款账户",
        "七都街道小计|629|||||12,000.00|||",
        "|3|山福镇|山根村|801|800户以上|10,000.00|合格|1.00|10,000.00|山根村股份经济合作社|W三(五)|"
        "全日制;临近档界;2 名协管员",
        "山福镇小计|801|||||10,000.00|||",
        "合计|1,430|||||22,000.00|||",
        "合计金额(大写):人民币贰万贰仟元整",
    ]


def test_the_workbook_is_the_sheet_of_finance_with_every_column(cast, approved):
    rows = workbook(cast, "jin", approved)
    assert rows[0] == ["鹿城区 2009 年度村级劳动保障站工作经费补助表"]
    assert rows[1] == ["填报单位(盖章):鹿城区财政部门", f"填报日期:{today():%Y-%m-%d}", "单位:元"]
    assert rows[2] == [
        "序号", "乡镇(街道)", "行政村", "区划代码", "户数", "户数口径日期", "档次", "标准(元/年)", "考核结果", "系数",
        "应补金额(元)", "收款单位", "账号", "条款", "备注",
    ]  # fmt: skip
    assert rows[3] == [
        1, "七都街道", "上沙村", "330302008201", 430, date(2009, 12, 31), "200(含)—800户(含)", 7000, "合格", 1,
        7000, "上沙村股份经济合作社", "33030200000000001", "W三(五)", "全日制",
    ]  # fmt: skip
    assert [row for row in rows if str(row[:1]).find("计") >= 0][:3] == [
        ["七都街道小计", 629, 12000],
        ["山福镇小计", 801, 10000],
        ["合计", 1430, 22000],
    ]
    assert rows[9] == ["合计金额(大写):人民币贰万贰仟元整"]
    assert rows[10] == ["依据:温政发[2009]71号 关于加强温州市区村级劳动保障平台建设的实施意见。"]
    assert rows[11] == ["单位负责人:", "财政审核:", "审核人:", "制表人:"]
    assert rows[12] == [f"表号:{approved.number}-{approved.content_digest[:12]}"]


def test_a_draft_says_on_paper_that_it_is_none_to_pay_by(cast, sheet):
    assert ["本表状态为“草稿”,未经审核,不作为拨付依据。"] in workbook(cast, "zhao", sheet)


def test_only_finance_takes_the_accounts_away_and_every_export_is_written_down(cast, approved):
    assert "33030200000000001" in workbook(cast, "wu", approved)[3]
    for who in ("zhou", "sun", "qian"):
        assert "*************0001" in workbook(cast, who, approved)[3]
    events = (
        AuditEvent.objects.filter(verb="导出").order_by("pk").values_list("user_name", "detail__accounts")
    )
    assert list(events) == [("吴出纳", "全部"), ("周科长", "遮盖"), ("孙处长", "遮盖"), ("钱审计", "遮盖")]


def test_accounts_are_masked_on_every_page(cast, approved):
    line = approved.lines.get(village_name="上沙村")
    addresses = [
        reverse("work_fund_sheet", args=[approved.pk]),
        reverse("work_fund_line", args=[line.pk]),
        reverse("village_accounts"),
    ]
    for address in addresses:
        assert "33030200000000001" not in cast.client("wu").get(address).text


@pytest.mark.parametrize(
    ("stage", "offered"),
    [
        (
            "sheet",
            {
                "zhao": ["recompute", "submit", "cancel"],
                "jin": ["recompute"],
                "zhou": [],
                "qian": [],
                "sun": [],
            },
        ),
        (
            "submitted",
            {"zhao": ["withdraw"], "jin": ["approve", "return"], "wu": ["approve", "return"], "zhou": []},
        ),
        ("approved", {"zhao": [], "jin": [], "wu": ["pay"], "qian": []}),
    ],
)
def test_a_verb_is_offered_only_to_whom_it_is_open_now(cast, request, stage, offered):
    sheet = request.getfixturevalue(stage)
    assert {who: page(cast, who, sheet).context_data["allowed"] for who in offered} == offered


def test_a_sheet_goes_through_three_pairs_of_hands_on_screen(cast, villages):
    client = cast.client("zhao")
    assert "编制 2009 年度补助表" not in client.get(reverse("work_fund_new")).text
    preview = client.get(reverse("work_fund_new"), {"year": 2009})
    assert "编制 2009 年度补助表" in preview.text
    client.post(reverse("work_fund_new"), {"year": 2009})
    sheet = WorkFundSheet.objects.get()
    assert "已提交,等待审核。" in press(cast, "zhao", "submit", sheet).text
    assert "审核人不能是制表人本人。" in press(cast, "zhao", "approve", sheet).text
    assert "在您打开页面之后变了" in press(cast, "jin", "approve", sheet, seen="x").text
    assert "审核通过,等待拨付。" in press(cast, "jin", "approve", sheet).text
    refused = press(cast, "jin", "pay", sheet, paid_on=today().isoformat(), voucher="1")
    assert (refused.status_code, "登记拨付的人不能是制表人或审核人" in refused.text) == (422, True)
    early = press(cast, "wu", "pay", sheet, paid_on=(today() - timedelta(days=1)).isoformat(), voucher="1")
    assert (early.status_code, "早于审核通过的日期" in early.text) == (422, True)
    paid = press(cast, "wu", "pay", sheet, paid_on=today().isoformat(), voucher="〔2010〕18")
    assert "已登记拨付。" in paid.text
    assert [event.verb for event in paid.context_data["trail"]] == [
        "编制工作经费补助表",
        "提交工作经费补助表",
        "审核通过工作经费补助表",
        "登记拨付工作经费",
    ]


def test_a_return_reaches_the_maker_as_something_to_do(cast, submitted):
    press(cast, "jin", "return", submitted, reason="山根村户数待核")
    title = "鹿城区 2009 年度村级劳动保障站工作经费补助表 被退回"
    found = {
        who: [(todo.title, todo.hint) for todo in todos(cast.request(who)) if "补助表" in todo.title]
        for who in ("zhao", "jin", "wu")
    }
    assert found == {"zhao": [(title, "山根村户数待核")], "jin": [], "wu": []}


def test_what_waits_is_told_to_those_who_may_do_it(cast, submitted):
    def waiting():
        return {
            who: [todo.title.split()[-1] for todo in todos(cast.request(who)) if "补助表" in todo.title]
            for who in ("zhao", "jin", "wu", "mo")
        }

    assert waiting() == {"zhao": [], "jin": ["待审核"], "wu": ["待审核"], "mo": []}
    sheets.approve(submitted, seen=submitted.content_digest, by=cast.person("jin"))
    assert waiting() == {"zhao": [], "jin": [], "wu": ["待拨付"], "mo": []}


def test_why_a_figure_is_what_it_is(cast, sheet):
    line = sheet.lines.get(village_name="下沙村")
    response = cast.client("qian").get(reverse("work_fund_line", args=[line.pk]))
    assert [step.text for step in response.context_data["figure"].steps] == [
        "单位类别是行政村,聘有协管员并已考核,列入补助范围",
        "户籍户数 199 户,属“200户以下”一档,标准(元/年)",
        "考核日有协管员在岗,不按月折算",
        "考核结果“合格”,系数",
        "应补金额 = 5000.00 × 1",
    ]
    readings = response.context_data["readings"]
    assert list(readings) == ["AM-02", "AM-13b", "AM-14", "AM-39", "AM-40"]
    for reading in readings.values():
        assert reading.question in response.text
        assert reading.text in response.text
    for said in ("户籍年报,2009-12-31", "何小丽", "非全日制兼职", "合同 2009-12-01 至 无固定期限"):
        assert said in response.text
    assert f"{reverse('policy', args=[sheet.document_id])}#W三(五)" in response.text


@pytest.mark.parametrize("name", ["work_fund_sheet", "work_fund_return", "work_fund_pay", "work_fund_cancel"])
def test_the_neighbouring_district_finds_nothing(cast, sheet, name):
    assert cast.client("mo").get(reverse(name, args=[sheet.pk])).status_code == 404
    assert cast.client("mo").post(reverse("work_fund_approve", args=[sheet.pk])).status_code == 404
    assert cast.client("mo").get(reverse("work_fund_sheets"), {"format": "json"}).json()["rows"] == []


@pytest.mark.parametrize("who", ["lin", "chen", "wang", "admin"])
def test_other_posts_have_no_door_to_it(cast, sheet, who):
    assert page(cast, who, sheet).status_code == 403
    assert cast.client(who).get(reverse("work_fund_sheets")).status_code == 403


@pytest.mark.parametrize("who", ["zhou", "sun", "qian"])
def test_readers_read_and_change_nothing(cast, sheet, who):
    assert page(cast, who, sheet).status_code == 200
    assert cast.client(who).post(reverse("work_fund_submit", args=[sheet.pk])).status_code == 403
    assert WorkFundSheet.objects.get().state == "draft"


def test_the_list_of_sheets(cast, sheet):
    rows = cast.client("sun").get(reverse("work_fund_sheets"), {"format": "json"}).json()
    assert rows["totals"] == {"line_count": 3, "total": "22000.00"}
    assert [(row["district"], row["year"], row["total"], row["made_by"]) for row in rows["rows"]] == [
        ("鹿城区", 2009, "22000.00", "赵会计")
    ]


def test_pages_ask_the_database_few_questions(cast, approved):
    line = approved.lines.first()
    for address in (
        reverse("work_fund_sheets"),
        reverse("work_fund_sheet", args=[approved.pk]),
        reverse("work_fund_line", args=[line.pk]),
        reverse("village_accounts"),
    ):
        client = cast.client("wu")
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        questions = [
            each["sql"]
            for each in asked
            if "set_config" not in each["sql"] and "SAVEPOINT" not in each["sql"]
        ]
        assert len(questions) <= 8, (address, questions)


HEAD = ("区划代码", "行政村", "收款单位", "开户银行", "账号")


def test_accounts_come_in_from_a_workbook_all_or_none(cast, villages):
    address = reverse("village_account_import")
    bad = [
        HEAD,
        ("330302008202", "下沙村", "下沙村合作社", "农信", "330302-00000003"),
        ("330302101201", "山根村", "山根村合作社", "农信", "3.3E+17"),
        ("330302008001", "河滨社区", "社区", "农信", "33030200000004"),
        ("330303001201", "永中村", "永中村", "农信", "33030200000005"),
    ]
    errors = dry_run(cast.client("zhao"), address, bad).context_data["outcome"].intake.errors
    assert [(error.row, error.column) for error in errors] == [(3, "账号"), (4, "区划代码"), (5, "区划代码")]
    assert VillageAccount.objects.count() == 2
    done = bring_in(cast.client("zhao"), address, bad[:2])
    assert "新增 1 村,更新 0 村,不变 0 村" in done.text
    assert VillageAccount.objects.get(region=villages[1]).account == "33030200000003"


def test_one_account_is_registered_and_corrected_by_hand(cast, villages):
    address = reverse("account_of_village", args=[villages[1].pk])
    client = cast.client("wang")
    assert client.post(address, {"holder": "下沙村", "bank": "农信"}).status_code == 422
    client.post(address, {"holder": "下沙村", "bank": "农信", "number": "3303 0200 0003"})
    stored = VillageAccount.objects.get(region=villages[1])
    assert (stored.account, stored.version) == ("330302000003", 1)
    client.post(address, {"holder": "下沙村合作社", "bank": "农信", "number": "", "version": 1})
    stored.refresh_from_db()
    assert (stored.holder, stored.account, stored.version) == ("下沙村合作社", "330302000003", 2)
    late = client.post(address, {"holder": "别的", "bank": "农信", "number": "", "version": 1})
    assert (late.status_code, "下沙村合作社" in late.text) == (409, True)
    assert cast.client("wang").get(reverse("account_of_village", args=[villages[2].pk])).status_code == 404


def test_a_draft_waits_for_its_maker_alone(cast, sheet):
    titles = {
        who: [todo.title for todo in todos(cast.request(who)) if "补助表" in todo.title]
        for who in ("zhao", "jin", "mo")
    }
    assert titles == {"zhao": [f"{sheet} 还没有提交审核"], "jin": [], "mo": []}
