"""What every test run stands on: a PostgreSQL of its own, and fixtures for the other real servers.

The addresses must be in the environment before Django reads its settings: that is why they are set while
this file is imported, and why the settings module is named here and not in pyproject.toml, which
pytest-django would read first.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
import pytest
from playwright.sync_api import Browser

from kit.embedded.postgres import Cluster
from kit.roles import ensure_roles
from tests.support.browser import browser
from tests.support.postgres import start_cluster
from tests.support.programs import free_port, redis_server

APP_PASSWORD = "app-password-of-tests"


def _open() -> Cluster | None:
    """Set the environment up; return the cluster to stop at the end, None where one was given."""
    given = os.environ.get("TEST_DATABASE_URL")
    cluster = None if given else start_cluster()
    os.environ.update(
        # The owner may clear append-only tables between tests; the application role still may not.
        DATABASE_URL=f"{given or cluster.url('cunzhan')}?options={quote('-c app.demolition=on')}",
        DATABASE_APP_PASSWORD=APP_PASSWORD,
        SECRET_KEY="secret-key-of-tests-and-of-nothing-else-whatsoever",
        DATA_DIR=tempfile.mkdtemp(prefix="cunzhan-tests-"),
        DJANGO_SETTINGS_MODULE="config.settings",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright keeps an event loop in the tests' thread
    )
    ensure_roles(given or cluster.url(), app_password=APP_PASSWORD)
    return cluster


# Workers of xdist inherit the environment; roles belong to the cluster, and are made once.
_is_controller = "PYTEST_XDIST_WORKER" not in os.environ
_cluster = _open() if _is_controller else None
django.setup()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rules", action="store_true", help="list every rule and the tests that prove it")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if config.getoption("--rules"):
        from tests.register import lines  # needs Django set up

        for line in lines():
            terminalreporter.write_line(line)


def pytest_unconfigure() -> None:
    """Take down what this process brought up."""
    if _cluster is not None:
        _cluster.stop()
    if _is_controller:
        shutil.rmtree(os.environ["DATA_DIR"], ignore_errors=True)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Redis, empty at the start of the run."""
    with redis_server(tmp_path_factory.mktemp("redis"), free_port()) as url:
        yield url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium without a window."""
    with browser() as started:
        yield started


@pytest.fixture
def reachable_path() -> Iterator[Path]:
    """A new folder that other accounts can enter, as ``tmp_path`` is not when root runs the tests."""
    with tempfile.TemporaryDirectory(prefix="cunzhan-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """After the migrations of a test database: the rights that row-level security is about."""
    from stations.database import grant_rights

    with django_db_blocker.unblock():
        grant_rights()


@pytest.fixture
def cast(db: None) -> Any:
    """The places and people of tests.cast, in the database."""
    from tests.cast import Cast

    return Cast.assemble()
