"""Accounts and the dated posts they act under."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kit.jurisdiction import NOWHERE, Jurisdiction, ScopedQuerySet
from kit.months import today
from stations import roles
from stations.models.history import tracked
from stations.models.regions import DateRange, Region


class UserQuerySet(models.QuerySet["User"]):
    def within(self, jurisdiction: Jurisdiction | None) -> Self:
        """All accounts for whoever may see accounts at all: they have no region of their own, their posts do."""
        return self if jurisdiction is not None and jurisdiction != NOWHERE else self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None, **fields: Any) -> User:
        """An account; None for ``password`` makes one that cannot sign in until it is reset."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@tracked(exclude=("password", "last_login"))
class User(AbstractBaseUser):
    """A person's account. What it may do comes from its posts alone; there are no superusers."""

    username = models.CharField(
        "登录名",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[\w.-]+$", "登录名只能用汉字、字母、数字、点、横线和下划线。")],
        error_messages={"unique": "这个登录名已有人使用。"},
    )
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    is_demo = models.BooleanField("演示人员", default=False, editable=False)
    created_at = models.DateTimeField("开户时间", default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def posts_now(self) -> list[Post]:
        """The posts in force today, from the rows fetched already."""
        day = today()
        return [post for post in self.posts.all() if post.in_force(day)]


class PostQuerySet(ScopedQuerySet["Post"]):
    scope_field = "region__code"

    def in_force(self, day: date) -> Self:
        """Posts that may be acted under on ``day`` (both ends inclusive)."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


@tracked()
class Post(models.Model):
    """A role at a region, from one day to another. A deputy's post says whom it stands in for, and always ends."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="账号")
    role = models.CharField("岗位", max_length=20, choices=list(roles.LABELS.items()))
    region = models.ForeignKey(Region, models.PROTECT, related_name="posts", verbose_name="管辖区划")
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True, help_text="含当日;留空为长期")
    deputy_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name="代理谁的岗位"
    )
    basis = models.CharField("依据", max_length=120, blank=True, help_text="任命文件或事由")
    ended_because = models.CharField("终止事由", max_length=120, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["region__code", "role", "starts_on"]
        constraints = [
            models.CheckConstraint(
                name="post_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="post_deputy_has_end", condition=Q(deputy_for__isnull=True) | Q(ends_on__isnull=False)
            ),
            ExclusionConstraint(
                name="post_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """鹿城区 · 区财政, and whom it stands in for."""
        acting = "(代理)" if self.deputy_for_id else ""
        return f"{self.region.name} · {self.get_role_display()}{acting}"

    @property
    def jurisdiction(self) -> Jurisdiction:
        return self.region.jurisdiction

    def in_force(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
