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


def start_round(page: Page, village: str) -> None:
    page.goto("/rounds/new/")
    page.get_by_label("名称").fill("手机上的检查")
    listed = page.get_by_label("清单和依据文件")
    listed.select_option(listed.locator("option", has_text=LIST).get_attribute("value"))
    page.get_by_label("结束日期").fill("2199-12-31")
    page.get_by_role("button", name="制定").click()
    page.get_by_label("检查人").select_option(index=1)
    page.get_by_label(village, exact=True).check()
    page.get_by_role("button", name="安排").click()
    expect(page.locator(".note.done")).to_be_visible()
    page.get_by_role("link", name=village).click()


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
    expect(wang.locator(".thumbs img")).to_be_visible()
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
