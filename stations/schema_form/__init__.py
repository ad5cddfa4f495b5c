"""The form of a policy document, made from the declarations of its schema.

A part of a document that is declared tomorrow has its form without a line here. One page is one section: the head, or
a field of the document; the names of inputs are the paths of their values, so that every problem stands at its value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from stations.rules.documents import Document, Problem
from stations.rules.documents.document import HEAD
from stations.rules.documents.held import Reading
from stations.rules.documents.shapes import Area, Count, Money, Share, Words
from stations.schema_form.parts import Context, Found, Group, Path, Rows, Sent
from stations.schema_form.shapes import (
    Choice,
    Choices,
    Labelled,
    Lines,
    Shape,
    Text,
    YesNo,
)
from stations.schema_form.wholes import Field, Many, Named, Parts

__all__ = ["DOCUMENT", "SECTIONS", "Section", "in_words", "misnamed", "shown", "taken", "with_labels"]

# Texts that may be longer than this take a wide input, or several lines.
SHORT, ONE_LINE = 30, 200
# A field whose choices are the codes of a neighbour's entries.
CHOSEN_AMONG: Mapping[type, Mapping[str, str]] = {Reading: {"value": "options"}}
# How the reader begins when it lists codes.
CODES = "只能是:"
# Said after everything else of a value.
CITATION = ("clause", "rule")


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form."""

    name: str
    title: str
    shape: Shape
    said: Labelled

    @property
    def path(self) -> Path:
        return () if self.name == "head" else (self.name,)

    def holds(self, path: Path) -> bool:
        """Whether a value at this place is written on this page; what has no place at all is on the first one."""
        owner = str(path[0]) if path else ""
        return self.name == (owner if owner in SECTIONS else "head")

    def of(self, body: Mapping[str, Any]) -> Any:
        """What the body says here."""
        if self.name != "head":
            return body.get(self.name)
        return {name: value for name, value in body.items() if name not in SECTIONS}


def shown(
    section: Section, body: Mapping[str, Any], problems: Sequence[Problem]
) -> tuple[Group | Rows, Found]:
    """The form of one section, and the problems that it could not show at a value."""
    found = Found(problem for problem in problems if section.holds(problem.path))
    clauses = body.get("clauses")
    numbers = (
        [each.get("number") for each in clauses if isinstance(each, dict)]
        if isinstance(clauses, list)
        else []
    )
    context = Context(found, tuple(number for number in numbers if isinstance(number, str)))
    part = section.shape.part(context, section.path, section.of(body), section.said)
    return part, found


def taken(section: Section, body: Mapping[str, Any], sent: Sent) -> dict[str, Any]:
    """The body with what was sent for one section; all other sections stay as they are."""
    value = section.shape.taken(sent, section.path, section.of(body))
    if section.name == "head":
        return {**(value or {}), **{name: each for name, each in body.items() if name in SECTIONS}}
    others = {name: each for name, each in body.items() if name != section.name}
    return others if value is None else {**others, section.name: value}


def in_words(path: Path) -> str:
    """A place as people call it: 工作经费 › 档次 › 第 2 项 › 户数下限(含)."""
    shape: Shape = DOCUMENT
    words = []
    for part in path:
        word, shape = shape.step(part)
        words.append(word)
    return " › ".join(words)


def with_labels(problem: Problem) -> Problem:
    """A problem that lists the codes of a choice, with their names instead."""
    shape: Shape = DOCUMENT
    for part in problem.path:
        _, shape = shape.step(part)
    if isinstance(shape, Choice | Choices) and problem.text.startswith(CODES):
        return Problem(problem.path, CODES + "、".join(shape.names.values()))
    return problem


def misnamed(body: Mapping[str, Any]) -> Iterator[Problem]:
    """Entries of the body that lost their name while it was written."""
    for path, shape, value in _inside((), DOCUMENT, body):
        if isinstance(shape, Named):
            yield from (Problem(at, text) for at, text in shape.misnamed(path, value))


def _inside(path: Path, shape: Shape, value: Any) -> Iterator[tuple[Path, Shape, Any]]:
    yield path, shape, value
    if isinstance(shape, Parts) and isinstance(value, dict):
        for field in shape.fields:
            yield from _inside((*path, field.name), field.shape, value.get(field.name))
    if isinstance(shape, Many) and isinstance(value, list):
        for place, entry in enumerate(value):
            yield from _inside((*path, place), shape.of, entry)


# --- from declarations to shapes


@cache
def _parts(declared: type) -> Parts:
    hints = get_type_hints(declared, include_extras=True)
    said = declared.__pydantic_fields__  # type: ignore[attr-defined]
    names = sorted(said, key=lambda name: CITATION.index(name) if name in CITATION else -1)
    title = getattr(declared, "NAME", "")
    return Parts(
        title,
        tuple(
            Field(
                name,
                Labelled(said[name].title or name, said[name].is_required()),
                Text("line", cites=True) if name == "clause" else _shape(hints[name], said[name]),
            )
            for name in names
        ),
        CHOSEN_AMONG.get(declared, {}),
    )


def _shape(hint: Any, info: Any) -> Shape:
    """The shape of a declared type; ``info`` knows the default and how long a text may be."""
    hint = _without_none(hint)
    if words := _words(hint):
        return _of_words(hint, words, info)
    if is_dataclass(hint):
        return _parts(hint)
    if hint in (Money, Share, Area):
        return Text("number", {Money: "如 7000.00", Share: "0 到 1 之间,如 0.90", Area: "如 50"}[hint])
    if hint == Count:
        default = getattr(info, "default", None)
        return Text("whole", f"不填按 {default}" if isinstance(default, int) else "")
    kind = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(kind) is tuple:
        return _of_many(get_args(kind)[0])
    if get_origin(kind) is not None and issubclass(get_origin(kind), Mapping):
        of = _shape(get_args(kind)[1], None)
        return Named(of, {} if isinstance(of, Parts) else "")
    if kind is bool:
        default = getattr(info, "default", None)
        return YesNo(default if isinstance(default, bool) else None)
    if kind is str:
        longest = _longest(hint, info)
        return Text("line" if longest <= SHORT else "wide" if longest <= ONE_LINE else "long")
    return Text("day")


def _of_words(hint: Any, words: Words, info: Any) -> Shape:
    if get_origin(get_args(hint)[0]) is Literal:
        default = getattr(info, "default", None)
        return Choice(words.names, default if isinstance(default, str) else "")
    return Text("line", known=tuple(words.names.items()))


def _of_many(of: Any) -> Shape:
    words = _words(of)
    if words and get_origin(get_args(of)[0]) is Literal:
        return Choices(words.names)
    if is_dataclass(of):
        return Many(_parts(of))
    return Lines(";".join(f"{code} {name}" for code, name in words.names.items()) if words else "")


def _longest(hint: Any, info: Any) -> int:
    """How long a text may be at most."""
    said = [*(get_args(hint)[1:] if get_origin(hint) is Annotated else ()), *getattr(info, "metadata", ())]
    limits = [each.max_length for each in said if getattr(each, "max_length", None)]
    patterned = any(getattr(each, "pattern", None) not in (None, r"\S") for each in said)
    return min(limits) if limits else SHORT if patterned else ONE_LINE + 1


def _words(hint: Any) -> Words | None:
    if get_origin(hint) is not Annotated:
        return None
    return next((each for each in get_args(hint)[1:] if isinstance(each, Words)), None)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not NoneType)
    return hint


DOCUMENT = _parts(Document)


def _sections() -> dict[str, Section]:
    head = tuple(field for field in DOCUMENT.fields if field.name in HEAD)
    first = Section("head", "文件信息", Parts(Document.NAME, head, {}), Labelled("文件信息", True))
    others = [
        Section(field.name, field.said.label, field.shape, field.said)
        for field in DOCUMENT.fields
        if field.name not in HEAD
    ]
    return {section.name: section for section in (first, *others)}


SECTIONS = _sections()
