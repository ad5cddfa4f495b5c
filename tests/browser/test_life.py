"""Townships merged with their table of codes at the desk; a village divided row by row on a phone; both taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


def open_place(page: Page, *names: str) -> None:
    """From the district down, by the links of each page."""
    page.goto("/")
    page.get_by_role("link", name="鹿城区", exact=True).first.click()
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.click()


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def take_back(page: Page) -> None:
    page.get_by_role("link", name="撤回").click()
    page.get_by_label("撤回事由").fill("登记有误")
    page.get_by_role("button", name="撤回").click()
    expect(page.locator(".note.done")).to_contain_text("恢复原状")


def test_two_townships_are_merged_with_the_table_of_codes(walk: Callable[..., Page], tmp_path: Path) -> None:
    zhou = walk("zhou")
    open_place(zhou, "山福镇")
    zhou.get_by_role("link", name="合并").click()
    zhou.get_by_label("藤桥镇(330302102)").check()
    zhou.get_by_label("新设的代码").fill("330302109")
    zhou.get_by_label("新设的名称").fill("山藤镇")
    zhou.get_by_label("批准文号").fill("鹿政发〔2026〕8号")
    zhou.get_by_role("button", name="下一步:核对新代码").click()
    expect(zhou.locator(".note.soon")).to_contain_text("重号,已另编")
    rows = zhou.locator("table.codes tbody tr")
    count = rows.count()
    # A code that another one has is told at its row; the table that comes as a file mends it.
    first, second = rows.nth(0), rows.nth(1)
    tail = second.locator("input.tail").input_value()
    first.locator("input.tail").fill(tail)
    zhou.get_by_role("button", name="下一步:看将要发生什么").click()
    expect(zhou.locator(".note.late")).to_contain_text("重复")
    old = zhou.locator("table.codes tbody tr").nth(0).locator("td").first.inner_text()
    file = tmp_path / "codes.csv"
    file.write_text(f"原代码,新代码,名称\n{old},330302109998,新名村\n", encoding="utf-8-sig")
    zhou.get_by_label("上传代码表").set_input_files(file)
    zhou.get_by_role("button", name="上传并核对").click()
    mended = zhou.locator("table.codes tbody tr").nth(0)
    expect(mended.locator("input.tail")).to_have_value("998")
    expect(mended.get_by_label("的新名称")).to_have_value("新名村")
    assert zhou.locator(".note.late").count() == 0
    zhou.get_by_role("button", name="下一步:看将要发生什么").click()
    expect(zhou.locator("body")).to_contain_text(f"下辖 {count} 个区划整体随迁")
    with zhou.expect_download() as download:
        zhou.get_by_role("button", name="下载全部清单").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    # Back to the form and forward again: nothing was lost.
    zhou.get_by_role("button", name="返回修改").click()
    expect(zhou.get_by_label("新设的名称")).to_have_value("山藤镇")
    zhou.get_by_role("button", name="下一步:核对新代码").click()
    expect(zhou.locator("body")).to_contain_text("新名村 330302109998")
    zhou.get_by_role("button", name="确认合并").click()
    expect(zhou.locator(".note.done")).to_contain_text("合并已登记")
    address = zhou.url
    open_place(zhou, "山藤镇")
    expect(zhou.locator("body")).to_contain_text("新名村")
    expect(zhou.locator("body")).to_contain_text("鹿政发〔2026〕8号")
    zhou.goto(address)
    take_back(zhou)


def test_a_village_is_divided_row_by_row_on_a_phone(walk: Callable[..., Page]) -> None:
    zhou = walk("zhou", screen=PHONE)
    open_place(zhou, "藤桥镇", "油岙村委会")
    zhou.get_by_role("link", name="分设").click()
    fits(zhou)
    for number, code, name in ((1, "330302102390", "油东村"), (2, "330302102391", "油西村")):
        zhou.get_by_label(f"新村 {number} 代码").fill(code)
        zhou.get_by_label(f"新村 {number} 名称").fill(name)
    zhou.get_by_label("批准文号").fill("鹿政发〔2026〕9号")
    zhou.get_by_role("button", name="下一步:看将要发生什么").click()
    fits(zhou)
    zhou.locator("button[name=divide]").last.click()
    group = zhou.locator("fieldset.divided")
    expect(group).to_contain_text("未办结事项")
    rows = group.locator(".row-choice select")
    count = rows.count()
    assert count >= 2
    group.get_by_label("全部设为").select_option(label="油西村")
    assert {rows.nth(number).evaluate("each => each.selectedOptions[0].text") for number in range(count)} == {
        "油西村"
    }
    rows.first.select_option(label="油东村")
    fits(zhou)
    zhou.get_by_role("button", name="返回修改").click()
    zhou.get_by_role("button", name="下一步:看将要发生什么").click()
    again = zhou.locator("fieldset.divided .row-choice select")
    chosen = [again.nth(number).evaluate("each => each.selectedOptions[0].text") for number in range(count)]
    assert chosen == ["油东村", *["油西村"] * (count - 1)]
    zhou.get_by_role("button", name="确认分设").click()
    expect(zhou.locator(".note.done")).to_contain_text("分设已登记")
    fits(zhou)
    takers = zhou.locator("tr", has_text="未办结事项")
    expect(takers).to_have_count(2)
    take_back(zhou)
