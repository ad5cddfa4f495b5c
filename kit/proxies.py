"""Whose request it is, behind proxies."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ClientAddress:
    """Middleware: REMOTE_ADDR becomes what the outermost of ``PROXY_COUNT`` trusted proxies saw.

    Each proxy appends the address it was reached from, so the entry counted from the right is theirs; whatever a
    client wrote into the header stands further left and is not believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.PROXY_COUNT:
            seen = [
                part.strip()
                for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
                if part.strip()
            ]
            if len(seen) >= settings.PROXY_COUNT:
                request.META["REMOTE_ADDR"] = seen[-settings.PROXY_COUNT]
        return self.get_response(request)
