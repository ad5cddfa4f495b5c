"""Accounts and posts, kept by the administrator."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from kit.forms import Form
from kit.gate import verb
from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage, EditPage
from kit.sheets import Column, Kind
from stations import columns as shared
from stations import roles
from stations.actions import accounts as actions
from stations.filters import AccountFilterSet
from stations.forms import (
    AccountActiveForm,
    AccountEditForm,
    AccountForm,
    DeputyForm,
    EndPostForm,
    PostForm,
)
from stations.models import Post, User
from stations.pages import ListPage

ADMIN = (roles.ADMIN,)


class AccountList(ListPage):
    """Every account of the portal: accounts have no region of their own, their posts do."""

    roles = ADMIN
    title = "账号与岗位"
    template_name = "stations/account_list.html"
    columns = (
        shared.SERIAL,
        Column("username", "登录名", link=lambda row: url("account", row.pk)),
        Column("name", "姓名"),
        Column("phone", "联系电话", Kind.CODE),
        Column("posts", "在任岗位", value=lambda row: "、".join(post.title for post in row.posts_now())),
        Column(
            "active",
            "状态",
            Kind.STATE,
            value=lambda row: "in_force" if row.is_active else "failed",
            choices={"in_force": "启用", "failed": "停用"},
        ),
        Column(
            "last_login", "最近登录", Kind.DATE, value=lambda row: row.last_login and row.last_login.date()
        ),
    )
    sorts = {"username": ("username",), "name": ("name",), "last_login": ("last_login",)}
    default_sort = "username"
    filterset_class = AccountFilterSet
    empty = "还没有账号。"

    def queryset(self) -> Any:
        return User.objects.prefetch_related("posts__region")


class AccountPage(DetailPage):
    roles = ADMIN
    template_name = "stations/account_detail.html"

    def queryset(self) -> Any:
        return User.objects.all()

    def context(self) -> dict[str, Any]:
        posts = self.object.posts.select_related("region__parent__parent__parent", "deputy_for__user")
        return {**super().context(), "posts": posts.order_by("-starts_on"), "today": today()}


class AccountCreate(EditPage):
    roles = ADMIN
    title = "开设账号"
    submit = "开设"
    saved = ""

    def form(self, data: Any = None, files: Any = None) -> Any:
        return AccountForm(data)

    def save(self, form: Any) -> Any:
        return actions.open_account(**form.cleaned_data)

    def done(self, result: Any) -> HttpResponse:
        user, password = result
        return _show_password(self.request, user, password)

    def back(self) -> str:
        return url("accounts")


class AccountEdit(EditPage):
    roles = ADMIN
    title = "修改账号资料"

    def form(self, data: Any = None, files: Any = None) -> Any:
        user = _account(self.kwargs["pk"])
        return AccountEditForm(data, instance=user, initial={"version": user.version})

    def current(self) -> Any:
        return User.objects.select_for_update().get(pk=self.kwargs["pk"])

    def save(self, form: Any) -> Any:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        return actions.correct_account(self.current(), values)

    def back(self) -> str:
        return url("account", self.kwargs["pk"])


class PostCreate(EditPage):
    roles = ADMIN
    title = "设岗"
    submit = "设岗"
    saved = "岗位已设。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return PostForm(self.jurisdiction, data)

    def save(self, form: Any) -> Any:
        return actions.give_post(_account(self.kwargs["pk"]), by=self.request.user, **form.cleaned_data)

    def back(self) -> str:
        return url("account", self.kwargs["pk"])


class _PostPage(EditPage):
    """Something done to one post within the administrator's city."""

    roles = ADMIN

    @property
    def post_row(self) -> Post:
        if not hasattr(self, "_post_row"):
            self._post_row = self.find(Post.objects.select_related("user", "region"), pk=self.kwargs["pk"])
        return self._post_row

    def back(self) -> str:
        return url("account", self.post_row.user_id)


class PostDeputise(_PostPage):
    title = "设代理"
    submit = "设代理"
    saved = "代理已设。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return DeputyForm(self.post_row, data)

    def save(self, form: Any) -> Any:
        return actions.deputise(self.post_row, by=self.request.user, **form.cleaned_data)


class PostEnd(_PostPage):
    title = "终止岗位"
    submit = "终止"
    saved = "岗位已终止。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return EndPostForm(data)

    def save(self, form: Any) -> Any:
        return actions.end_post(
            self.post_row,
            on=form.cleaned_data["ends_on"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )


@verb(roles.ADMIN)
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password, shown once."""
    user = _account(pk)
    return _show_password(request, user, actions.reset_password(user))


class AccountActive(EditPage):
    """Disable or enable an account, with the reason."""

    roles = ADMIN

    @property
    def account(self) -> User:
        return _account(self.kwargs["pk"])

    @property
    def title(self) -> str:  # type: ignore[override]
        return "停用账号" if self.account.is_active else "启用账号"

    def form(self, data: Any = None, files: Any = None) -> Form:
        return AccountActiveForm(data, initial={"active": "no" if self.account.is_active else "yes"})

    def save(self, form: Any) -> Any:
        return actions.set_active(self.account, by=self.request.user, **form.cleaned_data)

    def back(self) -> str:
        return url("account", self.kwargs["pk"])


def _account(pk: int) -> User:
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise Http404
    return user


def _show_password(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """The one moment at which a first password can be read."""
    return TemplateResponse(
        request, "stations/account_password.html", {"title": "初始口令", "object": user, "password": password}
    )
