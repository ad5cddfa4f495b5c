"""Bring the whole portal up on one machine: ``python -m config.launch``, which is what ``make run`` does.

Secrets, database, migrations and demo data, then the web server, a Celery worker and Celery beat, watched
until Ctrl-C. docs/production.md shows how a real installation runs the same programs under its own supervisor.
"""

import errno
import http.client
import os
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg2

from kit.embedded import CannotRun
from kit.embedded.files import FolderBusy, FolderLock, kept_secret
from kit.embedded.postgres import Cluster
from kit.embedded.processes import Program
from kit.embedded.supervisor import Supervisor
from kit.roles import APP_ROLE

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE = "cunzhan"
OLDEST_POSTGRESQL = 15
# Waitress lays a body down on disk before the portal may refuse it; the portal's own limit is below this one.
MOST_BODY = "--max-request-body-size=67108864"
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (an address to knock at, not to bind)


def say(line: str) -> None:
    """Show one line on screen at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Options:
    """What the environment asks for."""

    host: str
    port: int
    data_dir: Path
    database_url: str
    demo: bool

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Options":
        """Read them; raises CannotRun where PORT is no port."""
        port = environment.get("PORT") or "8000"
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise CannotRun(f"PORT={port} 不是端口号,请改为 1 到 65535 之间的整数,例如 PORT=8000。")
        return cls(
            host=environment.get("HOST") or "127.0.0.1",
            port=int(port),
            data_dir=Path(environment.get("DATA_DIR") or BASE_DIR / "var").absolute(),
            database_url=environment.get("DATABASE_URL", ""),
            demo=environment.get("DEMO") != "0",
        )

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the portal."""
        host = ANY_ADDRESS.get(self.host, self.host)
        return f"http://{bracketed(host)}:{self.port}/"


def hold(data_dir: Path, address: str) -> None:
    """Take the data folder until this process ends; raises CannotRun where another launch runs there."""
    try:
        FolderLock(data_dir / "launch.lock").take(address)
    except FolderBusy as busy:
        raise CannotRun(f"门户已经在运行:{busy.note}(数据目录 {data_dir})。要重新启动,请先停止它。") from None
    except PermissionError:
        raise CannotRun(
            f"没有权限写入数据目录 {data_dir}。请改用它的所有者启动,或用 DATA_DIR 另指一个。"
        ) from None


def check_port(options: Options) -> None:
    """Find out early that the port cannot be had."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        socket.create_server((options.host, options.port), family=family).close()
    except PermissionError:
        raise CannotRun(
            f"没有权限使用端口 {options.port},请换一个大于 1023 的端口,例如 PORT=8000。"
        ) from None
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno != errno.EADDRINUSE:
            raise CannotRun(f"HOST={options.host} 不是本机地址,请改为 127.0.0.1 或 0.0.0.0。") from None
        raise CannotRun(
            f"端口 {options.port} 已被其他程序占用。请换一个端口,例如 PORT={options.port % 65535 + 1} make run。"
        ) from None


def check_database(url: str) -> None:
    """Make sure that the database given answers and is new enough."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise CannotRun("DATABASE_URL 应以 postgresql:// 开头,例如 postgresql://用户:密码@主机:5432/库名。")
    place = urlsplit(url)
    try:
        connection = psycopg2.connect(url, connect_timeout=10)
    except psycopg2.OperationalError as error:
        raise CannotRun(
            f"连不上 DATABASE_URL 指定的数据库 {place.hostname or '本机'}{place.path}。"
            f"请检查地址、用户名、密码和库名。数据库的原话:{str(error).strip()}"
        ) from None
    version = connection.server_version // 10000
    connection.close()
    if version < OLDEST_POSTGRESQL:
        raise CannotRun(
            f"数据库是 PostgreSQL {version},门户需要 {OLDEST_POSTGRESQL} 或更新的版本,请先升级数据库。"
        )


def as_app_role(owner_url: str, password: str) -> str:
    """Return the address of the same database for the role that serves."""
    place = urlsplit(owner_url)
    host = place.netloc.rpartition("@")[2]
    return urlunsplit(place._replace(netloc=f"{APP_ROLE}:{quote(password, safe='')}@{host}"))


class Launch:
    """One launch: the steps in their order, each announced by a line on screen."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.supervisor = Supervisor(options.data_dir, report=say)
        self.environment = {
            **os.environ,
            "DATA_DIR": str(options.data_dir),
            "HOST": options.host,
            "PORT": str(options.port),
            "DEMO": "1" if options.demo else "0",
            "PYTHONUTF8": "1",
        }

    def run(self) -> None:
        """Bring everything up and keep it up; ends by an exception only."""
        try:
            self.supervisor.end_leftovers()
            say(f"数据目录:{self.options.data_dir}")
            self.environment["SECRET_KEY"] = self._secret("SECRET_KEY")
            app_password = self._secret("DATABASE_APP_PASSWORD")
            owner_url = self.open_database()
            self.prepare(owner_url, app_password)
            self.serve(as_app_role(owner_url, app_password))
            if self.options.demo:
                self.supervisor.run(self._python("demo", owner_url, "manage.py", "demo", "--people"))
            self.supervisor.watch()
        finally:
            for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(signum, signal.SIG_IGN)  # ending is bounded in time: let it finish
            self.supervisor.stop()

    def open_database(self) -> str:
        """Return the owner's address of a database that answers."""
        if self.options.database_url:
            say("数据库:使用 DATABASE_URL 指定的 PostgreSQL。")
            check_database(self.options.database_url)
            return self.options.database_url
        say("数据库:正在启动内置 PostgreSQL……")
        cluster = Cluster(self.options.data_dir / "postgres", report=say)
        self.supervisor.start(cluster.prepare())
        self.supervisor.wait("postgresql")
        cluster.ensure_database(DATABASE)
        return cluster.url(DATABASE)

    def prepare(self, owner_url: str, app_password: str) -> None:
        """Migrate, set up roles and policy documents and, unless declined, the demo."""
        say("正在更新数据库结构,载入政策文件" + ("和演示数据……" if self.options.demo else "……"))
        demo = ["--demo"] if self.options.demo else []
        program = self._python("prepare", owner_url, "manage.py", "prepare", *demo)
        password = {"DATABASE_APP_PASSWORD": app_password}
        self.supervisor.run(replace(program, env={**program.env, **password}))

    def serve(self, app_url: str) -> None:
        """Start what serves, wait for the web server, and say where it is."""
        say("正在启动网站和后台任务……")
        # Celery's folder transport does not make its own folder.
        (self.options.data_dir / "broker").mkdir(exist_ok=True)
        for program in (self._web(app_url), self._worker(app_url), self._beat(app_url)):
            self.supervisor.start(program)
        self.supervisor.wait("web")
        say(f"门户已就绪:{self.options.address}(按 Ctrl-C 停止)")

    def _web(self, app_url: str) -> Program:
        listen = f"--listen={bracketed(self.options.host)}:{self.options.port}"
        program = self._python(
            "web", app_url, "-m", "waitress", listen, "--threads=4", MOST_BODY, "config.wsgi:application"
        )
        return replace(program, ready=partial(is_alive, self.options))

    def _worker(self, app_url: str) -> Program:
        # Two threads: a long export does not keep a short task waiting, at the memory of one process.
        pool = ("--pool=threads", "--concurrency=2", "--without-gossip", "--without-mingle")
        return self._python(
            "worker", app_url, "-m", "celery", "-A", "config", "worker", *pool, "--loglevel=INFO"
        )

    def _beat(self, app_url: str) -> Program:
        # No pid file: after a kill it would keep beat from starting, and the supervisor starts only one.
        files = (f"--schedule={self.options.data_dir / 'beat-schedule'}", "--pidfile=")
        return self._python(
            "beat", app_url, "-m", "celery", "-A", "config", "beat", *files, "--loglevel=INFO"
        )

    def _python(self, name: str, database_url: str, *arguments: str) -> Program:
        return Program(
            name=name,
            command=[sys.executable, *arguments],
            env={**self.environment, "DATABASE_URL": database_url},
            folder=BASE_DIR,
        )

    def _secret(self, name: str) -> str:
        return os.environ.get(name) or kept_secret(self.options.data_dir / "secrets" / name.lower())


def is_alive(options: Options) -> bool:
    """Tell whether the web server answers; what it answers depends on the hosts it is told to serve."""
    place = urlsplit(options.address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
    try:
        connection.request("GET", "/livez")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def bracketed(host: str) -> str:
    """Return the host as addresses spell it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def main() -> int:
    """Launch the portal; return the exit code."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.default_int_handler)  # all three end it as Ctrl-C does
    try:
        options = Options.read(os.environ)
        hold(options.data_dir, options.address)
        check_port(options)
        Launch(options).run()
    except CannotRun as problem:
        say(f"无法启动:{problem}")
        return 1
    except KeyboardInterrupt:
        say("门户已停止。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
