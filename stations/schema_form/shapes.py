"""The shapes of values: how each is shown in a form, and how what was typed becomes part of a body again.

``taken`` returns what belongs into the body, None for nothing. What does not fit is kept as it was typed, so that the
reader of documents can say what is wrong with it; what a form cannot show at all is kept until it is removed.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stations.schema_form.parts import Context, Found, Group, Input, Option, Path, Row, Rows, Sent, Stray

WHOLE = re.compile(r"-?[0-9]{1,12}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Behind the name of an entry that stands twice: both are kept until somebody decides.
REPEATED = "(重复)"


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a value is called where it stands, and whether it may be missing."""

    label: str = ""
    required: bool = False


class Shape(ABC):
    """A kind of value."""

    @abstractmethod
    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Any:
        """The piece of the form that shows ``value``, whatever it is."""

    @abstractmethod
    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        """What the form sent, as the body holds it; ``old`` is what stood there before."""

    def step(self, part: str | int) -> tuple[str, Shape]:
        """What lies inside under ``part``, in words, and its shape."""
        return place_in_words(part), self


@dataclass(frozen=True)
class Text(Shape):
    """Text, a number or a day in one input; ``kind`` is line, wide, long, whole, number or day.

    ``known`` are texts that are often written there, by their meaning; ``cites`` offers the clauses of the document.
    """

    kind: str
    hint: str = ""
    known: tuple[tuple[str, str], ...] = ()
    cites: bool = False

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Input:
        text = as_text(value)
        # A date input would swallow what is no date.
        kind = "line" if self.kind == "day" and text and not DAY.fullmatch(text) else self.kind
        known = [(number, number) for number in context.clauses] if self.cites else self.known
        options = tuple(Option(code, label, False) for code, label in known)
        return Input(
            kind, path, said.label, text, options, said.required, self.hint, context.found.under(path)
        )

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        text = sent.text(_name(path))
        if self.kind == "whole" and WHOLE.fullmatch(text):
            return int(text)
        # An empty text that a file wrote out stays written out: nothing was changed.
        return text or ("" if old == "" else None)


@dataclass(frozen=True)
class Choice(Shape):
    """One of several codes; what is none of them stays among them until another is chosen."""

    names: Mapping[str, str]
    default: str = ""

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Input:
        text = as_text(value)
        nothing = (
            f"不选({self.names[self.default]})" if self.default else "请选择" if said.required else "不选"
        )
        offered = {
            "": nothing,
            **self.names,
            **({} if text in self.names or not text else {text: f"{text}(不认识)"}),
        }
        options = tuple(Option(code, label, code == text) for code, label in offered.items())
        problems = context.found.under(path)
        return Input("choice", path, said.label, text, options, said.required, problems=problems)

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        return sent.text(_name(path)) or None


@dataclass(frozen=True)
class Choices(Shape):
    """Any number of codes, kept in the order they stood in."""

    names: Mapping[str, str]

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Input:
        chosen = _entries(value)
        offered = {**self.names, **{code: f"{code}(不认识)" for code in chosen if code not in self.names}}
        options = tuple(Option(code, label, code in chosen) for code, label in offered.items())
        problems = context.found.under(path)
        return Input("choices", path, said.label, "", options, said.required, problems=problems)

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        chosen = dict.fromkeys(text for text in sent.texts(_name(path)) if text)
        kept = [code for code in _entries(old) if code in chosen]
        return [*dict.fromkeys(kept), *(code for code in chosen if code not in kept)] or None


@dataclass(frozen=True)
class Lines(Shape):
    """Any number of texts, one on each line."""

    hint: str = ""

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Input:
        text, hint = "\n".join(_entries(value)), f"每行一个。{self.hint}"
        return Input(
            "lines", path, said.label, text, (), said.required, hint, problems=context.found.under(path)
        )

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        lines = (line.strip() for line in sent.text(_name(path)).split("\n"))
        return [line for line in lines if line] or None


@dataclass(frozen=True)
class YesNo(Shape):
    """Yes or no; left out of the body where it is what a document means by saying nothing."""

    default: bool | None = None

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Input:
        ticked = self.default if value is None else value is True
        hint = "" if value is None or isinstance(value, bool) else f"现在写的是“{as_text(value)}”。"
        problems = context.found.under(path)
        return Input("yes_no", path, said.label, "on" if ticked else "", hint=hint, problems=problems)

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        ticked = sent.ticked(path)
        return ticked if ticked is not self.default or ticked is old else None


@dataclass(frozen=True)
class Field:
    """A named value of a group."""

    name: str
    said: Labelled
    shape: Shape


@dataclass(frozen=True)
class Parts(Shape):
    """Named values of a declaration. ``chosen_among``: a field's choices are the codes of a neighbour's entries."""

    title: str
    fields: tuple[Field, ...]
    chosen_among: Mapping[str, str]

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Group:
        held = value if isinstance(value, dict) else {}
        parts = [
            self._shape(field, held).part(context, (*path, field.name), held.get(field.name), field.said)
            for field in self.fields
        ]
        return Group(
            path,
            said.label,
            tuple(parts),
            removable=value is not None and not said.required,
            strays=_strays(context.found, path, value, dict, self._unknown(held)),
            problems=context.found.at(path),
        )

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        if sent.removes(path):
            return None
        held = old if isinstance(old, dict) else {}
        said = {}
        for field in self.fields:
            value = field.shape.taken(sent, (*path, field.name), held.get(field.name))
            if value is not None:
                said[field.name] = value
        kept = {name: value for name, value in self._unknown(held).items() if not sent.removes((*path, name))}
        if kept or not _blank(said):
            return {**said, **kept}
        return _misplaced(sent, path, old, dict)

    def step(self, part: str | int) -> tuple[str, Shape]:
        for field in self.fields:
            if field.name == part:
                return field.said.label, field.shape
        return super().step(part)

    def _shape(self, field: Field, held: Mapping[str, Any]) -> Shape:
        among = held.get(self.chosen_among.get(field.name, ""))
        entries = [each for each in among if isinstance(each, dict)] if isinstance(among, list) else []
        names = {as_text(each.get(field.name)): as_text(each.get("text")) for each in entries}
        names.pop("", None)
        return Choice(names) if names else field.shape

    def _unknown(self, held: Mapping[str, Any]) -> dict[str, Any]:
        known = {field.name for field in self.fields}
        return {name: value for name, value in held.items() if name not in known}


@dataclass(frozen=True)
class Many(Shape):
    """A list of values of one shape."""

    of: Shape

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Rows:
        entries = value if isinstance(value, list) else []
        rows = [
            Row((*path, place), label, self.of.part(context, (*path, place), entry, Labelled(label)))
            for place, entry in enumerate(entries)
            if (label := place_in_words(place))
        ]
        return Rows(
            path,
            said.label,
            tuple(rows),
            said.required,
            strays=_strays(context.found, path, value, list, {}),
            problems=context.found.at(path),
        )

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        held = old if isinstance(old, list) else []
        rows = [
            self.of.taken(sent, (*path, ident), held[int(ident)] if _is_place(ident, held) else None)
            for ident in sent.rows(path)
        ]
        rows = [row for row in rows if row is not None]
        if sent.adds(path):
            rows.append({})
        return rows or _misplaced(sent, path, old, list)

    def step(self, part: str | int) -> tuple[str, Shape]:
        return place_in_words(part), self.of


@dataclass(frozen=True)
class Named(Shape):
    """Values of one shape under names of their own."""

    of: Shape
    empty: Any

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Rows:
        held = value if isinstance(value, dict) else {}
        rows = []
        for key, entry in sorted(held.items()):
            at = (*path, key)
            part = self.of.part(
                context, at, entry, Labelled("数值" if isinstance(self.of, Text) else key, True)
            )
            rows.append(Row(at, key or "新的一项", part, key, context.found.at(at)))
        return Rows(
            path,
            said.label,
            tuple(rows),
            said.required,
            strays=_strays(context.found, path, value, dict, {}),
            problems=context.found.at(path),
        )

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        held = old if isinstance(old, dict) else {}
        said: dict[str, Any] = {}
        for ident in sent.rows(path):
            at = (*path, ident)
            key, value = sent.key(at), self.of.taken(sent, at, held.get(ident))
            if not key and value is None:
                continue
            while key in said:
                key += REPEATED
            said[key] = self.empty if value is None else value
        if sent.adds(path):
            said.setdefault("", self.empty)
        return said or _misplaced(sent, path, old, dict)

    def step(self, part: str | int) -> tuple[str, Shape]:
        return str(part), self.of

    def misnamed(self, path: Path, value: Any) -> Iterator[tuple[Path, str]]:
        """Entries without a name of their own, which a reader cannot tell from others."""
        for key in value if isinstance(value, dict) else ():
            if not key.strip():
                yield (*path, key), "请写上名称,或者删去这一项"
            elif key.endswith(REPEATED):
                yield (*path, key), "与另一项的名称相同,请改名或者删去一项"


def place_in_words(part: str | int) -> str:
    """第 2 项 for the second entry of a list; a name is its own word."""
    return f"第 {part + 1} 项" if isinstance(part, int) else part


def as_text(value: Any) -> str:
    """Anything as it stands in an input."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _name(path: Path) -> str:
    return ".".join(str(part) for part in path)


def _entries(value: Any) -> list[str]:
    if value is None:
        return []
    return [as_text(each) for each in value] if isinstance(value, list) else [as_text(value)]


def _blank(value: Any) -> bool:
    """Whether nothing was said: an unticked box says nothing by itself."""
    if isinstance(value, dict):
        return all(_blank(each) for each in value.values())
    return value in (None, False, "", [])


def _misplaced(sent: Sent, path: Path, old: Any, kind: type) -> Any:
    """What stands where something of another kind belongs stays until it is removed or written over."""
    return None if old is None or isinstance(old, kind) or sent.removes(path) else old


def _strays(
    found: Found, path: Path, value: Any, kind: type, unknown: Mapping[str, Any]
) -> tuple[Stray, ...]:
    if value is not None and not isinstance(value, kind):
        return (Stray(path, as_text(value), found.at(path)),)
    return tuple(
        Stray((*path, name), f"{name} = {as_text(each)}", found.under((*path, name)))
        for name, each in unknown.items()
    )


def _is_place(ident: str, held: list[Any]) -> bool:
    return ident.isascii() and ident.isdigit() and len(ident) < 5 and int(ident) < len(held)
