"""Invented names and numbers that nobody can mistake for, or that cannot belong to, a real person."""

from __future__ import annotations

from datetime import date
from random import Random

from kit.idnumber import check_digit
from kit.months import ONE_DAY

SURNAMES = "陈林王李张黄吴周徐叶金郑朱胡潘杨董夏蔡项戴谢邵季"
GIVEN = "建国华明芳丽秀英海燕志强晓东雪梅文斌永忠素琴国平春兰伟民小红庆丰彩霞光荣玉珍立新爱萍"
# No division has ever had this number (GB/T 2260), so no ID number begins with it.
NO_AREA = "990000"


def name(random: Random) -> str:
    """A common surname with one or two characters behind it."""
    return random.choice(SURNAMES) + "".join(random.sample(GIVEN, random.choice((1, 2, 2))))


def id_number(born: date, order: int) -> str:
    """A number with a good check digit that was never issued; ``order`` (0–999) tells those of one day apart."""
    first17 = f"{NO_AREA}{born:%Y%m%d}{order:03d}"
    return first17 + check_digit(first17)


def born(random: Random, on: date, *, youngest: int, oldest: int) -> date:
    """A birth date of somebody who is between two ages on a day."""
    latest, earliest = on.replace(year=on.year - youngest, day=1), on.replace(year=on.year - oldest, day=1)
    return earliest + ONE_DAY * random.randrange((latest - earliest).days)


def phone(number: int) -> str:
    """A mobile number whose digits show that it is made up: 19900000001, 19900000002…"""
    return f"1990000{number:04d}"


def account(number: int) -> str:
    """A bank account that no bank has: nines and noughts, and a running number."""
    return f"9999000000{number:09d}"
