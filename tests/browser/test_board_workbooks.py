"""Each board downloaded as Excel from the browser: the whole table, cell for cell, as it stands on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# Headings from left to right, then all rows with the totals; what is written in a cell's first line.
ON_SCREEN = """() => {
  const table = document.querySelector("main table.sheet");
  const said = cell => cell.innerText.trim().split("\\n")[0].trim();
  const left = cell => cell.getBoundingClientRect().left;
  const heads = [...table.querySelectorAll("thead th")].filter(cell => cell.scope !== "colgroup");
  return {
    heads: heads.sort((one, other) => left(one) - left(other)).map(cell => cell.innerText.replace(/\\s|[↑↓]/g, "")),
    rows: [...table.querySelectorAll("tbody tr, tfoot tr")].map(row => [...row.cells].map(said)),
  };
}"""


def plain(value: Any) -> str:
    """A cell as it is compared: figures without grouping and idle noughts, nothing as nothing."""
    if value is None or str(value).strip() in ("", "—"):
        return ""
    if hasattr(value, "date"):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    text = "".join(str(value).split())
    try:
        return f"{Decimal(text.replace(',', '')).normalize():f}"
    except InvalidOperation:
        return text


def said(cells: Iterable[Any]) -> list[str]:
    return [text for text in map(plain, cells) if text]


def downloaded(page: Page, folder: Path) -> list[list[str]]:
    """The rows of the workbook behind the page's own link."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel", exact=True).click()
    file = folder / "board.xlsx"
    download.value.save_as(file)
    sheet = load_workbook(file, data_only=True).worksheets[0]
    return [said(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize(
    ("who", "address", "fewest"),
    [
        ("sun", "/gaps/?by=Y", 40),
        ("zhou", "/gaps/", 14),
        ("wang", "/gaps/?by=Y", 35),
        ("sun", "/titles/board/", 4),
        ("wang", "/assets/?words=油岙", 5),
        ("wang", "/rectifications/", 10),
        ("zhou", "/notices/", 8),
        ("zhou", "/titles/?state=rectifying", 4),
    ],
)
def test_the_workbook_is_the_table_on_the_screen(
    walk: Callable[..., Page], tmp_path: Path, who: str, address: str, fewest: int
) -> None:
    page = walk(who)
    page.goto(address)
    if address.startswith("/gaps/") and who != "wang":
        # Counted by the worker as soon as it is up.
        expect(page.locator(".sub").first).to_contain_text("统计于", timeout=60_000)
    shown = page.evaluate(ON_SCREEN)
    rows = [said(row) for row in shown["rows"]]
    assert len(rows) >= fewest
    book = downloaded(page, tmp_path)
    start = next(number for number, row in enumerate(book) if row == rows[0])
    assert book[start : start + len(rows)] == rows
    headings = {text for row in book[:start] for text in row}
    assert set(said(shown["heads"])) <= headings


def test_the_matrix_of_a_round_and_its_workbook_say_the_same(
    walk: Callable[..., Page], tmp_path: Path
) -> None:
    page = walk("wang")
    page.goto("/rounds/")
    page.get_by_role("link", name="年六到位检查(示例)").first.click()
    expect(page.locator("main table.sheet")).to_be_visible()
    shown = page.evaluate(ON_SCREEN)
    # The workbook numbers its rows, has the township apart, the day of the visit, and a nought where nothing differs.
    expected = [said(row) for row in shown["rows"]]
    book = downloaded(page, tmp_path)
    start = next(number for number, row in enumerate(book) if row and row[0] == "1")
    lines = book[start : start + len(expected)]
    kept = [[text for text in row[2:] if text != "0" and not text.startswith("20")] for row in lines]
    assert kept == expected
    assert [row[1] for row in lines] == ["藤桥镇"] * len(expected)
    assert {"机构到位", "人员到位", "经费到位", "场地到位", "工作到位", "制度到位", "不符(项)"} <= {
        text for row in book[:start] for text in row
    }
