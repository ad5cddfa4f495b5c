"""The portal's gate: sessions end when idle, the acting post is known, denials are written down."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from kit.gate import Door, Gate
from kit.jurisdiction import NOWHERE
from kit.months import today
from kit.roles import APP_ROLE, READER_ROLE
from kit.scope import Acting, acting
from stations import audit, roles
from stations.models import Post, User
from stations.pages import WAITING
from stations.views import errors

POST_HEADER = "X-Acting-Post"
POST_FIELD = "acting_post"
SEEN_EVERY_SECONDS = 60


class BodyLimit:
    """Middleware: a body that no page takes is refused before it is read, signed in or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > settings.BODY_MAX_BYTES:
            return errors.too_large(request)
        return self.get_response(request)


class PortalGate(Gate):
    """Gate of the portal; sets ``request.post`` (or None), ``request.posts`` and ``request.jurisdiction``."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith(f"/{settings.STATIC_URL}".replace("//", "/")):
            # Village offices share computers: nothing of a page stays behind after signing out.
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def before(self, request: HttpRequest, declared: Door) -> HttpResponseBase | None:
        if not request.user.is_authenticated:
            return sign_in(request)
        user = cast(User, request.user)
        if ended := _session_ended(request):
            logout(request)
            messages.info(request, ended)
            return sign_in(request)
        remember_posts(request, user)
        if request.method == "POST":
            # What waits is counted anew after whatever somebody does.
            request.session.pop(WAITING, None)
        if user.must_change_password and declared.kind != "account":
            return _redirect(request, reverse("password_change"))
        if declared.kind == "roles" and request.post is None:
            return _redirect(request, reverse("no_post"))
        return None

    def recognises(self, request: HttpRequest) -> bool:
        """A session that is over makes a stranger of its owner, and nothing that was typed is lost by it."""
        remember_nobody(request)
        if not request.user.is_authenticated or cast(User, request.user).must_change_password:
            return False
        if _session_ended(request):
            logout(request)
            return False
        remember_posts(request, cast(User, request.user))
        return request.post is not None

    def role_of(self, request: HttpRequest) -> str | None:
        return request.post.role if request.post else None

    def scope_of(self, request: HttpRequest, declared: Door) -> Acting:
        post = request.post
        # The administrator keeps accounts and sees no ledger: for the database his post covers nothing.
        sees_rows = declared.kind != "account" and post is not None and post.role != roles.ADMIN
        reads_only = sees_rows and post.role == roles.AUDITOR
        return Acting(
            jurisdiction=request.jurisdiction if sees_rows else NOWHERE,
            role=READER_ROLE if reads_only else APP_ROLE,
            author=author_of(request),
        )

    def refused(self, request: HttpRequest, declared: Door) -> None:
        with acting(Acting(author=author_of(request))):
            audit.record("拒绝进入", reason=f"{request.method} {request.path}")


def author_of(request: HttpRequest) -> dict[str, Any]:
    """Who acts, in the words that the change history and the audit trail keep."""
    user, post = cast(User, request.user), getattr(request, "post", None)
    return {
        "user_id": user.pk,
        "user": user.name if user.is_authenticated else "",
        "post_id": post.pk if post else None,
        "post": post.title if post else "",
        "place": post.region.code if post else None,
        "address": request.META.get("REMOTE_ADDR"),
    }


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The way to the log-in page and back; a page fragment is told to load it whole."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("login")})
    if request.method not in ("GET", "HEAD"):
        return redirect("login")
    return redirect_to_login(request.get_full_path())


def _redirect(request: HttpRequest, address: str) -> HttpResponseBase:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _session_ended(request: HttpRequest) -> str | None:
    """Why this session is over, in words for the log-in page; None while it lives."""
    now = int(time.time())
    seen = request.session.get("seen")
    if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
        return f"超过 {settings.SESSION_IDLE_SECONDS // 60} 分钟没有操作,已自动退出,请重新登录。"
    if seen is None or now - seen > SEEN_EVERY_SECONDS:
        request.session["seen"] = now
    return None


def remember_nobody(request: HttpRequest) -> None:
    """Note that the request is made under no post."""
    request.post, request.posts, request.jurisdiction = None, [], NOWHERE


def remember_posts(request: HttpRequest, user: User) -> None:
    """Note the posts in force today, the one acted under, and its jurisdiction on the request."""
    request.posts = list(
        Post.objects.filter(user=user).in_force(today()).select_related("region__parent__parent__parent")
    )
    request.post = _acting_post(request)
    request.jurisdiction = request.post.jurisdiction if request.post else NOWHERE


def _acting_post(request: HttpRequest) -> Post | None:
    """The post named by the form or the fragment, else the one chosen last, else the first.

    A form carries its post so that two windows under two posts do not mix. A post it names that is no longer in
    force counts as none at all: nothing is done under another post than the one on the screen.
    """
    named = request.headers.get(POST_HEADER)
    if named is None and request.method == "POST":
        named = request.POST.get(POST_FIELD)
    if named is not None:
        return next((post for post in request.posts if str(post.pk) == named), None)
    chosen = request.session.get("post")
    return next(
        (post for post in request.posts if post.pk == chosen), request.posts[0] if request.posts else None
    )
