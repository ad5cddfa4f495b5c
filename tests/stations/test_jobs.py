"""Background work: the row is the truth, the broker only a bell."""

import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from celery import current_app
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from kombu import pools

from kit.refused import Refused
from stations import jobs
from stations.models import Job

CALLS = []


@jobs.runner("tests.count", "数数")
def count(progress, **arguments):
    CALLS.append(arguments)
    progress.report(1, 2, "数到一")
    return "数完了"


@jobs.runner("tests.refuse", "拒绝")
def refuse(progress):
    raise Refused("没有可数的。")


@jobs.runner("tests.break", "出错")
def break_down(progress):
    raise RuntimeError("secret 330302198001010000")


@jobs.runner("tests.lose", "丢失")
def lose(progress):
    Job.objects.filter(pk=progress.job_id).update(lease=uuid.uuid4())
    progress.report(1, 1)


@pytest.fixture(autouse=True)
def no_calls():
    CALLS.clear()


def state(job):
    job.refresh_from_db()
    return job.state, job.message, job.attempts


def test_a_job_runs_once_with_its_arguments_and_keeps_its_closing_word(db):
    job = jobs.submit("tests.count", month="2010-03")
    assert jobs.run(job.pk) == "done"
    assert state(job) == ("done", "数完了", 1)
    assert (job.done_units, job.all_units, job.percent) == (1, 2, 50)
    assert jobs.run(job.pk) == "taken"
    assert CALLS == [{"month": "2010-03"}]


def test_a_refusal_is_told_in_its_own_words(db):
    job = jobs.submit("tests.refuse")
    jobs.run(job.pk)
    assert state(job) == ("failed", "没有可数的。", 1)


def test_an_error_is_told_without_its_details(db):
    job = jobs.submit("tests.break")
    jobs.run(job.pk)
    assert state(job) == ("failed", "处理中出现意外错误,已记入日志,请联系系统管理员。", 1)


def test_work_of_the_same_key_is_joined_while_it_is_open(db):
    first = jobs.submit("tests.count", key="2010-03")
    assert jobs.submit("tests.count", key="2010-03").pk == first.pk
    jobs.run(first.pk)
    assert jobs.submit("tests.count", key="2010-03").pk != first.pk


def test_a_job_whose_worker_died_is_taken_up_when_its_lease_runs_out(db):
    job = jobs.submit("tests.count")
    Job.objects.filter(pk=job.pk).update(state="running", lease_until=timezone.now() + timedelta(minutes=1))
    assert jobs.run(job.pk) == "taken"
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.run(job.pk) == "done"


def test_who_lost_the_lease_stops_and_writes_nothing(db):
    job = jobs.submit("tests.lose")
    assert jobs.run(job.pk) == "taken"
    assert state(job)[0] == "running"


def test_the_sweep_rings_for_what_was_left_and_gives_up_in_the_end(db, monkeypatch):
    rung = []
    monkeypatch.setattr(jobs, "ring", rung.append)
    fresh, old, dead, hopeless = (jobs.submit("tests.count") for _ in range(4))
    long_ago = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=old.pk).update(created_at=long_ago)
    Job.objects.filter(pk=dead.pk).update(state="running", lease_until=long_ago)
    Job.objects.filter(pk=hopeless.pk).update(created_at=long_ago, attempts=jobs.MOST_ATTEMPTS)
    assert jobs.sweep() == 2
    assert rung == [old.pk, dead.pk]
    assert state(hopeless)[0] == "failed"
    assert state(fresh)[0] == "queued"


@contextmanager
def broker_at(address):
    """Publish to ``address``; connections that are pooled under another one are dropped, before and after."""
    conf = current_app.conf
    before = conf.broker_url, conf.broker_write_url, conf.broker_transport_options

    def use(url, write_url, options):
        conf.broker_url, conf.broker_write_url, conf.broker_transport_options = url, write_url, options
        pools.reset()
        current_app._pool = current_app.amqp._producer_pool = None

    use(address, address, {"max_retries": 1, "interval_max": 0})
    try:
        yield
    finally:
        use(*before)


def test_a_broker_that_is_down_loses_nothing(db, django_capture_on_commit_callbacks):
    with broker_at("redis://127.0.0.1:1/0"), django_capture_on_commit_callbacks(execute=True):
        job = jobs.submit("tests.count")
    assert state(job)[0] == "queued"


def test_a_job_is_not_rung_for_before_its_transaction_is_there(
    db, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr(jobs, "ring", rung.append)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        job = jobs.submit("tests.count")
        assert rung == []
    assert rung == [job.pk]


def test_a_cancelled_job_is_not_run(cast):
    job = jobs.submit("tests.count", by=cast.person("sun"))
    assert cast.client("sun").post(reverse("job_cancel", args=[job.pk])).status_code == 302
    assert state(job)[:2] == ("cancelled", "由孙处长取消")
    assert jobs.run(job.pk) == "taken"
    with pytest.raises(Refused, match="已经结束"):
        jobs.cancel(job, by=cast.person("sun"))


def test_people_see_their_own_jobs_and_the_administrator_all(cast):
    job = jobs.submit("tests.count", by=cast.person("sun"), under=cast.posts["sun"])
    address = reverse("job", args=[job.pk])
    assert [cast.client(who).get(address).status_code for who in ("sun", "he", "admin", "lin")] == [
        200,
        404,
        200,
        403,
    ]
    assert "数数" in cast.client("sun").get(address).text
