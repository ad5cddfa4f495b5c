"""The calculators of eligibility and of standards on screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kit.api.screen import Screen
from kit.months import today
from kit.reasoning import Value, Verdict
from staffing.api import EligibilityQuestion, StandardsQuestion
from staffing.rules.eligibility import EDUCATION_CODES
from stations.rules.documents.people import QUALITIES
from stations.rules.documents.places import EQUIPMENT, MEASURES
from stations.views.calculators import Calculator

LABELS = {
    "age": "年龄(周岁)",
    "education": "文化程度",
    **QUALITIES,
    "priority": "优先录用",
    "staff": "工作人员(名)",
    "full_time_staff": "其中专职(名)",
    "certificate": "持证上岗",
    **MEASURES,
    **{f"equipment:{code}": name for code, name in EQUIPMENT.items()},
}


# The dot and the word for what was found; to be preferred is no condition that could fail.
OUTCOMES = {True: ("done", "符合"), False: ("late", "不符合"), None: ("", "不作判断")}
PREFERENCE = {True: ("open", "属于"), None: ("", "不属于")}


@dataclass(frozen=True, slots=True)
class Line:
    """A verdict under its name, its values in words."""

    verdict: Verdict

    @property
    def label(self) -> str:
        return LABELS[self.verdict.standard]

    @property
    def outcome(self) -> tuple[str, str]:
        words = PREFERENCE if self.verdict.standard == "priority" else OUTCOMES
        return words[self.verdict.ok]

    @property
    def required(self) -> Value:
        return self.verdict.required

    @property
    def actual(self) -> Value:
        if self.verdict.standard == "education":
            return EDUCATION_CODES.get(str(self.verdict.actual), self.verdict.actual)
        return self.verdict.actual


def _lines(answer: Any) -> list[Line]:
    found: Iterable[Verdict] = answer.results if answer else ()
    return [Line(verdict) for verdict in found]


class EligibilityCalculator(Calculator):
    """Whether a candidate may be chosen as coordinator."""

    question = EligibilityQuestion
    template_name = "staffing/calculator_eligibility.html"
    title = "选聘条件核对"
    suggested = {"recommended_on": lambda: today().isoformat()}

    def context(self, screen: Screen, answer: Any) -> dict[str, Any]:
        return {"lines": _lines(answer)}


class StandardsCalculator(Calculator):
    """What an office should have by a document, against what it has."""

    question = StandardsQuestion
    template_name = "staffing/calculator_standards.html"
    title = "服务站标准核对"
    suggested = {"on": lambda: today().isoformat()}

    def context(self, screen: Screen, answer: Any) -> dict[str, Any]:
        lines = _lines(answer)
        return {
            "lines": lines,
            "good": sum(line.verdict.ok is True for line in lines),
            "bad": sum(line.verdict.ok is False for line in lines),
        }
