"""The values of a document in Chinese words, written from their declarations: titles, choices, units.

A kind of value that is declared tomorrow is shown, compared and searched without a line here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from kit.money import grouped
from stations.rules.documents.shapes import Cited, Money, Share, Words

# The field by which a kind of value is called, the first of these that it has.
NAMING = ("name", "label", "item", "topic")
# Handles for programs; people read the name.
HANDLES = frozenset({"key", "code"})
CITATION = frozenset({"clause", "rule"})
UNITS = "元/年|元/月|平方米|名|户|个"
UNIT = re.compile(rf"(?P<label>.+)\((?P<unit>{UNITS})\)")
FIGURE = re.compile(rf"[0-9][0-9,.-]*(%| ({UNITS}))?")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing a value says: the field, what it is called and its text."""

    name: str
    label: str
    text: str

    @property
    def is_figure(self) -> bool:
        """Whether this is a number that somebody may be looking for."""
        return FIGURE.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Titled:
    """A field of a declaration with its title, of which the unit is taken out, and its type without "or None"."""

    name: str
    label: str
    unit: str
    hint: Any
    default: Any


@cache
def titled(declared: type) -> tuple[Titled, ...]:
    """The fields of a declaration, in its order."""
    hints = get_type_hints(declared, include_extras=True)
    said = declared.__pydantic_fields__  # type: ignore[attr-defined]
    found = []
    for field in fields(declared):
        title = said[field.name].title or field.name
        unit = UNIT.fullmatch(title)
        label, measure = (unit["label"], unit["unit"]) if unit else (title, "")
        found.append(Titled(field.name, label, measure, _bare(hints[field.name]), said[field.name].default))
    return tuple(found)


def fields_of(value: Any) -> tuple[Titled, ...]:
    """The titled fields of a value's declaration."""
    return titled(value.__class__)


def rows(value: Any, only: Collection[str] = ()) -> Iterator[Row]:
    """What a value says itself, or the fields ``only``: without what is empty and the cited values inside it."""
    for field in fields_of(value):
        if field.name not in only if only else field.name in HANDLES or field.name in CITATION:
            continue
        said = getattr(value, field.name)
        if _holds(Cited, said) or _says_nothing(said, field):
            continue
        if isinstance(said, tuple) and is_dataclass(said[0]):
            yield from _entries(field, said)
        else:
            text = text_of(said, field.hint)
            yield Row(field.name, field.label, f"{text} {field.unit}" if field.unit else text)


def names(value: Cited) -> tuple[str, ...]:
    """What a value is called among its kind: its name, and in words what else tells it from its neighbours."""
    own = {field.name: field for field in fields_of(value)}
    naming = next((name for name in NAMING if name in own), None)
    found = [getattr(value, naming)] if naming else []
    for name in value.IDENTITY:
        # A code is a name only where there is no better one.
        if name == naming or name in CITATION or (naming and name in (*HANDLES, "codes")):
            continue
        said, field = getattr(value, name), own[name]
        if not _says_nothing(said, field):
            found.append(field.label if said is True else text_of(said, field.hint))
    return tuple(found)


def text_of(said: Any, hint: Any) -> str:
    """One thing as people write it; ``hint`` is its declared type, which tells money from a share."""
    if words := _words(hint):
        return words.names.get(said, str(said))
    if isinstance(said, bool):
        return "是" if said else "否"
    if isinstance(said, tuple):
        inner = get_args(hint)[0]
        return "、".join(text_of(each, inner) for each in said)
    if isinstance(said, Mapping):
        inner = get_args(hint)[1]
        return "、".join(f"{name} {text_of(each, inner)}" for name, each in said.items())
    if isinstance(said, Decimal):
        return _number(said, hint)
    return said.isoformat() if isinstance(said, date) else str(said)


def _number(said: Decimal, hint: Any) -> str:
    if hint == Money:
        return grouped(said)
    return f"{_short(said * 100)}%" if hint == Share else _short(said)


def _short(number: Decimal) -> str:
    """``90`` for 90.00, ``12.5`` for 12.50."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _entries(field: Titled, said: tuple[Any, ...]) -> Iterator[Row]:
    """A list inside a value: a row for each text, named by the first things of the entries that say it."""
    by_text: dict[str, list[str]] = {}
    for entry in said:
        first, *rest = rows(entry)
        by_text.setdefault(";".join(row.text for row in rest), []).append(first.text)
    for text, firsts in by_text.items():
        yield Row(field.name, f"{field.label} · {'、'.join(firsts)}", text)


def _holds(kind: type, said: Any) -> bool:
    return isinstance(said, kind) or (isinstance(said, tuple) and bool(said) and isinstance(said[0], kind))


def _says_nothing(said: Any, field: Titled) -> bool:
    """Empty, or a yes or no that is left at its default."""
    return said is None or said == "" or said == () or (isinstance(said, bool) and said is field.default)


def _words(hint: Any) -> Words | None:
    if get_origin(hint) is not Annotated:
        return None
    return next((each for each in get_args(hint)[1:] if isinstance(each, Words)), None)


def _bare(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not NoneType)
    return hint
