"""What a place has of standing, of open checks and of rules of its own: titles, notices, inspections, adoptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from kit.refused import Refused
from stations.handover import Kind, Ledger, handed_over
from stations.handover_own import DAY, Term, overlap
from stations.models import (
    Adoption,
    Finding,
    Inspection,
    Notice,
    Parameter,
    Rectification,
    Region,
    TitleCase,
)
from stations.models.titles import AdvancedAward, TitleScore, TitleStep
from stations.places import Place
from stations.rules.inspections import CLOSED
from stations.rules.titles import APPLIED, ASSESSED, DECLINED, HELD, REVOKED

LAPSES = "随称号主体撤销而终止"
LIFTED = "区划变更,随原单位撤销而解除:{}"


def register() -> None:
    handed_over(
        Kind(
            "inspections",
            "未结案的检查和整改",
            lambda regions, on: _open_inspections(regions),
            name=lambda row: f"{row.round.name} {row.station.name}",
            parts=((Finding, "inspection"), (Rectification, "finding")),
        )
    )
    handed_over(
        Kind(
            "titles",
            "称号和申报",
            lambda regions, on: TitleCase.objects.filter(region__in=regions).exclude(state=REVOKED),
            left=LAPSES,
            leave=_let_lapse,
            one_per_place=True,
            same=lambda case: case.title_key,
            name=lambda case: f"{case.title_name}({case.get_state_display()})",
            parts=((TitleScore, "case"), (TitleStep, "case"), (AdvancedAward, "case")),
        )
    )
    handed_over(
        Kind(
            "notices",
            "生效中的通报批评",
            _barring,
            left="随原单位撤销而解除",
            leave=_lift,
            name=lambda notice: f"{notice.sanction_name} {notice.person_name or notice.number}",
        )
    )
    handed_over(
        Kind(
            "adoptions",
            "单独执行的文件",
            lambda regions, on: (
                Adoption.objects.filter(region__in=regions).exclude(ends_on__lt=on).select_related("document")
            ),
            move=_adopt_anew,
            left="到前一日终止,执行上级的文件",
            leave=_end_adoptions,
            one_per_place=True,
            same=lambda adoption: adoption.starts_on,
            name=lambda adoption: adoption.document.number or adoption.document.key,
        )
    )
    handed_over(
        Kind(
            "parameters",
            "单独登记的参数",
            _parameters_of,
            move=_announce_anew,
            left="到前一日终止,执行上级的参数",
            leave=_end_parameters,
            one_per_place=True,
            same=lambda parameter: (parameter.kind, parameter.starts_on),
            name=lambda parameter: parameter.about.label,
        )
    )


def _open_inspections(regions: Sequence[Region]) -> QuerySet[Inspection]:
    rows = Inspection.objects.filter(region__in=regions).exclude(state=CLOSED)
    return rows.select_related("round", "station").order_by("pk")


def _let_lapse(rows: Sequence[TitleCase], ledger: Ledger) -> None:
    """Nobody holds it on, and an application that waits comes to nothing; drafts and refusals stay what they were."""
    for case in rows:
        if case.state in HELD:
            ledger.end(case, state=REVOKED)
        elif case.state in (APPLIED, ASSESSED):
            ledger.end(case, state=DECLINED)
        else:
            ledger.leave(case)


def _barring(regions: Sequence[Region], on: date) -> QuerySet[Notice]:
    """Penalties that bar on the day or later."""
    rows = Notice.objects.filter(region__in=regions, barred_from__isnull=False)
    return rows.exclude(barred_until__lt=on).exclude(lifted_on__lte=on).order_by("pk")


def _lift(rows: Sequence[Notice], ledger: Ledger) -> None:
    for notice in rows:
        because = LIFTED.format(ledger.event.basis)[:200]
        ledger.end(notice, lifted_on=max(ledger.event.on, notice.noticed_on), lifted_because=because)


def _adopt_anew(rows: Sequence[Adoption], ledger: Ledger) -> None:
    """What bound the old place until the day before binds the new one from the day on."""
    on = ledger.event.on
    there = Adoption.objects.filter(region__in={ledger.taker(adoption).pk for adoption in rows})
    terms: dict[int, list[Term]] = defaultdict(list)
    for own in there.exclude(pk__in=ledger.takers):
        terms[own.region_id].append((own.starts_on, own.ends_on))
    for adoption in rows:
        taker = ledger.taker(adoption)
        _join(terms[taker.pk], adoption, ledger)
        if adoption.starts_on >= on:
            ledger.change(adoption, giver=ledger.giver(adoption), taker=taker, region_id=taker.pk)
            continue
        basis = ledger.event.basis
        new = Adoption(
            region=taker, document=adoption.document, starts_on=on, ends_on=adoption.ends_on, basis=basis
        )
        ledger.add(new, instead_of=adoption)
        ledger.change(adoption, giver=ledger.giver(adoption), taker=taker, ends_on=on - DAY)


def _end_adoptions(rows: Sequence[Adoption], ledger: Ledger) -> None:
    for adoption in rows:
        ledger.end(adoption, ends_on=max(ledger.event.on - DAY, adoption.starts_on))


def _join(terms: list[Term], row: Adoption | Parameter, ledger: Ledger) -> None:
    """What goes along binds from the day on, among ``terms`` that bind there already; two at once are refused."""
    term = (max(row.starts_on, ledger.event.on), row.ends_on)
    if any(overlap(term, other) for other in terms):
        kind, giver = ledger.kind, ledger.giver(row)
        raise Refused(
            f"{ledger.taker(row)}已有{kind.label},与{giver}的“{kind.name(row)}”({row.starts_on} 起)日期重叠,"
            "同一时间只能有一个。请另选,或先终止其中一个。",
            field=f"take_{giver.pk}_{kind.key}",
        )
    terms.append(term)


def _parameters_of(regions: Sequence[Region], on: date) -> QuerySet[Parameter]:
    """Announced for exactly these places; a parameter knows its place by tier and code alone."""
    places = [region.place for region in regions]
    announced = Region.objects.filter(pk__in=[region.pk for region in regions])
    at = announced.filter(tier=OuterRef("tier"), code=OuterRef("code")).values("pk")[:1]
    rows = Parameter.objects.for_any_of(places) if places else Parameter.objects.none()
    return rows.exclude(ends_on__lt=on).annotate(region_id=Subquery(at))


def _announce_anew(rows: Sequence[Parameter], ledger: Ledger) -> None:
    """Under the code of the new place from the day on; under the same code it simply goes on."""
    on = ledger.event.on
    there = Parameter.objects.for_any_of([*{ledger.taker(parameter).place for parameter in rows}])
    terms: dict[tuple[str, Place], list[Term]] = defaultdict(list)
    for own in there.exclude(pk__in=ledger.takers):
        terms[own.kind, own.place].append((own.starts_on, own.ends_on))
    for parameter in rows:
        giver, taker = ledger.giver(parameter), ledger.taker(parameter)
        _join(terms[parameter.kind, taker.place], parameter, ledger)
        home = _home(taker.place)
        if _home(parameter.place) == home:
            ledger.change(parameter, giver=giver, taker=taker)
        elif parameter.starts_on >= on:
            ledger.change(parameter, giver=giver, taker=taker, **home)
        else:
            ledger.add(_from(on, parameter, home), instead_of=parameter)
            ledger.change(parameter, giver=giver, taker=taker, ends_on=on - DAY)


def _from(on: date, parameter: Parameter, home: dict[str, int]) -> Parameter:
    return Parameter(
        kind=parameter.kind,
        starts_on=on,
        ends_on=parameter.ends_on,
        value=parameter.value,
        citation=parameter.citation,
        made_up=parameter.made_up,
        **home,
    )


def _home(place: Place) -> dict[str, Any]:
    return {"tier": int(place.tier), "code": place.code}


def _end_parameters(rows: Sequence[Parameter], ledger: Ledger) -> None:
    for parameter in rows:
        ledger.end(parameter, ends_on=max(ledger.event.on - DAY, parameter.starts_on))
