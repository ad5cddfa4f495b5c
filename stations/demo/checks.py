"""What stations say of themselves, a round of inspections that is over, and one that is under way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from random import Random
from uuid import UUID

from kit.months import ONE_DAY, SHANGHAI
from stations.checklists import Listed, listed, offered
from stations.demo.pictures import DRAWINGS, photo
from stations.demo.world import World, refresh_statistics
from stations.inspection_board import Standing, cases
from stations.models import (
    Claim,
    Finding,
    Inspection,
    InspectionRound,
    Post,
    Rectification,
    Station,
    StoredFile,
    User,
)
from stations.models.regions import located
from stations.rules.checklists import BASIC, MET, UNMET
from stations.rules.documents.places import ChecklistItem
from stations.rules.inspections import ACCEPTED, CLOSED, INSPECTED, OPEN, PROVED, RECTIFYING

LIST = ("J", "six")
MONTH = 30 * ONE_DAY
MORNING = time(10, 20)
# Stations of the round that is over, and those of the running one that were visited already.
SAMPLE, VISITED = 36, 14
# Verdict by what the ledgers show, with its weight.
VERDICTS: Mapping[bool | None, Mapping[str, int]] = {
    True: {MET: 88, BASIC: 12},
    False: {UNMET: 60, BASIC: 25, MET: 15},
    None: {MET: 74, BASIC: 18, UNMET: 8},
}
AMISS = {
    "ORG": "门口的牌子破损,名称看不清(示例)",
    "STAFF": "检查时没有人在岗,证书没有上墙(示例)",
    "FUND": "工作经费没有单独记账(示例)",
    "SITE": "办公室和别的部门合用,没有服务窗口(示例)",
    "WORK": "台账两个月没有更新(示例)",
    "RULES": "办事流程没有上墙(示例)",
}
MENDED = "已经按要求整改,见照片(示例)"
RETURNED = "照片看不清楚,请重拍后再报(示例)"
# How rectifications of the running round stand: the state, the days from today to the deadline, sent back or not.
WAYS = ((OPEN, 5, False), (OPEN, -4, False), (PROVED, 9, False), (ACCEPTED, 12, False), (OPEN, 15, True))


def inspect(world: World) -> None:
    """Claims first: a verdict keeps what the station had said."""
    work_by = next(each for each in offered() if (each.stored.key, each.checklist.key) == LIST)
    random, photos = world.random("checks"), list[StoredFile]()
    town, sample = _chosen(world, random)
    _say(world, work_by, [*town, *sample], random, photos)
    _over(world, work_by, sample, random, photos)
    _under_way(world, work_by, town, random, photos)
    StoredFile.objects.bulk_create(photos)
    refresh_statistics(Claim, Inspection, Finding, Rectification)


def _chosen(world: World, random: Random) -> tuple[list[Station], list[Station]]:
    """The stations of 林协管's town, and some of the other places of the district."""
    town, district = world.home.parent_id, world.home.parent.parent_id
    rows = Station.objects.filter(region__parent__parent=district).with_place().order_by("scope_code")
    elsewhere = [station for station in rows if station.region.parent_id != town]
    sample = random.sample(elsewhere, SAMPLE)
    return [station for station in rows if station.region.parent_id == town], sample


def _say(
    world: World, work_by: Listed, stations: Sequence[Station], random: Random, photos: list[StoredFile]
) -> None:
    """Nearly all stations find themselves in order; a few have not said anything yet."""
    claims = []
    for station in stations:
        if station.region_id != world.home.pk and random.random() < 0.15:
            continue
        by = world.clerks[station.region_id].user
        for item in work_by.checklist.items:
            claim = Claim(
                **located(station.region),
                **work_by.columns,
                station=station,
                item=item.code,
                result=random.choices((MET, BASIC, UNMET), (84, 11, 5))[0],
                note="自查(示例)",
                made_by=by,
            )
            if station.region_id == world.home.pk and item.code in DRAWINGS:
                claim.result = MET
                claim.photos = _taken(photos, station, item, "自查", on=world.today - 170 * ONE_DAY, by=by)
            claims.append(claim)
    Claim.objects.bulk_create(claims)
    said_at = datetime.combine(world.today - 170 * ONE_DAY, MORNING, SHANGHAI)
    Claim.objects.filter(station__in=stations).update(made_at=said_at)


def _over(
    world: World, work_by: Listed, stations: Sequence[Station], random: Random, photos: list[StoredFile]
) -> None:
    """The district's round of some months ago: everything put right, every case closed."""
    first, last = world.today - 150 * ONE_DAY, world.today - 90 * ONE_DAY
    inspector = world.posts["zhou"]
    name = f"鹿城区 {first.year} 年六到位检查(示例)"
    visits = _planned(inspector, stations, work_by, name, first, last)
    days = {visit.pk: first + random.randrange(60) * ONE_DAY for visit in visits}
    found = _find(visits, work_by, days, random, photos)
    Rectification.objects.bulk_create(
        _rectified(finding, ACCEPTED, days[finding.inspection_id] + MONTH, world, photos)
        for finding in found
        if finding.deadline
    )
    for visit in visits:
        visit.state, visit.closed_by, visit.closed_on = CLOSED, inspector.user, last + MONTH
    _came_so_far(visits, days, inspector.user)


def _under_way(
    world: World, work_by: Listed, stations: Sequence[Station], random: Random, photos: list[StoredFile]
) -> None:
    """The town's own round: some stations visited, what was amiss there at every step of its way."""
    first, last = world.today - 25 * ONE_DAY, world.today + 30 * ONE_DAY
    inspector = world.posts["wang"]
    name = f"藤桥镇 {first.year} 年六到位检查(示例)"
    planned = _planned(inspector, stations, work_by, name, first, last)
    # 林协管's own station among them.
    visits = sorted(planned, key=lambda visit: visit.region_id != world.home.pk)[:VISITED]
    days = {visit.pk: world.today - random.randrange(2, 24) * ONE_DAY for visit in visits}
    found = _find(
        visits, work_by, days, random, photos, amiss={visits[0].pk: ("RULES", "SITE")}, fine={visits[-1].pk}
    )
    due = [finding for finding in found if finding.deadline]
    rectifications = []
    for number, finding in enumerate(due):
        state, left, sent_back = WAYS[number % len(WAYS)]
        row = _rectified(finding, state, world.today + left * ONE_DAY, world, photos)
        row.returned_because = RETURNED if sent_back else ""
        rectifications.append(row)
    Rectification.objects.bulk_create(rectifications)
    waiting = {finding.inspection_id for finding in due}
    for visit in visits:
        visit.state = RECTIFYING if visit.pk in waiting else INSPECTED
    _came_so_far(visits, days, inspector.user)


def _planned(
    inspector: Post, stations: Sequence[Station], work_by: Listed, name: str, first: date, last: date
) -> list[Inspection]:
    made = InspectionRound.objects.create(
        region=inspector.region,
        name=name,
        first_day=first,
        last_day=last,
        made_by=inspector.user,
        **work_by.columns,
    )
    return Inspection.objects.bulk_create(
        Inspection(**located(station.region), round=made, station=station, inspector=inspector.user)
        for station in stations
    )


def _find(
    visits: Sequence[Inspection],
    work_by: Listed,
    days: Mapping[int, date],
    random: Random,
    photos: list[StoredFile],
    amiss: Mapping[int, Collection[str]] | None = None,
    fine: Collection[int] = (),
) -> list[Finding]:
    """A verdict on every item, mostly as the ledgers have it.

    ``amiss``: items found wanting in any case; ``fine``: visits that find nothing to be put right.
    """
    found = []
    for case in cases(visits[0].round, work_by, visits):
        visit = case.inspection
        for standing in case.standings:
            forced = standing.item.code in (amiss or {}).get(visit.pk, ())
            result = UNMET if forced else _verdict(standing, random)
            mild = BASIC if visit.pk in fine and result == UNMET else result
            finding = _finding(visit, standing, mild)
            if finding.result == UNMET:
                finding.deadline = days[visit.pk] + MONTH
                finding.photos = _taken(
                    photos, visit.station, standing.item, "检查", on=days[visit.pk], by=visit.inspector
                )
            found.append(finding)
    return Finding.objects.bulk_create(found)


def _finding(visit: Inspection, standing: Standing, result: str) -> Finding:
    return Finding(
        **located(visit.region),
        inspection=visit,
        item=standing.item.code,
        claim=standing.claim,
        claim_note=standing.claim_note,
        evidence_ok=standing.evidence.ok,
        evidence_text=standing.evidence.text[:300],
        result=result,
        note="" if result == MET else AMISS[standing.item.code],
        made_by=visit.inspector,
    )


def _verdict(standing: Standing, random: Random) -> str:
    weights = VERDICTS[standing.evidence.ok]
    return random.choices(list(weights), list(weights.values()))[0]


def _rectified(
    finding: Finding, state: str, deadline: date, world: World, photos: list[StoredFile]
) -> Rectification:
    """What the station did until its deadline, and what became of it."""
    row = Rectification(**located(finding.region), finding=finding, deadline=deadline, state=state)
    if state == OPEN:
        return row
    visit = finding.inspection
    row.proved_by = world.clerks[visit.region_id].user
    row.proved_on = min(deadline, world.today) - ONE_DAY
    row.proof = MENDED
    item = next(each for each in listed(visit.round).checklist.items if each.code == finding.item)
    row.photos = _taken(photos, visit.station, item, "整改", on=row.proved_on, by=row.proved_by)
    if state == ACCEPTED:
        row.accepted_by, row.accepted_on, row.result = finding.made_by, row.proved_on + ONE_DAY, MET
    return row


def _came_so_far(visits: Sequence[Inspection], days: Mapping[int, date], by: User) -> None:
    """Verdicts are as old as their visit, and stand from now on."""
    for visit in visits:
        visit.inspected_by, visit.inspected_on = by, days[visit.pk]
        at = datetime.combine(days[visit.pk], MORNING, SHANGHAI)
        Finding.objects.filter(inspection=visit).update(made_at=at)
    columns = ["state", "inspected_by", "inspected_on", "closed_by", "closed_on"]
    Inspection.objects.bulk_update(visits, columns)


def _taken(
    photos: list[StoredFile], station: Station, item: ChecklistItem, of: str, *, on: date, by: User
) -> list[UUID]:
    """One photo of an item; ``photos`` keeps it until all are saved."""
    file = photo(station.region, item.code, f"{item.name}({of})", on=on, by=by)
    photos.append(file)
    return [file.name]
