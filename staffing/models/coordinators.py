"""Coordinators (劳动保障协管员) as people."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, FilteredRelation, Q

from kit.idnumber import IdNumber
from kit.pinyin import sort_key
from stations.models import Located, LocatedQuerySet, StoredFile
from stations.models.history import tracked

# GB/T 4658-2006, the levels a roster asks for.
EDUCATION = {
    "10": "研究生",
    "20": "大学本科",
    "30": "大学专科",
    "41": "中等专科",
    "44": "职业高中",
    "47": "技工学校",
    "60": "普通高中",
    "70": "初中",
    "80": "小学",
}


class CoordinatorQuerySet(LocatedQuerySet):
    def with_place(self) -> Self:
        return self.select_related("region__parent__parent__parent")

    def with_engagement_on(self, day: date) -> Self:
        """Each with ``kind_now`` and ``ends_now`` of the engagement in force on ``day``; there is one at most."""
        return self.annotate(
            now=FilteredRelation(
                "engagements",
                condition=Q(engagements__starts_on__lte=day)
                & (Q(engagements__ends_on__isnull=True) | Q(engagements__ends_on__gte=day))
                & (Q(engagements__ended_on__isnull=True) | Q(engagements__ended_on__gte=day)),
            ),
            kind_now=F("now__kind"),
            starts_now=F("now__starts_on"),
            ends_now=F("now__ends_on"),
        )


@tracked(exclude=("id_text", "sort_key"))
class Coordinator(Located):
    """A person who is or was a coordinator; lies in the village of the latest engagement.

    The history keeps no ID numbers: a corrected one is told by the audit event that names the field.
    """

    name = models.CharField("姓名", max_length=40)
    sort_key = models.CharField("排序键", max_length=160, editable=False, default="")
    id_text = models.CharField("身份证号码", max_length=18, unique=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    education = models.CharField("文化程度", max_length=2, choices=list(EDUCATION.items()), blank=True)
    bank = models.CharField("开户银行", max_length=60, blank=True)
    bank_account = models.CharField("银行账号", max_length=30, blank=True)
    portrait = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, editable=False, related_name="portrait_of", verbose_name="照片"
    )
    # Given for the photo that is there: a new photo asks for a new word.
    portrait_agreed_on = models.DateField("同意公开照片的日期", null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CoordinatorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "协管员"
        ordering = ["scope_code", "sort_key"]
        indexes = [models.Index(fields=["scope_code", "sort_key"], name="coordinator_scope")]
        constraints = [
            models.CheckConstraint(
                name="coordinator_agreed_to_a_photo",
                condition=Q(portrait_agreed_on__isnull=True) | Q(portrait__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        if "name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = [*kwargs["update_fields"], "sort_key"]
        super().save(*args, **kwargs)

    @property
    def id_number(self) -> IdNumber:
        """The number as a value that prints masked."""
        return IdNumber(self.id_text)
