"""``make bench``: a portal of its own with the demo in it, measured part by part.

``make bench ARGS="pages workbook"`` runs the named parts; ``nation`` needs a file: ``ARGS="nation FILE"``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from kit.embedded.postgres import Cluster
from kit.roles import ensure_roles

PARTS = ("pages", "workbook", "rollup", "memory")


def main(arguments: list[str]) -> None:
    wanted = [name for name in arguments if name in (*PARTS, "nation")] or list(PARTS)
    files = [name for name in arguments if name not in wanted]
    with tempfile.TemporaryDirectory(prefix="cunzhan-bench-") as folder:
        os.chmod(folder, 0o755)
        cluster = Cluster(Path(folder, "postgres"))
        cluster.start()
        try:
            _prepare(cluster, folder, demo=set(wanted) & {"pages", "workbook", "rollup"} != set())
            _measure(wanted, files)
        finally:
            cluster.stop()


def _prepare(cluster: Cluster, folder: str, *, demo: bool) -> None:
    os.environ.update(
        DATABASE_URL=cluster.url("postgres"),
        DATABASE_APP_PASSWORD="bench",
        SECRET_KEY="only-for-measurements-0123456789-abcdefghijklmnopqrstuvwxyz",
        DATA_DIR=folder,
        DJANGO_SETTINGS_MODULE="config.settings",
        LOG_LEVEL="ERROR",
    )
    ensure_roles(cluster.url(), app_password="bench")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("prepare", demo=demo)


def _measure(wanted: list[str], files: list[str]) -> None:
    from benchmarks import load_nation, memory, pages, rollup, workbook

    parts = {"pages": pages, "workbook": workbook, "rollup": rollup, "memory": memory, "nation": load_nation}
    for name in wanted:
        print(f"\n== {name}")
        parts[name].measure(*(files if name == "nation" else []))


if __name__ == "__main__":
    main(sys.argv[1:])
