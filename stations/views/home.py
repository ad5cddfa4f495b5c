"""Today's page and the search box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from kit import navigation
from kit.gate import door, for_roles
from stations import roles


@door(for_roles(*roles.EVERYONE))
def home(request: HttpRequest) -> HttpResponse:
    """今日工作: what waits for the acting post, most pressing first."""
    return TemplateResponse(
        request, "stations/home.html", {"title": "今日工作", "panels": navigation.panels(request)}
    )


@door(for_roles(*roles.EVERYONE))
def search(request: HttpRequest) -> HttpResponse:
    """Everything within the jurisdiction whose name holds the words; at least two characters."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:60]
    found = navigation.search(request, words) if len(words) >= 2 else []
    return TemplateResponse(
        request, "stations/search.html", {"title": "搜索", "words": words, "found": found}
    )
