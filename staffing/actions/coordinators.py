"""Coordinators and their engagements: hired by the township (W三(二)), corrected, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from kit.refused import Refused
from kit.scope import current, everywhere
from staffing.constraints import ID_TAKEN, refusals
from staffing.models import Coordinator, Engagement
from staffing.rules import engagements as rules
from staffing.standing import PartTimeGate
from stations import audit
from stations.models import Region, StoredFile, User
from stations.models.regions import located

TERMS = ("kind", "starts_on", "ends_on", "monthly_wage", "note")


def hire_newcomer(
    person: Mapping[str, Any], *, village: Region, terms: Mapping[str, Any], by: User
) -> Coordinator:
    """Register a person who was never a coordinator, with the first engagement."""
    refuse_bad_terms(**terms)
    _refuse_part_time(village, terms)
    if taken_id_numbers([person["id_text"]]):
        raise Refused(ID_TAKEN, field="id_text")
    with refusals():
        coordinator = Coordinator.objects.create(**located(village), **person)
        _engage(coordinator, village, terms)
        audit.record("聘用协管员", coordinator, detail=_plain(terms))
    return coordinator


def engage(coordinator: Coordinator, *, village: Region, terms: Mapping[str, Any], by: User) -> Engagement:
    """A further contract for somebody known: renewed, changed in kind, or in another village."""
    refuse_bad_terms(**terms)
    _refuse_part_time(village, terms)
    with refusals():
        _hold(coordinator)
        engagement = _engage(coordinator, village, terms)
        _follow_latest_engagement(coordinator)
        audit.record("续聘协管员", coordinator, detail=_plain(terms) | {"village": village.name})
    return engagement


def correct_person(coordinator: Coordinator, values: Mapping[str, Any], *, by: User) -> Coordinator:
    """Change what is known of the person; an ID number never reaches the trail, only that it was corrected."""
    if values.get("id_text", coordinator.id_text) != coordinator.id_text and taken_id_numbers(
        [values["id_text"]]
    ):
        raise Refused(ID_TAKEN, field="id_text")
    changed = [name for name, value in values.items() if getattr(coordinator, name) != value]
    for name in changed:
        setattr(coordinator, name, values[name])
    coordinator.version += 1
    with refusals():
        coordinator.save(update_fields=[*changed, "version"])
        audit.record("修改协管员", coordinator, detail={"fields": sorted(changed)})
    return coordinator


def correct_engagement(engagement: Engagement, terms: Mapping[str, Any], *, by: User) -> Engagement:
    """Correct a contract that was entered wrongly; figures that were frozen with it do not move."""
    refuse_bad_terms(**terms)
    if engagement.ended_on:
        raise Refused("这份合同已经提前终止,不能再修改;要改请先登记新的聘用。")
    _refuse_part_time(engagement.region, terms)
    for name in TERMS:
        setattr(engagement, name, terms[name])
    engagement.contract_party = rules.contract_party(engagement.kind)
    engagement.version += 1
    with refusals():
        _hold(engagement.coordinator)
        engagement.save(update_fields=[*TERMS, "contract_party", "version"])
        audit.record("修改聘用", engagement, detail=_plain(terms))
    return engagement


def end_engagement(engagement: Engagement, *, on: date, reason: str, by: User) -> Engagement:
    """End a contract early; ``on`` is the last day in post."""
    if on < engagement.starts_on:
        raise Refused(
            f"最后在岗日不能早于合同起始日 {engagement.starts_on};合同没有开始的,请改合同的起止日期。",
            field="ended_on",
        )
    if engagement.ends_on and on > engagement.ends_on:
        raise Refused(f"合同到 {engagement.ends_on} 自然终止,最后在岗日不能更晚。", field="ended_on")
    with transaction.atomic():
        ended = Engagement.objects.filter(pk=engagement.pk, ended_on__isnull=True).update(
            ended_on=on, ended_because=reason, version=engagement.version + 1
        )
        if not ended:
            raise Refused("这份合同刚刚已由别人登记终止,请刷新后查看。")
        engagement.refresh_from_db()
        audit.record("终止聘用", engagement, reason=reason, detail={"on": on.isoformat()})
    return engagement


def refuse_bad_terms(
    *,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    monthly_wage: Decimal | None = None,
    note: str = "",
) -> None:
    """What no contract may say, whoever enters it."""
    if ends_on and ends_on < starts_on:
        raise Refused("合同终止日不能早于起始日,请核对。", field="ends_on")
    if kind == rules.FULL_TIME and monthly_wage is None:
        raise Refused("全日制用工须填月工资。", clause="W三(三)", field="monthly_wage")
    if monthly_wage is not None and monthly_wage <= 0:
        raise Refused("月工资应大于 0。", field="monthly_wage")


def taken_id_numbers(numbers: list[str]) -> set[str]:
    """Which of these stand in the portal already, wherever that is; nothing else of the rows is told.

    One person is one row in the whole city, so this looks beyond the jurisdiction, as the unique constraint does.
    """
    acting = current()
    with everywhere(**(acting.author if acting else {})):
        return set(Coordinator.objects.filter(id_text__in=numbers).values_list("id_text", flat=True))


def _refuse_part_time(village: Region, terms: Mapping[str, Any]) -> None:
    if terms["kind"] == rules.PART_TIME:
        PartTimeGate([village]).refuse(village, kind=terms["kind"], starts_on=terms["starts_on"])


def _hold(coordinator: Coordinator) -> None:
    """One contract of a person at a time: two entered at once would wait for each other in the constraint."""
    Coordinator.objects.select_for_update(no_key=True).get(pk=coordinator.pk)


def _engage(coordinator: Coordinator, village: Region, terms: Mapping[str, Any]) -> Engagement:
    return Engagement.objects.create(
        **located(village),
        coordinator=coordinator,
        contract_party=rules.contract_party(terms["kind"]),
        **terms,
    )


def _follow_latest_engagement(coordinator: Coordinator) -> None:
    """A coordinator is found where the latest contract is."""
    latest = coordinator.engagements.select_related("region").order_by("-starts_on").first()
    if latest and latest.region_id != coordinator.region_id:
        Coordinator.objects.filter(pk=coordinator.pk).update(**located(latest.region))
        StoredFile.objects.filter(pk=coordinator.portrait_id).update(**located(latest.region))
        coordinator.refresh_from_db()


def _plain(terms: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in terms.items() if value not in (None, "")}
