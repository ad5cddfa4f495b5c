"""The counter of 上沙村 with its catalogue, and requests at every step."""

from datetime import date
from uuid import uuid4

import pytest

from services.actions import items, requests
from services.models import ServiceItem


@pytest.fixture
def catalogue(cast):
    """The seven duties of W; 养老 promises five working days, 就业援助 one month."""
    items.add_items_from_document(cast.city, on=date(2009, 11, 4), by=cast.posts["sun"])
    for key, length, kind in (("W-D1", 5, "working"), ("W-D4", 1, "month")):
        item = ServiceItem.objects.get(key=key)
        values = {"limit_length": length, "limit_kind": kind, "limit_basis": "服务承诺"}
        items.correct_item(item, values, by=cast.posts["sun"])
    return {item.key: item for item in ServiceItem.objects.all()}


@pytest.fixture
def counter(cast, catalogue):
    """Take requests in and move them on, each step by whom it belongs to."""
    return Counter(cast, catalogue)


class Counter:
    def __init__(self, cast, catalogue):
        self.cast, self.catalogue = cast, catalogue

    def receive(self, on, *, key="W-D1", applicant="张三", who="lin", token=None):
        post = self.cast.posts[who]
        return requests.receive(
            post.region,
            item=self.catalogue[key],
            applicant=applicant,
            phone="19900001234",
            asked="参加养老保险",
            received_on=on,
            form_token=token or uuid4(),
            by=post,
        )

    def move(self, request, *verbs):
        """Take steps by name: ``send_up``, ``send_back``…"""
        lin, wang = self.cast.posts["lin"], self.cast.posts["wang"]
        how = {
            "send_up": lambda: requests.send_up(request, by=lin),
            "send_back": lambda: requests.send_back(request, reason="缺户口簿", by=wang),
            "resubmit": lambda: requests.resubmit(request, note="已补户口簿", by=lin),
            "decide": lambda: requests.decide(request, outcome="agreed", reason="材料齐全", by=wang),
            "tell": lambda: requests.tell(request, note="当面告知", by=lin),
            "withdraw": lambda: requests.withdraw(request, reason="不办了", by=lin),
        }
        for verb in verbs:
            how[verb]()
        return request
