"""The account a server runs under when its starter is root, and what that account can reach.

PostgreSQL refuses to run as root. ``nobody`` is on every Linux and owns nothing, whereas a database
server's own account (``postgres``) would put the machine's real databases within reach.
"""

import os
import pwd
import subprocess
from pathlib import Path
from typing import TypedDict

from kit.embedded import CannotRun


class Account(TypedDict):
    """Credentials as ``subprocess`` takes them; all None: one's own."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


OWN = Account(user=None, group=None, extra_groups=None)


def serving_account(data: Path) -> Account:
    """Return the account to serve ``data`` under: one's own or, for root, its owner's or ``nobody``'s.

    Raises CannotRun.
    """
    if os.geteuid() != 0:
        return OWN
    if data.exists():
        owner = data.stat()
        return Account(user=owner.st_uid, group=owner.st_gid, extra_groups=[])
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise CannotRun("系统里没有 nobody 用户,数据库不能以 root 身份运行。请改用普通用户启动。") from None
    return Account(user=entry.pw_uid, group=entry.pw_gid, extra_groups=[])


def can_run(account: Account, path: Path) -> bool:
    """Tell whether the account may run the program, or enter the folder, at ``path``: found by trying."""
    trial = subprocess.run(["test", "-x", str(path)], cwd="/", check=False, **account)  # noqa: S603, S607
    return trial.returncode == 0


def give(account: Account, path: Path) -> None:
    """Make a file or folder of one's own the account's."""
    if account["user"] is not None and account["group"] is not None:
        os.chown(path, account["user"], account["group"])
