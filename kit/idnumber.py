"""The citizen identity number (GB 11643-1999) as a value that prints masked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_NUMBER = re.compile(r"[1-9][0-9]{16}[0-9X]")
_LEGACY = re.compile(r"[1-9][0-9]{14}")
_CENTURIES = (18, 19, 20)
# What text cells carry in from spreadsheets and copied pages: the mark of a text cell, marks without width.
_DEBRIS = re.compile(r"['’‘`\s\u200b-\u200f\u202a-\u202e\ufeff]+")
_EXCEL_NUMBER = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+|[0-9]{15,}\.0*", re.IGNORECASE)
_EXCEL_ADVICE = "Excel 已把身份证号码变成数字,后几位已丢失;请先把该列设为“文本”格式,再重新填写号码"


@dataclass(frozen=True, slots=True, repr=False)
class IdNumber:
    """A valid 18-digit number, shown as ``110105********002X`` wherever it is printed or formatted.

    Made from the canonical 18 characters; ``parse`` takes what people type. ValueError, with a Chinese reason
    that never repeats the number, for anything that is no valid number.
    """

    full: str

    def __post_init__(self) -> None:
        _check_form(self.full)
        _birth_date(self.full)
        _check_check_digit(self.full)

    @classmethod
    def parse(cls, text: str, *, on: date | None = None) -> IdNumber:
        """The number in ``text``: full-width digits, blanks and a small x are mended.

        With ``on``, a birth date after that day is refused too.
        """
        written = _tidy(text)
        if _EXCEL_NUMBER.fullmatch(written):
            raise ValueError(_EXCEL_ADVICE)
        number = cls(written)
        if on is not None and number.birth_date > on:
            raise ValueError(f"身份证号码中的出生日期晚于{on:%Y-%m-%d},请对照证件核对第7至14位")
        return number

    @classmethod
    def from_legacy(cls, text: str) -> IdNumber:
        """The 18-digit number that replaced a 15-digit one of before October 1999."""
        written = _tidy(text)
        if not _LEGACY.fullmatch(written):
            raise ValueError("旧身份证号码应为15位数字,且首位不为0")
        # The order numbers 996 to 999 were kept for people over a hundred, born in the century before.
        century = "18" if written[12:] >= "996" else "19"
        first17 = written[:6] + century + written[6:]
        return cls(first17 + check_digit(first17))

    @property
    def masked(self) -> str:
        return f"{self.full[:6]}********{self.full[-4:]}"

    @property
    def area(self) -> str:
        """The 6-digit code of the division that first gave the number."""
        return self.full[:6]

    @property
    def birth_date(self) -> date:
        return _birth_date(self.full)

    @property
    def sex(self) -> str:
        return "男" if int(self.full[16]) % 2 else "女"

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"IdNumber({self.masked})"

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)


def is_valid(text: str, *, on: date | None = None) -> bool:
    """Whether ``IdNumber.parse`` would accept the text."""
    try:
        IdNumber.parse(text, on=on)
    except ValueError:
        return False
    return True


def check_digit(first17: str) -> str:
    """The 18th character (ISO 7064 MOD 11-2) for the first 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True))
    return _CHECK_DIGITS[total % 11]


def _tidy(text: str) -> str:
    return _DEBRIS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _check_form(number: str) -> None:
    if len(number) == 15 and _LEGACY.fullmatch(number):
        raise ValueError("这是15位的旧身份证号码,请填写现用的18位号码")
    if len(number) != 18:
        raise ValueError(f"身份证号码应为18位,现在是{len(number)}位,请核对")
    if not _NUMBER.fullmatch(number):
        raise ValueError("身份证号码前17位只能是数字且首位不为0,第18位只能是数字或X,请核对")


def _birth_date(number: str) -> date:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    born: date | None
    try:
        born = date(year, month, day)
    except ValueError:
        born = None
    if born is None or year // 100 not in _CENTURIES:
        raise ValueError("身份证号码第7至14位不是真实的出生日期,请对照证件核对")
    return born


def _check_check_digit(number: str) -> None:
    if check_digit(number[:17]) == number[17]:
        return
    if number.endswith("000"):
        # A spreadsheet keeps 15 digits of a number and fills up with zeros.
        raise ValueError(f"身份证号码的校验码不符且末三位是000,多半是 {_EXCEL_ADVICE}")
    raise ValueError("身份证号码的校验码(第18位)与前17位不符,可能有一位录错,请对照证件逐位核对")
