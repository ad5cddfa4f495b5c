"""The library of policy documents, and who is bound by which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from kit.gate import door, for_roles
from kit.jinja import url
from kit.months import today
from kit.pages import EditPage, Page
from kit.pages.downloads import FORMATS, download
from kit.sheets import Column, Sheet
from stations import audit, roles
from stations.actions import policies as actions
from stations.documents import content, stored_policy_for
from stations.documents.library import Volume, search, volumes
from stations.documents.reader import Reader
from stations.documents.uses import uses_for
from stations.forms import AdoptionForm, EndPostForm
from stations.models import Adoption, PolicyDocument
from stations.rules.documents.outline import Facing, side_by_side

PUBLISHED = {"published_at__isnull": False}
KINDS = {"same": "相同", "changed": "不同", "removed": "只在左边", "added": "只在右边"}


@door(for_roles(*roles.EVERYONE))
def policy_list(request: HttpRequest) -> HttpResponse:
    """The library: documents bind nobody by being here; adoptions do. A search looks through all of them."""
    words = _words(request)
    bound = stored_policy_for(request.post.region, today())
    found = volumes(_published().prefetch_related("adoptions__region"))
    shelf = sorted(found, key=lambda volume: bound is None or volume.latest.key != bound.key)
    context = {
        "title": "政策文件",
        "words": words,
        "shelf": shelf,
        "hits": search([volume.latest for volume in shelf], words) if words else [],
        "bound": bound,
    }
    return TemplateResponse(request, "stations/policy_list.html", context)


@door(for_roles(*roles.EVERYONE))
def policy_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A document clause by clause, the values it gives, the readings of what is ambiguous, and whom it binds."""
    stored = get_object_or_404(_published(), pk=pk)
    context = {
        "title": stored.title,
        "stored": stored,
        "reader": Reader(stored, uses_for(request.post.role), _words(request)),
        "versions": _published().filter(key=stored.key).order_by("-version"),
        "adoptions": stored.adoptions.select_related("region").order_by("starts_on"),
        "bound": stored_policy_for(request.post.region, today()),
    }
    return TemplateResponse(request, "stations/policy_detail.html", context)


class PolicyCompare(Page):
    """Two documents, or two versions of one, side by side; the same rows go to a file."""

    roles = roles.EVERYONE
    title = "文件对照"
    template_name = "stations/policy_compare.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        left, right = self._chosen("left"), self._chosen("right")
        if left is None or right is None:
            return self.show(left=left, right=right, facings=(), everything=True)
        everything = request.GET.get("show", "" if left.key == right.key else "all") == "all"
        facings = [
            facing if everything else replace(facing, pairs=facing.different)
            for facing in side_by_side(content(left), content(right))
            if everything or facing.different
        ]
        if (wanted := request.GET.get("format")) in FORMATS:
            audit.record("导出", reason=f"{self.title} {left} / {right} {wanted}")
            return download(comparison_sheet(left, right, facings), wanted)
        return self.show(left=left, right=right, facings=facings, everything=everything)

    def context(self) -> dict[str, Any]:
        asked = [self.request.GET.get(side) for side in ("left", "right")]
        return {
            **super().context(),
            "shelf": self.shelf,
            "unknown": any(each and each not in self._by_number for each in asked),
        }

    @cached_property
    def shelf(self) -> list[Volume]:
        return volumes(_published())

    @cached_property
    def _by_number(self) -> dict[str, PolicyDocument]:
        return {str(stored.pk): stored for volume in self.shelf for stored in volume.versions}

    def _chosen(self, side: str) -> PolicyDocument | None:
        return self._by_number.get(self.request.GET.get(side, ""))

    def address(self, **changes: Any) -> str:
        """This comparison's address with some of its query changed."""
        return url("policy_compare", **{**self.request.GET.dict(), **changes})


def comparison_sheet(left: PolicyDocument, right: PolicyDocument, facings: Iterable[Facing]) -> Sheet:
    """The comparison as it is on screen, one row for each thing that is said."""
    on_left, on_right = (
        f"{side}:{stored.number or stored.title} 第 {stored.version} 版"
        for side, stored in (("左", left), ("右", right))
    )
    columns = (
        Column("section", "部分"),
        Column("title", "种类"),
        Column("name", "名称"),
        Column("row", "项目"),
        Column("left", "内容", group=on_left, width=40),
        Column("left_clause", "条款", group=on_left),
        Column("right", "内容", group=on_right, width=40),
        Column("right_clause", "条款", group=on_right),
        Column("kind", "对照"),
    )
    return Sheet(title="文件对照", columns=columns, rows=_comparison_rows(facings))


def _comparison_rows(facings: Iterable[Facing]) -> Iterator[dict[str, str]]:
    for facing in facings:
        for pair in facing.pairs:
            for row in pair.rows:
                yield {
                    "section": facing.title,
                    "title": pair.title,
                    "name": pair.label,
                    "row": row.label,
                    "left": row.left,
                    "left_clause": pair.left.clause if pair.left else "",
                    "right": row.right,
                    "right_clause": pair.right.clause if pair.right else "",
                    "kind": KINDS["same" if row.same else pair.kind],
                }


def _published() -> Any:
    return PolicyDocument.objects.filter(**PUBLISHED).select_related("parent")


def _words(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "")[:60].split())


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
