"""The calculators on screen: the questions of the open endpoints as forms, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.generic import View

from kit.api.fields import Truth
from kit.api.question import WHOLE, Question, Wrong
from kit.api.screen import Choices, Screen
from kit.api.throttle import PerAddress
from kit.gate import GREETING
from kit.months import today
from stations.api import PolicyAnswer
from stations.models import Adoption, PolicyDocument
from stations.rules.documents import Document
from stations.rules.documents.held import Reading

TOO_OFTEN = "计算太频繁,请一分钟后再按一次。您填的内容都还在。"


class Calculator(View):
    """A question as a page. Strangers see it alone, people with a post in their own frame."""

    http_method_names = ["get", "head", "post"]
    question: ClassVar[type[Question]]
    template_name: ClassVar[str]
    title: ClassVar[str]
    # What stands in the form before anything was typed, besides the document.
    suggested: ClassVar[Mapping[str, Callable[[], str]]] = {}

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        view = super().as_view(**initkwargs)
        view.door, view.methods = GREETING, ("GET", "HEAD", "POST")
        return view

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form; an address may fill some of it in beforehand."""
        documents = offered_documents()
        first = {"document": documents[0][0]} if documents else {}
        suggested = {name: suggest() for name, suggest in self.suggested.items()}
        return self._show(
            self._screen({**self._ticked(), **first, **suggested, **request.GET.dict()}, documents)
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        screen = self._screen(request.POST.dict(), offered_documents())
        if request.post is None and not PerAddress().allow_request(request, self):
            screen.wrong = Wrong({WHOLE: [TOO_OFTEN]})
            return self._show(screen, status=429)
        answer = screen.answered()
        return self._show(screen, answer, status=422 if screen.bad else 200)

    def choices(self, typed: Mapping[str, str], documents: Choices) -> Mapping[str, Choices]:
        """What the drop-downs offer that the question itself does not know."""
        return {"document": documents}

    def context(self, screen: Screen, answer: Any) -> dict[str, Any]:
        """What the page of this question shows besides."""
        return {}

    def _screen(self, typed: Mapping[str, str], documents: Choices) -> Screen:
        return Screen(self.question, typed, choices=self.choices(typed, documents))

    def _ticked(self) -> dict[str, str]:
        """The boxes that are ticked before anybody touches them."""
        fields = self.question().fields.items()
        return {name: "on" for name, field in fields if isinstance(field, Truth) and field.default is True}

    def _show(self, screen: Screen, answer: Any = None, status: int = 200) -> HttpResponse:
        context = {
            "title": self.title,
            "frame": "kit/shell.html" if self.request.post else "kit/open.html",
            "screen": screen,
            "answer": answer,
            "readings": readings_of(answer) if answer else {},
            **self.context(screen, answer),
        }
        return TemplateResponse(self.request, self.template_name, context, status=status)


def offered_documents() -> Choices:
    """The key and name of every published document, those that are carried out somewhere first."""
    day = today()
    carried_out = Adoption.objects.filter(document__key=OuterRef("key"), starts_on__lte=day).exclude(
        ends_on__lt=day
    )
    rows = (
        PolicyDocument.objects.filter(published_at__isnull=False)
        .annotate(carried_out=Exists(carried_out))
        .order_by("-carried_out", "key", "version")
        .values_list("key", "number", "title")
    )
    newest = {key: f"{key} {number} {title}".replace("  ", " ") for key, number, title in rows}
    return tuple(newest.items())


def readings_of(answer: PolicyAnswer) -> dict[str, Reading]:
    """The readings that the figures of an answer rest on, by their ids."""
    document: Document = answer.document
    named = {key: None for result in answer.results for key in getattr(result, "readings", ())}
    return {key: document.readings[key] for key in named if key in document.readings}
