"""A whole portal with the demo in it, and people who walk it in a real Chromium."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.portal import Portal, launched

PASSWORD = "cunzhan-demo"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """``make run`` with the demo: database, web, worker and beat."""
    with tempfile.TemporaryDirectory(prefix="cunzhan-") as folder:
        os.chmod(folder, 0o755)
        with launched(Path(folder, "data")) as running:
            running.wait_until_it_shows("门户已就绪")
            yield running


@pytest.fixture
def walk(portal: Portal, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Sign somebody in, in a browser of his own; errors of its console fail the test."""
    complaints: list[str] = []
    contexts = []

    def sign_in(username: str, *, screen: dict[str, int] = DESK) -> Page:
        context = chromium.new_context(viewport=screen, locale="zh-CN", base_url=portal.address)
        contexts.append(context)
        page = context.new_page()
        # A form that is refused comes back as 422, which the console reports too.
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type == "error" and "status of 422" not in said.text
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/login/")
        page.get_by_label("登录名").fill(username)
        page.get_by_label("口令").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_selector("h1:has-text('今日工作')")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert complaints == []
