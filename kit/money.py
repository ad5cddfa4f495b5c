"""Money: Decimal yuan with two decimals, one way to round, splits that cannot disagree with their total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Yuan = Decimal

FEN = Decimal("0.01")
LIMIT = Decimal(10) ** 12
ZERO = Decimal("0.00")

_WRITTEN = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def yuan(value: int | str | Decimal) -> Yuan:
    """``value`` as an amount with exactly two decimals; nothing is ever rounded away.

    ValueError for floats, booleans, NaN, infinities, more than two decimals or more than 12 digits before the
    point.
    """
    amount = _finite(value)
    rounded = amount.quantize(FEN)
    if rounded != amount:
        raise ValueError("金额最多两位小数,请精确到分")
    return rounded + ZERO  # turns a negative zero into zero


def to_fen(value: Decimal) -> Yuan:
    """``value`` rounded half up (away from zero) to the fen; ValueError for what is no finite amount."""
    return yuan(_finite(value).quantize(FEN, rounding=ROUND_HALF_UP))


def share(amount: Decimal, ratio: int | Decimal | Fraction) -> Yuan:
    """The part of ``amount`` given by ``ratio`` (0 to 1), rounded half up to the fen.

    Days of a month are best given as ``Fraction(days, days_in_month)``: computed exactly and rounded once,
    so that half a fen is never lost to a ratio that was rounded before. ValueError for a ratio outside,
    TypeError for a float.
    """
    if isinstance(ratio, float):
        raise TypeError("比例不能是浮点数,请用 Decimal 或 Fraction")
    if not 0 <= ratio <= 1:
        raise ValueError("比例应在0到1之间")
    exact = Fraction(yuan(amount)) * Fraction(ratio)
    half_up = int(abs(exact) * 100 + Fraction(1, 2))
    return yuan(Decimal(half_up if exact >= 0 else -half_up).scaleb(-2))


@dataclass(frozen=True, slots=True)
class Split:
    """Who bears how much. The total is the sum of the parts and stored nowhere, so the two cannot differ."""

    parts: tuple[tuple[str, Yuan], ...]

    def __post_init__(self) -> None:
        payers = [payer for payer, _ in self.parts]
        if len(set(payers)) != len(payers):
            raise ValueError("同一承担方只能出现一次")
        object.__setattr__(self, "parts", tuple((payer, yuan(amount)) for payer, amount in self.parts))

    @classmethod
    def of(cls, total: Decimal, parts: Mapping[str, Decimal], *, rest: str) -> Split:
        """``total`` borne by ``parts``, and what they leave by ``rest``.

        ``Split.of(yuan(960), {"fund": yuan(600)}, rest="employer")``. ValueError when the parts are more than
        the total, that is when any payer would stand on the other side of zero than the total.
        """
        total = yuan(total)
        given = {payer: yuan(amount) for payer, amount in parts.items()}
        amounts = (*given.items(), (rest, total - sum(given.values(), ZERO)))
        if any(amount * total < 0 or (amount and not total) for _, amount in amounts):
            raise ValueError("各方承担的金额之和超过了总额")
        return cls(amounts)

    @property
    def total(self) -> Yuan:
        return sum((amount for _, amount in self.parts), ZERO)

    def __getitem__(self, payer: str) -> Yuan:
        """What ``payer`` bears; KeyError for a payer the split does not name."""
        return dict(self.parts)[payer]

    def __iter__(self) -> Iterator[tuple[str, Yuan]]:
        return iter(self.parts)

    def __add__(self, other: Split) -> Split:
        """Both splits together, payer by payer."""
        together = dict(self.parts)
        for payer, amount in other.parts:
            together[payer] = together.get(payer, ZERO) + amount
        return Split(tuple(together.items()))

    def __neg__(self) -> Split:
        """The reversal: every payer gets back what was borne."""
        return Split(tuple((payer, -amount) for payer, amount in self.parts))


def plain(amount: Decimal) -> str:
    """``7000.00``: the form for files, addresses and JSON."""
    return f"{yuan(amount):f}"


def grouped(amount: Decimal) -> str:
    """``7,000.00``: the form for the screen."""
    return f"{yuan(amount):,f}"


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def capital(amount: Decimal) -> str:
    """The amount in Chinese capitals, as vouchers want it: ``壹仟肆佰零玖元伍角``.

    Where the rules for filling in vouchers leave a choice, the choice is: 零 is written for every run of
    zeros between two digits of the yuan (壹拾万零柒仟元), none between yuan and jiao (壹佰元伍角), one before
    a fen without jiao (壹佰元零伍分); 整 follows 元, never 角 or 分. The currency's name is left to the form
    that prints it.
    """
    digits = f"{abs(yuan(amount)):.2f}"
    whole, jiao, fen = digits[:-3], int(digits[-2]), int(digits[-1])
    text = _whole_yuan(whole)
    if not jiao and not fen:
        text = (text or "零元") + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    if fen:
        text += ("零" if text and not jiao else "") + _DIGITS[fen] + "分"
    return ("负" if amount < 0 else "") + text


def _whole_yuan(digits: str) -> str:
    """``"107000"`` → 壹拾万零柒仟元; nothing for zero."""
    text, zeros, group_written = "", False, False
    for place, digit in zip(range(len(digits) - 1, -1, -1), map(int, digits), strict=True):
        if digit:
            text += ("零" if zeros else "") + _DIGITS[digit] + _PLACES[place % 4]
            zeros, group_written = False, True
        else:
            zeros = True
        if place % 4 == 0:
            text += _GROUPS[place // 4] if group_written else ""
            group_written = False
    return text and text + "元"


def _finite(value: int | str | Decimal) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        # A float in a request is wrong input like any other, so it is refused in the same way.
        raise ValueError("金额只能是整数、文字或 Decimal,不能是浮点数")
    if isinstance(value, str) and not _WRITTEN.fullmatch(value.strip()):
        raise ValueError("金额应写成数字,例如 7000 或 7000.50")
    amount = Decimal(value)
    if not amount.is_finite():
        raise ValueError("金额不是一个确定的数")
    if not -LIMIT < amount < LIMIT:
        raise ValueError("金额的整数部分最多12位")
    return amount
