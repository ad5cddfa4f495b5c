"""The counter on screen: who sees which rows, what is offered to whom, and what stays outside."""

import re
from datetime import date
from uuid import uuid4

import pytest
import segno
import time_machine
from django.urls import reverse

from services.models import Request, ServiceItem
from services.navigation import requests_waiting
from stations.models import AuditEvent
from tests.support.tables import rows_of


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2010-03-01 09:00:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def case(counter):
    return counter.move(counter.receive(date(2010, 3, 1)), "send_up")


def listed(client, **query):
    """The JSON download of the list: (number, state) of every row."""
    rows = client.get(reverse("requests"), {"format": "json", **query}).json()["rows"]
    return [(row["number"], row["state"]) for row in rows]


def form(counter, **changes):
    return {
        "item": counter.catalogue["W-D1"].pk,
        "applicant": "李四",
        "phone": "0577-88880000",
        "asked": "登记失业",
        "received_on": "2010-03-01",
        "form_token": str(uuid4()),
        **changes,
    }


def test_a_request_is_taken_in_at_the_counter(cast, counter):
    client = cast.client("lin")
    page = client.get(reverse("request_create"))
    assert page.status_code == 200
    assert 'value="2010-03-01"' in page.text
    assert "data-draft" in page.text
    response = client.post(reverse("request_create"), form(counter), follow=True)
    case = Request.objects.get()
    assert response.redirect_chain == [(reverse("request", args=[case.pk]), 302)]
    assert (case.applicant, case.region, case.received_by, case.due_on) == (
        "李四",
        cast.village,
        cast.person("lin"),
        date(2010, 3, 8),
    )
    assert "还剩 5 个工作日" in response.text


def test_what_the_client_may_not_say_is_not_heard(cast, counter):
    cast.client("lin").post(
        reverse("request_create"),
        form(
            counter, state="told", region=cast.place("330302008202").pk, due_on="2099-01-01", outcome="agreed"
        ),
    )
    case = Request.objects.get()
    assert (case.state, case.region, case.due_on, case.outcome) == (
        "received",
        cast.village,
        date(2010, 3, 8),
        "",
    )


def test_errors_stand_at_their_field_and_nothing_is_kept(cast, counter):
    response = cast.client("lin").post(
        reverse("request_create"),
        form(counter, item="", applicant="", phone="abc", received_on="2010-03-02"),
    )
    assert response.status_code == 422
    assert response.context_data["form"].errors == {
        "item": ["请填写这一项。"],
        "applicant": ["请填写这一项。"],
        "phone": ["电话只能有数字、空格和横线,至少 5 位。"],
    }
    late = cast.client("lin").post(reverse("request_create"), form(counter, received_on="2010-03-02"))
    assert late.context_data["form"].errors == {"received_on": ["受理日期不能晚于今天。"]}
    assert Request.objects.count() == 0


def test_an_item_of_another_city_is_no_choice(cast, counter):
    foreign = ServiceItem.objects.get(key="W-D2")
    ServiceItem.objects.filter(pk=foreign.pk).update(scope_code=330400000000)
    response = cast.client("lin").post(reverse("request_create"), form(counter, item=foreign.pk))
    assert response.context_data["form"].errors == {"item": ["请从列表里选一项。"]}


def test_everybody_sees_the_requests_of_the_own_jurisdiction(cast, counter, case):
    other = counter.receive(date(2010, 3, 1), who="chen")
    both = [(other.number, "received"), (case.number, "sent_up")]
    assert {who: listed(cast.client(who)) for who in ("lin", "chen", "wang", "zhou", "sun", "qian")} == (
        dict.fromkeys(("lin", "chen", "wang", "zhou", "sun", "qian"), both)
    )
    Request.objects.filter(pk=other.pk).update(scope_code=330302008202)
    assert listed(cast.client("lin")) == [(case.number, "sent_up")]


@pytest.mark.parametrize("who", ["zhao", "mo", "admin"])
def test_applicants_are_not_for_those_who_handle_money_or_accounts(cast, case, who):
    client = cast.client(who)
    for name, args in (("requests", []), ("request", [case.pk]), ("request_receipt", [case.pk])):
        assert client.get(reverse(name, args=args)).status_code == 403


def test_outside_looks_like_non_existent_for_every_address(cast, counter, case):
    Request.objects.filter(pk=case.pk).update(scope_code=330303001201)
    for who, names in {
        "lin": ["request", "request_receipt", "request_resubmit", "request_tell", "request_withdraw"],
        "wang": ["request", "request_send_back", "request_decide"],
    }.items():
        client = cast.client(who)
        for name in names:
            outside, nowhere = (client.get(reverse(name, args=[pk])) for pk in (case.pk, 10**9))
            assert (name, outside.status_code, outside.content) == (name, 404, nowhere.content)
    assert cast.client("lin").post(reverse("request_send_up", args=[case.pk])).status_code == 404
    assert Request.objects.get(pk=case.pk).state == "sent_up"


def offered(client, case):
    page = client.get(reverse("request", args=[case.pk])).text
    labels = (
        "上报乡镇(街道)</button>",
        "退回补正</a>",
        "作出决定</a>",
        "补正后重报</a>",
        "告知申请人</a>",
        "申请人撤回</a>",
    )
    return [label.split("<")[0] for label in labels if label in page]


def test_steps_are_offered_only_to_whom_they_are_open(cast, counter):
    case = counter.receive(date(2010, 3, 1))
    seen = {}
    for state, verb in (
        ("received", "send_up"),
        ("sent_up", "send_back"),
        ("returned", "resubmit"),
        ("sent_up again", "decide"),
        ("decided", "tell"),
    ):
        seen[state] = (offered(cast.client("lin"), case), offered(cast.client("wang"), case))
        assert offered(cast.client("zhou"), case) == []
        counter.move(case, verb)
    assert seen == {
        "received": (["上报乡镇(街道)", "申请人撤回"], []),
        "sent_up": (["申请人撤回"], ["退回补正", "作出决定"]),
        "returned": (["补正后重报", "申请人撤回"], []),
        "sent_up again": (["申请人撤回"], ["退回补正", "作出决定"]),
        "decided": (["告知申请人"], []),
    }


def test_the_township_decides_with_a_reason_and_the_station_tells(cast, case):
    wang, lin = cast.client("wang"), cast.client("lin")
    address = reverse("request_decide", args=[case.pk])
    assert wang.post(address, {"outcome": "refused"}).context_data["form"].errors == {
        "reason": ["请填写这一项。"]
    }
    wang.post(address, {"outcome": "refused", "reason": "不在参保范围"})
    page = lin.post(reverse("request_tell", args=[case.pk]), {"note": ""}, follow=True)
    assert "不同意:不在参保范围" in page.text
    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_on) == ("told", "refused", date(2010, 3, 1))


def test_a_step_that_somebody_else_has_taken_says_so(cast, counter, case):
    counter.move(case, "decide")
    response = cast.client("wang").post(reverse("request_send_back", args=[case.pk]), {"reason": "缺材料"})
    assert response.status_code == 422
    assert "当前状态是“已决定”,不能退回补正" in response.text
    again = cast.client("lin").post(reverse("request_send_up", args=[case.pk]), follow=True)
    assert "当前状态是“已决定”,不能上报乡镇(街道)" in again.text


def test_filters_find_by_state_clock_item_and_person(cast, counter, monday):
    late = counter.move(counter.receive(date(2010, 2, 1), applicant="迟到的"), "send_up")
    soon = counter.receive(date(2010, 2, 25), applicant="快到期的")
    closed = counter.move(counter.receive(date(2010, 3, 1), key="W-D6"), "withdraw")
    client = cast.client("lin")
    found = {
        "late": listed(client, clock="late"),
        "soon": listed(client, clock="soon"),
        "open": listed(client, state="open"),
        "item": listed(client, item=counter.catalogue["W-D6"].pk),
        "person": listed(client, person="迟到"),
        "number": listed(client, person=closed.number[-12:]),
        "nonsense": listed(client, state="nonsense"),
    }
    assert found == {
        "late": [(late.number, "sent_up")],
        "soon": [(soon.number, "received")],
        "open": [(soon.number, "received"), (late.number, "sent_up")],
        "item": [(closed.number, "withdrawn")],
        "person": [(late.number, "sent_up")],
        "number": [(closed.number, "withdrawn")],
        "nonsense": [],
    }
    assert AuditEvent.objects.filter(verb="导出").count() == 7


def test_the_list_in_full(cast, counter):
    case = counter.receive(date(2010, 3, 1))
    page = cast.client("wang").get(reverse("requests"))
    assert rows_of(page) == [
        ["村(社区)", "受理编号", "事项", "申请人", "受理日期 ↓", "状态", "时限", "剩余", "到期日"],
        [
            "上沙村",
            case.number,
            "城乡居民社会养老保险:信息录入、费用征收、待遇支付、领取资格认定",
            "张三",
            "2010-03-01",
            "已受理",
            "期限内",
            "还剩 5 个工作日",
            "2010-03-08",
        ],
    ]


def test_an_empty_list_says_what_to_do(cast):
    assert "按“受理登记”记下来" in cast.client("lin").get(reverse("requests")).text


def test_to_dos_press_by_their_clocks(cast, counter):
    counter.receive(date(2010, 2, 1))
    counter.receive(date(2010, 3, 1))
    counter.move(counter.receive(date(2010, 2, 25)), "send_up")

    def todos(who):
        return [
            (todo.title, todo.count, todo.urgency, todo.hint) for todo in requests_waiting(cast.request(who))
        ]

    assert todos("lin") == [("受理后待上报的事项", 2, "late", "1 件已超期")]
    assert todos("wang") == [("站里上报、待决定的事项", 1, "soon", "1 件快到期")]
    assert (todos("zhou"), todos("qian"), todos("admin")) == ([], [], [])


def test_a_request_is_found_by_number_and_name_within_the_jurisdiction(cast, case):
    def found(who, words):
        return case.number in cast.client(who).get(reverse("search"), {"q": words}).text

    assert [found("wang", words) for words in ("张三", case.number, "20100301-001", "王五")] == [
        True,
        True,
        True,
        False,
    ]
    assert (found("zhao", "张三"), found("admin", "张三")) == (False, False)
    Request.objects.update(scope_code=330303001201)
    assert not found("wang", "张三")


def test_the_station_card_shows_what_is_open(cast, counter, case):
    counter.move(counter.receive(date(2010, 3, 1), applicant="已撤的"), "withdraw")
    card = cast.client("wang").get(reverse("station", args=[cast.station.pk])).text
    assert case.number in card
    assert "已撤的" not in card
    assert case.number not in cast.client("zhao").get(reverse("station", args=[cast.station.pk])).text


def test_the_receipt_says_number_limit_and_where_to_ask(cast, case):
    page = cast.client("lin").get(reverse("request_receipt", args=[case.pk])).text
    for words in (case.number, "张三", "5 个工作日(服务承诺)", "2010-03-08", "上沙村劳动保障站", "不收费"):
        assert words in page


def test_the_receipt_carries_its_number_as_a_code_to_scan(cast, case):
    page = cast.client("lin").get(reverse("request_receipt", args=[case.pk])).text
    [drawn] = re.findall(r'<svg[^>]*class="qr-code">.*?</svg>', page, re.DOTALL)
    modules = [list(row) for row in segno.make_qr(case.number, error="m").matrix_iter(border=4)]
    assert painted(drawn, len(modules)) == modules
    assert f"<title>受理编号 {case.number}</title>" in drawn
    assert "style=" not in drawn


def painted(svg, size):
    """The modules that the path of a code's drawing covers: strokes of one unit, a row each."""
    assert f'viewBox="0 0 {size} {size}"' in svg
    [path] = re.findall(r' d="([^"]+)"', svg)
    modules, x, y = [[0] * size for _ in range(size)], 0.0, 0.0
    for verb, arguments in re.findall(r"([Mmh])([^Mmh]+)", path):
        steps = [float(each) for each in re.findall(r"-?[0-9.]+", arguments)]
        if verb == "h":
            for column in range(int(x), int(x + steps[0])):
                modules[int(y)][column] = 1
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if verb == "M" else (x + steps[0], y + steps[1])
    return modules


def test_the_city_keeps_the_catalogue(cast):
    sun = cast.client("sun")
    sun.post(reverse("service_items_from_document"))
    assert ServiceItem.objects.count() == 7
    item = ServiceItem.objects.get(key="W-D3")
    address = reverse("service_item_edit", args=[item.pk])
    fields = {
        "name": item.name,
        "part": "协助",
        "active_from": "2010-01-01",
        "free": "on",
        "version": item.version,
    }
    wrong = sun.post(address, {**fields, "limit_length": "10"})
    assert wrong.context_data["form"].errors == {
        "limit_kind": ["填了时限,请选它的单位。"],
        "limit_basis": ["填了时限,请写明依据:文号,或“服务承诺”。"],
    }
    limit = {"limit_length": "10", "limit_kind": "working", "limit_basis": "服务承诺"}
    assert sun.post(address, {**fields, **limit}).status_code == 302
    item.refresh_from_db()
    assert (item.limit.label, item.limit_basis, item.version) == ("10 个工作日", "服务承诺", 2)
    stale = sun.post(address, {**fields, **limit, "name": "别的名称"})
    assert stale.status_code == 409


@pytest.mark.parametrize("who", ["lin", "wang", "zhou", "zhao", "qian"])
def test_everybody_else_only_reads_the_catalogue(cast, catalogue, who):
    client = cast.client(who)
    assert client.get(reverse("service_items"), {"format": "json"}).json()["rows"][0]["key"] == "W-D1"
    assert client.get(reverse("service_item_create")).status_code == 403
    assert client.post(reverse("service_items_from_document")).status_code == 403
    item = catalogue["W-D1"]
    assert client.get(reverse("service_item_edit", args=[item.pk])).status_code == 403
    assert reverse("service_item_edit", args=[item.pk]) not in client.get(reverse("service_items")).text


def test_a_list_asks_the_database_a_fixed_number_of_questions(cast, counter, django_assert_max_num_queries):
    for _ in range(12):
        counter.receive(date(2010, 3, 1))
    client = cast.client("wang")
    client.get(reverse("home"))  # what waits is counted once a minute
    with django_assert_max_num_queries(20) as captured:
        client.get(reverse("requests"))
    asked = [query["sql"] for query in captured.captured_queries]
    assert len([sql for sql in asked if "set_config" not in sql and "SAVEPOINT" not in sql]) <= 12
