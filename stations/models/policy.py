"""Policy documents and who has adopted them."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models

from stations.models.history import tracked
from stations.models.regions import DateRange, Region


def bodies(document: str = "document") -> tuple[str, str]:
    """The bodies of a joined document and of its parent, to be deferred.

    ``stations.documents.content`` reads a document once and keeps it: rows that name it need not bring it along.
    """
    return f"{document}__body", f"{document}__parent__body"


@tracked(exclude=("body",))
class PolicyDocument(models.Model):
    """One version of a document. A published version never changes; a trigger of the database holds it."""

    key = models.CharField("代号", max_length=20)
    version = models.PositiveSmallIntegerField("版本", default=1)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("发文机关", max_length=100, blank=True)
    issued_on = models.DateField("发文日期", null=True)
    effective_on = models.DateField("施行日期", null=True)
    jurisdiction = models.CharField("适用范围", max_length=100)
    body = models.JSONField("内容")
    digest = models.CharField("摘要值", max_length=64)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="heirs", verbose_name="沿用的文件"
    )
    published_at = models.DateTimeField("发布时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "政策文件"
        ordering = ["key", "version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="policy_version_once")]

    def __str__(self) -> str:
        return f"{self.number or self.key} {self.title}"


@tracked()
class Adoption(models.Model):
    """A region binds itself to a document from a day on; the nearest ancestor's adoption in force counts."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="adoptions", verbose_name="区划")
    document = models.ForeignKey(
        PolicyDocument, models.PROTECT, related_name="adoptions", verbose_name="文件"
    )
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True, help_text="含当日;留空为长期")
    basis = models.CharField("依据", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "执行文件"
        ordering = ["region__code", "starts_on"]
        constraints = [
            ExclusionConstraint(
                name="adoption_one_at_a_time",
                expressions=[
                    ("region", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.document}"
