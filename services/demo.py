"""The demo's counter: what the city offers, and requests of the last months at every step of their way."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from kit.months import ONE_DAY, SHANGHAI
from kit.workdays import Kind
from services.actions.items import items_of
from services.actions.requests import frozen_promise
from services.models import Request, RequestStep, ServiceItem
from services.models.requests import CALENDAR
from services.rules.requests import OUTCOMES, WORKFLOW, Limit, pauses, receipt_number
from stations.demo import World, invention, part
from stations.documents import policy_for
from stations.models import Post, Region
from stations.models.regions import located

DAYS_BACK = 130
# The promises of an invented city: W names no limit, so each is its own promise.
LIMITS = {
    "W-D1": (20, Kind.WORKING),
    "W-D2": (20, Kind.WORKING),
    "W-D3": (10, Kind.WORKING),
    "W-D4": (20, Kind.NATURAL),
    "W-D5": (5, Kind.WORKING),
}
PAPERS = {
    "W-D1": "身份证\n户口簿\n银行存折",
    "W-D2": "身份证\n征地协议",
    "W-D3": "身份证\n失业登记表",
    "W-D4": "身份证\n低保证(低保家庭)",
    "W-D5": "身份证\n劳动合同或工资凭据",
}
ASKED = {
    "W-D1": ("参加城乡居民养老保险", "申领基础养老金", "补缴上年度养老保险费", "办理待遇领取资格认定"),
    "W-D2": ("登记被征地农民基本生活保障", "变更被征地保障的领取账户"),
    "W-D3": ("办理失业登记", "登记求职意愿,想找附近的工作", "登记外出务工情况"),
    "W-D4": ("报名参加电工培训", "申请就业援助,家中无人就业", "报名参加育婴员培训"),
    "W-D5": ("反映被拖欠两个月工资", "申请调解离职补偿"),
    "W-D6": ("咨询灵活就业人员社保补贴", "咨询退休手续"),
    "W-D7": ("开具就业情况证明",),
}
# How far a request has come: the steps after it was received.
WAYS = {
    "received": (),
    "sent_up": ("send_up",),
    "returned": ("send_up", "send_back"),
    "decided": ("send_up", "decide"),
    "told": ("send_up", "decide", "tell"),
    "completed": ("send_up", "send_back", "resubmit", "decide", "tell"),
    "withdrawn": ("withdraw",),
}
LABELS = {step.verb: step.label for step in WORKFLOW.transitions}
TOWNSHIP_STEPS = {"send_back", "decide"}
NOTES = {
    "send_back": "缺一份材料的复印件,请申请人补齐。",
    "resubmit": "材料已补齐。",
    "decide": "材料齐全,符合条件。",
    "tell": "已电话告知申请人。",
    "withdraw": "申请人说暂不办理。",
}
# What 林协管 took in: which item, how many days before today, and how far it has come. Of the 20 days of W-D4 one
# clock has two left and one ran out long ago.
AT_HOME = (
    ("W-D1", 1, "received"),
    ("W-D3", 3, "received"),
    ("W-D1", 9, "returned"),
    ("W-D4", 18, "sent_up"),
    ("W-D3", 12, "decided"),
    ("W-D4", 40, "sent_up"),
    ("W-D6", 48, "told"),
    ("W-D2", 70, "completed"),
)


@dataclass(frozen=True, slots=True)
class Step:
    verb: str
    on: date


@part
def fill(world: World) -> None:
    """The city's items from the document in force, then requests with all their steps."""
    items = _offer(world)
    random = world.random("services")
    taken: Counter[tuple[int, date]] = Counter()
    made = [
        _request(world, village, items[key], received_on, way, taken, random)
        for village in world.villages
        for key, received_on, way in _plan(world, village, random)
        if key in items
    ]
    Request.objects.bulk_create([request for request, _ in made], batch_size=500)
    RequestStep.objects.bulk_create(
        [_step(world, request, step) for request, steps in made for step in steps], batch_size=1000
    )


def _offer(world: World) -> dict[str, ServiceItem]:
    """Every item of the document; those that the city offers already stay as they are."""
    since = date(world.today.year - 2, 1, 1)
    present = {item.key: item for item in ServiceItem.objects.filter(region=world.city)}
    missing = [
        item
        for item in items_of(policy_for(world.city, world.today), world.city, on=since)
        if item.key not in present
    ]
    for item in missing:
        item.papers = PAPERS.get(item.key, "身份证")
        if item.key in LIMITS:
            item.limit_length, item.limit_kind = LIMITS[item.key]
            item.limit_basis = "服务承诺(示例)"
    ServiceItem.objects.bulk_create(missing)
    return present | {item.key: item for item in missing}


def _plan(world: World, village: Region, random: Random) -> Iterator[tuple[str, date, str]]:
    """What was asked at a village, when, and how far each request has come: the older, the further."""
    if village == world.home:
        yield from ((key, world.today - ONE_DAY * ago, way) for key, ago, way in AT_HOME)
    for _ in range(random.choice((0, 1, 1, 2, 2, 3))):
        ago = random.randrange(1, DAYS_BACK)
        open_ways = ("received", "sent_up", "sent_up", "decided", "returned", "told", "told")
        closed_ways = ("told", "told", "told", "completed", "withdrawn", "told", "sent_up")
        way = random.choice(open_ways if ago < 25 else closed_ways)
        yield random.choice(list(ASKED)), world.today - ONE_DAY * ago, way


def _request(
    world: World,
    village: Region,
    item: ServiceItem,
    received_on: date,
    way: str,
    taken: Counter[tuple[int, date]],
    random: Random,
) -> tuple[Request, list[Step]]:
    taken[village.pk, received_on] += 1
    running = taken[village.pk, received_on]
    steps = [Step("receive", received_on), *_steps(WAYS[way], received_on, world.today, random)]
    request = Request(
        **located(village),
        number=receipt_number(village.code, received_on, running),
        running=running,
        form_token=uuid.UUID(int=random.getrandbits(128), version=4),
        item=item,
        applicant=invention.name(random),
        phone=invention.phone(random.randrange(2000, 9999)),
        asked=random.choice(ASKED.get(item.key, (item.name,))),
        received_on=received_on,
        received_at=_at(received_on, random),
        received_by=world.clerks[village.pk].user,
        **frozen_promise(item.limit, received_on),
    )
    _come_so_far(request, steps)
    return request, steps


def _steps(way: tuple[str, ...], received_on: date, today: date, random: Random) -> list[Step]:
    """The steps on working days after the receipt, none of them after today."""
    steps, day = [], received_on
    for verb in way:
        day = min(today, CALENDAR.working_days(day, random.randrange(1, 4)).due)
        steps.append(Step(verb, day))
    return steps


def _come_so_far(request: Request, steps: list[Step]) -> None:
    """State, clock and outcome as the steps leave them."""
    by_verb = {step.verb: step.on for step in steps}
    last = steps[-1]
    moves = {step.verb: step.target for step in WORKFLOW.transitions}
    request.state = moves.get(last.verb, WORKFLOW.initial)
    if "decide" in by_verb:
        request.outcome, request.outcome_reason = "agreed", NOTES["decide"]
    if last.verb in ("tell", "withdraw"):
        request.closed_on = last.on
    if request.due_on and last.verb == "send_back":
        request.paused_on = last.on
    if request.due_on and "resubmit" in by_verb:
        limit = Limit(request.limit_length, Kind(request.limit_kind))
        waited = pauses([(step.verb, step.on) for step in steps])
        deadline = limit.due(request.received_on, waited, CALENDAR)
        request.due_on, request.due_provisional = deadline.due, deadline.provisional


def _step(world: World, request: Request, step: Step) -> RequestStep:
    post = _who(world, request, step)
    note = NOTES.get(step.verb, "")
    return RequestStep(
        region_id=request.region_id,
        code=request.code,
        scope_code=request.scope_code,
        request=request,
        verb=step.verb,
        label=LABELS.get(step.verb, "受理"),
        on=step.on,
        at=request.received_at + (step.on - request.received_on),
        by=post.user,
        under=post,
        note=f"{OUTCOMES['agreed']}:{note}" if step.verb == "decide" else note,
    )


def _who(world: World, request: Request, step: Step) -> Post:
    village = request.region
    return world.clerks[village.parent_id if step.verb in TOWNSHIP_STEPS else village.pk]


def _at(day: date, random: Random) -> datetime:
    """A moment of the counter's hours."""
    return datetime.combine(day, time(random.choice((8, 9, 10, 14, 15)), random.randrange(60)), SHANGHAI)
