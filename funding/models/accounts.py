"""The accounts that villages receive money on."""

from __future__ import annotations

from typing import Self

from django.core.validators import RegexValidator
from django.db import models

from stations.models import Located, LocatedQuerySet
from stations.models.history import tracked


class VillageAccountQuerySet(LocatedQuerySet):
    def with_place(self) -> Self:
        return self.select_related("region__parent__parent__parent")


@tracked()
class VillageAccount(Located):
    """Where a village's work fund is paid to (AM-16): the account of the village, not of a person."""

    holder = models.CharField("收款单位", max_length=80, help_text="与开户许可一致的户名")
    bank = models.CharField("开户银行", max_length=60)
    account = models.CharField(
        "账号",
        max_length=30,
        validators=[RegexValidator(r"^[0-9-]{8,30}$", "账号应为 8 到 30 位数字,可含短横线。")],
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VillageAccountQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "村收款账户"
        ordering = ["scope_code"]
        constraints = [models.UniqueConstraint(fields=["region"], name="village_account_once")]
        indexes = [models.Index(fields=["scope_code"], name="village_account_scope")]

    def __str__(self) -> str:
        return f"{self.region} 收款账户"
