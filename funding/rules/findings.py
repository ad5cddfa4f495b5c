"""What a reviewer should look at before money is paid. Findings warn; they never change an amount."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from kit.money import plain
from stations.rules.documents.money import WorkFund

NEAR_HOUSEHOLDS = 5
NEAR_SHARE = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: a short word for the remarks column, and the sentence that says what it is."""

    kind: str
    label: str
    text: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def near_tier_edge(fund: WorkFund, households: int) -> Finding | None:
    """A count within 5 households or 2 per cent of the edge of a tier, where a small error moves much money."""
    for below, above in pairwise(fund.tiers):
        edge = above.at_least
        if abs(households - edge) <= max(Decimal(NEAR_HOUSEHOLDS), edge * NEAR_SHARE):
            difference = plain(above.amount - below.amount)
            return Finding(
                "tier_edge",
                "临近档界",
                f"户数 {households} 临近 {edge} 户的档界,两档相差 {difference} 元,请核对户数来源",
            )
    return None


def tier_jumped(fund: WorkFund, before: int | None, now: int) -> Finding | None:
    """Another tier than the year before."""
    if before is None or before < 1 or fund.tier_for(before) == fund.tier_for(now):
        return None
    return Finding(
        "tier_jump",
        "换档",
        f"上年 {before} 户属“{fund.tier_for(before).label}”,本年 {now} 户属“{fund.tier_for(now).label}”,请核对",
    )


def several_coordinators(count: int) -> Finding | None:
    """More than one coordinator in post on the days that count (AM-13b)."""
    if count <= 1:
        return None
    return Finding("several", f"{count} 名协管员", f"有 {count} 名协管员在岗,补助仍按一个村计算一次")


def made_up_households(made_up: bool) -> Finding | None:
    """A count that was invented for a demonstration."""
    if not made_up:
        return None
    return Finding("made_up", "示例户数", "户数是示例数据,不是统计数字,拨付前必须换成真实户数")


def payee_missing(account: str) -> Finding | None:
    """Nowhere to pay the money to."""
    if account:
        return None
    return Finding("payee_missing", "缺收款账户", "没有登记村的收款账户,拨付前请补登")


def payee_changed(before: str | None, now: str) -> Finding | None:
    """Another account than on the last sheet that was paid."""
    if not before or not now or before == now:
        return None
    return Finding("payee_changed", "账户有变", "收款账号与上一次拨付的不同,请向村里核实")
