"""One row of every kind at any place, for the tests that walk all addresses.

An address names its row by number; the first part of the address says what kind of row that is. ``ROWS`` knows how to
make one, and a test fails when an address appears whose kind nobody here can make.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from funding.models import VillageAccount, WorkFundLine, WorkFundSheet
from funding.rules.work_fund import work_fund
from kit.idnumber import check_digit
from kit.months import Month, today
from reports.models import Return
from services.models import Request, ServiceItem
from staffing.models import Coordinator, Engagement, VillageAssessment
from stations import jobs, roles
from stations.actions.files import store
from stations.documents import content
from stations.models import (
    Adoption,
    Asset,
    Finding,
    HouseholdCount,
    Inspection,
    InspectionRound,
    Parameter,
    PolicyDocument,
    PolicyDraft,
    Post,
    Rectification,
    Region,
    Reorganisation,
    Station,
    StoredFile,
    TargetEntry,
    User,
)
from stations.models.regions import located
from stations.models.titles import Notice, ScoringTemplate, TitleCase
from stations.models.wall import Posting, WallText
from stations.places import Place
from stations.titles import example
from tests.cast import Cast
from tests.support.files import picture

ELSEWHERE = {"3304": "嘉兴市", "330402": "南湖区", "330402001": "建设街道", "330402001201": "南堰村"}

Maker = Callable[[Cast, Region], models.Model]


def found_elsewhere(cast: Cast) -> Region:
    """A village of another city, outside everybody's jurisdiction."""
    for code, name in ELSEWHERE.items():
        place = Place.parse(code)
        parent = cast.places.get(place.parent.short) if place.parent else None
        cast.places[code] = Region.objects.create(
            tier=place.tier, code=place.code, kind=place.kind, name=name, parent=parent
        )
    village = cast.places["330402001201"]
    cast.stations["330402001201"] = Station.objects.create(**located(village), name="南堰村劳动保障站")
    return village


def _region(cast: Cast, region: Region) -> models.Model:
    return region


def _reorganisation(cast: Cast, region: Region) -> models.Model:
    return Reorganisation.objects.create(
        **located(region.parent), kind="rename", on=date(2024, 1, 1), basis="试", made_by=cast.person("sun")
    )


def _station(cast: Cast, region: Region) -> models.Model:
    return Station.objects.get(region=region)


def _households(cast: Cast, region: Region) -> models.Model:
    return HouseholdCount.objects.create(
        **located(region), year=2024, counted_on=date(2024, 12, 31), households=300, source="年报"
    )


def _asset(cast: Cast, region: Region) -> models.Model:
    """A device that unites two kinds: every verb has something to say of it."""
    return Asset.objects.create(
        **located(region),
        station=_station(cast, region),
        codes=["printer", "copier"],
        name="一体机",
        acquired_on=date(2010, 1, 8),
        funded_by="city",
    )


def _account(cast: Cast, region: Region) -> models.Model:
    return User.objects.create_user(f"u{region.code}", None, name="某人")


def _post(cast: Cast, region: Region) -> models.Model:
    return Post.objects.create(
        user=_account(cast, region), role=roles.AUDITOR, region=region, starts_on=today(), basis="试"
    )


def _policy(cast: Cast, region: Region) -> models.Model:
    return PolicyDocument.objects.get(key="W")


def _adoption(cast: Cast, region: Region) -> models.Model:
    return Adoption.objects.create(
        region=region, document=PolicyDocument.objects.get(key="J"), starts_on=date(2011, 1, 1)
    )


def _draft(cast: Cast, region: Region) -> models.Model:
    document = PolicyDocument.objects.get(key="W")
    sun = cast.person("sun")
    return PolicyDraft.objects.create(
        key="W", body=document.body, based_on=document, maker=sun, authors=[sun.pk]
    )


def _parameter(cast: Cast, region: Region) -> models.Model:
    return Parameter.objects.create(
        kind="minimum_wage",
        tier=region.tier,
        code=region.code,
        starts_on=date(2010, 4, 1),
        value=1100,
        citation="试",
    )


def _coordinator(cast: Cast, region: Region) -> Coordinator:
    first17 = f"99000019800101{region.pk % 1000:03d}"
    number = first17 + check_digit(first17)
    return Coordinator.objects.create(**located(region), name="某协管", id_text=number)


def _engagement(cast: Cast, region: Region) -> Engagement:
    return Engagement.objects.create(
        **located(region),
        coordinator=_coordinator(cast, region),
        kind="part_time",
        contract_party="village",
        starts_on=date(2023, 1, 1),
    )


def _assessment(cast: Cast, region: Region) -> VillageAssessment:
    return VillageAssessment.objects.create(
        **located(region),
        year=2024,
        assessed_on=date(2024, 12, 20),
        result="合格",
        state="scored",
        scored_by=cast.person("wang"),
    )


def _township(cast: Cast, region: Region) -> models.Model:
    return region.parent


def _sheet(cast: Cast, region: Region) -> WorkFundSheet:
    district = region.parent.parent
    sheet, _ = WorkFundSheet.objects.get_or_create(
        region=district,
        year=2024,
        defaults={
            "document": PolicyDocument.objects.get(key="W"),
            "made_by": cast.person("jin"),
            "made_at": timezone.now(),
            "content_digest": "0" * 64,
        },
    )
    return sheet


def _line(cast: Cast, region: Region) -> WorkFundLine:
    document = content(PolicyDocument.objects.get(key="W"))
    figure = work_fund(
        document, region_kind="village", households=300, coordinator_in_post=True, result="合格"
    )
    return WorkFundLine.objects.create(
        **located(region),
        sheet=_sheet(cast, region),
        year=2024,
        village_name=region.name,
        township_name=region.parent.name,
        households=300,
        counted_on=date(2024, 12, 31),
        households_source="年报",
        tier="200(含)—800户(含)",
        standard=Decimal("7000.00"),
        assessment=_assessment(cast, region),
        assessed_on=date(2024, 12, 20),
        result="合格",
        coefficient=1,
        amount=figure.amount,
        clause=figure.clause,
        figure=figure.as_record(),
    )


def _account_of_village(cast: Cast, region: Region) -> VillageAccount:
    return VillageAccount.objects.create(
        **located(region), holder=f"{region.name}经济合作社", bank="农商银行", account="2010000012345678"
    )


def _item(cast: Cast, region: Region) -> ServiceItem:
    city = region.parent.parent.parent
    item, _ = ServiceItem.objects.get_or_create(
        region=city,
        key="W-D6",
        defaults={"name": "政策咨询", "limit_length": 3, "limit_kind": "working", "limit_basis": "服务承诺",
                  "active_from": date(2009, 11, 4)},
    )  # fmt: skip
    return item


def _request(cast: Cast, region: Region) -> Request:
    received = today() - timedelta(days=1)
    return Request.objects.create(
        region=region,
        number=f"{region.code}-1",
        running=1,
        form_token=uuid4(),
        item=_item(cast, region),
        applicant="某村民",
        phone="19900000000",
        asked="咨询",
        received_on=received,
        received_by=cast.person("lin"),
    )


def _return(cast: Cast, region: Region) -> Return:
    return Return.objects.create(region=region, month=(Month.of(today()) - 1).first)


def _file(cast: Cast, region: Region) -> StoredFile:
    return store(region, BytesIO(picture()), purpose="station", title="门口的站牌", by=cast.person("lin"))


def _round(cast: Cast, region: Region) -> InspectionRound:
    """A round of the township of the place, by the six items of J."""
    found = InspectionRound.objects.filter(region=region.parent).first()
    return found or InspectionRound.objects.create(
        region=region.parent,
        document=PolicyDocument.objects.get(key="J"),
        checklist="six",
        name="检查",
        first_day=today(),
        last_day=today(),
        made_by=cast.person("wang"),
    )


def _inspection(cast: Cast, region: Region) -> Inspection:
    """Planned for who inspects in most tests, so that his pages open."""
    return Inspection.objects.create(
        **located(region),
        round=_round(cast, region),
        station=_station(cast, region),
        inspector=cast.person("wang"),
    )


def _rectification(cast: Cast, region: Region) -> Rectification:
    inspection = _inspection(cast, region)
    finding = Finding.objects.create(
        **located(region), inspection=inspection, item="SITE", result="unmet", note="没有牌子",
        deadline=today(), made_by=cast.person("wang"),
    )  # fmt: skip
    return Rectification.objects.create(**located(region), finding=finding, deadline=today())


def _job(cast: Cast, region: Region) -> models.Model:
    return jobs.submit("tests.walk")


@jobs.runner("tests.walk", "走一遍")
def _walk(progress: Any) -> None:
    """Work that does nothing, for the pages that show work."""


ROWS: dict[str, Maker] = {
    "regions": _region,
    "reorganisations": _reorganisation,
    "stations": _station,
    "households": _households,
    "accounts": _account,
    "posts": _post,
    "policies": _policy,
    "adoptions": _adoption,
    "drafts": _draft,
    "parameters": _parameter,
    "assets": _asset,
    "gaps": _township,
    "jobs": _job,
    "files": _file,
    "coordinators": _coordinator,
    "engagements": _engagement,
    "assessments": _assessment,
    "assessments/townships": _township,
    "work-fund": _sheet,
    "work-fund-lines": _line,
    "village-accounts": _account_of_village,
    "items": _item,
    "requests": _request,
    "returns": _return,
    "figures": _region,
    "board": _region,
    "rounds": _round,
    "inspections": _inspection,
    "rectifications": _rectification,
}

# What an address holds besides the number of its row.
BESIDES = {"year": "2024", "month": str(Month.of(today()) - 1), "key": "households", "section": "work_fund"}
BESIDES["item"] = "SITE"

# The items of a city are everybody's in it; only another city's lie outside.
OF_THE_CITY = {"items"}

# Rows that belong to no place: being outside a jurisdiction has no meaning for them.
PLACELESS = {"accounts", "policies", "drafts", "jobs"}


def _title(cast: Cast, region: Region) -> models.Model:
    """A title that has been applied for, with a scoring table: most verbs have something to say of it."""
    table = example("full_employment_community")
    assert table is not None
    return TitleCase.objects.create(
        **located(region),
        document=PolicyDocument.objects.get(key="F"),
        title_key="full_employment_community",
        title_name="充分就业社区",
        state="applied",
        applied_on=date(2008, 5, 4),
        scoring=table.as_json(),
    )


def _scoring(cast: Cast, region: Region) -> models.Model:
    table = example("full_employment_community")
    assert table is not None
    city = region.parent.parent.parent
    template, _ = ScoringTemplate.objects.get_or_create(
        region=city, title_key="full_employment_community", defaults={"name": "试", "body": table.as_json()}
    )
    return template


def _notice(cast: Cast, region: Region) -> models.Model:
    return Notice.objects.create(
        **located(region),
        document=PolicyDocument.objects.get(key="S"),
        sanction_key="penalty",
        sanction_name="通报批评",
        kind="penalty",
        noticed_on=date(2011, 6, 1),
        number="试",
        reason="试",
        scope="评先评优",
        barred_from=date(2011, 6, 1),
        issued_by=cast.posts["sun"],
    )


ROWS |= {"titles": _title, "scorings": _scoring, "notices": _notice}


def _posting(cast: Cast, region: Region) -> models.Model:
    """A sheet that hangs, so that it can be taken down."""
    return Posting.objects.create(
        **located(region),
        station=_station(cast, region),
        what="服务流程",
        posted_on=today(),
        place="门口",
        photo=store(region, BytesIO(picture()), purpose="posting", title="上墙照片", by=cast.person("lin")),
        posted_by=cast.person("lin"),
    )


def _wall_text(cast: Cast, region: Region) -> models.Model:
    """Of the village itself: one of its township would be everybody's below."""
    return WallText.objects.create(
        region=region, what="服务承诺", text="当面接待。", citation="试", made_by=cast.person("wang")
    )


ROWS |= {"postings": _posting, "wall-texts": _wall_text, "wall": _township}
BESIDES["code"] = "330302008201"
ROWS |= {"boards": _township, "list-boards": _township}


def _former(cast: Cast, region: Region) -> models.Model:
    """A village that went into this one some weeks ago: what it owed is owed here."""
    return Region.objects.create(
        code=region.code + 600, tier=region.tier, kind="village", name="旧村", parent=region.parent,
        became=region, closed_on=today().replace(day=1),
    )  # fmt: skip


ROWS |= {"returns/fill/former": _former}


def _target_entry(cast: Cast, region: Region) -> models.Model:
    """Entered by a township: every supervisor sees it."""
    return TargetEntry.objects.create(
        **located(region.parent),
        document=PolicyDocument.objects.get(key="S"),
        target="four_have_coverage",
        day=date(2011, 12, 31),
        numerator=90,
        denominator=100,
        source="试",
        entered_by=cast.posts["wang"],
    )


ROWS |= {"targets": _township, "target-entries": _target_entry}
BESIDES |= {"document": "W", "target": "stations_built"}
