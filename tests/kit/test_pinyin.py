"""Sort keys and initials of names: surnames, places, and every reading for the search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.pinyin import all_initials, initials, sort_key

NAMES = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("·(_ "), max_size=12
)


def test_surnames_are_read_as_surnames() -> None:
    keys = {
        "单雄信": "shan xiong xin",
        "曾国藩": "zeng guo fan",
        "解缙": "xie jin",
        "查良镛": "zha liang yong",
        "区志航": "ou zhi hang",
        "仇英": "qiu ying",
        "任达华": "ren da hua",
        "盖聂": "ge nie",
        "翟让": "zhai rang",
        "覃晖": "qin hui",
        "缪建民": "miao jian min",
        "阚泽": "kan ze",
        "朴槿": "piao jin",
        "沈括": "shen kuo",
        "尉迟恭": "yu chi gong",
        "万俟卨": "mo qi xie",
        "长孙无忌": "zhang sun wu ji",
        "李单": "li dan",
    }
    assert {name: sort_key(name) for name in keys} == keys


def test_places_are_read_as_places() -> None:
    keys = {
        "永嘉县": "yong jia xian",
        "乐清市": "yue qing shi",
        "瓯海区": "ou hai qu",
        "洞头": "dong tou",
        "长安村": "chang an cun",
        "朝阳村": "chao yang cun",
        "解放村": "jie fang cun",
        "解家村": "xie jia cun",
        "单家村": "shan jia cun",
        "曾家湾": "zeng jia wan",
        "查干淖尔": "cha gan nao er",
        "成都": "cheng du",
        "绿山": "lv shan",
    }
    assert {name: sort_key(name) for name in keys} == keys


def test_digits_and_latin_letters_stay_and_punctuation_goes() -> None:
    assert sort_key("Ａ区12栋(东)_1号") == "a qu 12 dong dong 1 hao"
    assert initials("Ａ区12栋(东)_1号") == "aq12dd1h"
    assert (sort_key("  ·"), initials(""), all_initials("·")) == ("", "", ())


def test_names_sort_as_in_a_dictionary() -> None:
    assert sorted(["先锋村", "西安村", "阿里村", "1号村", "西村"], key=sort_key) == [
        "1号村",
        "阿里村",
        "西安村",
        "西村",
        "先锋村",
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("单强", ("sq", "sj", "dq", "dj", "cq", "cj")),
        ("曾12", ("z12", "c12")),
        ("桥一村", ("qyc",)),
    ],
)
def test_a_name_is_found_by_all_its_readings(name: str, found: tuple[str, ...]) -> None:
    assert all_initials(name) == found


def test_many_readings_are_bounded_and_keep_the_surname() -> None:
    found = all_initials("单" * 20)
    assert len(found) <= 64
    assert {name[0] for name in found} == {"s", "d", "c"}


@given(NAMES)
def test_the_likeliest_reading_is_the_one_sorted_by(name: str) -> None:
    short, found = initials(name), all_initials(name)
    assert short == "".join(syllable[0] for syllable in sort_key(name).split())
    assert found[:1] == ((short,) if short else ())
    assert len(set(found)) == len(found) <= 64
