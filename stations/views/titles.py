"""Titles on screen: the list, one title with its course, and applying for one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from kit.gate import verb
from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage, EditPage, carry_out
from kit.sheets import Column, Kind
from stations import columns as shared
from stations import roles
from stations.actions import titles as actions
from stations.models import AdvancedAward, TitleCase, TitleScore, TitleStep
from stations.models.history import tracked_changes
from stations.pages import ListPage
from stations.places import Tier
from stations.rules.scoring import COLUMNS, COUNTY, column_open
from stations.rules.titles import (
    APPLIED,
    ASSESSED,
    DECLINED,
    DESIGNATED,
    DRAFT,
    RECTIFYING,
    TITLE,
    may_revoke,
)
from stations.title_forms import (
    OpenForm,
    TitleFilterSet,
)
from stations.titles import bar_of, offered_titles

APPLICANTS = (roles.VILLAGE, roles.TOWNSHIP)
# States from which the next step is an award, or the application for one.
AWARDED_NEXT = (DRAFT, DECLINED, APPLIED, ASSESSED, DESIGNATED)
OVERDUE = "rectifying_late"


def place_of(tier: Tier) -> Any:
    """The name of the place of that tier which a unit of any tier lies in, empty above it."""
    return lambda row: next((each.name for each in row.region.lineage if each.tier == tier), "")


def shown_state(case: TitleCase) -> str:
    """The state, and that the day for putting right has passed."""
    late = case.state == RECTIFYING and case.rectify_by is not None and case.rectify_by < today()
    return OVERDUE if late else case.state


class TitleList(ListPage):
    """称号 within the jurisdiction, unit by unit."""

    roles = roles.BUSINESS
    title = "称号"
    template_name = "stations/title_list.html"
    columns = (
        shared.SERIAL,
        Column("district", "区县", value=place_of(Tier.DISTRICT)),
        Column("township", "乡镇(街道)", value=place_of(Tier.TOWNSHIP)),
        Column("unit", "单位", value="region.name", link=lambda row: url("title", row.pk)),
        Column("title_name", "称号"),
        Column("state", "状态", Kind.STATE, value=shown_state, choices={**TITLE.states, OVERDUE: "整顿逾期"}),
        Column("applied_on", "申报日期", Kind.DATE),
        Column("designated_on", "认定日期", Kind.DATE),
        Column("rectify_by", "整顿期限", Kind.DATE),
        Column("clause", "条款", value="title.clause"),
    )
    sorts = {
        "district": ("scope_code",),
        "township": ("scope_code",),
        "unit": ("region__sort_key",),
        "state": ("state", "scope_code"),
        "applied_on": ("applied_on", "scope_code"),
        "designated_on": ("designated_on", "scope_code"),
        "rectify_by": ("rectify_by", "scope_code"),
    }
    default_sort = "township"
    empty = "还没有称号申报。社区、村或乡镇(街道)可以在这里申报。"

    def queryset(self) -> Any:
        return TitleCase.objects.with_place()

    def filterset_class(self, *args: Any, **kwargs: Any) -> TitleFilterSet:  # type: ignore[override]
        titles = {name.partition(":")[2]: label for name, label in offered_titles()}
        return TitleFilterSet(*args, titles=list(titles.items()), **kwargs)

    def shown_columns(self) -> tuple[Column, ...]:
        return shared.seen_from(self.request.post.region, self.columns)

    def row_address(self, row: TitleCase) -> str:
        return url("title", row.pk)

    def context(self) -> dict[str, Any]:
        role = self.request.post.role
        return {**super().context(), "may_apply": role in APPLICANTS, "may_set": role == roles.CITY}


class TitlePage(DetailPage):
    """One title: where it stands, whose turn it is, the scores side by side, and the whole course."""

    roles = roles.BUSINESS
    template_name = "stations/title_detail.html"

    def queryset(self) -> Any:
        return TitleCase.objects.with_place()

    def context(self) -> dict[str, Any]:
        case, post = self.object, self.request.post
        losing = may_revoke(case.title, state=case.state, rectify_by=case.rectify_by, on=today())
        steps = TitleStep.objects.within(self.jurisdiction).filter(case=case)
        awards = AdvancedAward.objects.within(self.jurisdiction).filter(case=case)
        return {
            **super().context(),
            "about": case.title,
            "allowed": {
                found.verb: found.label
                for found in TITLE.allowed(case.state, post.role)
                if found.verb != "revoke" or losing.ok
            },
            "losing": losing if case.state == RECTIFYING else None,
            "barred": barred_by(case, today()),
            "next": [
                (found.label, [TITLE.roles[role] for role in TITLE.roles if role in found.roles])
                for found in TITLE.transitions
                if case.state in found.source and (found.verb != "revoke" or case.title.revocable)
            ],
            "column": column_open(case.state, post.role, to_township=case.to_township)
            if case.scoring
            else None,
            "scores": score_sheet(case),
            "steps": steps.select_related("by__region", "by__user"),
            "awards": awards,
            "may_advance": post.role == roles.CITY and case.title.advanced is not None,
            "changes": tracked_changes(TitleCase, case.pk),
        }


def barred_by(case: TitleCase, on: date) -> str:
    """The notice by which no title of this unit is applied for, given or chosen; empty where none bars it."""
    refusal = bar_of(case.region, on) if case.state in AWARDED_NEXT else None
    return refusal.reason if refusal else ""


def score_sheet(case: TitleCase) -> dict[str, Any] | None:
    """The table of a case with its three columns and their totals; None where it has no table."""
    table = case.table
    if table is None:
        return None
    given = {score.part: score for score in TitleScore.objects.filter(case=case)}
    columns = {
        name: {part.key: getattr(given.get(part.key), name, None) for part in table.parts} for name in COLUMNS
    }
    return {
        "table": table,
        "rows": [(part, [columns[name][part.key] for name in COLUMNS]) for part in table.parts],
        "totals": [table.total(columns[name]) for name in COLUMNS],
        "verdict": table.passes(columns[COUNTY]),
        "names": list(COLUMNS.items()),
    }


class TitleOpen(EditPage):
    """A unit applies, or its township for it."""

    roles = APPLICANTS
    title = "申报称号"
    submit = "下一步"
    saved = "已登记。请填自评分,再按“申报”送上去。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return OpenForm(self.request.post, offered_titles(), data)

    def save(self, form: Any) -> TitleCase:
        data = form.cleaned_data
        return actions.open_case(
            data["region"], data["title"], basis=data["basis"], by=self.request.post, on=today()
        )

    def done(self, result: Any) -> HttpResponse:
        return redirect(url("title_score" if result.scoring else "title", result.pk))

    def back(self) -> str:
        return url("titles")


@verb(*APPLICANTS)
def title_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the application in."""
    case = get_object_or_404(TitleCase.objects.with_place().within(request.jurisdiction), pk=pk)
    return carry_out(
        request,
        lambda: actions.apply(case, by=request.post, on=today()),
        done="已申报,等待审核和考核。",
        back=url("title", pk),
    )


@verb(*APPLICANTS)
def title_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft away that was begun by mistake."""
    case = get_object_or_404(TitleCase.objects.with_place().within(request.jurisdiction), pk=pk)
    return carry_out(
        request,
        lambda: actions.drop(case, by=request.post),
        done="草稿已撤销。",
        back=url("titles"),
    )
