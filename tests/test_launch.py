"""``make run`` from the outside: it comes up, refuses to run twice, leaves nothing behind however it ends."""

import os
import signal
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from config import launch
from kit.embedded import CannotRun
from kit.roles import APP_ROLE
from tests.support.portal import Portal, launched
from tests.support.programs import free_port, lives

READY = "门户已就绪"


@pytest.fixture
def data_dir(reachable_path: Path) -> Path:
    """A data folder that does not exist yet, its path with a space and Chinese in it."""
    return reachable_path / "数据 目录"


def descendants(pid: int) -> set[int]:
    """Return the numbers of a process's children, theirs, and so on."""
    children = {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    return children.union(*map(descendants, children))


def end_of(pids: set[int]) -> set[int]:
    """Give processes half a minute to end; return those that live on."""
    deadline = time.monotonic() + 30
    while any(map(lives, pids)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return set(filter(lives, pids))


def health(portal: Portal, *, part: str) -> str:
    """Ask for a minute until a part of the portal is well; return the last answer."""
    deadline = time.monotonic() + 60
    while f'"{part}": "ok"' not in (answer := portal.get("/healthz")[1]) and time.monotonic() < deadline:
        time.sleep(0.5)
    return answer


def test_it_comes_up_once_and_goes_down_whole(data_dir: Path) -> None:
    with launched(data_dir, DEMO="0") as portal:
        shown = portal.wait_until_it_shows(READY)
        assert f"门户已就绪:http://127.0.0.1:{portal.port}/" in shown
        assert portal.get("/livez") == (200, "ok")
        assert '"status": "ok"' in health(portal, part="status")

        with launched(data_dir, DEMO="0") as second:
            assert second.process.wait(30) == 1
            assert f"门户已经在运行:http://127.0.0.1:{portal.port}/" in second.screen.read_text("utf-8")
        assert portal.get("/livez") == (200, "ok")

        programs = descendants(portal.process.pid)
        assert len(programs) >= 4  # postgresql with its own, web, worker, beat
        assert portal.stop() == 0
        assert end_of(programs) == set()
        assert "门户已停止" in portal.screen.read_text("utf-8")

    modes = {path.name: path.stat().st_mode & 0o777 for path in (data_dir / "secrets").iterdir()}
    assert modes == {"secret_key": 0o600, "database_app_password": 0o600}


def test_after_a_kill_of_the_launcher_nothing_lives_on_and_the_next_start_works(data_dir: Path) -> None:
    with launched(data_dir, DEMO="0") as killed:
        killed.wait_until_it_shows(READY)
        programs = descendants(killed.process.pid)
        killed.process.kill()
        assert end_of(programs) == set()

    with launched(data_dir, DEMO="0", port=killed.port) as portal:
        portal.wait_until_it_shows(READY)
        assert portal.get("/livez") == (200, "ok")

        database = int((data_dir / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(database, signal.SIGKILL)
        portal.wait_until_it_shows("postgresql 意外停止,1 秒后重新启动")
        assert '"database": "ok"' in health(portal, part="database")


def test_a_taken_port_is_named_before_anything_starts(data_dir: Path) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)), launched(data_dir, port=port) as portal:
        assert portal.process.wait(30) == 1
        assert portal.screen.read_text("utf-8") == (
            f"无法启动:端口 {port} 已被其他程序占用。请换一个端口,例如 PORT={port % 65535 + 1} make run。\n"
        )
    assert {path.name for path in data_dir.iterdir()} == {"launch.lock"}


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"PORT": "http"}, "PORT=http 不是端口号"),
        ({"HOST": "192.0.2.1"}, "HOST=192.0.2.1 不是本机地址"),
        ({"DATABASE_URL": "mysql://u:p@127.0.0.1/x"}, "DATABASE_URL 应以 postgresql:// 开头"),
        (
            {"DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/x"},
            "连不上 DATABASE_URL 指定的数据库 127.0.0.1/x",
        ),
    ],
)
def test_what_cannot_work_is_said_in_plain_words(
    data_dir: Path, environment: dict[str, str], complaint: str
) -> None:
    with launched(data_dir, **environment) as portal:
        assert portal.process.wait(30) == 1
        shown = portal.screen.read_text("utf-8")
    assert complaint in shown
    assert "Traceback" not in shown
    assert "hidden" not in shown


def test_a_given_database_is_used_and_nothing_embedded_starts(data_dir: Path) -> None:
    owner_url = urlsplit(os.environ["DATABASE_URL"])
    connection = psycopg2.connect(urlunsplit(owner_url._replace(path="/postgres")))
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("DROP DATABASE IF EXISTS given WITH (FORCE)")
    cursor.execute("CREATE DATABASE given")
    # Roles belong to the cluster, which the other tests use too: their password must stay.
    environment = {
        "DATABASE_URL": urlunsplit(owner_url._replace(path="/given")),
        "DATABASE_APP_PASSWORD": os.environ["DATABASE_APP_PASSWORD"],
    }
    with launched(data_dir, DEMO="0", **environment) as portal:
        portal.wait_until_it_shows(READY)
        assert '"database": "ok"' in health(portal, part="database")
        cursor.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'given'")
        assert cursor.fetchall() == [(APP_ROLE,)]
    cursor.execute("DROP DATABASE given WITH (FORCE)")
    connection.close()

    assert not (data_dir / "postgres").exists()


def test_a_database_that_is_too_old_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "OLDEST_POSTGRESQL", 99)
    server = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres"))

    with pytest.raises(CannotRun, match=r"数据库是 PostgreSQL \d+,门户需要 99 或更新的版本"):
        launch.check_database(server)
