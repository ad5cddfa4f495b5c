"""Rows of a workbook found again in the database: villages by their code, with the name as a second witness."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kit.intake import Field, Intake
from kit.jurisdiction import Jurisdiction
from kit.sheets import Kind
from stations.models import Region
from stations.places import Tier


def _village_code(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) == 12):
        raise ValueError("应为 12 位数字的村级区划代码;Excel 里请把这一列设为文本")
    return text


CODE_FIELD = Field(
    "code", "区划代码", Kind.CODE, required=True, example="330302008201", parse=_village_code,
    help="12 位统计用区划代码,文本格式。",
)  # fmt: skip
NAME_FIELD = Field(
    "village",
    "行政村",
    required=True,
    example="上沙村",
    max_length=60,
    help="与代码对应的村(社区)名称,用来核对。",
)


def find_villages(
    intake: Intake, jurisdiction: Jurisdiction, *, kinds: Iterable[str] | None = None
) -> dict[int, Region]:
    """The village of each row by row number; rows whose code or name does not fit are refused.

    A code outside the jurisdiction reads like one that does not exist.
    """
    codes = {row.values["code"] for row in intake.rows if row.values["code"]}
    known = {
        region.code_text: region
        for region in Region.objects.within(jurisdiction)
        .of_tier(Tier.VILLAGE)
        .filter(code__in=[int(code) for code in codes], closed_on__isnull=True)
        .select_related("parent__parent")
    }
    found: dict[int, Region] = {}
    for row in intake.rows:
        if problem := _problem(row.values, known, kinds):
            intake.refuse(row, *problem)
        elif row.values["code"]:
            found[row.number] = known[row.values["code"]]
    return found


def _problem(
    values: dict[str, Any], known: dict[str, Region], kinds: Iterable[str] | None
) -> tuple[str, str] | None:
    code, name = values["code"], values["village"]
    if code is None:
        return None
    village = known.get(code)
    if village is None:
        return "code", "管辖范围内没有这个代码的村(社区),请核对"
    if name is not None and name != village.name:
        return "village", f"与代码不符:这个代码是“{village.name}”"
    if kinds is not None and village.kind not in kinds:
        return "code", f"“{village.name}”是{village.get_kind_display()},这张表只填行政村"
    return None
