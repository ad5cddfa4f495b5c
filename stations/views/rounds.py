"""Rounds of inspections on screen: the list, a new one, its matrix, its plan."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from kit.gate import verb
from kit.jinja import url
from kit.pages import EditPage, Page, carry_out
from kit.pages.downloads import FORMATS, download
from kit.sheets import Column, Kind
from stations import audit, roles
from stations import inspection_board as board
from stations.actions import inspections as actions
from stations.actions.inspections import MAKERS
from stations.checklists import Listed, listed
from stations.inspection_forms import PlanForm, RoundForm, inspectors_of
from stations.models import Inspection, InspectionRound, Station
from stations.pages import ListPage
from stations.rules.inspections import CLOSED, PLANNED

READERS = (*roles.SUPERVISORS, roles.AUDITOR)


class RoundList(ListPage):
    """检查 of the area, and those that come from above."""

    roles = READERS
    title = "检查"
    template_name = "stations/round_list.html"
    columns = (
        Column("serial", "序号", Kind.SERIAL),
        Column("name", "名称", link=lambda row: url("round", row.pk)),
        Column("area", "范围", value="region.name"),
        Column("listed", "清单", value=lambda row: listed(row).name),
        Column("first_day", "开始", Kind.DATE),
        Column("last_day", "结束", Kind.DATE),
        Column("made_by", "制定人", value="made_by.name"),
    )
    sorts = {"first_day": ("-first_day",), "name": ("name",)}
    default_sort = "first_day"
    empty = "还没有检查。乡镇(街道)、区可以按一件文件的清单制定一次检查,再安排到站。"

    def queryset(self) -> Any:
        return InspectionRound.objects.with_all()

    def row_address(self, row: InspectionRound) -> str:
        return url("round", row.pk)


class RoundNew(EditPage):
    roles = MAKERS
    title = "制定检查"
    submit = "制定,去安排到站"
    saved = "已制定。请安排到站。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return RoundForm(data)

    def save(self, form: Any) -> InspectionRound:
        given = form.cleaned_data
        return actions.start_round(
            self.request.post.region,
            form.lists[given["listed"]],
            name=given["name"],
            first_day=given["first_day"],
            last_day=given["last_day"],
            by=self.request.user,
        )

    def done(self, result: Any) -> HttpResponse:
        return redirect(url("round_plan", result.pk))

    def back(self) -> str:
        return url("rounds")


class OneRound(Page):
    """A page about the round that the address names."""

    @cached_property
    def round(self) -> InspectionRound:
        found: InspectionRound = self.find(InspectionRound.objects.with_all(), pk=self.kwargs["pk"])
        return found

    @cached_property
    def listed(self) -> Listed:
        return listed(self.round)

    @property
    def owns(self) -> bool:
        return actions.owns(self.round, self.request.post)


class RoundBoard(OneRound):
    """The matrix of a round: differences first."""

    roles = READERS
    template_name = "stations/round_board.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (wanted := request.GET.get("format")) in FORMATS:
            sheet = board.matrix(self.round, self.listed, self.shown)
            audit.record(
                "导出", self.round, reason=f"{sheet.title} {wanted}", detail={"rows": len(sheet.rows)}
            )
            return download(sheet, wanted)
        return super().get(request, *args, **kwargs)

    @property
    def what(self) -> str:
        asked = self.request.GET.get("show", "")
        return asked if asked in board.SHOWN else ""

    @cached_property
    def cases(self) -> list[board.Case]:
        rows = Inspection.objects.within(self.jurisdiction).filter(round=self.round).with_all()
        return board.cases(self.round, self.listed, rows)

    @property
    def shown(self) -> list[board.Case]:
        return [case for case in self.cases if case.shows(self.what)]

    def context(self) -> dict[str, Any]:
        return {
            "title": self.round.name,
            "round": self.round,
            "listed": self.listed,
            "cases": self.shown,
            "total": len(self.cases),
            "inspected": sum(case.inspection.state != PLANNED for case in self.cases),
            "differing": sum(case.differences > 0 for case in self.cases),
            "met": sum(case.now.grade == "met" for case in self.cases),
            "what": self.what,
            "choices": board.SHOWN,
            "grade_text": board.grade_text,
            "owns": self.owns,
        }


class RoundPlan(OneRound, EditPage):
    """Who goes where."""

    roles = MAKERS
    submit = "安排"
    saved = "已安排。"
    template_name = "stations/round_plan.html"

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"安排到站:{self.round.name}"

    def form(self, data: Any = None, files: Any = None) -> Any:
        if not self.owns:
            raise Http404
        closed = Inspection.objects.within(self.jurisdiction).filter(round=self.round, state=CLOSED)
        stations = (
            Station.objects.within(self.jurisdiction)
            .within(self.round.region.present.jurisdiction)
            .with_place()
            .exclude(pk__in=closed.values("station"))
            .filter(region__closed_on__isnull=True)
            .order_by("scope_code")
        )
        return PlanForm(stations, inspectors_of(self.round, self.jurisdiction), data)

    def save(self, form: Any) -> int:
        given = form.cleaned_data
        return actions.plan(self.round, given["chosen"], given["inspector"], by=self.request.user)

    def back(self) -> str:
        return url("round", self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        planned = Inspection.objects.within(self.jurisdiction).filter(round=self.round).with_all()
        return {**super().context(), "planned": list(planned)}


@verb(*MAKERS)
def round_take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the inspection that the form names off the plan."""
    rows: Any = InspectionRound.objects.within(request.jurisdiction).select_related("region")  # type: ignore[attr-defined]
    round_: InspectionRound = get_object_or_404(rows, pk=pk)
    if not actions.owns(round_, request.post):  # type: ignore[attr-defined]
        raise Http404
    named = request.POST.get("inspection", "")
    key = int(named) if named.isascii() and named.isdigit() and len(named) < 10 else 0
    return carry_out(
        request,
        lambda: actions.take_off(round_, key, by=request.user),  # type: ignore[arg-type]
        done="已移出计划。",
        back=url("round_plan", pk),
    )
