"""The demo's village accounts, so that a sheet knows where to pay; a few are still missing."""

from __future__ import annotations

from funding.models import VillageAccount
from stations.demo import World, invention, part
from stations.models.regions import located

NO_ACCOUNT = 5
# Village accounts begin where the coordinators' own end.
FIRST = 5_000


@part
def fill(world: World) -> None:
    villages = world.administrative_villages
    without = set(world.random("funding").sample(villages[len(villages) // 2 :], NO_ACCOUNT))
    VillageAccount.objects.bulk_create(
        VillageAccount(
            **located(village),
            holder=f"{village.name.removesuffix('委会')}股份经济合作社(虚构)",
            bank=f"{village.parent.name}信用社(虚构)",
            account=invention.account(FIRST + number),
        )
        for number, village in enumerate(villages)
        if village not in without
    )
