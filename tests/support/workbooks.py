"""Workbooks as people send them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(rows: Iterable[Sequence[Any]], name: str = "表.xlsx") -> SimpleUploadedFile:
    """An upload whose first worksheet holds ``rows``, the first of them the headings."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue(), XLSX)


def dry_run(client: Any, address: str, rows: Iterable[Sequence[Any]], **fields: Any) -> Any:
    """Send the workbook to be checked; returns the response."""
    return client.post(address, {**fields, "file": workbook(rows), "step": "check"})


def bring_in(client: Any, address: str, rows: Iterable[Sequence[Any]], **fields: Any) -> Any:
    """Check the workbook, then write it as the page does: the same bytes, with the digest of what was checked."""
    file = workbook(rows)
    checked = client.post(address, {**fields, "file": file, "step": "check"})
    outcome = checked.context_data["outcome"]
    if outcome is None or not outcome.intake.ok:
        return checked
    file.seek(0)
    return client.post(
        address, {**fields, "file": file, "step": "write", "digest": outcome.digest}, follow=True
    )
