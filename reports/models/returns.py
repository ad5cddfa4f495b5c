"""Monthly returns of village stations and their figures."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from kit.months import Month
from reports.rules.indicators import BY_KEY, INDICATORS, Indicator
from reports.rules.returns import REPORTED, WORKFLOW, due_on, on_time
from stations.models import Located, LocatedQuerySet, User
from stations.models.history import tracked


class ReturnQuerySet(LocatedQuerySet):
    def of_month(self, month: Month) -> Self:
        return self.filter(month=month.first)

    def reported(self) -> Self:
        return self.filter(state__in=REPORTED)

    def with_place(self) -> Self:
        return self.select_related("region__parent__parent__parent")


@tracked()
class Return(Located):
    """月报: a village station's month. Figures from the ledgers are frozen when it is submitted."""

    month = models.DateField("月份", help_text="the first day of it")
    state = models.CharField(
        "状态", max_length=12, choices=list(WORKFLOW.states.items()), default=WORKFLOW.initial, editable=False
    )
    explanation = models.TextField("说明", max_length=500, blank=True)
    # Cleared by the station's own withdrawal, kept when the township sends it back.
    first_submitted_on = models.DateField("首次提交日期", null=True, editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="提交人", editable=False
    )
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="审核人", editable=False
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, editable=False)
    returned_because = models.CharField("退回原因", max_length=300, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月报"
        ordering = ["-month", "scope_code"]
        constraints = [
            models.UniqueConstraint(fields=["region", "month"], name="return_once_a_month"),
            models.CheckConstraint(name="return_month_is_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="return_reported_by_somebody",
                condition=~Q(state__in=REPORTED)
                | Q(first_submitted_on__isnull=False, submitted_by__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="return_reviewed_by_somebody",
                condition=~Q(state__in=("accepted", "returned"))
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="return_sent_back_with_reason", condition=~Q(state="returned") | ~Q(returned_because="")
            ),
            # Who made it does not pass it.
            models.CheckConstraint(
                name="return_not_reviewed_by_its_maker",
                condition=Q(reviewed_by__isnull=True)
                | ~Q(state="accepted")
                | ~Q(reviewed_by=F("submitted_by")),
            ),
        ]
        indexes = [models.Index(fields=["month", "scope_code"], name="return_month_scope")]

    def __str__(self) -> str:
        return f"{self.region} {self.period.label}月报"

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def in_time(self) -> bool | None:
        """Whether it was handed in by the due day; None while it is not reported."""
        return on_time(self.period, self.first_submitted_on) if self.first_submitted_on else None

    @property
    def deadline(self) -> date:
        return due_on(self.period)

    def values(self) -> dict[str, int]:
        """Indicator key → figure, from the rows fetched."""
        return {figure.indicator: figure.value for figure in self.figures.all()}


@tracked()
class ReturnFigure(Located):
    """One figure of a return: drawn from the ledgers and frozen on submission, or entered."""

    report = models.ForeignKey(Return, models.CASCADE, related_name="figures", verbose_name="月报")
    indicator = models.CharField(
        "指标", max_length=20, choices=[(indicator.key, indicator.name) for indicator in INDICATORS]
    )
    value = models.BigIntegerField("数值", validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = verbose_name_plural = "月报数字"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="return_figure_once"),
            models.CheckConstraint(name="return_figure_not_negative", condition=Q(value__gte=0)),
        ]
        indexes = [models.Index(fields=["scope_code"], name="return_figure_scope")]

    def __str__(self) -> str:
        return f"{self.declared.name} {self.value}"

    @property
    def declared(self) -> Indicator:
        return BY_KEY[self.indicator]
