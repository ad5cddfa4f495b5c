"""The subsidy calculator on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from funding.api import SubsidyQuestion
from funding.rules import pay, work_fund
from kit.api.screen import Choices, Screen
from kit.months import today
from kit.reasoning import Figure
from stations.documents import content, latest
from stations.rules.documents.money import INSURANCES
from stations.views.calculators import Calculator

LABELS = {
    work_fund.KIND: "工作经费(全年)",
    pay.POST_SUBSIDY: "公益性岗位补贴(当月)",
    pay.TOP_UP: "工资不足部分(当月)",
    pay.TOWNSHIP_REST: "其余工资(当月)",
    pay.UNSOURCED: "来源未定的工资(当月)",
    pay.EMPLOYER: "单位缴纳",
    pay.WITHHELD: "个人缴纳,代扣",
    pay.NET_PAY: "实发工资(当月)",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A figure under its name."""

    figure: Figure

    @property
    def label(self) -> str:
        insurance = INSURANCES.get(str(self.figure.inputs.get("insurance")), "")
        return f"{insurance} {LABELS[self.figure.kind]}".strip()


class SubsidyCalculator(Calculator):
    """What a document grants a village for a year and a coordinator for a month."""

    question = SubsidyQuestion
    template_name = "funding/calculator_subsidy.html"
    title = "补贴计算"
    suggested = {"on": lambda: today().isoformat()}

    def choices(self, typed: Mapping[str, str], documents: Choices) -> Mapping[str, Choices]:
        return {"document": documents, "grade": _grades(typed.get("document", ""), documents)}

    def context(self, screen: Screen, answer: Any) -> dict[str, Any]:
        return {"lines": [Line(figure) for figure in answer.results] if answer else []}


def _grades(key: str, documents: Choices) -> Choices:
    """The results of the assessment that a document lists; none for a document that is not offered."""
    stored = latest(key) if key in dict(documents) else None
    fund = content(stored).work_fund if stored else None
    return tuple((result, result) for result in fund.results) if fund else ()
