"""Scoring tables of titles as data: read and checked, scored by three columns, added up and held to the pass mark.

The standard of a title is not among the documents (AM-35), so nothing here knows what a part is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kit.reasoning import Verdict
from kit.refused import Refused
from stations import roles
from stations.rules.titles import APPLIED, DECLINED, DRAFT

SELF, ABOVE, COUNTY = "self_points", "township_points", "county_points"
COLUMNS = {SELF: "自评分", ABOVE: "乡镇审核分", COUNTY: "区考核分"}
MOST_PARTS = 12
HUNDREDTH = Decimal("0.01")

Points = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One aspect with its points; ``whole``: all of them or none."""

    key: str
    name: str
    points: Decimal
    text: str = ""
    whole: bool = False

    def refuse_bad(self, given: Decimal) -> None:
        """Refused where ``given`` is no score of this part."""
        if given != given.quantize(HUNDREDTH):
            raise Refused(f"“{self.name}”最多两位小数。", field=self.key)
        if not 0 <= given <= self.points:
            raise Refused(f"“{self.name}”应在 0 到 {self.points} 分之间。", field=self.key)
        if self.whole and given not in (0, self.points):
            raise Refused(f"“{self.name}”要么得 {self.points} 分,要么得 0 分。", field=self.key)


@dataclass(frozen=True, slots=True)
class Scoring:
    """A scoring table; ``made_up`` marks an example that no office has decided."""

    name: str
    full: Decimal
    pass_mark: Decimal
    parts: tuple[Part, ...]
    source: str = ""
    made_up: bool = False

    def total(self, given: Points) -> Decimal | None:
        """The points added up; None while a part has none."""
        points = [given.get(part.key) for part in self.parts]
        found = [each for each in points if each is not None]
        return sum(found, Decimal(0)) if len(found) == len(points) else None

    def missing(self, given: Points) -> tuple[str, ...]:
        """The parts without points."""
        return tuple(part.name for part in self.parts if given.get(part.key) is None)

    def passes(self, given: Points) -> Verdict:
        """Whether the pass mark is reached, itself included."""
        total = self.total(given)
        ok = None if total is None else total >= self.pass_mark
        return Verdict(
            rule="AM-35",
            standard="scoring:pass_mark",
            required=f"{self.pass_mark:f}",
            actual=None if total is None else f"{total:f}",
            ok=ok,
            clause="",
            text=self._said(given, total, ok),
        )

    def _said(self, given: Points, total: Decimal | None, ok: bool | None) -> str:
        if total is None:
            return f"还有没有打分的:{'、'.join(self.missing(given))}"
        return f"{total} 分,{'达到' if ok else '低于'} {self.pass_mark} 分(含本数)的合格线"

    def as_json(self) -> dict[str, Any]:
        """What ``read_scoring`` reads again."""
        return {
            "name": self.name,
            "full": f"{self.full:f}",
            "pass_mark": f"{self.pass_mark:f}",
            "source": self.source,
            "made_up": self.made_up,
            "parts": [
                {
                    "key": part.key,
                    "name": part.name,
                    "points": f"{part.points:f}",
                    "text": part.text,
                    "whole": part.whole,
                }
                for part in self.parts
            ],
        }


def read_scoring(body: Mapping[str, Any]) -> Scoring:
    """A scoring table from plain data; Refused where it does not add up."""
    scoring = Scoring(
        name=str(body["name"]),
        full=_number(body["full"], "总分"),
        pass_mark=_number(body["pass_mark"], "合格线"),
        parts=tuple(_part(each) for each in body["parts"]),
        source=str(body.get("source", "")),
        made_up=bool(body.get("made_up", False)),
    )
    _check(scoring)
    return scoring


def column_open(state: str, role: str, *, to_township: bool) -> str | None:
    """The column that ``role`` fills in now; a township that applies itself does not score itself again above."""
    if state in (DRAFT, DECLINED) and role in (roles.VILLAGE, roles.TOWNSHIP):
        return SELF
    if state == APPLIED and role == roles.TOWNSHIP and not to_township:
        return ABOVE
    return COUNTY if state == APPLIED and role == roles.DISTRICT_HR else None


def _part(body: Mapping[str, Any]) -> Part:
    return Part(
        key=str(body["key"]),
        name=str(body["name"]),
        points=_number(body["points"], str(body["name"])),
        text=str(body.get("text", "")),
        whole=bool(body.get("whole", False)),
    )


def _number(value: Any, what: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Refused(f"“{what}”的分值不是数字。") from None
    if not number.is_finite() or number != number.quantize(HUNDREDTH):
        raise Refused(f"“{what}”的分值最多两位小数。")
    return number


def _check(scoring: Scoring) -> None:
    if not 1 <= len(scoring.parts) <= MOST_PARTS:
        raise Refused(f"评分表应有 1 到 {MOST_PARTS} 项,现在有 {len(scoring.parts)} 项。")
    for repeated in (_repeated(part.key for part in scoring.parts), _repeated(p.name for p in scoring.parts)):
        if repeated:
            raise Refused(f"“{repeated}”出现了两次,每一项只能列一次。")
    empty = [part.name for part in scoring.parts if part.points <= 0]
    if empty:
        raise Refused(f"“{empty[0]}”的分值应大于 0。")
    added = sum((part.points for part in scoring.parts), Decimal(0))
    if added != scoring.full:
        raise Refused(f"各项分值加起来是 {added} 分,和总分 {scoring.full} 分不一致,请改正。", field="full")
    if not 0 < scoring.pass_mark <= scoring.full:
        raise Refused(f"合格线应大于 0、不超过总分 {scoring.full} 分。", field="pass_mark")


def _repeated(values: Iterable[str]) -> str:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return ""
