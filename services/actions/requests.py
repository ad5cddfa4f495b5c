"""Requests: taken in, handed up, completed, decided, told, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from kit.months import today
from kit.refused import Refused
from kit.workdays import Kind
from services.models import Request, RequestStep, ServiceItem
from services.models.requests import CALENDAR
from services.rules.requests import OUTCOMES, WORKFLOW, Limit, pauses, receipt_number
from stations import audit
from stations.models import Post, Region


def receive(
    village: Region,
    *,
    item: ServiceItem,
    applicant: str,
    phone: str,
    asked: str,
    received_on: date,
    form_token: UUID,
    by: Post,
) -> Request:
    """Take a request in and give it its number; a form that is sent twice leads to the one request it made."""
    if received_on > today():
        raise Refused("受理日期不能晚于今天。", field="received_on")
    if not ServiceItem.objects.filter(pk=item.pk).offered_on(received_on).exists():
        raise Refused(f"“{item.name}”在 {received_on} 没有开办,请另选一项。", field="item")
    with transaction.atomic():
        # The village's own row is the queue at its counter: numbers run on without a gap, whoever presses at once.
        Region.objects.select_for_update(no_key=True).get(pk=village.pk)
        sent_before = Request.objects.filter(region=village, form_token=form_token).first()
        if sent_before is not None:
            _refuse_other_words(
                sent_before,
                item_id=item.pk,
                applicant=applicant,
                phone=phone,
                asked=asked,
                received_on=received_on,
            )
            return sent_before
        last = Request.objects.filter(region=village, received_on=received_on).aggregate(last=Max("running"))[
            "last"
        ]
        running = (last or 0) + 1
        case = Request(
            region=village,
            number=receipt_number(village.code, received_on, running),
            running=running,
            form_token=form_token,
            item=item,
            applicant=applicant,
            phone=phone,
            asked=asked,
            received_on=received_on,
            received_by=by.user,
            **frozen_promise(item.limit, received_on),
        )
        case.save()
        _note(case, "receive", "受理", by=by, on=received_on)
        audit.record("受理", case)
    return case


def _refuse_other_words(sent_before: Request, **words: Any) -> None:
    """A form that was sent, gone back to and filled in for somebody else must not end in the first one's number."""
    if any(getattr(sent_before, name) != value for name, value in words.items()):
        raise Refused(
            f"这张登记表已经受理过一件,编号是 {sent_before.number},这次没有受理。"
            "要再受理一件,请重新打开“受理登记”填写。"
        )


def frozen_promise(limit: Limit | None, received_on: date) -> dict[str, Any]:
    """The columns of a request that keep what was promised on the day it was received."""
    if limit is None:
        return {}
    deadline = limit.due(received_on, (), CALENDAR)
    return {
        "limit_length": limit.length,
        "limit_kind": limit.kind,
        "due_on": deadline.due,
        "due_provisional": deadline.provisional,
    }


def send_up(case: Request, *, by: Post) -> Request:
    """Hand a request to the township."""
    return _move(case, "send_up", by=by)


def send_back(case: Request, *, reason: str, by: Post) -> Request:
    """Ask the applicant to complete papers; the clock stands still until they are handed up again."""
    changes = {"paused_on": today()} if case.due_on else {}
    return _move(case, "send_back", by=by, note=reason, **changes)


def resubmit(case: Request, *, note: str, by: Post) -> Request:
    """Hand the completed request up again; the days it waited do not count."""
    day = today()
    with transaction.atomic():
        steps = [*case.steps.values_list("verb", "on"), ("resubmit", day)]
        changes: dict[str, Any] = {}
        if case.limit_length is not None:
            limit = Limit(case.limit_length, Kind(case.limit_kind))
            deadline = limit.due(case.received_on, pauses(steps), CALENDAR)
            changes = {"due_on": deadline.due, "due_provisional": deadline.provisional, "paused_on": None}
        return _move(case, "resubmit", by=by, note=note, **changes)


def decide(case: Request, *, outcome: str, reason: str, by: Post) -> Request:
    """The township agrees or refuses, with its reason."""
    return _move(
        case, "decide", by=by, note=f"{OUTCOMES[outcome]}:{reason}", outcome=outcome, outcome_reason=reason
    )


def tell(case: Request, *, note: str, by: Post) -> Request:
    """The applicant knows the decision: the request is closed."""
    return _move(case, "tell", by=by, note=note, closed_on=today())


def withdraw(case: Request, *, reason: str, by: Post) -> Request:
    """The applicant does not want it any more."""
    return _move(case, "withdraw", by=by, note=reason, closed_on=today(), paused_on=None)


def _move(case: Request, verb: str, *, by: Post, note: str = "", **changes: Any) -> Request:
    """Take one step of the workflow; of two who press at once, one is told that it is done already."""
    target = WORKFLOW.step(verb, case.state, by.role)
    label = next(found.label for found in WORKFLOW.transitions if found.verb == verb)
    with transaction.atomic():
        moved = Request.objects.filter(pk=case.pk, state=case.state).update(state=target, **changes)
        if not moved:
            raise Refused(f"{case.number} 刚刚已由别人办理,请刷新页面后再看。")
        _note(case, verb, label, by=by, on=today(), note=note)
        audit.record(label, case, reason=note)
    case.refresh_from_db()
    return case


def _note(case: Request, verb: str, label: str, *, by: Post, on: date, note: str = "") -> None:
    RequestStep.objects.create(
        region_id=case.region_id,
        code=case.code,
        scope_code=case.scope_code,
        request=case,
        verb=verb,
        label=label,
        on=on,
        by=by.user,
        under=by,
        note=note,
    )
