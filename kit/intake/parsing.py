"""Cells of a spreadsheet into typed values: what people type is taken, what is doubtful is refused.

Every function raises ValueError with a Chinese reason that says how to mend the cell and never
repeats what stands in it: reasons are kept where the contents of cells must not be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kit.money import yuan
from kit.months import Month
from kit.sheets import Kind
from kit.sheets.safetext import safe_text

LARGEST_INTEGER = 999_999_999
LARGEST_DECIMAL = Decimal(10) ** 12
MOST_PLACES = 6
EXACT_IN_EXCEL = 10**15  # spreadsheets keep fifteen digits of a number
OLDEST_YEAR, LATEST_YEAR = 1900, 2200  # spreadsheets know no day before 1900

_NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_SPOILT_CODE = re.compile(r"[0-9]+(?:\.[0-9]+)?[Ee]\+?[0-9]+|[0-9]{15,}\.0+")
_DATE = re.compile(r"([0-9]{4})([-./年])([0-9]{1,2})[-./月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})月?|([0-9]{4})([0-9]{2})")
_INVISIBLE = re.compile("[\\s\u200b\u200c\u200d\u2060\ufeff]")
_MOST_CHOICES_NAMED = 8


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and greatest number and the longest text taken; None lifts a bound of numbers."""

    minimum: int | Decimal | None
    maximum: int | Decimal | None
    max_length: int


def read_value(kind: Kind, raw: Any, bounds: Bounds, choices: Mapping[Any, str] | None) -> Any:
    """Return the value of the non-blank cell ``raw``: str, int, Decimal, date, Month or a choice's value."""
    match kind:
        case Kind.TEXT:
            return _text(raw, bounds)
        case Kind.CODE:
            return _code(raw, bounds)
        case Kind.INTEGER:
            return _integer(raw, bounds)
        case Kind.DECIMAL:
            return _decimal(raw, bounds)
        case Kind.MONEY:
            return _within(yuan(_number(raw)), bounds.minimum, bounds.maximum)
        case Kind.DATE:
            return _date(raw)
        case Kind.MONTH:
            return _month(raw)
        case Kind.CHOICE if choices is not None:
            return _choice(raw, choices)
    raise ValueError(f"no way to read a {kind}")


def is_blank(raw: Any) -> bool:
    """Tell whether a cell holds nothing people can see."""
    return raw is None or (isinstance(raw, str) and not _INVISIBLE.sub("", raw))


def raw_text(raw: Any) -> str:
    """Return a cell as text, the way the spreadsheet shows it by default."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return f"{raw:.15g}"
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat()
    return "" if raw is None else safe_text(str(raw))


def _text(raw: Any, bounds: Bounds) -> str:
    text = raw_text(raw).strip()
    if len(text) > bounds.max_length:
        raise ValueError(f"文字太长,有 {len(text)} 个字,最多 {bounds.max_length} 个字,请缩短")
    return text


def _code(raw: Any, bounds: Bounds) -> str:
    if isinstance(raw, bool | date | time | timedelta):
        raise ValueError("这一列应填号码,请把单元格设为“文本”格式后重新填写")
    if isinstance(raw, float) and not raw.is_integer():
        raise ValueError("号码里不应有小数,请把单元格设为“文本”格式后重新填写")
    if isinstance(raw, int | float):
        _refuse_spoilt(abs(raw) >= EXACT_IN_EXCEL)
        return str(int(raw))
    code = _INVISIBLE.sub("", unicodedata.normalize("NFKC", safe_text(str(raw))))
    _refuse_spoilt(_SPOILT_CODE.fullmatch(code) is not None)
    return _text(code, bounds)


def _refuse_spoilt(spoilt: bool) -> None:
    if spoilt:
        raise ValueError("号码被 Excel 当成数字,末尾几位已经丢失,请把这一列设为“文本”格式后重新填写完整号码")


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool | date | time | timedelta):
        raise ValueError("这一格应填数字,请改为数字并把单元格设为“常规”格式")
    if isinstance(raw, float):
        # Fifteen digits are what the spreadsheet shows; the rest is noise of its binary sums.
        number = Decimal(f"{raw:.15g}")
    elif isinstance(raw, int):
        number = Decimal(raw)
    else:
        number = _written_number(str(raw))
    if not number.is_finite():
        raise ValueError("这一格不是一个确定的数,请重新填写")
    return number


def _written_number(text: str) -> Decimal:
    tidy = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).replace("−", "-").lstrip("¥")
    if not _NUMBER.fullmatch(tidy):
        raise ValueError("应填阿拉伯数字,不带单位和其他文字")
    return Decimal(tidy.replace(",", ""))


def _integer(raw: Any, bounds: Bounds) -> int:
    number = _number(raw)
    if number != number.to_integral_value():
        raise ValueError("应填整数,不能有小数")
    largest = LARGEST_INTEGER if bounds.maximum is None else bounds.maximum
    return int(_within(number, bounds.minimum, largest))


def _decimal(raw: Any, bounds: Bounds) -> Decimal:
    largest = LARGEST_DECIMAL if bounds.maximum is None else bounds.maximum
    number = _within(_number(raw), bounds.minimum, largest)
    if number != round(number, MOST_PLACES):
        raise ValueError(f"最多 {MOST_PLACES} 位小数,请四舍五入后填写")
    return number


def _within(number: Decimal, minimum: int | Decimal | None, maximum: int | Decimal | None) -> Decimal:
    if minimum is not None and number < minimum:
        raise ValueError(f"不能小于 {minimum:,},请核对")
    if maximum is not None and number > maximum:
        raise ValueError(f"不能大于 {maximum:,},请核对")
    return number


def _date(raw: Any) -> date:
    if isinstance(raw, date):
        return _plausible(raw.date() if isinstance(raw, datetime) else raw)
    found = _DATE.fullmatch(_compact(raw))
    if not found:
        raise ValueError("日期应写成 2010-03-05 的样子")
    parts = (found[1], found[3], found[4]) if found[1] else found.group(5, 6, 7)
    try:
        return _plausible(date(*map(int, parts)))
    except ValueError:
        raise ValueError("没有这一天,请核对年月日") from None


def _plausible(day: date) -> date:
    if not OLDEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValueError(f"年份应在 {OLDEST_YEAR} 到 {LATEST_YEAR} 之间,请核对")
    return day


def _month(raw: Any) -> Month:
    if isinstance(raw, date):
        day = _plausible(raw)
        return Month(day.year, day.month)
    found = _MONTH.fullmatch(_compact(raw))
    if not found:
        raise ValueError("月份应写成 2010-03 的样子")
    year, month = (found[1], found[2]) if found[1] else found.group(3, 4)
    return Month(int(year), int(month))


def _compact(raw: Any) -> str:
    """The text of a date without blanks. A number counts only when its digits are a date: 20100305.

    2010.1 as a number may have been typed as 2010.10, and the spreadsheet's day numbers say nothing
    to the person who reads them.
    """
    if isinstance(raw, bool | time | timedelta):
        return ""
    if isinstance(raw, int | float):
        return str(int(raw)) if raw == raw // 1 else ""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", str(raw)))


def _choice(raw: Any, choices: Mapping[Any, str]) -> Any:
    text = _folded(raw_text(raw))
    for value, label in choices.items():
        if _folded(label) == text:
            return value
    named = "、".join(list(choices.values())[:_MOST_CHOICES_NAMED])
    more = "等" if len(choices) > _MOST_CHOICES_NAMED else ""
    raise ValueError(f"不在可选范围内,请从下拉列表中选择:{named}{more}")


def _folded(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
