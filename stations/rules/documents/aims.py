"""What a document aims at: targets with their days and denominators, clocks, titles, rewards and penalties."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from stations.rules.documents.shapes import STRICT, Cited, Count, Level, Share, Text, Words

COMPARISONS = {
    "share": "比例不低于",
    "count": "数量不少于",
    "zero": "应为零",
    "done": "应完成",
}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Target(Cited):
    """A target: what is measured over what, how much of it, by which day.

    ``share`` (a fraction) or ``count`` is reached included; ``zero`` asks for none left, ``done`` for yes. ``due`` is
    the last day that still counts, None where the text names none; ``soft`` marks 力争, 争取 and the like. ``part_of``
    names the target that contains this one (AM-24).
    """

    NAME = "目标"
    IDENTITY = ("key",)
    JUDGED = True

    key: Text = Field(title="代号", max_length=40)
    name: Text = Field(title="目标", max_length=120)
    compare: Annotated[Literal["share", "count", "zero", "done"], Words(COMPARISONS)] = Field(title="怎样比")
    numerator: Text = Field(title="分子(所计)", max_length=120)
    denominator: str = Field(default="", title="分母", max_length=120)
    share: Share | None = Field(default=None, title="比例")
    count: Count | None = Field(default=None, title="数量")
    due: date | None = Field(default=None, title="期限(含当日)")
    levels: tuple[Level, ...] = Field(default=(), title="层级")
    scope: str = Field(default="", title="范围", max_length=120)
    soft: bool = Field(default=False, title="争取性目标")
    part_of: str = Field(default="", title="包含在哪个目标内", max_length=40)


STARTS = {"discovered_on": "发现之日", "recognised_on": "认定之日"}
UNITS = {"natural_days": "天(自然日)", "working_days": "个工作日", "months": "个月"}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Limit(Cited):
    """A clock of the text: within so many days or months from ``starts``, which is day 0, ``outcome`` has come."""

    NAME = "时限"
    IDENTITY = ("key",)
    JUDGED = True

    key: Text = Field(title="代号", max_length=40)
    name: Text = Field(title="时限", max_length=80)
    length: Count = Field(title="长度")
    unit: Annotated[Literal["natural_days", "working_days", "months"], Words(UNITS)] = Field(title="单位")
    starts: Annotated[Text, Words(STARTS)] = Field(title="从哪天起", max_length=40)
    outcome: Text = Field(title="应达到", max_length=80)


RHYTHMS = {
    "monthly": "每月",
    "yearly": "每年",
    "spring_festival": "春节前后",
    "regularly": "定期(原文未写间隔)",
    "irregularly": "不定期",
}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Recurring(Cited):
    """A duty that comes again."""

    NAME = "经常性工作"
    IDENTITY = ("key",)

    key: Text = Field(title="代号", max_length=40)
    name: Text = Field(title="工作", max_length=120)
    rhythm: Annotated[
        Literal["monthly", "yearly", "spring_festival", "regularly", "irregularly"], Words(RHYTHMS)
    ] = Field(title="频率")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Title(Cited):
    """A title with a life cycle; ``advanced`` of its holders are chosen as advanced in ``advanced_year``."""

    NAME = "称号"
    IDENTITY = ("key",)
    JUDGED = True

    key: Text = Field(title="代号", max_length=40)
    name: Text = Field(title="称号", max_length=40)
    holders: Text = Field(title="授予对象", max_length=40)
    revocable: bool = Field(default=False, title="整顿后仍不合格的取消")
    advanced: Count | None = Field(default=None, title="评选先进(个)")
    advanced_year: Count | None = Field(default=None, title="评选先进的年份")
    standard: str = Field(default="", title="标准出处", max_length=200)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Sanction(Cited):
    """A reward, or a penalty and what it bars its subject from; reading AM-49 says for how long."""

    NAME = "奖惩"
    IDENTITY = ("key",)
    JUDGED = True

    key: Text = Field(title="代号", max_length=40)
    kind: Annotated[Literal["reward", "penalty"], Words({"reward": "奖励", "penalty": "处罚"})] = Field(
        title="类别"
    )
    name: Text = Field(title="名称", max_length=60)
    subjects: tuple[Annotated[Literal["unit", "person"], Words({"unit": "单位", "person": "个人"})], ...] = (
        Field(title="对象", min_length=1)
    )
    bars: str = Field(default="", title="不得参加", max_length=60)
    all_awards: bool = Field(default=False, title="适用于各类评先评优")
