"""What a document says and the portal holds as it is: clauses, words, duties, services, facts, readings."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from stations.rules.documents.shapes import STRICT, Cited, Level, Text, Words


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Clause:
    """A clause by its number, in our own words, with the words by which it is found."""

    NAME: ClassVar[str] = "条款"
    IDENTITY: ClassVar[tuple[str, ...]] = ("number",)

    number: Text = Field(title="条款号", max_length=20)
    text: Text = Field(title="大意")
    keywords: tuple[Text, ...] = Field(default=(), title="关键词")

    @property
    def identity(self) -> tuple[str]:
        return (self.number,)


CONCEPTS = {
    "village_station": "村级平台",
    "community_station": "社区平台",
    "township_office": "乡镇(街道)平台",
    "coordinator": "村级工作人员",
    "certificate": "资格证书",
    "district_authority": "区县主管部门",
    "network": "网络层级",
}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Word(Cited):
    """How this document calls a thing that every document calls otherwise (rules.md §1.1)."""

    NAME = "用语"
    IDENTITY = ("concept",)

    concept: Annotated[
        Literal[
            "village_station", "community_station", "township_office", "coordinator", "certificate",
            "district_authority", "network",
        ],
        Words(CONCEPTS),
    ] = Field(title="所指")  # fmt: skip
    word: Text = Field(title="本文件的说法", max_length=100)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Duty(Cited):
    """A thing the office of a level does or helps with: its part of the service catalogue.

    ``part`` is the document's own verb: 协助, 承办, 受理和初审, 审核、上报 …
    """

    NAME = "工作职责"
    IDENTITY = ("key",)

    key: Text = Field(title="代号", max_length=20)
    name: Text = Field(title="职责", max_length=200)
    part: Text = Field(title="方式", max_length=20)
    level: Level = Field(default="village", title="层级")
    area: str = Field(default="", title="领域", max_length=40)


BODIES = {
    "village": "村级平台",
    "township": "乡镇(街道)平台",
    "county": "区县主管部门",
}
Body = Annotated[Literal["village", "township", "county"], Words(BODIES)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Service(Cited):
    """A service item and the levels it passes: who accepts, who reviews, who decides; None where the text is silent."""

    NAME = "服务事项"
    IDENTITY = ("key",)

    key: Text = Field(title="代号", max_length=20)
    name: Text = Field(title="事项", max_length=100)
    levels: tuple[Level, ...] = Field(title="设在哪一级", min_length=1)
    accepts: Body | None = Field(default=None, title="受理")
    reviews: Body | None = Field(default=None, title="审核上报")
    decides: Body | None = Field(default=None, title="决定")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Institution(Cited):
    """A work institution (制度) that the offices of these levels must have."""

    NAME = "工作制度"
    IDENTITY = ("name",)
    JUDGED = True

    name: Text = Field(title="制度", max_length=60)
    levels: tuple[Level, ...] = Field(title="层级", min_length=1)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Notice(Cited):
    """Something to be posted on the wall or made public."""

    NAME = "上墙公示内容"
    IDENTITY = ("name",)
    JUDGED = True

    name: Text = Field(title="内容", max_length=60)
    levels: tuple[Level, ...] = Field(title="层级", min_length=1)
    consultable: bool = Field(default=False, title="也可供人查询")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Listing(Cited):
    """A counted list of the text: 四有, 三化, 五项重点, 六种参保 … (rules.md §7.4)."""

    NAME = "列举"
    IDENTITY = ("name",)

    name: Text = Field(title="名称", max_length=40)
    entries: tuple[Text, ...] = Field(title="各项", min_length=1)
    open: bool = Field(default=False, title="原文有“等”字")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Fact(Cited):
    """What the document lays on somebody and the portal only holds and shows."""

    NAME = "要求"
    IDENTITY = ("rule", "topic")

    topic: Text = Field(title="主题", max_length=40)
    text: Text = Field(title="内容")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Option:
    """One way to read an ambiguous clause: the code the rules act on, and what it means."""

    value: Text = Field(title="代码", max_length=40)
    text: Text = Field(title="读法")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Reading:
    """How an ambiguous clause is read: the setting in force and what else may be chosen. Never policy text.

    ``noted`` are readings that are known and cannot be chosen here. ``changes`` is False where no figure and no
    verdict depends on the reading.
    """

    question: Text = Field(title="问题")
    value: Text = Field(title="现用读法", max_length=40)
    options: tuple[Option, ...] = Field(title="可选读法", min_length=1)
    noted: tuple[Text, ...] = Field(default=(), title="其他见解(未采用)")
    changes: bool = Field(default=True, title="影响计算或判断")

    @property
    def text(self) -> str:
        """The reading in force, in words."""
        return next((option.text for option in self.options if option.value == self.value), self.value)

    @property
    def others(self) -> tuple[str, ...]:
        """All other readings, in words."""
        return (*(option.text for option in self.options if option.value != self.value), *self.noted)


# The readings that rules act on, and the codes they know. A document may choose among these and no others.
SUPPORTED: dict[str, tuple[str, ...]] = {
    "AM-01": ("exclusive", "inclusive"),
    "AM-02": ("year_end", "year_start"),
    "AM-03": ("inclusive", "strict"),
    "AM-04": ("recommended_on", "hired_on"),
    "AM-05": ("flagged_village", "cadres_everywhere"),
    "AM-06": ("equal_level", "exact"),
    "AM-07a": ("warn", "block"),
    "AM-08": ("one_unless_approved", "unlimited"),
    "AM-09": ("contract_wage", "minimum_wage", "district_standard"),
    "AM-10": ("part_of_wage", "on_top"),
    "AM-11": ("none", "work_injury", "all_five"),
    "AM-13": ("calendar_days", "full_month", "half_month"),
    "AM-13b": ("on_assessment_date", "any_day_in_year"),
    "AM-17": ("outer_limit", "programme_envelope"),
    "AM-20": ("separate", "counts_twice"),
    "AM-21": ("floor", "ceil"),
    "AM-22": ("two_fields", "one_field"),
    "AM-26": ("new_or_merged_only", "all_units"),
    "AM-28": ("full_time_staff", "all_staff"),
    "AM-33": ("natural_from_discovery", "natural_from_recognition", "working_from_discovery"),
    "AM-34": ("same_day_next_month", "thirty_days"),
    "AM-49": ("calendar_year", "twelve_months", "until_lifted"),
    "AM-50": ("stations", "persons"),
    "AM-51": ("flagged", "all_villages"),
    "AM-52": ("city", "district"),
    "AM-54": ("either", "both"),
    "AM-56": ("official_if_full_time", "never"),
}
