"""Figures and verdicts that carry their explanation.

The page that explains and the sheet that pays read the same value. Everything inside is what JSON holds;
amounts and other decimals are written as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from kit.money import plain, yuan

Value = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the arithmetic: what was done, and what came out of it as it is shown."""

    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount of money, who bears it, and why it is what it is.

    ``payer`` is None where nobody was named yet, ``readings`` names the readings of ambiguous clauses behind
    it, ``inputs`` the facts. ValueError for an amount that is not rounded to the fen.
    """

    kind: str
    amount: Decimal
    payer: str | None
    clause: str
    steps: tuple[Step, ...] = ()
    readings: tuple[str, ...] = ()
    inputs: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", yuan(self.amount))

    def as_json(self) -> dict[str, Any]:
        """The explanation as others read it, without the inputs."""
        return {
            "kind": self.kind,
            "amount": plain(self.amount),
            "payer": self.payer,
            "clause": self.clause,
            "steps": [asdict(step) for step in self.steps],
            "reading": list(self.readings),
        }

    def as_record(self) -> dict[str, Any]:
        """The whole figure, to be stored with what it was computed from."""
        return self.as_json() | {"inputs": dict(self.inputs)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Figure:
        """The figure that ``as_record`` wrote, or ``as_json``, which has no inputs."""
        return cls(
            kind=data["kind"],
            amount=yuan(data["amount"]),
            payer=data["payer"],
            clause=data["clause"],
            steps=tuple(Step(**step) for step in data["steps"]),
            readings=tuple(data["reading"]),
            inputs=data.get("inputs", {}),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one rule holds: what ``standard`` requires, what is there, and the sentence that says so.

    ``ok`` is None where the rule could not be judged, because it does not apply or a fact is missing.
    """

    rule: str
    standard: str
    required: Value
    actual: Value
    ok: bool | None
    clause: str
    text: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verdict:
        """The verdict that ``as_json`` wrote."""
        return cls(**data)
