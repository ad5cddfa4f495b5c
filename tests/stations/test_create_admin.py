"""The first administrator of a portal without a demo."""

import getpass
import sys
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kit.months import today
from stations import roles
from stations.models import AuditEvent, Post, User
from tests.cast import Cast

GOOD = "Shan-shui-8821"


def create_admin(**changed: str) -> str:
    said = StringIO()
    call_command(
        "create_admin", **{"username": "guan", "name": "管一一", "city": "3303", **changed}, stdout=said
    )
    return said.getvalue()


@pytest.fixture
def password(monkeypatch: pytest.MonkeyPatch) -> Any:
    def given(text: str) -> None:
        monkeypatch.setenv("ADMIN_PASSWORD", text)

    given(GOOD)
    return given


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody at a terminal who types these, one after the other."""

    def at_a_terminal(*answers: str) -> None:
        left = list(answers)
        monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr(getpass, "getpass", lambda prompt: left.pop(0))

    return at_a_terminal


def test_the_account_has_the_post_at_the_city_and_must_change_its_password(cast: Cast, password: Any) -> None:
    assert create_admin() == "已为温州市开设系统管理员账号 guan,首次登录须改密码。\n"
    user = User.objects.get(username="guan")
    assert (user.name, user.must_change_password, user.is_demo) == ("管一一", True, False)
    assert user.check_password(GOOD)
    post = Post.objects.get(user=user)
    assert (post.role, post.region, post.starts_on, post.ends_on) == (roles.ADMIN, cast.city, today(), None)
    event = AuditEvent.objects.get()
    assert (event.verb, event.user_name, event.object_label) == (
        "设岗",
        "create_admin",
        "温州市 · 系统管理员",
    )


def test_the_password_may_be_typed_twice(cast: Cast, typed: Any) -> None:
    typed(GOOD, GOOD)
    create_admin()
    assert User.objects.get(username="guan").check_password(GOOD)


def test_two_different_passwords_are_refused(cast: Cast, typed: Any) -> None:
    typed(GOOD, GOOD + "x")
    with pytest.raises(CommandError, match="两次输入的口令不一致,请重新运行。"):
        create_admin()
    assert not User.objects.filter(username="guan").exists()


def test_without_a_terminal_the_environment_must_say_the_password(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    with pytest.raises(CommandError, match="请在终端里运行以便输入口令,或设置环境变量 ADMIN_PASSWORD。"):
        create_admin()


@pytest.mark.parametrize(
    ("weak", "reason"),
    [
        ("short-8", "口令:口令太短,至少要 10 个字符。"),
        ("8472910563", "口令:密码只包含数字。"),
        ("guan-guan", "口令:口令太短,至少要 10 个字符。"),
        ("password123", "口令:这个密码太常见了。"),
    ],
)
def test_a_weak_password_is_refused_in_chinese(cast: Cast, password: Any, weak: str, reason: str) -> None:
    password(weak)
    with pytest.raises(CommandError) as refusal:
        create_admin()
    assert str(refusal.value) == reason
    assert not User.objects.filter(username="guan").exists()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"city": "3399"}, "库里没有代码为“3399”的市,请先用 load_divisions 导入区划。"),
        ({"city": "330302"}, "--city 应是 4 位的市级代码,现在是“330302”。"),
        ({"city": "温州"}, "--city 后面的代码“温州”含有数字以外的字符。"),
        ({"username": "lin"}, "登录名:这个登录名已有人使用。"),
        ({"username": "a b"}, "登录名:登录名只能用汉字、字母、数字、点、横线和下划线。"),
        ({"name": ""}, "姓名:此字段不能为空。"),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(
    cast: Cast, password: Any, changed: dict[str, str], reason: str
) -> None:
    before = list(User.objects.order_by("pk").values_list("username", flat=True))
    with pytest.raises(CommandError) as refusal:
        create_admin(**changed)
    assert str(refusal.value) == reason
    assert list(User.objects.order_by("pk").values_list("username", flat=True)) == before
