"""What becomes of a village's account when the village does."""

from __future__ import annotations

from funding.models import VillageAccount
from stations.handover import Kind, handed_over


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
