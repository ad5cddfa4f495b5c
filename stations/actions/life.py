"""Regions are renamed, merged, split, moved and closed, all at once and with all that goes along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit.collisions import second_is_told
from kit.pinyin import sort_key
from kit.refused import Refused
from stations import audit, handover, reorganising
from stations.divisions import keep_tree
from stations.models import Region, RegionChange, Reorganisation, Station, Succession, User
from stations.models.life import RENAME
from stations.models.regions import located
from stations.models.stations import station_name
from stations.obstacles import last_rows
from stations.places import Tier
from stations.rekeying import rekey
from stations.reorganising import STAYS, Heir, NewPlace, Plan, Terms, lineage_of

# Who takes what: the name of the question → the code of the heir, or STAYS.
Answers = Mapping[str, str]
LONGEST_SORT_KEY = Region._meta.get_field("sort_key").max_length
SECOND = "别人刚刚登记了涉及这些区划的变更,这一次没有写入。请看过现在的情况再办。"


def rename(region: Region, name: str, terms: Terms, *, by: User) -> Reorganisation:
    """The row stays and bears another name from a day on."""
    with second_is_told(SECOND):
        (region,) = _held([region])
        return _carry_out(reorganising.rename(region, name, terms), {}, by)


def merge(
    villages: Sequence[Region], into: Region | NewPlace, terms: Terms, answers: Answers, *, by: User
) -> Reorganisation:
    """The villages become a new one, or one of them takes the others in."""
    with second_is_told(SECOND):
        held = _held(villages)
        target = next((region for region in held if region == into), into)
        return _carry_out(reorganising.merge(held, target, terms), answers, by)


def split(
    village: Region,
    into: Sequence[NewPlace],
    terms: Terms,
    answers: Answers,
    *,
    goes_on: bool,
    by: User,
) -> Reorganisation:
    """New villages are taken out of one, which goes on beside them or ceases."""
    with second_is_told(SECOND):
        (village,) = _held([village])
        return _carry_out(reorganising.split(village, into, terms, goes_on=goes_on), answers, by)


def move(village: Region, to: NewPlace, terms: Terms, answers: Answers, *, by: User) -> Reorganisation:
    """The village goes on in another township, under a code of that township."""
    with second_is_told(SECOND):
        (village,) = _held([village])
        return _carry_out(reorganising.move(village, to, terms), answers, by)


def close(region: Region, terms: Terms, answers: Answers, *, by: User) -> Reorganisation:
    """The village ceases and nobody takes over."""
    with second_is_told(SECOND):
        (region,) = _held([region])
        return _carry_out(reorganising.close(region, terms), answers, by)


def _held(regions: Iterable[Region]) -> list[Region]:
    """The regions as they are now, locked in one order; whoever comes second reads what the first one left."""
    keep_tree()
    asked = list(regions)
    rows = Region.objects.select_for_update().filter(pk__in=[region.pk for region in asked]).order_by("pk")
    found = {region.pk: region for region in rows}
    return [found[region.pk] for region in asked]


@dataclass(slots=True)
class _Touched:
    """Regions and their columns before the event; None for those it opens."""

    before: dict[Region, dict[str, Any] | None]

    def change(self, region: Region, **values: Any) -> None:
        known = self.before.setdefault(region, {})
        for name, value in values.items():
            if known is not None:
                known.setdefault(name, getattr(region, name))
            setattr(region, name, value)
        region.save(update_fields=list(values))

    def write(self, event: Reorganisation) -> None:
        RegionChange.objects.bulk_create(
            RegionChange(
                **located(region),
                event=event,
                on=event.on,
                before=before,
                after={name: getattr(region, name) for name in (before or ())},
            )
            for region, before in self.before.items()
        )


def _carry_out(plan: Plan, answers: Answers, by: User) -> Reorganisation:
    event = Reorganisation.objects.create(
        **located(plan.common),
        kind=plan.kind,
        on=plan.on,
        basis=plan.basis,
        reason=plan.reason,
        made_by=by,
    )
    touched = _Touched({region: {} for region in plan.touched})
    questions = [] if plan.kind == RENAME else plan.questions()
    if plan.kind == RENAME:
        _rename(plan, event, touched)
    heirs = _change_map(plan, event, touched)
    _hand_over(plan, event, questions, answers, heirs)
    touched.write(event)
    handover.tell(touched.before, since=plan.on)
    event.marks = last_rows()
    event.save(update_fields=["marks"])
    audit.record(
        f"区划{plan.label}",
        event,
        reason=plan.basis,
        detail={"from": [str(each) for each in plan.givers], "to": [str(each) for each in plan.heirs]},
    )
    return event


def _rename(plan: Plan, event: Reorganisation, touched: _Touched) -> None:
    (region,) = plan.givers
    made_up = station_name(region)
    touched.change(region, name=plan.new_name, sort_key=sort_key(plan.new_name)[:LONGEST_SORT_KEY])
    kind = handover.kind_of("station")
    ledger = handover.Ledger(event, kind, region, region)
    for station in Station.objects.filter(region=region, name=made_up):
        ledger.change(station, name=station_name(region))
    ledger.close()


def _change_map(plan: Plan, event: Reorganisation, touched: _Touched) -> dict[str, Region]:
    """Close, open, say who goes on in whom, and let the rows follow; returns the heirs by code."""
    # All that ceases goes first: a code may go on in the new village.
    for region in plan.closing:
        touched.change(region, closed_on=plan.on)
    heirs = [_in_being(heir, plan, touched) for heir in plan.heirs]
    Succession.objects.bulk_create(
        Succession(
            **located(giver),
            event=event,
            predecessor=giver,
            successor=heir,
            main=heir == heirs[0],
        )
        for giver in plan.givers
        for heir in heirs
    )
    for region in plan.closing if heirs else ():
        for each in lineage_of(region):
            touched.change(region if each == region else each, became_id=heirs[0].pk)
    if heirs:
        rekey([region.pk for region in touched.before if region.became_id == heirs[0].pk], heirs[0].code)
    return {str(heir.code): heir for heir in heirs}


def _in_being(heir: Heir, plan: Plan, touched: _Touched) -> Region:
    if isinstance(heir, Region):
        return heir
    region = Region.objects.create(
        code=heir.code,
        tier=Tier.VILLAGE,
        kind=heir.place.kind,
        name=heir.name.strip(),
        sort_key=sort_key(heir.name)[:LONGEST_SORT_KEY],
        parent=heir.township,
        opened_on=plan.on,
    )
    touched.before[region] = None
    return region


def _hand_over(
    plan: Plan,
    event: Reorganisation,
    questions: Iterable[reorganising.Question],
    answers: Answers,
    heirs: Mapping[str, Region],
) -> None:
    for question in questions:
        taker = _answered(question, answers, heirs)
        giver, kind = question.giver, question.kind
        if taker == giver:
            continue
        ledger = handover.Ledger(event, kind, giver, taker)
        rows = list(kind.rows(giver, plan.on))
        if taker is None:
            kind.leave(rows, ledger)
        else:
            _refuse_second(kind, taker, plan, question)
            kind.move(rows, ledger)
            handover.parts_follow(kind, [row.pk for row in rows], taker.code)
        ledger.close()


def _answered(
    question: reorganising.Question, answers: Answers, heirs: Mapping[str, Region]
) -> Region | None:
    """Who takes it, None for nobody; what was not asked, or not answered, is refused at its field."""
    answer = answers.get(question.name, "")
    if answer not in dict(question.choices):
        raise Refused(f"请选定{question.label}由谁承接。", field=question.name)
    return None if answer == STAYS else heirs[answer]


def _refuse_second(kind: handover.Kind, taker: Region, plan: Plan, question: reorganising.Question) -> None:
    if kind.one_per_place and kind.rows(taker, plan.on).exists():
        raise Refused(f"{taker}已有{kind.label},一个村只能有一个。请另选。", field=question.name)
