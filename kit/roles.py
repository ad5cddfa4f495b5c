"""The database's own roles: an owner migrates, an application role serves, a reader role looks without writing.

Superusers, table owners and BYPASSRLS see through row-level security, so the portal refuses to serve under one.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import psycopg2
from psycopg2 import errors, sql

APP_ROLE = "cunzhan_app"
READER_ROLE = "cunzhan_reader"


def ensure_roles(connection_url: str, *, app_password: str) -> None:
    """Create the application and reader roles of a cluster where they are missing, and set the password.

    ``connection_url`` is a superuser's or an owner's with CREATEROLE. Roles belong to the whole cluster: call this
    once per cluster, not once per database. Raises ``psycopg2.Error`` where the owner may not create roles.
    """
    connection = psycopg2.connect(connection_url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            _create(cursor, READER_ROLE, "NOLOGIN")
            _create(cursor, APP_ROLE, "LOGIN")
            cursor.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(APP_ROLE), sql.Literal(app_password)
                )
            )
            for granted, to in ((READER_ROLE, APP_ROLE), (APP_ROLE, None), (READER_ROLE, None)):
                member = sql.Identifier(to) if to else sql.SQL("CURRENT_USER")
                cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(granted), member))
    finally:
        connection.close()


def _create(cursor: Any, role: str, login: str) -> None:
    # It may be there already, or be created at this very moment by another portal of the same cluster.
    with suppress(errors.DuplicateObject, errors.UniqueViolation):
        cursor.execute(
            sql.SQL("CREATE ROLE {} {} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(
                sql.Identifier(role), sql.SQL(login)
            )
        )


def grant(cursor: Any, *, append_only: Iterable[str], function_only: Iterable[str]) -> None:
    """Give the two roles what they need in this database, and no more.

    ``append_only`` tables may be read and added to; ``function_only`` tables are written by SECURITY DEFINER
    functions alone. Runs as the owner after every migration; running it again changes nothing.
    """
    app, reader = sql.Identifier(APP_ROLE), sql.Identifier(READER_ROLE)
    cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(app, reader))
    cursor.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}, {}").format(app, reader))
    cursor.execute(sql.SQL("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(app))
    cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(app))
    for table in append_only:
        cursor.execute(
            sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), app)
        )
    for table in function_only:
        cursor.execute(
            sql.SQL("REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(
                sql.Identifier(table), app
            )
        )


def unfit_to_serve(cursor: Any) -> str | None:
    """Why the connected role must not serve people, in Chinese; None where it may."""
    cursor.execute(
        "SELECT rolname, rolsuper, rolbypassrls,"
        " EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        "  WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relowner = r.oid)"
        " FROM pg_roles r WHERE rolname = session_user"
    )
    name, superuser, bypass, owner = cursor.fetchone()
    if superuser:
        return f"数据库用户 {name} 是超级用户,看得到所有行;请改用应用角色 {APP_ROLE} 登录。"
    if bypass:
        return f"数据库用户 {name} 带有 BYPASSRLS,行级安全对它不起作用;请改用应用角色 {APP_ROLE} 登录。"
    if owner:
        return f"数据库用户 {name} 是表的所有者;请改用应用角色 {APP_ROLE} 登录,所有者只用于迁移。"
    return None
