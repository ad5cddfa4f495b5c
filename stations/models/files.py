"""Files that people upload: a row says whose and what, the bytes lie beside the database under a random name."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from stations.models.history import tracked
from stations.models.people import User
from stations.models.regions import Located, LocatedQuerySet, Region

TITLE_LENGTH = 60
PURPOSES = {
    "station": "站点照片和文件",
    "checklist": "自查、检查和整改照片",
    "posting": "上墙公示照片",
    "portrait": "工作人员照片",
}


class StoredFileQuerySet(LocatedQuerySet):
    def of_place(self, region: Region, purpose: str) -> Self:
        """What was uploaded about a place for one purpose, the latest first."""
        return self.filter(region=region, purpose=purpose).select_related("made_by")


@tracked()
class StoredFile(Located):
    """A photo or a document of a place. The address names it by ``name``, which nobody can guess."""

    KINDS = {"image": "照片", "pdf": "PDF 文件"}

    name = models.UUIDField("文件名", unique=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField("用途", max_length=20, choices=list(PURPOSES.items()))
    kind = models.CharField("类型", max_length=5, choices=list(KINDS.items()))
    content_type = models.CharField(max_length=40)
    title = models.CharField("说明", max_length=TITLE_LENGTH)
    taken_on = models.DateField("拍摄或形成日期")
    size = models.PositiveIntegerField("大小")
    width = models.PositiveIntegerField("宽", null=True)
    height = models.PositiveIntegerField("高", null=True)
    sha256 = models.CharField("摘要值", max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")
    made_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "照片和文件"
        ordering = ["-taken_on", "-pk"]
        indexes = [
            models.Index(fields=["scope_code"], name="file_scope"),
            models.Index(fields=["region", "purpose", "-taken_on"], name="file_region_purpose"),
        ]
        constraints = [
            models.CheckConstraint(name="file_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(
                name="file_image_has_sides",
                condition=Q(kind="image", width__gt=0, height__gt=0)
                | Q(kind="pdf", width__isnull=True, height__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title
