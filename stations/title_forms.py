"""Shapes of what people type about titles, their scoring tables, rewards and penalties."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import django_filters
from django import forms

from kit.forms import Form
from kit.months import today
from stations.filters import LocatedFilterSet
from stations.forms import RegionCodeField
from stations.models import Notice, Post, Region, TitleCase
from stations.models.titles import SUBJECTS, UNIT
from stations.places import Tier
from stations.rules.scoring import MOST_PARTS, Part, Scoring
from stations.rules.titles import TITLE

Choices = Sequence[tuple[str, str]]


class PlaceChoice(forms.ModelChoiceField):
    """One of the places below and at a township, or the one village."""

    def __init__(self, post: Post, **kwargs: Any) -> None:
        rows = Region.objects.within(post.jurisdiction).filter(
            tier__gte=Tier.TOWNSHIP, closed_on__isnull=True
        )
        alone = post.region if post.region.tier == Tier.VILLAGE else None
        super().__init__(
            rows.order_by("tier", "code"), initial=alone, empty_label=None if alone else "请选择", **kwargs
        )


class OpenForm(Form):
    """Which title, for which unit, on what grounds."""

    title = forms.ChoiceField(label="称号")
    basis = forms.CharField(label="申报依据", max_length=200, required=False, help_text="文号或事由。")

    def __init__(self, post: Post, titles: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].choices = [("", "请选择"), *titles]  # type: ignore[attr-defined]
        self.fields["region"] = PlaceChoice(
            post, label="申报单位", widget=forms.Select(attrs={"class": "form-select"})
        )
        self.order_fields(["title", "region", "basis"])


class VersionForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class NoteForm(VersionForm):
    note = forms.CharField(label="说明", max_length=400, required=False)


class ReasonForm(VersionForm):
    note = forms.CharField(label="理由", max_length=400)


class SpotCheckForm(VersionForm):
    """What was found on the spot; a check already begun has only its finding left."""

    result = forms.ChoiceField(
        label="抽查结果",
        widget=forms.RadioSelect(attrs={"class": "ticks choices"}),
        choices=[("in_order", "合格"), ("defects", "有缺陷,责令整顿"), ("begun", "开始抽查,结果以后填")],
    )
    note = forms.CharField(
        label="情况或缺陷", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    deadline = forms.DateField(
        label="整顿期限", required=False, help_text="含当日。文件没有规定期限,不填就没有期限,由区认定。"
    )

    def __init__(self, *args: Any, begun: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if begun:
            offered: Any = self.fields["result"]
            offered.choices = [choice for choice in offered.choices if choice[0] != "begun"]


class AdvanceForm(VersionForm):
    year = forms.IntegerField(label="年度", min_value=1990, max_value=2200)


class ScoreForm(VersionForm):
    """One box a part, in the column that is one's own."""

    def __init__(self, parts: Sequence[Part], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in parts:
            self.fields[part.key] = forms.DecimalField(
                label=part.name,
                required=False,
                min_value=Decimal(0),
                max_value=part.points,
                decimal_places=2,
                widget=forms.NumberInput(
                    attrs={
                        "class": "form-control",
                        "step": f"{part.points:f}" if part.whole else "0.01",
                        "data-points": f"{part.points:f}",
                    }
                ),
                error_messages={
                    "invalid": "请填数字,例如 12.5。",
                    "max_value": f"最多 {part.points} 分。",
                    "min_value": "不能是负数。",
                    "max_decimal_places": "最多两位小数。",
                },
            )


class ScoringForm(Form):
    """A scoring table line by line; lines without a name are left out."""

    name = forms.CharField(label="评分表名称", max_length=80)
    full = forms.DecimalField(label="总分", max_digits=6, decimal_places=2, min_value=Decimal("0.01"))
    pass_mark = forms.DecimalField(
        label="合格线", max_digits=6, decimal_places=2, min_value=Decimal("0.01"), help_text="含本数。"
    )
    source = forms.CharField(label="依据", max_length=200, help_text="定这张表的文号。")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, scoring: Scoring | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = scoring.parts if scoring else ()
        for row in range(MOST_PARTS):
            part = self.parts[row] if row < len(self.parts) else None
            for name, field in _line(part).items():
                self.fields[f"{name}_{row}"] = field

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The bound fields of each line."""
        names = ("part", "points", "text", "whole")
        return [{name: self[f"{name}_{row}"] for name in names} for row in range(MOST_PARTS)]

    @property
    def body(self) -> dict[str, Any]:
        """The table as ``read_scoring`` reads it; a part keeps its key, a new one is numbered."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("name", "full", "pass_mark", "source")},
            "parts": [
                {
                    "key": self.parts[row].key if row < len(self.parts) else f"part{row + 1}",
                    "name": data[f"part_{row}"],
                    "points": data[f"points_{row}"] or 0,
                    "text": data[f"text_{row}"],
                    "whole": data[f"whole_{row}"],
                }
                for row in range(MOST_PARTS)
                if data[f"part_{row}"]
            ],
        }


def _line(part: Part | None) -> dict[str, forms.Field]:
    box = {"class": "form-control"}
    return {
        "part": forms.CharField(
            label="项目",
            max_length=40,
            required=False,
            initial=part.name if part else "",
            widget=forms.TextInput(attrs=box),
        ),
        "points": forms.DecimalField(
            label="分值",
            max_digits=6,
            decimal_places=2,
            required=False,
            initial=part.points if part else None,
            widget=forms.NumberInput(attrs={**box, "step": "0.01"}),
        ),
        "text": forms.CharField(
            label="怎样评",
            max_length=200,
            required=False,
            initial=part.text if part else "",
            widget=forms.TextInput(attrs=box),
        ),
        "whole": forms.BooleanField(
            label="全得或不得",
            required=False,
            initial=part.whole if part else False,
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        ),
    }


class NoticeForm(Form):
    """A reward or a penalty, for whom and by which paper."""

    sanction = forms.ChoiceField(label="奖惩")
    subject = forms.ChoiceField(label="对象", choices=list(SUBJECTS.items()), initial=UNIT)
    person_name = forms.CharField(
        label="姓名", max_length=40, required=False, help_text="对象是个人时填;单位选他所在的村或乡镇。"
    )
    noticed_on = forms.DateField(label="通报日期", initial=today)
    number = forms.CharField(label="文号", max_length=80)
    reason = forms.CharField(label="事由", max_length=200)
    amount = forms.DecimalField(
        label="奖励金额",
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        help_text="元,以奖代补时填。",
    )

    def __init__(self, post: Post, sanctions: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sanction"].choices = [("", "请选择"), *sanctions]  # type: ignore[attr-defined]
        if post.region.tier == Tier.TOWNSHIP:
            place: forms.Field = PlaceChoice(
                post, label="单位", widget=forms.Select(attrs={"class": "form-select"})
            )
        else:
            place = RegionCodeField(
                label="单位", widget=RegionCodeField.widget(attrs={"class": "form-control"})
            )
            place.jurisdiction = post.jurisdiction  # type: ignore[attr-defined]
        self.fields["region"] = place
        self.order_fields(["sanction", "region", "subject", "person_name"])


class LiftForm(Form):
    lifted_on = forms.DateField(label="解除日期", initial=today, help_text="从这一天起可以参加评先评优。")
    reason = forms.CharField(label="解除依据", max_length=200)


class UnitFilterSet(LocatedFilterSet):
    """Rows that lie in units of any tier."""

    words = django_filters.CharFilter(label="单位名称", method="by_words", max_length=60)


class TitleFilterSet(UnitFilterSet):
    title = django_filters.ChoiceFilter(label="称号", field_name="title_key", empty_label="全部")
    state = django_filters.ChoiceFilter(label="状态", choices=list(TITLE.states.items()), empty_label="全部")

    class Meta:
        model = TitleCase
        fields: list[str] = []

    def __init__(self, *args: Any, titles: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["title"].choices = titles


class NoticeFilterSet(UnitFilterSet):
    kind = django_filters.ChoiceFilter(
        label="类别", choices=[("reward", "奖励"), ("penalty", "处罚")], empty_label="全部"
    )
    on = django_filters.DateFilter(label="这一天不得评优", method="barring")

    class Meta:
        model = Notice
        fields: list[str] = []

    def barring(self, rows: Any, name: str, day: Any) -> Any:
        return rows.barring_on(day)
