"""The document: a head, clauses, and typed values that cite them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints
from pydantic.dataclasses import dataclass

from stations.rules.documents.aims import Limit, Recurring, Sanction, Target, Title
from stations.rules.documents.held import (
    Clause,
    Duty,
    Fact,
    Institution,
    Listing,
    Notice,
    Reading,
    Service,
    Word,
)
from stations.rules.documents.money import Cost, Pay, PayComparison, Source, WorkFund
from stations.rules.documents.people import (
    CertificateStandard,
    Eligibility,
    Head,
    PartTime,
    PersonAssessment,
    SelectionStep,
    StaffSource,
    StaffStandard,
)
from stations.rules.documents.places import Checklist, Equipment, Premises
from stations.rules.documents.shapes import STRICT, Text

Key = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{0,19}$")]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Document:
    """A policy document, read. What it does not say is empty or None, never a default of ours."""

    NAME: ClassVar[str] = "政策文件"

    key: Key = Field(title="代号")
    title: Text = Field(title="标题", max_length=200)
    number: str = Field(default="", title="文号", max_length=60)
    issuer: str = Field(default="", title="发文机关", max_length=100)
    jurisdiction: Text = Field(title="适用范围", max_length=100)
    issued_on: date | None = Field(default=None, title="发文日期")
    effective_on: date | None = Field(default=None, title="施行日期")
    status: str = Field(default="", title="效力与出处", max_length=400)
    basis: tuple[Text, ...] = Field(default=(), title="依据")
    inherits: str = Field(default="", title="沿用哪件文件", max_length=20)
    parameter_area: str = Field(default="", title="计算器取参数的区划代码", pattern=r"^([1-9]\d{5}|)$")

    clauses: tuple[Clause, ...] = Field(default=(), title="条款")
    readings: Mapping[str, Reading] = Field(default_factory=dict, title="读法(设置,不是条文)")
    vocabulary: tuple[Word, ...] = Field(default=(), title="用语")
    targets: tuple[Target, ...] = Field(default=(), title="目标")
    duties: tuple[Duty, ...] = Field(default=(), title="工作职责")
    services: tuple[Service, ...] = Field(default=(), title="服务事项")

    eligibility: Eligibility | None = Field(default=None, title="选聘条件")
    selection: tuple[SelectionStep, ...] = Field(default=(), title="选聘程序")
    staffing: tuple[StaffStandard, ...] = Field(default=(), title="人员配备")
    part_time: PartTime | None = Field(default=None, title="可聘兼职")
    heads: tuple[Head, ...] = Field(default=(), title="站负责人")
    staff_sources: tuple[StaffSource, ...] = Field(default=(), title="人员来源")
    certificates: tuple[CertificateStandard, ...] = Field(default=(), title="持证上岗")
    person_assessment: PersonAssessment | None = Field(default=None, title="人员考核")

    pay: Pay | None = Field(default=None, title="协管员待遇")
    pay_comparisons: tuple[PayComparison, ...] = Field(default=(), title="收入比照")
    work_fund: WorkFund | None = Field(default=None, title="工作经费")
    sources: tuple[Source, ...] = Field(default=(), title="经费来源")
    costs: tuple[Cost, ...] = Field(default=(), title="经费承担")

    premises: tuple[Premises, ...] = Field(default=(), title="场地")
    equipment: tuple[Equipment, ...] = Field(default=(), title="设施设备")
    checklists: tuple[Checklist, ...] = Field(default=(), title="检查清单")
    institutions: tuple[Institution, ...] = Field(default=(), title="工作制度")
    notices: tuple[Notice, ...] = Field(default=(), title="上墙公示内容")

    limits: tuple[Limit, ...] = Field(default=(), title="时限")
    recurring: tuple[Recurring, ...] = Field(default=(), title="经常性工作")
    titles: tuple[Title, ...] = Field(default=(), title="称号")
    sanctions: tuple[Sanction, ...] = Field(default=(), title="奖惩")
    listings: tuple[Listing, ...] = Field(default=(), title="列举")
    facts: tuple[Fact, ...] = Field(default=(), title="其他要求")

    @property
    def short(self) -> str:
        """The number as people cite the document, or its title where the source has none."""
        return self.number or self.title

    def clause(self, number: str) -> Clause:
        """The clause of that number; ``KeyError`` where there is none."""
        for clause in self.clauses:
            if clause.number == number:
                return clause
        raise KeyError(number)

    def reads(self, key: str) -> str:
        """How the ambiguous clause ``key`` ("AM-13") is read: the code of the reading in force.

        ``KeyError`` where the document has no such reading; ``read`` refuses a document that lacks one it needs.
        """
        return self.readings[key].value


HEAD = (
    "key", "title", "number", "issuer", "jurisdiction", "issued_on", "effective_on", "status", "basis", "inherits",
    "parameter_area",
)  # fmt: skip


def inherit(document: Document, parent: Document) -> Document:
    """``document`` with what its parent says wherever it is silent itself.

    Lists are joined by identity, own values winning (S asks for 95 % certificates where J asks for 90 %); the clauses
    of both stay, so that every value still cites its own text.
    """
    inherited = {
        field.name: _joined(getattr(document, field.name), getattr(parent, field.name))
        for field in fields(document)
        if field.name not in HEAD
    }
    return replace(document, **inherited)


def _joined(own: Any, above: Any) -> Any:
    if isinstance(own, tuple):
        said = {value.identity for value in own}
        return (*own, *(value for value in above if value.identity not in said))
    if isinstance(own, Mapping):
        return {**above, **own}
    return own if own is not None else above
