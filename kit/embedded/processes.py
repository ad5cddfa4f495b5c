"""Child processes: started in sessions of their own, waited for, ended, and never left behind.

A child dies with its starter even when the starter is killed outright: the Linux kernel signals it.
Start children from the main thread only: the kernel's signal follows the thread that started them.
"""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from kit.embedded import CannotRun
from kit.embedded.accounts import OWN, Account

_LOG_LIMIT = 10 * 1024 * 1024  # bytes; a larger log is set aside at the next start
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)

Report = Callable[[str], None]


@dataclass(frozen=True)
class Program:
    """What to run and how to end it. ``stop_seconds``: patience before SIGKILL."""

    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str]
    folder: Path
    ready: Callable[[], bool] = lambda: True
    account: Account = field(default_factory=lambda: OWN)
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    stop_seconds: float = 15.0


def spawn(program: Program, log: Path | None) -> subprocess.Popen[bytes]:
    """Start the program at the head of a session of its own.

    Its output is added to ``log``; None: it speaks where its starter speaks.
    """
    with _opened(log) as output:
        return subprocess.Popen(  # noqa: S603  (what to run is its caller's own)
            [str(part) for part in program.command],
            cwd=program.folder,
            env=dict(program.env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_bind_to(os.getpid(), program.orphan_signal),
            **program.account,
        )


@contextmanager
def _opened(log: Path | None) -> Iterator[IO[bytes] | None]:
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    _set_aside(log)
    with log.open("ab") as output:
        yield output


def _bind_to(parent: int, signum: signal.Signals) -> Callable[[], None]:
    def ask_kernel() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return ask_kernel


def end(process: subprocess.Popen[bytes], program: Program) -> None:
    """Ask the process to stop, then kill whatever is left of its group."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
        with suppress(subprocess.TimeoutExpired):
            process.wait(program.stop_seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tell(pid: int, signum: signal.Signals) -> None:
    """Signal a process that may have ended by now."""
    with suppress(ProcessLookupError):
        os.kill(pid, signum)


def wait_until_ready(
    process: subprocess.Popen[bytes], program: Program, log: Path, *, report: Report, every: float = 10.0
) -> None:
    """Wait for as long as the process lives, reporting every so many seconds.

    Raises CannotRun when the process ends first.
    """
    began = reported = time.monotonic()
    while not program.ready():
        if process.poll() is not None:
            raise failed(program.name, log)
        now = time.monotonic()
        if now - reported >= every:
            report(f"{program.name} 仍在启动,已等待 {now - began:.0f} 秒……")
            reported = now
        time.sleep(0.1)


def failed(name: str, log: Path) -> CannotRun:
    """Return the error that tells of a program which ended when it should serve, with its last words."""
    return CannotRun(f"{name} 未能运行,最后的日志如下(全文见 {log}):\n{_last_lines(log)}")


def _last_lines(log: Path, count: int = 12) -> str:
    """Return the last lines of a log file, or nothing where there is none."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 8192))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])


def _set_aside(log: Path) -> None:
    """Rename a log that has grown large, over the one set aside before."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
