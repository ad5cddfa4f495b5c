"""Signing in and out, the own password, and which post one acts under."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from kit.gate import ACCOUNT, PUBLIC, door
from kit.months import today
from stations import audit
from stations.actions import accounts
from stations.forms import PasswordChangeForm, SignInForm
from stations.models import Post, User
from stations.views import errors

FORM = ("GET", "HEAD", "POST")


@sensitive_post_parameters("password")
@door(PUBLIC, methods=FORM)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The log-in page; wrong name and wrong password read the same, and take the same time."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            audit.record("登录", author=_author(request, user))
            return redirect(_next(request))
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
        audit.record("登录失败", reason=form.cleaned_data["username"], author=_author(request, _named(form)))
        form.add_error(None, "登录名或口令不对,请核对后再试。连续多次不对会暂时锁定。")
    return TemplateResponse(
        request, "account/sign_in.html", {"title": "登录", "form": form, "next": request.GET.get("next", "")}
    )


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords for this name from this address."""
    audit.record(
        "登录锁定", reason=request.POST.get("username", "")[:40], author={"address": _address(request)}
    )
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    return errors.too_many_requests(
        request, f"口令连续输错次数过多,请 {minutes} 分钟后再试,或请系统管理员重置口令。"
    )


@door(ACCOUNT, methods=("POST",))
def sign_out(request: HttpRequest) -> HttpResponse:
    audit.record("退出", request.user)
    logout(request)
    response = redirect("login")
    # Village offices share computers: nothing typed stays in the browser.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@sensitive_post_parameters()
@door(ACCOUNT, methods=FORM)
def password_change(request: HttpRequest) -> HttpResponse:
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts.change_own_password(request.user, form.cleaned_data["new"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "口令已修改。")
        return redirect("home")
    return TemplateResponse(request, "account/password_change.html", {"title": "修改口令", "form": form})


@door(ACCOUNT, methods=("POST",))
def switch_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Act under another post of one's own; any other number changes nothing."""
    if any(post.pk == pk for post in request.posts):
        request.session["post"] = pk
    return redirect("home")


@door(ACCOUNT)
def no_post(request: HttpRequest) -> HttpResponse:
    """An account without a post in force may change its password and leave; nothing else."""
    if request.post is not None:
        return redirect("home")
    return TemplateResponse(request, "account/no_post.html", {"title": "没有在任岗位"})


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else resolve_url("home")


def _named(form: SignInForm) -> User | None:
    """Whose name was tried, for the trail; the page itself never tells whether it exists."""
    return User.objects.filter(username=form.cleaned_data["username"]).first()


def _author(request: HttpRequest, user: User | None) -> dict[str, Any]:
    """Who signs in, before there is a post to act under: kept under the place of the first post in force."""
    post = user and Post.objects.filter(user=user).in_force(today()).select_related("region").first()
    return {
        "user_id": user.pk if user else None,
        "user": user.name if user else "",
        "place": post.region.code if post else None,
        "address": _address(request),
    }


def _address(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR")
