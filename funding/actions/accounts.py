"""The accounts of villages: registered and corrected, one by one or from a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from funding.models import VillageAccount
from stations import audit
from stations.models import Region, User
from stations.models.regions import located


@dataclass(frozen=True, slots=True)
class AccountOf:
    """A village's account, as it was typed or stood in a workbook."""

    village: Region
    holder: str
    bank: str
    account: str


def register_accounts(accounts: Sequence[AccountOf], *, place: Region, by: User) -> dict[str, int]:
    """Write accounts, all or none: {"added", "changed", "same"}. Sheets that were submitted do not move."""
    done = {"added": 0, "changed": 0, "same": 0}
    with transaction.atomic():
        present = {
            found.region_id: found
            for found in VillageAccount.objects.select_for_update().filter(
                region__in=[each.village.pk for each in accounts]
            )
        }
        # In one order everywhere: two who enter the same villages must not wait for each other.
        for each in sorted(accounts, key=lambda each: each.village.pk):
            done[_register(present.get(each.village.pk), each)] += 1
        audit.record("登记收款账户", place, detail=done)
    return done


def _register(stored: VillageAccount | None, given: AccountOf) -> str:
    """Write one account; returns which count it belongs to."""
    values = {"holder": given.holder, "bank": given.bank, "account": given.account}
    if stored is None:
        VillageAccount.objects.create(**located(given.village), **values)
        return "added"
    if all(getattr(stored, name) == value for name, value in values.items()):
        return "same"
    for name, value in values.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save()
    return "changed"
