"""``make bench``: a portal of its own with the demo in it, measured part by part.

``make bench ARGS="pages workbook"`` runs the named parts. ``python -m benchmarks.load_nation FILE`` stands alone: it
needs the nation's list, which is not in this repository.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from kit.embedded.postgres import Cluster
from kit.roles import ensure_roles

PARTS = ("pages", "workbook", "rollup", "policies", "memory")


def main(arguments: list[str]) -> None:
    if unknown := set(arguments) - set(PARTS):
        raise SystemExit(f"unknown parts {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    wanted = arguments or list(PARTS)
    with tempfile.TemporaryDirectory(prefix="cunzhan-bench-") as folder:
        os.chmod(folder, 0o755)
        cluster = Cluster(Path(folder, "postgres"))
        cluster.start()
        try:
            _prepare(cluster, folder, demo=set(wanted) & {"pages", "workbook", "rollup", "policies"} != set())
            _measure(wanted)
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


def _measure(wanted: list[str]) -> None:
    from benchmarks import memory, pages, policies, rollup, workbook

    parts = {"pages": pages, "workbook": workbook, "rollup": rollup, "policies": policies, "memory": memory}
    for name in wanted:
        print(f"\n== {name}")
        parts[name].measure()


if __name__ == "__main__":
    main(sys.argv[1:])
