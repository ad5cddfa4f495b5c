"""What becomes of a village's account when the village does."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from funding.models import VillageAccount
from stations.handover import Kind, handed_over
from stations.models import Region


def register() -> None:
    handed_over(
        Kind(
            "accounts",
            "村收款账户",
            _account_of,
            left="停用,留在原村名下",
            one_per_place=True,
            name=lambda account: account.holder,
        )
    )


def _account_of(region: Region, on: date) -> QuerySet[VillageAccount]:
    return VillageAccount.objects.filter(region=region)
