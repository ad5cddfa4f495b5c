"""Leave a trail: one audit event for every write, denial, reveal and export."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, models

from kit import scope


def record(
    verb: str,
    subject: models.Model | None = None,
    *,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    author: dict[str, Any] | None = None,
    scope_code: int | None = None,
) -> None:
    """Add one event about ``subject``; who acts is known from the scope unless ``author`` says otherwise.

    ``detail`` must not hold ID numbers, accounts or passwords. The row is written by a function of the database, the
    only way into the table, so that even a post that may change nothing leaves its trace.
    """
    acting = scope.current()
    who = dict(author if author is not None else acting.author if acting else {})
    event = {
        "verb": verb,
        "user_id": who.get("user_id"),
        "user_name": who.get("user", ""),
        "post_id": who.get("post_id"),
        "post_title": who.get("post", ""),
        "address": who.get("address"),
        "object_type": subject._meta.label_lower if subject else "",
        "object_id": str(subject.pk) if subject else "",
        "object_label": str(subject)[:200] if subject else "",
        "reason": reason[:500],
        "detail": detail or {},
        "scope_code": scope_code or _place_of(subject) or who.get("place") or 0,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stations_record_event(%s::jsonb)", [json.dumps(event, ensure_ascii=False, default=str)]
        )


def _place_of(subject: models.Model | None) -> int | None:
    """The code of the place an object lies in; what lies in none is kept under the place of who acts."""
    for attribute in ("scope_code", "code"):
        code = getattr(subject, attribute, None)
        if isinstance(code, int):
            return code
    region = getattr(subject, "region", None)
    return region.code if region is not None else None
