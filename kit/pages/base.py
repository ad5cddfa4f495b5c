"""What every page has: a door, a template, and rows that lie within the asking post's jurisdiction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.views.generic import View

from kit.gate import Door, for_roles
from kit.jurisdiction import Jurisdiction


class Page(View):
    """A page for the roles named in ``roles``; without them it does not start."""

    roles: ClassVar[tuple[str, ...]] = ()
    template_name: ClassVar[str] = ""
    title: str = ""
    http_method_names = ["get", "head"]
    request: Any

    @classmethod
    def declared(cls) -> Door:
        if not cls.roles:
            raise ImproperlyConfigured(f"{cls.__name__} declares no roles.")
        return for_roles(*cls.roles)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        view = super().as_view(**initkwargs)
        view.door = cls.declared()  # type: ignore[attr-defined]
        view.methods = tuple(name.upper() for name in cls.http_method_names)  # type: ignore[attr-defined]
        return view

    @property
    def jurisdiction(self) -> Jurisdiction:
        """The acting post's region and all below it."""
        found: Jurisdiction = self.request.jurisdiction
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.show()

    def show(self, **more: Any) -> HttpResponse:
        """The page as a template response; ``more`` adds to its context."""
        return TemplateResponse(self.request, self.template_name, {"page": self, **self.context(), **more})

    def context(self) -> dict[str, Any]:
        return {"title": self.title}

    def find(self, rows: Any, **where: Any) -> Any:
        """The one row within the jurisdiction, else 404: outside looks exactly like non-existent."""
        row = rows.within(self.jurisdiction).filter(**where).first()
        if row is None:
            raise Http404
        return row
