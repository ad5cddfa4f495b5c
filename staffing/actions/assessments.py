"""The yearly assessment of villages: scored by the township, confirmed or returned by the district (AM-15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kit.months import today
from kit.refused import Refused
from staffing.constraints import refusals
from staffing.models import VillageAssessment
from staffing.rules.assessments import (
    ASSESSMENT,
    OPEN,
    SCORED,
    assessment_day_problem,
)
from stations import audit, roles
from stations.documents import content, stored_policy_for
from stations.models import Region, User
from stations.models.regions import located

MOVED_ON = "别人刚刚办理过这条考核,请刷新后再看。"


@dataclass(frozen=True, slots=True)
class Scoring:
    """What a township says of one village."""

    village: Region
    result: str
    assessed_on: date
    score: Decimal | None = None
    remark: str = ""


def allowed_results(region: Region, year: int) -> tuple[str, ...]:
    """The results that the document in force at the end of ``year`` names; none where it names none."""
    stored = stored_policy_for(region, date(year, 12, 31))
    fund = content(stored).work_fund if stored else None
    return tuple(fund.results) if fund else ()


def record_scores(
    scorings: Sequence[Scoring], *, year: int, by: User, send: bool, place: Region
) -> dict[str, int]:
    """Write a township's assessments, all or none: kept as drafts, or sent to the district."""
    if not scorings:
        raise Refused("还没有填任何一个村的考核结果。")
    with refusals():
        present = {
            found.region_id: found
            for found in VillageAssessment.objects.select_for_update().filter(
                year=year, region__in=[scoring.village.pk for scoring in scorings]
            )
        }
        added = changed = 0
        # In one order everywhere: two who enter the same villages must not wait for each other.
        for scoring in sorted(scorings, key=lambda scoring: scoring.village.pk):
            assessment = present.get(scoring.village.pk)
            if assessment is None:
                added += 1
                assessment = VillageAssessment(**located(scoring.village), year=year)
            elif assessment.state not in OPEN:
                raise Refused(
                    f"{scoring.village.name}的考核{assessment.get_state_display()},不能再改;"
                    "待确认的请先撤回,已确认的不能更改。"
                )
            else:
                changed += 1
                assessment.version += 1
            _write(assessment, scoring, by=by, send=send)
        figures = {"added": added, "changed": changed}
        verb = "报送年度考核" if send else "填写年度考核"
        audit.record(verb, place, reason=f"{year} 年度", detail=figures)
    return figures


def send_scored(assessment: VillageAssessment, *, by: User) -> None:
    """Draft or returned → to be confirmed."""
    if not assessment.result or not assessment.assessed_on:
        raise Refused("考核日和考核结果都填了才能报送。")
    _move(assessment, "score", roles.TOWNSHIP, scored_by=by, scored_at=timezone.now())


def take_back(assessment: VillageAssessment, *, by: User) -> None:
    """The township takes back what the district has not confirmed yet."""
    _move(assessment, "take_back", roles.TOWNSHIP)


def confirm(assessment: VillageAssessment, *, seen: int, by: User) -> None:
    """The district confirms the version it has ``seen``; from here on nothing changes."""
    if assessment.version != seen:
        raise Refused("这条考核在您打开页面之后改过,请看过最新内容再确认。")
    if assessment.scored_by_id == by.pk:
        raise Refused("这条考核是您自己报送的,须由别人确认。")
    _move(assessment, "confirm", roles.DISTRICT_HR, **_confirmation(by))


def confirm_place(place: Region, *, year: int, seen: int, by: User) -> int:
    """Confirm all that the villages of a place have sent, if it is as many as were ``seen`` on the page."""
    with transaction.atomic():
        waiting = list(
            VillageAssessment.objects.within(place.jurisdiction)
            .filter(year=year, state=SCORED)
            .select_for_update()
            .values_list("pk", "scored_by_id")
        )
        if len(waiting) != seen:
            raise Refused(f"页面上是 {seen} 个村待确认,现在是 {len(waiting)} 个,请看过最新的名单再确认。")
        if own := sum(scored_by == by.pk for _, scored_by in waiting):
            raise Refused(f"其中 {own} 个村的考核是您自己报送的,须由别人确认。")
        VillageAssessment.objects.filter(pk__in=[pk for pk, _ in waiting]).update(
            state=ASSESSMENT.step("confirm", SCORED, roles.DISTRICT_HR),
            version=F("version") + 1,
            **_confirmation(by),
        )
        audit.record("确认年度考核", place, reason=f"{year} 年度", detail={"villages": len(waiting)})
    return len(waiting)


def send_back(assessment: VillageAssessment, *, reason: str, by: User) -> None:
    """The district returns it to the township, with the reason."""
    _move(assessment, "return", roles.DISTRICT_HR, reason=reason, returned_because=reason)


def _write(assessment: VillageAssessment, scoring: Scoring, *, by: User, send: bool) -> None:
    if problem := assessment_day_problem(assessment.year, scoring.assessed_on, today()):
        raise Refused(f"{scoring.village.name}:{problem}。", field="assessed_on")
    assessment.result = scoring.result
    assessment.score = scoring.score
    assessment.assessed_on = scoring.assessed_on
    assessment.remark = scoring.remark
    if send:
        assessment.state = SCORED
        assessment.scored_by = by
        assessment.scored_at = timezone.now()
        assessment.returned_because = ""
    assessment.save()


def _confirmation(by: User) -> dict[str, Any]:
    return {"confirmed_by": by, "confirmed_at": timezone.now(), "returned_because": ""}


def _move(assessment: VillageAssessment, verb: str, role: str, *, reason: str = "", **values: Any) -> None:
    """One step of the workflow, if the assessment still is what the caller saw."""
    target = ASSESSMENT.step(verb, assessment.state, role)
    with transaction.atomic():
        moved = VillageAssessment.objects.filter(
            pk=assessment.pk, state=assessment.state, version=assessment.version
        ).update(state=target, version=F("version") + 1, **values)
        if not moved:
            raise Refused(MOVED_ON)
        assessment.refresh_from_db()
        label = next(step.label for step in ASSESSMENT.transitions if step.verb == verb)
        audit.record(f"{label}年度考核", assessment, reason=reason)
