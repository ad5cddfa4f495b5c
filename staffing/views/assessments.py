"""The yearly assessment of villages on screen: entered by townships, confirmed by districts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from kit.gate import verb
from kit.jinja import url
from kit.jurisdiction import Jurisdiction
from kit.months import today
from kit.pages import DetailPage, EditPage, Page, carry_out
from kit.refused import Refused
from kit.sheets import Column
from staffing import columns, roles
from staffing.actions import assessments as actions
from staffing.actions.assessments import allowed_results
from staffing.entry import EntrySheet
from staffing.filters import AssessmentFilterSet
from staffing.models import Engagement, VillageAssessment
from staffing.rules.assessments import ASSESSMENT, SCORED
from staffing.standing import binding
from stations import columns as shared
from stations.forms import ReasonForm
from stations.models import Region
from stations.models.history import tracked_changes
from stations.places import Tier
from stations.views.places import ThenOrNowPage


class AssessmentList(ThenOrNowPage):
    roles = roles.READERS
    title = "年度考核"
    template_name = "staffing/assessment_list.html"
    columns = columns.ASSESSMENTS
    then_sorts = {
        **shared.THEN_SORTS,
        "year": ("-year", "code"),
        "score": ("score", "code"),
        "result": ("result", "code"),
        "state": ("state", "code"),
    }
    now_sorts = {
        **shared.NOW_SORTS,
        "year": ("-year", "scope_code"),
        "score": ("score", "scope_code"),
        "result": ("result", "scope_code"),
        "state": ("state", "scope_code"),
    }
    default_sort = "year"
    filterset_class = AssessmentFilterSet
    empty = "还没有年度考核。乡镇(街道)在“填写考核”里为各行政村填考核结果,或从 Excel 一次导入。"

    def queryset(self) -> Any:
        return VillageAssessment.objects.with_map().select_related("scored_by", "confirmed_by")

    def shown_columns(self) -> tuple[Column, ...]:
        return shared.seen_from(self.request.post.region, super().shown_columns())

    def row_address(self, row: VillageAssessment) -> str:
        return url("assessment", row.pk)

    def context(self) -> dict[str, Any]:
        role = self.request.post.role
        return {
            **super().context(),
            "year": self.filters.year_shown,
            "waiting": self._waiting() if role in roles.CONFIRMERS else [],
            "may_score": role in roles.SCORERS,
            "may_import": role in roles.IMPORTERS,
        }

    def _waiting(self) -> list[dict[str, Any]]:
        """Townships, as they are now, with something to confirm, per year."""
        return list(
            VillageAssessment.objects.within(self.jurisdiction)
            .annotate(place=Coalesce("region__became__parent", "region__parent"))
            .annotate(
                place_name=Coalesce("region__became__parent__name", "region__parent__name"),
                place_code=Coalesce("region__became__parent__code", "region__parent__code"),
            )
            .values("year", "place", "place_name", "place_code")
            .annotate(scored=Count("pk", filter=Q(state=SCORED)))
            .filter(scored__gt=0)
            .order_by("-year", "place_code")
        )


class AssessmentPage(DetailPage):
    """One village's assessment: what it says, who did what, and what may be done now."""

    roles = roles.READERS
    template_name = "staffing/assessment_detail.html"

    def queryset(self) -> Any:
        return VillageAssessment.objects.with_place().select_related("scored_by", "confirmed_by")

    def context(self) -> dict[str, Any]:
        assessment = self.object
        in_post: list[Engagement] = []
        if assessment.assessed_on:
            in_post = list(
                Engagement.objects.within(self.jurisdiction)
                .filter(_worked_at(assessment.region))
                .in_force(assessment.assessed_on)
                .select_related("coordinator")
            )
        allowed = {step.verb for step in ASSESSMENT.allowed(assessment.state, self.request.post.role)}
        return {
            **super().context(),
            "in_post": in_post,
            "fund_needs_that_day": self._clause_of_that_day(),
            "allowed": allowed,
            "changes": tracked_changes(VillageAssessment, assessment.pk),
        }

    def _clause_of_that_day(self) -> str:
        """The clause by which nobody in post on the day of the assessment means no work fund; "" where none says so.

        Whether that day decides, or any day of the year, is a reading of the document (AM-13b).
        """
        document = binding(self.object.region, date(self.object.year, 12, 31))
        if document is None or document.work_fund is None:
            return ""
        return document.work_fund.clause if document.reads("AM-13b") == "on_assessment_date" else ""


class AssessmentEntry(Page):
    """A township fills in all its villages at once; errors stand beside their row and nothing is written."""

    roles = roles.SCORERS
    title = "填写年度考核"
    template_name = "staffing/assessment_entry.html"
    http_method_names = ["get", "head", "post"]

    @property
    def year(self) -> int:
        asked = self.request.GET.get("year", "")
        plausible = len(asked) == 4 and asked.isascii() and asked.isdigit() and 1990 <= int(asked) <= 2200
        return int(asked) if plausible else today().year - 1

    def sheet(self, data: Any = None) -> EntrySheet:
        place = self.request.post.region
        return EntrySheet.of(
            assessed_in(self.year, place, self.jurisdiction),
            self.year,
            allowed_results(place, self.year),
            data,
        )

    def context(self) -> dict[str, Any]:
        years = range(today().year, today().year - 5, -1)
        return {"title": f"填写 {self.year} 年度考核", "year": self.year, "years": years}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(sheet=self.sheet(), refusal=None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sheet = self.sheet(request.POST)
        send = request.POST.get("then") == "send"
        if not sheet.is_valid():
            return self._again(sheet, None)
        try:
            done = actions.record_scores(
                sheet.scorings(), year=self.year, by=request.user, send=send, place=request.post.region
            )
        except Refused as refusal:
            return self._again(sheet, refusal.reason)
        count = done["added"] + done["changed"]
        messages.success(
            request,
            f"已报送 {count} 个村,等区人事劳动局确认。" if send else f"已保存 {count} 个村,尚未报送。",
        )
        return redirect(url("assessments", year=self.year))

    def _again(self, sheet: EntrySheet, refusal: str | None) -> HttpResponse:
        response = self.show(sheet=sheet, refusal=refusal)
        response.status_code = 422
        return response


class AssessmentReturn(EditPage):
    """The district sends one back, with the reason."""

    roles = roles.CONFIRMERS
    title = "退回年度考核"
    submit = "退回"
    saved = "已退回,乡镇(街道)会在待办里看到原因。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.title = f"退回:{self.assessment}"
        return ReasonForm(data)

    @property
    def assessment(self) -> VillageAssessment:
        found: VillageAssessment = self.find(
            VillageAssessment.objects.select_related("region"), pk=self.kwargs["pk"]
        )
        return found

    def save(self, form: Any) -> None:
        actions.send_back(self.assessment, reason=form.cleaned_data["reason"], by=self.request.user)

    def back(self) -> str:
        return url("assessment", self.kwargs["pk"])


@verb(*roles.SCORERS)
def assessment_send(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _found(request, pk)
    return carry_out(
        request,
        lambda: actions.send_scored(assessment, by=request.user),
        done="已报送,等区人事劳动局确认。",
        back=url("assessment", pk),
    )


@verb(*roles.SCORERS)
def assessment_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = _found(request, pk)
    return carry_out(
        request,
        lambda: actions.take_back(assessment, by=request.user),
        done="已撤回,改好后请再报送。",
        back=url("assessment", pk),
    )


@verb(*roles.CONFIRMERS)
def assessment_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what was seen: the version travels with the button."""
    assessment = _found(request, pk)
    return carry_out(
        request,
        lambda: actions.confirm(assessment, seen=_number(request, "version"), by=request.user),
        done="已确认。",
        back=url("assessment", pk),
    )


@verb(*roles.CONFIRMERS)
def assessment_confirm_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm all that the villages of a place, a township as a rule, have sent for a year."""
    place = get_object_or_404(Region.objects.within(request.jurisdiction), pk=pk)
    year = _number(request, "year")
    return carry_out(
        request,
        lambda: actions.confirm_place(place, year=year, seen=_number(request, "seen"), by=request.user),
        done=f"{place.name} {year} 年度考核已确认。",
        back=url("assessments", year=year),
    )


def assessed_in(year: int, place: Region, jurisdiction: Jurisdiction) -> list[Region]:
    """The 行政村 of a township that were in being in a year, as they are found now: what is assessed (W三(五)).

    One that was merged since keeps its assessment of the years before, and may be given one of the year itself.
    """
    rows = Region.found.within(jurisdiction).within(place.jurisdiction).of_tier(Tier.VILLAGE)
    in_being = rows.filter(
        Q(opened_on__isnull=True) | Q(opened_on__lte=date(year, 12, 31)),
        Q(closed_on__isnull=True) | Q(closed_on__gt=date(year, 1, 1)),
        kind="village",
    ).exclude(opened_on=F("closed_on"))
    return list(in_being.select_related("became").order_by("code", "pk"))


def _worked_at(village: Region) -> Q:
    """Engagements of a village; those that went along when it was merged still say where they were made."""
    return Q(region=village) | Q(region=village.became_id, code=village.code)


def _found(request: HttpRequest, pk: int) -> VillageAssessment:
    rows = VillageAssessment.objects.within(request.jurisdiction).select_related("region")
    return get_object_or_404(rows, pk=pk)


def _number(request: HttpRequest, name: str) -> int:
    """A hidden number of the page that was seen; 0 for anything that is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
