"""What a document says of places: premises, equipment, checklists."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from stations.rules.documents.shapes import STRICT, Area, Cited, Count, Level, PlaceKind, Text, Words

MEASURES = {"dedicated_area": "专有(办公)场所面积", "hall_area": "服务大厅面积", "fixed_place": "固定场所"}
EQUIPMENT = {
    "computer": "计算机",
    "printer": "打印机",
    "copier": "复印机",
    "fax": "传真机",
    "telephone": "电话",
    "cabinet": "文件柜",
    "desk": "办公桌椅",
    "counter": "服务柜台",
    "waiting_chair": "等待椅",
    "display_or_board": "电子显示屏或公告信息栏",
    "network": "业务网络",
}
EquipmentCode = Annotated[
    Literal[
        "computer", "printer", "copier", "fax", "telephone", "cabinet", "desk", "counter", "waiting_chair",
        "display_or_board", "network",
    ],
    Words(EQUIPMENT),
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Premises(Cited):
    """A least area in square metres, reached included; None where a fixed place is asked for without a figure.

    ``kinds`` narrows the level (empty: all), ``demonstration`` is for demonstration platforms only,
    ``new_or_merged`` for new or merged units only (AM-26), ``qualified`` for villages that the county has found to
    meet the conditions (AM-51).
    """

    NAME = "场地"
    IDENTITY = ("level", "measure", "demonstration")
    JUDGED = True

    level: Level = Field(title="层级")
    measure: Annotated[Literal["dedicated_area", "hall_area", "fixed_place"], Words(MEASURES)] = Field(
        title="量什么"
    )
    at_least: Area | None = Field(default=None, title="不少于(平方米)")
    kinds: tuple[PlaceKind, ...] = Field(default=(), title="只限哪类单位")
    demonstration: bool = Field(default=False, title="只限示范平台")
    new_or_merged: bool = Field(default=False, title="只限新建或合并的单位")
    qualified: bool = Field(default=False, title="只限经认定符合条件的村")
    text: str = Field(default="", title="原意", max_length=400)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Equipment(Cited):
    """An entry of the equipment list: one or more kinds of which any satisfies ("A 或 B"), and how many."""

    NAME = "设施设备"
    IDENTITY = ("codes", "levels")
    JUDGED = True

    codes: tuple[EquipmentCode, ...] = Field(title="设备(任一即可)", min_length=1)
    name: Text = Field(title="原文名称", max_length=60)
    levels: tuple[Level, ...] = Field(title="层级", min_length=1)
    count: Count = Field(default=1, title="数量")
    payer: str = Field(default="", title="承担方", max_length=60)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class LevelText:
    """What an item asks of the offices of one level."""

    level: Level = Field(title="层级")
    text: Text = Field(title="标准")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ChecklistItem(Cited):
    """An item of a checklist; ``code`` is the same in every document, the order is the document's own (AM-37)."""

    NAME = "检查项目"
    IDENTITY = ("code",)

    code: Text = Field(title="代号", max_length=20)
    name: Text = Field(title="项目", max_length=40)
    standards: tuple[LevelText, ...] = Field(default=(), title="各级标准")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Checklist(Cited):
    """六到位, 八有, 三化, "3+1": named items in the document's order."""

    NAME = "检查清单"
    IDENTITY = ("key",)
    JUDGED = True

    key: Text = Field(title="代号", max_length=20)
    name: Text = Field(title="名称", max_length=40)
    levels: tuple[Level, ...] = Field(title="层级", min_length=1)
    items: tuple[ChecklistItem, ...] = Field(title="项目", min_length=1)
