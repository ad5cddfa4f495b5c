"""Posters as Chromium prints them: right paper, nothing lost at an edge, a code that can be read; the public page."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE
from tests.support.portal import Portal

pytestmark = pytest.mark.browser

HOME = "/p/330302102202/"
# In points, as pdfinfo prints them.
PAPER = {"a3": (841.9, 1190.6), "a2": (1190.6, 1683.8)}
# Six pixels for each of the 297 units of a sheet's width.
WIDE = 6 * 297
QUIET = 4


def wall_of(page: Page) -> str:
    """The number of the station of the signed-in coordinator."""
    page.goto("/wall/")
    found = re.search(r"/stations/(\d+)/wall/", page.url)
    assert found
    return found[1]


def printed(page: Page, target: Path) -> list[Image.Image]:
    """Every sheet of paper as a picture."""
    page.wait_for_load_state("networkidle")
    page.pdf(path=target, prefer_css_page_size=True, print_background=True)
    to_pictures = ["pdftoppm", "-scale-to-x", str(WIDE), "-scale-to-y", "-1", "-png"]
    subprocess.run([*to_pictures, target, target.with_suffix("")], check=True)
    return [Image.open(path).convert("L") for path in sorted(target.parent.glob(f"{target.stem}-*.png"))]


def about(target: Path) -> tuple[int, tuple[float, float]]:
    """How many pages of what size."""
    told = subprocess.run(["pdfinfo", target], check=True, capture_output=True, text=True).stdout
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told)
    pages = re.search(r"Pages:\s+(\d+)", told)
    assert size
    assert pages
    return int(pages[1]), (float(size[1]), float(size[2]))


def words_of(target: Path) -> list[list[tuple[float, float, float, float, str]]]:
    """The words of every page with their boxes, as shares of the page."""
    told = subprocess.run(
        ["pdftotext", "-bbox", target, "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = []
    for width, height, body in re.findall(
        r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', told, re.DOTALL
    ):
        boxes = re.findall(
            r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', body
        )
        wide, high = float(width), float(height)
        pages.append(
            [
                (float(x0) / wide, float(y0) / high, float(x1) / wide, float(y1) / high, text)
                for x0, y0, x1, y1, text in boxes
            ]
        )
    return pages


def code_on(sheet: Image.Image, text: str) -> bool:
    """Whether the code at the bottom right is that of ``text``, module by module."""
    modules = segno.make_qr(text, error="m").matrix
    side = len(modules) + 2 * QUIET
    unit = sheet.width / 297
    left, top = sheet.width - (20 + 42) * unit, sheet.height - (54 + 42) / 2 * unit
    cell = 42 * unit / side
    return all(
        (
            sheet.getpixel((round(left + (x + QUIET + 0.5) * cell), round(top + (y + QUIET + 0.5) * cell)))
            < 128
        )
        == bool(dark)
        for y, row in enumerate(modules)
        for x, dark in enumerate(row)
    )


@pytest.fixture
def lin(walk: Callable[..., Page]) -> Page:
    return walk("lin")


@pytest.mark.parametrize("size", ["a3", "a2"])
def test_the_whole_set_is_printed_on_its_paper(lin: Page, portal: Portal, tmp_path: Path, size: str) -> None:
    lin.goto(f"/stations/{wall_of(lin)}/posters/?size={size}")
    titles = lin.locator(".poster h2").all_inner_texts()
    assert titles == [
        "工作职责", "服务流程", "办结期限", "服务承诺", "服务标准", "监督电话", "工作人员",
        "社会保险参保办理制度", "劳动力资源调查统计制度",
    ]  # fmt: skip
    target = tmp_path / f"{size}.pdf"
    sheets = printed(lin, target)
    pages, paper = about(target)
    assert pages == len(sheets) == len(titles)
    assert paper == pytest.approx(PAPER[size], abs=1)
    for sheet, words, title in zip(sheets, words_of(target), titles, strict=True):
        assert code_on(sheet, portal.address + HOME), title
        body = sheet.crop((0, round(sheet.height * 0.25), sheet.width, round(sheet.height * 0.83)))
        ink = sum(body.histogram()[:128]) / (body.width * body.height)
        assert ink > 0.005, title
        said = "".join(word[4] for word in words)
        assert "油岙村劳动保障站" in said
        assert title in said
        assert "今日工作" not in said
        for x0, y0, x1, y1, text in words:
            assert 0.04 < x0 < x1 < 0.96, (title, text)
            assert 0 < y0 < y1 < 0.985, (title, text)


def test_a_long_text_goes_on_to_further_sheets_with_the_same_head(
    lin: Page, walk: Callable[..., Page], tmp_path: Path
) -> None:
    """Forty long rules, and one without any place to break: nothing is lost, nothing overlaps the foot."""
    rules = [f"第{number}条:{'认真登记每一位来访村民的情况' * 4}完{number}。" for number in range(1, 41)]
    wang = walk("wang")
    wang.goto("/wall-texts/new/")
    wang.get_by_label("名称").fill("档案管理制度" + "长" * 40)
    wang.get_by_label("正文").fill("\n".join([*rules, "X" * 400]))
    wang.get_by_label("依据").fill("试")
    wang.get_by_role("button", name="保存").click()
    expect(wang.locator(".note.done")).to_be_visible()
    try:
        lin.goto(f"/stations/{wall_of(lin)}/posters/?only=档案管理制度{'长' * 40}")
        target = tmp_path / "long.pdf"
        sheets = printed(lin, target)
        assert len(sheets) > 2
        assert about(target)[1] == pytest.approx(PAPER["a3"], abs=1)
        pages = words_of(target)
        whole = "".join(word[4] for page in pages for word in page)
        assert all(f"完{number}。" in whole for number in range(1, 41))
        for page in pages:
            said = "".join(word[4] for word in page)
            assert said.count("油岙村劳动保障站") == 1
            assert "档案管理制度" in said
            assert all(0.04 < x0 < x1 < 0.96 for x0, _, x1, _, _ in page)
            body = [y1 for _, _, _, y1, text in page if "登记" in text or "X" in text]
            assert max(body) < 1 - 54 / 420
    finally:
        wang.get_by_role("link", name="撤回").click()
        wang.get_by_label("事由").fill("试完")
        wang.get_by_role("button", name="撤回").click()


def test_the_preview_fits_a_telephone(walk: Callable[..., Page]) -> None:
    lin = walk("lin", screen=PHONE)
    number = wall_of(lin)
    for address in (
        f"/stations/{number}/wall/",
        f"/stations/{number}/posters/",
        f"/stations/{number}/wall/new/",
    ):
        lin.goto(address)
        assert lin.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address


def test_the_public_page_on_a_telephone(portal: Portal, chromium: Browser) -> None:
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", base_url=portal.address)
    try:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(HOME)
        expect(page.locator("h1")).to_have_text("油岙村劳动保障站")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.locator(".staff img").evaluate("image => image.naturalWidth > 0")
        call = page.locator(".call a")
        assert call.bounding_box()["height"] >= 44
        assert call.get_attribute("href") == "tel:0577-00010001"
        assert (context.cookies(), complaints) == ([], [])
    finally:
        context.close()


def test_a_sheet_is_photographed_hung_and_seen(walk: Callable[..., Page], tmp_path: Path) -> None:
    photo = tmp_path / "墙.jpg"
    Image.new("RGB", (1200, 900), "#ddccaa").save(photo)
    lin = walk("lin", screen=PHONE)
    lin.goto(f"/stations/{wall_of(lin)}/wall/")
    expect(lin.locator(".note.soon")).to_contain_text("还缺 1 张:服务流程")
    lin.locator(".wall-line", has_text="服务流程").get_by_role("link", name="拍照登记").click()
    expect(lin.get_by_label("上墙的是什么")).to_have_value("服务流程")
    lin.get_by_label("位置").fill("门口")
    lin.locator("input[name=file]").set_input_files(photo)
    lin.get_by_role("button", name="登记").click()
    expect(lin.locator(".note.done").last).to_contain_text("文件点了名的 3 张都已上墙")
    line = lin.locator(".wall-line", has_text="服务流程")
    line.scroll_into_view_if_needed()
    assert line.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
    wang = walk("wang")
    wang.goto("/wall/")
    expect(wang.locator("tr", has_text="油岙村委会")).to_contain_text("100.00%")
    line.get_by_role("link", name="登记取下").click()
    lin.get_by_label("取下原因").fill("试完")
    lin.get_by_role("button", name="登记取下").click()
    expect(lin.locator(".note.soon")).to_contain_text("还缺 1 张")
