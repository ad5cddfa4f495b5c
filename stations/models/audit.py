"""The audit trail: who did what, under which post, and why. Values before and after live in the change history."""

from __future__ import annotations

from django.db import models

from kit.jurisdiction import ScopedQuerySet


class AuditEventQuerySet(ScopedQuerySet["AuditEvent"]):
    pass


class AuditEvent(models.Model):
    """One thing done, refused, revealed or exported. Rows are added by a database function and never change.

    People and objects are named by number and by the words of the day, without foreign keys: the trail outlives them.
    """

    at = models.DateTimeField("时间", db_default=models.functions.Now(), editable=False)
    verb = models.CharField("动作", max_length=60)
    user_id = models.BigIntegerField("账号编号", null=True)
    user_name = models.CharField("姓名", max_length=80, blank=True)
    post_id = models.BigIntegerField("岗位编号", null=True)
    post_title = models.CharField("岗位", max_length=120, blank=True)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    object_label = models.CharField("对象", max_length=200, blank=True)
    reason = models.CharField("事由", max_length=500, blank=True)
    detail = models.JSONField("明细", default=dict)
    scope_code = models.BigIntegerField("所属区划代码", default=0)
    address = models.GenericIPAddressField("来源地址", null=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["scope_code", "-id"], name="audit_scope"),
            models.Index(fields=["object_type", "object_id"], name="audit_object"),
        ]

    def __str__(self) -> str:
        return f"{self.user_name} {self.verb} {self.object_label}"
