"""All stations by a checklist: their own word, the ledgers and the verdicts side by side, stored and counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from kit.jurisdiction import Jurisdiction
from stations.checklists import Listed, offered
from stations.evidence import Asked, source_of
from stations.masses import Mass, copy_in, execute, fill, stream
from stations.models import Adoption, Claim, InspectionRound, Judgement, PolicyDocument
from stations.rules.checklists import RESULTS, overall
from stations.rules.inspections import contradicts, falls_short
from stations.tallies import Count, counter

SAID = "NULLIF(rectification.result, '')"
# The result of the latest visit that is over (a planned one has no day); what was put right and accepted counts.
FOUND = f"""
SELECT visit.station_id, visit.inspected_on, jsonb_object_agg(finding.item, COALESCE({SAID}, finding.result)) AS found
FROM (
    SELECT DISTINCT ON (inspection.station_id) inspection.id, inspection.station_id, inspection.inspected_on
    FROM stations_inspection inspection
    JOIN stations_inspectionround round ON round.id = inspection.round_id
    WHERE round.document_id = ANY(%s) AND round.checklist = %s AND inspection.inspected_on <= %s
      AND inspection.scope_code >= %s AND inspection.scope_code < %s
    ORDER BY inspection.station_id, inspection.inspected_on DESC, inspection.id DESC
) visit
JOIN stations_finding finding ON finding.inspection_id = visit.id
LEFT JOIN stations_rectification rectification ON rectification.finding_id = finding.id
GROUP BY visit.station_id, visit.inspected_on
"""
CLAIMED = """
SELECT station_id, jsonb_object_agg(item, result) AS claimed
FROM (
    SELECT DISTINCT ON (claim.station_id, claim.item) claim.station_id, claim.item, claim.result
    FROM stations_claim claim JOIN stations_policydocument document ON document.id = claim.document_id
    WHERE claim.document_id = ANY(%s) AND claim.checklist = %s AND claim.scope_code >= %s AND claim.scope_code < %s
    ORDER BY claim.station_id, claim.item, document.version DESC
) latest
GROUP BY station_id
"""
FORGET = """
DELETE FROM stations_judgement WHERE document_id = ANY(%s) AND checklist = %s AND scope_code >= %s AND scope_code < %s
"""


def board_of(listed: Listed) -> str:
    """What the numbers of a checklist are kept under."""
    return f"list:{listed.stored.key}:{listed.checklist.key}"


def in_use(span: Jurisdiction, day: date) -> list[Listed]:
    """The checklists by which the stations of a span are judged: of the documents in force there, and those worked by.

    Others are judged once somebody has asked for them (``judge``), and then go on being judged.
    """
    inside = Q(scope_code__gte=span.lo, scope_code__lt=span.hi)
    worked = {
        pair
        for rows in (Claim, InspectionRound, Judgement)
        for pair in rows.objects.filter(inside)
        .order_by()
        .values_list("document__key", "checklist")
        .distinct()
    }
    in_force = set(
        Adoption.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            starts_on__lte=day,
            region__code__gte=span.lo,
            region__code__lt=span.hi,
        ).values_list("document__key", flat=True)
    )
    return [
        each
        for each in offered()
        if each.stored.key in in_force or (each.stored.key, each.checklist.key) in worked
    ]


@counter
def count_lists(span: Jurisdiction, day: date) -> Iterator[Count]:
    for listed in in_use(span, day):
        yield Count(board_of(listed), judge(listed, span, day))


def judge(listed: Listed, span: Jurisdiction, day: date) -> dict[int, Counter[str]]:
    """Judge every station of a span by a list and store it; returns the numbers by township.

    Keys: ``stations``, ``inspected``, ``differences`` (stations with any), a grade, and by item ``CODE:met`` …,
    ``CODE:yes|no|open`` for what the ledgers show. Call it inside ``everywhere``.
    """
    codes = [item.code for item in listed.checklist.items]
    sides = _side_by_side(listed, codes, span, day)
    outcomes = fill("SELECT NULL::text AS known, 0 AS differences, NULL::text AS grade LIMIT 0")
    said: dict[str, Counter[str]] = {}
    copy_in(outcomes, _each_once(sides, listed, codes, said))
    _store(listed, sides, outcomes, span, day)
    numbers: dict[int, Counter[str]] = defaultdict(Counter)
    for township, known, inspected, stations in stream(
        f"SELECT township_id, known, inspected_on IS NOT NULL, count(*) FROM {sides} GROUP BY 1, 2, 3"
    ):
        numbers[township]["stations"] += stations
        numbers[township]["inspected"] += stations if inspected else 0
        for key, value in said[known].items():
            numbers[township][key] += value * stations
    execute(f"DROP TABLE {sides}, {outcomes}")
    return dict(numbers)


def _side_by_side(listed: Listed, codes: Sequence[str], span: Jurisdiction, day: date) -> str:
    """A table of all stations: claims, evidence and verdicts as arrays in the order of the items."""
    versions = list(PolicyDocument.objects.filter(key=listed.stored.key).values_list("pk", flat=True))
    key, lo, hi = listed.checklist.key, span.lo, span.hi
    sources = {code: source for code in codes if (source := source_of(code)) is not None}
    parts = [part for source in sources.values() for part in source.parts]
    mass = Mass(span, Asked(day, listed.stored), parts=parts)
    found = fill(FOUND, [versions, key, day, lo, hi])
    claimed = fill(CLAIMED, [versions, key, lo, hi])
    shown, joins = [], []
    for place, code in enumerate(codes):
        source = sources.get(code)
        if source is None:
            shown.append("NULL::boolean")
            continue
        table = mass.judged(source.parts, lambda facts, source=source: source.judge(mass.asked, facts).ok)
        joins.append(f"JOIN {table} AS s{place} ON s{place}.station_id = station.station_id")
        shown.append(f"NULLIF(s{place}.outcome, 'null')::boolean")
    return fill(
        f"""
        SELECT side.*, ROW(claims, shown, found)::text AS known
        FROM (
            SELECT station.*, found.inspected_on,
                   {_texts("claimed.claimed", codes)} AS claims, ARRAY[{", ".join(shown)}] AS shown,
                   {_texts("found.found", codes)} AS found
            FROM {mass.stations} station {" ".join(joins)}
            LEFT JOIN {found} found ON found.station_id = station.station_id
            LEFT JOIN {claimed} claimed ON claimed.station_id = station.station_id
        ) side
        """,
        [*codes, *codes],
    )


def _texts(column: str, codes: Sequence[str]) -> str:
    return f"ARRAY[{', '.join(f'''COALESCE({column}->>%s, '')''' for _ in codes)}]"


def _each_once(
    sides: str, listed: Listed, codes: Sequence[str], said: dict[str, Counter[str]]
) -> Iterator[tuple[Any, ...]]:
    """Every distinct side-by-side judged: how many items differ, the grade; ``said`` is told what to count."""
    for known, claims, shown, found in stream(f"SELECT DISTINCT known, claims, shown, found FROM {sides}"):
        differing = sum(
            contradicts(claim, ok) or falls_short(claim, result)
            for claim, ok, result in zip(claims, shown, found, strict=True)
        )
        results = {code: result for code, result in zip(codes, found, strict=True) if result in RESULTS}
        grade = overall(results, listed.checklist).grade or ""
        numbers: Counter[str] = Counter()
        if differing:
            numbers["differences"] = 1
        if grade:
            numbers[grade] = 1
        for code, ok, result in zip(codes, shown, found, strict=True):
            numbers[f"{code}:{SHOWN[ok]}"] = 1
            if result:
                numbers[f"{code}:{result}"] = 1
        said[known] = numbers
        yield known, differing, grade


SHOWN = {True: "yes", False: "no", None: "open"}


def _store(listed: Listed, sides: str, outcomes: str, span: Jurisdiction, day: date) -> None:
    versions = list(PolicyDocument.objects.filter(key=listed.stored.key).values_list("pk", flat=True))
    execute(FORGET, [versions, listed.checklist.key, span.lo, span.hi])
    execute(
        f"""
        INSERT INTO stations_judgement (station_id, region_id, code, scope_code, document_id, checklist,
                                        claims, shown, found, differences, grade, inspected_on, judged_on)
        SELECT station.id, station.region_id, station.code, station.scope_code, %s, %s,
               side.claims, side.shown, side.found, outcome.differences, COALESCE(outcome.grade, ''),
               side.inspected_on, %s
        FROM {sides} side JOIN {outcomes} outcome ON outcome.known = side.known
        JOIN stations_station station ON station.id = side.station_id
        ORDER BY station.scope_code
        """,
        [listed.stored.pk, listed.checklist.key, day],
    )
