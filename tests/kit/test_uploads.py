"""Uploads: judged by their bytes, drawn anew, and refused with a word how to mend it."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image, ImageCms

from kit.refused import Refused
from kit.uploads import Limits, accept, download_name, one_line
from tests.support.files import (
    CANARY,
    XMP,
    found_in,
    pdf,
    picture,
    png_of_size,
    telling_exif,
    webp_of_size,
)


def refusal(data: bytes, name: str = "照片.jpg", **limits: int) -> str:
    with pytest.raises(Refused) as refused:
        accept(data, name=name, limits=Limits(**limits))
    assert refused.value.field == "file"
    return refused.value.reason


def colours(photo: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photo)).convert("RGB")


def zipped(name: str = "word/document.xml") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, "<script>alert(1)</script>")
    return target.getvalue()


# What is taken


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_new_jpeg_with_a_thumbnail_whatever_it_is_called(kind):
    accepted = accept(io.BytesIO(picture(kind, (900, 600))), name="没有后缀")
    assert (accepted.kind, accepted.content_type, accepted.width, accepted.height) == (
        "image",
        "image/jpeg",
        900,
        600,
    )
    assert (colours(accepted.data).size, colours(accepted.thumbnail).size) == ((900, 600), (320, 213))
    assert accepted.data[:3] == accepted.thumbnail[:3] == b"\xff\xd8\xff"


def test_the_longest_side_is_bounded_and_a_small_photo_is_not_blown_up():
    large = accept(picture("JPEG", (3000, 1000)), name="x")
    assert (large.width, large.height) == (2000, 667)
    small = accept(picture("JPEG", (30, 20)), name="x")
    assert (small.width, small.height, colours(small.thumbnail).size) == (30, 20, (30, 20))


def test_a_photo_stands_upright():
    source = Image.new("RGB", (80, 40), "white")
    source.paste("red", (0, 0, 40, 40))
    target = io.BytesIO()
    source.save(target, "JPEG", quality=95, exif=telling_exif(orientation=6))
    upright = colours(accept(target.getvalue(), name="x").data)
    assert upright.size == (40, 80)
    assert upright.getpixel((20, 10))[1] < 60 < 200 < upright.getpixel((20, 70))[1]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_place_owner_comment_and_profile(kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": telling_exif(), "xmp": XMP, "icc_profile": profile}
    if kind == "JPEG":
        options["comment"] = CANARY.encode()
    if kind == "PNG":
        options.pop("xmp")
        options["pnginfo"] = notes()
    told = picture(kind, (500, 400), **options)
    before = found_in(told)
    assert before["gps"][2] == (27.0, 59.0, 30.0)
    assert before["info"] >= {"exif", "icc_profile"}
    assert CANARY.encode() in told
    accepted = accept(told, name="IMG_1.jpg")
    for kept in (accepted.data, accepted.thumbnail):
        assert found_in(kept) == {"exif": {}, "gps": {}, "info": set()}
        assert CANARY.encode() not in kept


def notes():
    from PIL.PngImagePlugin import PngInfo

    found = PngInfo()
    found.add_text("Comment", CANARY)
    found.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return found


def test_what_is_transparent_becomes_white_and_sixteen_bits_keep_their_grey():
    clear = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(clear, "PNG")
    assert colours(accept(clear.getvalue(), name="x").data).getpixel((20, 20)) == (255, 255, 255)
    grey = io.BytesIO()
    Image.new("I;16", (40, 40), 40_000).save(grey, "PNG")
    assert colours(accept(grey.getvalue(), name="x").data).getpixel((20, 20)) == (156, 156, 156)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_kept(kind):
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    moving = io.BytesIO()
    frames[0].save(moving, kind, save_all=True, append_images=frames[1:])
    kept = Image.open(io.BytesIO(accept(moving.getvalue(), name="x").data))
    assert getattr(kept, "n_frames", 1) == 1
    assert kept.getpixel((20, 20))[0] > 200


@pytest.mark.parametrize("tail", [zipped(), b"<svg><script>alert(1)</script></svg>", b"<?php evil(); ?>"])
def test_what_was_glued_to_a_photo_is_gone(tail):
    glued = picture("JPEG") + tail
    assert glued.endswith(tail)
    kept = accept(glued, name="x").data
    assert tail not in kept
    assert not zipfile.is_zipfile(io.BytesIO(kept))


def test_a_pdf_is_kept_as_it_is():
    document = pdf(packed=b"5 0 << /Type /Annot /A << /S /URI /URI (https://a.example) >> >>")
    accepted = accept(document, name="协议.pdf")
    assert (accepted.kind, accepted.content_type, accepted.data) == ("pdf", "application/pdf", document)
    assert (accepted.thumbnail, accepted.width, accepted.height) == (None, None, None)


# What is not


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"<!doctype html><script>alert(1)</script>", "a.html", "只能上传 JPEG、PNG、WebP 照片和 PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.svg", "只能上传"),
        ("这是一段文字".encode(), "假装的.png", "只改文件名后缀是不行的"),
        (b"MZ\x90\x00" + b"\0" * 200, "a.exe", "这是程序文件"),
        (zipped("xl/vbaProject.bin"), "a.xlsm", "请另存为 PDF"),
        (zipped(), "a.docx", "这是 Office 文档或压缩包"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.doc", "这是旧版 Office 文档"),
        (picture("GIF"), "改了名.jpg", "这是 GIF 图片,请另存为 JPEG 或 PNG"),
        (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "a.gif", "这是 GIF 图片"),
        (picture("BMP"), "a.jpg", "这是 BMP 图片"),
        (picture("TIFF"), "a.jpg", "这是 TIFF 图片"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "IMG_1.HEIC", "设置 › 相机 › 格式”里选“兼容性最佳”"),
        (b"\0\0\0\x18ftypisom" + b"\0" * 100, "a.mp4", "只能上传"),
        (b"", "a.jpg", "文件是空的"),
    ],
)
def test_other_kinds_are_refused_with_what_they_are_and_how_to_mend_it(data, name, why):
    said = refusal(data, name)
    assert said.startswith(f"“{name}”没有收下:")
    assert why in said


def test_a_file_a_byte_too_large_is_refused_and_one_of_the_size_is_not():
    photo = picture("PNG")
    assert accept(photo, name="x", limits=Limits(max_bytes=len(photo))).kind == "image"
    assert "文件超过" in refusal(photo, max_bytes=len(photo) - 1)
    assert "文件超过 12 MB" in refusal(b"\xff\xd8\xff" + b"\0" * (12 * 1024 * 1024))


class Endless(io.RawIOBase):
    """A stream that says how much was asked of it."""

    asked = 0

    def read(self, size: int = -1) -> bytes:
        self.asked += size
        assert size >= 0
        return b"\xff\xd8\xff" + b"\0" * size


def test_no_more_is_read_than_shows_that_it_is_too_much():
    endless = Endless()
    with pytest.raises(Refused):
        accept(endless, name="x")
    assert endless.asked == 12 * 1024 * 1024 + 1


@pytest.mark.parametrize("make", [png_of_size, webp_of_size])
@pytest.mark.parametrize(
    "size", [(8000, 5001), (16_000, 16_000), (16_777_216, 16_777_216)], ids=lambda size: f"{size[0]}"
)
def test_too_many_pixels_are_refused_before_they_are_drawn(make, size):
    assert len(make(*size)) < 100
    assert "照片超过 4000 万像素" in refusal(make(*size))


def test_the_pixel_limit_from_both_sides():
    assert accept(picture("PNG", (60, 40)), name="x", limits=Limits(max_pixels=2400)).width == 60
    assert "像素" in refusal(picture("PNG", (60, 40)), max_pixels=2399)
    assert "像素" in refusal(picture("WEBP", (60, 40)), max_pixels=2399)
    assert "像素" in refusal(picture("WEBP", (60, 40), lossless=True), max_pixels=2399)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_photo_that_is_cut_off_is_refused(kind, share):
    photo = picture(kind, (300, 200))
    assert "照片不完整或已损坏" in refusal(photo[: int(len(photo) * share)])


def test_a_pdf_that_is_cut_off_is_refused():
    document = pdf()
    for share in (0.1, 0.5, 0.99):
        assert "PDF 不完整" in refusal(document[: int(len(document) * share) - 3], "a.pdf")


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (pdf(b"5 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n"), "脚本"),
        (pdf(b"5 0 obj\n<< /S /J#61va#53cript /JS (app.alert(1)) >>\nendobj\n"), "脚本"),
        (pdf(packed=b"5 0 << /S /JavaScript /JS (app.alert(1)) >>"), "脚本"),
        (pdf(packed=b"5 0 << /S /#4aavaScript /JS (app.alert(1)) >>"), "脚本"),
        (pdf(b"% stream\n5 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n"), "启动程序的动作"),
        (pdf(b"5 0 obj\n<< /Names << /EmbeddedFiles 6 0 R >> >>\nendobj\n"), "嵌入的附件"),
        (pdf(b"5 0 obj\n<< /Type /EmbeddedFile >>\nstream\nMZ\nendstream\nendobj\n"), "嵌入的附件"),
        (pdf(trailer=b"/Encrypt 7 0 R"), "设有密码"),
        (
            pdf(b"5 0 obj\n<< /Type /ObjStm /Filter /ASCIIHexDecode >>\nstream\n3C3C>\nendstream\nendobj\n"),
            "检查不了",
        ),
        (pdf(packed=b" " * (64 * 1024 * 1024 + 1)), "检查不了"),
        (b"<html><script>alert(1)</script></html>" + pdf(), "开头夹有别的内容"),
        (zipped() + pdf(), "开头夹有别的内容"),
        (pdf() + zipped(), "末尾接有别的文件"),
        (pdf() + b"<html><script>alert(1)</script></html>", "末尾接有别的文件"),
        (pdf(zipped()), "末尾接有别的文件"),
    ],
)
def test_a_pdf_that_acts_or_is_something_else_as_well_is_refused(document, why):
    said = refusal(document, "文件.pdf")
    assert why in said
    assert "打印成 PDF" in said or "另存为 PDF" in said


# Names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lin\\照片.txt", "照片.txt"),
        ("a\0b.txt", "ab.txt"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("很" * 300, "很" * 100),
        ("<script>.txt", "<script>.txt"),
    ],
)
def test_a_refusal_calls_a_file_by_a_name_fit_for_the_screen(name, shown):
    assert refusal(b"text", name).startswith(f"“{shown}”没有收下")


@pytest.mark.parametrize("name", ["", "\0", "\u202e", "dir/"])
def test_a_file_without_a_name_is_called_this_file(name):
    assert refusal(b"text", name).startswith("这个文件没有收下")


def test_a_download_is_called_by_something_that_every_disk_takes():
    assert download_name('房屋/租赁:"协议"\u202e', "pdf") == "房屋_租赁__协议_.pdf"
    assert download_name("...", "pdf") == "文件.pdf"
    assert download_name("很" * 300, "pdf") == "很" * 100 + ".pdf"
    assert one_line(" 两\r\n行\t字\x00 ") == "两  行 字"
