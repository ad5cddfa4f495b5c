"""A sheet in the form that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase, JsonResponse

from kit.sheets import Sheet
from kit.sheets.responses import csv_response, workbook_response


def _json(sheet: Sheet, filename: str) -> HttpResponseBase:
    return JsonResponse(sheet.as_json(), json_dumps_params={"ensure_ascii": False})


FORMATS: dict[str, Callable[[Sheet, str], HttpResponseBase]] = {
    "xlsx": workbook_response,
    "csv": csv_response,
    "json": _json,
}


def download(sheet: Sheet, form: str) -> HttpResponseBase:
    """The whole sheet as ``form``, one of ``FORMATS``."""
    return FORMATS[form](sheet, sheet.title)
