"""Requests on screen: the list, a new one, its card and receipt, and the steps of its course."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from kit.gate import verb
from kit.jinja import url
from kit.pages import DetailPage, EditPage, carry_out
from kit.qrcode import qr_code
from kit.sheets import Column, Kind
from services.actions import requests as actions
from services.filters import RequestFilterSet
from services.forms import DecisionForm, RequestForm, StepNoteForm, StepReasonForm
from services.models import Request, ServiceItem
from services.roles import READERS
from services.rules.requests import URGENCIES, WORKFLOW
from stations import columns as shared
from stations import roles
from stations.models import Station
from stations.models.history import tracked_changes
from stations.pages import ListPage
from stations.places import Tier

PLACE_COLUMNS = {Tier.DISTRICT: shared.DISTRICT, Tier.TOWNSHIP: shared.TOWNSHIP, Tier.VILLAGE: shared.VILLAGE}


class RequestList(ListPage):
    """受理事项 within the jurisdiction."""

    roles = READERS
    title = "受理事项"
    template_name = "services/request_list.html"
    columns = (
        Column("number", "受理编号", Kind.CODE, link=lambda row: url("request", row.pk)),
        Column("item", "事项", value="item.name"),
        Column("applicant", "申请人"),
        Column("received_on", "受理日期", Kind.DATE),
        Column("state", "状态", Kind.STATE, choices=WORKFLOW.states),
        Column("clock", "时限", Kind.STATE, value=lambda row: row.standing.urgency, choices=URGENCIES),
        Column("left", "剩余", value=lambda row: row.standing.text),
        Column("due_on", "到期日", Kind.DATE),
    )
    sorts = {
        **shared.PLACE_SORTS,
        "number": ("number",),
        "applicant": ("applicant",),
        "received_on": ("received_on", "number"),
        "state": ("state", "due_on"),
        "due_on": ("due_on", "received_on"),
    }
    default_sort = "-received_on"
    filterset_class = RequestFilterSet
    empty = "还没有受理事项。有人来办事时,按“受理登记”记下来,当场就有编号和回执。"

    def queryset(self) -> Any:
        return Request.objects.with_place()

    def shown_columns(self) -> tuple[Column, ...]:
        """Places above one's own go without saying."""
        own = self.request.post.region.tier
        return (*(column for tier, column in PLACE_COLUMNS.items() if tier > own), *self.columns)

    def row_address(self, row: Request) -> str:
        return url("request", row.pk)


class RequestPage(DetailPage):
    """A request: its clock, its course so far, and what the acting post may do next."""

    roles = READERS
    template_name = "services/request_detail.html"

    def queryset(self) -> Any:
        return Request.objects.with_place().select_related("received_by")

    def context(self) -> dict[str, Any]:
        case = self.object
        return {
            **super().context(),
            "steps": case.steps.select_related("by", "under__region"),
            "open_verbs": WORKFLOW.allowed(case.state, self.request.post.role),
            "changes": tracked_changes(Request, case.pk),
        }


class RequestReceipt(DetailPage):
    """The receipt, made to be printed and handed over."""

    roles = READERS
    template_name = "services/request_receipt.html"

    def queryset(self) -> Any:
        return Request.objects.with_place()

    def context(self) -> dict[str, Any]:
        station = Station.objects.within(self.jurisdiction).filter(region=self.object.region_id).first()
        # Nobody outside can follow a request yet, so the code holds the number alone, for the counter to scan.
        code = qr_code(self.object.number, called=f"受理编号 {self.object.number}")
        return {**super().context(), "title": "受理回执", "station": station, "code": code}


class RequestCreate(EditPage):
    """Somebody stands at the counter: five fields, and the number is there."""

    roles = roles.STATION
    title = "受理登记"
    template_name = "services/request_new.html"
    submit = "受理"
    saved = "已受理,请把编号告诉申请人,或打印回执。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return RequestForm(self.jurisdiction, data)

    def context(self) -> dict[str, Any]:
        offered = ServiceItem.objects.within(self.jurisdiction).exists()
        return {**super().context(), "offered": offered}

    def save(self, form: Any) -> Any:
        return actions.receive(self.request.post.region, by=self.request.post, **form.cleaned_data)

    def done(self, result: Request) -> HttpResponse:
        return redirect("request", result.pk)

    def back(self) -> str:
        return url("requests")


@verb(*roles.STATION)
def request_send_up(request: HttpRequest, pk: int) -> HttpResponse:
    case = get_object_or_404(Request.objects.within(request.jurisdiction), pk=pk)
    return carry_out(
        request,
        lambda: actions.send_up(case, by=request.post),
        done="已上报乡镇(街道)。",
        back=url("request", pk),
    )


class StepPage(EditPage):
    """One step of a request that needs a word with it. Nothing is kept of a step that is not open any more."""

    template_name = "services/request_step.html"
    form_class: ClassVar[Any] = StepReasonForm
    action: ClassVar[Callable[..., Request]]

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.case = self.find(Request.objects.with_place(), pk=self.kwargs["pk"])
        return self.form_class(data)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "case": self.case}

    def save(self, form: Any) -> Request:
        return type(self).action(self.case, by=self.request.post, **form.cleaned_data)

    def back(self) -> str:
        return url("request", self.kwargs["pk"])


class RequestSendBack(StepPage):
    roles = (roles.TOWNSHIP,)
    title = "退回补正"
    submit = "退回补正"
    saved = "已退回,补正期间停止计时。"
    action = actions.send_back


class RequestDecide(StepPage):
    roles = (roles.TOWNSHIP,)
    title = "作出决定"
    submit = "确定"
    saved = "决定已记下,等站里告知申请人。"
    form_class = DecisionForm
    action = actions.decide


class RequestResubmit(StepPage):
    roles = roles.STATION
    title = "补正后重报"
    submit = "重新上报"
    saved = "已重新上报,时限接着计算。"
    form_class = StepNoteForm
    action = actions.resubmit


class RequestTell(StepPage):
    roles = roles.STATION
    title = "告知申请人"
    submit = "已告知,办结"
    saved = "已办结。"
    form_class = StepNoteForm
    action = actions.tell


class RequestWithdraw(StepPage):
    roles = roles.STATION
    title = "申请人撤回"
    submit = "撤回"
    saved = "已撤回。"
    action = actions.withdraw
