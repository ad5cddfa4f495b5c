"""Inspections: how a claim stands beside its evidence, what a verdict leads to, and how a deadline presses.

Three things are kept apart: what a station says of itself, what the ledgers show, and what somebody found on the spot.
Only the last is a result; nothing here turns one into another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from stations.rules.checklists import BASIC, MET, UNMET
from stations.rules.documents.places import Checklist, ChecklistItem
from stations.rules.documents.shapes import LEVELS

PLANNED, INSPECTED, RECTIFYING, CLOSED = "planned", "inspected", "rectifying", "closed"
STATES = {PLANNED: "待检查", INSPECTED: "已检查", RECTIFYING: "整改中", CLOSED: "已结案"}

OPEN, PROVED, ACCEPTED = "open", "proved", "accepted"
RECTIFICATION_STATES = {OPEN: "待整改", PROVED: "待验收", ACCEPTED: "已验收"}

# What the ledgers show of an item: they bear it out, they do not, they cannot tell.
EVIDENCE = {True: "支持", False: "不支持", None: "查不到"}

SOON_DAYS = 7
_RANK = {UNMET: 0, BASIC: 1, MET: 2}


def contradicts(claim: str | None, evidence: bool | None) -> bool:
    """Whether the ledgers say otherwise than the station; where either says nothing there is no difference."""
    if evidence is None or claim not in _RANK:
        return False
    return (claim == UNMET) if evidence else (claim != UNMET)


def falls_short(claim: str | None, verdict: str | None) -> bool:
    """Whether less was found on the spot than the station had said."""
    return claim in _RANK and verdict in _RANK and _RANK[verdict] < _RANK[claim]


def differs(claim: str | None, evidence: bool | None, verdict: str | None) -> bool:
    """The ledgers say otherwise than the station, or less was found than it had said."""
    return contradicts(claim, evidence) or falls_short(claim, verdict)


def after_rectification(found: Mapping[str, str], accepted: Mapping[str, str]) -> dict[str, str]:
    """The results by item as they stand once accepted rectifications count; the verdicts themselves stay."""
    return {code: accepted.get(code, result) for code, result in found.items()}


def standard_for(item: ChecklistItem, level: str) -> str:
    """What the document asks at a level; of another level, named so, where it asks nothing of this one."""
    texts = {each.level: each.text for each in item.standards}
    if level in texts:
        return texts[level]
    return next((f"{text}(文件对{LEVELS[other]}的要求,供参照)" for other, text in texts.items()), "")


def checklist_of(checklists: tuple[Checklist, ...], key: str) -> Checklist | None:
    """The list of this key."""
    return next((each for each in checklists if each.key == key), None)


def pressing(deadline: date, state: str, on: date) -> Literal["late", "soon", "normal"]:
    """How a rectification presses: only what the station still has to do can be late."""
    left = (deadline - on).days
    if state != OPEN or left > SOON_DAYS:
        return "normal"
    return "late" if left < 0 else "soon"
