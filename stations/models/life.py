"""What became of regions: renamed, merged, split, moved, closed; who handed what to whom; enough to undo it exactly."""

from __future__ import annotations

from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from kit.jurisdiction import Jurisdiction
from stations.models.history import tracked
from stations.models.people import User
from stations.models.regions import Located, LocatedQuerySet, Region
from stations.places import TIER_LABELS, Tier

RENAME, REKIND, MERGE, SPLIT, MOVE, CLOSE = "rename", "rekind", "merge", "split", "move", "close"
KINDS = {RENAME: "更名", REKIND: "改制", MERGE: "合并", SPLIT: "分设", MOVE: "划转", CLOSE: "撤销"}
DONE, UNDONE = "done", "undone"
STATES = {DONE: "已生效", UNDONE: "已撤回"}


class ReorganisationQuerySet(LocatedQuerySet):
    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        """Those inside, and those at a place above: what became of a village is read in the village too."""
        if jurisdiction is None or jurisdiction.lo >= jurisdiction.hi:
            return self.none()
        inside = Q(scope_code__gte=jurisdiction.lo, scope_code__lt=jurisdiction.hi)
        above = Q(scope_code__lte=jurisdiction.lo, scope_end__gte=jurisdiction.hi)
        return self.filter(inside | above)

    def done(self) -> Self:
        return self.filter(state=DONE)


@tracked(exclude=("marks",))
class Reorganisation(Located):
    """区划变更: one event in the life of regions, with the document it rests on; lies at their common parent.

    ``marks`` holds the last row of every table at the end of the event: later ones were made since.
    """

    scope_end = models.BigIntegerField(editable=False)
    kind = models.CharField("变更", max_length=10, choices=list(KINDS.items()))
    tier = models.SmallIntegerField(
        "层级",
        choices=[(int(tier), label) for tier, label in TIER_LABELS.items()],
        default=int(Tier.VILLAGE),
        help_text="of the places that it is about; those below come along",
    )
    on = models.DateField("变更日期")
    basis = models.CharField("批准文号", max_length=120)
    reason = models.CharField("事由", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default=DONE)
    marks = models.JSONField(default=dict, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    made_at = models.DateTimeField("登记时间", auto_now_add=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="撤回人")
    undone_at = models.DateTimeField("撤回时间", null=True)
    undone_because = models.CharField("撤回事由", max_length=200, blank=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区划变更"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["scope_code", "-on"], name="reorganisation_scope")]
        constraints = [
            models.CheckConstraint(name="reorganisation_has_basis", condition=~Q(basis="")),
            models.CheckConstraint(
                name="reorganisation_undone_by_somebody",
                condition=Q(state=DONE, undone_by__isnull=True, undone_at__isnull=True)
                | (Q(state=UNDONE, undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}({self.basis})"

    @property
    def summary(self) -> str:
        """The places touched, where nobody goes on in another."""
        return "、".join(change.region.name for change in self.regionchanges.all())

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.scope_end = self.region.jurisdiction.hi
        super().save(*args, **kwargs)


class PartOfEvent(Located):
    """A row of one event."""

    event = models.ForeignKey(Reorganisation, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


@tracked()
class Succession(PartOfEvent):
    """One region goes on in another. The main successor is where the figures of the predecessor are found now."""

    predecessor = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="原区划")
    successor = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="承接区划")
    main = models.BooleanField("主要承接", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "区划沿革"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "predecessor", "successor"], name="succession_once"),
            models.UniqueConstraint(
                fields=["event", "predecessor"], condition=Q(main=True), name="succession_one_main"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


@tracked()
class RegionChange(PartOfEvent):
    """A region that an event touched: its columns before and after. No ``before``: the event opened it."""

    on = models.DateField("变更日期")
    undone = models.BooleanField("已撤回", default=False)
    before = models.JSONField("变更前", null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("变更后", encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = verbose_name_plural = "区划变动"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "on"], condition=Q(undone=False), name="region_changes_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.on}"


@tracked()
class HandedOver(PartOfEvent):
    """A row that went along: what it was before and after. No ``before``: the event made it.

    Without a ``to_region`` nobody took it: it ended or stayed with the place that ceased.
    """

    kind = models.CharField("事项", max_length=20)
    table = models.CharField("表", max_length=60)
    row = models.BigIntegerField("编号")
    label = models.CharField("名称", max_length=120)
    to_region = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="+", verbose_name="承接区划"
    )
    before = models.JSONField("移交前", null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("移交后", encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = verbose_name_plural = "移交"
        ordering = ["id"]
        indexes = [models.Index(fields=["table", "row"], name="handed_over_row")]

    def __str__(self) -> str:
        return self.label
