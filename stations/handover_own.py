"""What the lowest app hands over: the station's card, its devices, what hangs there, and the posts of its people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from kit.refused import Refused
from stations.handover import Kind, Ledger, handed_over, rebuilt
from stations.models import Asset, Judgement, Post, Posting, Region, Station, StoredFile, Tally
from stations.models.stations import station_name

DAY = timedelta(days=1)
ENDED = "区划变更:{}"


def register() -> None:
    """The station goes before its devices, which stand where it stands."""
    rebuilt(Judgement, Tally)
    handed_over(
        Kind(
            "station",
            "劳动保障站",
            _station_of,
            move=_move_station,
            left="随原村撤销,站卡和历史留存",
            one_per_place=True,
        )
    )
    handed_over(
        Kind(
            "assets", "设备", _devices_of, move=_move_devices, left="留在原站名下", name=lambda row: row.name
        )
    )
    handed_over(
        Kind(
            "posts",
            "账号岗位",
            _posts_of,
            move=_renew_posts,
            left="到前一日终止,不移交",
            leave=_end_posts,
            name=lambda post: f"{post.user.name} {post.get_role_display()}",
        )
    )
    handed_over(
        Kind(
            "postings",
            "上墙公示",
            _postings_of,
            move=_move_postings,
            left="留在原站名下",
            name=lambda row: row.what,
            parts=((StoredFile, "posting"),),
        )
    )


def _station_of(region: Region, on: date) -> QuerySet[Station]:
    return Station.objects.filter(region=region)


def _move_station(rows: Iterable[Station], ledger: Ledger) -> None:
    """A name that was made up from the village's is made up anew; any other stays."""
    for station in rows:
        renamed = {"name": station_name(ledger.taker)} if station.name == station_name(ledger.giver) else {}
        ledger.place(station, **renamed)


def _devices_of(region: Region, on: date) -> QuerySet[Asset]:
    return Asset.objects.filter(region=region, scrapped_on__isnull=True)


def _move_devices(rows: Iterable[Asset], ledger: Ledger) -> None:
    station = Station.objects.filter(region=ledger.taker).first()
    if station is None:
        raise Refused(f"{ledger.taker}没有劳动保障站,设备没有地方登记。请把站也交给它,或把设备留在原站名下。")
    for device in rows:
        ledger.place(device, station_id=station.pk)


def _posts_of(region: Region, on: date) -> QuerySet[Post]:
    """Posts that go on beyond the day before; principals before their deputies."""
    rows = Post.objects.filter(region=region).exclude(ends_on__lt=on).select_related("user")
    return rows.order_by(F("deputy_for").asc(nulls_first=True), "pk")


def _renew_posts(rows: Iterable[Post], ledger: Ledger) -> None:
    """The post at the old place ends the day before; one of the same role begins at the new place on the day."""
    on, taker = ledger.event.on, ledger.taker
    renewed: dict[int, int] = {}
    for post in rows:
        ends_on = post.ends_on
        if post.starts_on >= on:
            if _holds_already(post, taker, post.starts_on, ends_on):
                raise Refused(f"{post.user.name}在{taker}已有同一岗位,日期重叠。请先终止其中一个。")
            ledger.change(post, region_id=taker.pk)
            continue
        _end(post, ledger)
        if not _holds_already(post, taker, on, ends_on):
            renewed[post.pk] = ledger.add(
                Post(
                    user=post.user,
                    role=post.role,
                    region=taker,
                    starts_on=on,
                    ends_on=ends_on,
                    deputy_for_id=renewed.get(post.deputy_for_id, post.deputy_for_id),
                    basis=ledger.event.basis,
                )
            ).pk


def _end_posts(rows: Iterable[Post], ledger: Ledger) -> None:
    for post in rows:
        _end(post, ledger)


def _end(post: Post, ledger: Ledger) -> None:
    """A post that began on the day or later was never good: it keeps its first day only."""
    last = max(ledger.event.on - DAY, post.starts_on)
    ledger.change(post, ends_on=last, ended_because=ENDED.format(ledger.event.basis)[:120])


def _holds_already(post: Post, taker: Region, first: date, last: date | None) -> bool:
    until: dict[str, Any] = {"starts_on__lte": last} if last else {}
    there = Post.objects.filter(user=post.user, role=post.role, region=taker, **until)
    return there.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first)).exists()


def _postings_of(region: Region, on: date) -> QuerySet[Posting]:
    """What hangs and what hung: the wall's past goes with it."""
    return Posting.objects.filter(region=region).order_by("posted_on", "pk")


def _move_postings(rows: Iterable[Posting], ledger: Ledger) -> None:
    """Where the other station has the same sheet of that time already, this one stays under the former station."""
    station = Station.objects.filter(region=ledger.taker).first()
    if station is None:
        raise Refused(f"{ledger.taker}没有劳动保障站,上墙公示没有地方登记。请把站也交给它,或留在原站名下。")
    for posting in rows:
        if posting.station_id == station.pk or _hangs_there(posting, station):
            ledger.place(posting)
        else:
            ledger.place(posting, station_id=station.pk)


def _hangs_there(posting: Posting, station: Station) -> bool:
    there = Posting.objects.filter(station=station, sheet=posting.sheet)
    if posting.taken_down_on is not None:
        there = there.filter(posted_on__lt=posting.taken_down_on)
    down = Q(taken_down_on__isnull=True) | Q(taken_down_on__gt=posting.posted_on)
    return there.filter(down).exists()
