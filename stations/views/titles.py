"""Titles on screen: the list, one title with its course, applying, scoring, and what the offices decide."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

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
from stations.rules.titles import SPOT_CHECK, TITLE
from stations.title_forms import (
    AdvanceForm,
    NoteForm,
    OpenForm,
    ReasonForm,
    ScoreForm,
    SpotCheckForm,
    TitleFilterSet,
)
from stations.titles import offered_titles

APPLICANTS = (roles.VILLAGE, roles.TOWNSHIP)
INSPECTORS = (roles.DISTRICT_HR, roles.CITY)
SCORERS = (*APPLICANTS, roles.DISTRICT_HR)


def place_of(tier: Tier) -> Any:
    """The name of the place of that tier which a unit of any tier lies in, empty above it."""
    return lambda row: next((each.name for each in row.region.lineage if each.tier == tier), "")


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
        Column("state", "状态", Kind.STATE, choices=TITLE.states),
        Column("applied_on", "申报日期", Kind.DATE),
        Column("designated_on", "认定日期", Kind.DATE),
        Column("rectify_by", "整顿期限", Kind.DATE),
        Column("document", "文件", value="document.key"),
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
        steps = TitleStep.objects.within(self.jurisdiction).filter(case=case)
        awards = AdvancedAward.objects.within(self.jurisdiction).filter(case=case)
        return {
            **super().context(),
            "about": case.title,
            "allowed": {found.verb: found.label for found in TITLE.allowed(case.state, post.role)},
            "next": [
                (found.label, [TITLE.roles[role] for role in TITLE.roles if role in found.roles])
                for found in TITLE.transitions
                if case.state in found.source
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


class TitleVerb(EditPage):
    """Something done with the title of the address, as it was seen."""

    kind: ClassVar[Any] = ReasonForm

    def case(self) -> TitleCase:
        found: TitleCase = self.find(TitleCase.objects.with_place(), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        return self.kind(data, initial={"version": self.case().version})

    def current(self) -> Any:
        rows = TitleCase.objects.with_place().within(self.jurisdiction)
        return rows.select_for_update(of=("self",)).get(pk=self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {**super().context(), "title": f"{self.title}:{self.case()}"}

    def back(self) -> str:
        return url("title", self.kwargs["pk"])

    def save(self, form: Any) -> Any:
        return self.act(self.current(), form.cleaned_data, {"by": self.request.post, "on": today()})

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        """Call the action."""
        raise NotImplementedError


class TitleScoring(TitleVerb):
    """The three columns side by side; one's own has boxes, and its total goes with what is typed."""

    roles = SCORERS
    title = "评分"
    template_name = "stations/title_score.html"
    saved = "分数已保存。"

    @property
    def column(self) -> str | None:
        case = self.case()
        return column_open(case.state, self.request.post.role, to_township=case.to_township)

    def form(self, data: Any = None, files: Any = None) -> Any:
        case = self.case()
        parts = case.table.parts if case.table else ()
        given = actions.points_of(case, self.column) if self.column else {}
        return ScoreForm(parts, data, initial={**given, "version": case.version})

    def context(self) -> dict[str, Any]:
        return {**super().context(), "scores": score_sheet(self.case()), "column": self.column}

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        given: dict[str, Decimal | None] = {key: value for key, value in data.items() if key != "version"}
        return actions.score(case, given, by=trail["by"])


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


class TitleAssess(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "考核"
    submit = "完成考核"
    saved = "考核已完成,请认定或不予认定。"
    kind = NoteForm

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.assess(case, note=data["note"], **trail)


class TitleDesignate(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "认定"
    submit = "认定"
    saved = "已认定。"
    kind = NoteForm

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.designate(case, note=data["note"], **trail)


class TitleDecline(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "不予认定"
    submit = "不予认定"
    saved = "已记为未达标,改进后可以再申报。"

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.decline(case, note=data["note"], **trail)


class TitleSpotCheck(TitleVerb):
    """On the spot, with a phone."""

    roles = INSPECTORS
    title = "抽查"
    saved = "抽查已记下。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        case = self.case()
        return SpotCheckForm(data, begun=case.state == SPOT_CHECK, initial={"version": case.version})

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.check_on_the_spot(
            case, result=data["result"], note=data["note"], deadline=data["deadline"], **trail
        )


class TitleRestore(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "恢复"
    submit = "恢复称号"
    saved = "整顿合格,称号已恢复。"

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.restore(case, note=data["note"], **trail)


class TitleRevoke(TitleVerb):
    roles = (roles.DISTRICT_HR,)
    title = "取消称号"
    submit = "取消称号"
    saved = "称号已取消。"

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.revoke(case, note=data["note"], **trail)


class TitleAdvance(TitleVerb):
    """The city chooses it as advanced."""

    roles = (roles.CITY,)
    title = "评为先进"
    submit = "评为先进"
    saved = "已评为先进。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        case = self.case()
        year = case.title.advanced_year or today().year
        return AdvanceForm(data, initial={"version": case.version, "year": year})

    def act(self, case: TitleCase, data: dict[str, Any], trail: dict[str, Any]) -> Any:
        return actions.choose_as_advanced(case, year=data["year"], **trail)
