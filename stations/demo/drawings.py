"""Pictures for the demo, drawn so that nobody takes them for photos of a place or a person."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from kit.uploads import Accepted, accept

WALLS = ("#e9e4d8", "#dfe7e4", "#ece7e1")
BLUE, PAPER, INK = "#17507f", "#ffffff", "#9fb0bf"
SKIN, CLOTHES, BACKDROPS = "#e8c9ae", ("#2f5d50", "#44546a", "#7a4b3a"), ("#dbe6ef", "#e6ecdf", "#efe6da")


def wall(random: Random) -> Accepted:
    """A sheet in a frame on a wall: a blue head, lines of text, a code in the corner."""
    image = Image.new("RGB", (960, 720), random.choice(WALLS))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 640, 960, 720), fill="#b9b0a2")
    left, top = 300 + random.randrange(-60, 60), 60 + random.randrange(-20, 20)
    right, bottom = left + 360, top + 520
    draw.rectangle((left - 14, top - 14, right + 14, bottom + 14), fill="#8c8375")
    draw.rectangle((left, top, right, bottom), fill=PAPER)
    draw.rectangle((left, top, right, top + 70), fill=BLUE)
    for line in range(8):
        end = right - 40 - random.randrange(120)
        draw.rectangle((left + 40, top + 120 + line * 38, end, top + 130 + line * 38), fill=INK)
    for cell in range(49):
        if random.random() < 0.5:
            x, y = right - 100 + cell % 7 * 10, bottom - 100 + cell // 7 * 10
            draw.rectangle((x, y, x + 9, y + 9), fill="#222222")
    return _accepted(image)


def portrait(random: Random) -> Accepted:
    """Head and shoulders without a face."""
    image = Image.new("RGB", (600, 800), random.choice(BACKDROPS))
    draw = ImageDraw.Draw(image)
    draw.ellipse((70, 520, 530, 1100), fill=random.choice(CLOTHES))
    draw.rectangle((260, 440, 340, 580), fill=SKIN)
    draw.ellipse((190, 190, 410, 480), fill=SKIN)
    draw.chord((180, 160, 420, 440), 180, 360, fill="#3a3330")
    return _accepted(image)


def _accepted(image: Image.Image) -> Accepted:
    target = BytesIO()
    image.save(target, "PNG")
    return accept(target.getvalue(), name="示例.png")
