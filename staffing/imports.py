"""Rosters and assessments as workbooks bring them: columns, and what each row is checked for."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import Any

from kit.idnumber import IdNumber
from kit.intake import Field, Intake
from kit.intake.result import Row
from kit.jurisdiction import Jurisdiction
from kit.months import today
from kit.pages import Plan
from kit.refused import Refused
from kit.sheets import Kind
from staffing.actions.assessments import Scoring
from staffing.actions.coordinators import refuse_bad_terms, taken_id_numbers
from staffing.actions.roster import RosterRow
from staffing.constraints import OVERLAP
from staffing.forms import account_number
from staffing.models import Coordinator, Engagement, VillageAssessment
from staffing.models.coordinators import EDUCATION
from staffing.rules import engagements as rules
from staffing.rules.assessments import OPEN, assessment_day_problem
from staffing.standing import PartTimeGate
from stations.imports import CODE_FIELD, NAME_FIELD
from stations.models import Region


def _id_number(text: str) -> str:
    return IdNumber.parse(text, on=today()).full


ROSTER_FIELDS = (
    CODE_FIELD,
    NAME_FIELD,
    Field("name", "姓名", required=True, max_length=40, example="张三"),
    Field(
        "id_text", "身份证号码", Kind.CODE, required=True, parse=_id_number, secret=True,
        example="11010519491231002X", help="18 位,文本格式。",
    ),
    Field("phone", "联系电话", Kind.CODE, max_length=20, example="13800000000"),
    Field("education", "文化程度", Kind.CHOICE, choices=EDUCATION, example="普通高中"),
    Field("kind", "用工形式", Kind.CHOICE, required=True, choices=rules.KINDS, example="全日制"),
    Field("starts_on", "合同起始日", Kind.DATE, required=True, example="2010-01-01"),
    Field("ends_on", "合同终止日", Kind.DATE, example="2012-12-31", help="含当日;留空为无固定期限。"),
    Field("monthly_wage", "月工资", Kind.MONEY, example="1100.00", maximum=Decimal("99999.99"), help="元;全日制必填。"),
    Field("bank", "开户银行", max_length=60, example="温州银行"),
    Field(
        "bank_account", "银行账号", Kind.CODE, parse=account_number, secret=True, max_length=40,
        example="6200000000000000000", help="文本格式。",
    ),
)  # fmt: skip
TERMS = ("kind", "starts_on", "ends_on", "monthly_wage")


def check_roster(intake: Intake, villages: dict[int, Region], jurisdiction: Jurisdiction) -> Plan:
    """Every row against itself, against the other rows and against what is registered."""
    for row in intake.rows:
        _check_terms(intake, row)
    _refuse_part_time(intake, villages)
    _refuse_one_number_with_two_names(intake)
    _refuse_overlaps_in_file(intake)
    _refuse_people_of_elsewhere(intake, villages, jurisdiction)
    _refuse_overlaps_with_contracts(intake, jurisdiction)
    rows = [RosterRow.of(villages[row.number], row.values) for row in intake.good_rows]
    known = {row.id_text for row in rows} & set(
        Coordinator.objects.within(jurisdiction).values_list("id_text", flat=True)
    )
    people = {row.id_text for row in rows}
    return Plan(
        rows, [f"新登记 {len(people - known)} 人", f"已登记 {len(known)} 人(资料和合同有改动的将更新)"]
    )


def check_assessments(
    intake: Intake, villages: dict[int, Region], *, year: int, results: tuple[str, ...]
) -> Plan:
    """Every row against the document in force and against what is already sent."""
    intake.refuse_duplicates("code")
    settled = {
        found.region_id: found
        for found in VillageAssessment.objects.filter(
            year=year, region__in=[village.pk for village in villages.values()]
        ).exclude(state__in=OPEN)
    }
    for row in intake.rows:
        values, village = row.values, villages.get(row.number)
        if values["result"] and values["result"] not in results:
            intake.refuse(
                row, "result", f"{year} 年度执行的文件没有这个结果,可填:{'、'.join(results) or '无'}"
            )
        if values["score"] is not None and values["score"] != values["score"].quantize(Decimal("0.1")):
            intake.refuse(row, "score", "得分最多一位小数")
        if values["assessed_on"] and (
            problem := assessment_day_problem(year, values["assessed_on"], today())
        ):
            intake.refuse(row, "assessed_on", problem)
        if village and (found := settled.get(village.pk)):
            intake.refuse(row, "code", f"这个村 {year} 年度的考核{found.get_state_display()},不能用导入更改")
    rows = [
        Scoring(villages[row.number], row.values["result"], row.values["assessed_on"], row.values["score"])
        for row in intake.good_rows
    ]
    return Plan(rows, [f"{len(rows)} 个村的 {year} 年度考核将报送待确认"])


def _check_terms(intake: Intake, row: Row) -> None:
    values = row.values
    if values["kind"] is None or values["starts_on"] is None:
        return
    try:
        refuse_bad_terms(**{name: values[name] for name in TERMS})
    except Refused as refusal:
        intake.refuse(row, refusal.field or "", refusal.reason.rstrip("。"))


def _refuse_part_time(intake: Intake, villages: dict[int, Region]) -> None:
    gate = PartTimeGate(villages.values())
    for row in intake.rows:
        values, village = row.values, villages.get(row.number)
        if village is None or values["kind"] is None or values["starts_on"] is None:
            continue
        try:
            gate.refuse(village, kind=values["kind"], starts_on=values["starts_on"])
        except Refused as refusal:
            intake.refuse(row, refusal.field or "", refusal.reason.rstrip("。"))


def _refuse_one_number_with_two_names(intake: Intake) -> None:
    first: dict[str, Row] = {}
    for row in intake.rows:
        number = row.values["id_text"]
        if number is None:
            continue
        earlier = first.setdefault(number, row)
        if earlier is row:
            continue
        if earlier.values["name"] != row.values["name"]:
            intake.refuse(row, "id_text", f"与第 {earlier.number} 行的身份证号码相同,姓名却不同")
        elif earlier.values["code"] != row.values["code"]:
            intake.refuse(row, "id_text", f"与第 {earlier.number} 行是同一人,却在不同的村;一人只能在一个村")
        elif earlier.values["starts_on"] == row.values["starts_on"]:
            intake.refuse(row, "id_text", f"与第 {earlier.number} 行重复,请删去其中一行")


def _refuse_overlaps_in_file(intake: Intake) -> None:
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in intake.rows:
        if row.values["id_text"] and row.values["starts_on"]:
            by_person[row.values["id_text"]].append(row)
    for rows in by_person.values():
        rows.sort(key=lambda row: row.values["starts_on"])
        for earlier, later in pairwise(rows):
            ends_on, starts_on = earlier.values["ends_on"], later.values["starts_on"]
            if starts_on != earlier.values["starts_on"] and (ends_on is None or ends_on >= starts_on):
                intake.refuse(later, "starts_on", f"与第 {earlier.number} 行同一人的合同期重叠")


def _refuse_people_of_elsewhere(
    intake: Intake, villages: dict[int, Region], jurisdiction: Jurisdiction
) -> None:
    """One person is one row: known under another name, in another village, or outside the jurisdiction."""
    numbers = [row.values["id_text"] for row in intake.rows if row.values["id_text"]]
    here = {
        found.id_text: found
        for found in Coordinator.objects.within(jurisdiction)
        .filter(id_text__in=numbers)
        .select_related("region")
    }
    taken = taken_id_numbers(numbers)
    for row in intake.rows:
        number = row.values["id_text"]
        if number not in taken:
            continue
        person = here.get(number)
        village = villages.get(row.number)
        if person is None:
            intake.refuse(row, "id_text", "这个身份证号码已在管辖范围以外登记,请联系区人事劳动局核对")
        elif row.values["name"] and person.name != row.values["name"]:
            intake.refuse(row, "name", f"与登记的姓名“{person.name}”不符,请核对身份证号码")
        elif village and person.region_id != village.pk:
            intake.refuse(row, "code", f"这个人登记在{person.region.name};调动请在协管员页面办理续聘")


def _refuse_overlaps_with_contracts(intake: Intake, jurisdiction: Jurisdiction) -> None:
    numbers = [row.values["id_text"] for row in intake.rows if row.values["id_text"]]
    contracts: dict[str, list[Engagement]] = defaultdict(list)
    for engagement in (
        Engagement.objects.within(jurisdiction)
        .filter(coordinator__id_text__in=numbers)
        .select_related("coordinator")
    ):
        contracts[engagement.coordinator.id_text].append(engagement)
    for row in intake.rows:
        values = row.values
        if values["starts_on"] is None:
            continue
        for contract in contracts[values["id_text"]]:
            if contract.starts_on != values["starts_on"]:
                if _overlap(contract, values):
                    intake.refuse(row, "starts_on", OVERLAP.rstrip("。"))
            elif contract.ended_on and any(getattr(contract, name) != values[name] for name in TERMS):
                intake.refuse(row, "starts_on", f"这份合同已在 {contract.ended_on} 提前终止,不能再改")


def _overlap(engagement: Engagement, values: dict[str, Any]) -> bool:
    last = engagement.last_day
    starts_before_end = last is None or values["starts_on"] <= last
    ends_after_start = values["ends_on"] is None or values["ends_on"] >= engagement.starts_on
    return starts_before_end and ends_after_start
