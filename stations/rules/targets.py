"""Targets: whether they are reached, what is missing, and what their day says; the calendar of a document.

Shares are compared as exact fractions, reached included. Whether the day has come changes the sentence and not the
verdict: what is not reached yet is not reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from kit.reasoning import Value, Verdict
from stations.rules.documents import Document
from stations.rules.documents.aims import Target

OPEN = "open"
DUE = "due"
PAST = "past"
UNDATED = "undated"

REACHED, NOT_YET, ON_TIME, LATE, LAPSED, OVERDUE, UNKNOWN = (
    "reached", "not_yet", "on_time", "after_due", "lapsed", "overdue", "unknown",
)  # fmt: skip
OUTCOMES = {
    REACHED: "已达到",
    NOT_YET: "还没有达到",
    ON_TIME: "按期达到",
    LATE: "逾期后达到",
    LAPSED: "曾按期达到,现在没有",
    OVERDUE: "逾期未达到",
    UNKNOWN: "无法判断",
}

# What is shown for a rate over nothing (AM-30): neither 0 % nor 100 %.
NO_RATE = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a target is on a day.

    ``rate`` is None without a denominator. ``reached`` and ``missing`` (how many more would do; for ``zero``, how
    many are left to clear) are None where the target cannot be judged. ``days`` are left through the due day,
    negative after it.
    """

    rate: Fraction | None
    reached: bool | None
    missing: int | None
    due: str
    days: int | None


def judge(target: Target, *, numerator: int | None, denominator: int | None, on: date) -> Verdict:
    """Whether the target is reached by the figures of the day ``on``.

    A target of kind ``done`` is done once (``numerator`` 1 or 0) or, where it has a denominator, by all of them.
    """
    made = progress(target, numerator=numerator, denominator=denominator, on=on)
    sentences = (_found(target, numerator, denominator, made), _outcome(target, denominator, made))
    return Verdict(
        rule=target.rule or target.clause,
        standard=f"target:{target.key}",
        required=_required(target),
        actual=_actual(target, numerator, denominator, made),
        ok=made.reached,
        clause=target.clause,
        text=f"{target.name}:" + ";".join(filter(None, (*sentences, _day(target, made)))),
    )


def progress(target: Target, *, numerator: int | None, denominator: int | None, on: date) -> Progress:
    """The exact figures behind ``judge``. ValueError for a negative count."""
    if any(count is not None and count < 0 for count in (numerator, denominator)):
        raise ValueError("人数、户数、个数不能是负数")
    missing = _missing(target, numerator, denominator)
    return Progress(
        rate=Fraction(numerator, denominator) if numerator is not None and denominator else None,
        reached=None if missing is None else missing == 0,
        missing=missing,
        due=due_state(target, on),
        days=(target.due - on).days if target.due else None,
    )


def due_state(target: Target, on: date) -> str:
    """How ``on`` stands to the due day, which still counts itself: open, due, past; undated where none is written."""
    if target.due is None:
        return UNDATED
    if on == target.due:
        return DUE
    return OPEN if on < target.due else PAST


def outcome(target: Target, *, now: Progress, at_due: Progress | None) -> str:
    """How a target stands, in one word: whether it was reached on its day, later, no longer, or not.

    ``at_due`` is its progress on the due day, None while that is to come or nobody knows.
    """
    if now.reached is None:
        return UNKNOWN
    if now.due != PAST or at_due is None or at_due.reached is None:
        return REACHED if now.reached else (OVERDUE if now.due == PAST else NOT_YET)
    if now.reached:
        return ON_TIME if at_due.reached else LATE
    return LAPSED if at_due.reached else OVERDUE


def asked_of_all(target: Target) -> bool:
    """Whether every place below has to reach the target for the whole to reach it: only all of all asks that."""
    return target.compare == "share" and _asked(target) == 1


def asked_in_words(target: Target) -> str:
    """What is asked, exactly as it is written: 不低于 30%, 争取不低于 90%, 不少于 576, 为 0, 完成."""
    words = {"zero": "为 0", "done": "完成", "count": f"不少于 {target.count}"}
    asked = words.get(target.compare) or f"不低于 {_threshold(target)}"
    return ("争取" if target.soft else "") + asked


def days_in_words(progress: Progress) -> str:
    """还有 5 天, 今天到期, 已过 3 天; empty without a day."""
    if progress.days is None:
        return ""
    if progress.due == DUE:
        return "今天到期"
    return f"还有 {progress.days} 天" if progress.days > 0 else f"已过 {-progress.days} 天"


def year_ends(first: date, last: date) -> tuple[date, ...]:
    """The last days of the years from the one before ``first`` to the last that is over by ``last``."""
    ends = (date(year, 12, 31) for year in range(first.year - 1, last.year + 1))
    return tuple(day for day in ends if day <= last)


def calendar_of(document: Document) -> tuple[tuple[date, Target], ...]:
    """The dated targets by their day; those of one day as the document has them."""
    dated = [(target.due, target) for target in document.targets if target.due]
    return tuple(sorted(dated, key=lambda entry: entry[0]))


def percent(rate: Fraction) -> str:
    """``94.99%``: two places at most and never rounded up, so that what falls short never looks like enough."""
    whole, hundredths = divmod(rate * 10000 // 1, 100)
    return f"{whole}.{hundredths:02d}".rstrip("0").rstrip(".") + "%"


def _way(target: Target, denominator: int | None) -> str:
    """How it is counted: ``share`` of many, ``count``, ``zero``, or ``done`` just once."""
    if target.compare == "done" and (target.denominator or denominator is not None):
        return "share"
    return target.compare


def _missing(target: Target, numerator: int | None, denominator: int | None) -> int | None:
    if numerator is None:
        return None
    if target.compare == "zero":
        return numerator
    needed = _needed(target, denominator)
    return None if needed is None else max(0, needed - numerator)


def _needed(target: Target, denominator: int | None) -> int | None:
    """The least numerator that reaches the target; None where there is nothing to take a share of."""
    way = _way(target, denominator)
    if way == "share":
        return ceil(Fraction(_asked(target)) * denominator) if denominator else None
    return target.count if way == "count" else 1


def _asked(target: Target) -> Decimal:
    """The share that is asked for; all of them where the text only says that it is to be done."""
    return Decimal(1) if target.share is None else target.share


def _required(target: Target) -> Value:
    if target.compare == "share":
        return _threshold(target)
    return {"count": target.count, "zero": 0, "done": "完成"}[target.compare]


def _actual(target: Target, numerator: int | None, denominator: int | None, made: Progress) -> Value:
    way = _way(target, denominator)
    if numerator is None or (way == "share" and denominator is None):
        return None
    if way == "share":
        return NO_RATE if made.rate is None else percent(made.rate)
    if way == "done":
        return "完成" if made.reached else "未完成"
    return numerator


def _found(target: Target, numerator: int | None, denominator: int | None, made: Progress) -> str:
    """The figures in words, or which of them is missing."""
    way = _way(target, denominator)
    if numerator is None:
        return f"没有“{target.numerator}”的数据,无法判断,请先补录"
    if way == "done":
        return "已完成" if made.reached else "未完成"
    if way != "share":
        return f"{target.numerator} {numerator}"
    if denominator is None:
        return f"没有“{target.denominator}”的数据,无法判断,请先补录"
    if made.rate is None:
        return f"“{target.denominator or '应完成的'}”为 0,没有比例可算,记作“{NO_RATE}”"
    sign = "=" if made.rate * 10000 % 1 == 0 else "≈"
    return f"{numerator} ÷ {denominator} {sign} {percent(made.rate)}"


def _outcome(target: Target, denominator: int | None, made: Progress) -> str:
    way = _way(target, denominator)
    if made.reached is None or way == "done":
        return ""
    if way == "zero":
        return "已清零" if made.reached else f"未清零,还有 {made.missing}"
    if target.compare == "done":
        return "已全部完成" if made.reached else f"未全部完成,还差 {made.missing}"
    aim = f"不低于 {_threshold(target)}" if way == "share" else f"不少于 {target.count}"
    aim = ("争取" if target.soft else "") + aim
    return f"已达到目标({aim})" if made.reached else f"未达到目标({aim}),还差 {made.missing}"


def _day(target: Target, made: Progress) -> str:
    if target.due is None or made.days is None:
        return "原文没有写期限"
    day = ("争取的" if target.soft else "") + f"期限 {target.due}"
    if made.due == DUE:
        return f"{day},这天是最后一天"
    if made.due == OPEN:
        return f"{day},还有 {made.days} 天"
    return f"{day},已过 {-made.days} 天" + (",请尽快补上并说明原因" if made.reached is False else "")


def _threshold(target: Target) -> str:
    """The share that is asked for, exactly as it is written."""
    return f"{(_asked(target) * 100).normalize():f}%"
