"""The shelf: where the bytes of uploaded files lie, one folder for every 256th of the random names.

Bytes are put down before their row is committed and taken away after its removal is, so a crash in between leaves
bytes without a row and never a row without its bytes. The sweep finds such bytes.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from kit.scope import everywhere
from stations.models import StoredFile

log = logging.getLogger(__name__)

# Longer than any upload takes from its first byte to its commit.
SPARED_SECONDS = 86_400
THUMBNAIL = ".thumbnail"


def put(name: UUID, data: bytes, thumbnail: bytes | None) -> None:
    """Lay down a file and its thumbnail, each whole or not at all; raises ``OSError`` where the disk will not."""
    if thumbnail is not None:
        _write(_path(name, THUMBNAIL), thumbnail)
    _write(_path(name), data)


def read(name: UUID) -> bytes:
    """The bytes of a file; raises ``FileNotFoundError``."""
    return _path(name).read_bytes()


def read_thumbnail(name: UUID) -> bytes:
    """The bytes of its thumbnail; raises ``FileNotFoundError``, as for every document."""
    return _path(name, THUMBNAIL).read_bytes()


def discard(name: UUID) -> None:
    """Take a file off the shelf; call it when the removal of its row is committed."""
    _path(name).unlink(missing_ok=True)
    _path(name, THUMBNAIL).unlink(missing_ok=True)


def sweep(now: float | None = None) -> int:
    """Take away what no row names and what is older than any upload under way; returns how many files went."""
    before = (time.time() if now is None else now) - SPARED_SECONDS
    gone = 0
    for folder in _folders():
        old = {path: name for path in folder.iterdir() if (name := _name_of(path)) and _mtime(path) < before}
        known = _known(set(old.values())) if old else set()
        for path, name in old.items():
            if name not in known or path.suffix == ".part":
                path.unlink(missing_ok=True)
                gone += 1
    if gone:
        log.info("%s files without a row taken away", gone)
    return gone


def _known(names: set[UUID]) -> set[UUID]:
    """Those that have a row, wherever it lies: without the scope no row would be seen, and every file would go."""
    with everywhere():
        return set(StoredFile.objects.filter(name__in=names).values_list("name", flat=True))


def _path(name: UUID, suffix: str = "") -> Path:
    return Path(settings.FILES_ROOT, name.hex[:2], f"{name}{suffix}")


def _write(path: Path, data: bytes) -> None:
    """Under its name only when every byte is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "xb", opener=_for_the_portal_alone) as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _for_the_portal_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _folders() -> Iterator[Path]:
    root = Path(settings.FILES_ROOT)
    if root.is_dir():
        yield from (folder for folder in root.iterdir() if folder.is_dir())


def _name_of(path: Path) -> UUID | None:
    """The name that bytes were laid down under; None for what is not ours."""
    try:
        return UUID(path.name.partition(".")[0])
    except ValueError:
        return None


def _mtime(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
