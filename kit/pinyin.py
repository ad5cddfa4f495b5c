"""Pinyin for sorting and searching Chinese names of people and places.

A table of single characters is exact enough and fast; a phrase dictionary gains little on names and misreads
some (朝阳). Where names read differently from running text is listed here: usual readings, surnames, words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pypinyin import Style, pinyin

# Readings usual in names, where the dictionary puts another one first.
_USUAL = {
    "长": "chang",
    "都": "du",
    "佛": "fo",
    "曾": "zeng",
    "翟": "zhai",
    "覃": "qin",
    "缪": "miao",
    "薄": "bo",
    "阚": "kan",
    "晟": "sheng",
    "咀": "zui",
    "什": "shi",
    "似": "si",
    "郇": "xun",
}
# Readings as a surname, at the head of a name. Places are named after families, so this holds for them too.
_SURNAMES = {
    "单": "shan",
    "解": "xie",
    "查": "zha",
    "区": "ou",
    "仇": "qiu",
    "盖": "ge",
    "朴": "piao",
    "乜": "nie",
    "卜": "bu",
    "沈": "shen",
}
_WORDS = {
    "解放": "jie fang",
    "单位": "dan wei",
    "查干": "cha gan",
    "查哈": "cha ha",
    "区直": "qu zhi",
    "区府": "qu fu",
    "区政": "qu zheng",
    "盖州": "gai zhou",
    "朴树": "pu shu",
    "单于": "chan yu",
    "万俟": "mo qi",
    "尉迟": "yu chi",
    "长孙": "zhang sun",
    "澹台": "tan tai",
    "重庆": "chong qing",
    "厦门": "xia men",
    "六安": "lu an",
    "蚌埠": "beng bu",
    "番禺": "pan yu",
    "黄陂": "huang pi",
    "东阿": "dong e",
    "铅山": "yan shan",
    "浚县": "xun xian",
    "蔚县": "yu xian",
    "莘庄": "xin zhuang",
    "莎车": "suo che",
    "洪洞": "hong tong",
    "长子": "zhang zi",
    "牟平": "mu ping",
    "乐清": "yue qing",
    "乐亭": "lao ting",
    "乐陵": "lao ling",
    "西藏": "xi zang",
    "藏族": "zang zu",
    "畜牧": "xu mu",
}
_TOKEN = re.compile("|".join(_WORDS) + r"|[0-9a-z]+|[^\W_]")
_MOST_READINGS = 64


def sort_key(text: str) -> str:
    """The syllables without tones, parted by blanks, ü as v: ``永嘉县`` → ``yong jia xian``.

    Digits and Latin letters stay, in small letters; punctuation goes. Sorting these keys byte by byte is the
    order of a dictionary.
    """
    return " ".join(syllable for _, syllable in _spoken(text))


def initials(text: str) -> str:
    """The first letter of every syllable: ``永嘉县`` → ``yjx``. Digits and Latin letters stay whole."""
    return "".join(syllable if written == syllable else syllable[0] for written, syllable in _spoken(text))


def all_initials(text: str) -> tuple[str, ...]:
    """The initials by every reading of every character, the likeliest first.

    At most 64: characters further back are then given their likeliest reading only. None for a text without
    anything to read.
    """
    found = [""]
    for written, syllable in _spoken(text):
        letters = _initials_of(written, syllable)
        if len(found) * len(letters) > _MOST_READINGS:
            letters = letters[:1]
        found = [head + letter for head in found for letter in letters]
    return tuple(name for name in found if name)


def _initials_of(written: str, syllable: str) -> tuple[str, ...]:
    if written == syllable:
        return (written,)
    return tuple(dict.fromkeys(reading[0] for reading in (syllable, *_readings(written))))


def _spoken(text: str) -> list[tuple[str, str]]:
    """Each character with its syllable; what is not Chinese stands for itself."""
    spoken: list[tuple[str, str]] = []
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower()):
        if token in _WORDS:
            spoken += zip(token, _WORDS[token].split(), strict=True)
        elif not spoken and token in _SURNAMES:
            spoken.append((token, _SURNAMES[token]))
        else:
            spoken.append((token, _usual(token)))
    return spoken


@cache
def _readings(character: str) -> tuple[str, ...]:
    return tuple(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


@cache
def _usual(token: str) -> str:
    return _USUAL.get(token) or _readings(token)[0]
