"""Looking an upload over before anything opens it.

What is handed on is not the upload but a copy made of exactly the parts that were counted and
parsed here, so that no later reader can see another file than the one that was judged.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kit.intake.parts import PartScan, Tally
from kit.refused import Refused

HEADER_WITHIN = 20  # rows in which a heading is looked for
MOST_MEMBERS = 500
MOST_INFLATED = 256 * 1024 * 1024
MOST_RATIO = 200  # of a sheet full of repeated rows; bombs reach a thousand
RATIO_COUNTS_FROM = 8 * 1024 * 1024
MOST_COLUMNS = 500
MOST_CELLS = 4_000_000
MOST_TEXT = 100_000_000

_CHUNK = 256 * 1024
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BAD_PATHS = ("..", "\\", ":")


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest upload in bytes and the most rows below its heading."""

    max_bytes: int
    max_rows: int


@contextmanager
def inspected(file: IO[bytes], limits: Limits) -> Iterator[Path]:
    """Give the path of a safe copy of the .xlsx ``file``, gone when the block ends.

    Raises Refused, in Chinese, for anything that is no plain .xlsx within the limits.
    """
    _check_size_and_type(file, limits)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload.xlsx"
        try:
            with ZipFile(file) as archive:
                _check_members(archive.infolist())
                tally = _copy_parts(archive, path)
        except (BadZipFile, EOFError, NotImplementedError, ValueError, zlib.error, ExpatError):
            raise _refused(
                "文件不完整或已损坏,请重新上传;如果仍不行,请在 Excel 中另存为 .xlsx 再试"
            ) from None
        _check_extent(tally, limits)
        yield path


def _refused(reason: str) -> Refused:
    return Refused(reason, field="file")


def _check_size_and_type(file: IO[bytes], limits: Limits) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise _refused("文件是空的,请重新选择填好的表格")
    if size > limits.max_bytes:
        raise _refused(f"文件超过 {limits.max_bytes / 1024 / 1024:g} MB,请删去图片或分成几个文件上传")
    head = file.read(8)
    if head == _OLE:
        encrypted = _ENCRYPTED in file.read()
        file.seek(0)
        if encrypted:
            raise _refused("文件设有打开密码,请在 Excel 中取消密码后再上传")
        raise _refused("这是旧版的 .xls 文件,请在 Excel 或 WPS 中另存为 .xlsx 后再上传")
    if not head.startswith(_ZIP):
        raise _refused(
            "这不是 .xlsx 工作簿(只改文件名后缀是不行的),请在 Excel 或 WPS 中另存为 .xlsx 后再上传"
        )
    file.seek(0)


def _check_members(members: Sequence[ZipInfo]) -> None:
    """Judge the archive by its directory alone, before anything is inflated."""
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise _refused("文件设有密码,请取消密码后再上传")
    if len(names) > MOST_MEMBERS:
        raise _refused("文件里的内容太多,请只保留要上传的工作表,另存为 .xlsx 后再上传")
    if len(set(names)) < len(names) or any(bad in name for name in names for bad in _BAD_PATHS):
        raise ValueError("members that no spreadsheet program writes")
    if any(
        member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or member.header_offset < 0
        for member in members
    ):
        raise ValueError("a packing that no spreadsheet program uses")
    inflated = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if inflated > MOST_INFLATED or (inflated > RATIO_COUNTS_FROM and inflated > MOST_RATIO * packed):
        raise _too_large()
    if any(name.endswith("vbaProject.bin") for name in names):
        raise _refused("文件里带有宏,请在 Excel 中另存为“Excel 工作簿(.xlsx)”后再上传")
    if "xl/workbook.xml" not in names:
        raise _refused("这不是 Excel 的 .xlsx 工作簿,请在 Excel 或 WPS 中另存为 .xlsx 后再上传")


def _too_large() -> Refused:
    return _refused("文件展开后太大,请删去多余的工作表和空白区域,另存为 .xlsx 后再上传")


def _copy_parts(archive: ZipFile, path: Path) -> Tally:
    """Copy the XML parts of ``archive``, counting every inflated byte whatever the directory says."""
    tally = Tally()
    room = MOST_INFLATED
    with ZipFile(path, "w") as copy:
        for member in archive.infolist():
            if not member.filename.lower().endswith((".xml", ".rels")):
                continue
            scan = PartScan(tally)
            with archive.open(member) as source, copy.open(member.filename, "w", force_zip64=True) as target:
                while chunk := source.read(_CHUNK):
                    room -= len(chunk)
                    if room < 0:
                        raise _too_large()
                    scan.feed(chunk)
                    target.write(chunk)
            scan.close()
    return tally


def _check_extent(tally: Tally, limits: Limits) -> None:
    """Readers lay a sheet out as one rectangle: two cells in opposite corners can fill the memory."""
    if tally.has_macros:
        raise _refused("文件带有宏,请在 Excel 中另存为“Excel 工作簿(.xlsx)”后再上传")
    if tally.last_row > limits.max_rows + HEADER_WITHIN:
        raise _refused(
            f"表格写到了第 {tally.last_row:,} 行,一次最多导入 {limits.max_rows:,} 行,"
            "请分成几个文件,或删去下方多余的内容"
        )
    if tally.last_column > MOST_COLUMNS or tally.area > MOST_CELLS:
        raise _refused(f"表格写到了第 {tally.last_column:,} 列,内容范围太大,请删去右侧和下方多余的内容")
    if tally.text > MOST_TEXT:
        raise _too_large()
