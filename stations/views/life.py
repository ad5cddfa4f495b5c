"""Events in the life of regions on screen: asked for, shown as what would happen, confirmed, undone."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from kit.jinja import url
from kit.pages import DetailPage, EditPage, Page
from kit.refused import Refused
from kit.sheets import Column, Kind
from stations import handover, roles
from stations.actions.undoing import undo
from stations.life_forms import (
    CloseForm,
    LifeForm,
    MergeForm,
    MoveForm,
    QuestionsForm,
    RenameForm,
    SplitForm,
    UndoForm,
)
from stations.models import Region, Reorganisation
from stations.models.life import CLOSE, DONE, KINDS, MERGE, MOVE, RENAME, SPLIT, STATES
from stations.obstacles import standing_against
from stations.pages import ListPage
from stations.reorganising import Plan

MAY = (roles.DISTRICT_HR, roles.CITY)
READERS = (*roles.SUPERVISORS, roles.DISTRICT_FINANCE, roles.AUDITOR)


class _LifePage(Page):
    """Three steps: the form, what would happen with who takes what, and the deed."""

    roles = MAY
    http_method_names = ["get", "head", "post"]
    template_name = "stations/life_form.html"
    kind: ClassVar[str] = ""
    form_class: ClassVar[type[LifeForm]]

    @cached_property
    def region(self) -> Region:
        found: Region = self.find(Region.objects.with_ancestors(), pk=self.kwargs["pk"])
        return found

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"{self.region.name}{KINDS[self.kind]}"

    def context(self) -> dict[str, Any]:
        return {**super().context(), "region": self.region, "back": url("region", self.region.pk)}

    def form(self, data: Any = None) -> LifeForm:
        return self.form_class(self.region, self.jurisdiction, data)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        step = request.POST.get("step", "preview")
        form = self.form(request.POST)
        if not form.is_valid() or step == "edit":
            return self._again(form, status=200 if form.is_valid() else 422)
        try:
            plan = form.plan()
            questions = plan.questions()
        except Refused as refusal:
            form.refuse(refusal)
            return self._again(form)
        if step != "confirm":
            return self._preview(form, plan, QuestionsForm(questions))
        asked = QuestionsForm(questions, request.POST)
        if not asked.is_valid():
            return self._preview(form, plan, asked, status=422)
        try:
            event = form.carry_out(asked.cleaned_data, request.user)
        except Refused as refusal:
            if refusal.field in asked.fields:
                asked.refuse(refusal)
                return self._preview(form, plan, asked, status=422)
            form.refuse(refusal)
            return self._again(form)
        messages.success(request, f"{KINDS[self.kind]}已登记。")
        return redirect(url("reorganisation", event.pk))

    def _again(self, form: LifeForm, *, status: int = 422) -> HttpResponse:
        response = self.show(form=form)
        response.status_code = status
        return response

    def _preview(
        self, form: LifeForm, plan: Plan, asked: QuestionsForm, *, status: int = 200
    ) -> HttpResponse:
        self.template_name = "stations/life_preview.html"  # type: ignore[misc]
        response = self.show(
            form=form, plan=plan, asked=asked, rekeyed=plan.rekeyed(), typed=self._typed(form)
        )
        response.status_code = status
        return response

    def _typed(self, form: LifeForm) -> list[tuple[str, str]]:
        """What the form held, to be sent again with the answers."""
        return [(name, value) for name in form.fields for value in self.request.POST.getlist(name)]


class RegionRename(_LifePage):
    kind, form_class = RENAME, RenameForm


class RegionMerge(_LifePage):
    kind, form_class = MERGE, MergeForm


class RegionSplit(_LifePage):
    kind, form_class = SPLIT, SplitForm


class RegionMove(_LifePage):
    kind, form_class = MOVE, MoveForm


class RegionClose(_LifePage):
    kind, form_class = CLOSE, CloseForm


class ReorganisationList(ListPage):
    """区划变更: every event within, newest first."""

    roles = READERS
    title = "区划变更"
    columns = (
        Column("on", "变更日期", Kind.DATE),
        Column("kind", "变更", Kind.CHOICE, choices=KINDS),
        Column("from", "原区划", value=lambda event: _names(event, "predecessor") or event.summary),
        Column("to", "现区划", value=lambda event: _names(event, "successor")),
        Column("basis", "批准文号"),
        Column("state", "状态", Kind.STATE, choices=STATES),
        Column("made_by", "登记人", value="made_by.name"),
    )
    sorts = {"on": ("-on", "-pk"), "kind": ("kind",), "basis": ("basis",)}
    default_sort = "on"
    empty = "没有区划变更。在一个村的页面上可以登记更名、合并、分设、划转和撤销。"

    def queryset(self) -> Any:
        return Reorganisation.objects.select_related("made_by").prefetch_related(
            "successions__predecessor", "successions__successor", "regionchanges__region"
        )

    def row_address(self, row: Reorganisation) -> str:
        return url("reorganisation", row.pk)


def _names(event: Reorganisation, end: str) -> str:
    return "、".join(dict.fromkeys(getattr(line, end).name for line in event.successions.all()))


class ReorganisationPage(DetailPage):
    """One event: what it did, what went along, and what stands against undoing it."""

    roles = READERS
    template_name = "stations/reorganisation_detail.html"

    def queryset(self) -> Any:
        return Reorganisation.objects.select_related("region", "made_by", "undone_by")

    def context(self) -> dict[str, Any]:
        event = self.object
        may = self.request.post.role in MAY and event.state == DONE
        return {
            **super().context(),
            "title": f"{event.get_kind_display()} {event.basis}",
            "lines": event.successions.select_related("predecessor", "successor").order_by("pk"),
            "changes": event.regionchanges.select_related("region").order_by("pk"),
            "handed": self._handed(),
            "may_undo": may,
            "obstacles": standing_against(event) if may else [],
        }

    def _handed(self) -> list[dict[str, Any]]:
        """What went from whom to whom, by kind; rows that the event made stand for those that they renew."""
        labels = {kind.key: kind.label for kind in handover.kinds()}
        found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        rows = self.object.handedovers.select_related("region", "to_region")
        for each in rows.order_by("pk"):
            taker = each.to_region.name if each.to_region else "无人承接,终止或留在原村"
            names = found[labels.get(each.kind, each.kind), each.region.name, taker]
            if each.label not in names:
                names.append(each.label)
        return [
            {"kind": kind, "giver": giver, "taker": taker, "names": names}
            for (kind, giver, taker), names in found.items()
        ]


class ReorganisationUndo(EditPage):
    """Take an event back, with the reason; what stands against it is told."""

    roles = MAY
    submit = "撤回"
    saved = "已撤回,区划和移交的内容恢复原状。"

    @cached_property
    def event(self) -> Reorganisation:
        found: Reorganisation = self.find(Reorganisation.objects.all(), pk=self.kwargs["pk"])
        return found

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"撤回 {self.event}"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return UndoForm(data)

    def save(self, form: Any) -> Any:
        return undo(self.event, form.cleaned_data["reason"], by=self.request.user)

    def back(self) -> str:
        return url("reorganisation", self.event.pk)
