"""Start ``make run``'s processes cold and warm, and count the memory of all of them when nothing happens (PSS)."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from tests.support.portal import launched


def measure() -> None:
    with tempfile.TemporaryDirectory(prefix="cunzhan-bench-run-") as folder:
        os.chmod(folder, 0o755)
        data_dir = Path(folder, "var")
        for kind in ("first start, with the demo", "warm start"):
            before = time.perf_counter()
            with launched(data_dir) as portal:
                portal.wait_until_it_shows("门户已就绪")
                print(f"{kind}: {time.perf_counter() - before:.1f} s")
                if kind == "warm start":
                    time.sleep(20)
                    _print_memory(portal.process.pid)


def _print_memory(pid: int) -> None:
    total = 0
    for process in sorted(_family(pid)):
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            name = Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()[:70]
        except (FileNotFoundError, ProcessLookupError):
            continue
        kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        total += kilobytes
        print(f"{kilobytes / 1024:>8.1f} MB  {name}")
    print(f"{total / 1024:>8.1f} MB  all processes, idle (PSS)")


def _family(pid: int) -> set[int]:
    children = {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    return {pid}.union(*map(_family, children))
