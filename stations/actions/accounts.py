"""Accounts and posts: open, deputise, end, reset. Only the administrator of the city does these."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from axes.utils import reset as axes_reset
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction

from kit.months import today
from kit.refused import Refused
from stations import audit, roles
from stations.models import Post, Region, User
from stations.places import TIER_LABELS, Tier

# Letters and digits that people do not mistake for one another when they read a password from paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def open_account(*, username: str, name: str, phone: str) -> tuple[User, str]:
    """A new account and the password for its first log-in, which must then be changed."""
    password = _first_password()
    with transaction.atomic():
        user = User.objects.create_user(username, password, name=name, phone=phone, must_change_password=True)
        audit.record("开设账号", user)
    return user, password


def reset_password(user: User) -> str:
    """A new first password; every session of the person ends, since sessions hold the old password's hash."""
    password = _first_password()
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        audit.record("重置口令", user)
    axes_reset(username=user.username)
    return password


def change_own_password(user: User, password: str) -> None:
    """The person's own choice; raises ``ValidationError`` where it is too weak."""
    validate_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        audit.record("修改口令", user)


def correct_account(user: User, values: dict[str, Any]) -> User:
    """Change the name or the telephone number; the log-in name stays."""
    for name, value in values.items():
        setattr(user, name, value)
    user.version += 1
    with transaction.atomic():
        user.save(update_fields=[*values, "version"])
        audit.record("修改账号", user, detail={"fields": sorted(values)})
    return user


def set_active(user: User, *, active: bool, by: User, reason: str) -> None:
    """Disable or enable an account; nobody disables his own."""
    if user.pk == by.pk:
        raise Refused("不能停用自己的账号,请由另一位管理员操作。")
    with transaction.atomic():
        changed = User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active)
        if not changed:
            raise Refused("这个账号已经是您要的状态,请刷新页面。")
        audit.record("启用账号" if active else "停用账号", user, reason=reason)


def give_post(
    user: User,
    *,
    role: str,
    region: Region,
    starts_on: date,
    ends_on: date | None,
    basis: str,
    by: User,
    deputy_for: Post | None = None,
) -> Post:
    """A post for a person from one day to another, at a region of the tier that the role belongs to."""
    if user.pk == by.pk:
        raise Refused("不能给自己设岗,请由另一位管理员操作。")
    if Tier(region.tier) not in roles.TIERS[role]:
        tiers = "、".join(TIER_LABELS[tier] for tier in sorted(roles.TIERS[role]))
        raise Refused(f"“{roles.LABELS[role]}”只能设在{tiers}一级。", field="region")
    if region.closed_on is not None and region.closed_on <= starts_on:
        raise Refused(f"{region.name}已于 {region.closed_on} 撤销,不能设岗。", field="region")
    try:
        with transaction.atomic():
            post = Post.objects.create(
                user=user,
                role=role,
                region=region,
                starts_on=starts_on,
                ends_on=ends_on,
                basis=basis,
                deputy_for=deputy_for,
            )
            audit.record(
                "设岗" if deputy_for is None else "设代理", post, reason=basis, detail={"user": user.pk}
            )
    except IntegrityError as error:
        if "post_no_overlap" in str(error):
            raise Refused(
                "这个人在同一区划已有同一岗位,日期重叠。请先终止原岗位。", field="starts_on"
            ) from error
        raise
    return post


def deputise(post: Post, *, deputy: User, starts_on: date, ends_on: date, basis: str, by: User) -> Post:
    """Let somebody stand in for the holder of a post, between two days within the post's own."""
    if deputy.pk == post.user_id:
        raise Refused("代理人不能是本人。", field="deputy")
    if post.deputy_for_id is not None:
        raise Refused("代理岗位不能再委托他人代理。")
    if starts_on < post.starts_on or (post.ends_on is not None and ends_on > post.ends_on):
        raise Refused("代理日期超出了原岗位的起止日期。", field="ends_on")
    return give_post(
        deputy,
        role=post.role,
        region=post.region,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=basis,
        by=by,
        deputy_for=post,
    )


def end_post(post: Post, *, on: date, reason: str, by: User) -> None:
    """End a post on a day (its last); deputies of it end with it. Nobody ends his own."""
    if post.user_id == by.pk:
        raise Refused("不能终止自己的岗位,请由另一位管理员操作。")
    if on < post.starts_on:
        raise Refused(f"终止日期不能早于起始日期 {post.starts_on}。", field="ends_on")
    if post.ends_on is not None and post.ends_on < on:
        raise Refused(f"这个岗位已于 {post.ends_on} 终止。", field="ends_on")
    with transaction.atomic():
        ended = [post, *Post.objects.filter(deputy_for=post, ends_on__gt=on, starts_on__lte=on)]
        Post.objects.filter(pk__in=[each.pk for each in ended]).update(ends_on=on, ended_because=reason)
        never_begun = list(Post.objects.filter(deputy_for=post, starts_on__gt=on))
        for each in never_begun:
            audit.record("取消代理", each, reason=reason)
            each.delete()
        for each in ended:
            audit.record("终止岗位", each, reason=reason)


def create_admin(*, username: str, name: str, password: str, city: Region) -> User:
    """The first administrator of a portal without a demo; the password must be changed at the first log-in."""
    with transaction.atomic():
        user = User.objects.create_user(username, password, name=name, must_change_password=True)
        post = Post.objects.create(
            user=user, role=roles.ADMIN, region=city, starts_on=today(), basis="首个管理员"
        )
        audit.record("设岗", post, author={"user": "create_admin"})
    return user


def _first_password() -> str:
    return "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3))
