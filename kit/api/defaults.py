"""What holds for every endpoint that does not say otherwise; the settings name these."""

from __future__ import annotations

from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import BasePermission

from kit.api.parsing import StrictJSON


def is_json(content_type: str) -> bool:
    return content_type.split(";")[0].strip().lower() == StrictJSON.media_type


class Closed(BasePermission):
    """An endpoint that does not say who may ask answers nobody."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return False


class AlwaysJSON(BaseContentNegotiation):
    """There is one way to read and one to answer, whatever a client says it would rather have."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0] if is_json(request.content_type) else None

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type
