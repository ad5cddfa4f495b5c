"""What an upload is, by its first bytes, and whether it may stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO, Literal

from kit.refused import Refused
from kit.uploads import images, pdfs
from kit.uploads.names import shown_name

KIND = Literal["image", "pdf"]

# Kinds that people send in good faith, and how each of them becomes one that is taken.
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_OTHERS = (
    (b"GIF8", "这是 GIF 图片", "请另存为 JPEG 或 PNG 图片后再上传"),
    (b"BM", "这是 BMP 图片", "请另存为 JPEG 或 PNG 图片后再上传"),
    (b"II*\x00", "这是 TIFF 图片", "请另存为 JPEG 图片或 PDF 后再上传"),
    (b"MM\x00*", "这是 TIFF 图片", "请另存为 JPEG 图片或 PDF 后再上传"),
    (b"PK", "这是 Office 文档或压缩包", "文档请另存为 PDF,图片请解压后再上传"),
    (b"\xd0\xcf\x11\xe0", "这是旧版 Office 文档", "请另存为 PDF 后再上传"),
    (b"MZ", "这是程序文件", "程序不能上传,请选择照片或 PDF"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest upload in bytes and pixels, and the longest sides of what is kept of a photo."""

    max_bytes: int = 12 * 1024 * 1024
    max_pixels: int = 40_000_000
    longest_side: int = 2000
    thumbnail_side: int = 320


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is kept of an upload; a document has neither thumbnail nor size in pixels."""

    kind: KIND
    content_type: str
    data: bytes
    thumbnail: bytes | None
    width: int | None
    height: int | None
    sha256: str


def accept(upload: IO[bytes] | bytes, *, name: str, limits: Limits | None = None) -> Accepted:
    """Judge an upload by its bytes, whatever it is called; raises ``Refused`` saying what is wrong and how to mend it.

    A photo comes back as a new JPEG: nothing is left of the file but its picture. A PDF is kept as it is.
    """
    limits = limits or Limits()
    called = f"“{shown}”" if (shown := shown_name(name)) else "这个文件"
    try:
        data = _read(upload, limits)
        if picture_format := images.format_of(data):
            picture = images.redrawn(data, picture_format, limits)
            return Accepted(
                kind="image",
                content_type="image/jpeg",
                data=picture.data,
                thumbnail=picture.thumbnail,
                width=picture.width,
                height=picture.height,
                sha256=hashlib.sha256(picture.data).hexdigest(),
            )
        if not data.startswith(pdfs.MAGIC):
            raise Refused(_what_it_is(data))
        pdfs.check(data)
    except Refused as refusal:
        raise Refused(f"{called}没有收下:{refusal.reason}。", field="file") from None
    return Accepted("pdf", "application/pdf", data, None, None, None, hashlib.sha256(data).hexdigest())


def _read(upload: IO[bytes] | bytes, limits: Limits) -> bytes:
    """All of it, or no more than shows that it is too much."""
    data = upload[: limits.max_bytes + 1] if isinstance(upload, bytes) else upload.read(limits.max_bytes + 1)
    if not data:
        raise Refused("文件是空的,请重新选择")
    if len(data) > limits.max_bytes:
        raise Refused(
            f"文件超过 {limits.max_bytes / 1024 / 1024:g} MB,照片请用普通画质重拍,PDF 请压缩或分成几份再上传"
        )
    return data


def _what_it_is(data: bytes) -> str:
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return (
            "这是苹果手机的 HEIC 照片,请在手机“设置 › 相机 › 格式”里选“兼容性最佳”再拍,"
            "或把照片另存为 JPEG 后上传"
        )
    if b"%PDF-" in data[:1024]:
        return "PDF 的开头夹有别的内容,请用阅读软件打开后另存为 PDF 再上传"
    for magic, what, remedy in _OTHERS:
        if data.startswith(magic):
            return f"{what},{remedy}"
    return "只能上传 JPEG、PNG、WebP 照片和 PDF(只改文件名后缀是不行的),请拍照或另存为 PDF 后再上传"
