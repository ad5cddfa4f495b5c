"""Coordinators, their engagements and the posts that stand empty, on screen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage, EditPage
from kit.sheets import Column
from kit.sheets.columns import masked
from staffing import columns, roles
from staffing.actions import coordinators as actions
from staffing.filters import CoordinatorFilterSet
from staffing.forms import EndEngagementForm, EngagementEditForm, NewcomerForm, PersonEditForm, TermsForm
from staffing.models import Coordinator, Engagement
from staffing.standing import contract_verdicts, stations_without_coordinator
from stations import columns as shared
from stations.filters import StationFilterSet
from stations.models.history import tracked_changes
from stations.pages import ListPage

# Whose changes the page of a person tells; older contracts are settled.
LATEST_CONTRACTS = 3


class CoordinatorList(ListPage):
    """Who is or was a coordinator within the jurisdiction; ID numbers are masked on screen and in files."""

    roles = roles.READERS
    title = "协管员"
    template_name = "staffing/coordinator_list.html"
    columns = columns.COORDINATORS
    sorts = {
        **shared.PLACE_SORTS,
        "village": ("scope_code", "sort_key"),
        "name": ("sort_key",),
        "starts_on": ("starts_now",),
        "ends_on": ("ends_now",),
    }
    default_sort = "village"
    filterset_class = CoordinatorFilterSet
    empty = "还没有协管员。乡镇(街道)可以逐个登记聘用,或从 Excel 一次导入花名册。"

    def queryset(self) -> Any:
        return Coordinator.objects.with_place().with_engagement_on(today())

    def shown_columns(self) -> tuple[Column, ...]:
        return shared.seen_from(self.request.post.region, self.columns)

    def row_address(self, row: Coordinator) -> str:
        return url("coordinator", row.pk)


class CoordinatorPage(DetailPage):
    """A person, the contracts, what the document in force says of them, and what was changed."""

    roles = roles.READERS
    template_name = "staffing/coordinator_detail.html"

    def queryset(self) -> Any:
        return Coordinator.objects.with_place().select_related("portrait")

    def context(self) -> dict[str, Any]:
        engagements = list(
            Engagement.objects.within(self.jurisdiction)
            .filter(coordinator=self.object)
            .select_related("region__parent__parent__parent")
        )
        current = next((each for each in engagements if each.in_force(today())), None)
        return {
            **super().context(),
            "engagements": engagements,
            "current": current,
            "verdicts": contract_verdicts(current) if current else [],
            "account": masked(self.object.bank_account),
            "changes": history_of(self.object, engagements),
            "may_hire": self.request.post.role in roles.HIRERS,
            "may_show": self.request.post.role in roles.PORTRAYERS,
        }


class CoordinatorCreate(EditPage):
    """The township hires a person who was never a coordinator."""

    roles = roles.HIRERS
    title = "登记聘用"
    submit = "登记"
    saved = "已登记聘用。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return NewcomerForm(self.jurisdiction, data, initial={"village": self.request.GET.get("village")})

    def save(self, form: Any) -> Coordinator:
        return actions.hire_newcomer(
            form.person(), village=form.cleaned_data["village"], terms=form.terms(), by=self.request.user
        )

    def done(self, result: Coordinator) -> HttpResponse:
        warn_of(self.request, result.engagements.select_related("region").get())
        return redirect(url("coordinator", result.pk))

    def back(self) -> str:
        return url("coordinators")


class CoordinatorEdit(EditPage):
    roles = roles.HIRERS
    title = "修改协管员资料"

    def form(self, data: Any = None, files: Any = None) -> Any:
        person = self.find(Coordinator.objects.all(), pk=self.kwargs["pk"])
        initial = {name: getattr(person, name) for name in (*PersonEditForm.PERSON, "version")}
        return PersonEditForm(str(person.id_number), masked(person.bank_account), data, initial=initial)

    def current(self) -> Any:
        return Coordinator.objects.within(self.jurisdiction).select_for_update().get(pk=self.kwargs["pk"])

    def save(self, form: Any) -> Coordinator:
        return actions.correct_person(self.current(), form.values(), by=self.request.user)

    def back(self) -> str:
        return url("coordinator", self.kwargs["pk"])


class EngagementCreate(EditPage):
    """A further contract of somebody known."""

    roles = roles.HIRERS
    title = "续聘"
    submit = "登记"
    saved = "已登记聘用。"

    @property
    def coordinator(self) -> Coordinator:
        found: Coordinator = self.find(Coordinator.objects.all(), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        return TermsForm(self.jurisdiction, data, initial={"village": self.coordinator.region_id})

    def save(self, form: Any) -> Engagement:
        return actions.engage(
            self.coordinator, village=form.cleaned_data["village"], terms=form.terms(), by=self.request.user
        )

    def done(self, result: Engagement) -> HttpResponse:
        warn_of(self.request, result)
        return redirect(self.back())

    def back(self) -> str:
        return url("coordinator", self.kwargs["pk"])


class EngagementEdit(EditPage):
    roles = roles.HIRERS
    title = "修改聘用"

    @property
    def engagement(self) -> Engagement:
        found: Engagement = self.find(Engagement.objects.select_related("region"), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        engagement = self.engagement
        initial = {name: getattr(engagement, name) for name in (*EngagementEditForm.TERMS, "version")}
        return EngagementEditForm(self.jurisdiction, data, initial=initial)

    def current(self) -> Any:
        return Engagement.objects.within(self.jurisdiction).select_for_update().get(pk=self.kwargs["pk"])

    def save(self, form: Any) -> Engagement:
        return actions.correct_engagement(self.current(), form.terms(), by=self.request.user)

    def done(self, result: Engagement) -> HttpResponse:
        warn_of(self.request, result)
        return redirect(self.back())

    def back(self) -> str:
        return url("coordinator", self.engagement.coordinator_id)


class EngagementEnd(EditPage):
    """End a contract early; the station's post is empty from the next day."""

    roles = roles.HIRERS
    title = "终止聘用"
    submit = "终止聘用"
    saved = "已登记终止。"

    @property
    def engagement(self) -> Engagement:
        found: Engagement = self.find(Engagement.objects.select_related("coordinator"), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.title = f"终止聘用:{self.engagement.coordinator.name}"
        return EndEngagementForm(data)

    def save(self, form: Any) -> Engagement:
        return actions.end_engagement(
            self.engagement,
            on=form.cleaned_data["ended_on"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )

    def back(self) -> str:
        return url("coordinator", self.engagement.coordinator_id)


class VacancyList(ListPage):
    """Stations with nobody in post today, and since when."""

    roles = roles.READERS
    title = "空缺岗位"
    template_name = "staffing/vacancy_list.html"
    columns = columns.VACANCIES
    sorts = {**shared.PLACE_SORTS, "since": ("served_until", "opened_on", "scope_code")}
    default_sort = "code"
    filterset_class = StationFilterSet
    empty = "管辖范围内每个站都有协管员在岗。"

    def queryset(self) -> Any:
        return stations_without_coordinator(today()).with_place()

    def shown_columns(self) -> tuple[Column, ...]:
        return shared.seen_from(self.request.post.region, self.columns)

    def row_address(self, row: Any) -> str:
        return url("station", row.pk)


def warn_of(request: Any, engagement: Engagement) -> None:
    """Say what the document in force has against a contract that was just entered; it stands nevertheless."""
    for verdict in contract_verdicts(engagement):
        if verdict.ok is not True:
            messages.warning(request, f"{verdict.text}({verdict.clause})。")


def history_of(person: Coordinator, engagements: list[Engagement]) -> list[dict[str, Any]]:
    """What changed of the person and the latest contracts, newest first, with the account masked."""
    changes = tracked_changes(Coordinator, person.pk)
    for change in changes:
        fields = change["fields"]
        fields.pop("code", None)  # follows the village
        if "银行账号" in fields:
            fields["银行账号"] = tuple(masked(account) for account in fields["银行账号"])
    for engagement in engagements[:LATEST_CONTRACTS]:
        changes += tracked_changes(Engagement, engagement.pk)
    return sorted(changes, key=lambda change: change["at"], reverse=True)
