"""Villages with everything that an event in their life touches, and whole tables to compare before and after."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Sum

from funding.models import VillageAccount, WorkFundLine, WorkFundSheet
from kit.months import today
from kit.refused import Refused
from reports.models import DirtyStation, Return
from services.models import RequestStep
from staffing.models import Coordinator
from stations.actions import life
from stations.actions.files import store
from stations.models import (
    Adoption,
    Claim,
    HandedOver,
    HouseholdCount,
    Parameter,
    PolicyDocument,
    Post,
    Region,
    RegionChange,
    Reorganisation,
    Succession,
)
from stations.models.regions import located
from stations.plans import STAYS, NewPlace
from stations.rekeying import located_tables
from stations.reorganising import Terms
from tests.support.files import picture
from tests.world import _asset, _engagement, _line, _notice, _posting, _rectification, _request, _title

YEAR = today().year
ON = today() - timedelta(days=10)
TERMS = Terms(ON, "温民〔2026〕8号", "村规模调整")
SHATOU = 330302008205
# Everything that is asked about.
KINDS = (
    "station", "assets", "posts", "postings", "inspections", "titles", "notices", "adoptions", "parameters",
    "engagements", "accounts", "requests",
)  # fmt: skip


def furnish(cast):
    """上沙村 and 下沙村 with households, coordinators, a waiting request each, accounts, a paid sheet, a return."""
    village, beside = cast.village, cast.place("330302008202")
    for place, households in ((village, 300), (beside, 200)):
        HouseholdCount.objects.create(
            **located(place),
            year=YEAR - 1,
            counted_on=date(YEAR - 1, 12, 31),
            households=households,
            source="户籍年报",
        )
        engagement = _engagement(cast, place)
        Coordinator.objects.filter(pk=engagement.coordinator_id).update(name=f"{place.name}协管员")
        request = _request(cast, place)
        RequestStep.objects.create(
            **located(place),
            request=request,
            verb="receive",
            label="受理",
            on=request.received_on,
            by=cast.person("lin"),
            under=cast.posts["lin"],
        )
        VillageAccount.objects.create(
            **located(place),
            holder=f"{place.name}经济合作社",
            bank="农商银行",
            account=f"20100000{place.code}",
        )
        Return.objects.create(**located(place), month=date(YEAR - 1, 12, 1))
        _posting(cast, place)
    line = _line(cast, village)
    WorkFundSheet.objects.filter(pk=line.sheet_id).update(
        state="paid",
        line_count=1,
        total=line.amount,
        approved_by=cast.person("zhao"),
        approved_at="2025-03-01T00:00Z",
        paid_by=cast.person("wu"),
        paid_at="2025-03-02T00:00Z",
        paid_on=date(2025, 3, 2),
        voucher="记-1",
    )
    return cast


OWN_TABLES = {Reorganisation, Succession, RegionChange, HandedOver, DirtyStation}


def tables():
    """Every row of every table of places, and posts and regions in being, as they are; versions apart."""
    found = {}
    for model in [*located_tables(), Post, Adoption, Parameter]:
        if model not in OWN_TABLES:
            rows = model._base_manager.order_by("pk").values()
            found[model._meta.label] = [{**row, "version": None} for row in rows]
    found["regions"] = list(Region.objects.filter(closed_on__isnull=True).order_by("pk").values())
    return found


def differing(before, after):
    return sorted(label for label in before if before[label] != after[label])


def regions_of(township):
    return [
        (region.place.short[-3:], region.name, region.opened_on, region.closed_on, str(region.present))
        for region in Region.objects.filter(parent=township).order_by("code", "pk")
    ]


def then():
    """Households by the code of the day."""
    rows = HouseholdCount.objects.values("code").annotate(n=Sum("households")).order_by("code")
    return {row["code"] % 1000: row["n"] for row in rows}


def now():
    """Households by the code they are found by now."""
    rows = HouseholdCount.objects.values("scope_code").annotate(n=Sum("households")).order_by("scope_code")
    return {row["scope_code"] % 10**6: row["n"] for row in rows}


def where(model, *, order="pk"):
    """Rows of a table as (region's name, code of the day, code of now), the codes by their last three digits."""
    return [
        (row.region.name, row.code % 1000, row.scope_code % 1000)
        for row in model._base_manager.select_related("region").order_by(order)
    ]


def posts():
    rows = Post.objects.filter(region__tier=4).select_related("user", "region").order_by("starts_on", "pk")
    return [(post.user.name, post.region.name, post.starts_on, post.ends_on) for post in rows]


def new(cast, code=SHATOU, name="沙头村", township="330302008"):
    return NewPlace(code, name, cast.place(township))


def take(giver, heir, **other):
    """All of a place goes to one heir, but for what ``other`` says."""
    return {f"take_{giver.pk}_{kind}": other.get(kind, str(heir)) for kind in KINDS}


def merge(cast, terms=TERMS, **changes):
    """上沙村 and 下沙村 become 沙头村; 上沙村's station and account go on."""
    village, beside = cast.village, cast.place("330302008202")
    answers = take(village, SHATOU) | take(beside, SHATOU, station=STAYS, accounts=STAYS)
    return life.merge([village, beside], new(cast), terms, answers | changes, by=cast.person("zhou"))


def split(cast, *, goes_on, answers, codes=(330302008206, 330302008207)):
    into = [new(cast, code, name) for code, name in zip(codes, ("东沙村", "西沙村"), strict=False)]
    return life.split(cast.village, into, TERMS, answers, goes_on=goes_on, by=cast.person("zhou"))


def move(cast):
    """上沙村 goes to 山福镇 as 330302101202."""
    target = new(cast, 330302101202, "上沙村", "330302101")
    return life.move(cast.village, target, TERMS, take(cast.village, 330302101202), by=cast.person("zhou"))


def said(function, *args, **more):
    with pytest.raises(Refused) as refusal, transaction.atomic():
        function(*args, **more)
    return refusal.value.field, refusal.value.reason


def furnish_fully(cast, place):
    """A title, a bar, an open check with its shortcoming, a claim, a photo, a document and a parameter of its own."""
    document = PolicyDocument.objects.get(key="J")
    _title(cast, place)
    _notice(cast, place)
    rectification = _rectification(cast, place)
    inspection = rectification.finding.inspection
    _asset(cast, place)
    Claim.objects.create(
        **located(place), station=inspection.station, document=document, checklist="six", item="SITE",
        result="met", made_by=cast.person("lin"),
    )  # fmt: skip
    store(place, BytesIO(picture()), purpose="station", title="站牌", by=cast.person("lin"))
    furnish_rules(cast, place)
    return inspection


def furnish_rules(cast, place):
    """A document and a parameter of a place's own."""
    Adoption.objects.create(
        region=place, document=PolicyDocument.objects.get(key="J"), starts_on=date(2020, 1, 1), basis="试"
    )
    Parameter.objects.create(
        kind="minimum_wage",
        tier=int(place.tier),
        code=place.code,
        starts_on=date(2020, 1, 1),
        value=1800,
        citation="试",
    )


def astray():
    """Rows of change history that lie elsewhere than the row they tell of: there must be none."""
    found = {}
    for events in apps.get_models():
        model = getattr(events, "pgh_tracked_model", None)
        if model is None or "scope_code" not in {column.name for column in model._meta.concrete_fields}:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT count(*) FROM "{events._meta.db_table}" past JOIN "{model._meta.db_table}" live'
                " ON live.id = past.pgh_obj_id WHERE live.scope_code <> past.scope_code"
            )
            if count := cursor.fetchone()[0]:
                found[model._meta.label] = count
    return found


def out_of_place():
    """Rows that are not found by the code of what their place is now.

    Parts lie with what they hang on, and the lines of a sheet stay with their district.
    """
    from stations.handover import all_parts

    parts = {WorkFundLine, *(table for table, _ in all_parts())}
    found = {}
    for model in located_tables():
        if model in parts:
            continue
        rows = model._base_manager.select_related("region__became")
        if wrong := [row.pk for row in rows if row.scope_code != row.region.present.code]:
            found[model._meta.label] = wrong
    return found
