"""Rounds are planned, stations inspected item by item, visits finished, shortcomings put right, cases closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import IO

from django.db import transaction

from kit.months import today
from kit.refused import Refused
from stations import audit, roles
from stations.actions.checklists import photo
from stations.checklists import Listed, listed
from stations.evidence import NOTHING, Asked, Evidence, collected
from stations.models import (
    Claim,
    Finding,
    Inspection,
    InspectionRound,
    Post,
    Rectification,
    Region,
    Station,
    User,
)
from stations.models.regions import located
from stations.rules.checklists import BASIC, RESULTS, UNMET
from stations.rules.documents.places import ChecklistItem
from stations.rules.inspections import ACCEPTED, CLOSED, INSPECTED, OPEN, PLANNED, PROVED, RECTIFYING

MAKERS = (roles.TOWNSHIP, roles.DISTRICT_HR)


def start_round(
    region: Region, work_by: Listed, *, name: str, first_day: date, last_day: date, by: User
) -> InspectionRound:
    """A round of inspections over all below ``region``; the stations are planned next."""
    if last_day < first_day:
        raise Refused("结束日期不能早于开始日期。", field="last_day")
    with transaction.atomic():
        made = InspectionRound.objects.create(
            region=region, name=name, first_day=first_day, last_day=last_day, made_by=by, **work_by.columns
        )
        audit.record("制定检查", made, detail={"list": work_by.name})
    return made


def plan(round_: InspectionRound, stations: Iterable[Station], inspector: Post, *, by: User) -> int:
    """Put stations on the plan for an inspector; those on it already go over to him until their case is closed."""
    wanted = list(stations)
    for station in wanted:
        if inspector.role not in MAKERS or not inspector.jurisdiction.covers(station.scope_code):
            raise Refused(
                f"{inspector.user.name}({inspector.title})不管{station.name},请另选检查人。",
                field="inspector",
            )
    with transaction.atomic():
        there = Inspection.objects.select_for_update(of=("self",)).filter(round=round_, station__in=wanted)
        known = {row.station_id: row for row in there}
        new = [
            Inspection(**located(station.region), round=round_, station=station, inspector=inspector.user)
            for station in wanted
            if station.pk not in known
        ]
        Inspection.objects.bulk_create(new)
        moved = there.exclude(state=CLOSED).exclude(inspector=inspector.user).update(inspector=inspector.user)
        audit.record(
            "安排检查",
            round_,
            detail={"added": len(new), "reassigned": moved, "inspector": inspector.user.name},
        )
    return len(new) + moved


def take_off(round_: InspectionRound, key: int, *, by: User) -> None:
    """Take a station off the plan while nothing was found there."""
    with transaction.atomic():
        rows = Inspection.objects.select_for_update(of=("self",)).filter(round=round_, pk=key)
        held = rows.select_related("station").first()
        if held is None:
            raise Refused("这个站已经不在计划里。")
        if held.state != PLANNED or held.findings.exists():
            raise Refused("这个站已经开始检查,不能移出计划。")
        audit.record("移出检查计划", round_, detail={"station": held.station.name, "by": by.name})
        held.delete()


def owns(round_: InspectionRound, post: Post) -> bool:
    """The office that made the round, and the one above it: they plan it, and stand in for its inspectors."""
    home = round_.region.present
    return post.role in MAKERS and post.jurisdiction.covers(home.code, home.tier)


def may_inspect(inspection: Inspection, user: User, post: Post) -> bool:
    """The inspector himself, or somebody who stands in for him."""
    return post.role in MAKERS and (inspection.inspector_id == user.pk or owns(inspection.round, post))


def find(
    inspection: Inspection,
    item: ChecklistItem,
    *,
    result: str,
    note: str,
    deadline: date | None,
    upload: IO[bytes] | None = None,
    by: User,
) -> Finding:
    """The verdict on an item. The claim and what the ledgers show are kept beside it as they are at this moment."""
    _refuse_incomplete(result, note, deadline)
    with transaction.atomic():
        held = _held(inspection)
        if held.state != PLANNED:
            raise Refused("这个站的检查已经完成,结果定了,不能再改。")
        row = Finding.objects.filter(inspection=held, item=item.code).first() or Finding(
            **located(held.region), inspection=held, item=item.code, version=0
        )
        said = Claim.objects.filter(
            station=held.station_id,
            document=held.round.document_id,
            checklist=held.round.checklist,
            item=item.code,
        ).first()
        shown = evidence_for(held, item)
        row.claim, row.claim_note = (said.result, said.note) if said else ("", "")
        row.evidence_ok, row.evidence_text = shown.ok, shown.text[:300]
        row.result, row.note, row.deadline, row.made_by = result, note, deadline, by
        row.photos = [*row.photos, *photo(held.region, item, upload, held=row.photos, of="检查", by=by)]
        row.version += 1
        row.save()
        audit.record("登记检查结果", held, detail={"item": item.code, "result": result})
    return row


def evidence_for(inspection: Inspection, item: ChecklistItem) -> Evidence:
    """What the ledgers show of one item at one station, today."""
    asked = Asked(today(), inspection.round.document)
    shown = collected([inspection.station], asked, [item.code])
    return shown.get(item.code, {}).get(inspection.station_id, NOTHING)


def _refuse_incomplete(result: str, note: str, deadline: date | None) -> None:
    if result not in RESULTS:
        raise Refused("请选检查结果。", field="result")
    short = result in (UNMET, BASIC)
    if short and not note:
        raise Refused(f"判为{RESULTS[result]}的,请写明差在哪里。", field="note")
    if result == UNMET and deadline is None:
        raise Refused("判为未到位的,请定整改期限。", field="deadline")
    if deadline is not None and not short:
        raise Refused(f"判为{RESULTS[result]}的不用整改,请清除期限。", field="deadline")
    if deadline is not None and deadline < today():
        raise Refused("整改期限不能早于今天。", field="deadline")


def finish(inspection: Inspection, *, by: User) -> Inspection:
    """Every item has its verdict: they stand from now on, and what has a deadline is to be put right."""
    with transaction.atomic():
        held = _held(inspection)
        if held.state != PLANNED:
            raise Refused("别人刚刚完成了这个站的检查。")
        found = {row.item: row for row in held.findings.all()}
        waiting = [item.name for item in listed(held.round).checklist.items if item.code not in found]
        if waiting:
            raise Refused(f"还没有判定:{'、'.join(waiting)}。逐项判定后才能完成检查。")
        due = [row for row in found.values() if row.deadline]
        Rectification.objects.bulk_create(
            Rectification(**located(held.region), finding=row, deadline=row.deadline) for row in due
        )
        _go(held, RECTIFYING if due else INSPECTED, inspected_by=by, inspected_on=today())
        audit.record("完成现场检查", held, detail={"rectifications": len(due)})
    return held


def prove(rectification: Rectification, *, text: str, upload: IO[bytes] | None = None, by: User) -> None:
    """The station says what it did, with a photo."""
    with transaction.atomic():
        held = _held_rectification(rectification)
        if held.state != OPEN:
            raise Refused("这一项已经报了整改情况,等检查人验收。")
        item = _item_of(held)
        held.photos = [*held.photos, *photo(held.region, item, upload, held=held.photos, of="整改", by=by)]
        if not held.photos:
            raise Refused("请附一张整改后的照片或文件。", field="file")
        held.proof, held.proved_by, held.proved_on, held.state = text, by, today(), PROVED
        held.save()
        audit.record("报整改情况", held)


def accept(rectification: Rectification, *, result: str, by: User) -> None:
    """Who inspected finds that it is put right; the verdict of the day of the visit stays beside it."""
    with transaction.atomic():
        held = _judged_by(rectification, by)
        held.result, held.accepted_by, held.accepted_on, held.state = result, by, today(), ACCEPTED
        held.save()
        audit.record("验收整改", held, detail={"result": result})


def send_back(rectification: Rectification, *, reason: str, deadline: date, by: User) -> None:
    """It is not put right yet; a new deadline may be given."""
    if deadline < today():
        raise Refused("整改期限不能早于今天。", field="deadline")
    with transaction.atomic():
        held = _judged_by(rectification, by)
        held.returned_because, held.deadline, held.state = reason, deadline, OPEN
        held.save()
        audit.record("退回整改", held, reason=reason)


def close(inspection: Inspection, *, by: User) -> None:
    """The case is closed: nothing of it changes any more."""
    with transaction.atomic():
        held = _held(inspection)
        if held.state not in (INSPECTED, RECTIFYING):
            raise Refused("还没有完成现场检查,不能结案。" if held.state == PLANNED else "这个站已经结案。")
        left = Rectification.objects.filter(finding__inspection=held).exclude(state=ACCEPTED).count()
        if left:
            raise Refused(f"还有 {left} 项整改没有验收,不能结案。")
        _go(held, CLOSED, closed_by=by, closed_on=today())
        audit.record("检查结案", held)


def _held(inspection: Inspection) -> Inspection:
    """The row as it is now, locked: whoever comes second reads what the first one left."""
    rows = Inspection.objects.select_for_update(of=("self",)).with_all()
    found: Inspection = rows.get(pk=inspection.pk)
    return found


def _held_rectification(rectification: Rectification) -> Rectification:
    rows = Rectification.objects.select_for_update(of=("self",)).with_all()
    found: Rectification = rows.get(pk=rectification.pk)
    return found


def _judged_by(rectification: Rectification, by: User) -> Rectification:
    held = _held_rectification(rectification)
    if held.state != PROVED:
        raise Refused("这一项现在没有等待验收的整改情况。")
    if by.pk not in (held.finding.made_by_id, held.finding.inspection.inspector_id):
        raise Refused("整改由到现场检查的人验收。")
    if held.proved_by_id == by.pk:
        raise Refused("整改情况是您自己报的,请由别人验收。")
    return held


def _item_of(rectification: Rectification) -> ChecklistItem:
    item = listed(rectification.finding.inspection.round).item(rectification.finding.item)
    if item is None:
        raise LookupError(rectification.finding.item)
    return item


def _go(inspection: Inspection, state: str, **values: object) -> None:
    inspection.state = state
    for name, value in values.items():
        setattr(inspection, name, value)
    inspection.save(update_fields=["state", *values])
