"""The PostgreSQL of a test run: an embedded cluster that no other run holds at the moment."""

from itertools import count
from pathlib import Path

from kit.embedded.files import FolderBusy
from kit.embedded.postgres import CARELESS, Cluster

VAR = Path(__file__).resolve().parents[2] / "var"


def start_cluster() -> Cluster:
    """Start the first free cluster of ``var/test-postgres-1``, ``-2``…; folders are kept for the next run."""
    for folder in (VAR / f"test-postgres-{number}" for number in count(1)):
        cluster = Cluster(folder, settings=CARELESS)
        try:
            cluster.start()
        except FolderBusy:
            continue
        break
    return cluster
