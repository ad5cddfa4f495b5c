"""Photos and documents made for a test, and what a reader finds in one."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

# Where 上沙村 would lie, and what a telephone writes about its owner.
CANARY = "canary-of-the-camera"
XMP = f"<x:xmpmeta><exif:GPSLatitude>27,59.5N {CANARY}</exif:GPSLatitude></x:xmpmeta>".encode()


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A photo of noise, so that it does not shrink to nothing."""
    target = BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(target, kind, **options)
    return target.getvalue()


def telling_exif(orientation: int = 1) -> Image.Exif:
    """EXIF with a place, a camera and an owner."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = CANARY
    exif[ExifTags.Base.Artist] = CANARY
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {1: "N", 2: (27.0, 59.0, 30.0), 3: "E", 4: (120.0, 42.0, 0.0), 29: "2025:06:01"}
    )
    return exif


def png_of_size(width: int, height: int) -> bytes:
    """A few bytes that claim a canvas."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def webp_of_size(width: int, height: int) -> bytes:
    """A WebP whose header claims a canvas."""
    body = b"\x10\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunks = b"WEBPVP8X" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def pdf(extra: bytes = b"", *, packed: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one empty page; ``extra`` stands among its objects, ``packed`` in a compressed object stream."""
    objects = (
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n" + extra
    )
    if packed:
        deflated = zlib.compress(packed)
        objects += (
            b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n"
            % len(deflated)
            + deflated
            + b"\nendstream\nendobj\n"
        )
    return b"%PDF-1.5\n" + objects + b"trailer\n<< /Root 1 0 R " + trailer + b" >>\nstartxref\n9\n%%EOF\n"


def found_in(photo: bytes) -> dict[str, Any]:
    """Everything but the picture that a reader finds in a photo."""
    with Image.open(BytesIO(photo)) as image:
        image.load()
        exif = image.getexif()
        return {
            "exif": dict(exif),
            "gps": dict(exif.get_ifd(ExifTags.IFD.GPSInfo)),
            "info": {key for key in image.info if not key.startswith(("jfif", "progress", "dpi"))},
        }
