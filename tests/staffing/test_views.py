"""Coordinators and assessments on screen: who sees what, what is masked, what is told."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.months import today
from kit.navigation import search, todos
from staffing.models import Coordinator, Engagement, VillageAssessment
from stations.models import Adoption
from tests.staffing.people import assess, count_households, engage, hire, id_number
from tests.staffing.readings import bind

TERMS = {"kind": "full_time", "starts_on": "2010-01-01", "ends_on": "", "monthly_wage": "1100", "note": ""}
PERSON = {
    "name": "林晓梅",
    "phone": "13800000000",
    "education": "60",
    "bank": "",
    "bank_account": "6200 0000 0000 0001",
}


def new(cast, who="wang", village="330302008201", **values):
    data = {**PERSON, **TERMS, "id_text": id_number(1), "village": cast.place(village).pk, **values}
    return cast.client(who).post(reverse("coordinator_create"), data, follow=True)


def listed(cast, who, page, **query):
    return cast.client(who).get(reverse(page), {"format": "json", **query}).json()["rows"]


def test_the_township_hires_and_the_number_is_shown_masked_everywhere(cast):
    response = new(cast)
    person = Coordinator.objects.get()
    assert response.redirect_chain[-1][0] == reverse("coordinator", args=[person.pk])
    assert (person.id_text, person.bank_account, person.engagements.get().contract_party) == (
        id_number(1), "6200000000000001", "township",
    )  # fmt: skip
    pages = [response.text]
    for who in ("lin", "chen", "wang", "zhou", "zhao", "sun", "qian"):
        client = cast.client(who)
        pages += [
            client.get(reverse("coordinators")).text,
            client.get(reverse("coordinator", args=[person.pk])).text,
        ]
        pages.append(json.dumps(listed(cast, who, "coordinators")))
    pages.append(cast.client("wang").get(reverse("coordinator_edit", args=[person.pk])).text)
    for page in pages:
        assert id_number(1) not in page
        assert "6200000000000001" not in page
    assert listed(cast, "qian", "coordinators")[0]["id_number"] == f"990000********{id_number(1)[-4:]}"


@pytest.mark.parametrize(
    ("values", "field", "error"),
    [
        ({"id_text": id_number(1)[:-1]}, "id_text", "身份证号码应为18位,现在是17位,请核对。"),
        ({"id_text": ""}, "id_text", "请填写这一项。"),
        ({"bank_account": "abc"}, "bank_account", "银行账号应为 8 到 30 位数字。"),
        ({"monthly_wage": ""}, "monthly_wage", "全日制用工须填月工资。(W三(三))"),
        ({"ends_on": "2009-12-31"}, "ends_on", "合同终止日不能早于起始日,请核对。"),
        ({"starts_on": ""}, "starts_on", "请填写这一项。"),
    ],
)
def test_errors_stand_beside_their_field(cast, values, field, error):
    response = new(cast, **values)
    assert (response.status_code, response.context_data["form"].errors) == (422, {field: [error]})
    assert Coordinator.objects.count() == 0


def test_a_village_outside_is_no_choice(cast):
    response = new(cast, village="330302101201")
    assert response.context_data["form"].errors == {"village": ["请从列表里选一项。"]}


def test_what_the_document_has_against_a_contract_is_told_and_the_contract_stands(cast):
    count_households(cast.village, 200, year=2008)
    response = new(cast, kind="part_time", monthly_wage="")
    assert "正好 200 户:与工作经费同一口径" in response.text
    assert Engagement.objects.get().kind == "part_time"


@pytest.mark.parametrize("who", ["lin", "chen", "zhou", "zhao", "sun", "qian"])
def test_nobody_but_the_township_hires(cast, who):
    assert new(cast, who=who).status_code == 403
    assert Coordinator.objects.count() == 0


def test_another_townships_coordinator_is_not_found(cast):
    person = hire(cast.place("330302101201"), "周建平", 1)
    engagement = person.engagements.get()
    client = cast.client("wang")
    for name, pk in (
        ("coordinator", person.pk),
        ("coordinator_edit", person.pk),
        ("engagement_create", person.pk),
        ("engagement_edit", engagement.pk),
        ("engagement_end", engagement.pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert listed(cast, "wang", "coordinators") == []


def test_the_second_of_two_editors_is_told_and_sees_no_number(cast):
    person = hire(cast.village, "林晓梅", 1)
    address = reverse("coordinator_edit", args=[person.pk])
    data = {"name": "林小梅", "phone": "", "education": "", "bank": "", "version": 1}
    assert cast.client("wang").post(address, data).status_code == 302
    late = cast.client("wang").post(address, {**data, "name": "林梅", "corrected_id": id_number(8)})
    assert (late.status_code, "林小梅" in late.text, id_number(1) in late.text) == (409, True, False)
    person.refresh_from_db()
    assert (person.name, person.sort_key, person.id_text) == ("林小梅", "lin xiao mei", id_number(1))


def test_history_tells_values_as_people_read_them(cast):
    new(cast)
    person = Coordinator.objects.get()
    data = {**PERSON, "education": "20", "version": 1, "corrected_account": "62000000000099"}
    cast.client("wang").post(reverse("coordinator_edit", args=[person.pk]), data)
    page = cast.client("zhou").get(reverse("coordinator", args=[person.pk]))
    change = page.context_data["changes"][0]
    assert (change["who"]["user"], change["fields"]) == (
        "王所长",
        {"文化程度": ("普通高中", "大学本科"), "银行账号": ("************0001", "**********0099")},
    )


def test_the_list_of_coordinators_filters_and_sorts(cast):
    hire(cast.village, "林晓梅", 1)
    hire(cast.place("330302008202"), "何小丽", 2, kind="part_time", monthly_wage=None)
    hire(cast.place("330302101201"), "周建平", 3, ends_on=date(2010, 1, 1))

    def names(**query):
        return [row["name"] for row in listed(cast, "zhou", "coordinators", **query)]

    assert names() == ["林晓梅", "何小丽", "周建平"]
    assert names(sort="name") == ["何小丽", "林晓梅", "周建平"]
    assert names(post="in") == ["林晓梅", "何小丽"]
    assert names(post="out") == ["周建平"]
    assert names(post="part_time") == ["何小丽"]
    assert names(township=cast.township.pk, name="晓") == ["林晓梅"]


def test_history_tells_how_a_contract_ended_and_no_second_end_is_offered(cast):
    person = hire(cast.village, "林晓梅", 1)
    address = reverse("engagement_end", args=[person.engagements.get().pk])
    cast.client("wang").post(address, {"ended_on": today().isoformat(), "reason": "本人辞职"})
    page = cast.client("wang").get(reverse("coordinator", args=[person.pk]))
    ended = {"提前终止日": (None, today()), "终止事由": ("", "本人辞职")}
    assert ended in [change["fields"] for change in page.context_data["changes"]]
    assert address not in page.text


def test_vacancies_and_the_card_of_a_station_say_since_when(cast):
    person = hire(cast.village, "林晓梅", 1)
    address = reverse("engagement_end", args=[person.engagements.get().pk])
    cast.client("wang").post(address, {"ended_on": "2010-06-30", "reason": "本人辞职"})
    rows = listed(cast, "wang", "vacancies")
    assert [(row["village"], row["since"], row["before"]) for row in rows] == [
        ("河滨社区", "2009-12-01", "建站后没有聘用过"),
        ("上沙村", "2010-07-01", "上一任离岗"),
        ("下沙村", "2009-12-01", "建站后没有聘用过"),
    ]
    card = cast.client("lin").get(reverse("station", args=[cast.station.pk])).text
    assert "岗位空缺" in card
    assert "自 2010-07-01 起" in card
    engage(person, cast.village, date(2010, 8, 1))
    assert "岗位空缺" not in cast.client("lin").get(reverse("station", args=[cast.station.pk])).text


def test_coordinators_are_found_by_name_within_the_jurisdiction(cast):
    hire(cast.village, "林晓梅", 1)
    hire(cast.place("330302101201"), "林建平", 2)
    assert [found.title for found in search(cast.request("wang"), "林") if found.kind == "协管员"] == [
        "林晓梅"
    ]
    assert [found.title for found in search(cast.request("zhou"), "林") if found.kind == "协管员"] == [
        "林建平",
        "林晓梅",
    ]
    assert [found for found in search(cast.request("admin"), "林") if found.kind == "协管员"] == []


def entry(cast, rows, then="send", day="2010-01-08", year=2009, who="wang"):
    data = {"head-assessed_on": day, "then": then}
    for code, values in rows.items():
        data |= {f"v{cast.place(code).pk}-{name}": value for name, value in values.items()}
    return cast.client(who).post(f"{reverse('assessment_entry')}?year={year}", data, follow=True)


def stored():
    return list(
        VillageAssessment.objects.order_by("scope_code").values_list(
            "region__name", "result", "score", "assessed_on", "state"
        )
    )


def test_a_township_enters_all_its_villages_in_one_form(cast):
    response = entry(
        cast,
        {
            "330302008201": {"result": "合格", "score": "88.5"},
            "330302008202": {
                "result": "不合格",
                "score": "",
                "assessed_on": "2010-01-09",
                "remark": "台账缺失",
            },
        },
    )
    assert "已报送 2 个村,等区人事劳动局确认。" in response.text
    assert [(*row[:2], str(row[2]), *row[3:]) for row in stored()] == [
        ("上沙村", "合格", "88.5", date(2010, 1, 8), "scored"),
        ("下沙村", "不合格", "None", date(2010, 1, 9), "scored"),
    ]


def test_errors_stand_beside_the_row_and_nothing_is_written(cast):
    response = entry(
        cast,
        {
            "330302008201": {"result": "合格", "score": "101"},
            "330302008202": {"result": "", "remark": "没有选结果"},
        },
        day="",
    )
    sheet = response.context_data["sheet"]
    assert (response.status_code, [dict(row.form.errors) for row in sheet.rows]) == (
        422,
        [
            {"score": ["得分在 0 到 100 之间。"], "assessed_on": ["请在上面填考核日,或在这一行单独填。"]},
            {"result": ["填了得分或备注,还要选考核结果。"]},
        ],
    )
    assert stored() == []
    late = entry(cast, {"330302008201": {"result": "合格"}}, day="2008-12-31")
    assert dict(late.context_data["sheet"].rows[0].form.errors) == {
        "assessed_on": ["考核日早于被考核的 2009 年度,请核对年份。"]
    }


def test_only_villages_are_assessed_and_settled_ones_are_shown_without_a_form(cast):
    assess(cast.village, cast.person("zhou"))
    page = cast.client("wang").get(reverse("assessment_entry"), {"year": 2009})
    rows = page.context_data["sheet"].rows
    assert [(row.village.name, row.form is None) for row in rows] == [("上沙村", True), ("下沙村", False)]
    entry(cast, {"330302008201": {"result": "不合格"}, "330302008202": {"result": "合格"}})
    assert [row[:2] for row in stored()] == [("上沙村", "合格"), ("下沙村", "合格")]


def test_the_district_confirms_a_township_from_the_list(cast):
    entry(cast, {"330302008201": {"result": "合格"}, "330302008202": {"result": "合格"}})
    page = cast.client("zhou").get(reverse("assessments"))
    assert [(each["place_name"], each["scored"]) for each in page.context_data["waiting"]] == [
        ("七都街道", 2)
    ]
    address = reverse("assessment_confirm_place", args=[cast.township.pk])
    assert "现在是 2 个" in cast.client("zhou").post(address, {"year": 2009, "seen": 1}, follow=True).text
    cast.client("zhou").post(address, {"year": 2009, "seen": 2})
    assert {row[4] for row in stored()} == {"confirmed"}


def test_the_steps_of_one_assessment_are_offered_to_whom_they_belong(cast):
    entry(cast, {"330302008201": {"result": "合格"}})
    assessment = VillageAssessment.objects.get()
    page = reverse("assessment", args=[assessment.pk])

    def offered():
        return {
            who: sorted(cast.client(who).get(page).context_data["allowed"])
            for who in ("lin", "wang", "zhou", "qian")
        }

    assert offered() == {"lin": [], "wang": ["take_back"], "zhou": ["confirm", "return"], "qian": []}
    cast.client("zhou").post(reverse("assessment_return", args=[assessment.pk]), {"reason": "得分没有填"})
    assert "得分没有填" in cast.client("wang").get(page).text
    assert offered() == {"lin": [], "wang": ["score"], "zhou": [], "qian": []}
    cast.client("wang").post(reverse("assessment_send", args=[assessment.pk]))
    confirm = reverse("assessment_confirm", args=[assessment.pk])
    assert "打开页面之后改过" in cast.client("zhou").post(confirm, {"version": 1}, follow=True).text
    assessment.refresh_from_db()
    cast.client("zhou").post(confirm, {"version": assessment.version})
    assert stored()[0][4] == "confirmed"
    assert offered() == {"lin": [], "wang": [], "zhou": [], "qian": []}


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("on_assessment_date", "考核日没有协管员在岗,这个村没有这一年度的工作经费(W三(五))。"),
        ("any_day_in_year", "考核日没有协管员在岗。"),
    ],
)
def test_what_an_empty_post_on_that_day_means_follows_the_document(cast, reading, said):
    Adoption.objects.all().delete()
    bind(cast.city, "W", "AM-13b", reading)
    assessment = assess(cast.village, cast.person("zhou"))
    page = cast.client("zhou").get(reverse("assessment", args=[assessment.pk])).text
    assert f'<div class="card-body quiet">{said}</div>' in page


def test_the_list_of_vacancies_names_no_day_that_only_one_reading_means(cast):
    page = cast.client("wang").get(reverse("vacancies")).text
    assert "没有聘用协管员的村没有工作经费(W三(五))" in page
    assert "考核日" not in page


def test_the_neighbour_finds_no_assessment(cast):
    elsewhere = assess(
        cast.place("330303001201"), cast.person("zhou"), state="scored", confirmed_by=None, confirmed_at=None
    )
    for who, name in (
        ("zhou", "assessment_confirm"),
        ("wang", "assessment_send"),
        ("wang", "assessment_take_back"),
    ):
        assert cast.client(who).post(reverse(name, args=[elsewhere.pk])).status_code == 404
    assert cast.client("mo").get(reverse("assessment", args=[elsewhere.pk])).status_code == 200


def test_to_dos_tell_each_post_what_waits(cast):
    hire(cast.village, "林晓梅", 1, ends_on=today() + timedelta(days=30))
    hire(cast.place("330302008202"), "何小丽", 2, ends_on=today() + timedelta(days=31))
    last_year = today().year - 1
    day = date(last_year, 12, 31)
    open_one = {"year": last_year, "assessed_on": day, "confirmed_by": None, "confirmed_at": None}
    assess(cast.village, cast.person("wang"), state="scored", **open_one)

    def waiting(who):
        return {
            todo.title: todo.count
            for todo in todos(cast.request(who))
            if "考核" in todo.title or "合同" in todo.title
        }

    assert waiting("zhou") == {"年度考核待确认": 1}
    assert waiting("wang") == {f"{last_year} 年度未考核的村": 1, "30 天内到期的合同": 1}
    VillageAssessment.objects.update(state="returned", returned_because="得分没有填")
    assert waiting("zhou") == {}
    assert waiting("wang") == {
        "被退回的年度考核": 1,
        f"{last_year} 年度未考核的村": 1,
        "30 天内到期的合同": 1,
    }
    assert waiting("lin") == waiting("zhao") == {}


def test_pages_ask_the_database_few_questions(cast):
    for number, code in enumerate(("330302008201", "330302008202", "330302101201"), 1):
        hire(cast.place(code), "某人", number)
        assess(cast.place(code), cast.person("zhou"))
    person = Coordinator.objects.first()
    most = {reverse(name): 12 for name in ("coordinators", "vacancies", "assessments")}
    most |= {reverse("assessment_entry"): 13, reverse("coordinator", args=[person.pk]): 15}
    for address, allowed in most.items():
        client = cast.client("wang")
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        questions = [
            each["sql"]
            for each in asked
            if "set_config" not in each["sql"] and "SAVEPOINT" not in each["sql"]
        ]
        assert len(questions) <= allowed, (address, len(questions), questions)
