"""The first slice, walked by its people: a request, a return, the city's board, and a sheet from draft to paid."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from kit.months import Month, today
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser

LAST_MONTH = Month.of(today()) - 1
LAST_YEAR = today().year - 1
ENTERED = ("政策咨询(人次)", "政策宣传(场次)", "入户走访(户次)", "岗位信息(条)")


def report_last_month(page: Page, explanation: str) -> None:
    page.goto(f"/returns/fill/{LAST_MONTH}/")
    for label in ENTERED:
        page.get_by_label(label).fill("3")
    page.get_by_label("说明").fill(explanation)
    page.get_by_label("台账算出的数字我已核对").check()
    page.get_by_role("button", name="提交").first.click()


def accepted_in_the_city(page: Page) -> int:
    page.goto(f"/board/?month={LAST_MONTH}")
    card = page.locator(".figures .card", has_text="已通过")
    return int(card.locator(".value").inner_text().replace(",", ""))


def test_a_return_goes_from_the_station_to_the_citys_board(walk: Callable[..., Page]) -> None:
    city = walk("sun")
    before = accepted_in_the_city(city)

    lin = walk("lin")
    expect(lin.locator(".todo-list")).to_contain_text(f"{LAST_MONTH.label}月报还没有提交")
    report_last_month(lin, "先报上来")
    expect(lin.locator(".note.done")).to_be_visible()
    lin.get_by_role("button", name="撤回").click()
    expect(lin.locator(".note.done")).to_be_visible()
    report_last_month(lin, "核对后再报")
    expect(lin.locator("body")).to_contain_text("待审核")

    wang = walk("wang")
    wang.goto(f"/returns/review/?month={LAST_MONTH}")
    mine = wang.locator("tr", has_text="油岙村委会").first
    while wang.locator("input[name=return]:checked").count():
        wang.locator("input[name=return]:checked").first.uncheck()
    mine.locator("input[name=return]").check()
    wang.get_by_role("button", name="通过勾选的月报").click()
    expect(wang.locator(".note.done")).to_be_visible()
    lin.goto(f"/returns/fill/{LAST_MONTH}/")
    expect(lin.get_by_role("button", name="撤回")).to_have_count(0)

    deadline = time.monotonic() + 90
    while accepted_in_the_city(city) != before + 1 and time.monotonic() < deadline:
        time.sleep(1)
    assert accepted_in_the_city(city) == before + 1
    expect(city.locator(".chart svg")).to_be_visible()
    for place in ("鹿城区", "藤桥镇", "油岙村委会"):
        city.get_by_role("link", name=place, exact=True).last.click()
        expect(city.locator("h1")).to_contain_text(place)


def test_a_request_gets_a_clock_and_a_decision(walk: Callable[..., Page]) -> None:
    lin = walk("lin", screen=PHONE)
    lin.goto("/requests/new/")
    lin.get_by_label("服务事项").select_option(index=1)
    lin.get_by_label("申请人").fill("张三")
    lin.get_by_label("联系电话").fill("19900001234")
    lin.get_by_label("办什么事").fill("咨询城乡居民养老保险怎样参保")
    lin.get_by_role("button", name="受理", exact=True).click()
    expect(lin.locator("body")).to_contain_text(re.compile(r"还剩 \d+ (个工作日|天)"))
    number = re.search(r"/requests/(\d+)/", lin.url)[1]
    lin.get_by_role("button", name="上报").click()

    wang = walk("wang")
    wang.goto(f"/requests/{number}/")
    wang.get_by_role("link", name="决定").click()
    wang.get_by_label("同意").first.check()
    wang.get_by_label("理由").fill("材料齐全")
    wang.get_by_role("button", name="确定").click()
    expect(wang.locator(".note.done")).to_be_visible()

    lin.reload()
    lin.get_by_role("link", name="告知").click()
    lin.get_by_role("button", name="告知").click()
    expect(lin.locator("body")).to_contain_text("已办结")


def test_three_people_carry_a_sheet_from_draft_to_paid(walk: Callable[..., Page], tmp_path: Path) -> None:
    zhao = walk("zhao")
    zhao.goto(f"/work-fund/new/?year={LAST_YEAR}")
    zhao.get_by_role("button", name=f"编制 {LAST_YEAR} 年度补助表").click()
    expect(zhao.locator("h1")).to_contain_text(f"{LAST_YEAR} 年度")
    address = zhao.url
    lines = zhao.locator("table.sheet").filter(has=zhao.locator("th", has_text="档次")).locator("tbody tr")
    amounts = {
        households: lines.filter(has=zhao.locator("td", has_text=re.compile(rf"^\s*{households}\s*$"))).first
        for households in (199, 200, 800, 801)
    }
    expect(amounts[199]).to_contain_text("5,000.00")
    expect(amounts[200]).to_contain_text("7,000.00")
    expect(amounts[800]).to_contain_text("7,000.00")
    expect(amounts[801]).to_contain_text("10,000.00")
    amounts[199].get_by_role("link", name="为什么").click()
    expect(zhao.locator("body")).to_contain_text("W三(五)")
    zhao.goto(address)
    expect(zhao.get_by_role("button", name="审核通过")).to_have_count(0)
    zhao.get_by_role("button", name="提交审核").click()
    expect(zhao.locator(".note.done")).to_be_visible()

    jin = walk("jin")
    expect(jin.locator(".todo-list")).to_contain_text("补助表")
    jin.goto(address)
    jin.get_by_role("button", name="审核通过").click()
    expect(jin.locator(".note.done")).to_be_visible()

    wu = walk("wu")
    wu.goto(address)
    wu.get_by_role("link", name="登记拨付").click()
    wu.get_by_label("凭证号").fill("鹿财拨-001")
    wu.get_by_role("button", name="登记").click()
    expect(wu.locator("body")).to_contain_text("已拨付")

    with wu.expect_download() as download:
        wu.get_by_role("link", name="下载 Excel").click()
    file = tmp_path / "sheet.xlsx"
    download.value.save_as(file)
    table = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert f"鹿城区 {LAST_YEAR} 年度村级劳动保障站工作经费补助表" in str(table[0])
    total = next(row for row in table if row and str(row[0]).startswith("合计"))
    shown = wu.locator(".figures .card", has_text="应补金额").locator(".value").inner_text()
    assert float(shown.replace(",", "")) in total

    neighbour = walk("mo")
    answer = neighbour.request.get(address)
    assert answer.status == 404
