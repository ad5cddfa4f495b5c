"""Regions are renamed, merged, split, moved and closed, all at once and with all that goes along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kit.collisions import second_is_told
from kit.pinyin import sort_key
from kit.refused import Refused
from stations import audit, handover, reorganising, setwise
from stations.divisions import keep_tree
from stations.models import Region, RegionChange, Reorganisation, Station, Succession, User
from stations.models.regions import located
from stations.models.stations import station_name
from stations.obstacles import last_rows
from stations.plans import EACH, STAYS, Answers, NewPlace, Plan, Question, has_already, lineage_of
from stations.rekeying import rekey
from stations.reorganising import Terms

LONGEST_SORT_KEY = Region._meta.get_field("sort_key").max_length
SECOND = "别人刚刚登记了涉及这些区划的变更,这一次没有写入。请看过现在的情况再办。"
BATCH = 2000


def rename(region: Region, name: str, terms: Terms, *, by: User) -> Reorganisation:
    """The row stays and bears another name from a day on."""
    return carry_out([region], lambda held: reorganising.rename(held[0], name, terms), {}, by=by)


def rekind(
    region: Region, kind: str, name: str, terms: Terms, *, code: int | None = None, by: User
) -> Reorganisation:
    """乡改镇, 镇改街道, 村改居 where no code below changes; with other codes below see ``actions.branches``."""
    return carry_out([region], lambda held: reorganising.rekind(held[0], kind, name, code, terms), {}, by=by)


def merge(
    villages: Sequence[Region], into: Region | NewPlace, terms: Terms, answers: Answers, *, by: User
) -> Reorganisation:
    """The villages become a new one, or one of them takes the others in."""

    def plan(held: Sequence[Region]) -> Plan:
        return reorganising.merge(held, next((each for each in held if each == into), into), terms)

    return carry_out(villages, plan, answers, by=by)


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
    return carry_out(
        [village], lambda held: reorganising.split(held[0], into, terms, goes_on=goes_on), answers, by=by
    )


def move(village: Region, to: NewPlace, terms: Terms, answers: Answers, *, by: User) -> Reorganisation:
    """The village goes on in another township, under a code of that township."""
    return carry_out([village], lambda held: reorganising.move(held[0], to, terms), answers, by=by)


def close(region: Region, terms: Terms, answers: Answers, *, by: User) -> Reorganisation:
    """The place ceases and nobody takes over."""
    return carry_out([region], lambda held: reorganising.close(held[0], terms), answers, by=by)


def carry_out(
    regions: Iterable[Region], plan: Callable[[Sequence[Region]], Plan], answers: Answers, *, by: User
) -> Reorganisation:
    """Hold the regions, work the plan out from what they are then, and do it: all of it or nothing."""
    with second_is_told(SECOND):
        return _do(plan(_held(regions)), answers, by)


def _held(regions: Iterable[Region]) -> list[Region]:
    """The regions as they are now, locked in one order; whoever comes second reads what the first one left."""
    keep_tree()
    asked = list(regions)
    rows = Region.objects.select_for_update(of=("self",)).filter(pk__in=[region.pk for region in asked])
    found = {region.pk: region for region in rows.select_related("parent").order_by("pk")}
    return [found[region.pk] for region in asked]


@dataclass(slots=True)
class _Touched:
    """Regions and their columns before and after the event; ``before`` is None for those it opens."""

    before: dict[Region, dict[str, Any] | None]

    def change(self, region: Region, **values: Any) -> None:
        known = self.before.setdefault(region, {})
        for name, value in values.items():
            if known is not None:
                known.setdefault(name, getattr(region, name))
            setattr(region, name, value)

    def becomes(self, region: Region, heir: Region) -> None:
        """Said by the row itself, so that nobody has to look the heir up again."""
        known = self.before.setdefault(region, {})
        if known is not None:
            known.setdefault("became_id", region.became_id)
        region.became = heir

    def save(self) -> None:
        """Write what has changed so far."""
        setwise.write(
            Region, {region.pk: self._after(region) for region, before in self.before.items() if before}
        )

    def write(self, event: Reorganisation) -> None:
        RegionChange.objects.bulk_create(
            (
                RegionChange(
                    **located(region), event=event, on=event.on, before=before, after=self._after(region)
                )
                for region, before in self.before.items()
            ),
            batch_size=BATCH,
        )

    def _after(self, region: Region) -> dict[str, Any]:
        return {name: getattr(region, name) for name in (self.before[region] or ())}


def _do(plan: Plan, answers: Answers, by: User) -> Reorganisation:
    event = Reorganisation.objects.create(
        **located(plan.common),
        kind=plan.kind,
        tier=int(plan.tier),
        on=plan.on,
        basis=plan.basis,
        reason=plan.reason,
        made_by=by,
    )
    touched = _Touched({region: {} for region in plan.touched})
    # Asked before anything moves: who has what is read from the rows as they lie.
    questions = plan.questions
    if plan.new_name:
        _rename(plan, event, touched)
    heirs = _change_map(plan, event, touched)
    _hand_over(plan, event, questions, answers, heirs)
    handover.let_parts_follow({region.code for region in touched.before})
    touched.write(event)
    handover.tell(touched.before, since=plan.on)
    event.marks = last_rows()
    event.save(update_fields=["marks"])
    audit.record(
        f"区划{plan.label}",
        event,
        reason=plan.basis,
        detail={
            "from": [str(passage.giver) for passage in plan.heads],
            "to": [str(heir) for heir in plan.heirs if heir.tier == plan.tier],
            **({"below": len(plan.below)} if plan.below else {}),
        },
    )
    return event


def _rename(plan: Plan, event: Reorganisation, touched: _Touched) -> None:
    """The name of a place, and its kind where that changes; the station's, where that was made up from it."""
    region = plan.givers[0]
    made_up = station_name(region)
    touched.change(region, name=plan.new_name, sort_key=sort_key(plan.new_name)[:LONGEST_SORT_KEY])
    if plan.new_kind:
        touched.change(region, kind=plan.new_kind)
    touched.save()
    stations = list(Station.objects.filter(region=region, name=made_up))
    kind = handover.kind_of("station")
    assert kind is not None
    ledger = handover.Ledger(event, kind, {region.pk: region}, {each.pk: region for each in stations})
    for station in stations:
        ledger.change(station, giver=region, taker=region, name=station_name(region))
    ledger.close()


def _change_map(plan: Plan, event: Reorganisation, touched: _Touched) -> dict[int, Region]:
    """Close, open, say who goes on in whom, and let the rows follow; returns the heirs by code."""
    # All that ceases goes first: a code may go on in the new place.
    for region in plan.closing:
        touched.change(region, closed_on=plan.on)
    touched.save()
    heirs = _in_being(plan, touched)
    Succession.objects.bulk_create(
        (
            Succession(
                **located(passage.giver),
                event=event,
                predecessor=passage.giver,
                successor=heirs[heir.code],
                main=heir == passage.heirs[0],
            )
            for passage in plan.passages
            for heir in passage.heirs
        ),
        batch_size=BATCH,
    )
    closing = {region.pk: region for region in plan.closing}
    main = {
        passage.giver.pk: heirs[passage.heirs[0].code]
        for passage in plan.passages
        if passage.heirs and passage.giver.pk in closing
    }
    for earlier in lineage_of(closing.values()).values():
        if earlier.became_id in main:
            touched.becomes(earlier, main[earlier.became_id])
    for pk, heir in main.items():
        touched.becomes(closing[pk], heir)
    touched.save()
    rekey({region.pk: region.present for region in touched.before if region.became_id})
    return heirs


def _in_being(plan: Plan, touched: _Touched) -> dict[int, Region]:
    """The heirs by code, those to be opened from above down: a village lies in a township that is there."""
    found = {region.code: region for region in plan.going_on}
    by_tier: dict[int, list[NewPlace]] = defaultdict(list)
    for new in plan.opening:
        by_tier[new.tier].append(new)
    for _, places in sorted(by_tier.items()):
        opened = [_opened(new, plan, found) for new in places]
        Region.objects.bulk_create(opened, batch_size=BATCH)
        found |= {region.code: region for region in opened}
        touched.before |= dict.fromkeys(opened)
    return found


def _opened(new: NewPlace, plan: Plan, found: dict[int, Region]) -> Region:
    name = new.name.strip()
    return Region(
        code=new.code,
        tier=new.tier,
        kind=new.kind,
        name=name,
        sort_key=sort_key(name)[:LONGEST_SORT_KEY],
        parent=new.above if isinstance(new.above, Region) else found[new.above.code],
        opened_on=plan.on,
    )


def _hand_over(
    plan: Plan,
    event: Reorganisation,
    questions: Iterable[Question],
    answers: Answers,
    heirs: dict[int, Region],
) -> None:
    asked: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        asked[question.kind.key].append(question)
    whole = {passage.giver.pk: passage for passage in plan.passages if passage.whole}
    givers = {region.pk: region for region in plan.givers}
    for kind in handover.kinds():
        takers: dict[int, Region | None] = {}
        rows: list[Any] = []
        for row in kind.rows([passage.giver for passage in whole.values()], plan.on) if whole else ():
            rows.append(row)
            takers[row.pk] = heirs[whole[row.region_id].heirs[0].code]
        for question in asked[kind.key]:
            for row in question.rows:
                taker = _answered(question, row, answers, heirs)
                if taker != question.giver:
                    rows.append(row)
                    takers[row.pk] = taker
        if rows:
            _refuse_second(kind, rows, takers, plan)
            _carry(kind, rows, handover.Ledger(event, kind, givers, takers))


def _carry(kind: handover.Kind, rows: Sequence[Any], ledger: handover.Ledger) -> None:
    taken = [row for row in rows if ledger.takers[row.pk] is not None]
    left = [row for row in rows if ledger.takers[row.pk] is None]
    if taken:
        kind.move(taken, ledger)
    if left:
        kind.leave(left, ledger)
    ledger.close()


def _answered(question: Question, row: Any, answers: Answers, heirs: dict[int, Region]) -> Region | None:
    """Who takes a row, None for nobody; what was not asked, or not answered, is refused at its field."""
    name = question.name
    answer = answers.get(name, "")
    if answer == EACH and question.divisible:
        name = question.row_name(row)
        answer = answers.get(name, "")
    if answer not in dict(question.choices):
        raise Refused(f"请选定{question.label}由谁承接。", field=name)
    return None if answer == STAYS else heirs[int(answer)]


def _refuse_second(
    kind: handover.Kind, rows: Iterable[Any], takers: dict[int, Region | None], plan: Plan
) -> None:
    """A place that has one, or is given one by this event, takes no second."""
    if not kind.one_per_place:
        return
    there = has_already(kind, [region for region in takers.values() if region], plan.on, but=takers)
    for row in rows:
        taker = takers[row.pk]
        if taker is None:
            continue
        if (taker.pk, kind.same(row)) in there:
            raise Refused(
                f"{taker}已有{kind.label},一个地方只能有一个。请另选。",
                field=f"take_{row.region_id}_{kind.key}",
            )
        there.add((taker.pk, kind.same(row)))
