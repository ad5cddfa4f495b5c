"""Things that are done by pressing a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kit.collisions import second_is_told
from kit.refused import Refused


def carry_out(request: HttpRequest, action: Callable[[], Any], *, done: str, back: str) -> HttpResponse:
    """Call ``action`` and go ``back`` with word of it; a refusal is told in its own words and changes nothing."""
    try:
        with second_is_told("别人刚刚做了同样的事,这一次没有写入。请刷新页面后再看。"):
            action()
    except Refused as refusal:
        clause = f"({refusal.clause})" if refusal.clause else ""
        messages.error(request, f"{refusal.reason}{clause}")
    else:
        messages.success(request, done)
    return redirect(back)
