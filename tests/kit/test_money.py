"""Amounts that are exact, splits that add up, and capitals by the rules for vouchers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.money import Split, capital, grouped, plain, share, to_fen, yuan

AMOUNTS = st.integers(-99_999_999_999_999, 99_999_999_999_999).map(lambda fen: Decimal(fen).scaleb(-2))
RATIOS = st.fractions(0, 1, max_denominator=366)

IN_CAPITALS = {
    "200005000": "贰亿零伍仟元整",
    "100000000": "壹亿元整",
    "1000050000": "壹拾亿零伍万元整",
    "10000": "壹万元整",
    "7000": "柒仟元整",
    "100005": "壹拾万零伍元整",
    "100123456": "壹亿零壹拾贰万叁仟肆佰伍拾陆元整",
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "107000.53": "壹拾万零柒仟元伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "10.30": "壹拾元叁角",
    "0.50": "伍角",
    "0.09": "玖分",
    "0": "零元整",
    "-885.12": "负捌佰捌拾伍元壹角贰分",
    "999999999999.99": "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}


def read_capital(text: str) -> Decimal:
    """The amount a capital form stands for, read word by word."""
    fen = {"元": 100, "角": 10, "分": 1}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    total = group = digit = 0
    amount = 0
    for word in text.removeprefix("负").removesuffix("整"):
        if word in places:
            group, digit = group + digit * places[word], 0
        elif word in "万亿":
            total, group, digit = total + (group + digit) * {"万": 10**4, "亿": 10**8}[word], 0, 0
        elif word in fen:
            amount += (total + group + digit) * fen[word]
            total = group = digit = 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(word)
    return Decimal(-amount if text.startswith("负") else amount).scaleb(-2)


@pytest.mark.parametrize(
    ("given_value", "amount"),
    [
        (7000, "7000.00"),
        ("7000.5", "7000.50"),
        (" -0 ", "0.00"),
        (Decimal("1.500"), "1.50"),
        (Decimal("7E+3"), "7000.00"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_an_amount_has_exactly_two_decimals(given_value: int | str | Decimal, amount: str) -> None:
    assert str(yuan(given_value)) == amount


@pytest.mark.parametrize(
    "wrong",
    [
        0.5,
        True,
        None,
        "",
        "一百",
        "1,000",
        "1_000",
        "1e3",
        "NaN",
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        "0.005",
        Decimal("0.005"),
        10**12,
        Decimal("1e30"),
        Decimal("-1e999999"),
        Decimal("1e-30"),
        "7000元",
    ],
)
def test_what_is_no_exact_amount_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"^(金额|比例)"):
        yuan(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("0.005", "0.01"), ("0.015", "0.02"), ("0.0049999", "0.00"), ("-0.005", "-0.01"), ("285.125", "285.13")],
)
def test_half_a_fen_is_rounded_up(exact: str, rounded: str) -> None:
    assert str(to_fen(Decimal(exact))) == rounded


@pytest.mark.parametrize("wrong", ["NaN", "Infinity", "1e12"])
def test_rounding_refuses_what_is_no_amount(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"^金额"):
        to_fen(Decimal(wrong))


def test_a_share_is_rounded_once_from_the_exact_product() -> None:
    assert str(share(yuan(600), Fraction(17, 31))) == "329.03"
    assert str(share(yuan("1295.90"), Decimal("0.22"))) == "285.10"
    assert str(share(yuan("0.15"), Fraction(1, 30))) == "0.01"  # exactly half a fen
    assert str(share(yuan("-0.15"), Fraction(1, 30))) == "-0.01"


@pytest.mark.parametrize("ratio", [Decimal("-0.01"), Decimal("1.01"), Fraction(32, 31), 2])
def test_a_share_is_a_part(ratio: Decimal | Fraction | int) -> None:
    with pytest.raises(ValueError, match="比例应在0到1之间"):
        share(yuan(600), ratio)


def test_a_share_refuses_a_float_ratio() -> None:
    with pytest.raises(TypeError, match="浮点数"):
        share(yuan(600), 0.5)  # type: ignore[arg-type]


def test_the_rest_of_a_split_falls_to_the_payer_named_for_it() -> None:
    split = Split.of(yuan(960), {"city": yuan(600), "withheld": yuan("142.56")}, rest="district")
    assert list(split) == [
        ("city", Decimal("600.00")),
        ("withheld", Decimal("142.56")),
        ("district", Decimal("217.44")),
    ]
    assert split.total == Decimal("960.00")
    assert split["district"] == Decimal("217.44")
    with pytest.raises(KeyError):
        split["township"]


def test_a_split_never_hands_out_more_than_the_total() -> None:
    for total, city in [(500, 600), (-500, -600), (500, -1), (0, 600)]:
        with pytest.raises(ValueError, match="超过了总额"):
            Split.of(yuan(total), {"city": yuan(city)}, rest="district")


def test_a_payer_stands_in_a_split_once() -> None:
    with pytest.raises(ValueError, match="只能出现一次"):
        Split.of(yuan(960), {"city": yuan(600)}, rest="city")


@given(total=AMOUNTS, ratio=RATIOS)
def test_every_split_adds_up_and_its_reversal_cancels_it(total: Decimal, ratio: Fraction) -> None:
    split = Split.of(total, {"city": share(total, ratio)}, rest="district")
    assert split.total == total
    assert list(split + -split) == [("city", Decimal(0)), ("district", Decimal(0))]


def test_splits_are_added_payer_by_payer() -> None:
    january = Split.of(yuan(960), {"city": yuan(600)}, rest="district")
    february = Split.of(yuan(600), {}, rest="city")
    assert list(january + february) == [("city", Decimal("1200.00")), ("district", Decimal("360.00"))]


def test_amounts_are_written_plainly_and_in_groups() -> None:
    amounts = [yuan(7000), yuan("-1234567.8"), yuan(0)]
    assert [plain(amount) for amount in amounts] == ["7000.00", "-1234567.80", "0.00"]
    assert [grouped(amount) for amount in amounts] == ["7,000.00", "-1,234,567.80", "0.00"]


def test_capitals_follow_the_rules_for_vouchers() -> None:
    assert {written: capital(yuan(written)) for written in IN_CAPITALS} == IN_CAPITALS


@given(AMOUNTS)
def test_capitals_read_back_as_the_amount(amount: Decimal) -> None:
    text = capital(amount)
    assert read_capital(text) == amount
    assert "零零" not in text
