"""The two questions about staffing: who may be chosen as coordinator, and what an office should have."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from kit.api.endpoint import PROBLEMS, OpenEndpoint
from kit.api.fields import Choice, Counts, Day, Number, Truth, Whole
from kit.months import today
from staffing.rules.eligibility import EDUCATION_CODES, Candidate, judge
from staffing.rules.standards import office
from stations.api import PolicyAnswer, PolicyQuestion, VerdictsShape, document_on
from stations.rules.documents import Document
from stations.rules.documents.people import QUALITIES
from stations.rules.documents.places import EQUIPMENT
from stations.rules.documents.shapes import KINDS, LEVELS

TOWNSHIP_KINDS = ("street", "town", "township")
MOST_STAFF = 10_000


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "enum": list(EDUCATION_CODES)},
            {"type": "integer", "enum": [int(code) for code in EDUCATION_CODES]},
        ],
        "example": "61",
    }
)
class EducationField(Choice):
    """A code of GB/T 4658-2006, as text or as the number that it looks like."""

    default_error_messages = {
        "invalid_choice": "不在学历代码标准 GB/T 4658-2006 之内,例如普通高中毕业为 61。"
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(names=EDUCATION_CODES, **options)

    def to_internal_value(self, data: Any) -> str:
        number = isinstance(data, int) and not isinstance(data, bool)
        return super().to_internal_value(str(data) if number else data)


class EligibilityQuestion(PolicyQuestion):
    """Whether a candidate may be chosen, judged on the day of the recommendation."""

    on = Day(label="适用日期", required=False, help_text="不填为推荐日期")
    recommended_on = Day(label="村推荐日期", help_text="年龄按这一天算")
    birth_date = Day(label="出生日期")
    education = EducationField(label="学历", help_text="GB/T 4658 学历代码")
    graduated = Truth(label="已毕业", default=True)
    village_cadre = Truth(label="现任村干部", default=False)
    light_workload = Truth(label="所在村经认定工作任务较轻", default=False)
    graduate = Truth(label="普通高校毕业生", default=False)
    veteran = Truth(label="复退军人", default=False)
    computer = Truth(label=QUALITIES["computer"])
    local_knowledge = Truth(label=QUALITIES["local_knowledge"])
    conduct = Truth(label=QUALITIES["conduct"])
    ability = Truth(label=QUALITIES["ability"])

    def reply(self, **asked: Any) -> PolicyAnswer:
        key, recommended_on = asked.pop("document"), asked.pop("recommended_on")
        given = asked.pop("on", None)
        on = given or recommended_on
        stored, document = document_on(key, on, field="on" if given else "recommended_on")
        found = judge(document, Candidate(**asked), recommended_on=recommended_on)
        more = {"ok": found.ok, "age": found.age, "age_limit": found.age_limit, "priority": found.priority}
        silent = document.eligibility is None
        note = f"{document.short} 没有规定协管员的选聘条件,不作判断。" if silent else ""
        return PolicyAnswer(stored, document, on, found.verdicts, more, note)


class StandardsQuestion(PolicyQuestion):
    """What an office of a level should have by a document, against what it has."""

    on = Day(label="适用日期", required=False, help_text="不填为今天")
    level = Choice(label="层级", names=LEVELS)
    kind = Choice(
        label="单位类别",
        names={kind: KINDS[kind] for kind in TOWNSHIP_KINDS},
        required=False,
        help_text="乡镇(街道)本级须说明是哪一类",
    )
    demonstration = Truth(label="示范平台", default=False)
    new_or_merged = Truth(label="新建或合并的单位", default=False)
    population = Whole(label="服务对象(人)", required=False, min_value=1, max_value=100_000_000)
    households = Whole(label="户籍户数", required=False, min_value=1, max_value=1_000_000)
    full_time_staff = Whole(
        label="专职人员(名)",
        required=False,
        min_value=0,
        max_value=MOST_STAFF,
        help_text="只填兼职的,专职算 0",
    )
    part_time_staff = Whole(
        label="兼职人员(名)",
        required=False,
        min_value=0,
        max_value=MOST_STAFF,
        help_text="只填专职的,兼职算 0",
    )
    certified_staff = Whole(label="其中持证(名)", required=False, min_value=0, max_value=2 * MOST_STAFF)
    dedicated_area = Number(
        label="专有(办公)场所面积(平方米)",
        required=False,
        least="0",
        most="1000000.00",
        places=2,
        example="50",
    )
    hall_area = Number(
        label="服务大厅面积(平方米)", required=False, least="0", most="1000000.00", places=2, example="70"
    )
    equipment = Counts(
        label="设施设备(台、件)",
        names=EQUIPMENT,
        most=10_000,
        required=False,
        help_text="填了任何一样就逐项核对,没有填的算没有",
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        staff = {name: asked[name] for name in ("full_time_staff", "part_time_staff") if name in asked}
        if not staff:
            return asked
        total = sum(staff.values())
        if asked.get("certified_staff", 0) > total:
            raise ValidationError({"certified_staff": [f"持证人数多于工作人员总数 {total} 名,请核对。"]})
        # Whoever counts one kind of staff has looked at both.
        return {"full_time_staff": 0, "part_time_staff": 0, **asked}

    def reply(self, **asked: Any) -> PolicyAnswer:
        key, on = asked.pop("document"), asked.pop("on", None) or today()
        stored, document = document_on(key, on)
        found = office(document, **asked)
        more = {"staff_required": found.staff_required}
        return PolicyAnswer(
            stored, document, on, found.verdicts, more, _taken_for_granted(document, asked["level"])
        )


def _taken_for_granted(document: Document, level: str) -> str:
    """What nobody is asked: a village is judged as one that the county has found to meet the conditions (AM-51)."""
    of_level = [each for each in document.premises if each.level == level]
    if not any(each.qualified for each in of_level) or document.reads("AM-51") != "flagged":
        return ""
    return "场地标准只对经县(区)认定符合条件的村(读法 AM-51),这里按已经认定核对。"


class EligibleShape(VerdictsShape):
    ok = serializers.BooleanField(label="是否符合全部条件", allow_null=True)
    age = serializers.IntegerField(label="周岁", allow_null=True)
    age_limit = serializers.IntegerField(label="适用的年龄上限", allow_null=True)
    priority = serializers.BooleanField(label="是否优先录用")


class OfficeShape(VerdictsShape):
    staff_required = serializers.IntegerField(label="应配备人数", allow_null=True)


@extend_schema_view(
    post=extend_schema(
        operation_id="eligibility",
        summary="选聘条件核对",
        description="按文件逐条核对协管员候选人的年龄、学历和素质能力,并说明是否优先录用。",
        request=EligibilityQuestion,
        responses={200: EligibleShape, **PROBLEMS},
        tags=["政策计算"],
        examples=[
            OpenApiExample(
                "高中毕业的候选人",
                {"document": "W", "recommended_on": "2009-11-20", "birth_date": "1980-05-01", "education": "61",
                 "computer": True, "local_knowledge": True, "conduct": True, "ability": True},
                request_only=True,
            )
        ],
    )
)  # fmt: skip
class EligibilityEndpoint(OpenEndpoint):
    question = EligibilityQuestion


@extend_schema_view(
    post=extend_schema(
        operation_id="standards",
        summary="服务站标准核对",
        description="按文件逐项核对一个平台的人员、持证、场地和设施设备。没有填的事实不作判断。",
        request=StandardsQuestion,
        responses={200: OfficeShape, **PROBLEMS},
        tags=["政策计算"],
        examples=[
            OpenApiExample(
                "镇的服务中心",
                {"document": "Y", "on": "2015-01-01", "level": "township", "kind": "town", "population": 35000,
                 "full_time_staff": 2, "part_time_staff": 2, "dedicated_area": "52",
                 "equipment": {"computer": 2, "printer": 1, "fax": 1}},
                request_only=True,
            )
        ],
    )
)  # fmt: skip
class StandardsEndpoint(OpenEndpoint):
    question = StandardsQuestion
