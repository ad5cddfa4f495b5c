"""The subsidy endpoint: its vectors, and everything that is no question."""

import pytest
from django.test import Client

from tests.support.api import GONE, answered, ask, publish, send, wrong

FUND = {"document": "W", "on": "2010-12-31", "households": 430, "grade": "合格", "coordinator_in_post": True}
PAY = {"document": "W", "on": "2010-04-15", "employment": "full_time", "month": "2010-04", "wage": "1100.00"}
PENSION = {"kind": "pension", "base": "1296.00", "employer_rate": "0.14", "employee_rate": "0.08"}
FIVE = [
    PENSION,
    {"kind": "medical", "base": "1296.00", "employer_rate": "0.05", "employee_rate": "0.02"},
    {"kind": "unemployment", "base": "1296.00", "employer_rate": "0.02", "employee_rate": "0.01"},
    {"kind": "work_injury", "base": "1296.00", "employer_rate": "0.005", "employee_rate": "0"},
    {"kind": "maternity", "base": "1296.00", "employer_rate": "0.005", "employee_rate": "0"},
]


@pytest.fixture(autouse=True)
def _library(db, settings):
    settings.CALCULATOR_RATE = None
    publish()


def amounts(question, **changes):
    return [(each["kind"], each["amount"]) for each in answered("subsidy", question, **changes)["results"]]


def test_the_work_fund_by_households():
    found = {count: amounts(FUND, households=count) for count in (1, 199, 200, 201, 799, 800, 801, 1_000_000)}
    assert found == {
        1: [("work_fund", "5000.00")],
        199: [("work_fund", "5000.00")],
        200: [("work_fund", "7000.00")],
        201: [("work_fund", "7000.00")],
        799: [("work_fund", "7000.00")],
        800: [("work_fund", "7000.00")],
        801: [("work_fund", "10000.00")],
        1_000_000: [("work_fund", "10000.00")],
    }


def test_who_gets_no_work_fund():
    cases = {
        "nobody hired": {"coordinator_in_post": False},
        "failed": {"grade": "不合格"},
        "a community": {"region_kind": "community"},
        "a village said so": {"region_kind": "village"},
    }
    assert {name: amounts(FUND, **changes) for name, changes in cases.items()} == {
        "nobody hired": [("work_fund", "0.00")],
        "failed": [("work_fund", "0.00")],
        "a community": [("work_fund", "0.00")],
        "a village said so": [("work_fund", "7000.00")],
    }


def test_the_whole_answer_for_a_village():
    assert answered("subsidy", FUND) == {
        "document": "W",
        "version": 1,
        "on": "2010-12-31",
        "results": [
            {
                "kind": "work_fund",
                "amount": "7000.00",
                "payer": "市财政",
                "clause": "W三(五)",
                "steps": [
                    {"text": "单位类别是行政村,聘有协管员并已考核,列入补助范围", "value": "列入"},
                    {"text": "户籍户数 430 户,属“200(含)—800户(含)”一档,标准(元/年)", "value": "7000.00"},
                    {"text": "考核日有协管员在岗,不按月折算", "value": "整档"},
                    {"text": "考核结果“合格”,系数", "value": "1"},
                    {"text": "应补金额 = 7000.00 × 1", "value": "7000.00"},
                ],
                "reading": ["AM-02", "AM-13b", "AM-14", "AM-39", "AM-40"],
            }
        ],
    }


def test_a_full_month_with_five_insurances():
    results = answered("subsidy", PAY, insurances=FIVE)["results"]
    assert [(each["kind"], each.get("insurance"), each["amount"], each["payer"]) for each in results] == [
        ("post_subsidy", None, "600.00", "市财政"),
        ("wage_top_up", None, "500.00", "区财政"),
        ("insurance_employer", "pension", "181.44", "市财政"),
        ("insurance_withheld", "pension", "103.68", "个人"),
        ("insurance_employer", "medical", "64.80", "市财政"),
        ("insurance_withheld", "medical", "25.92", "个人"),
        ("insurance_employer", "unemployment", "25.92", "市财政"),
        ("insurance_withheld", "unemployment", "12.96", "个人"),
        ("insurance_employer", "work_injury", "6.48", "市财政"),
        ("insurance_withheld", "work_injury", "0.00", "个人"),
        ("insurance_employer", "maternity", "6.48", "市财政"),
        ("insurance_withheld", "maternity", "0.00", "个人"),
        ("net_pay", None, "957.44", None),
    ]
    assert {each["clause"] for each in results} == {"W三(三)"}


def test_the_minimum_wage_of_the_first_day_of_the_month():
    """Before April 2010 it was 960: the same wage is enough, and the top-up grows by the difference later."""
    assert amounts(PAY, month="2010-03", wage="960.00") == [
        ("post_subsidy", "600.00"),
        ("wage_top_up", "360.00"),
        ("net_pay", "960.00"),
    ]
    assert wrong("subsidy", PAY, wage="1099.99") == ["wage"]
    assert wrong("subsidy", PAY, month="2010-03", wage="959.99") == ["wage"]
    assert amounts(PAY, wage="1000.00", minimum_wage="1000.00")[1] == ("wage_top_up", "400.00")


def test_days_in_force_count_with_both_ends():
    cases = {
        "all of April": {"in_force_from": "2010-04-01", "in_force_to": "2010-04-30"},
        "half of it": {"in_force_from": "2010-04-16"},
        "one day": {"in_force_from": "2010-04-30", "in_force_to": "2010-05-31"},
        "none": {"in_force_to": "2010-03-31"},
    }
    assert {name: amounts(PAY, **changes) for name, changes in cases.items()} == {
        "all of April": [("post_subsidy", "600.00"), ("wage_top_up", "500.00"), ("net_pay", "1100.00")],
        "half of it": [("post_subsidy", "300.00"), ("wage_top_up", "250.00"), ("net_pay", "550.00")],
        "one day": [("post_subsidy", "20.00"), ("wage_top_up", "16.67"), ("net_pay", "36.67")],
        "none": [("post_subsidy", "0.00"), ("wage_top_up", "0.00"), ("net_pay", "0.00")],
    }


def test_a_part_timer_has_the_post_subsidy():
    assert amounts(PAY, employment="part_time", wage=GONE) == [("post_subsidy", "600.00")]
    assert amounts(PAY, employment="part_time", wage=GONE, in_force_from="2010-04-16") == [
        ("post_subsidy", "300.00")
    ]


def test_both_groups_at_once_in_the_order_of_the_year_and_the_month():
    assert [kind for kind, _ in amounts({**PAY, **FUND})] == [
        "work_fund",
        "post_subsidy",
        "wage_top_up",
        "net_pay",
    ]


def test_numbers_may_be_numbers_when_they_are_exact():
    assert amounts(PAY, wage=1100) == amounts(PAY)
    _, found = send("subsidy", b'{"document":"W","on":"2010-04-15","employment":"full_time","month":"2010-04",'
                    b'"wage":1234.56}')  # fmt: skip
    assert [each["amount"] for each in found["results"]] == ["600.00", "634.56", "1234.56"]
    status, found = send("subsidy", b'{"document":"W","on":"2010-04-15","employment":"full_time",'
                         b'"month":"2010-04","wage":1100.001}')  # fmt: skip
    assert (status, list(found["errors"])) == (400, ["wage"])


@pytest.mark.parametrize("key", ["Y", "J", "S", "F"])
def test_documents_without_amounts_say_so(key):
    found = answered("subsidy", {**FUND, **PAY, "document": key, "on": "2016-01-01"})
    assert (found["document"], found["results"]) == (key, [])
    assert found["note"].endswith("没有写明补助或补贴的金额,没有可算的数。")
    assert answered("subsidy", {"document": key, "on": "2016-01-01"})["note"] == found["note"]


def test_a_document_that_has_not_taken_effect():
    first = {"W": "2009-11-04", "Y": "2014-10-26", "J": "2010-08-03", "S": "2011-05-20", "F": "2008-03-20"}
    before = {"W": "2009-11-03", "Y": "2014-10-25", "J": "2010-08-02", "S": "2011-05-19", "F": "2008-03-19"}
    for key, day in first.items():
        assert answered("subsidy", FUND, document=key, on=day)["on"] == day
        assert wrong("subsidy", FUND, document=key, on=before[key]) == ["on"]
    assert wrong("subsidy", PAY, month="2009-10") == ["month"]
    assert amounts(PAY, month="2009-11", wage="960")[0] == ("post_subsidy", "600.00")


def test_no_minimum_wage_in_force_is_no_minimum_wage_of_nothing():
    from stations.models import Parameter

    open_ended = Parameter.objects.filter(kind="minimum_wage", ends_on=None)
    open_ended.update(ends_on="2010-06-30")
    assert amounts(PAY, month="2010-06")[0] == ("post_subsidy", "600.00")
    assert wrong("subsidy", PAY, month="2010-07") == ["minimum_wage"]
    assert amounts(PAY, month="2010-07", minimum_wage="1100.00")[1] == ("wage_top_up", "500.00")
    assert amounts(PAY, month="2010-07", employment="part_time", wage=GONE) == [("post_subsidy", "600.00")]


NO_COUNTS = [0, -1, 200.5, "200", "", True, None, [], {}, 1_000_001, 10**30, "1e3"]
NO_MONEY = [
    "0",
    "0.00",
    "-1",
    "1e3",
    "NaN",
    "",
    "1,100.00",
    "1100.001",
    "¥1100",
    True,
    None,
    [],
    10**30,
    " 1100",
]
NO_DAYS = ["2010-02-30", "2010-4-1", "20100401", "1899-12-31", "2201-01-01", "", 20100401, None, True, "今天"]


@pytest.mark.parametrize(
    ("question", "field", "values"),
    [
        (FUND, "households", NO_COUNTS),
        (FUND, "coordinator_in_post", ["true", 1, 0, None, "", []]),
        (FUND, "grade", ["优秀", "", None, 1, True, "\ud800", "合格\u0000", "合" * 41]),
        (FUND, "region_kind", ["town", "", None, 1]),
        (FUND, "document", ["Q", "w", "", None, 1, "W\u0000", "W'--", "W" * 30]),
        (FUND, "on", NO_DAYS),
        (PAY, "employment", ["half_time", "", None, 1]),
        (PAY, "month", ["2010-13", "2010-4", "2010", "1899-12", "", None, 201004, "2010-04-01"]),
        (PAY, "wage", NO_MONEY),
        (PAY, "minimum_wage", NO_MONEY),
        (PAY, "in_force_from", NO_DAYS),
        (PAY, "in_force_to", NO_DAYS),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_value_is_refused_at_its_field(question, field, values):
    assert {repr(value): wrong("subsidy", question, **{field: value}) for value in values} == {
        repr(value): [field] for value in values
    }


def test_what_is_missing_is_named():
    assert {key: wrong("subsidy", FUND, **{key: GONE}) for key in FUND} == {key: [key] for key in FUND}
    assert {key: wrong("subsidy", PAY, **{key: GONE}) for key in PAY} == {key: [key] for key in PAY}
    assert wrong("subsidy", {"document": "W", "on": "2010-01-01", "region_kind": "village"}) == [
        "coordinator_in_post",
        "grade",
        "households",
    ]
    assert wrong("subsidy", {"document": "W", "on": "2010-01-01", "insurances": [PENSION]}) == [
        "employment",
        "month",
    ]
    assert ask("subsidy", {"document": "W", "on": "2010-01-01"}) == (
        400,
        {
            "errors": {
                "body": [
                    "请至少给出一组:工作经费(households、grade、coordinator_in_post),"
                    "或协管员当月待遇(employment、month,专职还要 wage)。"
                ]
            }
        },
    )


def test_what_does_not_fit_together():
    assert wrong("subsidy", PAY, in_force_from="2010-04-20", in_force_to="2010-04-19") == ["in_force_to"]
    assert wrong("subsidy", PAY, insurances=[PENSION, PENSION]) == ["insurances"]
    assert wrong("subsidy", PAY, unheard_of=1, wages="1") == ["unheard_of", "wages"]


def test_every_problem_of_the_insurances_says_which_entry():
    status, found = ask(
        "subsidy",
        PAY,
        insurances=[
            PENSION,
            {"kind": "housing", "base": "0", "employer_rate": "1.01", "employee_rate": 0.1234567, "x": 1},
            {"kind": "medical", "base": "-1", "employer_rate": "14%", "employee_rate": True},
            3,
        ],
    )
    assert (status, found["errors"]["insurances"]) == (
        400,
        [
            "第 2 项,x:不认识的项目,可用的有:kind、base、employer_rate、employee_rate。",
            "第 3 项,缴费基数(元/月):应是数字,例如 1296.00。",
            "第 3 项,单位费率:应是数字,例如 0.14。",
            "第 3 项,个人费率:应是数字,例如 0.14。",
            "第 4 项,应是对象(花括号里的各项)。",
        ],
    )
    assert [wrong("subsidy", PAY, insurances=value) for value in ({}, "pension", None, [PENSION] * 6)] == [
        ["insurances"]
    ] * 4
    assert wrong("subsidy", PAY, insurances=[{**PENSION, "kind": "housing"}]) == ["insurances"]
    assert wrong("subsidy", PAY, insurances=[{**PENSION, "employer_rate": "1.01"}]) == ["insurances"]


def test_what_is_no_json_object():
    bodies = [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"W"',
        b"3",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"document":"W","document":"Y"}',
    ]
    assert [
        (status, list(found["errors"])) for status, found in (send("subsidy", body) for body in bodies)
    ] == [(400, ["body"])] * len(bodies)


def test_numbers_that_json_does_not_know():
    for written in (
        "NaN",
        "Infinity",
        "-Infinity",
        "1e30",
        "1e999999999999999999999",
        "9" * 6000,
        "-1",
        "200.0",
    ):
        body = '{"document":"W","on":"2010-01-01","grade":"合格","coordinator_in_post":true,"households":%s}'
        status, found = send("subsidy", body % written)
        assert (status, list(found["errors"])) == (400, ["households"]), written


def test_only_json_and_only_post():
    forms = (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/xml",
    )
    for content_type in forms:
        status, found = send("subsidy", "document=W", content_type)
        assert (status, list(found["errors"])) == (415, ["body"])
    for method in ("get", "put", "patch", "delete", "options"):
        response = getattr(Client(), method)("/api/v1/policy/subsidy/")
        assert (response.status_code, response["Allow"]) == (405, "POST")
        assert list(response.json()["errors"]) == ["method"]


def test_a_body_that_no_question_has_is_not_read():
    for size in (70_000, 40_000_000):
        response = Client().post(
            "/api/v1/policy/subsidy/",
            b"{}",
            content_type="application/json",
            headers={"Content-Length": str(size)},
        )
        assert (response.status_code, list(response.json()["errors"])) == (413, ["body"])


def test_an_unknown_address_of_the_api_is_told_in_json():
    response = Client().get("/api/v1/policy/nothing/")
    assert (response.status_code, list(response.json()["errors"])) == (404, ["address"])


def test_so_many_questions_a_minute_from_one_address(settings):
    from django.core.cache import cache

    settings.CALCULATOR_RATE = "2/min"
    cache.clear()
    assert [ask("subsidy", FUND)[0] for _ in range(3)] == [200, 200, 429]
    # What a client writes into a header makes nobody another address.
    spoofed = Client().post(
        "/api/v1/policy/subsidy/",
        b"{}",
        content_type="application/json",
        headers={"X-Forwarded-For": "203.0.113.9"},
    )
    assert (spoofed.status_code, list(spoofed.json()["errors"])) == (429, ["rate"])
    assert int(spoofed["Retry-After"]) > 0
    other = Client(REMOTE_ADDR="203.0.113.9").post(
        "/api/v1/policy/subsidy/", b"{}", content_type="application/json"
    )
    assert other.status_code == 400
    one_network = [
        Client(REMOTE_ADDR=f"2001:db8::{n}").post(
            "/api/v1/policy/subsidy/", b"{}", content_type="application/json"
        )
        for n in range(1, 4)
    ]
    assert [response.status_code for response in one_network] == [400, 400, 429]
    cache.clear()


def test_nothing_is_asked_of_the_database_but_the_document_and_the_parameter(django_assert_num_queries):
    with django_assert_num_queries(2) as asked:
        ask("subsidy", {**PAY, **FUND, "insurances": FIVE})
    tables = ("stations_policydocument", "stations_parameter")
    assert all(table in query["sql"] for query, table in zip(asked.captured_queries, tables, strict=True))
    with django_assert_num_queries(1):
        ask("subsidy", FUND)


def test_who_is_signed_in_is_nobody_here(cast, django_assert_num_queries):
    client = cast.client("zhao")
    client.handler.enforce_csrf_checks = True
    with django_assert_num_queries(1):
        response = client.post("/api/v1/policy/subsidy/", FUND, content_type="application/json")
    assert (response.status_code, response.json()) == ask("subsidy", FUND)
    assert "Cookie" not in response.get("Vary", "")


def test_an_answer_carries_the_portals_headers():
    response = Client().post("/api/v1/policy/subsidy/", FUND, content_type="application/json")
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def redis_cache(address):
    return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}}


def test_the_count_is_kept_in_redis_where_there_is_one(settings, redis_url):
    settings.CACHES = redis_cache(redis_url)
    settings.CALCULATOR_RATE = "1/min"
    assert [ask("subsidy", FUND)[0] for _ in range(2)] == [200, 429]


def test_a_portal_that_cannot_count_still_answers(settings):
    settings.CACHES = redis_cache("redis://127.0.0.1:1")
    settings.CALCULATOR_RATE = "1/min"
    assert [ask("subsidy", FUND)[0] for _ in range(2)] == [200, 200]
