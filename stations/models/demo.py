"""What the demo brought in, so that it can be taken away without a trace."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from stations.models.regions import Region


class DemoQuerySet(models.QuerySet["Demo"]):
    def owning(self, district: Region) -> Self:
        """The demo whose own the whole district is: nothing there is anybody's real data."""
        return self.filter(district_codes__contains=[district.code])


class Demo(models.Model):
    """The one row that says a demo is loaded: the regions it added itself, and the districts it owns."""

    loaded_at = models.DateTimeField(auto_now_add=True)
    seed = models.IntegerField()
    region_ids = ArrayField(models.BigIntegerField())
    district_codes = ArrayField(models.BigIntegerField())

    objects = DemoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "演示数据"

    def __str__(self) -> str:
        return f"演示数据 {self.loaded_at:%Y-%m-%d}"
