"""The library of policy documents, and who is bound by which."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from kit.gate import door, for_roles
from kit.jinja import url
from kit.pages import EditPage
from stations import roles
from stations.actions import policies as actions
from stations.documents import content
from stations.forms import AdoptionForm, EndPostForm
from stations.models import Adoption, PolicyDocument

PUBLISHED = {"published_at__isnull": False}


@door(for_roles(*roles.EVERYONE))
def policy_list(request: HttpRequest) -> HttpResponse:
    """The library: documents bind nobody by being here; adoptions do."""
    documents = PolicyDocument.objects.filter(**PUBLISHED).prefetch_related("adoptions__region")
    return TemplateResponse(
        request, "stations/policy_list.html", {"title": "政策文件", "documents": documents}
    )


@door(for_roles(*roles.EVERYONE))
def policy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A document clause by clause, the values it gives, the readings of what is ambiguous, and whom it binds."""
    stored = get_object_or_404(PolicyDocument, pk=pk, **PUBLISHED)
    context = {
        "title": stored.title,
        "stored": stored,
        "document": content(stored),
        "adoptions": stored.adoptions.select_related("region").order_by("starts_on"),
    }
    return TemplateResponse(request, "stations/policy_detail.html", context)


class PolicyAdopt(EditPage):
    """The city registers that it, or a district of it, carries a document out."""

    roles = (roles.CITY,)
    title = "登记执行"
    submit = "登记"
    saved = "执行已登记。"

    @property
    def document(self) -> PolicyDocument:
        return get_object_or_404(PolicyDocument, pk=self.kwargs["pk"], **PUBLISHED)

    def form(self, data: Any = None, files: Any = None) -> Any:
        return AdoptionForm(self.jurisdiction, data, initial={"region": self.request.post.region.place.short})

    def save(self, form: Any) -> Any:
        return actions.adopt(self.document, **form.cleaned_data)

    def back(self) -> str:
        return url("policy", self.kwargs["pk"])


class AdoptionEnd(EditPage):
    roles = (roles.CITY,)
    title = "终止执行"
    submit = "终止"
    saved = "执行已终止。"

    @property
    def adoption(self) -> Adoption:
        found = Adoption.objects.select_related("region", "document").filter(pk=self.kwargs["pk"]).first()
        if found is None or not self.jurisdiction.covers(found.region.code, found.region.tier):
            raise Http404
        return found

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.adoption  # noqa: B018  (outside the jurisdiction there is no form)
        return EndPostForm(data)

    def save(self, form: Any) -> Any:
        return actions.end_adoption(
            self.adoption, on=form.cleaned_data["ends_on"], reason=form.cleaned_data["reason"]
        )

    def back(self) -> str:
        return url("policy", self.adoption.document_id)
