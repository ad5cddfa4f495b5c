"""Rewards and penalties on screen, and who is barred from awards on a day."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage, EditPage
from kit.sheets import Column, Kind
from stations import columns as shared
from stations import roles
from stations.actions import notices as actions
from stations.models import Notice
from stations.models.history import tracked_changes
from stations.models.titles import SUBJECTS
from stations.pages import ListPage
from stations.places import Tier
from stations.title_forms import LiftForm, NoticeFilterSet, NoticeForm
from stations.titles import offered_sanctions
from stations.views.titles import place_of


class NoticeList(ListPage):
    """通报和奖励 within the jurisdiction; with a day, those by which somebody is barred then."""

    roles = roles.BUSINESS
    title = "通报和奖励"
    template_name = "stations/notice_list.html"
    columns = (
        shared.SERIAL,
        Column("district", "区县", value=place_of(Tier.DISTRICT)),
        Column("township", "乡镇(街道)", value=place_of(Tier.TOWNSHIP)),
        Column("whom", "单位和个人", link=lambda row: url("notice", row.pk)),
        Column("subject", "对象", Kind.CHOICE, choices=SUBJECTS),
        Column("sanction_name", "奖惩"),
        Column("noticed_on", "通报日期", Kind.DATE),
        Column("number", "文号"),
        Column("amount", "奖励金额", Kind.MONEY, unit="元", total=True),
        Column("scope", "不得参加"),
        Column("until", "到哪天"),
        Column("clause", "条款"),
    )
    sorts = {
        "district": ("scope_code",),
        "township": ("scope_code",),
        "noticed_on": ("-noticed_on", "scope_code"),
    }
    default_sort = "noticed_on"
    sums = {"amount": "amount"}
    filterset_class = NoticeFilterSet
    empty = "还没有登记奖励和通报。"

    def queryset(self) -> Any:
        return Notice.objects.with_place()

    def shown_columns(self) -> tuple[Column, ...]:
        return shared.seen_from(self.request.post.region, self.columns)

    def row_address(self, row: Notice) -> str:
        return url("notice", row.pk)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "may_issue": self.request.post.role in roles.SUPERVISORS}


class NoticePage(DetailPage):
    """One reward or penalty, and what it bars from until when."""

    roles = roles.BUSINESS
    template_name = "stations/notice_detail.html"

    def queryset(self) -> Any:
        return Notice.objects.with_place()

    def context(self) -> dict[str, Any]:
        notice, post = self.object, self.request.post
        return {
            **super().context(),
            "changes": tracked_changes(Notice, notice.pk),
            "may_lift": post.role in roles.SUPERVISORS
            and post.region.tier <= notice.issued_by.region.tier
            and notice.barred_from is not None
            and notice.lifted_on is None,
        }


class NoticeIssue(EditPage):
    roles = roles.SUPERVISORS
    title = "登记奖励或通报批评"
    saved = "已登记。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return NoticeForm(self.request.post, offered_sanctions(), data)

    def save(self, form: Any) -> Notice:
        return actions.issue(form.cleaned_data, by=self.request.post, today=today())

    def done(self, result: Any) -> HttpResponse:
        return redirect(url("notice", result.pk))

    def back(self) -> str:
        return url("notices")


class NoticeLift(EditPage):
    roles = roles.SUPERVISORS
    title = "解除不得评优"
    submit = "解除"
    saved = "已解除。"

    def notice(self) -> Notice:
        found: Notice = self.find(Notice.objects.with_place(), pk=self.kwargs["pk"])
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.title = f"解除不得评优:{self.notice().whom}"
        return LiftForm(data)

    def save(self, form: Any) -> None:
        data = form.cleaned_data
        actions.lift(self.notice(), on=data["lifted_on"], reason=data["reason"], by=self.request.post)

    def back(self) -> str:
        return url("notice", self.kwargs["pk"])
