"""A station's place and equipment against a document, line by line: only what the document speaks of is judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kit.reasoning import Verdict
from stations.rules import equipment, premises
from stations.rules.assets import DEVICES, NETWORK
from stations.rules.documents import Document
from stations.rules.documents.places import EQUIPMENT, MEASURES, Equipment
from stations.rules.documents.shapes import KINDS

LEVEL_OF_KIND = {"community": "community"}
SAID = "equipment:"
MET, SHORT, UNKNOWN, NOT_MEANT = "met", "short", "unknown", "not_meant"
OUTCOMES = {MET: "符合", SHORT: "不足", UNKNOWN: "没有登记", NOT_MEANT: "不作核对"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outfit:
    """What is known of a station. ``devices`` is False where not one was ever registered: nothing is known then."""

    kind: str
    demonstration: bool = False
    new_or_merged: bool = False
    qualified: bool = False
    fixed_place: bool | None = None
    dedicated_area: Decimal | None = None
    hall_area: Decimal | None = None
    networked: bool | None = None
    devices: bool = True
    counts: Mapping[str, int]
    combined: tuple[frozenset[str], ...] = ()

    @property
    def level(self) -> str:
        return LEVEL_OF_KIND.get(self.kind, "village")


@dataclass(frozen=True, slots=True)
class Line:
    """A demand of the document and how the station meets it, with the readings that the answer rests on.

    ``payer`` is who pays for the devices, by the reading ``payer_reading`` where the document leaves that open.
    ``codes`` are the kinds of equipment it is about, any of which will do; none for the place itself.
    """

    label: str
    verdict: Verdict
    codes: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    payer: str = ""
    payer_reading: str = ""

    @property
    def outcome(self) -> str:
        """Met, short, not known, or not meant for this station."""
        if self.verdict.ok is not None:
            return MET if self.verdict.ok else SHORT
        return UNKNOWN if self.verdict.required is not None and self.verdict.actual is None else NOT_MEANT

    @property
    def missing(self) -> int:
        """How many devices are missing."""
        required, actual = self.verdict.required, self.verdict.actual
        if self.outcome != SHORT or not isinstance(required, int) or not isinstance(actual, int):
            return 0
        return required - actual if self.codes else 0


def judge(document: Document, outfit: Outfit) -> tuple[Line, ...]:
    """The place, then the equipment in the order of all kinds; what the document does not say gives no line."""
    return (*place_lines(document, outfit), *equipment_lines(document, outfit))


def place_lines(document: Document, outfit: Outfit) -> tuple[Line, ...]:
    """The place alone; it does not depend on the devices."""
    return tuple(_place(document, outfit))


def equipment_lines(document: Document, outfit: Outfit) -> tuple[Line, ...]:
    """The equipment alone; it does not depend on the place."""
    return tuple(_equipment(document, outfit))


def unsaid(document: Document, outfit: Outfit) -> tuple[str, ...]:
    """What the document does not ask of a station of this level, by name."""
    found = (*_place_verdicts(document, outfit), *_equipment_verdicts(document, outfit))
    names = {**MEASURES, **{f"{SAID}{code}": name for code, name in EQUIPMENT.items()}}
    return tuple(names[verdict.standard] for verdict in found if not verdict.clause)


def _place(document: Document, outfit: Outfit) -> Iterator[Line]:
    for verdict in _place_verdicts(document, outfit):
        if verdict.clause:
            yield Line(
                MEASURES[verdict.standard], verdict, readings=_place_readings(document, outfit, verdict)
            )


def _place_verdicts(document: Document, outfit: Outfit) -> tuple[Verdict, ...]:
    area, hall = premises.verdicts(
        document,
        level=outfit.level,
        kind=outfit.kind if outfit.kind in KINDS else None,
        demonstration=outfit.demonstration,
        new_or_merged=outfit.new_or_merged,
        qualified=outfit.qualified,
        dedicated_area=outfit.dedicated_area,
        hall_area=outfit.hall_area,
    )
    return premises.fixed_place(document, level=outfit.level, there=outfit.fixed_place) or area, hall


def _place_readings(document: Document, outfit: Outfit, verdict: Verdict) -> tuple[str, ...]:
    standards = [
        each
        for each in document.premises
        if each.level == outfit.level and each.clause == verdict.clause and each.at_least is not None
    ]
    asked = {
        "AM-22": bool(standards),
        "AM-26": any(each.new_or_merged for each in standards),
        "AM-51": any(each.qualified for each in standards),
    }
    return tuple(key for key, concerned in asked.items() if concerned and key in document.readings)


def _equipment(document: Document, outfit: Outfit) -> Iterator[Line]:
    """One line for each demand: alternatives that any device satisfies are one."""
    demands: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in _equipment_verdicts(document, outfit):
        if verdict.clause:
            demands[verdict.rule, verdict.text].append(verdict)
    for group in demands.values():
        codes = tuple(verdict.standard.removeprefix(SAID) for verdict in group)
        entry = _entry(document, outfit.level, codes)
        yield Line(
            entry.name if set(codes) == set(entry.codes) else "、".join(EQUIPMENT[code] for code in codes),
            group[0],
            codes,
            _equipment_readings(document, outfit, entry),
            equipment.payer(document, entry) or "",
            "AM-52" if "AM-52" in document.readings else "",
        )


def _equipment_verdicts(document: Document, outfit: Outfit) -> tuple[Verdict, ...]:
    unknown = set() if outfit.devices else set(DEVICES)
    if outfit.networked is None:
        unknown.add(NETWORK)
    return equipment.verdicts(
        document,
        level=outfit.level,
        counts={**outfit.counts, NETWORK: int(outfit.networked is True)},
        combined=outfit.combined,
        unknown=unknown,
    )


def _entry(document: Document, level: str, codes: tuple[str, ...]) -> Equipment:
    """The entry of the list that asks for these kinds."""
    return next(each for each in document.equipment if level in each.levels and set(codes) <= set(each.codes))


def _equipment_readings(document: Document, outfit: Outfit, entry: Equipment) -> tuple[str, ...]:
    asked = {
        "AM-20": any(not device.isdisjoint(entry.codes) for device in outfit.combined),
        "AM-54": len(entry.codes) > 1,
    }
    return tuple(key for key, concerned in asked.items() if concerned and key in document.readings)
