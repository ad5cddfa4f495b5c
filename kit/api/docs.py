"""The description of the open endpoints: the OpenAPI schema, and a page that reads it without any network."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularSwaggerSplitView

from kit.gate import PUBLIC, door


class ClosedShape(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """What refuses unknown keys says so in the schema; the notes to programmers of this portal stay here."""

    target_class = "kit.api.question.Shape"
    match_subclasses = True

    def get_name(self, auto_schema: Any, direction: Any) -> str:
        name: str = type(self.target).__name__
        return name.removesuffix("Shape")

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        schema.pop("description", None)
        return {**schema, "additionalProperties": False}


@door(PUBLIC)
def schema(request: HttpRequest) -> HttpResponse:
    """The OpenAPI schema as JSON; it does not change while the portal runs."""
    return HttpResponse(_written(), content_type=OpenApiJsonRenderer.media_type)


@cache
def _written() -> bytes:
    described = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    written: bytes = OpenApiJsonRenderer().render(described)
    return written


# The page and its script are two requests: the content security policy runs no script inside a page.
docs = door(PUBLIC)(SpectacularSwaggerSplitView.as_view(url_name="api_schema"))
