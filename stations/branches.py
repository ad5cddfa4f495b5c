"""What becomes of a township or a district with all that lies below: every place below gets a code of its own again.

Each of them goes on whole, with all it has, in the one place that takes its new code; nothing is asked about it. What
lies at the township itself is asked about as for a village.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kit.refused import Refused
from stations.models import Region
from stations.models.life import MERGE, MOVE, REKIND, SPLIT
from stations.places import Place, Tier
from stations.plans import Heir, NewPlace, Passage, Plan
from stations.reorganising import (
    KINDS_OF_TIER,
    Terms,
    checked,
    plan_of,
    refuse_other_tiers,
    refuse_wrong_digits,
)

BRANCHES = (Tier.DISTRICT, Tier.TOWNSHIP)


@dataclass(frozen=True, slots=True)
class Coded:
    """A place directly below, and what it is coded and called from the day on."""

    old: Region
    code: int
    name: str


def merge(places: Sequence[Region], into: Region | NewPlace, coded: Sequence[Coded], terms: Terms) -> Plan:
    """Several become a new one, or one of them takes the others in and keeps its own codes."""
    if len(set(places)) < 2:
        raise Refused("合并至少要有两个。", field="others")
    if isinstance(into, Region) and into not in places:
        raise Refused("吸收其他的应是参加合并的之一。", field="into")
    refuse_other_tiers(places, Tier(places[0].tier))
    closing = tuple(place for place in places if place != into)
    return _branches(MERGE, closing, (into,), coded, terms)


def split(
    place: Region, into: Sequence[NewPlace], coded: Sequence[Coded], terms: Terms, *, goes_on: bool
) -> Plan:
    """What lies below is divided among new ones and, where it goes on, the place itself."""
    heads: tuple[Heir, ...] = (place, *into) if goes_on else tuple(into)
    if len(heads) < 2 or not into:
        raise Refused("分设后至少要有两个:填写新设的,或让原来的继续存在。", field="code_1")
    refuse_other_tiers([place], Tier.TOWNSHIP)
    return _branches(SPLIT, (place,), heads, coded, terms)


def move(place: Region, to: NewPlace, coded: Sequence[Coded], terms: Terms) -> Plan:
    """A township goes to another district, under a code of that district."""
    if to.above == place.parent:
        raise Refused(f"{place}本来就在{to.above}。", field="district")
    refuse_other_tiers([place], Tier.TOWNSHIP)
    return _branches(MOVE, (place,), (to,), coded, terms)


def rekind(place: Region, to: NewPlace, coded: Sequence[Coded], terms: Terms) -> Plan:
    """撤乡设镇, 镇改街道, 县改区 with a code of its own: all below are coded anew."""
    if to.code == place.code:
        raise Refused("代码没有变,下面的代码也不变,请不要填新代码。", field="code")
    if to.said_kind not in KINDS_OF_TIER.get(Tier(place.tier), ("district",)):
        raise Refused("请从列表里选改成哪一类。", field="kind")
    refuse_wrong_digits(to, place)
    return _branches(REKIND, (place,), (to,), coded, terms)


def _branches(
    kind: str, places: Sequence[Region], heads: tuple[Heir, ...], coded: Sequence[Coded], terms: Terms
) -> Plan:
    refuse_missing(places, coded)
    grandchildren = below_each(coded)
    below = [passage for each in coded for passage in _passages(each, heads, grandchildren)]
    closing = tuple(place for place in places if place not in heads)
    if kind == SPLIT:
        _refuse_empty(heads, below, [each for each in coded if _stays(each, heads)])
    return checked(
        plan_of(
            kind,
            terms,
            (*(Passage(place, heads) for place in places), *below),
            closing=(*closing, *(passage.giver for passage in below)),
        )
    )


def children_of(places: Iterable[Region]) -> list[Region]:
    """The places in being directly below, in the order of their codes."""
    rows = Region.objects.filter(parent__in=[place.pk for place in places], closed_on__isnull=True)
    return list(rows.select_related("parent").order_by("code"))


def refuse_missing(places: Iterable[Region], coded: Sequence[Coded]) -> None:
    """Everything below is named once, and nothing else."""
    wanted, named = set(children_of(places)), [each.old for each in coded]
    if missing := sorted(wanted - set(named), key=lambda region: region.code):
        raise Refused(f"代码表里少了{_names(missing)},请补上它们的新代码。", field="codes")
    if strange := sorted(set(named) - wanted, key=lambda region: region.code):
        raise Refused(f"{_names(strange)}不在{_names(list(places))}下面,请从代码表里去掉。", field="codes")
    if len(named) > len(set(named)):
        raise Refused("代码表里有的原代码写了两行,请只留一行。", field="codes")


def below_each(coded: Sequence[Coded]) -> dict[int, list[Region]]:
    """What lies below the places of the table, by their key: the villages of a district's townships."""
    found: dict[int, list[Region]] = defaultdict(list)
    olds = [each.old for each in coded if each.old.tier < Tier.VILLAGE]
    for region in children_of(olds) if olds else ():
        assert region.parent_id is not None
        found[region.parent_id].append(region)
    return found


def _passages(
    each: Coded, heads: Sequence[Heir], grandchildren: Mapping[int, list[Region]]
) -> Iterable[Passage]:
    """The place itself, and what lies below it under the same last digits."""
    if _stays(each, heads):
        if each.name.strip() != each.old.name:
            raise Refused(f"{each.old}代码不变,名称也不能在这里改,请另行登记更名。", field="codes")
        return
    tier = Tier(each.old.tier)
    place = Place(tier, each.code)
    head = next((head for head in heads if head.place == place.parent), None)
    if head is None:
        prefixes = "、".join(head.place.short for head in heads)
        raise Refused(f"{each.old}的新代码“{place.short}”应以 {prefixes} 开头。", field="codes")
    new = _successor(each.old, each.code, each.name, head)
    yield Passage(each.old, (new,), whole=True)
    for child in grandchildren.get(each.old.pk, ()):
        code = each.code + child.code % place.span
        yield Passage(child, (_successor(child, code, child.name, new),), whole=True)


def _successor(old: Region, code: int, name: str, above: Heir) -> NewPlace:
    """Of the kind that its last digits tell, or of the old kind where these stay."""
    tier = Tier(old.tier)
    same_digits = Place(tier, code).short[-3:] == old.place.short[-3:]
    return NewPlace(code, name, above, tier, old.kind if same_digits else "")


def _stays(each: Coded, heads: Sequence[Heir]) -> bool:
    return each.code == each.old.code and each.old.parent in heads


def _refuse_empty(heads: Sequence[Heir], below: Sequence[Passage], staying: Sequence[Coded]) -> None:
    with_some = {heir.above for passage in below for heir in passage.heirs if isinstance(heir, NewPlace)}
    with_some |= {each.old.parent for each in staying}
    for head in heads:
        if head not in with_some:
            raise Refused(f"没有一个村归入{head}。分设后的每一个都要有村。", field="codes")


def _names(places: Sequence[Region], most: int = 5) -> str:
    shown = "、".join(place.name for place in places[:most])
    return f"{shown}等 {len(places)} 个" if len(places) > most else shown
