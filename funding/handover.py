"""What becomes of a village's account when the village does, and of the lines of sheets that it stood in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from funding.models import VillageAccount, WorkFundLine
from stations.handover import Kind, handed_over, when_reorganised
from stations.models import Region
from stations.places import Place, Tier
from stations.rekeying import rekey_history_of

# A sheet is one district's: its lines are read with it, also those of villages that lie in another district now.
STAY_WITH_SHEET = """
UPDATE funding_workfundline AS line
SET scope_code = CASE
    WHEN line.code >= sheet.scope_code AND line.code < sheet.scope_code + %(span)s THEN line.code
    ELSE sheet.scope_code END
FROM funding_workfundsheet AS sheet
WHERE line.sheet_id = sheet.id AND line.region_id = ANY(%(regions)s)
  AND (line.scope_code < sheet.scope_code OR line.scope_code >= sheet.scope_code + %(span)s)
RETURNING line.id, line.scope_code
"""


def register() -> None:
    handed_over(
        Kind(
            "accounts",
            "村收款账户",
            lambda regions, on: VillageAccount.objects.filter(region__in=regions),
            left="停用,留在原村名下",
            one_per_place=True,
            name=lambda account: account.holder,
        )
    )
    when_reorganised(_lines_stay)


def _lines_stay(regions: Iterable[Region], since: date) -> None:
    values = {"span": Place(Tier.DISTRICT, 0).span, "regions": [region.pk for region in regions]}
    with connection.cursor() as cursor:
        cursor.execute(STAY_WITH_SHEET, values)
        moved = dict(cursor.fetchall())
    rekey_history_of(WorkFundLine, moved)
