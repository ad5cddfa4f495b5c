"""What all questions about policy documents share: which document on which day, and the shape of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kit.api.fields import Day, Word
from kit.api.question import Question, Shape
from kit.reasoning import Figure, Verdict
from kit.refused import Refused
from stations.documents import published
from stations.models import PolicyDocument
from stations.rules.documents import Document

KEY = r"^[A-Z][A-Z0-9-]*\Z"


class PolicyQuestion(Question):
    """A question to the version of a document that has taken effect by a day."""

    document = Word(
        label="政策文件",
        help_text="已发布文件的代号,例如 W",
        max_length=20,
        validators=[RegexValidator(KEY, "文件代号由大写字母开头,后接大写字母、数字或连字符,例如 W。")],
    )
    on = Day(label="适用日期", help_text="用这一天已施行的最新一版,含当日")


@dataclass(frozen=True, slots=True)
class PolicyAnswer:
    """Figures or verdicts of one version of a document, with what else the question asks for.

    ``note`` says why there are none, or fewer than were asked for, and what was taken for granted.
    """

    stored: PolicyDocument
    document: Document
    on: date
    results: Sequence[Figure | Verdict]
    more: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "document": self.stored.key,
            "version": self.stored.version,
            "on": self.on.isoformat(),
            "results": [_as_json(result) for result in self.results],
            **self.more,
            **({"note": self.note} if self.note else {}),
        }


def document_on(key: str, on: date, *, field: str = "on") -> tuple[PolicyDocument, Document]:
    """The version of a document in effect on a day; refused at ``field`` where there is none yet."""
    try:
        return published(key, on)
    except Refused as refusal:
        at = field if refusal.field == "on" else refusal.field
        raise Refused(refusal.reason, clause=refusal.clause, field=at) from refusal


def _as_json(result: Figure | Verdict) -> dict[str, Any]:
    written = result.as_json()
    if isinstance(result, Figure) and "insurance" in result.inputs:
        written["insurance"] = result.inputs["insurance"]
    return written


# The shapes of answers, for the schema.


class StepShape(Shape):
    text = serializers.CharField(label="怎样算")
    value = serializers.CharField(label="得出")


class FigureShape(Shape):
    kind = serializers.CharField(label="项目")
    amount = serializers.RegexField(r"^-?[0-9]+\.[0-9]{2}$", label="金额(元)")
    payer = serializers.CharField(label="承担方", allow_null=True)
    clause = serializers.CharField(label="条款")
    steps = StepShape(label="计算步骤", many=True)
    reading = serializers.ListField(child=serializers.CharField(), label="所依据的读法(设置,不是条文)")
    insurance = serializers.CharField(label="险种", required=False)


@extend_schema_field({"type": ["string", "integer", "boolean", "null"]})
class ValueShape(serializers.Field):
    """A text, a number, a truth value, or nothing."""


class VerdictShape(Shape):
    rule = serializers.CharField(label="规则编号")
    standard = serializers.CharField(label="所核对的标准")
    required = ValueShape(label="要求")
    actual = ValueShape(label="实际")
    ok = serializers.BooleanField(label="是否符合", allow_null=True, help_text="null:文件没有规定,或缺少事实")
    clause = serializers.CharField(label="条款")
    text = serializers.CharField(label="说明")


class AnswerShape(Shape):
    document = serializers.CharField(label="政策文件")
    version = serializers.IntegerField(label="第几版")
    on = serializers.DateField(label="适用日期")
    note = serializers.CharField(label="说明", required=False)


class FiguresShape(AnswerShape):
    results = FigureShape(label="金额", many=True)


class VerdictsShape(AnswerShape):
    results = VerdictShape(label="逐项核对", many=True)
