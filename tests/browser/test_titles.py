"""充分就业社区 in a browser: applied for and scored at the desk, checked on the spot with a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


def score(page: Page, lost: str) -> None:
    """All points of every part but ``lost`` for the first, 40 points."""
    boxes = page.locator("input[data-points]")
    for number in range(boxes.count()):
        boxes.nth(number).fill(boxes.nth(number).get_attribute("data-points") or "")
    boxes.first.fill(lost)


def test_a_community_gets_its_title_and_is_checked_on_the_spot(walk: Callable[..., Page]) -> None:
    wang = walk("wang")
    wang.goto("/titles/new/")
    wang.get_by_label("称号").select_option("F:full_employment_community")
    wang.get_by_label("申报单位").select_option(label="藤桥社区")
    wang.get_by_role("button", name="下一步").click()
    total = wang.locator("[data-total]")
    score(wang, "")
    expect(total).to_have_text("60.00,没有填完")
    score(wang, "24.99")
    expect(total).to_have_text("84.99,不合格")
    score(wang, "25")
    expect(total).to_have_text("85.00,合格")
    wang.get_by_role("button", name="保存").click()
    wang.get_by_role("button", name="申报").click()
    expect(wang.locator(".note.done")).to_be_visible()
    address = re.sub(r"^https?://[^/]+", "", wang.url)
    wang.goto(f"{address}score/")
    score(wang, "40")
    wang.get_by_role("button", name="保存").click()

    zhou = walk("zhou", screen=PHONE)
    zhou.goto(f"{address}score/")
    score(zhou, "25")
    zhou.get_by_role("button", name="保存").click()
    zhou.get_by_role("link", name="完成考核").click()
    zhou.get_by_role("button", name="完成考核").click()
    zhou.get_by_role("link", name="认定", exact=True).click()
    zhou.get_by_role("button", name="认定").click()
    expect(zhou.locator("body")).to_contain_text("85.00 分,达到 85 分(含本数)的合格线")
    zhou.get_by_role("link", name="抽查").click()
    zhou.get_by_label("有缺陷,责令整顿").check()
    zhou.get_by_label("情况或缺陷").fill("台账没有更新")
    zhou.get_by_role("button", name="保存").click()
    expect(zhou.locator(".facts")).to_contain_text("没有设定,由区认定")
    assert zhou.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
