"""Returns and boards on screen: who fills in, who passes, who looks, and what the tables say in full."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from reports import rollup
from reports.actions import returns
from reports.models import Return
from reports.navigation import returns_waiting
from reports.rules.indicators import ENTERED, INDICATORS
from services.models import Request
from stations.models import AuditEvent, Job
from tests.reports.conftest import OCTOBER
from tests.support.tables import rows_of

pytestmark = pytest.mark.usefixtures("november")

SHANGSHA, XIASHA, HEBIN = "330302008201", "330302008202", "330302008001"
SHANGEN, YONGZHONG = "330302101201", "330303001201"


def fill(**changes):
    """What a coordinator sends."""
    return {
        **{indicator.key: "1" for indicator in ENTERED},
        "explanation": "",
        "confirmed": "on",
        "version": "0",
        "intent": "submit",
        **changes,
    }


@pytest.fixture
def address():
    return reverse("return_fill", args=[OCTOBER])


@pytest.mark.parametrize(
    ("month", "status"),
    [
        ("2010-12", 404),
        ("2010-11", 200),
        ("2009-10", 200),
        ("2009-09", 404),
        ("9999-12", 404),
        ("0001-01", 404),
        ("2010-13", 404),
    ],
)
def test_returns_are_made_for_the_last_year_and_this_month(cast, month, status):
    assert cast.client("lin").get(f"/returns/fill/{month}/").status_code == status


def test_nonsense_for_a_month_shows_the_last_one_that_is_over(cast):
    for month in ("9999-12", "0001-01", "x", "2010-13"):
        for name in ("board", "return_review", "returns"):
            page = cast.client("wang").get(reverse(name), {"month": month})
            assert (page.status_code, "2010年10月" in page.text) == (200, True)


def test_the_place_in_the_side_bar_leads_to_last_months_return(cast, address):
    assert cast.client("lin").get(reverse("return_now")).url == address
    assert "填报月报" in cast.client("lin").get(reverse("home")).text


def test_the_ledgers_figures_stand_ready_with_their_reasons(cast, ledgers, making, address):
    making.submit(month=OCTOBER.previous, value=3)
    page = cast.client("lin").get(address)
    assert page.status_code == 200
    assert rows_of(page) == [
        ["指标", "2010年10月", "2010年9月"],
        ["户籍户数(户) 期末数 · 台账算出", "为什么 430", "430"],
        ["在岗协管员(人) 期末数 · 台账算出", "为什么 0", "0"],
        ["受理(件) 本月发生 · 台账算出", "为什么 4", "0"],
        ["办结(件) 本月发生 · 台账算出", "为什么 1", "0"],
        ["撤回(件) 本月发生 · 台账算出", "为什么 1", "0"],
        ["期末在办(件) 期末数 · 台账算出", "为什么 2", "0"],
        ["其中超期(件) 期末数 · 台账算出", "为什么 1", "0"],
    ]
    assert "上月 3 人次" in page.text
    assert Return.objects.of_month(OCTOBER).count() == 0


def test_a_return_is_confirmed_filled_in_and_handed_in(cast, ledgers, address):
    client = cast.client("lin")
    refused = client.post(address, fill(advice="", confirmed=""))
    assert (refused.status_code, refused.context_data["form"].errors) == (
        422,
        {"advice": ["请填写这一项;没有就填 0。"], "confirmed": ["提交前请核对上面的数字,并勾选这一项。"]},
    )
    response = client.post(address, fill(), follow=True)
    report = Return.objects.get()
    assert response.redirect_chain == [(reverse("return", args=[report.pk]), 302)]
    assert (report.state, report.region, len(report.values())) == ("submitted", cast.village, len(INDICATORS))
    assert client.get(address).url == reverse("return", args=[report.pk])


def test_figures_of_the_ledgers_and_states_are_not_the_clients_to_say(cast, ledgers, address):
    forged = fill(households="9999", state="accepted", month="2010-01-01", region=cast.place(XIASHA).pk)
    cast.client("lin").post(address, forged)
    report = Return.objects.get()
    assert (report.values()["households"], report.state, report.period, report.region) == (
        430,
        "submitted",
        OCTOBER,
        cast.village,
    )


def test_a_draft_may_have_gaps_and_is_there_again_later(cast, address):
    client = cast.client("lin")
    draft = fill(intent="save", advice="12", visits="", confirmed="", explanation="还差走访")
    assert client.post(address, draft).url == address
    page = client.get(address)
    assert 'value="12"' in page.text
    assert "还差走访" in page.text
    assert (Return.objects.get().state, page.context_data["form"].initial["version"]) == ("draft", 2)


def test_the_second_of_two_editors_is_told_what_the_first_one_wrote(cast, address):
    cast.client("chen").post(address, fill(intent="save", advice="12"))
    response = cast.client("lin").post(address, fill(intent="save", advice="30"))
    assert response.status_code == 409
    assert [(each["theirs"], each["yours"]) for each in response.context_data["changed"]] == [("12", "30")]
    assert Return.objects.get().values()["advice"] == 12


def test_findings_ask_for_an_explanation_beside_its_field(cast, making, address):
    making.submit(month=OCTOBER.previous, value=1)
    client = cast.client("lin")
    refused = client.post(address, fill(visits="40"))
    assert list(refused.context_data["form"].errors) == ["explanation"]
    assert client.post(address, fill(visits="40", explanation="逐户走访")).status_code == 302


def test_a_withdrawn_return_is_open_again(cast, making, address):
    report = making.submit()
    response = cast.client("lin").post(reverse("return_withdraw", args=[report.pk]))
    assert response.url == address
    assert Return.objects.get().state == "draft"


def test_the_township_sees_all_its_villages_and_who_is_missing(cast, making):
    making.submit(SHANGSHA, value=2)
    making.accept(making.submit(HEBIN, value=3))
    making.submit(SHANGEN)
    page = cast.client("wang").get(reverse("return_review"))
    names = [indicator.name for indicator in INDICATORS]
    nothing = ["0"] * 7
    assert rows_of(page) == [
        ["勾选", "村(社区)", "状态", *names],
        ["", "河滨社区", "已通过", *nothing, *["3"] * 4],
        ["上沙村", "上沙村", "待审核", *nothing, *["2"] * 4],
        ["站里的说明:说明"],
        ["", "下沙村", "未报", *[""] * 11],
    ]
    assert "还没有报的:</b>下沙村。" in page.text


def test_ticked_returns_are_passed_together_and_rolled_up(cast, making):
    reports = [making.submit(SHANGSHA), making.submit(HEBIN)]
    ticked = {"return": [report.pk for report in reports]}
    response = cast.client("wang").post(reverse("returns_accept"), ticked, follow=True)
    assert "已通过 2 份月报,正在汇总。" in response.text
    assert set(Return.objects.values_list("state", "reviewed_by__name")) == {("accepted", "王所长")}
    assert Job.objects.get().asked_by == cast.person("wang")
    again = cast.client("wang").post(reverse("returns_accept"), ticked, follow=True)
    assert "这些月报已不是待审核:上沙村(已通过)、河滨社区(已通过)" in again.text


def test_a_ticked_return_from_outside_is_none_at_all(cast, making):
    inside, outside = making.submit(SHANGSHA), making.submit(SHANGEN)
    response = cast.client("wang").post(reverse("returns_accept"), {"return": [inside.pk, outside.pk]})
    assert response.status_code == 404
    assert set(Return.objects.values_list("state", flat=True)) == {"submitted"}
    nonsense = cast.client("wang").post(reverse("returns_accept"), {"return": ["x", "²"]}, follow=True)
    assert "请先勾选要通过的月报。" in nonsense.text


def test_a_return_goes_back_with_its_reason_and_comes_again(cast, making, address):
    report = making.submit()
    send_back = reverse("return_send_back", args=[report.pk])
    wang, lin = cast.client("wang"), cast.client("lin")
    assert wang.post(send_back, {"reason": ""}).status_code == 422
    wang.post(send_back, {"reason": "走访户次不对"})
    assert "走访户次不对" in lin.get(address).text
    report.refresh_from_db()
    assert lin.post(address, fill(version=report.version)).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.returned_because) == ("submitted", "走访户次不对")


def offered(client, report):
    text = client.get(reverse("return", args=[report.pk])).text
    return [
        label for label in ("通过</button>", "退回</a>", "改正后重报</a>", "撤回</button>") if label in text
    ]


def test_verbs_are_offered_only_to_whom_they_are_open(cast, making):
    report = making.submit()
    assert {who: offered(cast.client(who), report) for who in ("lin", "wang", "zhou", "zhao", "qian")} == {
        "lin": ["撤回</button>"],
        "wang": ["通过</button>", "退回</a>"],
        "zhou": [],
        "zhao": [],
        "qian": [],
    }
    making.accept(report)
    assert (offered(cast.client("lin"), report), offered(cast.client("wang"), report)) == ([], [])


def test_outside_looks_like_non_existent_for_every_address(cast, making):
    report = making.submit(YONGZHONG)
    doors = {
        "lin": [("get", "return"), ("post", "return_withdraw")],
        "wang": [("get", "return"), ("get", "return_send_back"), ("post", "return_send_back")],
        "zhou": [("get", "return")],
    }
    for who, addresses in doors.items():
        for method, name in addresses:
            client = cast.client(who)
            outside, nowhere = (
                getattr(client, method)(reverse(name, args=[pk])) for pk in (report.pk, 10**9)
            )
            assert (who, name, outside.status_code, outside.content) == (who, name, 404, nowhere.content)
    for name, args in (("figure_why", [OCTOBER, "received"]), ("board_of", [])):
        place = cast.place(YONGZHONG)
        assert cast.client("wang").get(reverse(name, args=[place.pk, *args])).status_code == 404
    assert Return.objects.get().state == "submitted"


@pytest.mark.parametrize(
    ("who", "closed"),
    [
        ("wang", ["return_now", "return_fill"]),
        ("lin", ["return_review", "board"]),
        ("zhao", ["return_review", "return_now", "figure_why"]),
        ("qian", ["return_review", "return_now"]),
        ("admin", ["returns", "return_review", "return_now", "board"]),
    ],
)
def test_wrong_roles_do_not_come_in(cast, who, closed):
    args = {"return_fill": [OCTOBER], "figure_why": [cast.village.pk, OCTOBER, "received"]}
    client = cast.client(who)
    assert {name: client.get(reverse(name, args=args.get(name, []))).status_code for name in closed} == (
        dict.fromkeys(closed, 403)
    )


def test_the_list_of_a_month_in_full(cast, making, november):
    making.submit(SHANGSHA)
    november.move_to("2010-11-08 10:30:00+08:00")
    returns.send_back(making.submit(XIASHA), reason="户数不对", by=cast.posts["wang"])
    client = cast.client("zhou")
    assert rows_of(client.get(reverse("returns"))) == [
        ["乡镇(街道)", "村(社区)", "类别", "状态", "提交时间", "是否按时", "退回原因"],
        ["七都街道", "河滨社区", "社区", "未报", "", "", ""],
        ["七都街道", "上沙村", "行政村", "待审核", "2010-11-03 09:00", "按时", ""],
        ["七都街道", "下沙村", "行政村", "已退回", "2010-11-08 10:30", "迟报", "户数不对"],
        ["山福镇", "山根村", "行政村", "未报", "", "", ""],
    ]

    def listed(**query):
        rows = client.get(reverse("returns"), {"format": "json", **query}).json()["rows"]
        return [(row["village"], row["state"]) for row in rows]

    assert listed(state="unreported") == [
        ("河滨社区", "missing"),
        ("下沙村", "returned"),
        ("山根村", "missing"),
    ]
    assert listed(state="submitted") == [("上沙村", "submitted")]
    assert listed(month="2010-09", words="沙") == [("上沙村", "missing"), ("下沙村", "missing")]
    assert listed(month="2010-13") == []
    november.move_to("2010-11-05 09:00:00+08:00")
    assert listed(words="河滨") == [("河滨社区", "awaited")]


def test_why_shows_the_rows_that_are_counted_and_what_moved_since(cast, ledgers, making):
    address = reverse("figure_why", args=[cast.village.pk, OCTOBER, "overdue"])
    before = {who: cast.client(who).get(address).context_data["back"] for who in ("lin", "wang")}
    assert before == {"lin": reverse("return_fill", args=[OCTOBER]), "wang": "/returns/?month=2010-10"}
    making.submit()
    page = cast.client("wang").get(address)
    assert rows_of(page)[1][:2] == ["1", "330302008201-20101008-001"]
    assert (len(rows_of(page)), page.context_data["now"], page.context_data["frozen"]) == (2, 1, 1)
    assert "提交之后台账有变动" not in page.text
    Request.objects.filter(pk=ledgers[0].pk).update(due_on=date(2010, 12, 1))
    moved = cast.client("wang").get(address)
    assert (moved.context_data["now"], moved.context_data["frozen"]) == (0, 1)
    assert "提交之后台账有变动" in moved.text


@pytest.mark.parametrize("key", [indicator.key for indicator in INDICATORS])
def test_every_computed_figure_equals_the_rows_it_shows(cast, ledgers, making, key):
    making.submit()
    page = cast.client("zhou").get(reverse("figure_why", args=[cast.village.pk, OCTOBER, key]))
    if key in {indicator.key for indicator in ENTERED}:
        assert page.status_code == 404
        return
    rows = page.context_data["sheet"].rows
    counted = sum(row.households for row in rows) if key == "households" else len(rows)
    assert counted == page.context_data["now"] == Return.objects.get().values()[key]


@pytest.fixture
def rolled_up(making):
    making.accept(making.submit(SHANGSHA, value=2), making.submit(XIASHA, value=5))
    making.submit(SHANGEN, value=9)
    making.accept(making.submit(YONGZHONG, value=40))
    making.accept(making.submit(SHANGSHA, month=OCTOBER.previous, value=6))
    for month in (OCTOBER, OCTOBER.previous):
        rollup.roll_up(month)


HEADINGS = [
    "户籍户数(户)", "在岗协管员(人)", "受理(件)", "办结(件)", "撤回(件)", "期末在办(件)", "其中超期(件)",
    "政策咨询(人次)", "政策宣传(场次)", "入户走访(户次)", "岗位信息(条)",
]  # fmt: skip


def test_a_board_in_full_from_city_to_village(cast, rolled_up):
    zero, client = ["0"] * 7, cast.client("sun")
    city = rows_of(client.get(reverse("board")))
    assert city[1:] == [
        ["应报", "已报", "按时", "已通过", "上报率", *HEADINGS],
        ["鹿城区", "4", "3", "3", "2", "75.00%", *zero, *["7"] * 4],
        ["龙湾区", "1", "1", "1", "1", "100.00%", *zero, *["40"] * 4],
        ["合计", "5", "4", "4", "3", "80.00%", *zero, *["47"] * 4],
    ]
    district = rows_of(client.get(reverse("board_of", args=[cast.district.pk])))
    assert [row[0] for row in district[2:]] == ["七都街道", "山福镇", "合计"]
    assert district[3] == ["山福镇", "1", "1", "1", "0", "100.00%", *[""] * 11]
    township = rows_of(client.get(reverse("board_of", args=[cast.township.pk])))
    assert [row[:5] for row in township[2:]] == [
        ["河滨社区", "1", "0", "0", "0"],
        ["上沙村", "1", "1", "1", "1"],
        ["下沙村", "1", "1", "1", "1"],
        ["合计", "3", "2", "2", "2"],
    ]
    village = client.get(reverse("board_of", args=[cast.village.pk]))
    assert (
        reverse("return", args=[Return.objects.of_month(OCTOBER).get(region=cast.village).pk]) in village.text
    )
    assert rows_of(village)[8] == ["政策咨询", "人次", "本月发生", "2", "6", ""]


def test_the_totals_of_a_board_are_the_places_own_figures(cast, rolled_up):
    page = cast.client("sun").get(reverse("board"))
    children, own = rows_of(page), rows_of(page, 1)
    assert children[-1][6:] == [row[3] for row in own[1:]]


def test_the_chart_draws_what_the_table_says(cast, rolled_up):
    page = cast.client("sun").get(reverse("board")).text
    found = re.search(
        r'<script type="application/json" id="progress-chart" nonce="[^"]+">(.*?)</script>', page, re.S
    )
    chart = json.loads(found[1])
    assert chart["yAxis"]["data"] == ["龙湾区", "鹿城区"]
    assert {line["name"]: [bar["value"] for bar in line["data"]] for line in chart["series"]} == {
        "已通过": [1, 2],
        "待审核": [0, 1],
        "未报或已退回": [0, 1],
    }
    assert chart["series"][0]["data"][1]["href"] == f"/board/{cast.district.pk}/?month=2010-10"
    assert chart["xAxis"]["min"] == 0
    assert 'data-chart="progress-chart"' in page
    assert "vendor/echarts.min.js" in page


def test_a_board_goes_to_excel_and_leaves_a_trace(cast, rolled_up, tmp_path):
    response = cast.client("zhao").get(reverse("board"), {"format": "xlsx"})
    file = tmp_path / "board.xlsx"
    file.write_bytes(b"".join(response.streaming_content))
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "鹿城区2010年10月月报汇总"
    (total,) = [row for row in rows if row[0] == "合计"]
    assert (total[1:5], total[-4:]) == ([4, 3, 3, 2], [7, 7, 7, 7])
    assert AuditEvent.objects.get(verb="导出").reason == "鹿城区2010年10月月报汇总 xlsx"


def test_a_month_without_returns_says_what_will_bring_them(cast, rolled_up):
    assert "站里提交、乡镇(街道)通过后" in cast.client("sun").get(reverse("board"), {"month": "2009-01"}).text


def test_to_dos_follow_the_due_day(cast, making, november):
    def todos(who):
        return [(todo.title, todo.count, todo.urgency) for todo in returns_waiting(cast.request(who))]

    november.move_to("2010-11-01 09:00:00+08:00")
    assert todos("lin") == [("2010年10月月报还没有提交", 1, "normal")]
    assert (todos("wang"), todos("zhou"), todos("zhao")) == ([], [], [])
    report = making.submit(SHANGSHA)
    rollup.roll_up(OCTOBER)
    assert (todos("lin"), todos("wang")) == ([], [("待审核的2010年10月月报", 1, "normal")])
    november.move_to("2010-11-06 09:00:00+08:00")
    assert todos("wang") == [
        ("待审核的2010年10月月报", 1, "normal"),
        ("还没有报2010年10月月报的村(社区)", 2, "late"),
    ]
    assert (todos("zhou"), todos("sun")) == (
        [("还没有报的2010年10月月报", 3, "late")],
        [("还没有报的2010年10月月报", 4, "late")],
    )
    returns.send_back(report, reason="错", by=cast.posts["wang"])
    assert todos("lin") == [("2010年10月月报被退回,等您改正", 1, "late")]


def questions(captured):
    return [
        query["sql"]
        for query in captured.captured_queries
        if "set_config" not in query["sql"] and "SAVEPOINT" not in query["sql"]
    ]


@pytest.mark.parametrize(
    ("who", "name", "most"), [("zhou", "board", 8), ("zhou", "returns", 12), ("wang", "return_review", 12)]
)
def test_pages_ask_the_database_a_fixed_number_of_questions(
    cast, rolled_up, django_assert_max_num_queries, who, name, most
):
    client = cast.client(who)
    client.get(reverse("home"))  # what waits is counted once a minute
    with django_assert_max_num_queries(30) as captured:
        assert client.get(reverse(name)).status_code == 200
    assert len(questions(captured)) <= most, questions(captured)
