"""The Chromium of the machine, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "no Chromium on this machine: install the package chromium (apt-get install chromium)"


@contextmanager
def browser() -> Iterator[Browser]:
    """Run Chromium without a window; skip the test where there is none, unless the run requires one."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None and os.environ.get("CUNZHAN_REQUIRE_BROWSER") == "1":
        pytest.fail(MISSING)
    if program is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, headless=True, args=list(FLAGS))
        yield chromium
        chromium.close()
