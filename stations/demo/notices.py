"""Rewards and penalties: barred till the end of the year, until it is lifted, no more; one bars a title's decision."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kit.months import ONE_DAY
from stations.actions import notices as actions
from stations.demo import invention
from stations.demo.world import World
from stations.models import Notice, Post, Region, TitleCase
from stations.models.titles import PERSON, UNIT
from stations.rules.titles import ASSESSED, DESIGNATED
from stations.titles import COMMUNITY_TITLE

REASONS = {
    "J:penalty": "年度任务没有完成(示例)",
    "S:penalty": "台账弄虚作假(示例)",
    "J:reward": "村级平台建设任务完成较好(示例)",
    "S:reward": "四有工作成绩突出(示例)",
    "F:designation_reward": "新达标充分就业社区(示例)",
}


def issue(world: World) -> None:
    """Through the action, so that each bar is what its document makes of it."""
    this_year = max(date(world.today.year, 1, 1), world.today - 20 * ONE_DAY)
    zhou, wang = world.posts["zhou"], world.posts["wang"]
    town = [
        village for village in world.villages if village.parent == world.home.parent and village != world.home
    ]
    _one(world, "J:penalty", _with_title(ASSESSED), zhou, this_year)
    _one(world, "J:penalty", town[1], wang, date(world.today.year - 1, 6, 8))
    _one(world, "S:penalty", town[2], zhou, world.today - 200 * ONE_DAY)
    _one(
        world,
        "S:penalty",
        town[3],
        wang,
        world.today - 70 * ONE_DAY,
        person=invention.name(world.random("notices")),
    )
    lifted = _one(world, "S:penalty", town[4], zhou, world.today - 300 * ONE_DAY)
    actions.lift(lifted, on=world.today - 30 * ONE_DAY, reason="整改到位(示例)", by=zhou)
    _one(world, "J:reward", world.home, zhou, world.today - 120 * ONE_DAY, amount=Decimal("3000.00"))
    _one(
        world,
        "S:reward",
        world.home,
        wang,
        world.today - 50 * ONE_DAY,
        amount=Decimal("500.00"),
        person="林协管",
    )
    given = _with_title(DESIGNATED)
    _one(world, "F:designation_reward", given, zhou, world.today - 60 * ONE_DAY, amount=Decimal("10000.00"))


def _with_title(state: str) -> Region:
    """A community of 鹿城区 whose title stands so."""
    rows = TitleCase.objects.filter(title_key=COMMUNITY_TITLE, state=state).select_related("region")
    return rows.order_by("scope_code")[0].region


def _one(
    world: World,
    named: str,
    region: Region,
    by: Post,
    on: date,
    *,
    person: str = "",
    amount: Decimal | None = None,
) -> Notice:
    values = {
        "sanction": named, "region": region, "subject": PERSON if person else UNIT, "person_name": person,
        "noticed_on": on, "number": f"示例〔{on.year}〕{on.timetuple().tm_yday} 号", "reason": REASONS[named],
        "amount": amount,
    }  # fmt: skip
    return actions.issue(values, by=by, today=world.today)
