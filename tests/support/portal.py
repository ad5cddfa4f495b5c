"""The whole portal as ``make run`` starts it, for tests that need all of its processes."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs import BASE_DIR, free_port

# What the test run itself uses must not reach the portal under test.
OWN = {"DATABASE_URL", "DATABASE_APP_PASSWORD", "SECRET_KEY", "DATA_DIR", "REDIS_URL", "PORT", "HOST", "DEMO"}


@dataclass
class Portal:
    """A launched portal; ``screen`` is the file that takes what it shows."""

    process: subprocess.Popen[bytes]
    port: int
    screen: Path

    @property
    def address(self) -> str:
        """Where it answers, without the closing slash."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a page: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def wait_until_it_shows(self, words: str, *, seconds: float = 120) -> str:
        """Wait for words on its screen; return the screen. Raises AssertionError when they do not come."""
        deadline = time.monotonic() + seconds
        while True:
            ended = self.process.poll() is not None
            shown = self.screen.read_text("utf-8")
            if words in shown:
                return shown
            assert not ended, f"it ended before {words!r} appeared:\n{shown}"
            assert time.monotonic() < deadline, f"{words!r} did not appear:\n{shown}"
            time.sleep(0.1)

    def stop(self, signum: signal.Signals = signal.SIGTERM, *, seconds: float = 60) -> int:
        """Signal the launcher, wait for it, return its exit code."""
        self.process.send_signal(signum)
        return self.process.wait(seconds)


@contextmanager
def launched(data_dir: Path, *, port: int = 0, **environment: str) -> Iterator[Portal]:
    """Launch a portal, on a free port unless one is given, whatever comes of it; end it with the block."""
    port = port or free_port()
    screen = data_dir.with_name(data_dir.name + f".{time.monotonic_ns()}.screen")
    inherited = {name: value for name, value in os.environ.items() if name not in OWN}
    with screen.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.launch"],
            cwd=BASE_DIR,
            env={**inherited, "DATA_DIR": str(data_dir), "PORT": str(port), **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    portal = Portal(process, port, screen)
    try:
        yield portal
    finally:
        if process.poll() is None:
            portal.stop()
