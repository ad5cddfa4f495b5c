"""What the form of a document is made of, ready to be drawn, and what was sent of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stations.rules.documents import Problem

Path = tuple[str | int, ...]


def named(path: Path) -> str:
    """The name of an input: its path, as ``Problem.place`` writes it."""
    return ".".join(str(part) for part in path)


class Found:
    """The problems of a body by their place; each is shown once, as near to its value as can be."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._waiting = dict.fromkeys(problems)

    def at(self, path: Path) -> tuple[str, ...]:
        """What is wrong with the value at exactly this place."""
        return self._take([problem for problem in self._waiting if problem.path == path])

    def under(self, path: Path) -> tuple[str, ...]:
        """What is wrong there or anywhere inside."""
        return self._take([problem for problem in self._waiting if problem.path[: len(path)] == path])

    def _take(self, problems: list[Problem]) -> tuple[str, ...]:
        for problem in problems:
            del self._waiting[problem]
        return tuple(problem.text for problem in problems)


@dataclass(frozen=True, slots=True)
class Context:
    """What the parts of a form need to know of the whole document."""

    found: Found
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Input:
    """One input: ``value`` is the text in it, ``options`` what may be chosen."""

    kind: str
    path: Path
    label: str
    value: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False
    hint: str = ""
    problems: tuple[str, ...] = ()
    is_group: bool = field(default=False, init=False)

    @property
    def name(self) -> str:
        return named(self.path)


@dataclass(frozen=True, slots=True)
class Stray:
    """Something that was read from a file and has no place in the form; it can only be removed."""

    path: Path
    text: str
    problems: tuple[str, ...]

    @property
    def name(self) -> str:
        return named(self.path)


@dataclass(frozen=True, slots=True)
class Group:
    """Values that belong together; one that may be missing can be removed as a whole."""

    path: Path
    label: str
    parts: tuple[Any, ...]
    removable: bool = False
    strays: tuple[Stray, ...] = ()
    problems: tuple[str, ...] = ()
    kind: str = field(default="group", init=False)

    @property
    def name(self) -> str:
        return named(self.path)


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a list; ``key`` is the name it is entered under, None where it has only a position."""

    path: Path
    label: str
    part: Group | Input
    key: str | None = None
    problems: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return named(self.path)

    @property
    def ident(self) -> str:
        return str(self.path[-1])


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of values, of which one can be added and each removed."""

    path: Path
    label: str
    rows: tuple[Row, ...]
    required: bool = False
    strays: tuple[Stray, ...] = ()
    problems: tuple[str, ...] = ()
    kind: str = field(default="rows", init=False)

    @property
    def name(self) -> str:
        return named(self.path)


class Sent:
    """What the form sent; NUL and the line ends of browsers are taken out, nothing else is judged."""

    def __init__(self, data: Any) -> None:
        self._data = data
        self._removed = frozenset(data.getlist("remove"))
        self._added = data.get("add", "")

    def text(self, name: str) -> str:
        return _clean(self._data.get(name, ""))

    def texts(self, name: str) -> list[str]:
        return [_clean(text) for text in self._data.getlist(name)]

    def ticked(self, path: Path) -> bool:
        return named(path) in self._data

    def rows(self, path: Path) -> list[str]:
        """The rows of a list that the form showed, without those to be removed."""
        shown = dict.fromkeys(self._data.getlist(f"{named(path)}:row"))
        return [ident for ident in shown if not self.removes((*path, ident))]

    def key(self, path: Path) -> str:
        return self.text(f"{named(path)}:key")

    def removes(self, path: Path) -> bool:
        return named(path) in self._removed

    def adds(self, path: Path) -> bool:
        return named(path) == self._added


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()
