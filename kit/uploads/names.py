"""Names that strangers gave their files: fit for a screen and for a header, and never a path."""

from __future__ import annotations

import unicodedata

LONGEST = 100
_NOT_IN_A_FILE_NAME = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


def one_line(text: str) -> str:
    """``text`` on one line, without anything that cannot be seen: controls, NUL, marks that turn the reading order."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        " " if char.isspace() else char for char in composed if char.isspace() or char.isprintable()
    ).strip()


def shown_name(name: str) -> str:
    """What a file is called on screen: the last part of whatever path came with it, cut to a length."""
    return one_line(name.replace("\\", "/").rpartition("/")[2])[:LONGEST]


def download_name(title: str, extension: str) -> str:
    """A name under which a file can be saved anywhere."""
    stem = one_line(title).translate(_NOT_IN_A_FILE_NAME).strip(". ")[:LONGEST]
    return f"{stem or '文件'}.{extension}"
