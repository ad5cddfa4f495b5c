"""What the counter tells villagers: the items offered, and the steps from the application to the answer."""

from __future__ import annotations

from datetime import date

from services.models import ServiceItem
from stations.models import Region
from stations.wall import Counter, Offer, Step, counter_source

# The course of a request (services/rules/requests.py), told to who makes one.
STEPS = (
    Step("您", "带齐材料到本站提出申请"),
    Step("本站", "当面受理,给您受理回执"),
    Step("乡镇(街道)", "收到上报后审核,作出决定"),
    Step("本站", "把结果和理由告知您"),
)


@counter_source
def counter(village: Region, on: date) -> Counter:
    rows = ServiceItem.objects.within(village.jurisdiction).offered_on(on).order_by("key")
    offers = tuple(
        Offer(
            name=item.name,
            part=item.part,
            limit=item.limit.label if item.limit else "",
            basis=item.limit_basis,
            papers=tuple(item.papers_list),
            free=item.free,
        )
        for item in rows
    )
    return Counter(offers, STEPS if offers else ())
