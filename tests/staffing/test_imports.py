"""Rosters and assessments from workbooks: all errors beside their rows, all rows or none."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from staffing.models import Coordinator, Engagement, VillageAssessment
from tests.staffing.people import assess, count_households, hire, id_number
from tests.staffing.readings import bind
from tests.support.workbooks import XLSX, bring_in, dry_run

ROSTER = (
    "区划代码", "行政村", "姓名", "身份证号码", "联系电话", "文化程度", "用工形式", "合同起始日", "合同终止日",
    "月工资", "开户银行", "银行账号",
)  # fmt: skip


def person(number, **values):
    row = {
        "区划代码": "330302008201",
        "行政村": "上沙村",
        "姓名": f"第{number}人",
        "身份证号码": id_number(number),
        "用工形式": "全日制",
        "合同起始日": "2010-01-01",
        "合同终止日": "2012-12-31",
        "月工资": "1100",
        **values,
    }
    return [row.get(title) for title in ROSTER]


def roster(cast, *rows, who="wang", how=bring_in):
    return how(cast.client(who), reverse("roster_import"), [ROSTER, *rows])


def errors_of(response):
    return [
        (error.row, error.column, error.message) for error in response.context_data["outcome"].intake.errors
    ]


def stored():
    return list(
        Engagement.objects.order_by("scope_code", "starts_on").values_list(
            "coordinator__name",
            "region__name",
            "kind",
            "contract_party",
            "starts_on",
            "ends_on",
            "monthly_wage",
        )
    )


def test_a_roster_is_checked_then_written_and_writing_it_again_changes_nothing(cast):
    rows = [
        person(1, 文化程度="普通高中", 银行账号="6200000000000001"),
        person(
            2, 区划代码="330302008202", 行政村="下沙村", 用工形式="非全日制兼职", 月工资=None, 合同终止日=None
        ),
    ]
    checked = roster(cast, *rows, how=dry_run)
    assert "新登记 2 人,已登记 0 人(资料和合同有改动的将更新)。" in checked.text
    assert Coordinator.objects.count() == 0
    done = roster(cast, *rows)
    assert "花名册已导入:新登记 2 人,新合同 2 份,更新 0 份,不变 0 份。" in done.text
    expected = [
        ("第1人", "上沙村", "full_time", "township", date(2010, 1, 1), date(2012, 12, 31), Decimal(1100)),
        ("第2人", "下沙村", "part_time", "village", date(2010, 1, 1), None, None),
    ]
    assert stored() == expected
    again = roster(cast, *rows, who="zhou")
    assert "新登记 0 人,新合同 0 份,更新 0 份,不变 2 份。" in again.text
    assert stored() == expected


@pytest.mark.rule("AM-07a")
def test_a_part_timer_of_a_larger_village_is_an_error_of_its_row_where_that_is_not_allowed(cast):
    bind(cast.district, "W", "AM-07a", "block")
    count_households(cast.village, 201)
    count_households(cast.place("330302008202"), 199)
    part_time = {"用工形式": "非全日制兼职", "月工资": None}
    rows = [
        person(1, **part_time),
        person(2, 区划代码="330302008202", 行政村="下沙村", **part_time),
        person(3),
    ]
    assert errors_of(roster(cast, *rows, how=dry_run)) == [
        (2, "用工形式", "201 户,达到 200 户以上,不能聘用兼职,请改聘专职")
    ]


def test_a_second_contract_and_a_corrected_one_come_in(cast):
    roster(cast, person(1))
    done = roster(
        cast,
        person(1, 月工资="1200", 联系电话="13800000000"),
        person(1, 合同起始日="2013-01-01", 合同终止日=None),
    )
    assert "新登记 0 人,新合同 1 份,更新 1 份,不变 0 份。" in done.text
    assert [(row[4], row[6]) for row in stored()] == [(date(2010, 1, 1), 1200), (date(2013, 1, 1), 1100)]
    assert Coordinator.objects.get().phone == "13800000000"


def test_the_template_filled_in_comes_back_without_its_example(cast):
    client, address = cast.client("wang"), reverse("roster_import")
    book = load_workbook(io.BytesIO(client.get(address, {"template": "1"}).content))
    worksheet = book.worksheets[0]
    heads = {
        str(cell.value).split("(")[0].strip("* "): cell.column
        for row in worksheet.iter_rows()
        for cell in row
        if cell.value
    }
    below = worksheet.max_row + 1
    for title, value in zip(ROSTER, person(1), strict=True):
        worksheet.cell(below, heads[title], value)
    stream = io.BytesIO()
    book.save(stream)
    checked = client.post(
        address, {"file": SimpleUploadedFile("名册.xlsx", stream.getvalue(), XLSX), "step": "check"}
    )
    assert "共 1 行,检查通过" in checked.text


def test_every_error_of_a_roster_is_told_at_once_and_nothing_is_written(cast):
    hire(cast.place("330302101201"), "外镇人", 20)
    hire(cast.place("330302008202"), "下沙人", 21)
    hire(cast.village, "上沙人", 22, starts_on=date(2009, 12, 1), ends_on=date(2010, 6, 30))
    response = roster(
        cast,
        person(1, 行政村="下沙村"),
        person(2, 区划代码="330302101201", 行政村="山根村"),
        person(3, 身份证号码=id_number(3)[:-1] + ("0" if id_number(3)[-1] != "0" else "1")),
        person(4, 用工形式="临时工"),
        person(5, 月工资=None),
        person(6, 合同终止日="2009-12-31"),
        person(7),
        person(7),
        person(8),
        person(8, 姓名="别名"),
        person(9, 合同终止日=None),
        person(9, 合同起始日="2010-06-01"),
        person(20),
        person(21, 姓名="下沙人"),
        person(22, 姓名="上沙人"),
        person(23, 银行账号="12ab"),
        person(24, 合同起始日="去年"),
        how=dry_run,
    )
    found = {(row, column) for row, column, _ in errors_of(response)}
    assert found == {
        (2, "行政村"),
        (3, "区划代码"),
        (4, "身份证号码"),
        (5, "用工形式"),
        (6, "月工资"),
        (7, "合同终止日"),
        (9, "身份证号码"),
        (11, "身份证号码"),
        (13, "合同起始日"),
        (14, "身份证号码"),
        (15, "区划代码"),
        (15, "合同起始日"),
        (16, "合同起始日"),
        (17, "银行账号"),
        (18, "合同起始日"),
    }
    messages = {row: message for row, column, message in errors_of(response) if column != "合同起始日"}
    assert messages[14] == "这个身份证号码已在管辖范围以外登记,请联系区人事劳动局核对"
    assert messages[15] == "这个人登记在下沙村;调动请在协管员页面办理续聘"
    assert "外镇人" not in response.text
    assert id_number(20) not in response.text
    assert Coordinator.objects.count() == 3


def test_an_ended_contract_is_not_revived_by_a_roster(cast):
    roster(cast, person(1))
    Engagement.objects.update(ended_on=date(2010, 6, 30), ended_because="辞职")
    assert errors_of(roster(cast, person(1, 合同终止日=None), how=dry_run)) == [
        (2, "合同起始日", "这份合同已在 2010-06-30 提前终止,不能再改")
    ]


def test_one_bad_row_keeps_the_good_ones_out(cast):
    hire(cast.village, "上沙人", 2)
    response = roster(cast, person(1), person(2, 姓名="上沙人", 合同起始日="2010-05-01"))
    assert response.status_code == 422
    assert Coordinator.objects.count() == 1


@pytest.mark.parametrize("who", ["lin", "chen", "zhao", "sun", "qian"])
def test_rosters_are_brought_in_by_townships_and_districts_only(cast, who):
    assert roster(cast, person(1), who=who, how=dry_run).status_code == 403


ASSESSED = ("区划代码", "行政村", "考核结果", "得分", "考核日")


def assessments(cast, *rows, who="wang", how=bring_in):
    return how(cast.client(who), reverse("assessment_import"), [ASSESSED, *rows], year=2009)


@pytest.mark.parametrize("who", ["wang", "zhou"])
def test_assessments_come_in_as_sent_and_wait_for_confirmation(cast, who):
    done = assessments(
        cast,
        ("330302008201", "上沙村", "合格", 90.5, "2010-01-08"),
        ("330302008202", "下沙村", "不合格", None, date(2010, 1, 9)),
        who=who,
    )
    assert "年度考核已导入:新增 2 村,更新 0 村,等区人事劳动局确认。" in done.text
    rows = VillageAssessment.objects.order_by("code").values_list(
        "region__name", "year", "result", "score", "assessed_on", "state"
    )
    assert list(rows) == [
        ("上沙村", 2009, "合格", Decimal("90.5"), date(2010, 1, 8), "scored"),
        ("下沙村", 2009, "不合格", None, date(2010, 1, 9), "scored"),
    ]


def test_every_error_of_the_assessments_is_told_at_once_and_nothing_is_written(cast):
    assess(cast.place("330302008202"), cast.person("zhou"))
    response = assessments(
        cast,
        ("330302008201", "上沙村", "合格", 88.55, "2010-01-08"),
        ("330302008201", "上沙村", "合格", 90.5, "2010-01-08"),
        ("330302008202", "下沙村", "合格", 70, "2010-01-08"),
        ("330302008001", "河滨社区", "合格", 70, "2010-01-08"),
        ("330302101201", "山根村", "优秀", 101, "2008-01-08"),
        who="zhou",
        how=dry_run,
    )
    assert {(row, column) for row, column, _ in errors_of(response)} == {
        (2, "得分"),
        (3, "区划代码"),
        (4, "区划代码"),
        (5, "区划代码"),
        (6, "考核结果"),
        (6, "得分"),
        (6, "考核日"),
    }
    assert VillageAssessment.objects.count() == 1


def test_a_year_without_a_document_allows_no_result(cast):
    response = dry_run(
        cast.client("wang"),
        reverse("assessment_import"),
        [ASSESSED, ("330302008201", "上沙村", "合格", 88, "2008-12-31")],
        year=2008,
    )
    assert errors_of(response) == [(2, "考核结果", "2008 年度执行的文件没有这个结果,可填:无")]
