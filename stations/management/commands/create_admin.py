"""The first administrator of a portal without a demo."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from kit.months import today
from kit.scope import everywhere
from stations.actions.accounts import create_admin
from stations.models import Region, User
from stations.places import Place, Tier


class Command(BaseCommand):
    help = (
        "Open the account of a city's first administrator; the password must be changed at the first log-in."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--username", required=True, help="the log-in name")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--city", required=True, metavar="CODE", help="the city, by its code of 4 digits")

    def handle(self, *, username: str, name: str, city: str, **options: Any) -> None:
        try:
            with everywhere(user="create_admin"):
                region = _city(city)
                newcomer = User(username=username, name=name)
                newcomer.clean_fields(exclude=["password"])
                newcomer.validate_unique()
                password = _password()
                validate_password(password, newcomer)
                create_admin(username=username, name=name, password=password, city=region)
        except ValidationError as error:
            raise CommandError(_in_words(error)) from error
        self.stdout.write(f"已为{region.name}开设系统管理员账号 {username},首次登录须改密码。")


def _in_words(error: ValidationError) -> str:
    """All that is wrong, each with the field it is about; what has no field is about the password."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"password": error.messages}
    labels = {field.name: str(field.verbose_name) for field in User._meta.fields} | {"password": "口令"}
    return " ".join(f"{labels[field]}:{''.join(messages)}" for field, messages in by_field.items())


def _city(code: str) -> Region:
    try:
        place = Place.parse(code)
    except ValueError as error:
        raise CommandError(f"--city 后面的{error}。") from error
    if place.tier != Tier.CITY:
        raise CommandError(f"--city 应是 4 位的市级代码,现在是“{code}”。")
    city = Region.objects.open_on(today()).filter(tier=place.tier, code=place.code).first()
    if city is None:
        raise CommandError(f"库里没有代码为“{code}”的市,请先用 load_divisions 导入区划。")
    return city


def _password() -> str:
    """From the environment, or typed twice where somebody sits at a terminal."""
    if given := os.environ.get("ADMIN_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        raise CommandError("请在终端里运行以便输入口令,或设置环境变量 ADMIN_PASSWORD。")
    password = getpass.getpass("口令:")
    if password != getpass.getpass("再输一遍:"):
        raise CommandError("两次输入的口令不一致,请重新运行。")
    return password
