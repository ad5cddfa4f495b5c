"""A policy document as frozen values: what it says of places, people, money and clocks, each with its clause.

``read`` turns the body of a document (parsed TOML or the stored JSON) into values, and refuses what does not add up:
tiers with a gap or an overlap, a value without a clause, a key nobody knows. docs/policy-documents.md describes the
schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kit.money import yuan


class Malformed(ValueError):
    """A document that does not add up; the message is Chinese and names the place."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by its number, in our own words."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How an ambiguous clause is read: the setting in force and what else it might be. Never policy text."""

    key: str
    question: str
    default: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HouseholdTier:
    """An amount for villages of ``at_least`` to ``at_most`` households, both included; None is unbounded."""

    label: str
    at_least: int
    at_most: int | None
    amount: Decimal
    clause: str

    def holds(self, households: int) -> bool:
        return self.at_least <= households and (self.at_most is None or households <= self.at_most)


@dataclass(frozen=True, slots=True)
class WorkFund:
    """The yearly work fund of a village: who pays, for which kinds of place, by which tiers."""

    clause: str
    payer: str
    region_kinds: tuple[str, ...]
    results: Mapping[str, Decimal]
    tiers: tuple[HouseholdTier, ...]

    def tier_for(self, households: int) -> HouseholdTier:
        """The one tier that holds a count of at least 1; the tiers were checked to leave no gap."""
        return next(tier for tier in self.tiers if tier.holds(households))


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many coordinators a station has, and below how many households they may be part-time."""

    clause: str
    coordinators: int
    part_time_below: int


@dataclass(frozen=True, slots=True)
class Duty:
    """A thing the station does or helps with: the village's part of the service catalogue."""

    key: str
    name: str
    part: str
    clause: str


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document, read."""

    key: str
    title: str
    number: str
    issuer: str
    jurisdiction: str
    issued_on: date | None
    effective_on: date | None
    status: str
    clauses: tuple[Clause, ...]
    readings: Mapping[str, Reading]
    work_fund: WorkFund | None
    staffing: Staffing | None
    duties: tuple[Duty, ...]

    def clause(self, number: str) -> Clause:
        """The clause of that number; ``KeyError`` where there is none."""
        for clause in self.clauses:
            if clause.number == number:
                return clause
        raise KeyError(number)


KEYS = {
    "key", "title", "number", "issuer", "jurisdiction", "issued_on", "effective_on", "status",
    "clauses", "readings", "work_fund", "staffing", "duties",
}  # fmt: skip


def read(body: Mapping[str, Any]) -> Document:
    """Read a document's body; raises ``Malformed``."""
    unknown = set(body) - KEYS
    if unknown:
        raise Malformed(f"不认识的项目:{'、'.join(sorted(unknown))}")
    clauses = tuple(Clause(_text(row, "number"), _text(row, "text")) for row in body.get("clauses", ()))
    known = {clause.number for clause in clauses}
    if len(known) != len(clauses):
        raise Malformed("条款号有重复")
    document = Document(
        key=_text(body, "key"),
        title=_text(body, "title"),
        number=body.get("number", ""),
        issuer=body.get("issuer", ""),
        jurisdiction=_text(body, "jurisdiction"),
        issued_on=_date(body, "issued_on"),
        effective_on=_date(body, "effective_on"),
        status=body.get("status", ""),
        clauses=clauses,
        readings={key: _reading(key, row) for key, row in body.get("readings", {}).items()},
        work_fund=_work_fund(body["work_fund"]) if "work_fund" in body else None,
        staffing=_staffing(body["staffing"]) if "staffing" in body else None,
        duties=tuple(_duty(row) for row in body.get("duties", ())),
    )
    _refuse_missing_citations(document, known)
    return document


def _work_fund(row: Mapping[str, Any]) -> WorkFund:
    tiers = tuple(
        HouseholdTier(
            label=_text(tier, "label"),
            at_least=tier["at_least"],
            at_most=tier.get("at_most"),
            amount=yuan(tier["amount"]),
            clause=_text(tier, "clause"),
        )
        for tier in row["tiers"]
    )
    _refuse_gaps(tiers)
    return WorkFund(
        clause=_text(row, "clause"),
        payer=_text(row, "payer"),
        region_kinds=tuple(row["region_kinds"]),
        results={result: Decimal(str(ratio)) for result, ratio in row["results"].items()},
        tiers=tiers,
    )


def _refuse_gaps(tiers: Sequence[HouseholdTier]) -> None:
    """Tiers cover every count from 1 on exactly once."""
    expected = 1
    for place, tier in enumerate(tiers, start=1):
        if tier.at_least != expected:
            wrong = "有空档" if tier.at_least > expected else "有重叠"
            raise Malformed(f"第 {place} 档“{tier.label}”与前一档之间{wrong}:应从 {expected} 户起")
        if tier.at_most is None:
            if place != len(tiers):
                raise Malformed(f"第 {place} 档“{tier.label}”没有上限,后面不能再有档次")
            return
        if tier.at_most < tier.at_least:
            raise Malformed(f"第 {place} 档“{tier.label}”的上限小于下限")
        expected = tier.at_most + 1
    raise Malformed("最后一档必须没有上限")


def _refuse_missing_citations(document: Document, known: set[str]) -> None:
    cited = [duty.clause for duty in document.duties]
    if document.work_fund:
        cited += [document.work_fund.clause, *(tier.clause for tier in document.work_fund.tiers)]
    if document.staffing:
        cited.append(document.staffing.clause)
    missing = sorted(set(cited) - known)
    if missing:
        raise Malformed(f"引用了没有列出的条款:{'、'.join(missing)}")


def _reading(key: str, row: Mapping[str, Any]) -> Reading:
    return Reading(key, _text(row, "question"), _text(row, "default"), tuple(row.get("alternatives", ())))


def _staffing(row: Mapping[str, Any]) -> Staffing:
    return Staffing(_text(row, "clause"), _count(row, "coordinators"), _count(row, "part_time_below"))


def _duty(row: Mapping[str, Any]) -> Duty:
    return Duty(_text(row, "key"), _text(row, "name"), _text(row, "part"), _text(row, "clause"))


def _count(row: Mapping[str, Any], key: str) -> int:
    value = row.get(key)
    if not isinstance(value, int) or value < 1:
        raise Malformed(f"“{key}”应是不小于 1 的整数")
    return value


def _text(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Malformed(f"“{key}”不能为空")
    return value


def _date(row: Mapping[str, Any], key: str) -> date | None:
    value = row.get(key)
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Malformed(f"“{key}”不是日期:{value}") from error
