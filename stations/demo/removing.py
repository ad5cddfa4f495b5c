"""Take the demo away again, as if it had never been there."""

from __future__ import annotations

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from kit.refused import Refused
from stations.demo.doomed import Doomed
from stations.demo.references import portions
from stations.demo.world import CITY, aftermaths
from stations.models import Demo, Region, User


def remove() -> int:
    """Take every row of the demo away and return how many. Call it as the owner of the tables, seeing all rows.

    Only the owner is let through the lines that keep papers and trails from being changed, and only in a transaction
    that says what it is up to. ``Refused`` where no demo is loaded.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        demo = Demo.objects.select_for_update().first()
        if demo is None:
            raise Refused("没有载入演示数据,不用卸载。")
        cursor.execute("SET LOCAL app.demolition = 'on'")
        cursor.execute("SET LOCAL statement_timeout = 0")
        doomed = Doomed(demo)
        _end_sign_ins(doomed)
        taken = _take_rows(doomed)
        _retire_who_stays()
        _put_right()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        taken += sum(events._raw_delete(events.db) for events in doomed.history())
        taken += doomed.trail()._raw_delete(connection.alias)
    return taken


def _take_rows(doomed: Doomed) -> int:
    """Keys between the rows are looked at when all are gone, so their order does not matter."""
    return sum(
        model._base_manager.filter(pk__in=portion)._raw_delete(connection.alias)
        for model, rows in doomed.rows.items()
        for portion in portions(rows)
    )


def _end_sign_ins(doomed: Doomed) -> None:
    people = User.objects.filter(pk__in=doomed.rows[User])
    names = list(people.values_list("username", flat=True))
    for attempts in (AccessAttempt, AccessFailureLog, AccessLog):
        attempts.objects.filter(username__in=names).delete()
    ids = {str(pk) for pk in people.values_list("pk", flat=True)}
    theirs = [each.pk for each in Session.objects.all() if each.get_decoded().get("_auth_user_id") in ids]
    Session.objects.filter(pk__in=theirs).delete()


def _retire_who_stays() -> None:
    """Who signed something that stays keeps a closed account, so that it still says who it was."""
    for user in User.objects.filter(is_demo=True):
        user.is_active = user.is_demo = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "is_demo", "password"])


def _put_right() -> None:
    """Where the city was there before, what adds up over it no longer counts the demo."""
    city = Region.objects.filter(tier=CITY.tier, code=CITY.code, closed_on__isnull=True).first()
    for function in aftermaths() if city else ():
        function(city)
