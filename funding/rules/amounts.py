"""Amounts that people give: kept exact, and refused where they cannot be meant."""

from __future__ import annotations

from decimal import Decimal

from kit.money import plain, yuan
from kit.refused import Refused

# No wage, no minimum wage and no contribution base comes near; a slip of the decimal point does.
MOST_A_MONTH = Decimal("1000000.00")


def monthly_amount(value: Decimal, *, name: str, field: str) -> Decimal:
    """``value`` as the yuan of a month, above zero; Refused with ``field`` otherwise."""
    amount = exact_amount(value, name=name, field=field)
    if not 0 < amount <= MOST_A_MONTH:
        raise Refused(f"{name}应大于 0、不超过 {plain(MOST_A_MONTH)} 元,请核对。", field=field)
    return amount


def exact_amount(value: Decimal, *, name: str, field: str) -> Decimal:
    """``value`` as yuan, not below zero; Refused with ``field`` otherwise."""
    try:
        amount = yuan(value)
    except ValueError as error:
        raise Refused(f"{name}不对:{error}。", field=field) from error
    if amount < 0:
        raise Refused(f"{name}不能小于 0,请核对。", field=field)
    return amount
