"""What boards are read from, counted by the portal itself: each station by each checklist, and numbers added up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from stations.models.policy import PolicyDocument
from stations.models.regions import Located, LocatedQuerySet, Region
from stations.models.stations import Station
from stations.places import TIER_LABELS
from stations.rules.checklists import GRADES, RESULTS


def _by_item(title: str) -> ArrayField[list[str], list[str]]:
    """One result an item, in the document's order; empty where nobody has said anything."""
    return ArrayField(models.CharField(max_length=15, blank=True), verbose_name=title)


def _unchecked(table: type[models.Model], on_delete: Any, title: str) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(table, on_delete, related_name="+", verbose_name=title, db_constraint=False)


class JudgementQuerySet(LocatedQuerySet):
    def by_list(self, document: int, checklist: str) -> Self:
        return self.filter(document=document, checklist=checklist)


class Judgement(Located):
    """A station by a checklist on a day: its own word, what the ledgers show, what was found on the spot.

    The three are kept apart, item by item in the document's order; ``grade`` rests on what was found alone and is
    empty while an item was not inspected. Written by the count of boards and by nothing else, for so many stations at
    a time that checking each row's keys would take a third of it: they come from these very tables.
    """

    region = _unchecked(Region, models.PROTECT, "所属区划")
    station = _unchecked(Station, models.CASCADE, "站")
    document = _unchecked(PolicyDocument, models.PROTECT, "依据文件")
    checklist = models.CharField("清单", max_length=20)
    claims = _by_item("自查")
    shown = ArrayField(models.BooleanField(null=True), verbose_name="台账证据")
    found = _by_item("检查结果")
    differences = models.PositiveSmallIntegerField("不符")
    grade = models.CharField("总的结果", max_length=15, choices=list(GRADES.items()), blank=True)
    inspected_on = models.DateField("检查日期", null=True)
    judged_on = models.DateField("统计日期")

    objects = JudgementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "按清单对照"
        constraints = [
            models.UniqueConstraint(fields=["document", "checklist", "station"], name="judgement_once_a_list")
        ]
        indexes = [models.Index(fields=["document", "checklist", "scope_code"], name="judgement_scope")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.checklist} {self.grade}"

    @property
    def results(self) -> list[str]:
        """What was found, as people read it."""
        return [RESULTS.get(result, "") for result in self.found]


class TallyQuerySet(LocatedQuerySet):
    def of_board(self, board: str) -> Self:
        return self.filter(board=board)

    def of_boards(self, boards: Iterable[str]) -> Self:
        return self.filter(board__in=boards)


class Tally(Located):
    """One number of one board for one place above the village; a parent's is the sum of its children's."""

    tier = models.SmallIntegerField(
        "层级", choices=[(int(tier), label) for tier, label in TIER_LABELS.items()]
    )
    board = models.CharField("看板", max_length=60)
    key = models.CharField("项目", max_length=80)
    value = models.BigIntegerField("数值")
    counted_at = models.DateTimeField("统计时间")

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "看板数字"
        constraints = [models.UniqueConstraint(fields=["region", "board", "key"], name="tally_once")]
        indexes = [models.Index(fields=["board", "scope_code"], name="tally_scope")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.board} {self.key} {self.value}"


class Look(models.Model):
    """How far the change history was read when cities that have changed were last looked for."""

    name = models.CharField(max_length=20, unique=True)
    seen = models.JSONField(default=dict)
    before = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
