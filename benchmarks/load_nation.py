"""How long the nation's division list takes, and how much memory: python -m benchmarks.load_nation LIST

Loads the list with ``manage.py load_divisions`` into a new database on a PostgreSQL of its own, at its ordinary
(durable) settings, then once more, when there is nothing to change.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2

from kit.embedded.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent


def main(path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="cunzhan-nation-") as folder:
        cluster = Cluster(Path(folder) / "postgres")
        cluster.start()
        try:
            cluster.ensure_database("nation")
            told = environment(cluster.url("nation"), folder)
            _manage(told, "prepare")
            for what in ("first load", "same list again"):
                seconds, peak = _manage(told, "load_divisions", str(path.resolve()))
                print(f"{what}: {_rows(cluster):,} rows, {seconds:.1f} s, peak RSS {peak:.0f} MB")
        finally:
            cluster.stop()


def environment(url: str, folder: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DATABASE_APP_PASSWORD": "only-for-this-measurement",
        "SECRET_KEY": "only-for-this-measurement-0123456789-abcdefghijklmnopqrstuvwxyz",
        "DATA_DIR": folder,
    }


def _manage(environment: dict[str, str], *arguments: str) -> tuple[float, float]:
    """Run a command of the portal; returns seconds and peak memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"manage.py {arguments[0]} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def _rows(cluster: Cluster) -> int:
    connection = psycopg2.connect(cluster.url("nation"))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM stations_region")
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
