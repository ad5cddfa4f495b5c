"""Targets that no ledger counts: which tier enters their figures, of which places, and how places add up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stations.places import Tier
from stations.rules.documents.aims import Target

# Of the townships only those that are demonstration towns of S, or only the others.
ALL, DEMONSTRATION, OTHERS = "all", "demonstration", "others"
# Whoever works at a tier enters for it.
WHO = {Tier.CITY: "市级", Tier.DISTRICT: "区人事劳动局", Tier.TOWNSHIP: "乡镇(街道)劳动保障所"}


@dataclass(frozen=True, slots=True)
class Hand:
    """At which tier a figure is entered, and of which of its places."""

    at: Tier
    among: str = ALL

    @property
    def who(self) -> str:
        return WHO[self.at]

    @property
    def key(self) -> str:
        """What the places of this group are counted under."""
        return f"{int(self.at)}-{self.among}"


_TOWNS = Hand(Tier.TOWNSHIP, DEMONSTRATION)
# What the words and the scope of a target say of who answers for it; all others follow from how they are compared.
_HANDS = {
    "Y:at_standard": Hand(Tier.DISTRICT),
    "Y:villages_at_standard": Hand(Tier.DISTRICT),
    "Y:national_pilots": Hand(Tier.CITY),
    "S:four_have_six": Hand(Tier.DISTRICT),
    **{
        f"S:{key}": _TOWNS
        for key in (
            "four_have_coverage",
            "surplus_labour_transferred",
            "zero_transfer_families",
            "pension_enrolled",
            "medical_enrolled",
            "skills_trained",
            "insured_before_requisition",
        )
    },
    "S:other_towns_started": Hand(Tier.TOWNSHIP, OTHERS),
    "S:every_county_four_have": Hand(Tier.DISTRICT),
    "F:three_ways_streets": Hand(Tier.DISTRICT),
    "F:three_ways_townships": Hand(Tier.DISTRICT),
}


def hand_for(name: str, target: Target) -> Hand:
    """Who enters a target, named by its document and key: shares by the districts, what is one thing by the city."""
    known = _HANDS.get(name)
    return known or Hand(Tier.DISTRICT if target.compare in ("share", "zero") else Tier.CITY)


@dataclass(frozen=True, slots=True)
class Entered:
    """What was entered of one place."""

    numerator: int
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Summed:
    """Several places together: their figures, and how many of those that should have entered theirs."""

    numerator: int | None
    denominator: int | None
    entered: int


def summed(target: Target, found: Iterable[Entered], expected: int) -> Summed:
    """Places added up; of what is done or not, how many have done it out of all that should."""
    known: Sequence[Entered] = tuple(found)
    if not known:
        return Summed(None, None, 0)
    denominator: int | None = None
    if target.compare == "done":
        denominator = max(expected, len(known))
    elif target.compare == "share":
        denominator = sum(each.denominator or 0 for each in known)
    return Summed(sum(each.numerator for each in known), denominator, len(known))


def wrong(target: Target, numerator: int, denominator: int | None) -> tuple[str, str] | None:
    """The field that cannot be and why, in Chinese; None where the figures can be."""
    if numerator < 0:
        return "numerator", "数量不能是负数。"
    if denominator is not None and denominator < 0:
        return "denominator", "数量不能是负数。"
    if target.compare == "done":
        return (
            None if numerator in (0, 1) and denominator is None else ("numerator", "只填“完成”或“未完成”。")
        )
    if target.compare != "share":
        return None if denominator is None else ("denominator", "这个目标不算比例,没有分母。")
    if denominator is None:
        return "denominator", f"请填“{target.denominator}”的数量;没有的填 0。"
    if numerator > denominator:
        return "numerator", f"分子 {numerator} 大于分母 {denominator},请核对。"
    return None
