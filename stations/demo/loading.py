"""Load the demo: its places through the loader of the lists, then everything else part by part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import Q

from kit.months import today
from kit.refused import Refused
from stations import audit
from stations.demo import checks, notices, outfits, parameters, people, places, titles, walls
from stations.demo.references import references_to
from stations.demo.world import CITY, DISTRICTS, SEED, World, parts
from stations.divisions import Row, hold_tree, load_list, read
from stations.models import Adoption, Demo, PolicyDocument, Region
from stations.places import Place, Tier

LIST = settings.BASE_DIR / "examples" / "divisions-wenzhou-districts.csv"
W_IN_FORCE = date(2009, 11, 4)


def load(tell: Callable[[str], None] = lambda text: None) -> Demo:
    """Bring the demo in, all or nothing. Call it as the owner of the tables, seeing all rows, in AUTHOR's name.

    ``Refused`` where the three districts hold anything but places already, or a log-in name is taken: what is
    removed later must not be anybody's.
    """
    with transaction.atomic():
        hold_tree()
        _refuse_occupied_districts()
        people.refuse_taken_names()
        demo = _sign()
        found = _bring_in_places(demo)
        world = _appoint(found)
        _adopt_w(world.city)
        for fill in (
            places.open_stations,
            outfits.equip,
            places.count_households,
            parameters.announce_rates,
            walls.furnish,
            *parts(),
            checks.inspect,
            titles.award,
            notices.issue,
        ):
            fill(world)
            tell(f"{fill.__module__.removesuffix('.demo')} ……")
    return demo


def _sign() -> Demo:
    """The row that says what is the demo's: as of this transaction, by the clock that also dates the history."""
    demo = Demo.objects.create(
        seed=SEED, region_ids=[], district_codes=[district.code for district in DISTRICTS]
    )
    Demo.objects.filter(pk=demo.pk).update(loaded_at=TransactionNow())
    audit.record("载入演示数据", demo)
    return demo


def _refuse_occupied_districts() -> None:
    within = Q()
    for district in DISTRICTS:
        span = district.jurisdiction
        within |= Q(code__gte=span.lo, code__lt=span.hi, tier__gte=span.tier)
    inside = Region.objects.filter(within).values("pk")
    for reference in references_to(Region):
        if reference.model is not Region and reference.rows_with(inside).exists():
            raise Refused(
                f"鹿城、龙湾、瓯海三个区里已有{reference.model._meta.verbose_name},不能再载入演示数据:"
                "卸载演示数据时会把这三个区的全部内容清空。"
            )


def _bring_in_places(demo: Demo) -> dict[Place, Region]:
    """The list's places by name; those that were there before stay as they are and are not the demo's."""
    listed = [row.place for row in read(LIST) if isinstance(row, Row)]
    before = _in_being(listed)
    load_list(LIST, only_add=True)
    found = _in_being(listed)
    demo.region_ids = sorted(found[place].pk for place in found.keys() - before.keys())
    demo.save(update_fields=["region_ids"])
    return found


def _in_being(listed: list[Place]) -> dict[Place, Region]:
    regions = Region.objects.filter(code__in={place.code for place in listed}).open_on(today())
    wanted = set(listed)
    return {region.place: region for region in regions.with_ancestors() if region.place in wanted}


def _appoint(found: dict[Place, Region]) -> World:
    day = today()
    since = date(day.year - 2, 1, 1)
    in_order = sorted(found.values(), key=lambda region: (region.code, region.tier))
    posts = people.appoint(in_order, since=since)
    return World(
        today=day,
        city=found[CITY],
        districts=[found[district] for district in DISTRICTS],
        villages=[region for region in in_order if region.tier == Tier.VILLAGE],
        posts=posts,
        clerks=people.appoint_clerks(in_order, posts, since=since),
    )


def _adopt_w(city: Region) -> None:
    """温州 executes its own document, unless the city has settled that itself."""
    if Adoption.objects.filter(region=city).exists():
        return
    document = PolicyDocument.objects.filter(key="W").order_by("version").last()
    if document is None:
        raise Refused("库里还没有政策文件,请先运行 manage.py prepare。")
    Adoption.objects.create(region=city, document=document, starts_on=W_IN_FORCE, basis="演示")
