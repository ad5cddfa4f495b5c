"""What an event in the life of regions would do: who goes on in whom, and what is asked about what they have.

A plan is worked out and checked (``stations.reorganising``, ``stations.branches``) before anything is written; the
same plan is shown as a preview and carried out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from kit.refused import Refused
from stations import handover
from stations.models import Region
from stations.models.life import KINDS
from stations.places import KINDS as PLACE_KINDS
from stations.places import Place, Tier
from stations.rekeying import located_tables

STAYS, EACH = "stays", "each"
# Who takes what: the name of a question → the code of an heir, STAYS, or EACH and an answer for every row.
Answers = Mapping[str, str]
MOST_NAMES = 5
LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to be opened below ``above``. Without a ``kind`` the digits of the code tell it."""

    code: int
    name: str
    above: Region | NewPlace
    tier: Tier = Tier.VILLAGE
    said_kind: str = ""

    @property
    def place(self) -> Place:
        return Place(self.tier, self.code)

    @property
    def kind(self) -> str:
        return self.said_kind or self.place.kind

    @property
    def kind_label(self) -> str:
        return PLACE_KINDS[self.kind]

    def __str__(self) -> str:
        return self.name


Heir = Region | NewPlace


@dataclass(frozen=True, slots=True)
class Passage:
    """One region goes on in others, mainly in the first. ``whole``: with all it has, nothing is asked."""

    giver: Region
    heirs: tuple[Heir, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One kind of what a place has: who takes it? ``choices`` as (code or STAYS, words)."""

    giver: Region
    kind: handover.Kind
    rows: tuple[Any, ...]
    choices: tuple[tuple[str, str], ...]
    proposed: str

    @property
    def name(self) -> str:
        return f"take_{self.giver.pk}_{self.kind.key}"

    @property
    def label(self) -> str:
        return f"{self.giver.name}的{self.kind.label}({len(self.rows)})"

    @property
    def names(self) -> str:
        shown = "、".join(self.kind.name(row) for row in self.rows[:MOST_NAMES])
        return f"{shown}等" if len(self.rows) > MOST_NAMES else shown

    @property
    def divisible(self) -> bool:
        """Whether its rows may go to different places."""
        return len(self.rows) > 1 and len(self.choices) > 1

    def row_name(self, row: Any) -> str:
        return f"{self.name}_{row.pk}"

    def row_label(self, row: Any) -> str:
        """Its name, and what tells where it belongs."""
        name, said = self.kind.name(row), self.kind.words(row)
        return name if said in ("", name, str(row)) else f"{name} {said}"[:LONGEST_LABEL]

    def proposed_for(self, row: Any) -> str:
        """The heir that the row itself names, else the one proposed for all."""
        said = f"{self.kind.name(row)} {self.kind.words(row)}"
        named = [code for code, words in self.choices if code != STAYS and _stem(words) in said]
        return named[0] if len(named) == 1 else self.proposed


def _stem(name: str) -> str:
    """东沙村委会 and 东沙社区 are both called 东沙 in an address."""
    for ending in ("村委会", "居委会", "社区", "村"):
        if name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


@dataclass(frozen=True)
class Plan:
    """One event. Of those who go on in others the ``closing`` ones cease."""

    kind: str
    on: date
    basis: str
    reason: str
    passages: tuple[Passage, ...]
    closing: tuple[Region, ...] = ()
    new_name: str = ""
    new_kind: str = ""

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @cached_property
    def givers(self) -> tuple[Region, ...]:
        return tuple(passage.giver for passage in self.passages)

    @cached_property
    def heirs(self) -> tuple[Heir, ...]:
        return tuple(dict.fromkeys(heir for passage in self.passages for heir in passage.heirs))

    @property
    def opening(self) -> tuple[NewPlace, ...]:
        return tuple(heir for heir in self.heirs if isinstance(heir, NewPlace))

    @property
    def going_on(self) -> tuple[Region, ...]:
        """Regions there before that stay: an absorber, a village that others were taken out of."""
        return tuple(heir for heir in self.heirs if isinstance(heir, Region))

    @cached_property
    def touched(self) -> tuple[Region, ...]:
        """Every region there before that the event concerns."""
        return tuple(dict.fromkeys((*self.givers, *self.going_on)))

    @property
    def tier(self) -> Tier:
        """Of the places that the event is about; those below come along."""
        return Tier(min(region.tier for region in self.touched))

    @property
    def main(self) -> Heir | None:
        return self.heirs[0] if self.heirs else None

    @property
    def heads(self) -> tuple[Passage, ...]:
        """The passages of the places that the event is about."""
        return tuple(passage for passage in self.passages if passage.giver.tier == self.tier)

    @property
    def below(self) -> tuple[Passage, ...]:
        """The passages of those that come along."""
        return tuple(passage for passage in self.passages if passage.giver.tier > self.tier)

    @property
    def common(self) -> Region:
        """The deepest place that all of it lies in."""
        parents = {region.parent for region in self.touched if region.tier == self.tier}
        parents |= {heir.above for heir in self.opening if heir.tier == self.tier}
        lines = [parent.lineage for parent in parents if isinstance(parent, Region)]
        shared = set.intersection(*({above.pk for above in line} for line in lines))
        return next(above for above in reversed(lines[0]) if above.pk in shared)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is to be handed over and who may take it; a first come, first served for what a place has one of."""
        return tuple(_questions(self)) if self.heirs or self.closing else ()

    def along(self) -> list[tuple[str, int]]:
        """What goes along whole, as (what, how many)."""
        whole = [passage.giver for passage in self.passages if passage.whole]
        counted = (
            [(kind.label, kind.rows(whole, self.on).count()) for kind in handover.kinds()] if whole else []
        )
        return [(what, count) for what, count in counted if count]

    def rekeyed(self) -> list[tuple[str, int]]:
        """How many rows of each table will be found under another place, as (what, how many)."""
        if self.main is None or not self.closing:
            return []
        regions = [*(region.pk for region in self.closing), *lineage_of(self.closing)]
        counted = [
            (str(model._meta.verbose_name), model._base_manager.filter(region__in=regions).count())
            for model in located_tables()
        ]
        return [(what, count) for what, count in counted if count]


def lineage_of(regions: Iterable[Region]) -> dict[int, Region]:
    """Those that have become one of the regions, by key: their rows are found by its code."""
    found = Region.objects.filter(became__in=[region.pk for region in regions]).order_by("pk")
    return {region.pk: region for region in found}


def has_already(
    kind: handover.Kind, regions: Collection[Region], on: date, *, but: Collection[int] = ()
) -> set[tuple[int, Hashable]]:
    """Of what a place has one of, what these places have: (place, which). ``but`` are rows that leave."""
    rows = kind.rows(list(regions), on) if regions else ()
    return {(row.region_id, kind.same(row)) for row in rows if row.pk not in but}


def _questions(plan: Plan) -> Iterable[Question]:
    asked = {passage.giver.pk: passage for passage in plan.passages if not passage.whole}
    for kind in handover.kinds():
        rows: dict[int, list[Any]] = defaultdict(list)
        for row in kind.rows([passage.giver for passage in asked.values()], plan.on):
            rows[row.region_id].append(row)
        there = has_already(kind, plan.going_on, plan.on) if kind.one_per_place and rows else set()
        taken = {(_key(plan, pk), same) for pk, same in there}
        for pk, passage in asked.items():
            if rows[pk]:
                yield _question(plan, passage, kind, tuple(rows[pk]), taken)


def _key(plan: Plan, pk: int) -> int:
    return next(region.code for region in plan.going_on if region.pk == pk)


def _question(
    plan: Plan, passage: Passage, kind: handover.Kind, rows: tuple[Any, ...], taken: set[tuple[int, Hashable]]
) -> Question:
    giver = passage.giver
    choices = [(str(heir.code), str(heir)) for heir in passage.heirs]
    if kind.left and giver in plan.closing:
        choices.append((STAYS, kind.left))
    if not choices:
        names = "、".join(kind.name(row) for row in rows[:MOST_NAMES])
        raise Refused(
            f"{giver}还有{kind.label} {len(rows)} 项({names}),没有地方承接,不能直接撤销。请先办结、终止或转到别处。"
        )
    held = {kind.same(row) for row in rows}

    def free(heir: Heir) -> bool:
        return heir == giver or not any((heir.code, same) in taken for same in held)

    found = [heir for heir in passage.heirs if not kind.one_per_place or free(heir)]
    if kind.one_per_place and found:
        taken |= {(found[0].code, same) for same in held}
    proposed = str(found[0].code) if found else choices[-1][0]
    return Question(giver, kind, rows, tuple(choices), proposed)
