"""Titles at every step of their way, scored by example tables; enough communities hold theirs for a share to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from kit.months import ONE_DAY
from stations.demo.world import World, refresh_statistics
from stations.models import (
    AdvancedAward,
    PolicyDocument,
    Post,
    Region,
    ScoringTemplate,
    TitleCase,
    TitleScore,
    TitleStep,
)
from stations.models.regions import located
from stations.models.titles import CITY_SPAN
from stations.places import Tier
from stations.rules.documents.aims import Title
from stations.rules.scoring import Part, Scoring, read_scoring
from stations.rules.titles import DESIGNATED, DRAFT, RECTIFYING, REVOKED, TITLE
from stations.titles import COMMUNITY_TITLE, DEMONSTRATION_TITLE, example, newest_documents

TOWN_TITLE = "four_have_town"
GIVEN = ("apply", "assess", "designate")
ORDERED = (*GIVEN, "spot_check", "order_rectification")
# How far a title has come: its steps since it was opened.
WAYS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "applied": ("apply",),
    "assessed": ("apply", "assess"),
    "declined": ("apply", "assess", "decline"),
    "designated": GIVEN,
    "in_order": (*GIVEN, "spot_check", "find_in_order"),
    "checked": (*GIVEN, "spot_check"),
    "rectifying": ORDERED,
    "overdue": ORDERED,
    "restored": (*ORDERED, "restore"),
    "revoked": (*ORDERED, "revoke"),
}
# Each of these once in every district, before chance has its way with the other communities.
ONCE = ("applied", "assessed", "declined", "checked", "rectifying", "overdue", "restored", "revoked", "draft")
OTHERS = {"designated": 52, "in_order": 8, "": 34, "declined": 6}
DEMONSTRATING = ("designated", "in_order", "designated", "rectifying", "applied", "draft")
TOWNS = ("designated", "assessed", "declined")
DAYS = {
    "apply": 20, "assess": 30, "designate": 10, "decline": 10, "spot_check": 120, "find_in_order": 0,
    "order_rectification": 0, "restore": 40, "revoke": 45,
}  # fmt: skip
RECTIFY = 30 * ONE_DAY
NOTES = {
    "decline": "零就业家庭没有清零(示例)",
    "order_rectification": "台账与实际不符,宣传栏没有更新(示例)",
    "find_in_order": "抽查合格(示例)",
    "restore": "整顿后复查合格(示例)",
    "revoke": "整顿期满,台账仍与实际不符(示例)",
}
OF_THE_CITY = {"spot_check", "find_in_order", "order_rectification"}
# A table of the demo's city for the platforms; the document names the three aspects and no points.
PLATFORM_TABLE = {
    "name": "示范平台评分表(示例)", "full": "100", "pass_mark": "80", "made_up": True,
    "source": "三个方面出自 Y二(一)2—4;分值和合格线是示例,不是文件规定",
    "parts": [
        {"key": "place", "name": "场地", "points": "40", "text": "服务大厅面积、功能区域"},
        {"key": "staff", "name": "工作人员", "points": "30", "text": "专职工作人员数量、持证"},
        {"key": "outfit", "name": "设施设备", "points": "30", "text": "设施设备更完善"},
    ],
}  # fmt: skip
MOVES = {move.verb: move.target for move in TITLE.transitions}


# Days since the last step; the others came to rest some months ago.
SINCE = {"applied": 8, "assessed": 5, "checked": 3, "rectifying": 10, "overdue": 45}


@dataclass(frozen=True, slots=True)
class Step:
    verb: str
    on: date


@dataclass(frozen=True, slots=True)
class Offer:
    """A title, the document that offers it, and the table it is scored by."""

    stored: PolicyDocument
    title: Title
    table: Scoring | None


def award(world: World) -> None:
    """Cases with their steps and scores, then the advanced among them."""
    ScoringTemplate.objects.create(
        region=world.city,
        title_key=DEMONSTRATION_TITLE,
        name=PLATFORM_TABLE["name"],
        body=read_scoring(PLATFORM_TABLE).as_json(),
    )
    random, offers = world.random("titles"), _offers()
    made = [
        _case(world, region, offers[key], way, random)
        for region, key, way in (*_communities(world, random), *_platforms(world), *_towns(world))
    ]
    TitleCase.objects.bulk_create([case for case, _ in made])
    TitleStep.objects.bulk_create([_step(world, case, step) for case, steps in made for step in steps])
    TitleScore.objects.bulk_create(
        [score for case, steps in made for score in _scores(case, [step.verb for step in steps], random)]
    )
    _advance(world, [case for case, _ in made if case.title_key == COMMUNITY_TITLE])
    refresh_statistics(TitleCase, TitleStep, TitleScore)


def _communities(world: World, random: Random) -> Iterator[tuple[Region, str, str]]:
    """藤桥社区, of 王所长's town, has not applied: whoever looks round may do so."""
    for district in world.districts:
        communities = [
            village
            for village in world.villages
            if village.kind == "community"
            and village.parent.parent_id == district.pk
            and village.parent_id != world.home.parent_id
        ]
        for number, community in enumerate(communities):
            drawn = random.choices(list(OTHERS), list(OTHERS.values()))[0]
            if way := ONCE[number] if number < len(ONCE) else drawn:
                yield community, COMMUNITY_TITLE, way


def _platforms(world: World) -> Iterator[tuple[Region, str, str]]:
    """Streets of 鹿城区, and communities of its last ones."""
    streets, communities = [], []
    for village in world.villages:
        if village.parent.parent_id == world.districts[0].pk and village.parent.kind == "street":
            streets.append(village.parent)
            communities += [village] if village.kind == "community" else []
    for place, way in zip(dict.fromkeys(streets), DEMONSTRATING, strict=False):
        yield place, DEMONSTRATION_TITLE, way
    for place, way in zip(reversed(communities), DEMONSTRATING, strict=False):
        yield place, DEMONSTRATION_TITLE, way


def _towns(world: World) -> Iterator[tuple[Region, str, str]]:
    """王所长's town first."""
    towns = dict.fromkeys(
        [
            world.home.parent,
            *(village.parent for village in world.villages if village.parent.kind == "town"),
        ]
    )
    for town, way in zip(towns, TOWNS, strict=False):
        yield town, TOWN_TITLE, way


def _offers() -> dict[str, Offer]:
    own = {DEMONSTRATION_TITLE: read_scoring(PLATFORM_TABLE)}
    return {
        title.key: Offer(stored, title, own.get(title.key) or example(title.key))
        for stored, document in newest_documents()
        for title in document.titles
    }


def _case(
    world: World, region: Region, offer: Offer, way: str, random: Random
) -> tuple[TitleCase, list[Step]]:
    steps = _steps(world.today, way, random)
    days = {step.verb: step.on for step in steps}
    case = TitleCase(
        **located(region),
        document=offer.stored,
        title_key=offer.title.key,
        title_name=offer.title.name,
        basis=f"示例〔{world.today.year - 1}〕{random.randrange(1, 60)} 号",
        state=MOVES[steps[-1].verb] if steps else DRAFT,
        applied_on=days.get("apply"),
        designated_on=days.get("designate"),
        scoring=offer.table.as_json() if offer.table else None,
    )
    if case.state in (RECTIFYING, REVOKED):
        case.rectify_by = days["order_rectification"] + RECTIFY
    return case, steps


def _steps(today: date, way: str, random: Random) -> list[Step]:
    """Backwards from the last one."""
    day, steps = today - SINCE.get(way, random.randrange(20, 200)) * ONE_DAY, []
    for verb in reversed(WAYS[way]):
        steps.append(Step(verb, day))
        day -= DAYS[verb] * ONE_DAY
    return steps[::-1]


def _step(world: World, case: TitleCase, step: Step) -> TitleStep:
    return TitleStep(
        **located(case.region),
        case=case,
        verb=step.verb,
        by=_who(world, case.region, step.verb),
        on=step.on,
        note=NOTES.get(step.verb, ""),
        deadline=step.on + RECTIFY if step.verb == "order_rectification" else None,
    )


def _who(world: World, region: Region, verb: str) -> Post:
    """The township applies, for itself and for its communities; the district decides, the city looks in."""
    township = region if region.tier == Tier.TOWNSHIP else region.parent
    if verb == "apply":
        return world.clerks[township.pk]
    if verb in OF_THE_CITY and township.code % 2000:
        return world.posts["sun"]
    return world.clerks[township.parent_id]


def _scores(case: TitleCase, verbs: Sequence[str], random: Random) -> Iterator[TitleScore]:
    """Each column as far as its people have come; who was declined fell short."""
    table = case.table
    for part in table.parts if table else ():
        judged = (0.55, 0.8) if "decline" in verbs else (0.9, 1.0)
        score = TitleScore(**located(case.region), case=case, part=part.key)
        score.self_points = _points(part, (0.94, 1.0), random)
        if "assess" in verbs:
            score.county_points = _points(part, judged, random)
            score.township_points = None if case.to_township else _points(part, judged, random)
        yield score


def _points(part: Part, share: tuple[float, float], random: Random) -> Decimal:
    """Half points."""
    return Decimal(round(float(part.points) * random.uniform(*share) * 2)) / 2


def _advance(world: World, cases: Sequence[TitleCase]) -> None:
    """Two of the places of the document's year are taken."""
    held = [case for case in cases if case.state == DESIGNATED]
    title = held[0].title
    AdvancedAward.objects.bulk_create(
        AdvancedAward(
            **located(case.region),
            case=case,
            city_code=case.scope_code // CITY_SPAN * CITY_SPAN,
            document_key=case.document.key,
            title_key=case.title_key,
            year=title.advanced_year,
            place=place,
            places=title.advanced,
            by=world.posts["sun"],
            on=world.today - 15 * ONE_DAY,
        )
        for place, case in enumerate((held[0], held[-1]), 1)
    )
