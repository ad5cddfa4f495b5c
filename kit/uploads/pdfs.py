"""PDFs stay as they are, so they may hold nothing that acts by itself and be nothing else at the same time.

These are checks of bytes, not a reader: they look for the names under which a PDF keeps what it would run, open or
carry along, in the file and in its compressed object streams. What cannot be looked into is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import is_zipfile

from kit.refused import Refused

MAGIC = b"%PDF-"
END = b"%%EOF"
_END_WITHIN = 1024
_MOST_INFLATED = 64 * 1024 * 1024

# Each is long enough not to turn up in compressed data by chance.
_ACTS = {
    b"JavaScript": "脚本",
    b"Launch": "启动程序的动作",
    b"EmbeddedFile": "嵌入的附件",
    b"RichMedia": "多媒体",
    b"Rendition": "多媒体",
    b"SubmitForm": "提交表单的动作",
    b"ImportData": "导入数据的动作",
    b"GoToE": "嵌入的附件",
}
_ACTING = re.compile(b"/(" + b"|".join(_ACTS) + b")")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENCRYPTED = re.compile(rb"/Encrypt\b")
_OBJECT_STREAM = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")
_PIECE = 4096


def check(data: bytes) -> None:
    """Raises ``Refused`` for a PDF that is cut off, locked, acts by itself or is also another kind of file."""
    if END not in data[-_END_WITHIN:]:
        raise Refused("PDF 不完整,可能没有传完,请重新上传;仍不行请打开后另存为 PDF 再试")
    if data.rpartition(END)[2].strip(b"\r\n\t \x00") or is_zipfile(BytesIO(data)):
        raise Refused("PDF 的末尾接有别的文件,请用阅读软件打开后“打印成 PDF”再上传")
    plain = _names_spelt_out(data)
    if _ENCRYPTED.search(plain):
        raise Refused("PDF 设有密码或权限限制,请用阅读软件打开后“打印成 PDF”再上传")
    for part in (plain, *_object_streams(data)):
        if found := _ACTING.search(part):
            raise Refused(f"PDF 里有{_ACTS[found[1]]},请用阅读软件打开后“打印成 PDF”再上传")


def _names_spelt_out(data: bytes) -> bytes:
    """``/J#61vaScript`` is another way to write ``/JavaScript``."""
    return _ESCAPED.sub(lambda pair: bytes([int(pair[1], 16)]), data)


def _object_streams(data: bytes) -> Iterator[bytes]:
    """What the compressed streams of objects hold."""
    room, before = _MOST_INFLATED, 0
    for start in _STREAM.finditer(data):
        if _OBJECT_STREAM.search(_names_spelt_out(data[before : start.start()])):
            inflated = _inflated(data, start.end(), room)
            room -= len(inflated)
            yield _names_spelt_out(inflated)
        before = start.end()


def _inflated(data: bytes, start: int, room: int) -> bytes:
    """The compressed stream that begins at ``start``, piece by piece: it says itself where it ends."""
    inflater, pieces = zlib.decompressobj(), []
    try:
        while not inflater.eof and room >= 0 and start < len(data):
            pieces.append(inflater.decompress(data[start : start + _PIECE], room + 1))
            room -= len(pieces[-1])
            start += _PIECE
    except zlib.error:
        room = -1
    if room < 0:
        raise Refused("PDF 的内容检查不了,请用阅读软件打开后“打印成 PDF”再上传")
    return b"".join(pieces)
