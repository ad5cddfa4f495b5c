"""What the tests of stations share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def queries() -> Callable[[], AbstractContextManager[list[str]]]:
    """The queries asked inside the block, without what sets the scope and opens or closes a transaction."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        asked: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield asked
        words = ("SELECT set_config", "SAVEPOINT", "RELEASE", "ROLLBACK")
        asked += [each["sql"] for each in captured if not each["sql"].startswith(words)]

    return counted
