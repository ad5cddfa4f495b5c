"""What one column of an uploaded table may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kit.intake.parsing import Bounds, is_blank, read_value
from kit.sheets import Kind

INTAKE_KINDS = frozenset(
    {Kind.TEXT, Kind.CODE, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.MONTH, Kind.CHOICE}
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column people fill in.

    ``choices`` maps the values stored to the labels people pick. ``minimum`` and ``maximum`` bound
    numbers; None lifts a bound. ``max_length`` counts characters. ``parse`` turns the text of a
    text or code field into a value and raises ValueError with a Chinese reason that does not repeat
    the text. A ``secret`` field is masked in errors. ``example`` is what one would type.
    """

    key: str
    title: str
    kind: Kind = Kind.TEXT
    required: bool = field(default=False, kw_only=True)
    choices: Mapping[Any, str] | None = field(default=None, kw_only=True)
    help: str = field(default="", kw_only=True)
    example: str = field(default="", kw_only=True)
    width: float | None = field(default=None, kw_only=True)
    max_length: int = field(default=200, kw_only=True)
    minimum: int | Decimal | None = field(default=0, kw_only=True)
    maximum: int | Decimal | None = field(default=None, kw_only=True)
    parse: Callable[[str], Any] | None = field(default=None, kw_only=True)
    secret: bool = field(default=False, kw_only=True)
    bounds: Bounds = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.kind not in INTAKE_KINDS:
            raise ValueError(f"field {self.key}: a {self.kind} cannot be filled in")
        if (self.kind is Kind.CHOICE) != (self.choices is not None):
            raise ValueError(f"field {self.key}: choices belong to a choice, and a choice needs them")
        object.__setattr__(self, "bounds", Bounds(self.minimum, self.maximum, self.max_length))

    def read(self, raw: Any) -> Any:
        """Return the typed value of a cell as the spreadsheet gave it, or None for a blank one.

        Raises ValueError with what is wrong and how to mend it, in Chinese.
        """
        if is_blank(raw):
            if self.required:
                raise ValueError("这一格必填,请补上")
            return None
        value = read_value(self.kind, raw, self.bounds, self.choices)
        return self.parse(value) if self.parse is not None and isinstance(value, str) else value
