"""Fields that convert nothing and guess nothing, with Chinese messages.

Each also knows how it stands on a page: ``control`` names the kind of input, and ``typed`` turns what a browser sends,
which is always text, into what JSON would hold. What cannot be turned stays text, for the field to refuse in its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.drainage import set_override
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kit.api.parsing import shown
from kit.forms import REQUIRED, UNLIKELY
from kit.months import Month

FIRST_YEAR, LAST_YEAR = 1900, 2200

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,10})?")
_WHOLE = re.compile(r"-?[0-9]{1,20}")
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)\s*[%%]")

NEEDED = {"required": REQUIRED, "null": "不能是 null,请填写或去掉这一项。"}


def _counted(text: str) -> Any:
    """A whole number where a text is one."""
    return int(text) if _WHOLE.fullmatch(text) else text


class Strict:
    """What all fields share: the messages for what is missing, and an input of plain text."""

    default_error_messages: ClassVar[dict[str, Any]] = NEEDED
    control: str = "text"

    def typed(self, text: str) -> Any:
        """What JSON would hold for a text from a form."""
        return text


class Whole(Strict, serializers.IntegerField):
    """A whole number written as a number: no text, no truth value, no decimals."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "应是整数,不带小数点、单位和引号。",
        "min_value": "不能小于 {min_value}。",
        "max_value": "不能大于 {max_value}。",
    }
    control: str = "whole"

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data

    def typed(self, text: str) -> Any:
        return _counted(text)


class Number(Strict, serializers.Field):  # type: ignore[type-arg]
    """An exact decimal from ``least`` to ``most``, both included, as text ("960.00") or as a JSON number."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "应是数字,例如 {example}。",
        "range": "应在 {least} 到 {most} 之间。",
        "places": "最多 {places} 位小数。",
    }
    control: str = "number"

    def __init__(self, *, least: str, most: str, places: int, example: str, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most, self.places, self.example = Decimal(least), Decimal(most), places, example
        set_override(self, "field", self._schema())

    def to_internal_value(self, data: Any) -> Decimal:
        number = self._number(data)
        if not self.least <= number <= self.most:
            self.fail("range", least=self.least, most=self.most)
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -self.places:
            self.fail("places", places=self.places)
        return +number  # no negative zero

    def to_representation(self, value: Decimal) -> str:
        return f"{value:f}"

    def _number(self, data: Any) -> Decimal:
        written = isinstance(data, str) and _NUMBER.fullmatch(data) is not None
        counted = isinstance(data, int | Decimal) and not isinstance(data, bool)
        if not (written or counted) or not Decimal(data).is_finite():
            self.fail("invalid", example=self.example)
        return Decimal(data)

    def _schema(self) -> dict[str, Any]:
        digits = len(f"{self.most:.0f}")
        text = {"type": "string", "pattern": rf"^[0-9]{{1,{digits}}}(\.[0-9]{{1,{self.places}}})?$"}
        number = {"type": "number", "minimum": float(self.least), "maximum": float(self.most)}
        return {"oneOf": [text, number], "example": self.example}


class Rate(Number):
    """A fraction from 0 to 1; on a page it may be typed in per cent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(least="0", most="1", places=6, example="0.14", **options)

    def typed(self, text: str) -> Any:
        percent = _PERCENT.fullmatch(text)
        return f"{Decimal(percent[1]).scaleb(-2):f}" if percent else text


class Day(Strict, serializers.DateField):
    """A day written as 2010-03-05."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "日期请写成 2010-03-05 的样子,并且确有这一天。",
        "unlikely": UNLIKELY,
    }
    control: str = "date"

    def to_internal_value(self, data: Any) -> date:
        if not isinstance(data, str) or not _DAY.fullmatch(data):
            self.fail("invalid")
        try:
            day = date.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail("unlikely")
        return day


@extend_schema_field({"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "example": "2010-04"})
class MonthField(Strict, serializers.Field):  # type: ignore[type-arg]
    """A month written as 2010-04."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "月份请写成 2010-04 的样子。",
        "unlikely": UNLIKELY,
    }
    control: str = "month"

    def to_internal_value(self, data: Any) -> Month:
        if not isinstance(data, str) or not _MONTH.fullmatch(data):
            self.fail("invalid")
        try:
            month = Month.parse(data)
        except ValueError:
            self.fail("invalid")
        if not FIRST_YEAR <= month.year <= LAST_YEAR:
            self.fail("unlikely")
        return month

    def to_representation(self, value: Month) -> str:
        return str(value)


class Truth(Strict, serializers.BooleanField):
    """true or false, nothing that merely looks like it."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": "应是 true(是)或 false(否)。"}

    @property
    def control(self) -> str:  # type: ignore[override]
        """A box to tick where silence means no; a choice of two where an answer is needed."""
        return "tick" if isinstance(self.default, bool) else "yes_or_no"

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data

    def typed(self, text: str) -> Any:
        return {"true": True, "false": False}.get(text, text)


class Choice(Strict, serializers.ChoiceField):
    """One of a few codes."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid_choice": "只能是:{offered}。"}
    control: str = "choice"

    def __init__(self, *, names: Mapping[str, str], **options: Any) -> None:
        super().__init__(choices=tuple(names.items()), **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.choices:
            offered = "、".join(f"{code}({name})" for code, name in self.choices.items())
            self.fail("invalid_choice", offered=offered)
        return data


class Word(Strict, serializers.CharField):
    """A short text."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "应是文字。",
        "blank": "不能为空。",
        "max_length": "最多 {max_length} 个字。",
    }

    def to_internal_value(self, data: Any) -> str:
        # What cannot be printed cannot be looked up or written back either.
        if not isinstance(data, str) or not data.isprintable():
            self.fail("invalid")
        return data


class Counts(Strict, serializers.Field):  # type: ignore[type-arg]
    """How many there are of each named thing; what is not named is not there."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": '应是对象,例如 {{"{example}": 1}}。',
        "unknown": "不认识的代号“{code}”,只能是:{offered}。",
        "count": "{name}:应是 0 到 {most} 的整数。",
    }
    control: str = "counts"

    def __init__(self, *, names: Mapping[str, str], most: int, **options: Any) -> None:
        super().__init__(**options)
        self.names, self.most = names, most
        set_override(self, "field", self._schema())

    def to_internal_value(self, data: Any) -> dict[str, int]:
        if not isinstance(data, dict):
            self.fail("invalid", example=next(iter(self.names)))
        problems = [text for code, count in data.items() if (text := self._problem(code, count))]
        if problems:
            raise serializers.ValidationError(problems)
        return dict(data)

    def to_representation(self, value: Mapping[str, int]) -> dict[str, int]:
        return dict(value)

    def typed(self, text: str) -> Any:
        return _counted(text)

    def _problem(self, code: str, count: Any) -> str:
        if code not in self.names:
            return self.error_messages["unknown"].format(code=shown(code), offered="、".join(self.names))
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= self.most:
            return self.error_messages["count"].format(name=self.names[code], most=self.most)
        return ""

    def _schema(self) -> dict[str, Any]:
        count = {"type": "integer", "minimum": 0, "maximum": self.most}
        return {
            "type": "object",
            "properties": {code: {**count, "description": name} for code, name in self.names.items()},
            "additionalProperties": False,
        }
