"""A question as a form on a page: the same fields, the same answer, the same sentences about what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from kit.api.fields import Choice, Counts, Truth
from kit.api.question import WHOLE, Answer, Question, Wrong

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Control:
    """An input: what it is called, what stands in it, and what is wrong with that."""

    name: str
    label: str
    kind: str
    value: str = ""
    help: str = ""
    required: bool = False
    choices: Choices = ()
    errors: Sequence[str] = ()

    @property
    def id(self) -> str:
        return "id_" + self.name.replace(".", "_")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of a list, under the name of its fixed choice."""

    label: str
    fixed: Control
    controls: Sequence[Control]
    errors: Sequence[str]


class Screen:
    """What was typed into the form of a question, read as the JSON it stands for.

    ``typed`` holds the texts by the names of the inputs, ``choices`` the offers of fields whose own declaration has
    none. The entries of a list are the choices of its first field, one row each; a row that is left empty is no entry.
    """

    def __init__(
        self,
        kind: type[Question],
        typed: Mapping[str, str],
        *,
        choices: Mapping[str, Choices] | None = None,
    ) -> None:
        self.kind, self.typed, self.choices = kind, typed, choices or {}
        self.fields: Mapping[str, Any] = kind().fields
        self.wrong = Wrong({})

    def answered(self) -> Answer | None:
        """The answer; None where there is none, and the controls then say why."""
        try:
            return self.kind(data=self.body()).answered()
        except Wrong as wrong:
            self.wrong = wrong
            return None

    def body(self) -> dict[str, Any]:
        """What JSON would hold: inputs left empty are left out."""
        read = {name: self._read(name, field) for name, field in self.fields.items()}
        return {name: value for name, value in read.items() if value not in (None, "", {}, [])}

    @property
    def errors(self) -> list[str]:
        """What is wrong with the whole, and with what has no input here."""
        return [
            text
            for name, texts in self.wrong.errors.items()
            if name == WHOLE or name not in self.fields
            for text in texts
        ]

    @property
    def bad(self) -> bool:
        return bool(self.wrong.errors)

    def control(self, name: str) -> Control:
        return self._control(name, self.fields[name], self.wrong.errors.get(name, ()))

    def counts(self, name: str) -> list[Control]:
        """One input for each thing that is counted."""
        field: Counts = self.fields[name]
        return [
            Control(f"{name}.{code}", label, "whole", self._typed(f"{name}.{code}"))
            for code, label in field.names.items()
        ]

    def rows(self, name: str) -> Iterator[Row]:
        """One row for each choice of the first field of a list."""
        (first, offered), *others = self.fields[name].child.fields.items()
        entries = list(self._entries(name))
        for number, (code, label) in enumerate(offered.choices.items()):
            found = self.wrong.rows.get(name, {}).get(entries.index(number) if number in entries else -1, {})
            yield Row(
                label,
                Control(f"{name}.{number}.{first}", label, "hidden", code),
                [
                    self._control(f"{name}.{number}.{each}", field, found.get(each, ()))
                    for each, field in others
                ],
                [text for each, texts in found.items() if each == first for text in texts],
            )

    def errors_of(self, name: str) -> Sequence[str]:
        """What is wrong with a field that has several inputs, where no single input is at fault."""
        return () if name in self.wrong.rows else self.wrong.errors.get(name, ())

    def _control(self, name: str, field: Any, errors: Sequence[str]) -> Control:
        offered = self.choices.get(name) or (
            tuple(field.choices.items()) if isinstance(field, Choice) else ()
        )
        return Control(
            name=name,
            label=str(field.label),
            kind="choice" if offered else field.control,
            value=self._typed(name),
            # What is chosen from an offer needs no word on how it is written.
            help="" if name in self.choices and offered else str(field.help_text or ""),
            required=field.required,
            choices=offered,
            errors=errors,
        )

    def _read(self, name: str, field: Any) -> Any:
        if isinstance(field, serializers.ListSerializer):
            return [self._entry(f"{name}.{number}", field.child) for number in self._entries(name)]
        if isinstance(field, Counts):
            texts = {code: self._typed(f"{name}.{code}") for code in field.names}
            return {code: field.typed(text) for code, text in texts.items() if text}
        if isinstance(field, Truth) and field.control == "tick":
            return name in self.typed
        return field.typed(self._typed(name))

    def _entries(self, name: str) -> Iterator[int]:
        """The numbers of the rows into which something was typed."""
        first, *others = self.fields[name].child.fields
        for number in range(len(self.fields[name].child.fields[first].choices)):
            if any(self._typed(f"{name}.{number}.{each}") for each in others):
                yield number

    def _entry(self, name: str, shape: Any) -> dict[str, Any]:
        read = {each: field.typed(self._typed(f"{name}.{each}")) for each, field in shape.fields.items()}
        return {each: value for each, value in read.items() if value != ""}

    def _typed(self, name: str) -> str:
        return self.typed.get(name, "").strip()
