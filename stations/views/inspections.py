"""One inspection on screen: the case with all its items, and the form for a phone on the spot."""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from kit.gate import verb
from kit.jinja import url
from kit.pages import DetailPage, EditPage, Page, carry_out
from stations import inspection_board as board
from stations import roles
from stations.actions import inspections as actions
from stations.actions.inspections import MAKERS
from stations.checklists import Listed, listed
from stations.inspection_forms import VerdictForm
from stations.models import Finding, Inspection, StoredFile
from stations.models.history import tracked_changes
from stations.rules.documents.places import ChecklistItem
from stations.rules.inspections import PLANNED
from stations.views.rounds import READERS


class OneInspection(Page):
    """A page about the inspection that the address names."""

    @cached_property
    def inspection(self) -> Inspection:
        found: Inspection = self.find(Inspection.objects.with_all(), pk=self.kwargs["pk"])
        return found

    @cached_property
    def listed(self) -> Listed:
        return listed(self.inspection.round)

    @cached_property
    def case(self) -> board.Case:
        return board.cases(self.inspection.round, self.listed, [self.inspection])[0]

    @property
    def may_inspect(self) -> bool:
        return actions.may_inspect(self.inspection, self.request.user, self.request.post)

    def photos(self) -> dict[Any, StoredFile]:
        """By name, every photo that claims, verdicts and rectifications show."""
        names = [
            name
            for each in self.case.standings
            for row in (each.said, each.finding, each.rectification)
            if row
            for name in row.photos
        ]
        rows = StoredFile.objects.within(self.jurisdiction).filter(name__in=names)
        return {file.name: file for file in rows.select_related("made_by")}


class InspectionPage(OneInspection, DetailPage):
    """One station's case: every item with the three words about it, and what is to be put right."""

    roles = (*roles.STATION, *READERS)
    template_name = "stations/inspection_detail.html"

    @property
    def object(self) -> Any:
        return self.inspection

    def context(self) -> dict[str, Any]:
        files = self.photos()
        return {
            "title": f"{self.inspection.station.name}检查",
            "object": self.inspection,
            "case": self.case,
            "listed": self.listed,
            "files": lambda row: [files[name] for name in row.photos if name in files] if row else [],
            "grade_text": board.grade_text,
            "may_inspect": self.may_inspect,
            "may_prove": self.request.post.role in roles.STATION,
            "reads_rounds": self.request.post.role in READERS,
            "next_item": next((each.item for each in self.case.standings if each.result is None), None),
            "changes": tracked_changes(Inspection, self.inspection.pk),
        }


class OnTheSpot(OneInspection, EditPage):
    """One item, for a thumb: what is asked, what the station says, what the ledgers show, what is found."""

    roles = MAKERS
    saved = ""
    submit = "保存,下一项"
    multipart = True
    template_name = "stations/inspection_item.html"

    @cached_property
    def item(self) -> ChecklistItem:
        found = self.listed.item(self.kwargs["item"])
        if found is None or not self.may_inspect or self.inspection.state != PLANNED:
            raise Http404
        return found

    @cached_property
    def standing(self) -> board.Standing:
        return next(each for each in self.case.standings if each.item.code == self.item.code)

    def form(self, data: Any = None, files: Any = None) -> Any:
        found = self.standing.finding if self.item else None
        known = (
            {name: getattr(found, name) for name in ("version", "result", "note", "deadline")}
            if found
            else {}
        )
        return VerdictForm(data, files, initial={"version": 0, **known})

    def current(self) -> Any:
        rows = Inspection.objects.within(self.jurisdiction).select_for_update(of=("self",))
        rows.get(pk=self.inspection.pk)
        found = Finding.objects.within(self.jurisdiction).filter(
            inspection=self.inspection, item=self.item.code
        )
        return found.first() or SimpleNamespace(version=0)

    def save(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.find(
            self.inspection,
            self.item,
            result=given["result"],
            note=given["note"],
            deadline=given["deadline"],
            upload=given["upload"],
            by=self.request.user,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """By script the page is left only when the portal has the verdict: without a line, all stays as typed."""
        response = super().post(request, *args, **kwargs)
        if not request.headers.get("HX-Request"):
            return response
        if response.status_code == 302:
            return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
        # A fragment with an error status would be thrown away by the script that asked for it.
        response.status_code = 200
        return response

    def done(self, result: Any) -> HttpResponse:
        after = self._beside(1)
        here = self.inspection.pk
        return redirect(url("inspection_item", here, after.code) if after else url("inspection", here))

    def back(self) -> str:
        return url("inspection", self.kwargs["pk"])

    def _beside(self, step: int) -> ChecklistItem | None:
        items = self.listed.checklist.items
        at = self.number - 1 + step
        return items[at] if 0 <= at < len(items) else None

    @property
    def number(self) -> int:
        return [item.code for item in self.listed.checklist.items].index(self.item.code) + 1

    def context(self) -> dict[str, Any]:
        files = self.photos()
        return {
            **super().context(),
            "title": self.item.name,
            "inspection": self.inspection,
            "standing": self.standing,
            "standard": self.listed.standard(self.item, self.inspection.region),
            "number": self.number,
            "count": len(self.listed.checklist.items),
            "before": self._beside(-1),
            "after": self._beside(1),
            "files": lambda row: [files[name] for name in row.photos if name in files] if row else [],
        }


def _own(request: HttpRequest, pk: int) -> Inspection:
    """The inspection, for who may inspect there; for anybody else there is none."""
    rows: Any = Inspection.objects.within(request.jurisdiction).with_all()  # type: ignore[attr-defined]
    found: Inspection = get_object_or_404(rows, pk=pk)
    if not actions.may_inspect(found, request.user, request.post):  # type: ignore[arg-type,attr-defined]
        raise Http404
    return found


@verb(*MAKERS)
def inspection_finish(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    return carry_out(
        request,
        lambda: actions.finish(found, by=request.user),  # type: ignore[arg-type]
        done="检查已完成,结果定了。要整改的已通知到站。",
        back=url("inspection", pk),
    )


@verb(*MAKERS)
def inspection_close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    return carry_out(
        request,
        lambda: actions.close(found, by=request.user),  # type: ignore[arg-type]
        done="已结案。",
        back=url("inspection", pk),
    )
