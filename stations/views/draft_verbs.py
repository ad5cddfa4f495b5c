"""What is done with a draft of a policy document: begun, handed in, withdrawn, returned, published, taken as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from kit.gate import door, for_roles, verb
from kit.jinja import url
from kit.pages import EditPage, carry_out
from kit.refused import Refused
from stations import audit, roles
from stations.actions import drafts as actions
from stations.documents.writing import to_toml
from stations.forms import ReasonForm
from stations.models import PolicyDocument, PolicyDraft
from stations.rules.drafts import OPEN
from stations.views.drafts import WRITERS, OneDraft, find


class Reasoned(OneDraft, EditPage):
    """A step that needs a reason: ``act`` is done with it."""

    act: ClassVar[Callable[..., Any]]

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.draft  # noqa: B018  (a draft that is not there has no form)
        return ReasonForm(data)

    def context(self) -> dict[str, Any]:
        return EditPage.context(self)

    def back(self) -> str:
        return url("draft", self.kwargs["pk"])

    def save(self, form: Any) -> Any:
        return type(self).act(self.draft, reason=form.cleaned_data["reason"], by=self.request.user)


class DraftReturn(Reasoned):
    title = "退回草稿"
    submit = "退回"
    saved = "草稿已退回。"
    act = actions.send_back


class DraftDiscard(Reasoned):
    title = "作废草稿"
    submit = "作废"
    saved = "草稿已作废,内容仍可查看和导出。"
    act = actions.discard


def _button(act: Callable[..., Any], done: str, *, of_what_was_seen: bool = False) -> Callable[..., Any]:
    """A button on the page of a draft; ``of_what_was_seen``: only while its content is what the page showed."""

    @verb(*WRITERS)
    def press(request: HttpRequest, pk: int) -> HttpResponse:
        draft = find(pk)
        seen = {"seen": request.POST.get("seen", "")} if of_what_was_seen else {}
        return carry_out(
            request, lambda: act(draft, by=request.user, **seen), done=done, back=url("draft", pk)
        )

    return press


draft_submit = _button(actions.submit, "草稿已提交,等另一位市级人员确认发布。", of_what_was_seen=True)
draft_withdraw = _button(actions.withdraw, "草稿已撤回,可以继续修改。")
draft_publish = _button(actions.publish_draft, "已发布。已发布的版本不能再改。", of_what_was_seen=True)
draft_rebase = _button(actions.rebase, "已改以最新的版本为基础,请看清下面的不同。")


@verb(*WRITERS)
def draft_start(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version of a published document."""
    document = get_object_or_404(PolicyDocument.objects.select_related("parent"), pk=pk)
    try:
        draft = actions.start_version(document, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect(url("policy", pk))
    others = PolicyDraft.objects.filter(key=document.key, state__in=OPEN).exclude(pk=draft.pk).count()
    if others:
        messages.warning(request, f"代号 {document.key} 另有 {others} 份草稿没有办完,先发布的一份才能发布。")
    return redirect(url("draft", draft.pk))


@door(for_roles(*WRITERS))
def draft_toml(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole draft as a file that can be changed and imported again."""
    draft = find(pk)
    audit.record("导出", draft, reason="政策文件草稿 TOML")
    return _toml(to_toml(draft.body, about=f"政策文件草稿 {draft}"), f"{draft.key or '草稿'}-草稿")


@door(for_roles(*roles.EVERYONE))
def policy_toml(request: HttpRequest, pk: int) -> HttpResponse:
    """A published document, complete, as a file."""
    stored = get_object_or_404(PolicyDocument, pk=pk, published_at__isnull=False)
    audit.record("导出", stored, reason="政策文件 TOML")
    return _toml(
        to_toml(stored.body, about=f"{stored} 第 {stored.version} 版"), f"{stored.key}-{stored.version}"
    )


def _toml(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.toml") or "attachment"},
    )
