"""Whatever goes wrong is answered in one shape: ``{"errors": {field: [sentences]}}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import (
    APIException,
    MethodNotAllowed,
    ParseError,
    Throttled,
    UnsupportedMediaType,
)
from rest_framework.response import Response
from rest_framework.views import exception_handler

from kit.api.parsing import MOST_BYTES, TooLarge
from kit.api.question import WHOLE


def errors(found: Mapping[str, list[str]], status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The one shape of an error."""
    return Response({"errors": dict(found)}, status=status, headers=dict(headers or {}))


def handle(problem: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: its status and headers, our shape and words."""
    answer = exception_handler(problem, dict(context))
    if answer is None or not isinstance(problem, APIException):
        return answer
    field, sentence = _words(problem)
    answer.data = {"errors": {field: [sentence]}}
    return answer


def _words(problem: APIException) -> tuple[str, str]:
    match problem:
        case ParseError():
            return WHOLE, str(problem.detail)
        case MethodNotAllowed():
            return "method", "这个地址只接受 POST,请把问题写成 JSON 提交。"
        case UnsupportedMediaType():
            return WHOLE, "只接受 JSON,请把 Content-Type 设为 application/json。"
        case TooLarge():
            return WHOLE, f"内容超过 {MOST_BYTES // 1024} KB,没有读取,请只提交一个问题。"
        case Throttled():
            seconds = max(1, int(getattr(problem, "wait", None) or 1))
            return "rate", f"提问太频繁,请 {seconds} 秒后再试。"
    return WHOLE, "这个请求没有被接受,请按接口说明提交。"
