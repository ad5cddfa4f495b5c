"""The yearly sheet of the work fund of a district, and its lines."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from funding.rules.sheets import APPROVED, CANCELLED, DRAFT, PAID, SHEET
from kit.reasoning import Figure
from staffing.models import VillageAssessment
from stations.models import Located, LocatedQuerySet, PolicyDocument, User
from stations.models.history import tracked


class WorkFundSheetQuerySet(LocatedQuerySet):
    def with_people(self) -> Self:
        return self.select_related("region__parent", "document", "made_by", "approved_by", "paid_by")

    def live(self) -> Self:
        return self.exclude(state=CANCELLED)


@tracked()
class WorkFundSheet(Located):
    """工作经费补助表 of a district for an assessed year: one live sheet, three different people.

    ``content_digest`` is over the lines: what is approved is what was seen. ``excluded`` names the villages without
    a line and why; ``changes`` tells what the last new computation moved.
    """

    year = models.PositiveSmallIntegerField("年度")
    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="+", verbose_name="依据文件")
    state = models.CharField("状态", max_length=10, choices=list(SHEET.states.items()), default=DRAFT)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="制表人")
    made_at = models.DateTimeField("制表时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    return_reason = models.CharField("退回原因", max_length=200, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    approved_at = models.DateTimeField("审核时间", null=True)
    paid_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="拨付登记人")
    paid_at = models.DateTimeField("登记时间", null=True)
    paid_on = models.DateField("拨付日期", null=True)
    voucher = models.CharField("凭证号", max_length=40, blank=True)
    line_count = models.PositiveIntegerField("村数", default=0)
    total = models.DecimalField("应补金额", max_digits=14, decimal_places=2, default=0)
    by_tier = models.JSONField("分档", default=list)
    excluded = models.JSONField("未列入的村", default=list)
    community_count = models.PositiveIntegerField("社区数", default=0)
    changes = models.JSONField("重新计算的变化", default=list)
    content_digest = models.CharField("内容摘要值", max_length=64)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkFundSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作经费补助表"
        ordering = ["-year", "scope_code"]
        indexes = [models.Index(fields=["scope_code", "year"], name="work_fund_sheet_scope")]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "year"], condition=~Q(state=CANCELLED), name="work_fund_sheet_one_live"
            ),
            models.CheckConstraint(
                name="work_fund_maker_is_not_approver",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
            ),
            models.CheckConstraint(
                name="work_fund_payer_is_a_third_person",
                condition=Q(paid_by__isnull=True) | (~Q(paid_by=F("made_by")) & ~Q(paid_by=F("approved_by"))),
            ),
            models.CheckConstraint(
                name="work_fund_approved_by_somebody",
                condition=~Q(state__in=[APPROVED, PAID])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="work_fund_paid_with_voucher",
                condition=~Q(state=PAID) | (Q(paid_by__isnull=False, paid_on__isnull=False) & ~Q(voucher="")),
            ),
            models.CheckConstraint(name="work_fund_total_not_negative", condition=Q(total__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.region.name} {self.year} 年度村级劳动保障站工作经费补助表"

    @property
    def number(self) -> str:
        """What a printed sheet is found by."""
        return f"WF-{self.region.place.short}-{self.year}-{self.pk}"


class WorkFundLineQuerySet(LocatedQuerySet):
    def in_sheet_order(self) -> Self:
        """By place, so that a township's villages stand together."""
        return self.order_by("code")


@tracked(exclude=("figure", "findings", "coordinators"))
class WorkFundLine(Located):
    """What one village gets for one year, with all it was computed from, as it was on that day.

    Names and numbers are copies: the figure must still explain itself when the sources have moved on. A trigger of
    the database freezes the lines of an approved sheet.
    """

    sheet = models.ForeignKey(WorkFundSheet, models.PROTECT, related_name="lines", verbose_name="补助表")
    year = models.PositiveSmallIntegerField("年度")
    live = models.BooleanField("有效", default=True)
    village_name = models.CharField("行政村", max_length=60)
    township_name = models.CharField("乡镇(街道)", max_length=60)
    households = models.PositiveIntegerField("户数")
    counted_on = models.DateField("户数口径日期")
    households_source = models.CharField("户数来源", max_length=80)
    made_up = models.BooleanField("示例户数", default=False)
    tier = models.CharField("档次", max_length=40)
    standard = models.DecimalField("标准", max_digits=10, decimal_places=2)
    assessment = models.ForeignKey(VillageAssessment, models.PROTECT, related_name="+", verbose_name="考核")
    assessed_on = models.DateField("考核日")
    result = models.CharField("考核结果", max_length=20)
    coefficient = models.DecimalField("系数", max_digits=5, decimal_places=4)
    coordinators = models.JSONField("考核日在岗协管员", default=list)
    amount = models.DecimalField("应补金额", max_digits=10, decimal_places=2)
    payee = models.CharField("收款单位", max_length=80, blank=True)
    payee_bank = models.CharField("开户银行", max_length=60, blank=True)
    payee_account = models.CharField("账号", max_length=30, blank=True)
    clause = models.CharField("条款", max_length=40)
    figure = models.JSONField("计算过程")
    findings = models.JSONField("核对提示", default=list)

    objects = WorkFundLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工作经费补助明细"
        ordering = ["code"]
        indexes = [
            models.Index(fields=["scope_code", "year"], name="work_fund_line_scope"),
        ]
        constraints = [
            # A village is paid once a year, whichever sheet and district it stood in.
            models.UniqueConstraint(
                fields=["region", "year"], condition=Q(live=True), name="work_fund_line_once_a_year"
            ),
            models.UniqueConstraint(fields=["sheet", "region"], name="work_fund_line_once_a_sheet"),
            models.CheckConstraint(name="work_fund_line_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="work_fund_line_within_standard", condition=Q(amount__lte=F("standard"))
            ),
            models.CheckConstraint(name="work_fund_line_has_households", condition=Q(households__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.village_name} {self.year} 年度工作经费"

    @property
    def code_text(self) -> str:
        """The code of the day, as people write it."""
        return f"{self.code:012d}"

    @property
    def reasoning(self) -> Figure:
        """The figure that the sheet pays by, as it was stored."""
        return Figure.from_json(self.figure)

    @property
    def remarks(self) -> list[str]:
        """The short words of the findings, for the last column."""
        return [finding["label"] for finding in self.findings]
