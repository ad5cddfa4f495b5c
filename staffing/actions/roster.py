"""A roster of coordinators written at once, all rows or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from staffing.constraints import refusals
from staffing.models import Coordinator, Engagement
from staffing.rules import engagements as rules
from staffing.standing import PartTimeGate
from stations import audit
from stations.models import Region, User
from stations.models.regions import located

PERSON = ("name", "phone", "education", "bank", "bank_account")
TERMS = ("kind", "ends_on", "monthly_wage")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row of a roster, understood and checked."""

    village: Region
    id_text: str
    name: str
    phone: str
    education: str
    bank: str
    bank_account: str
    kind: str
    starts_on: date
    ends_on: date | None
    monthly_wage: Decimal | None

    @classmethod
    def of(cls, village: Region, values: Mapping[str, Any]) -> RosterRow:
        """From the values of a workbook's row; blanks of the person are empty text."""
        person = {name: values[name] or "" for name in PERSON}
        terms = {name: values[name] for name in (*TERMS, "starts_on")}
        return cls(village=village, id_text=values["id_text"], **person, **terms)


def bring_in(rows: Sequence[RosterRow], *, place: Region, by: User) -> dict[str, int]:
    """People and contracts of a roster: {"people", "contracts", "changed", "same"}."""
    with refusals():
        people = {
            person.id_text: person
            for person in Coordinator.objects.select_for_update().filter(
                id_text__in=[row.id_text for row in rows]
            )
        }
        contracts = {
            (contract.coordinator_id, contract.starts_on): contract
            for contract in Engagement.objects.select_for_update().filter(coordinator__in=people.values())
        }
        gate = PartTimeGate(row.village for row in rows)
        done = {"people": 0, "contracts": 0, "changed": 0, "same": 0}
        # In one order everywhere: two imports of the same people must not wait for each other.
        for row in sorted(rows, key=lambda row: (row.id_text, row.starts_on)):
            gate.refuse(row.village, kind=row.kind, starts_on=row.starts_on)
            person = people.get(row.id_text)
            if person is None:
                person = people[row.id_text] = _new_person(row)
                done["people"] += 1
            else:
                _correct_person(person, row)
            contract = contracts.get((person.pk, row.starts_on))
            done[_bring_in_contract(person, contract, row)] += 1
        audit.record("导入协管员花名册", place, detail=done)
    return done


def _new_person(row: RosterRow) -> Coordinator:
    values = {name: getattr(row, name) for name in PERSON}
    return Coordinator.objects.create(**located(row.village), id_text=row.id_text, **values)


def _correct_person(person: Coordinator, row: RosterRow) -> None:
    """What the roster leaves blank stays as it is."""
    changed = [name for name in PERSON if getattr(row, name) not in ("", getattr(person, name))]
    if not changed:
        return
    for name in changed:
        setattr(person, name, getattr(row, name))
    person.version += 1
    person.save(update_fields=[*changed, "version"])


def _bring_in_contract(person: Coordinator, contract: Engagement | None, row: RosterRow) -> str:
    """Write one contract; returns which count it belongs to."""
    terms = {name: getattr(row, name) for name in TERMS}
    party = rules.contract_party(row.kind)
    if contract is None:
        Engagement.objects.create(
            **located(row.village), coordinator=person, starts_on=row.starts_on, contract_party=party, **terms
        )
        return "contracts"
    if all(getattr(contract, name) == value for name, value in terms.items()):
        return "same"
    for name, value in terms.items():
        setattr(contract, name, value)
    contract.contract_party = party
    contract.version += 1
    contract.save(update_fields=[*TERMS, "contract_party", "version"])
    return "changed"
