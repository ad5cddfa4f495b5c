"""What an event in the life of regions would do, worked out and checked before anything is written.

The same plan is shown as a preview and carried out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from kit import scope
from kit.jurisdiction import NOWHERE
from kit.months import today
from kit.refused import Refused
from stations import handover
from stations.models import Region, RegionChange
from stations.models.life import CLOSE, KINDS, MERGE, MOVE, RENAME, SPLIT
from stations.places import Place, Tier
from stations.rekeying import rows_found_by

STAYS = "stays"


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A village to be opened."""

    code: int
    name: str
    township: Region

    @property
    def place(self) -> Place:
        return Place(Tier.VILLAGE, self.code)

    def __str__(self) -> str:
        return self.name


Heir = Region | NewPlace


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
        return question_name(self.giver, self.kind)

    @property
    def label(self) -> str:
        return f"{self.giver.name}的{self.kind.label}({len(self.rows)})"

    @property
    def names(self) -> str:
        shown = "、".join(self.kind.name(row) for row in self.rows[:5])
        return f"{shown}等" if len(self.rows) > 5 else shown


def question_name(giver: Region, kind: handover.Kind) -> str:
    return f"take_{giver.pk}_{kind.key}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One event. Of ``givers`` those in ``closing`` cease; ``heirs`` take over, the first one mainly."""

    kind: str
    on: date
    basis: str
    reason: str
    givers: tuple[Region, ...]
    closing: tuple[Region, ...] = ()
    heirs: tuple[Heir, ...] = ()
    new_name: str = ""

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def opening(self) -> tuple[NewPlace, ...]:
        return tuple(heir for heir in self.heirs if isinstance(heir, NewPlace))

    @property
    def going_on(self) -> tuple[Region, ...]:
        """Regions there before that stay: an absorber, a village that others were taken out of."""
        return tuple(heir for heir in self.heirs if isinstance(heir, Region))

    @property
    def touched(self) -> tuple[Region, ...]:
        """Every region there before that the event concerns."""
        return tuple(dict.fromkeys((*self.givers, *self.going_on)))

    @property
    def main(self) -> Heir | None:
        return self.heirs[0] if self.heirs else None

    @property
    def common(self) -> Region:
        """The deepest place that all of it lies in."""
        parents = [
            *(region.parent for region in self.touched),
            *(heir.township for heir in self.opening),
        ]
        shared = set.intersection(*({above.pk for above in parent.lineage} for parent in parents if parent))
        return next(above for above in reversed(parents[0].lineage) if above.pk in shared)

    def questions(self) -> list[Question]:
        """What is to be handed over and who may take it; a first come, first served for what a place has one of."""
        found, taken = [], set()
        for giver in self.givers if self.heirs or self.closing else ():
            for kind in handover.kinds():
                rows = tuple(kind.rows(giver, self.on))
                if rows:
                    found.append(self._question(giver, kind, rows, taken))
        return found

    def _question(
        self, giver: Region, kind: handover.Kind, rows: tuple[Any, ...], taken: set[tuple[str, int]]
    ) -> Question:
        choices = [(str(heir.code), str(heir)) for heir in self.heirs]
        if kind.left and giver in self.closing:
            choices.append((STAYS, kind.left))
        if not choices:
            names = "、".join(kind.name(row) for row in rows[:5])
            raise Refused(
                f"{giver}还有{kind.label} {len(rows)} 项({names}),没有村承接,不能直接撤销。请先办结、终止或转到别的村。"
            )
        free = [heir for heir in self.heirs if not kind.one_per_place or self._free(heir, giver, kind, taken)]
        if kind.one_per_place and free:
            taken.add((kind.key, free[0].code))
        return Question(giver, kind, rows, tuple(choices), str(free[0].code) if free else STAYS)

    def _free(self, heir: Heir, giver: Region, kind: handover.Kind, taken: set[tuple[str, int]]) -> bool:
        if (kind.key, heir.code) in taken:
            return False
        return heir == giver or isinstance(heir, NewPlace) or not kind.rows(heir, self.on).exists()

    def rekeyed(self) -> list[tuple[str, int]]:
        """How many rows of each table will be found under the main successor, as (what, how many)."""
        if self.main is None or not self.closing:
            return []
        regions = [region.pk for closing in self.closing for region in lineage_of(closing)]
        counted = [
            (str(rows.model._meta.verbose_name), rows.count())
            for rows in rows_found_by(regions, self.main.code)
        ]
        return [(what, count) for what, count in counted if count]


def lineage_of(region: Region) -> list[Region]:
    """The region and all that have become it: their rows are found by its code."""
    return [region, *Region.objects.filter(became=region).order_by("pk")]


# The five kinds


@dataclass(frozen=True, slots=True)
class Terms:
    """When, on which document, why."""

    on: date
    basis: str
    reason: str = ""


def rename(region: Region, name: str, terms: Terms) -> Plan:
    if not name.strip():
        raise Refused("请填新的名称。", field="name")
    if name == region.name:
        raise Refused("新名称和现在的相同。", field="name")
    acting = scope.current()
    if acting and region.tier <= acting.jurisdiction.tier:
        raise Refused("本级的名称由上级变更。")
    return _checked(_plan(RENAME, terms, givers=(region,), new_name=name.strip()))


def merge(villages: Sequence[Region], into: Region | NewPlace, terms: Terms) -> Plan:
    """Several become a new one, or one of them takes the others in."""
    if len(set(villages)) < 2:
        raise Refused("合并至少要有两个村。", field="others")
    closing = tuple(village for village in villages if village != into)
    if isinstance(into, Region) and len(closing) == len(villages):
        raise Refused("吸收其他村的应是参加合并的村之一。", field="into")
    return _checked(_plan(MERGE, terms, givers=closing, closing=closing, heirs=(into,)))


def split(village: Region, into: Sequence[NewPlace], terms: Terms, *, goes_on: bool) -> Plan:
    """New ones are taken out of a village, which goes on beside them or ceases."""
    heirs: tuple[Heir, ...] = (village, *into) if goes_on else tuple(into)
    if len(heirs) < 2 or not into:
        raise Refused("分设后至少要有两个村:填写新设的村,或让原村继续存在。", field="code_1")
    closing = () if goes_on else (village,)
    return _checked(_plan(SPLIT, terms, givers=(village,), closing=closing, heirs=heirs))


def move(village: Region, to: NewPlace, terms: Terms) -> Plan:
    """A village goes to another township, under a code of that township."""
    if to.township == village.parent:
        raise Refused(f"{village}本来就在{to.township}。", field="township")
    return _checked(_plan(MOVE, terms, givers=(village,), closing=(village,), heirs=(to,)))


def close(region: Region, terms: Terms) -> Plan:
    """A village ceases and nobody takes over."""
    return _checked(_plan(CLOSE, terms, givers=(region,), closing=(region,)))


def _plan(kind: str, terms: Terms, **more: Any) -> Plan:
    return Plan(kind, terms.on, terms.basis.strip(), terms.reason.strip(), **more)


# What speaks against it


def _checked(plan: Plan) -> Plan:
    if not plan.basis:
        raise Refused("请填批准文号。没有批准文件,区划不能变更。", field="basis")
    if plan.on > today():
        raise Refused("只登记已经生效的变更,日期不能晚于今天。", field="on")
    refuse_outside(plan.touched, plan.opening)
    for region in plan.touched:
        _refuse_region(region, plan)
    for new in plan.opening:
        _refuse_code(new, plan)
    if len({new.code for new in plan.opening}) < len(plan.opening):
        raise Refused("新设的村不能用同一个代码。", field="code_1")
    return plan


def refuse_outside(regions: Iterable[Region], opening: Iterable[NewPlace] = ()) -> None:
    """Both ends must lie within whoever acts."""
    acting = scope.current()
    within = acting.jurisdiction if acting else NOWHERE
    outside = [region for region in regions if not within.covers(region.code, region.tier)]
    outside += [new for new in opening if not within.covers(new.code, Tier.VILLAGE)]
    if outside:
        names = "、".join(str(each) for each in outside)
        raise Refused(f"{names}不在本岗位的管辖范围内,这项变更须由市级办理。")


def _refuse_region(region: Region, plan: Plan) -> None:
    if plan.kind != RENAME and region.tier != Tier.VILLAGE:
        raise Refused(f"{region}不是村(社区)。乡镇以上的撤并,请按新的区划代码表导入。")
    if region.closed_on is not None:
        raise Refused(f"{region}已于 {region.closed_on} 撤销,不能再变更。")
    if region.opened_on is not None and plan.on <= region.opened_on:
        raise Refused(f"{region}于 {region.opened_on} 设立,变更日期应在这一天之后。", field="on")
    latest = RegionChange.objects.filter(region=region, undone=False).order_by("-on").first()
    if latest is not None and plan.on <= latest.on:
        raise Refused(f"{region}在 {latest.on} 已有一次区划变更,日期应在它之后。", field="on")


def _refuse_code(new: NewPlace, plan: Plan) -> None:
    if not new.name.strip():
        raise Refused("请填新村的名称。", field="name")
    if new.township.closed_on is not None:
        raise Refused(f"{new.township}已撤销,不能在那里设村。", field="township")
    if new.place.parent != new.township.place:
        prefix = new.township.place.short
        raise Refused(f"代码“{new.place.short}”应以{new.township}的 {prefix} 开头。", field="code")
    if new.code == new.township.code:
        raise Refused("代码的后三位不能是 000。", field="code")
    # A code that becomes free by this very event may go on in the new village.
    used = Region.objects.of_tier(Tier.VILLAGE).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=plan.on), code=new.code
    )
    holder = used.exclude(pk__in=[region.pk for region in plan.closing]).first()
    if holder is not None:
        raise Refused(f"代码“{new.place.short}”在 {plan.on} 是{holder}的,请核对。", field="code")
