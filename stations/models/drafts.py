"""Drafts of policy documents: what the city writes before it publishes."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from stations.models.history import tracked
from stations.models.people import User
from stations.models.policy import PolicyDocument
from stations.rules.drafts import DRAFT, POLICY_DRAFT, PUBLISHED, SUBMITTED


@tracked(exclude=("body",))
class PolicyDraft(models.Model):
    """A document, or the next version of one, that is being written.

    ``body`` may be incomplete and wrong. ``authors`` are all who made, changed or submitted it: none of them publishes
    it. ``digest`` is over what was submitted: what is published is what was seen. ``version`` counts the changes.
    """

    key = models.CharField("代号", max_length=20, blank=True)
    body = models.JSONField("内容", default=dict)
    based_on = models.ForeignKey(
        PolicyDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name="在哪一版上起草",
    )
    state = models.CharField("状态", max_length=10, choices=list(POLICY_DRAFT.states.items()), default=DRAFT)
    maker = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="起草人")
    made_at = models.DateTimeField("起草时间", auto_now_add=True)
    authors = ArrayField(models.BigIntegerField(), verbose_name="参与起草的人")
    changed_at = models.DateTimeField("修改时间", auto_now=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="提交人")
    submitted_at = models.DateTimeField("提交时间", null=True)
    digest = models.CharField("提交内容的摘要值", max_length=64, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    checked_at = models.DateTimeField("确认时间", null=True)
    return_reason = models.CharField("退回原因", max_length=200, blank=True)
    published = models.OneToOneField(
        PolicyDocument, models.PROTECT, null=True, related_name="written_as", verbose_name="发布的版本"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "政策文件草稿"
        ordering = ["-changed_at"]
        constraints = [
            models.CheckConstraint(
                name="draft_submitted_by_somebody",
                condition=~Q(state__in=[SUBMITTED, PUBLISHED])
                | (Q(submitted_by__isnull=False, submitted_at__isnull=False) & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="draft_published_by_somebody",
                condition=~Q(state=PUBLISHED)
                | Q(checked_by__isnull=False, checked_at__isnull=False, published__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key or '(未定代号)'} {self.title}"

    @property
    def title(self) -> str:
        """The title as far as it is written."""
        title: Any = self.body.get("title")
        return title if isinstance(title, str) and title.strip() else "(未写标题)"
