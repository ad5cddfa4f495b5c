"""What is done to a sheet by pressing a button or filling a short form; the content seen travels along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from funding import roles
from funding.actions import sheets as actions
from funding.forms import PaymentForm
from funding.models import WorkFundSheet
from kit.gate import verb
from kit.jinja import url
from kit.pages import EditPage, carry_out
from stations.forms import ReasonForm


@verb(*roles.FINANCE)
def sheet_recompute(request: HttpRequest, pk: int) -> HttpResponse:
    return _carry_out(
        request, pk, lambda sheet: actions.recompute(sheet, by=request.user), done="已按现在的数据重新计算。"
    )


@verb(*roles.FINANCE)
def sheet_submit(request: HttpRequest, pk: int) -> HttpResponse:
    seen = request.POST.get("seen", "")
    return _carry_out(
        request, pk, lambda sheet: actions.submit(sheet, seen=seen, by=request.user), done="已提交,等待审核。"
    )


@verb(*roles.FINANCE)
def sheet_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _carry_out(
        request,
        pk,
        lambda sheet: actions.withdraw(sheet, by=request.user),
        done="已撤回,可以重新计算后再提交。",
    )


@verb(*roles.FINANCE)
def sheet_approve(request: HttpRequest, pk: int) -> HttpResponse:
    seen = request.POST.get("seen", "")
    return _carry_out(
        request,
        pk,
        lambda sheet: actions.approve(sheet, seen=seen, by=request.user),
        done="审核通过,等待拨付。",
    )


class SheetStep(EditPage):
    """A step that asks for something; the sheet's figures stand above the form."""

    roles = roles.FINANCE
    template_name = "funding/sheet_step.html"

    @property
    def sheet(self) -> WorkFundSheet:
        found: WorkFundSheet = self.find(WorkFundSheet.objects.with_people(), pk=self.kwargs["pk"])
        return found

    def context(self) -> dict[str, Any]:
        return {**super().context(), "object": self.sheet}

    def back(self) -> str:
        return url("work_fund_sheet", self.kwargs["pk"])


class SheetReturn(SheetStep):
    title = "退回补助表"
    submit = "退回"
    saved = "已退回给制表人。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return ReasonForm(data)

    def save(self, form: Any) -> WorkFundSheet:
        return actions.send_back(self.sheet, reason=form.cleaned_data["reason"], by=self.request.user)


class SheetCancel(SheetStep):
    title = "作废补助表"
    submit = "作废"
    saved = "已作废,可以重新编制这一年度的补助表。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return ReasonForm(data)

    def save(self, form: Any) -> WorkFundSheet:
        return actions.cancel(self.sheet, reason=form.cleaned_data["reason"], by=self.request.user)


class SheetPay(SheetStep):
    title = "登记拨付"
    submit = "登记拨付"
    saved = "已登记拨付。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return PaymentForm(data, initial={"seen": self.sheet.content_digest})

    def save(self, form: Any) -> WorkFundSheet:
        return actions.record_payment(self.sheet, **form.cleaned_data, by=self.request.user)


def _carry_out(
    request: HttpRequest, pk: int, action: Callable[[WorkFundSheet], Any], *, done: str
) -> HttpResponse:
    sheet = get_object_or_404(WorkFundSheet.objects.within(request.jurisdiction), pk=pk)
    return carry_out(request, lambda: action(sheet), done=done, back=url("work_fund_sheet", pk))
