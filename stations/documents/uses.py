"""Where the portal works by a part of a document: a registry that the apps fill when they start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import resolve

from kit.gate import declared_door
from kit.jinja import url


@dataclass(frozen=True, slots=True)
class Use:
    """A page that works by a section; its address is empty for whom it is not."""

    label: str
    address: str


_used: dict[str, list[tuple[str, str]]] = defaultdict(list)


def used_by(section: str, label: str, address_name: str) -> None:
    """Register that the page ``address_name`` works by this section, a field of ``Document``."""
    _used[section].append((label, address_name))


def uses_for(role: str) -> Mapping[str, tuple[Use, ...]]:
    """By section, the pages that work by it, linked where ``role`` may enter."""
    return {
        section: tuple(Use(label, _open_to(role, name)) for label, name in pages)
        for section, pages in _used.items()
    }


def _open_to(role: str, address_name: str) -> str:
    address = url(address_name)
    door = declared_door(resolve(address).func)
    return address if door is not None and door.admits(role) else ""
