"""The demo's coordinators, their contracts, and last year's assessments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from random import Random

from kit.months import ONE_DAY, SHANGHAI
from kit.pinyin import sort_key
from staffing.models import Coordinator, Engagement, VillageAssessment
from staffing.rules import assessments, engagements
from stations.demo import World, drawings, invention, part
from stations.demo.walls import stored
from stations.models import HouseholdCount, Region, StoredFile
from stations.models.regions import located

VACANT = 24
LEFT_DURING_LAST_YEAR = 6
FAILED = 8
PORTRAITS, DRAWINGS = 8, 3
NOT_ASSESSED = 4
NOT_CONFIRMED = 3
EDUCATION = ("20", "30", "30", "41", "44", "60", "60")
LAST_DAY_IN_POST = (9, 30)


@part
def fill(world: World) -> None:
    """A coordinator for most villages and nearly every community, and an assessment for most villages."""
    random = world.random("staffing")
    left, vacant = _without_coordinator(world, random)
    served = [village for village in world.villages if village not in vacant]
    coordinators = _coordinators(world, served, random)
    _portray(world, coordinators)
    _engage(world, served, coordinators, random, left=left)
    _assess(world, [village for village in served if village.kind == "village"], random)


def _without_coordinator(world: World, random: Random) -> tuple[set[Region], set[Region]]:
    """Villages whose coordinator left last year before the assessment, and villages that never had one."""
    others = [
        village for village in world.administrative_villages if village.parent_id != world.home.parent_id
    ]
    chosen = random.sample(others, LEFT_DURING_LAST_YEAR + VACANT)
    return set(chosen[:LEFT_DURING_LAST_YEAR]), set(chosen[LEFT_DURING_LAST_YEAR:])


def _coordinators(world: World, villages: Sequence[Region], random: Random) -> list[Coordinator]:
    return Coordinator.objects.bulk_create(
        _coordinator(world, village, number, random) for number, village in enumerate(villages, 1)
    )


def _coordinator(world: World, village: Region, number: int, random: Random) -> Coordinator:
    name = world.posts["lin"].user.name if village == world.home else invention.name(random)
    born = invention.born(random, world.today, youngest=24, oldest=43)
    return Coordinator(
        **located(village),
        name=name,
        sort_key=sort_key(name),
        id_text=invention.id_number(born, number),
        phone=invention.phone(number),
        education=random.choice(EDUCATION),
        bank=f"{village.parent.name}信用社(虚构)",
        bank_account=invention.account(number),
    )


def _portray(world: World, coordinators: Sequence[Coordinator]) -> None:
    """Some of the home township have photos; two in three agreed to show theirs, 林协管 among them."""
    random = world.random("portraits")
    pictures = [drawings.portrait(random) for _ in range(DRAWINGS)]
    shown = [each for each in coordinators if each.region.parent_id == world.home.parent_id][:PORTRAITS]
    for person in shown:
        person.portrait = stored(
            person.region,
            random.choice(pictures),
            purpose="portrait",
            title=f"{person.name}的照片(示例)",
            day=world.today,
            by=world.clerks[person.region.parent_id].user,
            random=random,
        )
        if person.region_id == world.home.pk or random.random() < 2 / 3:
            person.portrait_agreed_on = world.today
    StoredFile.objects.bulk_create(person.portrait for person in shown)
    Coordinator.objects.bulk_update(shown, ["portrait", "portrait_agreed_on"])


def _engage(
    world: World,
    villages: Sequence[Region],
    coordinators: Sequence[Coordinator],
    random: Random,
    *,
    left: set[Region],
) -> None:
    """Contracts of three years since last year; a few end soon, a few were ended early."""
    last_year = world.today.year - 1
    small = set(
        HouseholdCount.objects.filter(
            year=last_year - 1, households__lt=200, region__in=[village.pk for village in villages]
        ).values_list("region_id", flat=True)
    )
    contracts = []
    for village, coordinator in zip(villages, coordinators, strict=True):
        kind = engagements.PART_TIME if village.pk in small else engagements.FULL_TIME
        starts_on = date(last_year, random.choice((1, 1, 2, 3)), 1)
        ends_soon = random.random() < 0.03
        contracts.append(
            Engagement(
                **located(village),
                coordinator=coordinator,
                kind=kind,
                contract_party=engagements.contract_party(kind),
                starts_on=starts_on,
                ends_on=world.today + ONE_DAY * random.randrange(5, 50)
                if ends_soon
                else starts_on.replace(year=last_year + 3) - ONE_DAY,
                monthly_wage=Decimal(random.randrange(26, 36) * 100)
                if kind == engagements.FULL_TIME
                else None,
                ended_on=date(last_year, *LAST_DAY_IN_POST) if village in left else None,
                ended_because="本人辞职" if village in left else "",
            )
        )
    Engagement.objects.bulk_create(contracts)


def _assess(world: World, villages: Sequence[Region], random: Random) -> None:
    """Last year's: nearly all confirmed, some failed, some still with the district, some not there at all."""
    settled = [village for village in villages if village.parent_id == world.home.parent_id]
    others = [village for village in villages if village.parent_id != world.home.parent_id]
    random.shuffle(others)
    waiting = [village for village in others if village.parent.parent_id == world.districts[0].pk][
        :NOT_CONFIRMED
    ]
    others = [village for village in others if village not in waiting][NOT_ASSESSED:]
    failed = set(others[:FAILED])
    VillageAssessment.objects.bulk_create(_assessments(world, [*settled, *others], waiting, failed, random))


def _assessments(
    world: World, confirmed: Sequence[Region], waiting: Sequence[Region], failed: set[Region], random: Random
) -> Iterator[VillageAssessment]:
    year = world.today.year - 1
    for village in sorted([*confirmed, *waiting], key=lambda village: village.code):
        assessed_on = date(year, 12, random.randrange(15, 29))
        score = Decimal(random.randrange(400, 590) if village in failed else random.randrange(650, 985)) / 10
        assessment = VillageAssessment(
            **located(village),
            year=year,
            assessed_on=assessed_on,
            score=score,
            result="不合格" if village in failed else "合格",
            remark="台账长期没有更新" if village in failed else "",
            state=assessments.SCORED,
            scored_by=world.clerks[village.parent_id].user,
            scored_at=_at(assessed_on + 2 * ONE_DAY, 10),
        )
        if village not in waiting:
            assessment.state = assessments.CONFIRMED
            assessment.confirmed_by = world.clerks[village.parent.parent_id].user
            assessment.confirmed_at = _at(min(date(year + 1, 1, 8), world.today), 15)
        yield assessment


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)
