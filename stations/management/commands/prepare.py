"""Make the database ready to serve: roles, tables, rights, policy documents, and the demo where it is asked for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from psycopg2 import Error, errors

from kit import roles
from stations.database import grant_rights
from stations.documents import load_shipped_documents
from stations.parameters import load_shipped_parameters
from stations.startup import is_loopback, open_to_strangers


class Command(BaseCommand):
    help = "Create roles, migrate, grant rights and load the policy documents. Run it as the owner of the database."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo too, unless it is there")

    def handle(self, *, demo: bool, **options: Any) -> None:
        if demo:
            self._refuse_open_host()
        self._roles()
        call_command("migrate", verbosity=0, interactive=False)
        grant_rights()
        loaded = load_shipped_documents()
        load_shipped_parameters()
        self.stdout.write(f"数据库已就绪,政策文件 {len(loaded)} 件。")
        if demo:
            self._demo()
        if reason := open_to_strangers():
            raise CommandError(reason)

    def _refuse_open_host(self) -> None:
        if not is_loopback(settings.HOST):
            raise CommandError(
                f"演示的口令是公开的,不能在 {settings.HOST} 上开放:请设 DEMO=0,或把 HOST 改回 127.0.0.1。"
            )

    def _demo(self) -> None:
        try:
            call_command("demo", stdout=self.stdout)
        except CommandError as refusal:
            self.stdout.write(f"没有载入演示:{refusal}")

    def _roles(self) -> None:
        password = settings.DATABASE_APP_PASSWORD
        if not password:
            raise CommandError("请设置环境变量 DATABASE_APP_PASSWORD(应用角色的口令)。")
        try:
            roles.ensure_roles(settings.DATABASE_URL, app_password=password)
        except errors.InsufficientPrivilege as error:
            raise CommandError(
                f"数据库用户无权创建角色 {roles.APP_ROLE} 和 {roles.READER_ROLE}:"
                "请用有 CREATEROLE 权限的所有者运行,或先由管理员建好这两个角色。"
            ) from error
        except Error as error:
            raise CommandError(f"连不上数据库:{error}") from error
