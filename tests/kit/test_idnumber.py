"""Citizen numbers: read generously, checked strictly, printed masked."""

from __future__ import annotations

import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.idnumber import IdNumber, check_digit, is_valid

PUBLISHED = "11010519491231002X"


@st.composite
def numbers(draw: st.DrawFn) -> str:
    area = draw(st.integers(110000, 829999))
    born = draw(st.dates(date(1900, 1, 1), date(2025, 12, 31)))
    order = draw(st.integers(1, 999))
    first17 = f"{area}{born:%Y%m%d}{order:03d}"
    return first17 + check_digit(first17)


def reason(text: str, *, on: date | None = None) -> str:
    with pytest.raises(ValueError, match="身份证号码") as refusal:
        IdNumber.parse(text, on=on)
    return str(refusal.value)


def test_the_published_number_says_who_it_is_for() -> None:
    number = IdNumber.parse(PUBLISHED)
    assert (number.full, number.area, number.birth_date, number.sex) == (
        PUBLISHED,
        "110105",
        date(1949, 12, 31),
        "女",
    )


def test_a_number_prints_masked_in_every_way() -> None:
    number = IdNumber.parse(PUBLISHED)
    masked = "110105********002X"
    shown = [str(number), f"{number}", f"{number:>20}", "%s" % number, repr([number]), number.masked]  # noqa: UP031
    assert shown == [masked, masked, f"  {masked}", masked, f"[IdNumber({masked})]", masked]


@pytest.mark.parametrize(
    "written",
    [
        "11010519491231002x",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "\u300011010519491231002x\n",
        "\ufeff11010519491231002X",
        "\u202d11010519491231002X\u202c",
        "110105\xa019491231002X",
    ],
)
def test_what_people_type_is_mended(written: str) -> None:
    assert IdNumber.parse(written).full == PUBLISHED


def test_every_refusal_says_what_is_wrong() -> None:
    excel = "Excel 已把身份证号码变成数字,后几位已丢失;请先把该列设为“文本”格式,再重新填写号码"
    characters = "身份证号码前17位只能是数字且首位不为0,第18位只能是数字或X,请核对"
    birth = "身份证号码第7至14位不是真实的出生日期,请对照证件核对"
    reasons = {
        "": "身份证号码应为18位,现在是0位,请核对",
        "1101051949123100": "身份证号码应为18位,现在是16位,请核对",
        "110105491231002": "这是15位的旧身份证号码,请填写现用的18位号码",
        "1101051949123100AX": characters,
        "01010519491231002X": characters,
        "11010519490229002X": birth,
        "11010500010101002X": birth,
        "11010529491231002X": birth,
        "110105194912310021": "身份证号码的校验码(第18位)与前17位不符,可能有一位录错,请对照证件逐位核对",
        "110105194912310000": f"身份证号码的校验码不符且末三位是000,多半是 {excel}",
        "3.3E+17": excel,
        "3.30302198001010e+17": excel,
        "330302198001010000.0": excel,
    }
    assert {text: reason(text) for text in reasons} == reasons


def test_a_birth_date_in_the_future_needs_the_day_to_be_seen() -> None:
    assert IdNumber.parse(PUBLISHED, on=date(1949, 12, 31)).full == PUBLISHED
    assert reason(PUBLISHED, on=date(1949, 12, 30)) == (
        "身份证号码中的出生日期晚于1949-12-30,请对照证件核对第7至14位"
    )
    assert [is_valid(PUBLISHED, on=day) for day in (None, date(1949, 12, 31), date(1949, 12, 30))] == [
        True,
        True,
        False,
    ]


def test_no_value_exists_that_was_not_checked() -> None:
    for wrong in (PUBLISHED.lower(), "110105194912310021", "junk"):
        with pytest.raises(ValueError, match="身份证号码"):
            IdNumber(wrong)


@given(numbers())
def test_every_number_parses_and_tells_no_secret(full: str) -> None:
    number = IdNumber.parse(full.lower())
    assert (number.full, number.area, number.birth_date.strftime("%Y%m%d")) == (full, full[:6], full[6:14])
    assert number.sex == "女男"[int(full[16]) % 2]
    assert full not in f"{number} {number!r}"


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_every_wrong_digit_is_caught_and_not_repeated(full: str, place: int, digit: str) -> None:
    wrong = full[:place] + digit + full[place + 1 :]
    if wrong == full:
        return
    text = reason(wrong)
    assert wrong not in text
    assert full not in text


@given(numbers(), st.integers(0, 16))
def test_swapped_neighbours_are_caught(full: str, place: int) -> None:
    swapped = full[:place] + full[place + 1] + full[place] + full[place + 2 :]
    assert is_valid(swapped) == (swapped == full)


def test_a_legacy_number_becomes_the_one_that_replaced_it() -> None:
    assert IdNumber.from_legacy("110105491231002").full == PUBLISHED
    assert IdNumber.from_legacy("110105991231998").birth_date == date(1899, 12, 31)
    for wrong in ("11010549123100", "11010549123100X", PUBLISHED):
        with pytest.raises(ValueError, match="旧身份证号码应为15位数字"):
            IdNumber.from_legacy(wrong)


def test_numbers_are_equal_by_value_and_travel_to_workers() -> None:
    number = IdNumber.parse(PUBLISHED)
    assert pickle.loads(pickle.dumps(number)) == number
    assert {number, IdNumber.parse("11010519491231002x")} == {number}
