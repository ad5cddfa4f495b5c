"""Dated parameters are announced, corrected and ended; what came before is never overwritten by what comes after."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from kit.months import ONE_DAY
from kit.refused import Refused
from stations import audit
from stations.models import Parameter
from stations.places import Place


def announce(
    kind: str, place: Place, *, starts_on: date, value: Decimal, citation: str, made_up: bool = False
) -> Parameter:
    """A new value from ``starts_on``: the one before it ends the day before, a later one already known bounds it."""
    with transaction.atomic():
        known = list(
            Parameter.objects.select_for_update()
            .filter(kind=kind, tier=int(place.tier), code=place.code)
            .order_by("starts_on")
        )
        before = [each for each in known if each.starts_on <= starts_on]
        after = [each for each in known if each.starts_on > starts_on]
        if before:
            _give_way(before[-1], starts_on)
        new = Parameter(
            kind=kind,
            tier=int(place.tier),
            code=place.code,
            starts_on=starts_on,
            ends_on=after[0].starts_on - ONE_DAY if after else None,
            value=value,
            citation=citation,
            made_up=made_up,
        )
        _fits(new, value)
        try:
            with transaction.atomic():
                new.save()
        except IntegrityError as error:
            if "parameter_one_at_a_time" in str(error):
                raise Refused("别人刚刚为同一地区登记了同一参数,请刷新后再看。", field="starts_on") from error
            raise
        audit.record("登记参数", new, reason=citation)
    return new


def _give_way(earlier: Parameter, starts_on: date) -> None:
    """The value in force so far ends the day before a new one."""
    if earlier.starts_on == starts_on:
        raise Refused(
            f"{starts_on} 起的{earlier.about.label}已经登记为 {earlier.shown},要改请用“更正”。",
            field="starts_on",
        )
    if earlier.ends_on is None or earlier.ends_on >= starts_on:
        earlier.ends_on = starts_on - ONE_DAY
        earlier.version += 1
        earlier.save(update_fields=["ends_on", "version"])


def correct(parameter: Parameter, *, value: Decimal, citation: str, reason: str) -> Parameter:
    """Mend what was entered wrongly. What was computed with it stays as it was; the history keeps both."""
    _fits(parameter, value)
    parameter.value, parameter.citation, parameter.made_up = value, citation, False
    parameter.version += 1
    with transaction.atomic():
        parameter.save(update_fields=["value", "citation", "made_up", "version"])
        audit.record("更正参数", parameter, reason=reason)
    return parameter


def end(parameter: Parameter, *, on: date, reason: str) -> None:
    """The last day of a value that nothing follows."""
    if on < parameter.starts_on:
        raise Refused(f"终止日期不能早于起始日期 {parameter.starts_on}。", field="ends_on")
    with transaction.atomic():
        changed = Parameter.objects.filter(pk=parameter.pk, ends_on__isnull=True).update(ends_on=on)
        if not changed:
            raise Refused("这个数值已经有终止日期。")
        audit.record("终止参数", parameter, reason=reason)


def _fits(parameter: Parameter, value: Decimal) -> None:
    if problem := parameter.about.problem(value):
        raise Refused(problem, field="value")
