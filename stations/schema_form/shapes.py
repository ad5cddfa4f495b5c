"""The shapes of single values: how each is shown in a form, and how what was typed becomes part of a body again.

``taken`` returns what belongs into the body, None for nothing. What does not fit is kept as it was typed, so that the
reader of documents can say what is wrong with it; what a form cannot show at all is kept until it is removed.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stations.schema_form.parts import Context, Input, Option, Path, Sent

WHOLE = re.compile(r"-?[0-9]{1,12}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
