"""Supervised programs: restarted when they die, ended together, and never left behind."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.embedded import CannotRun, supervisor
from kit.embedded.files import FolderBusy, FolderLock, kept_secret
from kit.embedded.processes import Program
from kit.embedded.supervisor import Supervisor
from tests.support.programs import lives

SLEEPER = "import time; time.sleep(600)"
# Deaf to the polite request, and with a child in its group that is deaf too.
STUBBORN = f"""
import os, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.signal(15, 1); {SLEEPER}"])
print(os.getpid(), child.pid, flush=True)
child.wait()
"""
# A supervisor whose program has a child in a session of its own; all it knows of is the program.
STARTER = f"""
import sys, time
from pathlib import Path
from kit.embedded.processes import Program
from kit.embedded.supervisor import Supervisor
folder = Path(sys.argv[1])
code = '''
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "{SLEEPER}"], start_new_session=True)
print(os.getpid(), child.pid, flush=True)
child.wait()
'''
Supervisor(folder, report=print).start(Program("parent", [sys.executable, "-c", code], {{}}, folder))
time.sleep(600)
"""


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervisor]:
    """A supervisor that ends whatever a failing test leaves."""
    made = Supervisor(tmp_path / "data 目录", report=lambda line: None)
    made.folder.mkdir()
    yield made
    made.stop()
    made.end_leftovers()


def python(code: str, folder: Path, name: str = "program", **options: object) -> Program:
    return Program(name, [sys.executable, "-c", code], {}, folder, **options)  # type: ignore[arg-type]


def numbers_in(log: Path) -> list[int]:
    """Wait for the line of process numbers that a program writes."""
    deadline = time.monotonic() + 30
    while not log.exists() or not log.read_text().endswith("\n"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return [int(word) for word in log.read_text().split()]


def ended(pids: list[int]) -> bool:
    """Wait for processes to end."""
    deadline = time.monotonic() + 30
    while any(map(lives, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(lives, pids))


def test_a_program_that_keeps_dying_is_restarted_and_then_given_up_with_its_last_words(
    supervised: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_RESTARTS", 2)
    said: list[str] = []
    supervised.report = said.append
    supervised.start(python("print('no such table'); raise SystemExit(3)", supervised.folder, "worker"))

    with pytest.raises(CannotRun, match=r"worker 未能运行[^$]*no such table"):
        supervised.watch()

    log = supervised.log("worker")
    assert log.read_text() == "no such table\n" * 3
    assert said == [
        f"worker 意外停止,1 秒后重新启动(日志:{log})。",
        f"worker 意外停止,2 秒后重新启动(日志:{log})。",
    ]


def test_waiting_for_a_program_that_ends_first_tells_why(supervised: Supervisor) -> None:
    supervised.start(python("print('port is taken')", supervised.folder, "web", ready=lambda: False))

    with pytest.raises(CannotRun, match=r"web 未能运行[^$]*port is taken"):
        supervised.wait("web")


def test_stopping_ends_a_deaf_program_with_its_children(supervised: Supervisor) -> None:
    supervised.start(python(STUBBORN, supervised.folder, stop_seconds=0.2))
    pids = numbers_in(supervised.log("program"))

    supervised.stop()

    assert ended(pids)


def test_programs_are_ended_in_the_reverse_of_their_order(supervised: Supervisor) -> None:
    farewell = (
        "import sys, time, signal; signal.signal(15, lambda *_: sys.exit({name!r})); print(flush=True); "
    )
    for name in ("database", "web"):
        supervised.start(python(f"{farewell.format(name=name)} time.sleep(600)", supervised.folder, name))
    for name in ("database", "web"):
        numbers_in(supervised.log(name))

    supervised.stop()

    database, web = (supervised.log(name).stat().st_mtime_ns for name in ("database", "web"))
    assert web < database


def test_a_program_run_to_its_end_must_succeed(supervised: Supervisor) -> None:
    supervised.run(python("", supervised.folder))

    with pytest.raises(CannotRun, match=r"prepare 没有完成.退出码 3."):
        supervised.run(python("raise SystemExit(3)", supervised.folder, "prepare"))


def test_a_killed_supervisor_takes_its_programs_along_and_the_next_finds_the_rest(
    supervised: Supervisor,
) -> None:
    with subprocess.Popen([sys.executable, "-c", STARTER, supervised.folder]) as starter:
        program, grandchild = numbers_in(supervised.log("parent"))
        starter.kill()
    assert ended([program])
    assert lives(grandchild)

    supervised.end_leftovers()

    assert ended([grandchild])


def test_leftovers_of_another_folder_are_left_alone(supervised: Supervisor, tmp_path: Path) -> None:
    supervised.start(python("import os; print(os.getpid(), flush=True);" + SLEEPER, supervised.folder))
    pids = numbers_in(supervised.log("program"))

    Supervisor(tmp_path, report=print).end_leftovers()

    assert all(map(lives, pids))


def test_a_lock_tells_the_second_who_holds_it_and_falls_with_its_holder(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    hold = f"from pathlib import Path; from kit.embedded.files import FolderLock; import time; \
FolderLock(Path({str(lock)!r})).take('http://127.0.0.1:8000/'); print(flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"\n"
        try:
            with pytest.raises(FolderBusy) as busy:
                FolderLock(lock).take()
        finally:
            holder.kill()

    assert busy.value.note == "http://127.0.0.1:8000/"
    FolderLock(lock).take()


def test_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key"

    made = kept_secret(path)

    assert (kept_secret(path), len(made)) == (made, 64)
    assert [os.stat(part).st_mode & 0o777 for part in (path.parent, path)] == [0o700, 0o600]
    assert list(path.parent.iterdir()) == [path]
