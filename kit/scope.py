"""The database's own knowledge of who is asking: role, range of codes and author, for one transaction.

PostgreSQL holds the line a second time below every query (row-level security), and writes the author into the
change history. Both read settings that last as long as the transaction, so they are set here and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from kit.jurisdiction import EVERYWHERE, NOWHERE, Jurisdiction
from kit.roles import APP_ROLE


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts in this transaction: where, under which database role, and what the history notes of it."""

    jurisdiction: Jurisdiction = NOWHERE
    role: str = APP_ROLE
    author: Mapping[str, Any] = field(default_factory=dict)


_current: ContextVar[Acting | None] = ContextVar("acting", default=None)


def current() -> Acting | None:
    """Who acts at this moment, or None outside every scope."""
    return _current.get()


@contextmanager
def acting(scope: Acting) -> Iterator[Acting]:
    """One transaction in which the database sees only ``scope``; what it answers must be rendered inside.

    Nested scopes put back what stood before: a savepoint that is released keeps the settings made inside it.
    """
    before = _current.get()
    token = _current.set(scope)
    try:
        with transaction.atomic():
            _tell_database(scope)
            yield scope
    finally:
        _current.reset(token)
        if connection.in_atomic_block and not connection.needs_rollback:
            _tell_database(before)


def everywhere(**author: Any) -> Any:
    """The scope of the portal's own work: commands and background jobs that see all rows."""
    return acting(Acting(jurisdiction=EVERYWHERE, author=author))


def _tell_database(scope: Acting | None) -> None:
    settings = {
        "role": scope.role if scope else "none",
        "app.lo": str(scope.jurisdiction.lo) if scope else "",
        "app.hi": str(scope.jurisdiction.hi) if scope else "",
        "pghistory.context_metadata": json.dumps(scope.author, ensure_ascii=False) if scope else "",
    }
    calls = ", ".join(["set_config(%s, %s, true)"] * len(settings))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in settings.items() for part in pair])
