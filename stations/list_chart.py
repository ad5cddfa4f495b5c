"""The chart of a checklist: the verdicts of each item, for the script that draws it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stations.list_board import NOT_INSPECTED, SHORT_WORDS, ItemRow, ListBoard
from stations.rules.checklists import BASIC, MET, NOT_APPLICABLE, UNMET

# Told apart by lightness too, for eyes that do not see the colours.
COLORS = {
    MET: "#1f6b3a",
    BASIC: "#a3cfb4",
    UNMET: "#c8553d",
    NOT_APPLICABLE: "#9aa5b1",
    NOT_INSPECTED: "#e3e7eb",
}


def items_chart(board: ListBoard) -> dict[str, Any]:
    """哪些项目还没有到位: one bar an item, the first of the list on top."""
    rows = list(reversed(board.items))
    return {
        "grid": {"left": 8, "right": 24, "top": 32, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "left": 0},
        "tooltip": {"axisPointer": {"type": "shadow"}},
        "xAxis": {"type": "value", "min": 0, "max": board.own.stations, "minInterval": 1},
        "yAxis": {"type": "category", "data": [row.item.name for row in rows]},
        "series": [_series(board, what, rows) for what in (*board.results, NOT_INSPECTED)],
    }


def _series(board: ListBoard, what: str, rows: Sequence[ItemRow]) -> dict[str, Any]:
    return {
        "name": SHORT_WORDS[what],
        "type": "bar",
        "stack": "results",
        "barMaxWidth": 22,
        "itemStyle": {"color": COLORS[what]},
        "data": [
            {"value": row.count(what), "href": board.named(board.place, item=row.item.code, found=what)}
            for row in rows
        ],
    }
