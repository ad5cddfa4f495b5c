"""A question: what is asked, read strictly; and its answer, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Protocol

from rest_framework import serializers
from rest_framework.settings import api_settings

from kit.api.fields import Strict
from kit.api.parsing import shown
from kit.refused import Refused

# The field of errors that concern the whole.
WHOLE = "body"


class Answer(Protocol):
    """What a question is answered with."""

    def as_json(self) -> dict[str, Any]: ...


class Wrong(Exception):
    """A question that has no answer: for each field the sentences that say why.

    ``rows`` holds the sentences for the entries of a list, by the number of the entry.
    """

    def __init__(
        self,
        errors: Mapping[str, list[str]],
        rows: Mapping[str, Mapping[int, Mapping[str, list[str]]]] | None = None,
    ) -> None:
        super().__init__(errors)
        self.errors = dict(errors)
        self.rows = dict(rows or {})


class Entries(Strict, serializers.ListSerializer):  # type: ignore[type-arg]
    """A list of objects."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "not_a_list": "应是列表(方括号里的各项)。",
        "max_length": "最多 {max_length} 项。",
    }


class Shape(Strict, serializers.Serializer):  # type: ignore[type-arg]
    """An object with the declared keys and no others."""

    class Meta:
        list_serializer_class = Entries

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": "应是对象(花括号里的各项)。"}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := [key for key in data if key not in self.fields]):
            offered = "、".join(self.fields)
            raise serializers.ValidationError(
                {shown(key): [f"不认识的项目,可用的有:{offered}。"] for key in unknown}
            )
        return super().to_internal_value(data)


class Question(Shape):
    """What may be asked of one endpoint. Subclasses declare the fields and ``reply`` to them.

    ``called`` names the fields that rules, in their refusals, call otherwise than the question does.
    """

    called: ClassVar[Mapping[str, str]] = {}

    def reply(self, **asked: Any) -> Answer:
        """The answer to what was read; ``Refused`` names the field at fault."""
        raise NotImplementedError

    def answered(self) -> Answer:
        """The answer; raises ``Wrong`` where there is none."""
        if not isinstance(self.initial_data, dict):
            raise Wrong({WHOLE: ['应是一个 JSON 对象,例如 {"document": "W"}。']})
        if not self.is_valid():
            raise Wrong(self._sentences(), self._rows())
        try:
            return self.reply(**self.validated_data)
        except Refused as refusal:
            field = refusal.field or WHOLE
            cited = refusal.clause and refusal.clause not in refusal.reason
            text = f"{refusal.reason}({refusal.clause})" if cited else refusal.reason
            raise Wrong({self.called.get(field, field): [text]}) from refusal

    def _sentences(self) -> dict[str, list[str]]:
        return {name: list(_sentences(self.fields.get(name), found)) for name, found in self.errors.items()}

    def _rows(self) -> dict[str, dict[int, dict[str, list[str]]]]:
        return {
            name: {number: row for number, row in found.items() if isinstance(number, int)}
            for name, found in self.errors.items()
            if isinstance(self.fields.get(name), Entries) and isinstance(found, Mapping)
        }


def _sentences(field: Any, found: Any) -> Iterator[str]:
    """What was found wrong, in one sentence each; inside a list every sentence says which entry and which item."""
    if not isinstance(found, Mapping):
        yield from map(str, found)
        return
    for name, inner in found.items():
        if isinstance(name, int):
            child, lead = field.child, f"第 {name + 1} 项,"
        else:
            child = getattr(field, "fields", {}).get(name)
            lead = "" if name == api_settings.NON_FIELD_ERRORS_KEY else f"{child.label if child else name}:"
        yield from (f"{lead}{text}" for text in _sentences(child, inner))
