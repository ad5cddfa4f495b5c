"""Two at once: one wins."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kit.refused import Refused
from reports.actions import returns
from reports.models import DirtyStation
from stations.models import AuditEvent
from tests.cast import Cast
from tests.reports.conftest import Returns


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_accept_at_once_one_wins():
    cast = Cast.assemble()
    making = Returns(cast)
    reports = [making.submit(), making.submit("330302008202")]

    def accept(_):
        try:
            return returns.accept(list(reports), by=cast.posts["wang"])
        except Refused as refusal:
            return refusal.reason.split(":")[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = Counter(pool.map(accept, range(4)))
    assert answers == {2: 1, "这些月报已不是待审核": 3}
    assert AuditEvent.objects.filter(verb="通过月报").count() == 2
    assert DirtyStation.objects.count() == 4
