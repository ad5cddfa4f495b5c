"""A supervisor: keeps the programs of one folder running, and ends them together.

A child's own children carry the folder in their environment: should one outlive a killed supervisor,
the next one finds it by that, not by a process number that may be another's by then.
"""

import signal
import subprocess
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kit.embedded import CannotRun
from kit.embedded.processes import Program, Report, end, failed, spawn, tell, wait_until_ready

_MARK = "SUPERVISED_FROM"
_RESTARTS = 5  # within _WINDOW; one more and the supervisor gives up
_WINDOW = 300.0  # seconds


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    restarts: deque[float] = field(default_factory=deque)
    due: float | None = None


class Supervisor:
    """Runs programs for one folder: logs in ``<folder>/logs/<name>.log``, restarts with a growing pause.

    Nothing else may supervise the same folder at the same time (see ``files.FolderLock``).
    """

    def __init__(self, folder: Path, *, report: Report) -> None:
        self.folder = folder.resolve()
        self.report = report
        self._children: list[_Child] = []

    def log(self, name: str) -> Path:
        """Return where the output of the program called ``name`` goes."""
        return self.folder / "logs" / f"{name}.log"

    def start(self, program: Program) -> None:
        """Start a program; ``wait`` for it or go on."""
        self._children.append(_Child(program, self._spawn(program)))

    def wait(self, name: str) -> None:
        """Wait until the program answers its probe. Raises CannotRun when it ends first."""
        child = next(child for child in self._children if child.program.name == name)
        wait_until_ready(child.process, child.program, self.log(name), report=self.report)

    def watch(self) -> None:
        """Restart what dies, for ever. Raises CannotRun when one dies too often."""
        while True:
            for child in self._children:
                self._tend(child)
            time.sleep(0.5)

    def run(self, program: Program) -> None:
        """Run a program to its end, its output on screen. Raises CannotRun when it fails."""
        process = spawn(self._marked(program), log=None)
        try:
            process.wait()
        finally:
            end(process, program)
        if process.returncode != 0:
            raise CannotRun(f"{program.name} 没有完成(退出码 {process.returncode}),原因见上。")

    def stop(self) -> None:
        """End all programs, the last started first."""
        while self._children:
            child = self._children.pop()
            end(child.process, child.program)

    def end_leftovers(self) -> None:
        """Kill what an earlier supervisor of this folder left running."""
        for pid in _processes_of(str(self.folder)):
            tell(pid, signal.SIGKILL)

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        return spawn(self._marked(program), self.log(program.name))

    def _marked(self, program: Program) -> Program:
        return replace(program, env={**program.env, _MARK: str(self.folder)})

    def _tend(self, child: _Child) -> None:
        if child.process.poll() is None:
            return
        now = time.monotonic()
        if child.due is None:
            self._plan_restart(child, now)
        elif now >= child.due:
            child.due = None
            child.process = self._spawn(child.program)

    def _plan_restart(self, child: _Child, now: float) -> None:
        while child.restarts and now - child.restarts[0] > _WINDOW:
            child.restarts.popleft()
        if len(child.restarts) >= _RESTARTS:
            raise failed(child.program.name, self.log(child.program.name))
        pause = 2.0 ** len(child.restarts)
        child.restarts.append(now)
        child.due = now + pause
        self.report(
            f"{child.program.name} 意外停止,{pause:.0f} 秒后重新启动(日志:{self.log(child.program.name)})。"
        )


def _processes_of(folder: str) -> Iterator[int]:
    """Yield the processes started, at whatever remove, by a supervisor of the folder."""
    mark = f"{_MARK}={folder}".encode()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in (entry / "environ").read_bytes().split(b"\0"):
                yield int(entry.name)
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue  # it has ended, or is somebody else's
