"""System checks: every door declares who may enter."""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, Tags, register
from django.urls import get_resolver

from kit.gate import undeclared_doors


@register(Tags.urls)
def doors_are_declared(app_configs: Any, **kwargs: Any) -> list[Error]:
    """An address whose view says nothing about roles is an error."""
    return [
        Error(f"{route} declares no door.", hint="Use kit.gate.door(…) or roles on the page.", id="kit.E001")
        for route in undeclared_doors(get_resolver())
    ]
