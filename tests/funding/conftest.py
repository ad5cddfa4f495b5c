"""鹿城区 in 2009: three villages entitled, one of them near the edge of a tier, and one community."""

import pytest

from funding.models import VillageAccount
from stations.models.regions import located
from tests.staffing.people import assess, count_households, hire


def fill_district(cast):
    """上沙村 430 households, 下沙村 199 with a part-timer and no account, 山根村 801 with two coordinators."""
    shang, xia, shan = (cast.place(code) for code in ("330302008201", "330302008202", "330302101201"))
    for village, households in ((shang, 430), (xia, 199), (shan, 801), (cast.place("330302008001"), 5000)):
        count_households(village, households)
    hire(shang, "林晓梅", 1)
    hire(xia, "何小丽", 2, kind="part_time", monthly_wage=None)
    hire(shan, "周建平", 3)
    hire(shan, "吴小红", 4)
    for village in (shang, xia, shan):
        assess(village, cast.person("zhou"))
    for village, number in ((shang, "33030200000000001"), (shan, "33030200000000002")):
        VillageAccount.objects.create(
            **located(village), holder=f"{village.name}股份经济合作社", bank="农村信用社", account=number
        )
    return shang, xia, shan


@pytest.fixture
def villages(cast):
    return fill_district(cast)
