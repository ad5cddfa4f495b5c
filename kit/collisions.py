"""Two people at once, as the database tells it: one of them comes second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, transaction
from psycopg2.errors import DeadlockDetected, ExclusionViolation, UniqueViolation

from kit.refused import Refused

SECOND = (UniqueViolation, ExclusionViolation, DeadlockDetected)


@contextmanager
def second_is_told(words: str) -> Iterator[None]:
    """All of the block or none of it; whoever comes second is refused in these words, any other error stays one."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as error:
        if not isinstance(error.__cause__, SECOND):
            raise
        raise Refused(words) from None
