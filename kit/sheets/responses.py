"""Sheets as downloads."""

from __future__ import annotations

from collections.abc import Sequence
from tempfile import SpooledTemporaryFile
from typing import IO

from django.http import FileResponse

from kit.sheets.sheet import Sheet
from kit.workbooks import write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 4 * 1024 * 1024


def workbook_response(sheets: Sheet | Sequence[Sheet], filename: str) -> FileResponse:
    """Return ``sheets`` as a download called ``filename``.xlsx.

    The file is finished before the answer begins, so that its queries run inside the request's
    transaction and a failure is an error page instead of half a file.
    """
    file = _temporary()
    write_workbook(sheets, file)
    return _download(file, f"{filename}.xlsx", XLSX)


def csv_response(sheet: Sheet, filename: str) -> FileResponse:
    """Return ``sheet`` as a download called ``filename``.csv, finished before the answer begins."""
    file = _temporary()
    sheet.csv(file)
    return _download(file, f"{filename}.csv", "text/csv; charset=utf-8")


def _temporary() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


def _download(file: IO[bytes], filename: str, content_type: str) -> FileResponse:
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=filename, content_type=content_type)
    response["Cache-Control"] = "no-store"
    return response
