"""Two people at once: one is done, the other is told, and nothing is an error page."""

import threading
import time
from datetime import date

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse

from stations.models import HouseholdCount
from stations.models.regions import located
from tests.cast import Cast
from tests.support.workbooks import workbook

FIELDS = {"year": 2024, "counted_on": "2024-12-31"}
ROWS = [("区划代码", "行政村", "户籍户数", "来源"), ("330302008201", "上沙村", 199, "户籍年报")]


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_imports_at_once_is_told_and_writes_nothing():
    cast = Cast.assemble()
    client, address = cast.client("zhou"), reverse("household_import")
    upload = workbook(ROWS)
    digest = client.post(address, {**FIELDS, "file": upload, "step": "check"}).context_data["outcome"].digest
    answers = []

    def second():
        upload.seek(0)
        answers.append(client.post(address, {**FIELDS, "file": upload, "step": "write", "digest": digest}))
        connections.close_all()

    with transaction.atomic():
        HouseholdCount.objects.create(
            **located(cast.village), year=2024, counted_on=date(2024, 12, 31), households=5, source="先到"
        )
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert answers[0].status_code == 422
    assert "别人刚刚写入了同样的内容,这次一行也没有写入" in answers[0].text
    assert list(HouseholdCount.objects.values_list("households", "source")) == [(5, "先到")]


def wait_until_somebody_waits():
    """Until another connection of this database waits for a lock."""
    for _ in range(2000):
        with connection.cursor() as cursor:
            # pg_stat_activity would show one moment for the whole transaction; the locks are always of now.
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waited")
