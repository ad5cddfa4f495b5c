"""The table people are asked to fill in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kit.intake.fields import Field
from kit.intake.form import FormRow, form_workbook

_MARKS = re.compile(r"[\s*]|\([^()]*\)$")


@dataclass(frozen=True)
class Template:
    """A titled table of fields, as an empty workbook to hand out and as the measure of what comes back."""

    title: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        for names in (
            [field.key for field in self.fields],
            [title_key(field.title) for field in self.fields],
        ):
            if len(set(names)) != len(names):
                raise ValueError(f"template {self.title}: two fields share a key or a title")
        _ = self.example  # an example that would be refused is found at once

    def field(self, key: str) -> Field:
        """Return the field with ``key``; KeyError for a key the template lacks."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)

    def workbook(self) -> bytes:
        """Return an .xlsx to fill in: drop-downs, text columns for codes, one marked example, notes."""
        cells = [field.example for field in self.fields]
        rows = [FormRow(cells, remark="示例行,留着也不会导入", example=True)] if any(cells) else []
        return form_workbook(self.title, self.fields, rows)

    @cached_property
    def example(self) -> tuple[Any, ...]:
        """The example's typed values in the fields' order; empty when no field has one.

        ValueError when the example itself would be refused.
        """
        if not any(field.example for field in self.fields):
            return ()
        return tuple(field.read(field.example) for field in self.fields)

    def is_example(self, raw: Sequence[Any]) -> bool:
        """Tell whether a row is the example, untouched; the smallest change makes it somebody's data."""
        try:
            return bool(self.example) and all(
                field.read(cell) == value
                for field, cell, value in zip(self.fields, raw, self.example, strict=True)
            )
        except ValueError:
            return False


def title_key(title: Any) -> str:
    """Return a heading as it is compared: without blanks, required marks and a unit in brackets."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", str(title)).strip())
