"""A round on a telephone: an item judged with a photo, a lost line, and the rectification that follows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.support.files import picture

pytestmark = pytest.mark.browser

LIST = "六到位(J)"
# What is sent is lost; the script that sends it says so on the console, which is no complaint here.
LOSE_THE_LINE = """() => {
  console.error = () => undefined;
  XMLHttpRequest.prototype.send = function () {
    window.setTimeout(() => this.dispatchEvent(new ProgressEvent("error")), 0);
  };
}"""


def start_round(page: Page, village: str, name: str = "手机上的检查") -> None:
    page.goto("/rounds/new/")
    page.get_by_label("名称").fill(name)
    listed = page.get_by_label("清单和依据文件")
    listed.select_option(listed.locator("option", has_text=LIST).get_attribute("value"))
    page.get_by_label("结束日期").fill("2199-12-31")
    page.get_by_role("button", name="制定").click()
    page.get_by_label("检查人").select_option(index=1)
    page.get_by_label(village, exact=True).check()
    page.get_by_role("button", name="安排").click()
    expect(page.locator(".note.done")).to_be_visible()
    page.get_by_role("link", name=village, exact=True).click()


def test_an_item_is_judged_on_a_telephone_and_nothing_is_lost_without_a_line(
    walk: Callable[..., Page], tmp_path: Path
) -> None:
    photo = tmp_path / "门口.jpg"
    photo.write_bytes(picture("JPEG", (1200, 900)))
    wang = walk("wang", screen=PHONE)
    start_round(wang, "油岙村委会")
    wang.get_by_role("link", name="现场检查").click()
    expect(wang.locator(".sub").first).to_contain_text("第 1 / 6 项")
    for choice in wang.locator(".choice").all():
        assert choice.bounding_box()["height"] >= 44
    assert wang.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    wang.locator(".choice", has_text="未到位").click()
    wang.get_by_label("现场情况").fill("门口没有牌子")
    wang.get_by_label("整改期限").fill("2199-12-31")
    wang.locator("input[name=file]").set_input_files(photo)
    address = wang.url
    wang.evaluate(LOSE_THE_LINE)
    wang.get_by_role("button", name="保存").click()
    expect(wang.locator(".no-line")).to_contain_text("网络不通")
    assert wang.url == address
    expect(wang.get_by_label("现场情况")).to_have_value("门口没有牌子")

    # The page thrown away and opened again: what was chosen and typed is there, only the photo is chosen anew.
    wang.reload()
    expect(wang.locator(".note", has_text="已恢复")).to_be_visible()
    expect(wang.locator("input[name=result][value=unmet]")).to_be_checked()
    expect(wang.get_by_label("现场情况")).to_have_value("门口没有牌子")
    wang.locator("input[name=file]").set_input_files(photo)
    wang.get_by_role("button", name="保存").click()
    expect(wang.locator(".sub").first).to_contain_text("第 2 / 6 项")
    for _ in range(5):
        at = wang.url
        wang.locator(".choice.met").click()
        wang.get_by_role("button", name="保存").click()
        wang.wait_for_url(lambda url, at=at: url != at)
    expect(wang.locator("#ORG dd", has_text="门口没有牌子").locator(".thumbs img")).to_be_visible()
    wang.get_by_role("button", name="完成检查").click()
    expect(wang.locator(".note.done")).to_contain_text("检查已完成")
    expect(wang.locator("#ORG")).to_contain_text("整改:待整改")

    lin = walk("lin", screen=PHONE)
    lin.goto("/rectifications/?state=open")
    lin.locator("tr", has_text="门口没有牌子").get_by_role("link").first.click()
    lin.get_by_role("link", name="报整改情况").click()
    lin.get_by_label("整改情况").fill("牌子挂上了")
    lin.locator("input[name=file]").set_input_files(photo)
    lin.get_by_role("button", name="提交验收").click()
    expect(lin.locator("#ORG")).to_contain_text("整改:待验收")

    wang.reload()
    wang.get_by_role("link", name="验收").click()
    wang.get_by_label("验收,整改后到位").check()
    wang.get_by_role("button", name="提交").click()
    expect(wang.locator("#ORG")).to_contain_text("整改:已验收")
    wang.get_by_role("button", name="结案").click()
    expect(wang.locator("body")).to_contain_text("已结案")


def test_a_claim_that_the_ledgers_contradict_is_settled_on_the_spot(
    walk: Callable[..., Page], tmp_path: Path
) -> None:
    photo = tmp_path / "大厅.jpg"
    photo.write_bytes(picture("JPEG", (800, 600)))
    lin = walk("lin", screen=PHONE)
    lin.goto("/stations/")
    lin.locator("main").get_by_role("link", name="油岙").first.click()
    lin.get_by_role("link", name="自查", exact=True).first.click()
    site = lin.locator("#SITE")
    expect(site).to_contain_text("台账不支持")
    site.locator(".choice", has_text="到位").first.click()
    lin.get_by_label("场地到位说明").fill("设备都齐了")
    lin.get_by_role("button", name="保存自查").click()
    expect(lin.locator(".note.done")).to_be_visible()

    # On the board the station whose word differs most stands first, and can be asked for alone.
    wang = walk("wang")
    start_round(wang, "油岙村委会", "核对自查")
    wang.get_by_role("link", name="‹ 核对自查").click()
    board = wang.url
    wang.get_by_role("link", name="安排到站").click()
    wang.get_by_label("检查人").select_option(index=1)
    for village in ("石垟村委会", "南岸村委会", "竹桥村委会"):
        wang.get_by_label(village, exact=True).check()
    wang.get_by_role("button", name="安排").click()
    wang.goto(board)
    rows = wang.locator("table.sheet tbody tr")
    expect(rows).to_have_count(4)
    differing = [int(row.locator("td").nth(-3).inner_text() or 0) for row in rows.all()]
    assert differing == sorted(differing, reverse=True)
    home = wang.locator("tbody tr", has_text="油岙村委会")
    expect(home.locator("td[data-label=场地到位]")).to_contain_text("自报到位,台账不符")
    wang.goto(f"{board}?show=differences")
    expect(rows).to_have_count(sum(each > 0 for each in differing))

    home.get_by_role("link", name="油岙村委会").click()
    wang.get_by_role("link", name="现场检查").click()
    for _ in range(6):
        at = wang.url
        if wang.locator("h1").inner_text().strip() == "场地到位":
            wang.locator(".choice", has_text="未到位").click()
            wang.get_by_label("现场情况").fill("没有传真机和电话")
            wang.get_by_label("整改期限").fill("2199-12-31")
        else:
            wang.locator(".choice.met").click()
        wang.get_by_role("button", name="保存").click()
        wang.wait_for_url(lambda url, at=at: url != at)
    wang.get_by_role("button", name="完成检查").click()
    visit = wang.url
    expect(wang.locator("#SITE .difference")).to_be_visible()
    wang.goto(board)
    expect(home.locator("td[data-label=场地到位]")).to_contain_text("未到位(自报到位)")
    expect(home.locator("td[data-label=检查时]")).to_have_text("未达标")

    # Nobody closes it over an open rectification, and nobody else says that it is put right.
    wang.goto(visit)
    expect(wang.get_by_role("button", name="结案")).to_have_count(0)
    expect(wang.locator("main")).to_contain_text("还有 1 项整改没有验收")
    lin.goto("/rectifications/?state=open")
    lin.locator("tr", has_text="没有传真机和电话").get_by_role("link").first.click()
    lin.get_by_role("link", name="报整改情况").last.click()
    lin.get_by_label("整改情况").fill("传真机和电话都装上了")
    lin.locator("input[name=file]").set_input_files(photo)
    lin.get_by_role("button", name="提交验收").click()
    expect(lin.locator("#SITE")).to_contain_text("整改:待验收")
    expect(lin.get_by_role("link", name="验收")).to_have_count(0)
    wang.reload()
    wang.get_by_role("link", name="验收").click()
    wang.get_by_label("验收,整改后到位").check()
    wang.get_by_role("button", name="提交").click()
    expect(wang.locator("#SITE")).to_contain_text("整改:已验收")
    wang.goto(board)
    expect(home.locator("td[data-label=检查时]")).to_have_text("未达标")
    expect(home.locator("td[data-label=整改后]")).to_have_text("达标")
