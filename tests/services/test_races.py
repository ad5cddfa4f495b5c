"""Two at once: numbers without a gap or a double, and one decision."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from kit.refused import Refused
from services.actions import items, requests
from services.models import Request, ServiceItem
from tests.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_numbers_of_people_who_press_at_once_have_no_gap_and_no_double():
    cast = Cast.assemble()
    items.add_items_from_document(cast.city, on=date(2009, 11, 4), by=cast.posts["sun"])
    item = ServiceItem.objects.get(key="W-D1")

    def press(number):
        try:
            return requests.receive(
                cast.village,
                item=item,
                applicant=f"第{number}人",
                phone="19900001234",
                asked="办事",
                received_on=date(2010, 3, 1),
                form_token=uuid4(),
                by=cast.posts["lin"],
            ).running
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(press, range(18))) == list(range(1, 19))


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_decide_at_once_one_wins():
    cast = Cast.assemble()
    items.add_items_from_document(cast.city, on=date(2009, 11, 4), by=cast.posts["sun"])

    def decide(case):
        try:
            requests.decide(case, outcome="agreed", reason="材料齐全", by=cast.posts["wang"])
        except Refused as refusal:
            return refusal.reason
        finally:
            connection.close()
        return "decided"

    for _ in range(5):
        case = requests.receive(
            cast.village,
            item=ServiceItem.objects.get(key="W-D1"),
            applicant="张三",
            phone="19900001234",
            asked="办事",
            received_on=date(2010, 3, 1),
            form_token=uuid4(),
            by=cast.posts["lin"],
        )
        requests.send_up(case, by=cast.posts["lin"])
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(decide, [Request.objects.get(pk=case.pk) for _ in range(4)]))
        refused = f"{case.number} 刚刚已由别人办理,请刷新页面后再看。"
        assert Counter(answers) == {"decided": 1, refused: 3}
        assert case.steps.filter(verb="decide").count() == 1
