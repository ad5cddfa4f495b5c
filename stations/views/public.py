"""The page of a station that is open to everybody, and the photos of its staff who agreed to be shown."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from kit.api.throttle import PerAddress
from kit.gate import PUBLIC, door
from kit.jinja import url
from kit.months import today
from kit.scope import acting
from stations import files
from stations.public import reading, sheet_of, village_of
from stations.views.errors import too_many_requests
from stations.views.files import HARMLESS
from stations.wall import staff_of

log = logging.getLogger(__name__)

# A village's people look at the same page: neighbours share a copy for a minute.
SHARED = "public, max-age=60"
MISSING = {
    "title": "没有找到这个村站",
    "advice": "请核对地址里的 12 位村代码,或再扫一次海报上的二维码;也可以到村委会询问。",
}
TOO_OFTEN = "这个网络打开公开页太频繁,请一分钟后再看。"


class PublicRate(PerAddress):
    """As the calculators, counted by themselves: a page asks for its photos too."""

    scope = "public"


@door(PUBLIC)
def public_station(request: HttpRequest, code: str) -> HttpResponseBase:
    """A station by the code of its village; a village that became another leads there."""
    if not PublicRate().allow_request(request, None):
        return too_many_requests(request, TOO_OFTEN)
    village = village_of(code)
    if village is not None and village.became is not None:
        return redirect(url("public_station", village.became.code_text))
    if village is None or village.closed_on is not None:
        return _missing(request)
    with acting(reading(village)):
        sheet = sheet_of(village, today())
        if sheet is None:
            return _missing(request)
        context = {"title": sheet.name, "it": sheet, "code": code}
        response = TemplateResponse(request, "stations/public_station.html", context).render()
    response.headers["Cache-Control"] = SHARED
    return response


@door(PUBLIC)
def public_portrait(request: HttpRequest, code: str, name: UUID) -> HttpResponseBase:
    """The small photo of somebody who works there today and has agreed; any other is not there."""
    if not PublicRate().allow_request(request, None):
        return too_many_requests(request, TOO_OFTEN)
    village = village_of(code)
    if village is None or village.closed_on is not None:
        raise Http404
    with acting(reading(village)):
        shown = {member.portrait for member in staff_of(village, today())}
    if name not in shown:
        raise Http404
    return HttpResponse(
        _thumbnail(name), content_type="image/jpeg", headers={**HARMLESS, "Cache-Control": SHARED}
    )


def _missing(request: HttpRequest) -> HttpResponse:
    """The same for every code that leads nowhere."""
    return TemplateResponse(request, "stations/public_missing.html", MISSING, status=404).render()


def _thumbnail(name: UUID) -> Any:
    try:
        return files.read_thumbnail(name)
    except FileNotFoundError:
        log.warning("nothing lies on the shelf under %s", name)
        raise Http404 from None
