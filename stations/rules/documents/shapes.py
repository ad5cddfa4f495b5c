"""What the values of a policy document are made of: the strict dataclass, money, shares, texts, and their names.

Every field has a Chinese title: the library on screen, the comparison, the form of a draft and the messages about
what is wrong are all written from these declarations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass as plain_dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from kit.money import yuan

# Unknown keys are refused and nothing is converted: "200" is no number, 1 is no truth value.
STRICT = ConfigDict(extra="forbid", strict=True)


@plain_dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What the codes of a choice are called on screen."""

    names: Mapping[str, str]


def _money(value: Any) -> Decimal:
    if not isinstance(value, str | Decimal):
        raise PydanticCustomError("money", '金额应写成带引号的文字,如 "7000.00"')
    try:
        amount = yuan(value)
    except ValueError as error:
        raise PydanticCustomError("money", "{reason}", {"reason": str(error)}) from error
    if amount < 0:
        raise PydanticCustomError("money", "金额不能是负数")
    return amount


def _number(value: Any) -> Decimal:
    if not isinstance(value, str | Decimal):
        raise PydanticCustomError("number", '数值应写成带引号的文字,如 "0.90"')
    try:
        number = Decimal(value)
    except ArithmeticError as error:
        raise PydanticCustomError("number", "不是数字") from error
    if not number.is_finite():
        raise PydanticCustomError("number", "不是数字")
    return number


def _share(value: Any) -> Decimal:
    share = _number(value)
    if not 0 <= share <= 1:
        raise PydanticCustomError("share", '比例应在 0 到 1 之间,如 "0.90"')
    return share


def _area(value: Any) -> Decimal:
    area = _number(value)
    if area <= 0:
        raise PydanticCustomError("area", "面积应大于 0")
    return area


Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"\S")]
Money = Annotated[Decimal, BeforeValidator(_money)]
Share = Annotated[Decimal, BeforeValidator(_share)]
Area = Annotated[Decimal, BeforeValidator(_area)]
Count = Annotated[int, Field(ge=1, le=100_000_000)]

LEVELS = {"township": "乡镇(街道)", "community": "社区", "village": "村"}
Level = Annotated[Literal["township", "community", "village"], Words(LEVELS)]
KINDS = {"street": "街道", "town": "镇", "township": "乡", "community": "社区", "village": "行政村"}
PlaceKind = Annotated[Literal["street", "town", "township", "community", "village"], Words(KINDS)]
EMPLOYMENTS = {"full_time": "全日制(专职)", "part_time": "非全日制(兼职)"}
Employment = Annotated[Literal["full_time", "part_time"], Words(EMPLOYMENTS)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Cited:
    """A value that a clause gives. ``rule`` is its id in the register of rules, empty where it has none."""

    # What a kind of value is called, which fields tell two of them apart, and whether the portal computes or checks
    # by it: such a rule needs a test that proves it (``make rules``), all others are held as data.
    NAME: ClassVar[str] = "规定"
    IDENTITY: ClassVar[tuple[str, ...]] = ()
    JUDGED: ClassVar[bool] = False

    clause: Text = Field(title="条款")
    rule: str = Field(default="", title="规则编号", max_length=10)

    @property
    def identity(self) -> tuple[Any, ...]:
        """What tells this value from its neighbours in a list."""
        return tuple(getattr(self, name) for name in self.IDENTITY)
