"""Titles of communities, townships and their platforms; rewards and penalties, and what these bar from."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from kit.jurisdiction import Jurisdiction
from stations.models.history import tracked
from stations.models.life import DONE, HandedOver
from stations.models.people import Post
from stations.models.policy import PolicyDocument, bodies
from stations.models.regions import Located, LocatedQuerySet
from stations.places import DIGITS, Tier
from stations.rules.documents.aims import Title
from stations.rules.scoring import Scoring, read_scoring
from stations.rules.titles import DECLINED, DRAFT, HELD, REVOKED, TITLE

CITY_SPAN = 10 ** (12 - DIGITS[Tier.CITY])
REWARD, PENALTY = "reward", "penalty"
UNIT, PERSON = "unit", "person"
SUBJECTS = {UNIT: "单位", PERSON: "个人"}


class ScoringTemplateQuerySet(LocatedQuerySet):
    def of_city(self, jurisdiction: Jurisdiction) -> Self:
        """Those of the city that the jurisdiction lies in; read from below, changed by the city alone."""
        return self.filter(scope_code=jurisdiction.lo // CITY_SPAN * CITY_SPAN)


@tracked(exclude=("body",))
class ScoringTemplate(Located):
    """The scoring table of a title as a city has set it."""

    title_key = models.CharField("称号", max_length=40)
    name = models.CharField("名称", max_length=80)
    body = models.JSONField("内容")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScoringTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ["title_key"]
        constraints = [
            models.UniqueConstraint(fields=["region", "title_key"], name="scoring_template_one_per_title")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scoring(self) -> Scoring:
        return read_scoring(self.body)


class TitleCaseQuerySet(LocatedQuerySet):
    def with_place(self) -> Self:
        rows = self.select_related("region__parent__parent__parent", "document__parent")
        return rows.defer(*bodies())

    def held_on(self, day: date) -> Self:
        """Titles that were given by that day and not taken away again."""
        revoked = TitleStep.objects.filter(case=OuterRef("pk"), verb="revoke", on__gt=day)
        later = Q(Exists(revoked)) | _lapsed_after(day, REVOKED)
        return self.filter(Q(state__in=HELD) | later, designated_on__lte=day)

    def standing_on(self, day: date) -> Self:
        """Titles that were applied for or held on that day, neither declined nor taken away by then."""
        later = TitleStep.objects.filter(case=OuterRef("pk"), verb__in=["decline", "revoke"], on__gt=day)
        ended = Q(Exists(later)) | _lapsed_after(day, DECLINED, REVOKED)
        return self.filter(applied_on__lte=day).exclude(Q(state__in=[DECLINED, REVOKED]) & ~ended)


def _lapsed_after(day: date, *states: str) -> Q:
    """Ended after that day with the place itself: no step tells of it, the event does."""
    lapsed = HandedOver.objects.filter(
        table=TitleCase._meta.label,
        row=OuterRef("pk"),
        event__state=DONE,
        event__on__gt=day,
        after__state__in=states,
    )
    return Q(Exists(lapsed))


@tracked(exclude=("scoring",))
class TitleCase(Located):
    """A title of one unit from its application on, by one version of a document.

    ``scoring`` is the table as it was when the case was opened: a later one changes no score that was given.
    """

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="+", verbose_name="文件")
    title_key = models.CharField("称号", max_length=40)
    title_name = models.CharField("称号", max_length=40)
    state = models.CharField("状态", max_length=20, choices=list(TITLE.states.items()), default=DRAFT)
    applied_on = models.DateField("申报日期", null=True)
    designated_on = models.DateField("认定日期", null=True)
    rectify_by = models.DateField("整顿期限", null=True)
    basis = models.CharField("申报依据", max_length=200, blank=True)
    scoring = models.JSONField("评分表", null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TitleCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "称号"
        ordering = ["scope_code", "title_key", "pk"]
        indexes = [models.Index(fields=["scope_code", "state"], name="title_scope_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "title_key"], condition=~Q(state=REVOKED), name="title_one_at_a_time"
            ),
            models.CheckConstraint(
                name="title_applied_has_day", condition=Q(state=DRAFT) | Q(applied_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region.name}{self.title_name}"

    @property
    def title(self) -> Title:
        """What its document says of the title."""
        from stations.documents import content

        return next(title for title in content(self.document).titles if title.key == self.title_key)

    @property
    def table(self) -> Scoring | None:
        """The scoring table, None where the city has set none."""
        return read_scoring(self.scoring) if self.scoring else None

    @property
    def to_township(self) -> bool:
        return bool(self.region.tier == Tier.TOWNSHIP)


class PartOfTitle(Located):
    """A row of one title."""

    case = models.ForeignKey(TitleCase, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


@tracked()
class TitleScore(PartOfTitle):
    """The points of one part of the table in its three columns."""

    part = models.CharField("项目", max_length=40)
    self_points = models.DecimalField("自评分", max_digits=6, decimal_places=2, null=True)
    township_points = models.DecimalField("乡镇审核分", max_digits=6, decimal_places=2, null=True)
    county_points = models.DecimalField("区考核分", max_digits=6, decimal_places=2, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "part"], name="title_score_once"),
            models.CheckConstraint(
                name="title_score_not_negative",
                condition=Q(Q(self_points__isnull=True) | Q(self_points__gte=0))
                & Q(Q(township_points__isnull=True) | Q(township_points__gte=0))
                & Q(Q(county_points__isnull=True) | Q(county_points__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.part


class TitleStep(PartOfTitle):
    """Something that was done with a title; added and never changed."""

    verb = models.CharField("办理", max_length=30)
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="谁")
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=400, blank=True)
    deadline = models.DateField("整顿期限", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "称号经过"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The verb as it stands on the screen."""
        return next(found.label for found in TITLE.transitions if found.verb == self.verb)


@tracked()
class AdvancedAward(PartOfTitle):
    """Chosen as advanced among the holders of a title; ``place`` of so many ``places``, one each in a city."""

    city_code = models.BigIntegerField(editable=False)
    document_key = models.CharField("文件", max_length=20)
    title_key = models.CharField("称号", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    place = models.PositiveSmallIntegerField("序号")
    places = models.PositiveSmallIntegerField("名额")
    by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="谁")
    on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "先进"
        ordering = ["year", "place"]
        constraints = [
            models.UniqueConstraint(fields=["case", "year"], name="advanced_once_a_year"),
            models.UniqueConstraint(
                fields=["city_code", "document_key", "title_key", "year", "place"],
                name="advanced_place_once",
            ),
            models.CheckConstraint(
                name="advanced_within_places", condition=Q(place__gte=1) & Q(place__lte=F("places"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年先进 {self.case}"


class NoticeQuerySet(LocatedQuerySet):
    def with_place(self) -> Self:
        rows = self.select_related(
            "region__parent__parent__parent", "document__parent", "issued_by__region", "issued_by__user"
        )
        return rows.defer(*bodies())

    def barring_on(self, day: Any) -> Self:
        """Penalties by which somebody may not take part in an award on that day."""
        return self.filter(
            Q(barred_until__isnull=True) | Q(barred_until__gte=day),
            Q(lifted_on__isnull=True) | Q(lifted_on__gt=day),
            barred_from__lte=day,
        )


@tracked()
class Notice(Located):
    """A reward or a penalty (通报批评) of a unit or a person.

    ``barred_from`` and ``barred_until`` are what the document's version makes of it (AM-49); neither ever changes.
    """

    subject = models.CharField("对象", max_length=10, choices=list(SUBJECTS.items()), default=UNIT)
    person_name = models.CharField("姓名", max_length=40, blank=True)
    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="+", verbose_name="文件")
    sanction_key = models.CharField("奖惩", max_length=40)
    sanction_name = models.CharField("奖惩", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=[(REWARD, "奖励"), (PENALTY, "处罚")])
    noticed_on = models.DateField("通报日期")
    number = models.CharField("文号", max_length=80)
    reason = models.CharField("事由", max_length=200)
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2, null=True, blank=True)
    scope = models.CharField("不得参加", max_length=60, blank=True)
    barred_from = models.DateField("不得参加的首日", null=True)
    barred_until = models.DateField("不得参加的末日", null=True)
    issued_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="谁登记")
    lifted_on = models.DateField("解除日期", null=True)
    lifted_because = models.CharField("解除依据", max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通报和奖励"
        ordering = ["-noticed_on", "-pk"]
        indexes = [models.Index(fields=["scope_code", "-noticed_on"], name="notice_scope")]
        constraints = [
            models.CheckConstraint(
                name="notice_person_named",
                condition=Q(subject=UNIT, person_name="") | (Q(subject=PERSON) & ~Q(person_name="")),
            ),
            models.CheckConstraint(
                name="notice_lifted_with_reason",
                condition=Q(lifted_on__isnull=True, lifted_because="")
                | (Q(lifted_on__gte=F("noticed_on"), barred_from__isnull=False) & ~Q(lifted_because="")),
            ),
            models.CheckConstraint(
                name="notice_only_rewards_pay",
                condition=Q(amount__isnull=True) | Q(kind=REWARD, amount__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sanction_name} {self.whom}"

    @property
    def clause(self) -> str:
        """Where its document speaks of it."""
        from stations.documents import content

        sanctions = content(self.document).sanctions
        return next(each.clause for each in sanctions if each.key == self.sanction_key)

    @property
    def whom(self) -> str:
        return f"{self.region.name} {self.person_name}".strip()

    @property
    def until(self) -> str:
        """The last day of the bar in words; empty for what bars from nothing."""
        if self.barred_from is None:
            return ""
        if self.lifted_on:
            return f"{self.lifted_on} 起已解除"
        return f"到 {self.barred_until}(含当日)" if self.barred_until else "到解除为止"
