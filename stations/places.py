"""Division codes: what the digits of the national code list say about a place.

Plain values, no database. Codes have 2, 4, 6, 9 or 12 digits by level; inside the portal every code is the number
padded with zeros to twelve digits. Two levels can pad to the same number (东莞 4419 and its placeholder county
441900), so a place is named by its tier and its code together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from kit.jurisdiction import Jurisdiction


class Tier(IntEnum):
    """The four tiers of W二, with the province as a label above them (AM-38)."""

    PROVINCE = 0
    CITY = 1
    DISTRICT = 2
    TOWNSHIP = 3
    VILLAGE = 4


DIGITS = {Tier.PROVINCE: 2, Tier.CITY: 4, Tier.DISTRICT: 6, Tier.TOWNSHIP: 9, Tier.VILLAGE: 12}
TIER_OF_LENGTH = {digits: tier for tier, digits in DIGITS.items()}
TIER_LABELS = {
    Tier.PROVINCE: "省",
    Tier.CITY: "市",
    Tier.DISTRICT: "区县",
    Tier.TOWNSHIP: "乡镇街道",
    Tier.VILLAGE: "村社区",
}

KINDS = {
    "province": "省",
    "city": "市",
    "district": "区县",
    "street": "街道",
    "town": "镇",
    "township": "乡",
    "quasi_township": "功能区",
    "community": "社区",
    "village": "行政村",
    "quasi_village": "类村级单位",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A code of the national list, read: its tier, its padded number and its kind."""

    tier: Tier
    code: int

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read a code of 2, 4, 6, 9 or 12 digits; ``ValueError`` with a Chinese reason for anything else."""
        if not text.isascii() or not text.isdigit():
            raise ValueError(f"代码“{text}”含有数字以外的字符")
        tier = TIER_OF_LENGTH.get(len(text))
        if tier is None:
            raise ValueError(f"代码“{text}”有 {len(text)} 位,应为 2、4、6、9 或 12 位")
        if text.startswith("0"):
            raise ValueError(f"代码“{text}”不应以 0 开头")
        return cls(tier, int(text.ljust(12, "0")))

    @property
    def short(self) -> str:
        """The code as the national list writes it, without padding."""
        return f"{self.code:012d}"[: DIGITS[self.tier]]

    @property
    def parent(self) -> Place | None:
        """The place above by its digits; None for a province."""
        if self.tier is Tier.PROVINCE:
            return None
        above = Tier(self.tier - 1)
        return Place(above, int(self.short[: DIGITS[above]].ljust(12, "0")))

    @property
    def above(self) -> Iterator[Place]:
        """The places above by its digits, the nearest first."""
        place = self.parent
        while place:
            yield place
            place = place.parent

    @property
    def span(self) -> int:
        """How many twelve-digit codes lie below."""
        return int(10 ** (12 - DIGITS[self.tier]))

    @property
    def jurisdiction(self) -> Jurisdiction:
        """This place and all below it."""
        return Jurisdiction(self.code, self.code + self.span, int(self.tier))

    @property
    def kind(self) -> str:
        """The kind that the digits tell (GB/T 10114 for digits 7–9, the statistical rules for 10–12)."""
        if self.tier is Tier.TOWNSHIP:
            return _kind_by(int(self.short[6:9]), street=99, town=199, township=399, quasi_township=999)
        if self.tier is Tier.VILLAGE:
            return _kind_by(int(self.short[9:12]), community=199, village=399, quasi_village=999)
        return {Tier.PROVINCE: "province", Tier.CITY: "city", Tier.DISTRICT: "district"}[self.tier]


def _kind_by(number: int, **upper_bounds: int) -> str:
    return next(kind for kind, bound in upper_bounds.items() if number <= bound)
