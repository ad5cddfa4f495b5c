"""What a document says of people: who may be chosen, how, how many a station needs, certificates, assessment."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from stations.rules.documents.shapes import STRICT, Cited, Count, Level, Share, Text, Words

NEEDS = {"village_cadre": "现任村干部", "light_workload": "工作任务较轻的村"}
QUALITIES = {
    "computer": "熟悉计算机操作",
    "local_knowledge": "熟悉当地情况",
    "conduct": "思想政治素质较好",
    "ability": "业务工作能力较强",
}
PRIORITIES = {"graduate": "普通高校毕业生", "veteran": "复退军人", "village_cadre": "现任行政村干部"}


# The groups of GB/T 4658-2006 that a least education is written with.
EDUCATIONS = {
    "1": "研究生",
    "2": "大学本科",
    "3": "大学专科",
    "4": "中等职业(中专、职高、技校)",
    "60": "普通高中",
    "61": "普通高中毕业",
}
EducationCode = Annotated[Text, Words(EDUCATIONS)]
STEPS = {"recommend": "推荐", "review": "审核", "train_and_examine": "培训、考试", "hire": "聘用"}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AgeLimit(Cited):
    """The age a candidate may not have passed (AM-03), in full years on the right day (AM-04)."""

    NAME = "年龄"
    JUDGED = True

    at_most: Count = Field(title="周岁上限")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RelaxedAge(Cited):
    """Another age limit for those who meet all of ``needs`` (AM-05)."""

    NAME = "年龄放宽"
    JUDGED = True

    at_most: Count = Field(title="周岁上限")
    needs: tuple[Annotated[Literal["village_cadre", "light_workload"], Words(NEEDS)], ...] = Field(
        title="须同时具备", min_length=1
    )


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Education(Cited):
    """The least education, as the beginnings of the codes of GB/T 4658-2006 that meet it.

    ``equal_level`` are those met only because they count as equal (AM-06).
    """

    NAME = "文化程度"
    JUDGED = True

    name: Text = Field(title="要求", max_length=40)
    accepted: tuple[EducationCode, ...] = Field(title="符合的学历代码(开头)", min_length=1)
    equal_level: tuple[EducationCode, ...] = Field(default=(), title="按同等学历看待的代码(开头)")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Quality(Cited):
    """Something a reviewer must find in the candidate."""

    NAME = "素质能力"
    IDENTITY = ("key",)
    JUDGED = True

    key: Annotated[Literal["computer", "local_knowledge", "conduct", "ability"], Words(QUALITIES)] = Field(
        title="代号"
    )
    name: Text = Field(title="要求", max_length=40)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Priority(Cited):
    """Who is preferred among those who meet all conditions; never an exemption from them."""

    NAME = "优先录用"
    IDENTITY = ("key",)
    JUDGED = True

    key: Annotated[Literal["graduate", "veteran", "village_cadre"], Words(PRIORITIES)] = Field(title="代号")
    name: Text = Field(title="对象", max_length=40)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Eligibility:
    """Who may be chosen as coordinator."""

    NAME: ClassVar[str] = "选聘条件"

    age: AgeLimit = Field(title="年龄")
    relaxed_age: RelaxedAge | None = Field(default=None, title="年龄放宽")
    education: Education = Field(title="文化程度")
    qualities: tuple[Quality, ...] = Field(default=(), title="素质能力")
    priorities: tuple[Priority, ...] = Field(default=(), title="优先录用")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SelectionStep(Cited):
    """One step of the selection, in the order of the text."""

    NAME = "选聘程序"
    IDENTITY = ("key",)
    JUDGED = True

    key: Annotated[Literal["recommend", "review", "train_and_examine", "hire"], Words(STEPS)] = Field(
        title="代号"
    )
    actor: Text = Field(title="由谁办理", max_length=60)
    text: Text = Field(title="做什么", max_length=60)


BASES = {"fixed": "至少若干名", "ratio": "每若干服务对象一名", "steps": "起步若干名,超出部分按人数增加"}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class StaffStandard(Cited):
    """How many staff an office of a level has.

    ``fixed``: ``at_least``. ``ratio``: population ÷ ``per``, rounded half up, at least ``at_least``. ``steps``:
    ``at_least`` up to ``up_to`` persons served, and one more for each further ``per`` (AM-21). ``at_most`` is the
    upper end of a range. ``full_time`` of them are full-time. ``advice``: falling short is said, not judged.
    """

    NAME = "人员配备"
    IDENTITY = ("level",)
    JUDGED = True

    level: Level = Field(title="层级")
    basis: Annotated[Literal["fixed", "ratio", "steps"], Words(BASES)] = Field(title="算法")
    at_least: Count = Field(default=1, title="至少(名)")
    at_most: Count | None = Field(default=None, title="至多(名)")
    per: Count | None = Field(default=None, title="每多少服务对象")
    up_to: Count | None = Field(default=None, title="起步名额所含服务对象")
    full_time: Count | None = Field(default=None, title="其中专职至少(名)")
    advice: bool = Field(default=False, title="只作参考")
    in_principle: bool = Field(default=False, title="原文写“原则上”")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PartTime(Cited):
    """Below how many households a village may hire part-time (AM-01)."""

    NAME = "可聘兼职"
    JUDGED = True

    below: Count = Field(title="户数界限(户)")


HOLDERS = {"full_time_staff": "专职人员", "stations": "服务站(每站)", "all_staff": "全体工作人员"}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CertificateStandard(Cited):
    """How many hold the certificate: a share of the staff, or so many in each station; neither where no figure."""

    NAME = "持证上岗"
    IDENTITY = ("of",)
    JUDGED = True

    of: Annotated[Literal["full_time_staff", "stations", "all_staff"], Words(HOLDERS)] = Field(title="范围")
    levels: tuple[Level, ...] = Field(title="层级", min_length=1)
    share: Share | None = Field(default=None, title="持证比例不低于")
    at_least: Count | None = Field(default=None, title="每站持证至少(名)")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PersonAssessment(Cited):
    """The yearly assessment of persons: what is praised, and after how many failing years in a row one must go."""

    NAME = "人员考核"
    JUDGED = True

    grades: tuple[Text, ...] = Field(title="等次", min_length=1)
    praised: Text = Field(title="予以表彰的等次", max_length=20)
    failing: Text = Field(title="不合格的等次", max_length=20)
    years: Count = Field(title="连续几年辞退或解除合同")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Head(Cited):
    """Who may head the station beside another office, and whether he may be the full-time coordinator (AM-56)."""

    NAME = "站负责人"
    IDENTITY = ("post",)
    JUDGED = True

    post: Annotated[
        Literal["village_director", "village_official"],
        Words({"village_director": "村(社区)主任", "village_official": "大学生村官"}),
    ] = Field(title="可由谁兼任")
    may_be_full_time: bool = Field(title="登记为专职的可算作专职协管员")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class StaffSource(Cited):
    """Where staff come from."""

    NAME = "人员来源"
    IDENTITY = ("name",)

    name: Text = Field(title="来源", max_length=60)
    levels: tuple[Level, ...] = Field(title="层级", min_length=1)
