"""Household counts: corrected by hand, and brought in from a workbook, all or nothing."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from stations.models import AuditEvent, HouseholdCount
from stations.models.regions import located
from tests.support.workbooks import XLSX, bring_in, dry_run, workbook

HEAD = ("区划代码", "行政村", "户籍户数", "来源")
FIELDS = {"year": 2024, "counted_on": "2024-12-31"}
GOOD = [HEAD, ("330302008201", "上沙村", 199, "户籍年报"), ("330302008202", "下沙村", 801, "户籍年报")]


@pytest.fixture
def address(cast):
    return reverse("household_import")


def stored():
    return list(
        HouseholdCount.objects.order_by("scope_code", "year").values_list(
            "region__name", "year", "households", "counted_on", "source", "made_up"
        )
    )


def errors_of(response):
    return [
        (error.row, error.column, error.message) for error in response.context_data["outcome"].intake.errors
    ]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(cast, address):
    HouseholdCount.objects.create(
        **located(cast.village), year=2024, counted_on=date(2024, 12, 31), households=5, source="旧"
    )
    response = dry_run(cast.client("zhou"), address, GOOD, **FIELDS)
    assert response.status_code == 200
    assert "共 2 行,检查通过,尚未写入。新增 1 村,已有 1 村(有改动的将更新)。" in response.text
    assert len(stored()) == 1


def test_what_was_checked_is_written_with_its_source(cast, address):
    response = bring_in(cast.client("zhou"), address, GOOD, **FIELDS)
    assert "户数已导入:新增 2 村,更新 0 村,不变 0 村。" in response.text
    assert stored() == [
        ("上沙村", 2024, 199, date(2024, 12, 31), "户籍年报", False),
        ("下沙村", 2024, 801, date(2024, 12, 31), "户籍年报", False),
    ]
    event = AuditEvent.objects.get(verb="导入户数")
    assert (event.user_name, event.detail) == ("周科长", {"added": 2, "changed": 0, "same": 0})


def test_the_same_workbook_twice_changes_nothing_the_second_time(cast, address):
    bring_in(cast.client("zhou"), address, GOOD, **FIELDS)
    before = stored()
    response = bring_in(cast.client("zhou"), address, GOOD, **FIELDS)
    assert "新增 0 村,更新 0 村,不变 2 村" in response.text
    assert stored() == before


def test_made_up_counts_give_way_to_real_ones(cast, address):
    HouseholdCount.objects.create(
        **located(cast.village),
        year=2024,
        counted_on=date(2024, 12, 31),
        households=5,
        source="示例",
        made_up=True,
    )
    bring_in(cast.client("zhou"), address, GOOD, **FIELDS)
    assert stored()[0] == ("上沙村", 2024, 199, date(2024, 12, 31), "户籍年报", False)


def test_all_errors_come_at_once_beside_their_rows_and_nothing_is_written(cast, address):
    rows = [
        HEAD,
        ("330302008201", "上沙村", 199, "年报"),
        ("330302008201", "上沙村", 200, "年报"),
        ("330302008202", "上沙村", 200.5, "年报"),
        ("330303001201", "永中村", 300, "年报"),
        ("33030200820", "短", 300, "年报"),
        ("330302101201", "山根村", 0, None),
    ]
    response = dry_run(cast.client("zhou"), address, rows, **FIELDS)
    assert response.status_code == 422
    found = errors_of(response)
    assert [(row, column) for row, column, _ in found] == [
        (4, "户籍户数"),
        (6, "区划代码"),
        (7, "户籍户数"),
        (7, "来源"),
        (3, "区划代码"),
        (4, "行政村"),
        (5, "区划代码"),
    ]
    messages = {(row, column): message for row, column, message in found}
    assert messages[3, "区划代码"] == "区划代码与第 2 行重复,请删去其中一行"
    assert messages[4, "行政村"] == "与代码不符:这个代码是“下沙村”"
    # A village of the neighbouring district reads like one that does not exist.
    assert messages[5, "区划代码"] == "管辖范围内没有这个代码的村(社区),请核对"
    assert stored() == []


def test_the_errors_can_be_taken_away_beside_the_rows(cast, address):
    rows = [HEAD, ("330302008201", "下沙村", 10, "年报")]
    response = cast.client("zhou").post(address, {**FIELDS, "file": workbook(rows), "step": "annotate"})
    table = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert any("与代码不符:这个代码是“上沙村”" in str(cell) for row in table for cell in row)


def test_another_file_than_the_one_checked_is_not_written(cast, address):
    client = cast.client("zhou")
    digest = dry_run(client, address, GOOD, **FIELDS).context_data["outcome"].digest
    other = [HEAD, ("330302008201", "上沙村", 9999, "年报")]
    response = client.post(address, {**FIELDS, "file": workbook(other), "step": "write", "digest": digest})
    assert "尚未写入" in response.text
    assert stored() == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "这个文件是空的"),
        (b"<html>not a workbook</html>", "xlsx"),
        (workbook(GOOD).read()[:700], "xlsx"),
    ],
    ids=["empty", "html", "cut off"],
)
def test_what_is_no_workbook_is_refused_in_chinese(cast, address, content, said):
    upload = SimpleUploadedFile("户数.xlsx", content, XLSX)
    response = cast.client("zhou").post(address, {**FIELDS, "file": upload, "step": "check"})
    assert response.status_code == 422
    assert said in response.text
    assert stored() == []


def test_a_date_outside_the_year_is_refused_at_its_field(cast, address):
    response = dry_run(cast.client("zhou"), address, GOOD, year=2024, counted_on="2023-12-31")
    assert response.status_code == 422
    assert "统计日期不在 2024 年内。" in response.text


def test_the_template_comes_back_as_it_went_out(cast, address):
    response = cast.client("zhou").get(address, {"template": 1})
    table = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert any("区划代码" in str(cell) for cell in table[0] + table[1])
    upload = SimpleUploadedFile("模板.xlsx", response.content, XLSX)
    answer = cast.client("zhou").post(address, {**FIELDS, "file": upload, "step": "check"})
    assert "表头下面没有数据" in answer.text


def test_the_second_of_two_editors_is_shown_what_the_first_one_changed(cast):
    count = HouseholdCount.objects.create(
        **located(cast.village), year=2024, counted_on=date(2024, 12, 31), households=199, source="年报"
    )
    address = reverse("household_edit", args=[count.pk])
    mine = {"version": 1, "counted_on": "2024-12-31", "source": "年报"}
    assert cast.client("zhou").post(address, {**mine, "households": 200}).status_code == 302
    client = cast.client("wang")
    response = client.post(address, {**mine, "households": 201})
    assert response.status_code == 409
    assert response.context_data["changed"] == [{"label": "户籍户数", "theirs": "200", "yours": "201"}]
    count.refresh_from_db()
    assert count.households == 200
    again = {**mine, "households": 201, "version": response.context_data["form"].data["version"]}
    assert client.post(address, again).status_code == 302
    count.refresh_from_db()
    assert (count.households, count.version, count.recorded_by.username) == (201, 3, "wang")


@pytest.mark.parametrize("bad", ["", "0", "-1", "200.5", "二百", "1e30", "NaN", "100000"])
def test_a_count_that_is_no_count_is_refused_at_its_field(cast, bad):
    count = HouseholdCount.objects.create(
        **located(cast.village), year=2024, counted_on=date(2024, 12, 31), households=199, source="年报"
    )
    response = cast.client("zhou").post(
        reverse("household_edit", args=[count.pk]),
        {"version": 1, "counted_on": "2024-12-31", "source": "年报", "households": bad},
    )
    assert response.status_code == 422
    assert response.context_data["form"].errors.keys() == {"households"}
    count.refresh_from_db()
    assert count.households == 199


def test_counts_are_summed_within_one_year_only(cast):
    for year, households in ((2023, 700), (2024, 710)):
        HouseholdCount.objects.create(
            **located(cast.village),
            year=year,
            counted_on=date(year, 12, 31),
            households=households,
            source="户籍年报",
        )
    client, address = cast.client("zhou"), reverse("households")
    assert client.get(address, {"format": "json"}).json()["totals"] is None
    assert client.get(address, {"format": "json", "year": 2024}).json()["totals"] == {"households": 710}
