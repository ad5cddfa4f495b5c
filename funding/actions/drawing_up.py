"""The facts of a district's year, gathered in a few queries, and the lines and exclusions they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from funding.models import VillageAccount, WorkFundLine
from funding.rules import findings
from funding.rules.content import LineContent, digest
from funding.rules.sheets import PAID
from funding.rules.work_fund import (
    coefficient,
    days_in_post,
    entitlement,
    fund_of,
    reference_day,
    tier_of,
    work_fund,
)
from kit.months import Period
from kit.refused import Refused
from kit.scope import current, everywhere
from staffing.models import Engagement, VillageAssessment
from stations.documents import content, stored_policy_for
from stations.life import places_on
from stations.models import HouseholdCount, PolicyDocument, Region
from stations.models.regions import located
from stations.places import Tier
from stations.rules.documents import Document
from stations.rules.documents.money import WorkFund


@dataclass
class Draft:
    """What a sheet of this moment would hold."""

    year: int
    stored: PolicyDocument
    lines: list[WorkFundLine]
    excluded: list[dict[str, Any]]
    community_count: int

    @property
    def contents(self) -> list[LineContent]:
        return [content_of(line) for line in self.lines]

    @property
    def content_digest(self) -> str:
        return digest(self.year, self.stored.digest, self.contents)

    def reasons(self) -> dict[str, int]:
        """How many villages stand outside for each reason; one may stand there for several."""
        counts: dict[str, int] = defaultdict(int)
        for village in self.excluded:
            for reason in village["reasons"]:
                counts[reason["text"]] += 1
        return dict(counts)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a district's villages for one year, each by the village's key."""

    households: Mapping[int, HouseholdCount]
    households_before: Mapping[int, int]
    assessments: Mapping[int, VillageAssessment]
    in_post: Mapping[int, list[Engagement] | None]
    accounts: Mapping[int, VillageAccount]
    paid_accounts: Mapping[int, str]


def draft(district: Region, year: int) -> Draft:
    """Lines for the villages entitled, and for all others the reasons why not. Writes nothing.

    The document is the one in force at the end of the assessed year; villages are those in being on that day.
    """
    year_end = date(year, 12, 31)
    stored = stored_policy_for(district, year_end)
    if stored is None:
        raise Refused(f"{district.name}在 {year_end} 没有执行中的政策文件,不能编制补助表。")
    document = content(stored)
    fund = fund_of(document)
    places = list(
        Region.found.within(district.jurisdiction)
        .of_tier(Tier.VILLAGE)
        .open_on(year_end)
        .select_related("parent")
        .order_by("code")
    )
    villages = [place for place in places if place.kind in fund.region_kinds]
    facts = _facts(district, year, document, villages)
    lines, excluded = [], []
    listed = _listed_elsewhere(district, year, villages)
    for village in villages:
        reasons = [listed[village.pk]] if village.pk in listed else _reasons_against(document, village, facts)
        if reasons:
            excluded.append(_excluded(village, reasons))
        else:
            lines.append(_line(document, fund, village, year, facts))
    return Draft(year, stored, lines, excluded, sum(place.kind == "community" for place in places))


def content_of(line: WorkFundLine) -> LineContent:
    """What of a line the approver answers for, of a stored line as of a fresh one."""
    return LineContent(
        code=line.code_text,
        village=line.village_name,
        township=line.township_name,
        households=line.households,
        counted_on=line.counted_on,
        households_source=line.households_source,
        tier=line.tier,
        standard=line.standard,
        assessed_on=line.assessed_on,
        result=line.result,
        coefficient=line.coefficient,
        coordinators=tuple(each["name"] for each in line.coordinators),
        amount=line.amount,
        payee=line.payee,
        payee_bank=line.payee_bank,
        payee_account=line.payee_account,
    )


def _facts(district: Region, year: int, document: Document, villages: Iterable[Region]) -> Facts:
    within = district.jurisdiction
    counted = reference_day(document, year).year
    by_year: dict[int, dict[int, HouseholdCount]] = {counted: {}, counted - 1: {}}
    for count in HouseholdCount.objects.within(within).filter(year__in=by_year):
        by_year[count.year][count.region_id] = count
    assessments = {
        found.region_id: found for found in VillageAssessment.objects.within(within).of_year(year).confirmed()
    }
    paid = WorkFundLine.objects.within(within).filter(year=year - 1, live=True, sheet__state=PAID)
    return Facts(
        households=by_year[counted],
        households_before={pk: count.households for pk, count in by_year[counted - 1].items()},
        assessments=assessments,
        in_post=_in_post(district, document, year, villages, assessments),
        accounts={found.region_id: found for found in VillageAccount.objects.within(within)},
        paid_accounts=dict(paid.values_list("region_id", "payee_account")),
    )


def _in_post(
    district: Region,
    document: Document,
    year: int,
    villages: Iterable[Region],
    assessments: Mapping[int, VillageAssessment],
) -> dict[int, list[Engagement] | None]:
    """Who was in post in each village on the days that count (AM-13b); None where there are no such days."""
    days = {
        village.pk: days_in_post(
            document, year, assessments[village.pk].assessed_on if village.pk in assessments else None
        )
        for village in villages
    }
    known = [period for period in days.values() if period is not None]
    by_village: dict[int, list[Engagement]] = defaultdict(list)
    if known:
        first, last = min(period.first for period in known), max(period.last for period in known)
        rows = Engagement.objects.within(district.jurisdiction).overlapping(first, last)
        engagements = list(rows.select_related("coordinator").order_by("starts_on", "pk"))
        # A contract that went along with its village counts where it was at the end of the year.
        then = places_on(Engagement, [engagement.pk for engagement in engagements], date(year, 12, 31))
        for engagement in engagements:
            by_village[then.get(engagement.pk, engagement.region_id)].append(engagement)
    return {
        pk: None if period is None else [each for each in by_village[pk] if _covers(each, period)]
        for pk, period in days.items()
    }


def _covers(engagement: Engagement, period: Period) -> bool:
    """Whether a contract covers any day of the period."""
    last = engagement.last_day
    return engagement.starts_on <= period.last and (last is None or period.first <= last)


def _reasons_against(document: Document, village: Region, facts: Facts) -> list[dict[str, str]]:
    assessment, count = facts.assessments.get(village.pk), facts.households.get(village.pk)
    in_post = facts.in_post[village.pk]
    verdicts = entitlement(
        document,
        region_kind=village.kind,
        households=count.households if count else None,
        coordinator_in_post=None if in_post is None else bool(in_post),
        result=assessment.result if assessment else None,
    )
    # Without an assessment there is no day and no result to judge: that one reason is enough.
    return [
        {"rule": verdict.rule, "text": verdict.text, "clause": verdict.clause}
        for verdict in verdicts
        if verdict.ok is False
    ]


def _listed_elsewhere(district: Region, year: int, villages: Iterable[Region]) -> dict[int, dict[str, str]]:
    """Villages that came from another district and stand in its sheet of the year: they are paid once (W三(五)).

    That sheet lies outside; nothing of it is told but whose it is.
    """
    moved = [village.pk for village in villages if village.closed_on]
    if not moved:
        return {}
    acting = current()
    with everywhere(**(acting.author if acting else {})):
        lines = WorkFundLine.objects.filter(year=year, live=True, region__in=moved)
        others = lines.exclude(Q(sheet__region=district) | Q(sheet__region__became=district))
        found = dict(others.values_list("region", "sheet__region__name"))
    return {
        pk: {"rule": "W-F1", "text": f"已列入{name} {year} 年度的补助表", "clause": "W三(五)"}
        for pk, name in found.items()
    }


def _excluded(village: Region, reasons: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "code": village.code_text,
        "village": village.name,
        "township": village.parent.name if village.parent else "",
        "reasons": reasons,
    }


def _line(document: Document, fund: WorkFund, village: Region, year: int, facts: Facts) -> WorkFundLine:
    count, assessment = facts.households[village.pk], facts.assessments[village.pk]
    in_post = facts.in_post[village.pk] or []
    figure = work_fund(
        document,
        region_kind=village.kind,
        households=count.households,
        coordinator_in_post=bool(in_post),
        result=assessment.result,
    )
    tier = tier_of(fund, count.households)
    account = facts.accounts.get(village.pk) or facts.accounts.get(village.became_id)
    return WorkFundLine(
        **located(village),
        year=year,
        village_name=village.name,
        township_name=village.parent.name if village.parent else "",
        households=count.households,
        counted_on=count.counted_on,
        households_source=count.source,
        made_up=count.made_up,
        tier=tier.label,
        standard=tier.amount,
        assessment=assessment,
        assessed_on=assessment.assessed_on,
        result=assessment.result,
        coefficient=coefficient(fund, assessment.result),
        coordinators=[_coordinator(engagement) for engagement in in_post],
        amount=figure.amount,
        payee=account.holder if account else "",
        payee_bank=account.bank if account else "",
        payee_account=account.account if account else "",
        clause=figure.clause,
        figure=figure.as_record(),
        findings=[found.as_json() for found in _findings(fund, village, count, in_post, account, facts)],
    )


def _findings(
    fund: WorkFund,
    village: Region,
    count: HouseholdCount,
    in_post: list[Engagement],
    account: VillageAccount | None,
    facts: Facts,
) -> list[findings.Finding]:
    number = account.account if account else ""
    found = (
        findings.near_tier_edge(fund, count.households),
        findings.tier_jumped(fund, facts.households_before.get(village.pk), count.households),
        findings.several_coordinators(len(in_post)),
        findings.made_up_households(count.made_up),
        findings.payee_missing(number),
        findings.payee_changed(facts.paid_accounts.get(village.pk), number),
    )
    return [each for each in found if each is not None]


def _coordinator(engagement: Engagement) -> dict[str, Any]:
    return {
        "id": engagement.coordinator_id,
        "name": engagement.coordinator.name,
        "kind": engagement.get_kind_display(),
        "starts_on": engagement.starts_on.isoformat(),
        "last_day": engagement.last_day.isoformat() if engagement.last_day else None,
    }
