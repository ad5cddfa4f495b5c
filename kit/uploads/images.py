"""Photos are drawn anew: upright, no larger than a screen needs, and without a word about where they were taken."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from PIL import Image, ImageOps

from kit.refused import Refused

QUALITY = 85
THUMBNAIL_QUALITY = 75


class Sides(Protocol):
    """What of the limits concerns pictures."""

    @property
    def max_pixels(self) -> int: ...
    @property
    def longest_side(self) -> int: ...
    @property
    def thumbnail_side(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as it is kept, with a small one for lists."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int


def format_of(data: bytes) -> str | None:
    """The format by the magic bytes, one of those that are taken; None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    return None


def redrawn(data: bytes, picture_format: str, limits: Sides) -> Picture:
    """The picture and its thumbnail as new JPEGs; raises ``Refused`` for one too large or damaged."""
    _check_pixels(_webp_size(data) if picture_format == "WEBP" else None, limits)
    try:
        with Image.open(BytesIO(data), formats=(picture_format,)) as source:
            _check_pixels(source.size, limits)
            picture = _drawn(source, limits.longest_side)
        small = picture.copy()
        small.thumbnail((limits.thumbnail_side, limits.thumbnail_side))
        return Picture(
            _jpeg(picture, QUALITY), _jpeg(small, THUMBNAIL_QUALITY), picture.width, picture.height
        )
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels(limits) from None
    except Exception:  # noqa: BLE001  (decoders of strangers' bytes raise whatever they like)
        raise Refused("照片不完整或已损坏,请重新拍一张,或用看图软件打开后另存为 JPEG 再上传") from None


def _drawn(source: Image.Image, longest_side: int) -> Image.Image:
    """The first frame, scaled and turned upright, on a canvas of its own that knows nothing of the file."""
    image: Image.Image = source
    if image.mode.startswith("I"):
        image = image.point(lambda level: level / 256).convert("L")
    elif image.mode in ("P", "PA", "1"):
        image = image.convert("RGBA")
    image.thumbnail((longest_side, longest_side), reducing_gap=2.0)
    image = ImageOps.exif_transpose(image)
    canvas = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        canvas.paste(image, mask=image)
    else:
        canvas.paste(image.convert("RGB"))
    return canvas


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
    return target.getvalue()


def _check_pixels(size: tuple[int, int] | None, limits: Sides) -> None:
    if size is not None and size[0] * size[1] > limits.max_pixels:
        raise _too_many_pixels(limits)


def _too_many_pixels(limits: Sides) -> Refused:
    return Refused(f"照片超过 {limits.max_pixels // 10_000} 万像素,请把相机的照片大小调小一档再拍")


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height as the header says: the decoder makes room for the whole canvas when it opens a file."""
    chunk, body = data[12:16], data[20:30]
    if len(body) < 10:
        return None
    if chunk == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF
