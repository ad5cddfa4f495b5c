"""Photos of the demo: drawn, and marked as examples in the picture itself; laid on the shelf like any upload."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from kit.uploads import Accepted, accept
from stations import files
from stations.actions.checklists import PURPOSE
from stations.models import Region, StoredFile, User
from stations.models.regions import located

SIZE = (640, 480)
WALL, FLOOR, WOOD, STEEL, PAPER, INK, RED = (
    "#e9e4d8", "#b9ad98", "#9c7a4d", "#8f99a3", "#fdfcf7", "#5b6670", "#a83232",
)  # fmt: skip
Drawing = Callable[[ImageDraw.ImageDraw], None]
# 示例 in strokes on a grid of 10 by 10 each: no machine has to have a Chinese font.
STROKES: Sequence[Sequence[tuple[int, int]]] = (
    ((2, 1), (8, 1)), ((0, 4), (10, 4)), ((5, 4), (5, 9), (4, 8)), ((3, 6), (1, 8)), ((7, 6), (9, 8)),
    ((14, 0), (12, 4)), ((13, 3), (13, 10)), ((15, 1), (20, 1)), ((17, 1), (15, 5)), ((16, 4), (19, 4), (15, 9)),
    ((16, 6), (18, 7)), ((21, 2), (21, 6)), ((23, 0), (23, 9), (22, 8)),
)  # fmt: skip


def _plate(draw: ImageDraw.ImageDraw) -> None:
    """The door of a station with its plate beside it."""
    draw.rectangle((250, 90, 450, 400), fill=WOOD, outline=INK, width=4)
    draw.line((350, 90, 350, 400), fill=INK, width=3)
    draw.rectangle((150, 110, 200, 330), fill=PAPER, outline=INK, width=3)
    for row in range(9):
        draw.line((165, 130 + 22 * row, 185, 130 + 22 * row), fill=RED, width=5)


def _counter(draw: ImageDraw.ImageDraw) -> None:
    """A counter with a screen, and chairs before it."""
    draw.rectangle((120, 250, 520, 390), fill=WOOD, outline=INK, width=4)
    draw.rectangle((270, 170, 380, 240), fill=INK)
    draw.rectangle((280, 180, 370, 230), fill=STEEL)
    draw.rectangle((315, 240, 335, 250), fill=INK)
    for left in (170, 300, 430):
        draw.rectangle((left, 350, left + 50, 430), fill=STEEL, outline=INK, width=3)


def _wall(draw: ImageDraw.ImageDraw) -> None:
    """Sheets with rules in frames on the wall."""
    for left in (90, 250, 410):
        draw.rectangle((left, 90, left + 130, 290), fill=PAPER, outline=WOOD, width=6)
        draw.line((left + 35, 115, left + 95, 115), fill=RED, width=6)
        for row in range(7):
            draw.line((left + 20, 140 + 20 * row, left + 110, 140 + 20 * row), fill=STEEL, width=4)


def _shelf(draw: ImageDraw.ImageDraw) -> None:
    """A cabinet full of files."""
    draw.rectangle((170, 80, 470, 400), fill=STEEL, outline=INK, width=4)
    for row in range(3):
        top = 95 + 100 * row
        for column in range(9):
            left = 185 + 31 * column
            draw.rectangle((left, top, left + 24, top + 85), fill=PAPER, outline=INK, width=2)
            draw.rectangle((left + 6, top + 15, left + 18, top + 35), fill=RED)


DRAWINGS: dict[str, Drawing] = {"ORG": _plate, "SITE": _counter, "RULES": _wall}


def _mark(draw: ImageDraw.ImageDraw) -> None:
    """示例 on a label in the corner."""
    draw.rectangle((440, 390, 630, 470), fill=PAPER, outline=RED, width=3)
    for stroke in STROKES:
        draw.line([(455 + 7 * x, 400 + 6 * y) for x, y in stroke], fill=RED, width=4)


@lru_cache(maxsize=8)
def _drawn(drawing: Drawing) -> Accepted:
    picture = Image.new("RGB", SIZE, WALL)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 390, *SIZE), fill=FLOOR)
    drawing(draw)
    _mark(draw)
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    target.seek(0)
    return accept(target, name="示例.jpg")


def photo(region: Region, code: str, title: str, *, on: date, by: User) -> StoredFile:
    """A photo about an item of a checklist, not saved yet; its bytes lie on the shelf."""
    accepted = _drawn(DRAWINGS.get(code, _shelf))
    file = StoredFile(
        **located(region),
        purpose=PURPOSE,
        kind=accepted.kind,
        content_type=accepted.content_type,
        title=f"{title}(示例)",
        taken_on=on,
        size=len(accepted.data),
        width=accepted.width,
        height=accepted.height,
        sha256=accepted.sha256,
        made_by=by,
    )
    files.put(file.name, accepted.data, accepted.thumbnail)
    return file
