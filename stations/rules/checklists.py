"""A checklist from the results of its items: 六到位, 八有, 三化, "3+1".

Items are found by their code and shown in the document's own order (AM-37). An item that does not apply is left out
of the judgement and named beside it, so that nobody takes five of five for six of six; a list of which nothing
applies is not judged at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stations.rules.documents.places import Checklist, ChecklistItem

MET = "met"
BASIC = "basic"
UNMET = "unmet"
NOT_APPLICABLE = "not_applicable"
RESULTS = {MET: "到位", BASIC: "基本到位", UNMET: "未到位", NOT_APPLICABLE: "不适用"}
GRADES = {MET: "达标", BASIC: "基本达标", UNMET: "未达标"}


@dataclass(frozen=True, slots=True)
class Overall:
    """The whole list: its grade, None while an item is not judged, and each item with its result in order."""

    grade: str | None
    items: tuple[tuple[ChecklistItem, str | None], ...]
    text: str

    @property
    def met(self) -> int:
        return sum(result == MET for _, result in self.items)


def overall(results: Mapping[str, str], checklist: Checklist) -> Overall:
    """达标 when every item that applies is met, 基本达标 when every one is at least basically met.

    ``results`` are by code; codes of other lists are passed over. ValueError for a result that does not exist.
    """
    items = tuple((item, results.get(item.code)) for item in checklist.items)
    unknown = {result for _, result in items if result is not None} - set(RESULTS)
    if unknown:
        raise ValueError(f"检查结果只能是:{'、'.join(RESULTS.values())}")
    grade = _grade([result for _, result in items])
    return Overall(grade, items, f"{checklist.name}:{_text(grade, items)}")


def _grade(results: list[str | None]) -> str | None:
    applicable = [result for result in results if result != NOT_APPLICABLE]
    if not applicable or None in applicable:
        return None
    if UNMET in applicable:
        return UNMET
    return BASIC if BASIC in applicable else MET


def _text(grade: str | None, items: tuple[tuple[ChecklistItem, str | None], ...]) -> str:
    counts = [f"{label} {count} 项" for code, label in RESULTS.items() if (count := len(_names(items, code)))]
    parts = ["、".join(counts)] if counts else []
    if waiting := _names(items, None):
        parts.append(f"还没有判定:{'、'.join(waiting)},判定后才有总的结果")
    elif grade is None:
        parts.append("没有适用的项目,不作判定")
    else:
        parts.append(GRADES[grade])
    if short := _names(items, UNMET):
        parts.append(f"请先整改:{'、'.join(short)}")
    if left_out := _names(items, NOT_APPLICABLE):
        parts.append(f"不计入判定:{'、'.join(left_out)}")
    return ";".join(parts)


def _names(items: tuple[tuple[ChecklistItem, str | None], ...], wanted: str | None) -> list[str]:
    return [item.name for item, result in items if result == wanted]
