"""充分就业社区 in a browser, from the application to its loss, each step by whose it is and refused to the others."""

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

    # Neither whose title it is nor the city takes it away, and another district does not know of it.
    for who in ("wang", "sun", "qian", "mo"):
        assert walk(who).request.get(f"{address}revoke/").status == 403
    assert walk("mo").request.get(address).status == 404
    expect(wang.get_by_role("link", name="取消称号")).to_have_count(0)
    wang.goto(address)
    expect(wang.locator("main")).to_contain_text("整顿中")
    expect(wang.get_by_role("link", name="取消称号")).to_have_count(0)

    zhou.get_by_role("link", name="取消称号").click()
    expect(zhou.locator("main .note")).to_contain_text("上次写明:台账没有更新")
    zhou.get_by_label("理由").fill("整顿后台账仍没有更新")
    zhou.get_by_role("button", name="取消称号").click()
    expect(zhou.locator(".facts")).to_contain_text("已取消")
    course = zhou.locator("section.card", has_text="经过").locator("tbody tr")
    steps = [row.locator("td").nth(1).inner_text() for row in course.all()]
    assert steps == ["申报", "考核", "认定", "抽查", "责令整顿", "取消称号"]

    wang.goto("/titles/?state=revoked")
    lost = wang.locator("tbody tr", has_text="藤桥社区")
    expect(lost).to_contain_text("已取消")
    wang.goto(address)
    expect(wang.locator("main")).to_contain_text("要重新创建请另行申报")
