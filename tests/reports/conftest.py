"""A November in which October's returns are made: ledgers of 上沙村 and a way to hand in returns."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine

from kit.months import Month
from reports.actions import returns
from reports.models import Return
from reports.rules.indicators import ENTERED
from services.actions import items, requests
from services.models import ServiceItem
from stations.models import HouseholdCount, Post
from stations.models.regions import located

OCTOBER = Month(2010, 10)


@pytest.fixture
def november():
    """A clock that stands on 3 November 2010, before the return is due."""
    with time_machine.travel("2010-11-03 09:00:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def ledgers(cast, november):
    """上沙村 at the end of October: 430 households; five requests, one told, one withdrawn, one late."""
    place = located(cast.village)
    for year, households in ((2008, 399), (2009, 430)):
        HouseholdCount.objects.create(
            **place, year=year, counted_on=date(year, 12, 31), households=households, source="户籍年报"
        )
    items.add_items_from_document(cast.city, on=date(2009, 11, 4), by=cast.posts["sun"])
    item = ServiceItem.objects.get(key="W-D1")
    items.correct_item(
        item, {"limit_length": 5, "limit_kind": "working", "limit_basis": "服务承诺"}, by=cast.posts["sun"]
    )
    lin, wang = cast.posts["lin"], cast.posts["wang"]
    taken = []
    for day in (
        date(2010, 10, 8),
        date(2010, 10, 8),
        date(2010, 10, 28),
        date(2010, 10, 29),
        date(2010, 11, 1),
    ):
        november.move_to(f"{day} 09:00:00+08:00")
        taken.append(
            requests.receive(
                cast.village,
                item=item,
                applicant=f"申请人{len(taken) + 1}",
                phone="19900001234",
                asked="参保",
                received_on=day,
                form_token=uuid4(),
                by=lin,
            )
        )
    november.move_to("2010-10-30 09:00:00+08:00")
    requests.send_up(taken[1], by=lin)
    requests.decide(taken[1], outcome="agreed", reason="材料齐全", by=wang)
    requests.tell(taken[1], note="", by=lin)
    requests.withdraw(taken[2], reason="不办了", by=lin)
    november.move_to("2010-11-03 09:00:00+08:00")
    return taken


def entered(value=1):
    """The figures that a coordinator fills in."""
    return {indicator.key: value for indicator in ENTERED}


class Returns:
    """Returns of any village, made by its own coordinator."""

    def __init__(self, cast):
        self.cast = cast

    def coordinator(self, code):
        """The acting post of the coordinator of a village, appointed where there is none."""
        if code == "330302008201":
            return self.cast.posts["lin"]
        user = self.cast.person("chen")
        region = self.cast.place(code)
        post, _ = Post.objects.get_or_create(
            user=user, role="coordinator", region=region, defaults={"starts_on": date(2009, 1, 1)}
        )
        return post

    def submit(self, code="330302008201", *, month=OCTOBER, value=1, explanation="说明"):
        post = self.coordinator(code)
        return returns.submit(post.region, month, entered=entered(value), explanation=explanation, by=post)

    def accept(self, *reports, who="wang"):
        return returns.accept(
            [Return.objects.get(pk=report.pk) for report in reports], by=self.cast.posts[who]
        )


@pytest.fixture
def making(cast):
    return Returns(cast)
