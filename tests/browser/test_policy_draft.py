"""A new version of a policy document, from the first slip to the library, by two people of the city."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TIER = "work_fund.tiers.1"


def test_two_people_draft_and_publish_the_second_version_of_w(walk: Callable[..., Page]) -> None:
    sun = walk("sun")
    sun.goto("/policies/")
    sun.get_by_role("link", name="关于加强温州市区村级劳动保障平台建设的实施意见").first.click()
    first = sun.url
    sun.get_by_role("button", name="起草新版本").click()
    overview = sun.url
    expect(sun.locator("#changes")).to_contain_text("还没有改动")
    expect(sun.get_by_role("button", name="提交")).to_have_count(0)

    sun.get_by_role("navigation", name="各部分").get_by_role("link", name="工作经费").click()
    sun.locator(f'[name="{TIER}.at_least"]').fill("201")
    sun.get_by_role("button", name="保存").last.click()
    wrong = sun.locator(".field.bad")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("与前一档之间有空档:应从 200 户起")
    expect(wrong.locator("input")).to_have_value("201")

    sun.locator(f'[name="{TIER}.at_least"]').fill("200")
    sun.locator(f'[name="{TIER}.amount"]').fill("7500.00")
    sun.get_by_role("button", name="保存").last.click()
    expect(sun.locator(".note.done")).to_be_visible()
    expect(sun.locator(".field.bad")).to_have_count(0)

    sun.goto(overview)
    change = sun.locator("#changes tbody tr")
    expect(change).to_have_count(1)
    expect(change).to_contain_text("7,000.00")
    expect(change).to_contain_text("7,500.00")
    expect(change).to_contain_text("W三(五)")
    sun.get_by_role("button", name="提交").click()
    expect(sun.locator("body")).to_contain_text("要由另一位没有参与起草的市级人员确认发布")
    expect(sun.get_by_role("button", name="确认发布")).to_have_count(0)

    he = walk("he")
    expect(he.locator(".todo-list")).to_contain_text("待确认发布")
    he.goto(overview)
    he.get_by_role("button", name="确认发布").click()
    expect(he.locator("main")).to_contain_text("第 2 版")
    expect(he.locator("main")).to_contain_text("仍执行原来的版本")

    he.goto("/policies/")
    he.get_by_role("link", name="关于加强温州市区村级劳动保障平台建设的实施意见").first.click()
    expect(he.locator(".page-title")).to_contain_text("第 2 版")
    expect(he.locator("main")).to_contain_text("7,500.00")
    he.goto(first)
    expect(he.locator(".page-title")).to_contain_text("第 1 版")
    expect(he.locator("main")).to_contain_text("7,000.00")
    expect(he.locator("main")).not_to_contain_text("7,500.00")
