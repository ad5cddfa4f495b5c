"""The yearly assessment of villages (村年度考核), which decides on the work fund."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from staffing.rules.assessments import ASSESSMENT, CONFIRMED, DRAFT, SCORED
from stations.models import Located, LocatedQuerySet, User
from stations.models.history import tracked


class VillageAssessmentQuerySet(LocatedQuerySet):
    def with_place(self) -> Self:
        return self.select_related("region__parent__parent__parent")

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def confirmed(self) -> Self:
        """Those that count: confirmed by the district."""
        return self.filter(state=CONFIRMED)


@tracked()
class VillageAssessment(Located):
    """How a village was assessed for a year: scored by its township, confirmed by the district (AM-15).

    A confirmed one does not change; a trigger of the database holds it.
    """

    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(1990), MaxValueValidator(2200)]
    )
    assessed_on = models.DateField("考核日", null=True, blank=True)
    score = models.DecimalField(
        "得分",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(0, "得分在 0 到 100 之间。"),
            MaxValueValidator(100, "得分在 0 到 100 之间。"),
        ],
    )
    result = models.CharField("考核结果", max_length=20, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=list(ASSESSMENT.states.items()), default=DRAFT)
    scored_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="考核人")
    scored_at = models.DateTimeField("报送时间", null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    returned_because = models.CharField("退回原因", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VillageAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度考核"
        ordering = ["-year", "scope_code"]
        indexes = [models.Index(fields=["year", "scope_code"], name="assessment_year_scope")]
        constraints = [
            models.UniqueConstraint(fields=["region", "year"], name="assessment_once_a_year"),
            models.CheckConstraint(
                name="assessment_score_in_range",
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
            ),
            models.CheckConstraint(
                name="assessment_sent_is_complete",
                condition=~Q(state__in=[SCORED, CONFIRMED])
                | (Q(assessed_on__isnull=False, scored_by__isnull=False) & ~Q(result="")),
            ),
            models.CheckConstraint(
                name="assessment_confirmed_by_somebody",
                condition=~Q(state=CONFIRMED) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.year} 年度考核"
