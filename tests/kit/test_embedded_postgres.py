"""The embedded PostgreSQL: it starts wherever its folder is, keeps its data, and survives being killed."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from kit.embedded import CannotRun, shelter
from kit.embedded.files import FolderBusy
from kit.embedded.postgres import CARELESS, MODEST, Cluster
from kit.embedded.processes import spawn
from tests.support.programs import lives

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a shelter")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A cluster's folder, its path with a space and Chinese in it, open to other accounts."""
    with tempfile.TemporaryDirectory() as home:
        os.chmod(home, 0o755)
        yield Path(home) / "数据 目录" / "postgres"


@contextmanager
def started(folder: Path, settings: Mapping[str, str] = CARELESS) -> Iterator[Cluster]:
    cluster = Cluster(folder, settings=settings)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


def ask(cluster: Cluster, question: str, database: str = "postgres") -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(cluster.url(database))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def postmaster(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def test_a_first_start_gives_a_utf8_database_that_classifies_chinese(folder: Path) -> None:
    with started(folder) as cluster:
        cluster.ensure_database("portal")
        cluster.ensure_database("portal")

        assert ask(cluster, "SELECT '村' ~ '\\w', datcollate, pg_encoding_to_char(encoding) FROM pg_database"
                   " WHERE datname = 'portal'", "portal") == [(True, "C.UTF-8", "UTF8")]  # fmt: skip
        assert ask(cluster, "SHOW password_encryption") == [("scram-sha-256",)]
        assert stat.S_IMODE((folder / "password").stat().st_mode) == 0o600
        assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700


def test_a_wrong_password_is_refused(folder: Path) -> None:
    with started(folder) as cluster:
        password = (folder / "password").read_text()
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(cluster.url().replace(password, "guessed"))


def test_data_and_port_outlive_a_stop(folder: Path) -> None:
    with started(folder) as cluster:
        ask(cluster, "CREATE TABLE kept AS SELECT 7 AS n")
        address = cluster.url()
    assert not cluster.is_running()

    with started(folder) as again:
        assert (again.url(), ask(again, "SELECT n FROM kept")) == (address, [(7,)])


def test_another_port_is_chosen_where_the_kept_one_is_taken(folder: Path) -> None:
    with started(folder) as cluster:
        port = int(cluster.url().rpartition(":")[2].partition("/")[0])

    with socket.create_server(("127.0.0.1", port)), started(folder) as again:
        assert f":{port}/" not in again.url()
        assert ask(again, "SELECT 1") == [(1,)]


def test_a_second_holder_is_refused_and_the_first_undisturbed(folder: Path) -> None:
    with started(folder) as first:
        with pytest.raises(FolderBusy):
            Cluster(folder).start()
        assert ask(first, "SELECT 1") == [(1,)]


def test_committed_rows_survive_the_kill_of_a_busy_server(folder: Path) -> None:
    with started(folder, MODEST) as cluster:
        ask(cluster, "CREATE TABLE kept AS SELECT 7 AS n")
        busy = psycopg2.connect(cluster.url())
        busy.cursor().execute("INSERT INTO kept VALUES (8)")  # never committed
        os.kill(postmaster(folder), signal.SIGKILL)

    with started(folder) as again:
        assert ask(again, "SELECT n FROM kept") == [(7,)]


HOLDER = """
import sys, time
from pathlib import Path
from kit.embedded.postgres import CARELESS, Cluster
Cluster(Path(sys.argv[1]), settings=CARELESS).start()
print("started", flush=True)
time.sleep(600)
"""


def test_the_next_start_follows_a_killed_holder(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, folder], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"started\n"
        before = postmaster(folder)
        holder.kill()

    with started(folder) as cluster:
        assert postmaster(folder) != before
        assert not lives(before)
        assert ask(cluster, "SELECT 1") == [(1,)]


def test_a_server_that_outlived_its_holder_is_ended_first(folder: Path) -> None:
    forgotten = Cluster(folder, settings=CARELESS)
    server = spawn(forgotten.prepare(), folder / "server.log")
    while not forgotten.is_running():
        assert server.poll() is None
    forgotten._lock.release()  # as the kernel does for a killed holder

    with started(folder) as cluster:
        assert server.wait(10) == 0
        assert ask(cluster, "SELECT 1") == [(1,)]


def test_a_stale_pid_file_naming_a_stranger_stops_nobody(folder: Path) -> None:
    with started(folder):
        left = (folder / "data" / "postmaster.pid").read_text().splitlines()
    owner = (folder / "data").stat().st_uid if os.geteuid() == 0 else None
    with subprocess.Popen(["sleep", "600"], user=owner) as stranger:
        try:
            (folder / "data" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *left[1:]]))
            assert not Cluster(folder).is_running()

            with started(folder) as cluster:
                assert ask(cluster, "SELECT 1") == [(1,)]
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_broken_off_first_start_is_begun_anew(folder: Path) -> None:
    (folder / "data.new").mkdir(parents=True)
    (folder / "data.new" / "PG_VERSION").write_text("18\n")

    with started(folder) as cluster:
        assert ask(cluster, "SELECT 1") == [(1,)]
    assert not (folder / "data.new").exists()


def test_a_server_that_will_not_start_says_why_and_lets_the_folder_go(folder: Path) -> None:
    with pytest.raises(CannotRun, match=r"postgresql 未能运行[^$]*invalid value for parameter"):
        Cluster(folder, settings={"shared_buffers": "plenty"}).start()

    with started(folder) as cluster:
        assert ask(cluster, "SELECT 1") == [(1,)]


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that only root can enter, with a shelter of the test's own elsewhere."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as open_to_all:
        os.chmod(home, 0o700)
        os.chmod(open_to_all, 0o755)
        monkeypatch.setattr(shelter, "SHELTER", Path(open_to_all) / "shelter")
        yield Path(home)


@only_root
def test_in_a_closed_folder_roots_cluster_is_sheltered_and_nothing_is_opened(closed: Path) -> None:
    with started(closed / "postgres") as cluster:
        ask(cluster, "CREATE TABLE kept AS SELECT 7 AS n")
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700

    moved = closed / "moved"
    (closed / "postgres").rename(moved)
    with started(moved) as cluster:
        assert ask(cluster, "SELECT n FROM kept") == [(7,)]


@only_root
def test_a_copy_of_a_sheltered_cluster_is_refused(closed: Path) -> None:
    with started(closed / "postgres"):
        pass
    shutil.copytree(closed / "postgres", closed / "copy", symlinks=True)

    with pytest.raises(CannotRun, match="复制来的"):
        Cluster(closed / "copy").start()


@only_root
def test_programs_that_only_root_can_read_are_copied_once(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = shelter.installed_package()
    for part in (package, package.with_name(package.name + ".libs")):
        shutil.copytree(part, closed / part.name)
    monkeypatch.syspath_prepend(closed)

    with started(closed / "postgres") as cluster:
        assert ask(cluster, "SELECT 1") == [(1,)]
        runs_from = Path(os.readlink(f"/proc/{postmaster(closed / 'postgres')}/exe"))
    assert runs_from.is_relative_to(shelter.SHELTER)
    assert [path.name.partition("-")[0] for path in shelter.SHELTER.glob("*-*")] == ["programs"]
