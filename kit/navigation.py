"""What the shell shows, registered by the floors above: places in the order of a working day, to-dos, search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

Urgency = Literal["late", "soon", "normal"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the side bar: where it leads, and whose it is."""

    title: str
    url_name: str
    icon: str
    roles: frozenset[str]
    order: int


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for the acting post: how many, since when it presses, and where to do it."""

    title: str
    count: int
    address: str
    urgency: Urgency = "normal"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A search result."""

    kind: str
    title: str
    address: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of today's page: a template and what it is given."""

    template: str
    context: dict[str, Any]
    order: int = 100


PanelSource = Callable[[Any], Panel | None]
TodoSource = Callable[[Any], Iterable[Todo]]
SearchSource = Callable[[Any, str], Iterable[Found]]

_places: list[Place] = []
_todo_sources: list[TodoSource] = []
_search_sources: list[SearchSource] = []
_panel_sources: list[PanelSource] = []


def add_place(title: str, url_name: str, icon: str, *, roles: Iterable[str], order: int) -> None:
    """Put a place into the side bar of the given roles; lower ``order`` stands higher."""
    _places.append(Place(title, url_name, icon, frozenset(roles), order))
    _places.sort(key=lambda place: place.order)


def places_for(role: str) -> list[Place]:
    return [place for place in _places if role in place.roles]


def todo_source(source: TodoSource) -> TodoSource:
    """Register a function of the request that yields what waits for its post."""
    _todo_sources.append(source)
    return source


def todos(request: Any) -> list[Todo]:
    """All that waits, late first; sources with nothing to do yield nothing."""
    return in_order(todo for source in _todo_sources for todo in source(request) if todo.count)


def in_order(found: Iterable[Todo]) -> list[Todo]:
    """Late first, then what is due soon."""
    order = {"late": 0, "soon": 1, "normal": 2}
    return sorted(found, key=lambda todo: order[todo.urgency])


def search_source(source: SearchSource) -> SearchSource:
    """Register a function of the request and the words searched that yields results within its jurisdiction."""
    _search_sources.append(source)
    return source


def search(request: Any, words: str) -> list[Found]:
    return [found for source in _search_sources for found in source(request, words)]


def panel_source(source: PanelSource) -> PanelSource:
    """Register a function of the request that adds a piece to today's page, or None for other roles."""
    _panel_sources.append(source)
    return source


def panels(request: Any) -> list[Panel]:
    found = [panel for source in _panel_sources if (panel := source(request)) is not None]
    return sorted(found, key=lambda panel: panel.order)
