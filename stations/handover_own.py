"""What the lowest app hands over: the station's card with its files, its devices, and the posts of its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db.models import F, QuerySet

from kit.refused import Refused
from stations.handover import Kind, Ledger, handed_over, rebuilt
from stations.models import Asset, Claim, Judgement, Post, Region, Station, StoredFile, Tally
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
            lambda regions, on: Station.objects.filter(region__in=regions),
            move=_move_stations,
            left="随原村撤销,站卡和历史留存",
            one_per_place=True,
            parts=((Claim, "station"),),
        )
    )
    handed_over(
        Kind(
            "assets",
            "设备",
            lambda regions, on: Asset.objects.filter(region__in=regions, scrapped_on__isnull=True),
            move=_move_devices,
            left="留在原站名下",
            name=lambda row: row.name,
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
            words=lambda post: post.basis,
        )
    )


def _move_stations(rows: Sequence[Station], ledger: Ledger) -> None:
    """A name that was made up from the village's is made up anew; any other stays. The photos go along."""
    by_place = {station.region_id: station for station in rows}
    files = StoredFile.objects.filter(region__in=by_place, purpose="station")
    pairs = [(file, by_place[file.region_id]) for file in files]
    for station in rows:
        made_up = station.name == station_name(ledger.giver(station))
        ledger.place(station, **({"name": station_name(ledger.taker(station))} if made_up else {}))
    for file, station in pairs:
        ledger.place(file, along=station)


def _move_devices(rows: Sequence[Asset], ledger: Ledger) -> None:
    takers = {ledger.taker(device).pk for device in rows}
    stations = dict(Station.objects.filter(region__in=takers).values_list("region", "pk"))
    for device in rows:
        taker = ledger.taker(device)
        if taker.pk not in stations:
            raise Refused(
                f"{taker}没有劳动保障站,设备没有地方登记。请把站也交给它,或把设备留在原站名下。",
                field=f"take_{device.region_id}_assets",
            )
        ledger.place(device, station_id=stations[taker.pk])


def _posts_of(regions: Sequence[Region], on: date) -> QuerySet[Post]:
    """Posts that go on beyond the day before; principals before their deputies."""
    rows = Post.objects.filter(region__in=regions).exclude(ends_on__lt=on).select_related("user")
    return rows.order_by(F("deputy_for").asc(nulls_first=True), "pk")


def _renew_posts(rows: Sequence[Post], ledger: Ledger) -> None:
    """The post at the old place ends the day before; one of the same role begins at the new place on the day."""
    there = _held_at({ledger.taker(post).pk for post in rows})
    renewed: dict[int, Post] = {}
    principals = [post for post in rows if post.deputy_for_id is None]
    deputies = [post for post in rows if post.deputy_for_id is not None]
    for group in (principals, deputies):
        for post in group:
            _renew(post, there, renewed, ledger)
        # A deputy names the renewed post, which must have its number first.
        ledger.save_made()


def _renew(post: Post, there: Held, renewed: dict[int, Post], ledger: Ledger) -> None:
    on, taker = ledger.event.on, ledger.taker(post)
    term = (max(post.starts_on, on), post.ends_on)
    held = there[post.user_id, post.role, taker.pk]
    clash = any(overlap(term, other) for other in held)
    if post.starts_on >= on:
        if clash:
            raise Refused(
                f"{post.user.name}在{taker}已有同一岗位,日期重叠。请先终止其中一个。",
                field=f"take_{post.region_id}_posts",
            )
        ledger.change(post, giver=ledger.giver(post), taker=taker, region_id=taker.pk)
    else:
        if not clash:
            renewed[post.pk] = _at(taker, post, renewed, ledger)
            ledger.add(renewed[post.pk], instead_of=post)
        _end(post, ledger, taker)
    if not clash:
        held.append(term)


def _at(taker: Region, post: Post, renewed: dict[int, Post], ledger: Ledger) -> Post:
    principal = renewed.get(post.deputy_for_id or 0)
    return Post(
        user=post.user,
        role=post.role,
        region=taker,
        starts_on=ledger.event.on,
        ends_on=post.ends_on,
        deputy_for_id=principal.pk if principal else post.deputy_for_id,
        basis=ledger.event.basis,
    )


def _end_posts(rows: Sequence[Post], ledger: Ledger) -> None:
    for post in rows:
        _end(post, ledger, None)


def _end(post: Post, ledger: Ledger, taker: Region | None) -> None:
    """A post that began on the day or later was never good: it keeps its first day only."""
    last = max(ledger.event.on - DAY, post.starts_on)
    because = ENDED.format(ledger.event.basis)[:120]
    ledger.change(post, giver=ledger.giver(post), taker=taker, ends_on=last, ended_because=because)


Term = tuple[date, date | None]
Held = dict[tuple[int, str, int], list[Term]]


def _held_at(places: Collection[int]) -> Held:
    """Which posts people hold at places already: (account, role, place) → terms."""
    found: Held = defaultdict(list)
    rows = Post.objects.filter(region__in=places)
    for user, role, place, first, last in rows.values_list("user", "role", "region", "starts_on", "ends_on"):
        found[user, role, place].append((first, last))
    return found


def overlap(one: Term, other: Term) -> bool:
    """Both ends inclusive; None goes on."""
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])
