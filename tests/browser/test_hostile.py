"""Words that would be programs, in every text of a township, shown to everybody in a real Chromium: nothing runs.

They are written below the forms, straight into the tables, so that no form's own narrowness hides a page that would
show them raw. The console must stay silent as well: a policy that had to stop a script has found a hole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.urls import resolve
from playwright.sync_api import Page

from kit.embedded.postgres import Cluster
from tests.browser.conftest import PASSWORD
from tests.support.portal import Portal
from tests.support.workbooks import workbook

pytestmark = pytest.mark.browser

PAYLOAD = "\"'><img src=x onerror=ran=1></script>"
TOWNSHIP = 330302105000
LO, HI = TOWNSHIP, TOWNSHIP + 1000
BELOW = f"scope_code >= {LO} AND scope_code < {HI}"
TEXTS = {
    "stations_region": ("name", f"code >= {LO} AND code < {HI}"),
    "stations_station": ("name address phone opening_hours head", BELOW),
    "stations_householdcount": ("source", BELOW),
    "staffing_coordinator": ("name phone bank", BELOW),
    "staffing_engagement": ("note", BELOW),
    "staffing_villageassessment": ("remark", f"{BELOW} AND state <> 'confirmed'"),
    "services_request": ("applicant phone asked outcome_reason", BELOW),
    "services_requeststep": ("label note", BELOW),
    "services_serviceitem": ("name clause limit_basis papers", "key = 'W-D7'"),
    "funding_villageaccount": ("holder bank", BELOW),
    "reports_return": ("explanation returned_because", f"{BELOW} AND state <> 'accepted'"),
    "stations_user": ("name phone", "username LIKE '%-330302105%'"),
    "stations_post": ("basis", f"region_id IN (SELECT id FROM stations_region WHERE code = {TOWNSHIP})"),
}
# Each text begins with a number of its own, to be known again by whoever reads it.
NUMBERS = dict(
    zip(((table, name) for table in TEXTS for name in TEXTS[table][0].split()), count(10), strict=False)
)
# What the database itself keeps from changing; a superuser's session can look away.
APPEND_ONLY = "services_requeststep"

READERS = ["sun", "zhao", "admin", "所-330302105", "站-330302105203"]
LISTS = ["stations", "households", "coordinators", "assessments", "requests", "returns", "village-accounts"]
STARTS = [
    "/", "/board/", "/search/?q=onerror", "/items/", "/requests/new/", "/returns/review/", "/assessments/entry/",
    "/work-fund/new/", "/audit/", "/accounts/?words=330302105", "/requests/{decided}/",
    *(f"/{name}/?township={{township}}" for name in LISTS),
]  # fmt: skip
LOOK = """() => ({
    ran: "ran" in window || document.querySelector("img[src=x], script:not([nonce])") !== null,
    words: [document.body.innerText, ...Array.from(document.querySelectorAll("input, textarea, option"),
        field => field.value || field.text)].join(" "),
    ways: Array.from(document.querySelectorAll("main a[href^='/'], main tr[data-href]"),
        way => way.dataset.href || way.getAttribute("href")),
})"""


@pytest.fixture(scope="module")
def database(portal: Portal) -> Iterator[psycopg2.extensions.cursor]:
    """The portal's tables, seen whole."""
    connection = psycopg2.connect(Cluster(portal.screen.with_name("data") / "postgres").url("cunzhan"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.lo', '0', false), set_config('app.hi', '999999999999', false)")
        yield cursor
    connection.close()


@pytest.fixture(scope="module")
def hostile(database: psycopg2.extensions.cursor) -> Iterator[dict[str, int]]:
    """A township all of whose texts are hostile, and whose office and station have somebody who can sign in.

    Gives its key, and that of a request it has decided.
    """
    before = {}
    for table, (names, rows) in TEXTS.items():
        columns = names.split()
        database.execute(f"SELECT id, {', '.join(columns)} FROM {table} WHERE {rows}")
        before[table] = database.fetchall()
        room = widths(database, table)
        texts = [f"{NUMBERS[table, column]}{PAYLOAD}"[: room[column]] for column in columns]
        write(database, table, [(pk, *texts) for pk, *_ in before[table]])
    database.execute(
        "UPDATE stations_user SET password = (SELECT password FROM stations_user WHERE username = 'wang')"
        " WHERE username LIKE '%-330302105%'"
    )
    database.execute("SELECT id FROM stations_region WHERE code = %s AND tier = 3", [TOWNSHIP])
    (township,) = database.fetchone()
    database.execute(f"SELECT max(id) FROM services_request WHERE {BELOW} AND outcome <> ''")
    (decided,) = database.fetchone()
    yield {"township": township, "decided": decided}
    for table, rows in before.items():
        write(database, table, rows)


def write(database: psycopg2.extensions.cursor, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Put texts into rows, each given with its number first."""
    columns = ", ".join(f"{column} = %s" for column in TEXTS[table][0].split())
    database.execute(f"SET session_replication_role = {'replica' if table == APPEND_ONLY else 'origin'}")
    database.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", [(*texts, pk) for pk, *texts in rows])


def widths(database: psycopg2.extensions.cursor, table: str) -> dict[str, int]:
    database.execute(
        "SELECT column_name, COALESCE(character_maximum_length, 500) FROM information_schema.columns"
        " WHERE table_name = %s",
        [table],
    )
    return dict(database.fetchall())


# What an address has in it that leads to a file, or to the interface's own description: to nothing anybody wrote.
NO_PAGE = ("format=", "template", "/toml/", "/api/")


def look_through(page: Page, starts: list[str], known: set[str]) -> str:
    """Read the starting pages, and one of each kind not yet known that they lead to; returns all their words."""
    ways, read = list(starts), []
    while ways:
        way = ways.pop(0)
        kind = resolve(way.partition("?")[0].partition("#")[0]).route
        if way not in starts and (kind in known or any(word in way for word in NO_PAGE)):
            continue
        known.add(kind)
        page.goto(way)
        seen = page.evaluate(LOOK)
        assert not seen["ran"], way
        read.append(seen["words"])
        ways += seen["ways"]
    return " ".join(read)


def test_all_that_was_written_is_read_and_nothing_of_it_runs(
    walk: Callable[..., Page], hostile: dict[str, int]
) -> None:
    starts = [start.format(**hostile) for start in STARTS]
    read, known = "", set()
    for who in READERS:
        page = walk(who)
        read += look_through(page, [start for start in starts if page.request.get(start).ok], known)
    assert [text for text, number in NUMBERS.items() if f"{number}{PAYLOAD[:8]}" not in read] == []


def test_a_chart_shows_a_hostile_name_as_words(walk: Callable[..., Page], hostile: dict[str, int]) -> None:
    page = walk("zhou")
    page.goto("/board/")
    page.locator(".chart svg").wait_for()
    box = page.locator(".chart").bounding_box()
    for step in range(12):
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * (step + 0.5) / 12)
    assert "onerror" in page.locator(".chart").inner_html()
    assert page.evaluate("typeof window.ran") == "undefined"
    assert page.locator("img[src=x]").count() == 0


def test_what_a_workbook_says_is_shown_as_words(
    walk: Callable[..., Page], hostile: dict[str, int], tmp_path: Path
) -> None:
    file = tmp_path / "户数.xlsx"
    rows = [
        ("区划代码", "行政村", "户籍户数", "来源", PAYLOAD),
        (LO + 203, PAYLOAD, PAYLOAD, PAYLOAD, PAYLOAD),
    ]
    file.write_bytes(workbook(rows).read())
    page = walk("zhou")
    page.goto("/households/import/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="检查").click()
    page.get_by_text("与代码不符").first.wait_for()
    assert page.evaluate("typeof window.ran") == "undefined"
    assert page.locator("img[src=x]").count() == 0


def test_nothing_typed_stays_for_the_next_person_at_the_same_machine(walk: Callable[..., Page]) -> None:
    page = walk("wang")
    kept = "JSON.stringify([{...sessionStorage}, {...localStorage}])"

    page.goto("/coordinators/new/")
    page.get_by_label("姓名").fill("金丝雀")
    assert "金丝雀" in page.evaluate(kept)
    page.context.clear_cookies()  # as when the session runs out
    page.goto("/login/")
    page.get_by_label("登录名").fill("lin")
    page.get_by_label("口令").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_selector("h1:has-text('今日工作')")
    assert "金丝雀" not in page.evaluate(kept)

    page.goto("/requests/new/")
    page.get_by_label("申请人").fill("金丝雀")
    page.locator("details.post-switch summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/login/**")
    assert "金丝雀" not in page.evaluate(kept)
