"""Columns of the lists of this app."""

from __future__ import annotations

from kit.jinja import url
from kit.sheets import Column, Kind
from staffing.models.coordinators import EDUCATION
from staffing.rules import engagements as rules
from staffing.rules.assessments import ASSESSMENT
from staffing.standing import vacant_since
from stations import columns as shared

COORDINATORS = (
    shared.SERIAL,
    shared.DISTRICT,
    shared.TOWNSHIP,
    Column("village", "村(社区)", value="region.name"),
    Column("name", "姓名", link=lambda row: url("coordinator", row.pk)),
    Column("id_number", "身份证号码", Kind.CODE, secret=True),
    Column("sex", "性别", value="id_number.sex"),
    Column("education", "文化程度", Kind.CHOICE, choices={"": "", **EDUCATION}),
    Column("phone", "联系电话", Kind.CODE),
    Column("kind", "用工形式", value=lambda row: rules.KINDS.get(row.kind_now, "不在岗")),
    Column("starts_on", "合同起始日", Kind.DATE, value="starts_now"),
    Column("ends_on", "合同终止日", Kind.DATE, value="ends_now"),
)
VACANCIES = (
    shared.SERIAL,
    shared.DISTRICT,
    shared.TOWNSHIP,
    Column("village", "村(社区)", value="region.name", link=lambda row: url("station", row.pk)),
    shared.CODE,
    Column("since", "空缺起始", Kind.DATE, value=vacant_since),
    Column("before", "原因", value=lambda row: "上一任离岗" if row.served_until else "建站后没有聘用过"),
)
ASSESSMENTS = (
    shared.SERIAL,
    Column("year", "年度", Kind.CODE),
    shared.DISTRICT,
    shared.TOWNSHIP,
    Column("village", "行政村", value="region.name", link=lambda row: url("assessment", row.pk)),
    shared.CODE,
    Column("assessed_on", "考核日", Kind.DATE),
    Column("score", "得分", Kind.DECIMAL),
    Column("result", "考核结果"),
    Column("state", "状态", Kind.STATE, choices=ASSESSMENT.states),
    Column("scored_by", "考核人", value="scored_by.name"),
    Column("confirmed_by", "确认人", value="confirmed_by.name"),
    Column("remark", "备注"),
)
