"""Shapes of what people enter of a target that no ledger counts."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.forms import Form, prepare
from kit.months import today
from stations.actions.targets import Said
from stations.models import TargetEntry
from stations.models.targets import MOST
from stations.rules.documents.aims import Target

DONE = [("1", "完成"), ("0", "未完成")]


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST,
        error_messages={
            "min_value": "数量不能是负数。",
            "max_value": f"不应超过 {MOST},请核对。",
        },
    )


class EntryForm(Form):
    """The figures of a day: two for a share, one for a number, yes or no for what is done."""

    day = forms.DateField(label="数据日期", initial=today, help_text="这些数字是哪一天的,不是填报的日期。")
    source = forms.CharField(
        label="来源",
        max_length=200,
        help_text="文号、报表名称或提供数字的单位,例如“区社保分局 2012 年年报”。",
    )

    def __init__(self, target: Target, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        figures = self._figures(target)
        for name, field in figures.items():
            prepare(field)
            self.fields[name] = field
        self.order_fields(["day", *figures, "source"])

    def _figures(self, target: Target) -> dict[str, forms.Field]:
        if target.compare == "done":
            widget = forms.RadioSelect(attrs={"class": "ticks"})
            return {"numerator": forms.ChoiceField(label=target.numerator, choices=DONE, widget=widget)}
        found: dict[str, forms.Field] = {"numerator": _count(target.numerator)}
        if target.compare == "share":
            found["denominator"] = _count(target.denominator or "应完成的")
        return found

    @property
    def said(self) -> Said:
        given = self.cleaned_data
        return Said(given["day"], int(given["numerator"]), given.get("denominator"), given["source"])


class CorrectForm(EntryForm):
    """The same day's figures anew; the day itself stays."""

    reason = forms.CharField(label="更正事由", max_length=200)

    def __init__(self, entry: TargetEntry, target: Target, *args: Any, **kwargs: Any) -> None:
        initial = {
            "numerator": entry.numerator,
            "denominator": entry.denominator,
            "source": entry.source,
        }
        super().__init__(target, *args, initial=initial, **kwargs)
        self.entry = entry
        del self.fields["day"]

    @property
    def said(self) -> Said:
        self.cleaned_data["day"] = self.entry.day
        return super().said
