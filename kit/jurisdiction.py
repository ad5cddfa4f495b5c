"""Where somebody may look: a half-open range of place codes, and query sets that keep to it.

A place code is an integer of fixed length whose leading digits are its parent's; "all below a place" is therefore
one half-open range, which PostgreSQL answers from an ordinary index and which row-level security can hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model, covariant=True)

CODE_LIMIT = 10**12


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The places with ``lo <= code < hi`` at ``tier`` or below (a greater number is further down)."""

    lo: int
    hi: int
    tier: int = 0

    def covers(self, code: int, tier: int | None = None) -> bool:
        """Whether a place lies within; without ``tier`` only the range is asked."""
        return self.lo <= code < self.hi and (tier is None or tier >= self.tier)


NOWHERE = Jurisdiction(0, 0)
EVERYWHERE = Jurisdiction(0, CODE_LIMIT)


class ScopedQuerySet(models.QuerySet[Row]):
    """Rows that carry the code of their place; nothing leaves a door that has not gone through ``within``."""

    scope_field = "scope_code"

    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        """The rows inside; no jurisdiction means no rows."""
        if jurisdiction is None or jurisdiction.lo >= jurisdiction.hi:
            return self.none()
        bounds: dict[str, Any] = {
            f"{self.scope_field}__gte": jurisdiction.lo,
            f"{self.scope_field}__lt": jurisdiction.hi,
        }
        return self.filter(**bounds)
