"""A sheet is hung on a station's wall, with the photo that shows it, and taken down; what was wrong is hung anew."""

from __future__ import annotations

from datetime import date
from typing import IO

from django.db import transaction

from kit.collisions import second_is_told
from kit.months import today
from kit.refused import Refused
from kit.uploads import one_line
from stations import audit
from stations.actions.files import store
from stations.models import Posting, Station, User
from stations.models.regions import located
from stations.models.wall import NAME_LENGTH
from stations.rules.postings import sheet_of


def post(station: Station, *, what: str, posted_on: date, place: str, upload: IO[bytes], by: User) -> Posting:
    """Note that a sheet hangs; refused where the same sheet hangs already, or hung later than this day."""
    what, place = one_line(what)[:NAME_LENGTH], one_line(place)
    if not what or not place:
        raise Refused("请写明上墙的是什么、在什么位置。", field="what" if place else "place")
    if posted_on > today():
        raise Refused("上墙日期不能晚于今天。", field="posted_on")
    _refuse_overlap(station, what, posted_on)
    with second_is_told(f"别人刚刚登记了“{what}”,它已经挂在墙上了。"):
        photo = store(
            station.region,
            upload,
            purpose="posting",
            title=what,
            taken_on=posted_on,
            photo_only=True,
            by=by,
        )
        posting = Posting.objects.create(
            **located(station.region),
            station=station,
            what=what,
            posted_on=posted_on,
            place=place,
            photo=photo,
            posted_by=by,
        )
        audit.record("登记上墙", posting, detail={"posted_on": posted_on.isoformat(), "place": place})
    return posting


def take_down(posting: Posting, *, on: date, reason: str, by: User) -> None:
    """Note that a sheet no longer hangs, and why; its photo stays with it."""
    if on > today():
        raise Refused("取下日期不能晚于今天。", field="taken_down_on")
    if on < posting.posted_on:
        raise Refused(f"取下日期不能早于上墙日期 {posting.posted_on}。", field="taken_down_on")
    with transaction.atomic():
        hanging = Posting.objects.filter(pk=posting.pk, taken_down_on__isnull=True)
        if not hanging.update(taken_down_on=on, taken_down_because=reason, taken_down_by=by):
            raise Refused("别人刚刚登记了取下,请刷新页面后再看。")
        audit.record("取下上墙公示", posting, reason=reason, detail={"on": on.isoformat()})


def _refuse_overlap(station: Station, what: str, posted_on: date) -> None:
    last = Posting.objects.filter(station=station, sheet=sheet_of(what)).order_by("-posted_on", "-pk").first()
    if last is None:
        return
    if last.taken_down_on is None:
        raise Refused(
            f"“{last.what}”从 {last.posted_on} 起挂在{last.place}。换了新的,请先登记取下旧的,再登记新的。",
            field="what",
        )
    if posted_on < last.taken_down_on:
        raise Refused(f"上一张到 {last.taken_down_on} 才取下,上墙日期不能更早。", field="posted_on")
