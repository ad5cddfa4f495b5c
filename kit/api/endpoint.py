"""An open endpoint: one question posted as JSON, one answer. No log-in, no session, no cookie."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kit.api.defaults import AlwaysJSON, is_json
from kit.api.errors import errors
from kit.api.parsing import MOST_BYTES, TooLarge
from kit.api.question import Question, Shape, Wrong
from kit.gate import PUBLIC


class OpenEndpoint(APIView):
    """Answers one kind of ``question``, posted by anybody."""

    question: ClassVar[type[Question]]
    authentication_classes = ()
    permission_classes = (AllowAny,)
    content_negotiation_class = AlwaysJSON
    http_method_names = ["post"]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        view: Any = super().as_view(**initkwargs)
        view.door, view.methods = PUBLIC, ("POST",)
        return view

    def post(self, request: Request) -> Response:
        try:
            answer = self.question(data=_body(request)).answered()
        except Wrong as wrong:
            return errors(wrong.errors, 400)
        return Response(answer.as_json())


def _body(request: Request) -> Any:
    """The body, read only if it is JSON, not empty, and of a size that a question has."""
    given = str(request.META.get("CONTENT_LENGTH") or "0")
    length = int(given) if given.isdecimal() else 0
    if (length or request.content_type) and not is_json(request.content_type):
        raise UnsupportedMediaType(request.content_type)
    if not length:
        raise ParseError("请求没有内容,请把问题写成 JSON 提交。")
    if length > MOST_BYTES:
        raise TooLarge
    return request.data


class ErrorsShape(Shape):
    """What is wrong: for each field, or for the whole (``body``), sentences that say how to mend it."""

    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(), min_length=1), label="错误"
    )  # type: ignore[assignment]


# What every open endpoint may answer besides its answer, for the schema.
PROBLEMS = {
    400: OpenApiResponse(ErrorsShape, "问题读不懂或不合要求:逐项说明"),
    405: OpenApiResponse(ErrorsShape, "只接受 POST"),
    413: OpenApiResponse(ErrorsShape, "内容太大"),
    415: OpenApiResponse(ErrorsShape, "不是 JSON"),
    429: OpenApiResponse(ErrorsShape, "提问太频繁,请稍后再试"),
}
