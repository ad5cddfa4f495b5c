"""Titles on offer and who may hold them, the scoring table of a city, who is barred, and the share of a district."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Q

from kit.jurisdiction import Jurisdiction
from kit.reasoning import Verdict
from kit.refused import Refused
from stations.documents import content, published
from stations.documents.files import FOLDER
from stations.models import Notice, PolicyDocument, Region, ScoringTemplate, TitleCase
from stations.models.titles import UNIT, TitleCaseQuerySet
from stations.places import KINDS, Tier
from stations.rules.documents import Document
from stations.rules.documents.aims import Sanction, Target, Title
from stations.rules.scoring import Scoring, read_scoring
from stations.rules.targets import judge
from stations.rules.titles import HELD

DEMONSTRATION_TITLE = "demonstration_platform"
COMMUNITY_TITLE, COMMUNITY_TARGET = "full_employment_community", "full_employment_communities"
# How the kinds of places are called where a document says who a title is for.
HOLDERS = {"community": "社区", "village": "村", "street": "街道", "town": "镇", "township": "乡"}


def newest_documents() -> Iterator[tuple[PolicyDocument, Document]]:
    """The newest published version of every document, by key."""
    # What was read once is not read again, so the bodies stay where they are.
    rows = PolicyDocument.objects.filter(published_at__isnull=False).select_related("parent")
    rows = rows.defer("body", "parent__body")
    newest = {stored.key: stored for stored in rows.order_by("key", "version")}
    return ((stored, content(stored)) for stored in newest.values())


def offered_titles() -> list[tuple[str, str]]:
    """Document and title ("F:full_employment_community") and the words for it; what is inherited is offered once."""
    return [
        (f"{stored.key}:{title.key}", f"{title.name}({stored.key} {title.clause})")
        for stored, document in newest_documents()
        for title in document.titles
    ]


def offered_sanctions() -> list[tuple[str, str]]:
    """Document and sanction ("J:penalty") and the words for it."""
    return [
        (f"{stored.key}:{sanction.key}", f"{sanction.name}({stored.key} {sanction.clause})")
        for stored, document in newest_documents()
        for sanction in document.sanctions
    ]


def title_of(named: str, on: date) -> tuple[PolicyDocument, Title]:
    """The title of an offered name, by the version in force; Refused where there is none."""
    stored, document = published(*_named(named, on))
    found = next((title for title in document.titles if title.key == named.partition(":")[2]), None)
    if found is None:
        raise Refused("没有这个称号,请从列表里选。", field="title")
    return stored, found


def sanction_of(named: str, on: date) -> tuple[PolicyDocument, Document, Sanction]:
    """The reward or penalty of an offered name; Refused where there is none."""
    stored, document = published(*_named(named, on))
    found = next((each for each in document.sanctions if each.key == named.partition(":")[2]), None)
    if found is None:
        raise Refused("没有这种奖惩,请从列表里选。", field="sanction")
    return stored, document, found


def _named(named: str, on: date) -> tuple[str, date]:
    return named.partition(":")[0], on


def refuse_other_holders(title: Title, region: Region) -> None:
    """A title is for those kinds of places that its document names."""
    word = HOLDERS.get(region.kind)
    if word is None or word not in title.holders:
        raise Refused(
            f"“{title.name}”的授予对象是{title.holders},{region.name}是{KINDS[region.kind]},不能申报。",
            clause=title.clause,
            field="region",
        )


@lru_cache(maxsize=8)
def example(title_key: str) -> Scoring | None:
    """The table that ships with the portal, marked as an example; None where it brings none for the title."""
    path = FOLDER / "scoring" / f"{title_key}.toml"
    if title_key not in {each.stem for each in path.parent.glob("*.toml")}:
        return None
    return read_scoring(tomllib.loads(path.read_text(encoding="utf-8")))


def scoring_for(title_key: str, place: Jurisdiction) -> Scoring | None:
    """The table that the city has set for the title, else the example, else None."""
    own = ScoringTemplate.objects.of_city(place).filter(title_key=title_key).first()
    return own.scoring if own else example(title_key)


def refuse_barred(region: Region, on: date) -> None:
    """No award for a unit while a notice bars it (J六(三), S四(四)); titles are of the field that J names."""
    of_it = Notice.objects.filter(Q(region=region) | Q(region__became=region), subject=UNIT)
    notice = of_it.barring_on(on).select_related("document").first()
    if notice is None:
        return
    sanction = next(each for each in content(notice.document).sanctions if each.key == notice.sanction_key)
    raise Refused(
        f"{region.name}在 {notice.noticed_on} 被通报批评({notice.number}),{notice.until}不得参加{notice.scope},"
        "期间不能申报和认定称号、评选先进。",
        clause=sanction.clause,
    )


def demonstrations(on: date) -> TitleCaseQuerySet:
    """The titles by which a place is a demonstration platform on that day (Y一(二))."""
    return TitleCase.objects.filter(title_key=DEMONSTRATION_TITLE).held_on(on)


@dataclass(frozen=True, slots=True)
class Share:
    """A district: how many of its communities hold the title, and whether that is enough."""

    district: Region
    communities: int
    held: int
    rectifying: int
    revoked: int
    verdict: Verdict


def community_target() -> Target | None:
    """What share of the communities of a district should hold the title, by the newest document that says it."""
    targets = [each for _, document in newest_documents() for each in document.targets]
    return next((each for each in targets if each.key == COMMUNITY_TARGET), None)


def shares(jurisdiction: Jurisdiction, target: Target, on: date) -> list[Share]:
    """Every district within, in three queries."""
    districts = Region.objects.within(jurisdiction).of_tier(Tier.DISTRICT).open_on(on).order_by("code")
    communities = _by_district(Region.objects.within(jurisdiction).filter(kind="community").open_on(on))
    cases = TitleCase.objects.within(jurisdiction).filter(
        title_key=COMMUNITY_TITLE, region__kind="community", region__closed_on__isnull=True
    )
    counts = {
        row["region__parent__parent"]: row
        for row in cases.order_by()
        .values("region__parent__parent")
        .annotate(
            held=Count("region", distinct=True, filter=Q(state__in=HELD)),
            rectifying=Count("pk", filter=Q(state="rectifying")),
            revoked=Count("pk", filter=Q(state="revoked")),
        )
    }
    return [
        _share(district, communities.get(district.pk, 0), counts.get(district.pk, {}), target, on)
        for district in districts
    ]


def _by_district(rows: object) -> dict[int, int]:
    counted = rows.order_by().values_list("parent__parent").annotate(Count("pk"))  # type: ignore[attr-defined]
    return dict(counted)


def _share(district: Region, communities: int, row: dict[str, int], target: Target, on: date) -> Share:
    held = row.get("held", 0)
    return Share(
        district=district,
        communities=communities,
        held=held,
        rectifying=row.get("rectifying", 0),
        revoked=row.get("revoked", 0),
        verdict=judge(target, numerator=held, denominator=communities, on=on),
    )
