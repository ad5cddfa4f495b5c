"""Background work while workers are killed and brokers are down: nothing is lost, nothing is done twice.

Real PostgreSQL, real workers under the application's role, and both brokers: a folder and a Redis. Time that would
have to pass (a lease, the age of a job) is moved in the job's row instead of being waited for.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import redis
from celery import current_app
from django.db import connection
from django.db.models import F
from django.utils import timezone
from kombu import pools

from reports.models import DirtyStation, MonthFigure
from stations import jobs
from stations.models import Job
from tests.cast import Cast
from tests.reports.conftest import OCTOBER, Returns
from tests.support.programs import celery_worker, free_port, redis_server

pytestmark = pytest.mark.django_db(transaction=True)

# As the launcher runs it, and as Compose does but for a second of looking round for others.
THREADS = ("--pool=threads", "--concurrency=2", "--without-gossip", "--without-mingle")
PROCESSES = ("--concurrency=2", "--without-mingle")
SUMMED = {"温州市": 2, "鹿城区": 2, "七都街道": 2, "上沙村": 1, "下沙村": 1}


@dataclass(frozen=True)
class Broker:
    """A broker that can be brought up and down; what a worker must be told of it, and how it is run."""

    up: Callable[[], AbstractContextManager[Any]]
    url: str
    options: Mapping[str, Any]
    environment: Mapping[str, str]
    pool: tuple[str, ...]


def folder_broker(folder: Path) -> Broker:
    place = folder / "broker"
    folders = {
        "data_folder_in": str(place),
        "data_folder_out": str(place),
        "control_folder": str(place / "control"),
    }

    @contextmanager
    def up() -> Iterator[None]:
        place.mkdir()
        yield
        shutil.rmtree(place)

    return Broker(up, "filesystem://", folders, {"DATA_DIR": str(folder), "REDIS_URL": ""}, THREADS)


def redis_broker(folder: Path) -> Broker:
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    hasty = {"max_retries": 1, "interval_start": 0, "interval_max": 0, "socket_connect_timeout": 2}
    environment = {"DATA_DIR": str(folder), "REDIS_URL": url}
    return Broker(lambda: redis_server(folder, port), url, hasty, environment, PROCESSES)


on_redis = pytest.mark.parametrize("broker", [redis_broker], ids=["redis"], indirect=True)


@pytest.fixture(params=[folder_broker, redis_broker], ids=["folder", "redis"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """A broker, down at first, that this process rings at."""
    found: Broker = request.param(tmp_path)
    conf = current_app.conf
    before = conf.broker_url, conf.broker_write_url, conf.broker_transport_options

    def use(url: str, write_url: str, options: Mapping[str, Any]) -> None:
        conf.broker_url, conf.broker_write_url, conf.broker_transport_options = url, write_url, dict(options)
        pools.reset()
        current_app._pool = current_app.amqp._producer_pool = None

    use(found.url, found.url, found.options)
    yield found
    use(*before)


@pytest.fixture
def accept() -> Callable[[], Job]:
    """Two villages' returns are passed, which asks for the roll-up; gives the job."""
    making = Returns(Cast.assemble())
    reports = [making.submit(), making.submit("330302008202")]

    def accepted() -> Job:
        making.accept(*reports)
        return Job.objects.get(kind="reports.rollup")

    return accepted


@contextmanager
def worker(broker: Broker, folder: Path) -> Iterator[int]:
    """A worker at the test's own database, under the role that serves; killed in the end, which is quicker."""
    place = connection.settings_dict
    password = quote(os.environ["DATABASE_APP_PASSWORD"])
    url = f"postgres://cunzhan_app:{password}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
    with celery_worker(folder, {**broker.environment, "DATABASE_URL": url}, *broker.pool) as pid:
        yield pid
        os.killpg(pid, signal.SIGKILL)


def until(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)


def ended(job: Job) -> bool:
    job.refresh_from_db()
    return job.state not in ("queued", "running")


def outcome(job: Job) -> tuple[str, int]:
    job.refresh_from_db()
    return job.state, job.attempts


def rolled_up() -> dict[str, int]:
    """The conversations of advice that the boards show, and no mark left of what moved."""
    assert not DirtyStation.objects.exists()
    rows = MonthFigure.objects.filter(month=OCTOBER.first, indicator="advice")
    return dict(rows.values_list("region__name", "value"))


@contextmanager
def held_up() -> Iterator[None]:
    """The roll-up gets past its marks and its figures, and no further before the block ends."""
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE reports_monthprogress IN SHARE MODE")
        yield


def somebody_is_held_up() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'reports_monthprogress'::regclass"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def let_the_lease_run_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def let_it_grow_old(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(created_at=F("created_at") - jobs.RING_AGAIN_AFTER)


def answers(folder: Path) -> Counter[str]:
    """What the deliveries of jobs came to, as the worker's log has it."""
    log = (folder / "worker.log").read_text("utf-8")
    return Counter(re.findall(r"run_job\[.*?\] succeeded in .*?: '(\w+)'", log))


def test_a_killed_worker_leaves_its_job_to_the_next_which_does_it_once(
    broker: Broker, accept: Callable[[], Job], tmp_path: Path
) -> None:
    with broker.up():
        with held_up():
            with worker(broker, tmp_path / "first") as pid:
                job = accept()
                until(somebody_is_held_up)
                os.killpg(pid, signal.SIGKILL)
            assert outcome(job) == ("running", 1)
            assert jobs.sweep() == 0  # its lease still runs: it might be alive
        let_the_lease_run_out(job)
        with worker(broker, tmp_path / "second"):
            assert jobs.sweep() == 1
            until(lambda: ended(job))
    assert outcome(job) == ("done", 2)
    assert rolled_up() == SUMMED


@on_redis
def test_a_killed_child_leaves_its_job_to_its_brothers(
    broker: Broker, accept: Callable[[], Job], tmp_path: Path
) -> None:
    with broker.up(), worker(broker, tmp_path) as pid:
        with held_up():
            job = accept()
            until(somebody_is_held_up)
            for child in children(pid):
                os.kill(child, signal.SIGKILL)
            until(lambda: answers(tmp_path)["taken"])  # delivered again, while its lease still runs
        let_the_lease_run_out(job)
        assert jobs.sweep() == 1
        until(lambda: ended(job))
    assert outcome(job) == ("done", 2)
    assert rolled_up() == SUMMED


@on_redis
def test_a_worker_that_was_given_up_and_comes_back_does_nothing_twice(
    broker: Broker, accept: Callable[[], Job], tmp_path: Path
) -> None:
    with broker.up(), worker(broker, tmp_path):
        with held_up():
            job = accept()
            until(somebody_is_held_up)
            let_the_lease_run_out(job)
            assert jobs.sweep() == 1
            until(lambda: outcome(job) == ("running", 2))
        until(lambda: answers(tmp_path).total() == 2)
    assert answers(tmp_path) == {"taken": 1, "done": 1}
    assert outcome(job) == ("done", 2)
    assert rolled_up() == SUMMED


@on_redis
def test_a_job_that_is_delivered_three_times_is_done_once(
    broker: Broker, accept: Callable[[], Job], tmp_path: Path
) -> None:
    with broker.up():
        job = accept()
        jobs.ring(job.pk)
        jobs.ring(job.pk)
        with worker(broker, tmp_path):
            until(lambda: answers(tmp_path).total() == 3)
    assert answers(tmp_path) == {"done": 1, "taken": 2}
    assert outcome(job) == ("done", 1)
    assert rolled_up() == SUMMED


def test_a_broker_that_is_down_when_work_is_asked_for_loses_none_of_it(
    broker: Broker, accept: Callable[[], Job], tmp_path: Path
) -> None:
    job = accept()
    with broker.up(), worker(broker, tmp_path):
        assert jobs.sweep() == 0  # young enough for its own bell
        assert outcome(job) == ("queued", 0)
        let_it_grow_old(job)
        assert jobs.sweep() == 1
        until(lambda: ended(job))
    assert outcome(job) == ("done", 1)
    assert rolled_up() == SUMMED


@on_redis
def test_a_redis_that_is_killed_in_mid_job_harms_neither_it_nor_the_next(
    broker: Broker, accept: Callable[[], Job], tmp_path: Path
) -> None:
    with broker.up() as url, worker(broker, tmp_path / "first"):
        with held_up():
            job = accept()
            until(somebody_is_held_up)
            kill_redis(url)
            following = jobs.submit("reports.rollup", month=str(OCTOBER))
        until(lambda: ended(job))
    assert outcome(job) == ("done", 1)
    assert rolled_up() == SUMMED
    # Celery may end with its broker once its job is done; whoever watches it starts another.
    with broker.up(), worker(broker, tmp_path / "second"):
        let_it_grow_old(following)
        assert jobs.sweep() == 1
        until(lambda: ended(following))
    assert outcome(following) == ("done", 1)
    assert rolled_up() == SUMMED


def kill_redis(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
