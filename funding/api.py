"""The subsidy question: what a document grants a village for a year, and a coordinator for a month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError

from funding.rules import pay
from funding.rules.work_fund import work_fund
from kit.api.endpoint import PROBLEMS, OpenEndpoint
from kit.api.fields import Choice, Day, MonthField, Number, Rate, Truth, Whole, Word
from kit.api.question import Shape
from kit.forms import REQUIRED
from kit.months import Month
from kit.reasoning import Figure
from kit.refused import Refused
from stations.api import FiguresShape, PolicyAnswer, PolicyQuestion, document_on
from stations.parameters import value_of
from stations.rules.documents import Document
from stations.rules.documents.money import INSURANCES
from stations.rules.documents.shapes import EMPLOYMENTS, KINDS

WORK_FUND = ("households", "region_kind", "grade", "coordinator_in_post")
PAY = (
    "employment", "month", "wage", "minimum_wage", "district_standard", "in_force_from", "in_force_to", "insurances",
)  # fmt: skip
# Of each group, what may not be missing once any of it is given; the wage is for the rules to ask for.
NEEDED = {WORK_FUND: ("households", "grade", "coordinator_in_post"), PAY: ("employment", "month")}
GIVE = (
    "请至少给出一组:工作经费(households、grade、coordinator_in_post),"
    "或协管员当月待遇(employment、month,专职还要 wage)。"
)


class InsuranceShape(Shape):
    """The base and the rates of one insurance in force in the month."""

    kind = Choice(label="险种", names=INSURANCES)
    base = Number(label="缴费基数(元/月)", least="0.01", most="1000000.00", places=2, example="1296.00")
    employer_rate = Rate(label="单位费率")
    employee_rate = Rate(label="个人费率")


def _yuan(label: str, help_text: str = "") -> Number:
    return Number(
        label=label, help_text=help_text, required=False, least="0.01", most="1000000.00", places=2, example="1100.00"
    )  # fmt: skip


class SubsidyQuestion(PolicyQuestion):
    """What a document grants: the yearly work fund, a coordinator's month, or both."""

    called: ClassVar[Mapping[str, str]] = {"result": "grade"}

    households = Whole(label="户籍户数", required=False, min_value=1, max_value=1_000_000)
    region_kind = Choice(
        label="单位类别",
        names={kind: KINDS[kind] for kind in ("village", "community")},
        required=False,
        help_text="不填为行政村",
    )
    grade = Word(label="年度考核结果", required=False, max_length=40, help_text="文件列出的结果,例如 合格")
    coordinator_in_post = Truth(label="聘有协管员在岗", required=False)

    employment = Choice(label="用工形式", names=EMPLOYMENTS, required=False)
    month = MonthField(label="月份", required=False)
    wage = _yuan("合同月工资(元)", "专职必填")
    minimum_wage = _yuan("最低工资标准(元/月)", "不填则取该月第一天在执行的参数")
    district_standard = _yuan("区定工资标准(元/月)", "只有文件的读法用到时才需要")
    in_force_from = Day(label="合同起始日", required=False, help_text="含当日;不填为全月")
    in_force_to = Day(label="合同终止日", required=False, help_text="含当日;不填为全月")
    insurances = InsuranceShape(
        label="社会保险",
        many=True,
        required=False,
        max_length=len(INSURANCES),
        help_text="当月的缴费基数和费率",
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        missing = [
            name
            for group, needed in NEEDED.items()
            if any(name in asked for name in group)
            for name in needed
            if name not in asked
        ]
        if missing:
            raise ValidationError({name: [REQUIRED] for name in missing})
        return asked

    def reply(self, **asked: Any) -> PolicyAnswer:
        stored, document = document_on(asked["document"], asked["on"])
        figures = tuple(_figures(document, asked)) if document.work_fund or document.pay else ()
        return PolicyAnswer(stored, document, asked["on"], figures, note=_note(document, asked))


def _figures(document: Document, asked: Mapping[str, Any]) -> Iterator[Figure]:
    if not any(name in asked for name in (*WORK_FUND, *PAY)):
        raise Refused(GIVE)
    if document.work_fund and "households" in asked:
        yield work_fund(
            document,
            region_kind=asked.get("region_kind", "village"),
            households=asked["households"],
            coordinator_in_post=asked["coordinator_in_post"],
            result=asked["grade"],
        )
    if document.pay and "month" in asked:
        yield from _month(document, asked)


def _month(document: Document, asked: Mapping[str, Any]) -> tuple[Figure, ...]:
    month: Month = asked["month"]
    day = pay.wage_day(month)
    return pay.month_of(
        document,
        employment=asked["employment"],
        month=month,
        wage=asked.get("wage"),
        minimum_wage=asked.get("minimum_wage") or _minimum_wage(document, asked["employment"], day),
        in_force_from=asked.get("in_force_from"),
        in_force_to=asked.get("in_force_to"),
        insurances=[pay.Insurance(**each) for each in asked.get("insurances", ())],
        district_standard=asked.get("district_standard"),
    )


def _minimum_wage(document: Document, employment: str, day: date) -> Decimal | None:
    """The parameter in force, looked up only where the document has a floor for this employment."""
    floor = document.pay.wage_floor if document.pay else None
    if floor is None or employment not in floor.employments:
        return None
    return value_of(floor.parameter, document.parameter_area, day)


def _note(document: Document, asked: Mapping[str, Any]) -> str:
    """What the document does not grant, in words."""
    if not document.work_fund and not document.pay:
        return f"{document.short} 没有写明补助或补贴的金额,没有可算的数。"
    silent = []
    if "households" in asked and not document.work_fund:
        silent.append("工作经费")
    if "month" in asked and not document.pay:
        silent.append("协管员待遇")
    return f"{document.short} 没有规定{'和'.join(silent)}的金额。" if silent else ""


@extend_schema_view(
    post=extend_schema(
        operation_id="subsidy",
        summary="补贴计算",
        description="按文件计算一个村一年的工作经费,或一名协管员一个月的岗位补贴、工资不足部分、社会保险和实发工资。"
        "两组可以只给一组,也可以都给。比例写成小数(14% 写 0.14),日期首尾都含。",
        request=SubsidyQuestion,
        responses={200: FiguresShape, **PROBLEMS},
        tags=["政策计算"],
        examples=[
            OpenApiExample(
                "工作经费",
                {"document": "W", "on": "2010-12-31", "households": 430, "grade": "合格",
                 "coordinator_in_post": True},
                request_only=True,
            ),
            OpenApiExample(
                "专职协管员一个月",
                {"document": "W", "on": "2010-04-15", "employment": "full_time", "month": "2010-04",
                 "wage": "1100.00",
                 "insurances": [{"kind": "pension", "base": "1296.00", "employer_rate": "0.14",
                                 "employee_rate": "0.08"}]},
                request_only=True,
            ),
        ],
    )
)  # fmt: skip
class SubsidyEndpoint(OpenEndpoint):
    question = SubsidyQuestion
