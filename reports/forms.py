"""Shapes of what is filled in on a monthly return."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from kit.forms import Form
from reports.models import Return
from reports.rules.indicators import ENTERED


class ReturnForm(Form):
    """The entered figures, the explanation and the confirmation; a draft may leave gaps, a submission may not.

    Figures of the ledgers, state and month never come from the client.
    """

    explanation = forms.CharField(
        label="说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="数字与上月相差很大,或期末与期初对不上时,请写明原因。",
    )
    confirmed = forms.BooleanField(label="台账算出的数字我已核对,与实际相符", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, report: Return | None, before: Mapping[str, int], *args: Any, draft: bool, **kwargs: Any
    ) -> None:
        values = report.values() if report else {}
        kwargs["initial"] = {
            **{indicator.key: values.get(indicator.key) for indicator in ENTERED},
            "explanation": report.explanation if report else "",
            "version": report.version if report else 0,
        }
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].required = not draft
        self.fields["confirmed"].error_messages["required"] = "提交前请核对上面的数字,并勾选这一项。"
        for indicator in ENTERED:
            last = f"上月 {before[indicator.key]} {indicator.unit}" if indicator.key in before else ""
            field = forms.IntegerField(
                label=f"{indicator.name}({indicator.unit})",
                required=not draft,
                min_value=0,
                max_value=indicator.most,
                help_text="。".join(filter(None, [indicator.meaning, last])) + "。",
                widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
                error_messages={
                    "required": "请填写这一项;没有就填 0。",
                    "invalid": "请填整数,不带小数点和单位。",
                    "min_value": "不能小于 0。",
                    "max_value": f"一个村一个月不会超过 {indicator.most} {indicator.unit},请核对。",
                },
            )
            self.fields[indicator.key] = field
        self.order_fields([*(indicator.key for indicator in ENTERED), "explanation", "confirmed"])

    @property
    def entered(self) -> dict[str, int | None]:
        return {indicator.key: self.cleaned_data[indicator.key] for indicator in ENTERED}


class SendBackForm(Form):
    reason = forms.CharField(
        label="退回原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写清哪个数字不对、怎么改,站里看到的就是这句话。",
    )
