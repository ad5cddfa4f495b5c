"""How often a stranger may ask: so many questions a minute from one address."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework.throttling import SimpleRateThrottle

log = logging.getLogger(__name__)


class PerAddress(SimpleRateThrottle):
    """At most ``CALCULATOR_RATE`` ("600/min"; None for no limit), by the address that ``kit.proxies`` found.

    What a client writes into a header is not believed.
    """

    scope = "open"

    def get_rate(self) -> str | None:
        rate: str | None = settings.CALCULATOR_RATE
        return rate

    def get_cache_key(self, request: Any, view: Any) -> str:
        return self.cache_format % {
            "scope": self.scope,
            "ident": _household(request.META.get("REMOTE_ADDR", "")),
        }

    def allow_request(self, request: Any, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except RedisError as error:
            # The count is a courtesy to others; a portal that cannot count still answers.
            log.warning("Requests are not being counted: %s", error)
            return True


def _household(address: str) -> str:
    """An address, or the network that one customer of IPv6 is given."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False)[0])
