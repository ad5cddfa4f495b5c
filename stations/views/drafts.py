"""Drafts of policy documents on screen: the list, a new one, one from a file, its page, its sections as forms."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from kit.gate import door, for_roles
from kit.jinja import url
from kit.pages import EditPage, Page
from kit.refused import Refused
from stations import roles
from stations.actions import drafts as actions
from stations.documents import latest
from stations.documents.drafts import Examination, digest_of_section, examined, facing
from stations.documents.writing import MOST_BYTES, from_toml
from stations.forms import DraftImportForm, DraftNewForm
from stations.models import Adoption, AuditEvent, PolicyDocument, PolicyDraft, User
from stations.rules.drafts import AWAITED, DRAFT, OPEN, RETURNED, SUBMITTED, open_verbs
from stations.schema_form import SECTIONS, Section, shown, taken
from stations.schema_form.parts import Sent

WRITERS = (roles.CITY,)


@door(for_roles(*WRITERS))
def draft_list(request: HttpRequest) -> HttpResponse:
    """What is being written and what waits for a second person; below it what is finished."""
    rows = PolicyDraft.objects.select_related("maker", "based_on", "published").order_by("-changed_at")
    context = {
        "title": "起草政策文件",
        "working": list(rows.filter(state__in=OPEN)),
        "finished": list(rows.exclude(state__in=OPEN)[:50]),
        "awaited": AWAITED,
    }
    return TemplateResponse(request, "stations/draft_list.html", context)


class DraftNew(EditPage):
    """A document that is no version of another."""

    roles = WRITERS
    title = "起草新文件"
    submit = "开始起草"
    saved = ""

    def form(self, data: Any = None, files: Any = None) -> Any:
        return DraftNewForm(data)

    def save(self, form: Any) -> PolicyDraft:
        given = form.cleaned_data
        if last := latest(given["key"]):
            raise Refused(
                f"代号 {last.key} 是已发布的“{last.title}”。要改它,请打开那件文件,按“起草新版本”。",
                field="key",
            )
        return actions.start(given, based_on=None, by=self.request.user, source="新文件")

    def done(self, result: PolicyDraft) -> HttpResponse:
        return redirect(url("draft_section", result.pk, "head"))

    def back(self) -> str:
        return url("drafts")


class DraftImport(EditPage):
    """A TOML file becomes a draft, whatever is wrong with what it says."""

    roles = WRITERS
    title = "导入政策文件"
    submit = "导入"
    saved = ""
    multipart = True
    template_name = "stations/draft_import.html"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return DraftImportForm(data, files)

    def save(self, form: Any) -> PolicyDraft:
        file = form.cleaned_data["file"]
        body = from_toml(file.read(MOST_BYTES + 1), size=file.size)
        return actions.bring(body, by=self.request.user, name=file.name)

    def done(self, result: PolicyDraft) -> HttpResponse:
        if count := len(examined(result).problems):
            messages.warning(self.request, f"文件已导入为草稿,有 {count} 处要改,都列在下面。")
        else:
            messages.success(self.request, "文件已导入为草稿,没有发现错误。")
        return redirect(url("draft", result.pk))

    def back(self) -> str:
        return url("drafts")


def find(pk: int) -> PolicyDraft:
    """Drafts belong to no place: whoever may enter the door may see each of them."""
    rows = PolicyDraft.objects.select_related(
        "based_on__parent", "maker", "submitted_by", "checked_by", "published"
    )
    return get_object_or_404(rows, pk=pk)


class OneDraft(Page):
    """A page about one draft."""

    roles = WRITERS

    @cached_property
    def draft(self) -> PolicyDraft:
        return find(self.kwargs["pk"])

    def context(self) -> dict[str, Any]:
        return {"title": self.draft.title, "draft": self.draft, "sections": SECTIONS.values()}

    @property
    def allowed(self) -> list[str]:
        return open_verbs(
            self.draft.state, self.request.post.role, person=self.request.user.pk, authors=self.draft.authors
        )


class DraftPage(OneDraft):
    """What is wrong, what changes, who did what, and what this person may do now."""

    template_name = "stations/draft_detail.html"

    def context(self) -> dict[str, Any]:
        draft, found = self.draft, examined(self.draft)
        return {
            **super().context(),
            "found": found,
            "changes": found.changes(),
            "raw_changes": facing(draft.based_on.body, draft.body) if _cannot_compare(found) else (),
            "allowed": self.allowed,
            "newer": _newer(draft),
            "authors": User.objects.filter(pk__in=draft.authors).order_by("pk"),
            "awaited": AWAITED.get(draft.state),
            "trail": AuditEvent.objects.within(self.jurisdiction)
            .filter(object_type=PolicyDraft._meta.label_lower, object_id=str(draft.pk))
            .order_by("-pk")[:100],
            "adoptions": _bound_to_older(draft),
        }


class DraftSection(OneDraft):
    """One section as a form. What is sent is kept, right or wrong; all problems stand beside their values."""

    http_method_names = ["get", "head", "post"]
    template_name = "stations/draft_section.html"

    @cached_property
    def section(self) -> Section:
        found = SECTIONS.get(self.kwargs["section"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(self.draft.body)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = self.draft = actions.lock(self.draft)
        sent = Sent(request.POST)
        body = taken(self.section, draft.body, sent)
        if request.POST.get("version") != digest_of_section(self.section, draft.body):
            return self.shown(body, status=409, others=facing(draft.body, body))
        try:
            if body != draft.body:
                actions.write(draft, body, by=request.user, what=self.section.title)
        except Refused as refusal:
            return self.shown(body, status=422, refusal=refusal.reason)
        return self.gone_on(request, body)

    def gone_on(self, request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
        """Back to the row that was added, on to the next section, or the same page with what is wrong now."""
        here = url("draft_section", self.draft.pk, self.section.name)
        if added := request.POST.get("add"):
            return redirect(f"{here}#{added}:end")
        self.draft.body = body
        wrong = examined(self.draft).per_section[self.section.name]
        if wrong:
            messages.warning(request, f"已保存。这一部分有 {wrong} 处要改,已在旁边注明。")
        else:
            messages.success(request, "已保存。")
        return redirect(here)

    def shown(
        self, body: dict[str, Any], *, status: int = 200, others: Any = (), refusal: str = ""
    ) -> HttpResponse:
        """The form over ``body``, which is the draft's own or what was just typed."""
        stored = digest_of_section(self.section, self.draft.body)
        self.draft.body = body
        found = examined(self.draft)
        form, unplaced = shown(self.section, body, found.problems)
        response = self.show(
            section=self.section,
            part=form,
            unplaced=unplaced.under(()),
            found=found,
            version=stored,
            others=others,
            refusal=refusal,
            may_edit="edit" in self.allowed,
        )
        response.status_code = status
        return response


def _cannot_compare(found: Examination) -> bool:
    """There is an older version, and what is wrong keeps the two from being compared value by value."""
    return found.draft.based_on is not None and found.document is None


def _newer(draft: PolicyDraft) -> PolicyDocument | None:
    """A version that was published since the draft was begun, while it can still be brought on top of it."""
    if draft.based_on is None or draft.state not in (DRAFT, RETURNED, SUBMITTED):
        return None
    last = latest(draft.based_on.key)
    return last if last != draft.based_on else None


def _bound_to_older(draft: PolicyDraft) -> Any:
    """Who still carries out an older version of what was published."""
    if draft.published is None:
        return Adoption.objects.none()
    return (
        Adoption.objects.filter(document__key=draft.published.key, ends_on__isnull=True)
        .exclude(document=draft.published)
        .select_related("region", "document")
        .order_by("region__code")
    )
