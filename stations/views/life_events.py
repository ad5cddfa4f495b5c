"""Events in the life of regions asked for on screen: the form, the table of codes, what would happen, the deed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property

from kit.jinja import url
from kit.pages import Page
from kit.pages.downloads import download
from kit.refused import Refused
from kit.sheets import Column, Kind, Sheet
from stations import audit
from stations.branch_forms import (
    BranchForm,
    BranchMergeForm,
    BranchMoveForm,
    BranchRekindForm,
    BranchSplitForm,
)
from stations.life_forms import (
    CloseForm,
    LifeForm,
    MergeForm,
    MoveForm,
    QuestionsForm,
    RekindForm,
    RenameForm,
    SplitForm,
)
from stations.models import Region
from stations.models.life import CLOSE, KINDS, MERGE, MOVE, REKIND, RENAME, SPLIT
from stations.places import KINDS as PLACE_KINDS
from stations.places import Tier
from stations.plans import EACH, Plan
from stations.views.life import MAY

Forms = dict[Tier, type[LifeForm]]
# What is offered for a place, by its tier. Districts are moved and divided by a new division list alone.
FORMS: dict[str, Forms] = {
    RENAME: dict.fromkeys((Tier.DISTRICT, Tier.TOWNSHIP, Tier.VILLAGE), RenameForm),
    REKIND: {
        Tier.DISTRICT: BranchRekindForm,
        Tier.TOWNSHIP: BranchRekindForm,
        Tier.VILLAGE: RekindForm,
    },
    MERGE: {Tier.DISTRICT: BranchMergeForm, Tier.TOWNSHIP: BranchMergeForm, Tier.VILLAGE: MergeForm},
    SPLIT: {Tier.TOWNSHIP: BranchSplitForm, Tier.VILLAGE: SplitForm},
    MOVE: {Tier.TOWNSHIP: BranchMoveForm, Tier.VILLAGE: MoveForm},
    CLOSE: {Tier.TOWNSHIP: CloseForm, Tier.VILLAGE: CloseForm},
}


class _LifePage(Page):
    """The form; below a township the table of codes; what would happen, with who takes what; and the deed.

    Whatever was sent on the way comes back on every page: nothing that was answered is lost.
    """

    roles = MAY
    http_method_names = ["get", "head", "post"]
    template_name = "stations/life_form.html"
    kind: ClassVar[str] = ""

    @cached_property
    def region(self) -> Region:
        found: Region = self.find(Region.objects.with_ancestors(), pk=self.kwargs["pk"])
        return found

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"{self.region.name}{KINDS[self.kind]}"

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "region": self.region,
            "back": url("region", self.region.pk),
            "kept": self._kept(),
            "kinds": PLACE_KINDS,
            "codes": "",
        }

    def form(self, data: Any = None) -> LifeForm:
        form_class = FORMS[self.kind].get(Tier(self.region.tier))
        if form_class is None:
            raise Http404
        return form_class(self.region, self.jurisdiction, data)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(form=self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        step = request.POST.get("step", "preview")
        if not form.is_valid() or step == "edit":
            return self._form_again(form, 200 if form.is_valid() else 422)
        try:
            if isinstance(form, BranchForm) and form.recodes and (asked := self._codes(form, step)):
                return asked
            plan = form.plan()
            return self._confirmed(form, plan) if step == "confirm" else self._previewed(form, plan, step)
        except Refused as refusal:
            return self._refused(form, refusal)

    # The table of codes

    def _codes(self, form: BranchForm, step: str) -> HttpResponseBase | None:
        """The page of the table, until it is whole and has been looked at; None when it is."""
        file = self.request.FILES.get("file")
        try:
            form.read_table(self.request.POST, file, file.name if file else "")
        except Refused as refusal:
            if refusal.field != "file":
                raise
            form.read_table(self.request.POST, None, "")
            form.table.errors.append(refusal.reason)
        if step == "download":
            return download(form.table.sheet(f"{self.region.name}新代码表"), "xlsx")
        sent = "codes" in self.request.POST or "typed_codes" in self.request.POST
        if step == "codes" or file is not None or not sent or not form.table.ok:
            return self._table(form, 200 if form.table.ok else 422)
        return None

    def _table(self, form: BranchForm, status: int) -> HttpResponse:
        return self._answer("stations/life_codes.html", status, form=form, typed=self._typed(form))

    # What would happen, and the deed

    def _previewed(self, form: LifeForm, plan: Plan, step: str) -> HttpResponseBase:
        if step == "list":
            return download(plan_sheet(plan, self.title), "xlsx")
        answers = self.request.POST.dict()
        if divide := answers.get("divide"):
            answers[divide] = EACH
        return self._preview(form, plan, QuestionsForm(plan.questions, kept=answers))

    def _confirmed(self, form: LifeForm, plan: Plan) -> HttpResponse:
        asked = QuestionsForm(plan.questions, self.request.POST)
        if asked.unasked_rows:
            return self._preview(form, plan, QuestionsForm(plan.questions, kept=self.request.POST.dict()))
        if not asked.is_valid():
            return self._preview(form, plan, asked, status=422)
        try:
            event = form.carry_out(asked.cleaned_data, self.request.user)
        except Refused as refusal:
            if refusal.field not in asked.fields:
                raise
            asked.refuse(refusal)
            return self._preview(form, plan, asked, status=422)
        messages.success(self.request, f"{KINDS[self.kind]}已登记。")
        return redirect(url("reorganisation", event.pk))

    def _preview(
        self, form: LifeForm, plan: Plan, asked: QuestionsForm, *, status: int = 200
    ) -> HttpResponse:
        return self._answer(
            "stations/life_preview.html",
            status,
            form=form,
            plan=plan,
            asked=asked,
            rekeyed=plan.rekeyed(),
            along=plan.along(),
            typed=self._typed(form),
        )

    def _refused(self, form: LifeForm, refusal: Refused) -> HttpResponse:
        if refusal.field == "codes" and isinstance(form, BranchForm):
            form.table.errors.append(refusal.reason)
            return self._table(form, 422)
        form.refuse(refusal)
        return self._form_again(form, 422)

    def _form_again(self, form: LifeForm, status: int) -> HttpResponse:
        """With the table that was typed already: it is not typed twice."""
        codes = self.request.POST.get("codes", "")
        if isinstance(form, BranchForm):
            if "typed_codes" in self.request.POST and not hasattr(form, "table") and form.is_valid():
                with suppress(Refused):
                    form.read_table(self.request.POST, None, "")
            if hasattr(form, "table"):
                codes = form.table.as_json()
        return self._answer("stations/life_form.html", status, form=form, codes=codes)

    def _answer(self, template: str, status: int, **more: Any) -> HttpResponse:
        self.template_name = template  # type: ignore[misc]
        response = self.show(**more)
        response.status_code = status
        return response

    def _typed(self, form: LifeForm) -> list[tuple[str, str]]:
        """What the form and the table held, to be sent again with the answers."""
        typed = [(name, value) for name in form.fields for value in self.request.POST.getlist(name)]
        table = getattr(form, "table", None)
        return [*typed, ("codes", table.as_json())] if table is not None else typed

    def _kept(self) -> list[tuple[str, str]]:
        """Answers given on a preview that was left to mend something."""
        return [(name, value) for name, value in self.request.POST.items() if name.startswith("take_")]


def plan_sheet(plan: Plan, title: str) -> Sheet:
    """Every place that goes on in another, as a list to take away."""
    audit.record("导出", reason=f"{title} 变更清单", detail={"rows": len(plan.passages)})
    pairs = [(passage.giver, heir) for passage in plan.passages for heir in passage.heirs]
    return Sheet(
        title=f"{title}变更清单",
        columns=(
            Column("serial", "序号", Kind.SERIAL),
            Column("tier", "层级", value=lambda pair: pair[0].get_tier_display()),
            Column("old", "原代码", Kind.CODE, value=lambda pair: pair[0].place.short),
            Column("old_name", "原名称", value=lambda pair: pair[0].name),
            Column("new", "新代码", Kind.CODE, value=lambda pair: pair[1].place.short),
            Column("name", "新名称", value=lambda pair: str(pair[1])),
        ),
        rows=pairs,
    )


class RegionRename(_LifePage):
    kind = RENAME


class RegionRekind(_LifePage):
    kind = REKIND


class RegionMerge(_LifePage):
    kind = MERGE


class RegionSplit(_LifePage):
    kind = SPLIT


class RegionMove(_LifePage):
    kind = MOVE


class RegionClose(_LifePage):
    kind = CLOSE
