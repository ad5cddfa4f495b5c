"""What the tests of stations share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

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


@pytest.fixture
def played(cast: Any) -> Any:
    """Two villages with all that goes along when something becomes of them."""
    from tests.stations.life_cast import furnish

    return furnish(cast)


@pytest.fixture
def as_zhou(played: Any) -> Iterator[Any]:
    """The district's own scope, under the application role, as the gate sets it."""
    from kit.scope import Acting, acting

    with acting(Acting(jurisdiction=played.district.jurisdiction, author={"user": "周科长"})):
        yield played


@pytest.fixture
def shelf(settings: Any, tmp_path: Path) -> Path:
    """Uploaded files lie in a folder of the test's own."""
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT
