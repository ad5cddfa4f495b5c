"""From the city down to a station by a checklist, counted on request by the worker while the page waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

LIST = "3+1(Y"


def counted_board(page: Page) -> None:
    """The board of the list; where nobody has asked for it yet, it is asked for and awaited."""
    page.goto("/list-boards/")
    lists = page.get_by_label("清单", exact=True)
    chosen = lists.locator("option", has_text=LIST).get_attribute("value")
    page.goto(f"/list-boards/?list={chosen}")
    ask = page.get_by_role("button", name="统计", exact=True)
    if ask.count():
        ask.click()
    # The page loads itself anew when the count is over.
    expect(page.get_by_role("heading", name="逐项:现场检查和台账证据")).to_be_visible(timeout=90_000)


def fits(page: Page, screen: dict[str, int]) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_from_the_city_down_to_a_station(walk: Callable[..., Page], screen: dict[str, int]) -> None:
    sun = walk("sun", screen=screen)
    counted_board(sun)
    expect(sun.locator(".figures")).to_contain_text("491")
    fits(sun, screen)
    sun.get_by_role("link", name="逐项台账证据").click()
    expect(sun.locator(".views b")).to_have_text("逐项台账证据")
    fits(sun, screen)
    sun.get_by_role("link", name="鹿城区").click()
    expect(sun.locator("h1")).to_have_text("鹿城区清单看板")
    fits(sun, screen)
    sun.get_by_role("link", name="藤桥镇").click()
    expect(sun.locator("h1")).to_have_text("藤桥镇清单看板")
    expect(sun.locator("table.matrix tbody tr")).to_have_count(35)
    expect(sun.locator("table.matrix tbody tr").first).to_contain_text("台账")
    fits(sun, screen)
    sun.get_by_role("link", name="油岙村委会").click()
    expect(sun.locator("h1")).to_contain_text("油岙村劳动保障站")


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_number_leads_to_the_stations_behind_it(walk: Callable[..., Page], screen: dict[str, int]) -> None:
    sun = walk("sun", screen=screen)
    counted_board(sun)
    row = sun.locator("table.sheet").first.locator("tbody tr").first
    link = row.get_by_role("link").last
    many = link.inner_text()
    link.click()
    expect(sun.locator(".table-foot")).to_contain_text(f"共 {many} 条")
    fits(sun, screen)
    sun.locator("table.sheet tbody tr").first.get_by_role("link").first.click()
    expect(sun.locator("h1")).to_contain_text("劳动保障站")


def test_the_gaps_are_counted_as_soon_as_the_portal_is_up(walk: Callable[..., Page]) -> None:
    zhou = walk("zhou", screen=PHONE)
    zhou.goto("/gaps/")
    expect(zhou.locator(".sub").first).to_contain_text("统计于", timeout=60_000)
    fits(zhou, PHONE)
    zhou.get_by_role("button", name="重新统计").click()
    expect(zhou.locator(".note.done")).to_contain_text("已开始重新统计")
    expect(zhou.locator("#count")).to_have_count(0, timeout=60_000)
    expect(zhou.get_by_role("button", name="重新统计")).to_be_visible()
