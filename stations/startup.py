"""What must hold before the portal serves anybody."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.urls import get_resolver

from kit.gate import undeclared_doors
from kit.roles import unfit_to_serve
from stations.models import User


def ready_to_serve() -> None:
    """Refuse to start with an undeclared door, an all-seeing database role, or demo people open to the network."""
    if undeclared := undeclared_doors(get_resolver()):
        raise ImproperlyConfigured(f"Doors without declared roles: {', '.join(undeclared)}")
    with connection.cursor() as cursor:
        if reason := unfit_to_serve(cursor):
            raise ImproperlyConfigured(reason)
    if reason := open_to_strangers():
        raise ImproperlyConfigured(reason)
    connection.close()


def open_to_strangers() -> str | None:
    """Why the portal must not open on this address: demo people have a public password. None where it may."""
    if is_loopback(settings.HOST) or not User.objects.filter(is_demo=True).exists():
        return None
    return (
        f"库里有演示人员(口令是公开的),门户不能在 {settings.HOST} 上开放;"
        "请先运行 manage.py demo --remove,或把 HOST 改回 127.0.0.1。"
    )


def is_loopback(host: str) -> bool:
    """Whether an address to bind to can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
