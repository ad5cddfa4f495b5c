"""The rights of the application in this database; run as the owner after every migration."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

from kit import roles

# Written by database functions alone.
FUNCTION_ONLY = ("stations_auditevent",)


def grant_rights() -> None:
    """Give the application role and the reader their rights; doing it again changes nothing."""
    with connection.cursor() as cursor:
        roles.grant(cursor, append_only=history_tables(), function_only=FUNCTION_ONLY)


def history_tables() -> list[str]:
    """Tables that triggers fill: the application may add to them, and change nothing."""
    return [model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
