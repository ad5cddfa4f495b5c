"""What the digits of a division code say, tried on the places that break a naive reading."""

import pytest

from kit.jurisdiction import Jurisdiction
from stations.places import Place, Tier

FULL_WIDTH = "\uff13\uff13\uff10\uff13\uff10\uff12"


@pytest.mark.parametrize(
    ("text", "tier", "code", "kind"),
    [
        ("33", Tier.PROVINCE, 330000000000, "province"),
        ("3303", Tier.CITY, 330300000000, "city"),
        ("330302", Tier.DISTRICT, 330302000000, "district"),
        ("330302006", Tier.TOWNSHIP, 330302006000, "street"),
        ("330302099", Tier.TOWNSHIP, 330302099000, "street"),
        ("330302100", Tier.TOWNSHIP, 330302100000, "town"),
        ("330302199", Tier.TOWNSHIP, 330302199000, "town"),
        ("330302200", Tier.TOWNSHIP, 330302200000, "township"),
        ("330302399", Tier.TOWNSHIP, 330302399000, "township"),
        ("330302400", Tier.TOWNSHIP, 330302400000, "quasi_township"),
        ("330302599", Tier.TOWNSHIP, 330302599000, "quasi_township"),
        ("330302006001", Tier.VILLAGE, 330302006001, "community"),
        ("330302006199", Tier.VILLAGE, 330302006199, "community"),
        ("330302006200", Tier.VILLAGE, 330302006200, "village"),
        ("330302006399", Tier.VILLAGE, 330302006399, "village"),
        ("330302006400", Tier.VILLAGE, 330302006400, "quasi_village"),
        ("330302006599", Tier.VILLAGE, 330302006599, "quasi_village"),
    ],
)
def test_a_code_tells_its_tier_and_kind(text: str, tier: Tier, code: int, kind: str) -> None:
    place = Place.parse(text)
    assert (place.tier, place.code, place.kind, place.short) == (tier, code, kind, text)


def test_a_village_has_a_township_a_district_a_city_and_a_province_above() -> None:
    above = [place.short for place in Place.parse("330302006201").above]
    assert above == ["330302006", "330302", "3303", "33"]


def test_a_placeholder_district_shares_its_citys_number_and_is_another_place() -> None:
    city, district = Place.parse("4419"), Place.parse("441900")
    assert city.code == district.code
    assert city != district
    assert district.parent == city


def test_all_below_a_place_is_one_half_open_range() -> None:
    assert Place.parse("330302").jurisdiction == Jurisdiction(330302000000, 330303000000, Tier.DISTRICT)
    assert Place.parse("330302006201").jurisdiction == Jurisdiction(330302006201, 330302006202, Tier.VILLAGE)


def test_a_placeholder_districts_jurisdiction_leaves_its_city_out() -> None:
    within = Place.parse("441900").jurisdiction
    assert not within.covers(Place.parse("4419").code, Tier.CITY)
    assert within.covers(Place.parse("441900003").code, Tier.TOWNSHIP)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("33030", "代码“33030”有 5 位,应为 2、4、6、9 或 12 位"),
        ("3303020060010", "代码“3303020060010”有 13 位,应为 2、4、6、9 或 12 位"),
        ("", "代码“”含有数字以外的字符"),
        ("33O3", "代码“33O3”含有数字以外的字符"),
        ("3.3E+11", "代码“3.3E+11”含有数字以外的字符"),
        (FULL_WIDTH, f"代码“{FULL_WIDTH}”含有数字以外的字符"),
        ("-33030", "代码“-33030”含有数字以外的字符"),
        ("03", "代码“03”不应以 0 开头"),
    ],
)
def test_what_is_no_code_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011  (the whole message is compared)
        Place.parse(text)
    assert str(refused.value) == reason
