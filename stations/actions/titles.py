"""A title from its application to its end: opened, scored, applied for, assessed, checked on, restored or lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from kit.collisions import second_is_told
from kit.refused import Refused
from stations import audit, roles
from stations.models import AdvancedAward, Post, Region, ScoringTemplate, TitleCase, TitleScore, TitleStep
from stations.models.regions import located
from stations.models.titles import CITY_SPAN
from stations.rules.scoring import ABOVE, COLUMNS, COUNTY, SELF, Scoring, column_open, read_scoring
from stations.rules.titles import DECLINED, DRAFT, SPOT_CHECK, TITLE, may_advance, may_revoke
from stations.titles import refuse_barred, refuse_other_holders, scoring_for, title_of

SECOND = "别人刚刚办理了这个称号,这一次没有写入。请看过现在的情况再办。"


def open_case(region: Region, named: str, *, basis: str, by: Post, on: date) -> TitleCase:
    """A draft for one unit; the scoring table in force is laid down with it."""
    stored, title = title_of(named, on)
    refuse_other_holders(title, region)
    refuse_barred(region, on)
    table = scoring_for(title.key, region.jurisdiction)
    with second_is_told(f"{region.name}已经有一件“{title.name}”的申报或称号,不能再开一件。"):
        case = TitleCase.objects.create(
            **located(region),
            document=stored,
            title_key=title.key,
            title_name=title.name,
            basis=basis,
            scoring=table.as_json() if table else None,
        )
        if table:
            TitleScore.objects.bulk_create(
                TitleScore(**located(region), case=case, part=part.key) for part in table.parts
            )
        audit.record("登记称号申报", case, detail={"basis": basis})
    return case


def score(case: TitleCase, given: Mapping[str, Decimal | None], *, by: Post) -> str:
    """Fill in the column that is this post's now; returns its name."""
    table = _table(case)
    column = column_open(case.state, by.role, to_township=case.to_township)
    if column is None:
        raise Refused(f"现在是“{TITLE.states[case.state]}”,这个岗位没有要填的分数。")
    for part in table.parts:
        if (points := given.get(part.key)) is not None:
            part.refuse_bad(points)
    with second_is_told(SECOND):
        _move(case, case.state)
        for part in table.parts:
            TitleScore.objects.filter(case=case, part=part.key).update(**{column: given.get(part.key)})
        audit.record(f"填写{COLUMNS[column]}", case, detail={"total": str(table.total(given))})
    return COLUMNS[column]


def apply(case: TitleCase, *, by: Post, on: date) -> None:
    """Hand it in: scored by the unit itself, and not barred. An earlier refusal is assessed all over again."""
    target = TITLE.step("apply", case.state, by.role)
    refuse_barred(case.region, on)
    _refuse_missing(case, SELF)
    with second_is_told(SECOND):
        if case.state == DECLINED:
            TitleScore.objects.filter(case=case).update(**{ABOVE: None, COUNTY: None})
        _step(case, "apply", target, by=by, on=on, applied_on=on)


def drop(case: TitleCase, *, by: Post) -> None:
    """A draft that was begun by mistake goes with its scores; the trail keeps that it was there."""
    if case.state != DRAFT:
        raise Refused(f"只有草稿可以撤销,这一件已是“{TITLE.states[case.state]}”。")
    with transaction.atomic():
        # Whoever applies at this moment is first, or is told.
        _move(case, DRAFT)
        audit.record("撤销称号草稿", case, detail={"title": str(case), "by": by.user.name})
        TitleScore.objects.filter(case=case).delete()
        TitleCase.objects.filter(pk=case.pk).delete()


def assess(case: TitleCase, *, note: str, by: Post, on: date) -> None:
    """The district has assessed: every part scored, the township's audit before it."""
    target = TITLE.step("assess", case.state, by.role)
    if not case.to_township:
        _refuse_missing(case, ABOVE)
    _refuse_missing(case, COUNTY)
    with second_is_told(SECOND):
        _step(case, "assess", target, by=by, on=on, note=note)


def designate(case: TitleCase, *, note: str, by: Post, on: date) -> None:
    """The title is given, where the pass mark is reached and nothing bars it."""
    target = TITLE.step("designate", case.state, by.role)
    refuse_barred(case.region, on)
    if case.scoring:
        verdict = _table(case).passes(points_of(case, COUNTY))
        if not verdict.ok:
            raise Refused(f"不能认定:区考核{verdict.text}。", clause=case.title.clause)
    with second_is_told(SECOND):
        _step(case, "designate", target, by=by, on=on, note=note, designated_on=on)


def decline(case: TitleCase, *, note: str, by: Post, on: date) -> None:
    target = TITLE.step("decline", case.state, by.role)
    with second_is_told(SECOND):
        _step(case, "decline", target, by=by, on=on, note=note)


def check_on_the_spot(
    case: TitleCase, *, result: str, note: str, deadline: date | None, by: Post, on: date
) -> None:
    """A spot check begun, or its finding: ``in_order``, or ``defects`` that have to be put right.

    Found at once, both are written. The text sets no length for putting right: no ``deadline``, no last day (AM-36).
    """
    if result == "defects" and not note:
        raise Refused("有缺陷的请写明缺陷。", field="note")
    if deadline is not None and (result != "defects" or deadline < on):
        raise Refused("整顿期限只在责令整顿时填,不早于抽查当天。", field="deadline")
    with second_is_told(SECOND):
        if case.state != SPOT_CHECK:
            begun = TITLE.step("spot_check", case.state, by.role)
            _step(case, "spot_check", begun, by=by, on=on, note=note if result == "begun" else "")
        elif result == "begun":
            raise Refused("抽查已经开始,请填结果。", field="result")
        if result == "in_order":
            target = TITLE.step("find_in_order", case.state, by.role)
            _step(case, "find_in_order", target, by=by, on=on, note=note)
        elif result == "defects":
            target = TITLE.step("order_rectification", case.state, by.role)
            _step(
                case, "order_rectification", target, by=by, on=on, note=note, deadline=deadline,
                rectify_by=deadline,
            )  # fmt: skip


def restore(case: TitleCase, *, note: str, by: Post, on: date) -> None:
    """Put right: the title goes on."""
    target = TITLE.step("restore", case.state, by.role)
    with second_is_told(SECOND):
        _step(case, "restore", target, by=by, on=on, note=note, rectify_by=None)


def revoke(case: TitleCase, *, note: str, by: Post, on: date) -> None:
    """Still not in order after putting right: the title is lost."""
    target = TITLE.step("revoke", case.state, by.role)
    verdict = may_revoke(case.title, state=case.state, rectify_by=case.rectify_by, on=on)
    if not verdict.ok:
        raise Refused(f"{verdict.text}。", clause=verdict.clause)
    with second_is_told(SECOND):
        _step(case, "revoke", target, by=by, on=on, note=note)


def choose_as_advanced(case: TitleCase, *, year: int, by: Post, on: date) -> AdvancedAward:
    """One of so many places of a year in the whole city; of two who take the last one, one is told."""
    if by.role != roles.CITY:
        raise Refused("先进由市级评选。")
    refuse_barred(case.region, on)
    city = case.scope_code // CITY_SPAN * CITY_SPAN
    chosen = AdvancedAward.objects.filter(
        city_code=city, document_key=case.document.key, title_key=case.title_key, year=year
    )
    if chosen.filter(case=case).exists():
        raise Refused(f"{case.region.name}已经是 {year} 年先进。", field="year")
    taken = chosen.count()
    verdict = may_advance(case.title, state=case.state, year=year, chosen=taken)
    if not verdict.ok:
        raise Refused(f"{verdict.text}。", clause=verdict.clause, field="year")
    with second_is_told("别人刚刚评出了另一个先进,这一次没有写入。请看过还有没有名额再评。"):
        # The state must still be the one that was seen when the row is written.
        _move(case, case.state)
        award = AdvancedAward.objects.create(
            **located(case.region),
            case=case,
            city_code=city,
            document_key=case.document.key,
            title_key=case.title_key,
            year=year,
            place=taken + 1,
            places=case.title.advanced,
            by=by,
            on=on,
        )
        audit.record("评为先进", case, detail={"year": year})
    return award


def set_scoring(city: Region, title_key: str, body: Mapping[str, Any], *, by: Post) -> ScoringTemplate:
    """The city's own table of a title, from now on; what was applied for before keeps the one it has."""
    scoring: Scoring = read_scoring(body)
    with second_is_told(SECOND):
        template = ScoringTemplate.objects.filter(region=city, title_key=title_key).first()
        if template is None:
            template = ScoringTemplate(**located(city), title_key=title_key, version=0)
        template.name, template.body = scoring.name, scoring.as_json()
        template.version += 1
        template.save()
        audit.record("设定评分表", template, detail={"parts": len(scoring.parts), "full": str(scoring.full)})
    return template


def points_of(case: TitleCase, column: str) -> dict[str, Decimal | None]:
    """Part → points of one column."""
    return dict(TitleScore.objects.filter(case=case).values_list("part", column))


def _table(case: TitleCase) -> Scoring:
    table = case.table
    if table is None:
        raise Refused("市里没有设定这个称号的评分表,凭材料考核,不用打分。")
    return table


def _refuse_missing(case: TitleCase, column: str) -> None:
    if case.scoring and (missing := _table(case).missing(points_of(case, column))):
        raise Refused(f"{COLUMNS[column]}还没有填:{'、'.join(missing)}。")


def _move(case: TitleCase, target: str, **values: Any) -> None:
    """The new state, where nobody has been there since the case was read; the case then says so too."""
    moved = TitleCase.objects.filter(pk=case.pk, state=case.state, version=case.version).update(
        state=target, version=F("version") + 1, **values
    )
    if not moved:
        raise Refused(SECOND)
    case.state, case.version = target, case.version + 1
    for name, value in values.items():
        setattr(case, name, value)


def _step(
    case: TitleCase,
    verb: str,
    target: str,
    *,
    by: Post,
    on: date,
    note: str = "",
    deadline: date | None = None,
    **values: Any,
) -> None:
    """The new state, the step that led there, and the trail of it, all or nothing."""
    with transaction.atomic():
        _move(case, target, **values)
        step = TitleStep.objects.create(
            region=case.region,
            code=case.code,
            scope_code=case.scope_code,
            case=case,
            verb=verb,
            by=by,
            on=on,
            note=note,
            deadline=deadline,
        )
        audit.record(f"称号{step.label}", case, reason=note)
