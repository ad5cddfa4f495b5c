"""JSON as it was written: exact numbers, no key twice, no guess."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MOST_BYTES = 64 * 1024
# Longer than any number that is meant; cut there it is still beyond every limit, and costs nothing to read.
MOST_DIGITS = 30


class TooLarge(APIException):
    """A body that no question needs."""

    status_code = 413


class StrictJSON(BaseParser):
    """Reads UTF-8 JSON; decimals stay exact, and what JSON does not know (NaN) is left for its field to refuse."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise TooLarge
        try:
            return json.loads(
                raw.decode("utf-8-sig"),
                parse_int=_whole,
                parse_float=_decimal,
                parse_constant=lambda _: Decimal("NaN"),
                object_pairs_hook=_each_once,
            )
        except json.JSONDecodeError as error:
            place = f"第 {error.lineno} 行第 {error.colno} 个字符"
            raise ParseError(f"内容不是完整的 JSON,{place}附近有误,请核对引号、逗号和括号。") from error
        except UnicodeDecodeError as error:
            raise ParseError("内容不是 UTF-8 编码的文字,请改用 UTF-8 提交。") from error
        except RecursionError as error:
            raise ParseError("内容的括号层数太多,请按接口说明填写。") from error


def shown(key: str) -> str:
    """A key of the request as it can be written back: shortened, and without what is no character."""
    return key[:60].encode("utf-8", "backslashreplace").decode()


def _whole(text: str) -> int:
    return int(text[:MOST_DIGITS])


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError:  # an exponent beyond what decimals hold
        return Decimal("NaN")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ParseError(f"“{shown(twice)}”写了不止一次,请只留一个。")
    return found
