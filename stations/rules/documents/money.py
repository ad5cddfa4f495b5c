"""What a document says of money: the yearly work fund, the pay of coordinators, the sources, who bears what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from stations.rules.documents.shapes import (
    STRICT,
    Cited,
    Count,
    Employment,
    Level,
    Money,
    PlaceKind,
    Share,
    Text,
    Words,
)

INSURANCES = {
    "pension": "基本养老保险",
    "medical": "基本医疗保险",
    "unemployment": "失业保险",
    "work_injury": "工伤保险",
    "maternity": "生育保险",
}
InsuranceKind = Annotated[
    Literal["pension", "medical", "unemployment", "work_injury", "maternity"], Words(INSURANCES)
]
PARAMETERS = {
    "minimum_wage": "最低工资标准",
    "village_official_income": "大学生村官收入",
    "comparable_income": "同类人员收入",
}
PARTIES = {"township": "乡镇政府(街道办事处)", "village": "村委会"}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class HouseholdTier(Cited):
    """An amount a year for villages of ``at_least`` to ``at_most`` households, both included; None is unbounded."""

    NAME = "户数档次"
    IDENTITY = ("label",)
    JUDGED = True

    label: Text = Field(title="档次", max_length=40)
    at_least: Count = Field(title="户数下限(含)")
    at_most: Count | None = Field(default=None, title="户数上限(含)")
    amount: Money = Field(title="标准(元/年)")

    def holds(self, households: int) -> bool:
        return self.at_least <= households and (self.at_most is None or households <= self.at_most)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Use(Cited):
    """What the work fund is mainly for: a category of its expenses."""

    NAME = "经费用途"
    IDENTITY = ("name",)

    name: Text = Field(title="用途", max_length=40)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AssessedGroup(Cited):
    """Only villages that have hired a coordinator are assessed for the fund; all others get nothing."""

    NAME = "补助对象"
    JUDGED = True

    text: Text = Field(title="对象", max_length=60)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WorkFund(Cited):
    """The yearly work fund of a village: who pays, for which kinds of place, by which tiers.

    ``results`` maps a result of the assessment to the share of the tier it gives (AM-14).
    """

    NAME = "工作经费"
    JUDGED = True

    payer: Text = Field(title="承担方", max_length=20)
    region_kinds: tuple[PlaceKind, ...] = Field(title="补助的单位类别", min_length=1)
    results: Mapping[str, Share] = Field(title="考核结果与系数", min_length=1)
    tiers: tuple[HouseholdTier, ...] = Field(title="档次", min_length=1)
    group: AssessedGroup | None = Field(default=None, title="补助对象")
    uses: tuple[Use, ...] = Field(default=(), title="主要用途")

    def tier_for(self, households: int) -> HouseholdTier:
        """The one tier that holds a count of at least 1; the tiers were checked to leave no gap."""
        return next(tier for tier in self.tiers if tier.holds(households))


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Contract(Cited):
    """With whom a coordinator signs."""

    NAME = "合同"
    IDENTITY = ("employment",)
    JUDGED = True

    employment: Employment = Field(title="用工形式")
    party: Annotated[Literal["township", "village"], Words(PARTIES)] = Field(title="签订方")
    name: Text = Field(title="合同名称", max_length=40)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PostSubsidy(Cited):
    """The monthly post subsidy for these kinds of employment."""

    NAME = "公益性岗位补贴"
    JUDGED = True

    payer: Text = Field(title="承担方", max_length=20)
    amount: Money = Field(title="标准(元/月)")
    employments: tuple[Employment, ...] = Field(title="适用的用工形式", min_length=1)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WageFloor(Cited):
    """The monthly wage is at least a dated parameter: the minimum wage."""

    NAME = "工资下限"
    JUDGED = True

    parameter: Annotated[Literal["minimum_wage"], Words(PARAMETERS)] = Field(title="取自参数")
    employments: tuple[Employment, ...] = Field(title="适用的用工形式", min_length=1)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class TopUp(Cited):
    """What the post subsidy leaves of the wage is made up in full."""

    NAME = "工资不足部分"
    JUDGED = True

    payer: Text = Field(title="承担方", max_length=20)
    employments: tuple[Employment, ...] = Field(title="适用的用工形式", min_length=1)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class EmployerPart(Cited):
    """Who subsidises the employer's contributions, and how much of them at the minimum standard (AM-53)."""

    NAME = "单位缴纳部分"
    JUDGED = True

    payer: Text = Field(title="承担方", max_length=20)
    share: Share = Field(title="补贴比例")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class EmployeePart(Cited):
    """The person's own contributions, withheld from the wage."""

    NAME = "个人缴纳部分"
    JUDGED = True

    payer: Text = Field(title="承担方", max_length=20)
    withheld_by: Text = Field(title="代扣方", max_length=40)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Insurances(Cited):
    """The insurances paid on behalf, at the minimum standard of the same period (AM-19)."""

    NAME = "社会保险"
    JUDGED = True

    employments: tuple[Employment, ...] = Field(title="适用的用工形式", min_length=1)
    kinds: tuple[InsuranceKind, ...] = Field(title="险种", min_length=1)
    paid_by: Text = Field(title="代缴方", max_length=40)
    employer: EmployerPart = Field(title="单位缴纳部分")
    employee: EmployeePart = Field(title="个人缴纳部分")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Pay:
    """The pay of coordinators. Each part has a clause of its own."""

    NAME: ClassVar[str] = "协管员待遇"

    post_subsidy: PostSubsidy = Field(title="公益性岗位补贴")
    contracts: tuple[Contract, ...] = Field(default=(), title="合同")
    wage_floor: WageFloor | None = Field(default=None, title="工资下限")
    top_up: TopUp | None = Field(default=None, title="工资不足部分")
    insurances: Insurances | None = Field(default=None, title="社会保险")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PayComparison(Cited):
    """Pay not below that of a comparable group, held as a dated parameter; unchecked while it is empty (AM-48)."""

    NAME = "收入比照"
    IDENTITY = ("parameter",)
    JUDGED = True

    group: Text = Field(title="比照对象", max_length=40)
    parameter: Annotated[Literal["village_official_income", "comparable_income"], Words(PARAMETERS)] = Field(
        title="取自参数"
    )
    levels: tuple[Level, ...] = Field(title="层级", min_length=1)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Source(Cited):
    """A pot of money within which the spending is kept.

    ``ceiling_share`` of the yearly figure named by ``ceiling_of`` bounds it; both are empty where the text sets none.
    """

    NAME = "经费来源"
    IDENTITY = ("key",)
    JUDGED = True

    key: Text = Field(title="代号", max_length=30)
    name: Text = Field(title="来源", max_length=60)
    ceiling_share: Share | None = Field(default=None, title="上限比例")
    ceiling_of: str = Field(default="", title="比例的基数", max_length=60)
    shared_by: tuple[Text, ...] = Field(default=(), title="由哪几级财政安排")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Cost(Cited):
    """Who bears a kind of cost; ``stated`` is False where the text leaves it open and a reading fills it."""

    NAME = "经费承担"
    IDENTITY = ("item",)

    item: Text = Field(title="支出", max_length=60)
    payer: Text = Field(title="承担方", max_length=60)
    stated: bool = Field(default=True, title="原文写明")
    text: str = Field(default="", title="说明", max_length=400)
