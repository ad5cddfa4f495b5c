"""Household counts from a workbook."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.intake import Field, Intake, Template
from kit.jinja import url
from kit.months import today
from kit.pages import ImportPage, Plan, UploadForm
from kit.sheets import Kind
from stations import roles
from stations.actions.stations import CountedVillage, record_households
from stations.forms import check_counted_on
from stations.imports import CODE_FIELD, NAME_FIELD, find_villages
from stations.models import HouseholdCount


def last_year() -> int:
    return today().year - 1


class HouseholdUploadForm(UploadForm):
    year = forms.IntegerField(label="年度", min_value=1990, max_value=2200, initial=last_year)
    counted_on = forms.DateField(
        label="统计日期", help_text="工作经费按被考核年度 12 月 31 日的户籍户数定档。"
    )
    field_order = ["year", "counted_on", "file", "digest"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("counted_on", today().replace(year=last_year(), month=12, day=31))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_counted_on(self, data.get("counted_on"), data.get("year"))
        return data


class HouseholdImport(ImportPage):
    """A year's counts for the villages of a township or a district."""

    roles = (roles.TOWNSHIP, roles.DISTRICT_HR)
    title = "导入户数"
    form_class = HouseholdUploadForm
    hint = "同一村同一年度已有户数的,以这次的为准;已审批的资金表不受影响。"

    def template(self) -> Template:
        return Template(
            "户数登记表",
            (
                CODE_FIELD,
                NAME_FIELD,
                Field(
                    "households", "户籍户数", Kind.INTEGER, required=True, minimum=1, maximum=99_999, example="430",
                    help="整数,至少为 1。",
                ),
                Field(
                    "population", "服务人口", Kind.INTEGER, minimum=1, maximum=999_999, example="1350",
                    help="服务对象人数,与户数同一日期、同一来源;没有可不填,已登记的不会被清空。",
                ),
                Field("source", "来源", required=True, max_length=80, example="公安户籍年报", help="数字从哪里来。"),
            ),
        )  # fmt: skip

    def check(self, intake: Intake, form: Any) -> Plan:
        intake.refuse_duplicates("code")
        villages = find_villages(intake, self.jurisdiction)
        rows = [
            CountedVillage(
                villages[row.number],
                row.values["households"],
                row.values["source"],
                row.values["population"],
            )
            for row in intake.good_rows
        ]
        present = set(
            HouseholdCount.objects.within(self.jurisdiction)
            .filter(year=form.cleaned_data["year"], region__in=[row.village.pk for row in rows])
            .values_list("region_id", flat=True)
        )
        again = sum(row.village.pk in present for row in rows)
        return Plan(rows, [f"新增 {len(rows) - again} 村", f"已有 {again} 村(有改动的将更新)"])

    def write(self, plan: Plan, form: Any) -> str:
        done = record_households(
            list(plan.rows),
            year=form.cleaned_data["year"],
            counted_on=form.cleaned_data["counted_on"],
            by=self.request.user,
        )
        return f"户数已导入:新增 {done['added']} 村,更新 {done['changed']} 村,不变 {done['same']} 村。"

    def back(self) -> str:
        return url("households")
