"""Rosters and assessments from workbooks."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.intake import Field, Intake, Template
from kit.jinja import url
from kit.months import today
from kit.pages import ImportPage, Plan, UploadForm
from kit.sheets import Kind
from staffing import roles
from staffing.actions import roster
from staffing.actions.assessments import Scoring, allowed_results, record_scores
from staffing.forms import STATION_KINDS
from staffing.imports import ROSTER_FIELDS, check_assessments, check_roster
from stations.imports import CODE_FIELD, NAME_FIELD, find_villages

ASSUMED_RESULTS = ("合格", "不合格")


class RosterImport(ImportPage):
    """The coordinators of a township or a district, with their contracts."""

    roles = roles.IMPORTERS
    title = "导入协管员花名册"
    hint = "同一人同一合同起始日已有记录的,以这次的为准;新的起始日登记为新的合同。聘用单位都是乡镇(街道)。"

    def template(self) -> Template:
        return Template("协管员花名册", ROSTER_FIELDS)

    def check(self, intake: Intake, form: Any) -> Plan:
        villages = find_villages(intake, self.jurisdiction, kinds=STATION_KINDS)
        return check_roster(intake, villages, self.jurisdiction)

    def write(self, plan: Plan, form: Any) -> str:
        done = roster.bring_in(list(plan.rows), place=self.request.post.region, by=self.request.user)
        return (
            f"花名册已导入:新登记 {done['people']} 人,新合同 {done['contracts']} 份,"
            f"更新 {done['changed']} 份,不变 {done['same']} 份。"
        )

    def back(self) -> str:
        return url("coordinators")


class AssessmentUploadForm(UploadForm):
    year = forms.IntegerField(
        label="被考核年度", min_value=1990, max_value=2200, initial=lambda: today().year - 1
    )
    field_order = ["year", "file", "digest"]


class AssessmentImport(ImportPage):
    """A year's results; they are sent to the district, which confirms them on its own page."""

    roles = roles.IMPORTERS
    title = "导入年度考核"
    form_class = AssessmentUploadForm
    hint = "导入后是“待确认”,由区人事劳动局确认。待确认和已确认的村不能用导入更改。"

    def template(self) -> Template:
        results = allowed_results(self.request.post.region, today().year - 1) or ASSUMED_RESULTS
        return Template(
            "年度考核结果",
            (
                CODE_FIELD,
                NAME_FIELD,
                Field(
                    "result", "考核结果", Kind.CHOICE, required=True, example=results[0],
                    choices={result: result for result in results}, help="执行文件列出的结果。",
                ),
                Field("score", "得分", Kind.DECIMAL, maximum=100, example="88.5", help="0 到 100,最多一位小数。"),
                Field("assessed_on", "考核日", Kind.DATE, required=True, example="2010-01-08", help="实际考核的日期。"),
            ),
        )  # fmt: skip

    def check(self, intake: Intake, form: Any) -> Plan:
        villages = find_villages(intake, self.jurisdiction, kinds=("village",))
        year = form.cleaned_data["year"]
        return check_assessments(
            intake, villages, year=year, results=allowed_results(self.request.post.region, year)
        )

    def write(self, plan: Plan, form: Any) -> str:
        scorings: list[Scoring] = list(plan.rows)
        done = record_scores(
            scorings,
            year=form.cleaned_data["year"],
            by=self.request.user,
            send=True,
            place=self.request.post.region,
        )
        return f"年度考核已导入:新增 {done['added']} 村,更新 {done['changed']} 村,等区人事劳动局确认。"

    def back(self) -> str:
        return url("assessments")
