"""The documents that ship as files beside this module."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from stations.rules.documents import Document, inherit, read

FOLDER = Path(__file__).parent


def shipped_bodies() -> list[dict[str, Any]]:
    """The bodies of all shipped files; one that inherits comes after the one it inherits from."""
    bodies = [body_in(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("?.toml"))]
    return sorted(bodies, key=lambda body: bool(body.get("inherits")))


@cache
def shipped(key: str) -> Document:
    """The shipped document of that key as rules see it, joined with the one it inherits from."""
    body = body_in((FOLDER / f"{key.lower()}.toml").read_text(encoding="utf-8"))
    parent = shipped(body["inherits"]) if "inherits" in body else None
    document = read(body, parent=parent)
    return inherit(document, parent) if parent else document


def body_in(text: str) -> dict[str, Any]:
    """A TOML text as the body that is stored: what JSON holds, dates as text. ``TOMLDecodeError`` where it is none."""
    body: dict[str, Any] = _as_json(tomllib.loads(text))
    return body


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
