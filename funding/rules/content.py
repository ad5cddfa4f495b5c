"""The content of a sheet as one number, and what differs between two contents."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kit.money import ZERO, plain


@dataclass(frozen=True, slots=True)
class LineContent:
    """All of a line that an approver answers for."""

    code: str
    village: str
    township: str
    households: int
    counted_on: date
    households_source: str
    tier: str
    standard: Decimal
    assessed_on: date
    result: str
    coefficient: Decimal
    coordinators: tuple[str, ...]
    amount: Decimal
    payee: str
    payee_bank: str
    payee_account: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a new computation moved in one village; None where there was or is no line."""

    code: str
    village: str
    before: Decimal | None
    after: Decimal | None
    what: str

    def as_json(self) -> dict[str, Any]:
        amounts = {"before": self.before, "after": self.after}
        return {
            "code": self.code,
            "village": self.village,
            "what": self.what,
            **{key: None if amount is None else plain(amount) for key, amount in amounts.items()},
        }


NAMES = {
    "village": "村名",
    "township": "乡镇(街道)",
    "households": "户数",
    "counted_on": "户数口径日期",
    "households_source": "户数来源",
    "tier": "档次",
    "standard": "标准",
    "assessed_on": "考核日",
    "result": "考核结果",
    "coefficient": "系数",
    "coordinators": "协管员",
    "amount": "金额",
    "payee": "收款单位",
    "payee_bank": "开户银行",
    "payee_account": "账号",
}


def digest(year: int, document: str, lines: Iterable[LineContent]) -> str:
    """SHA-256 over the year, the document's own digest and all lines in the order of their codes."""
    ordered = sorted(lines, key=lambda line: line.code)
    content = [
        year,
        document,
        *({key: _written(value) for key, value in asdict(line).items()} for line in ordered),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def differences(before: Iterable[LineContent], after: Iterable[LineContent]) -> list[Change]:
    """Lines that came, went or changed, in the order of their codes."""
    old = {line.code: line for line in before}
    new = {line.code: line for line in after}
    return [
        _change(code, old.get(code), new.get(code))
        for code in sorted(old.keys() | new.keys())
        if old.get(code) != new.get(code)
    ]


def by_tier(lines: Iterable[LineContent]) -> list[dict[str, Any]]:
    """Villages and money by tier and standard, lowest standard first."""
    counts: dict[tuple[Decimal, str], tuple[int, Decimal]] = {}
    for line in lines:
        count, amount = counts.get((line.standard, line.tier), (0, ZERO))
        counts[line.standard, line.tier] = (count + 1, amount + line.amount)
    return [
        {"tier": tier, "standard": plain(standard), "count": count, "amount": plain(amount)}
        for (standard, tier), (count, amount) in sorted(counts.items())
    ]


def _change(code: str, was: LineContent | None, now: LineContent | None) -> Change:
    return Change(
        code=code,
        village=now.village if now else was.village if was else "",
        before=was.amount if was else None,
        after=now.amount if now else None,
        what=_what(was, now),
    )


def _what(was: LineContent | None, now: LineContent | None) -> str:
    if was is None:
        return "新列入"
    if now is None:
        return "不再列入"
    return "、".join(name for key, name in NAMES.items() if getattr(was, key) != getattr(now, key))


def _written(value: Any) -> Any:
    """As JSON holds it; a decimal without the zeros that a column adds behind it."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
