"""Shapes of what people type about devices."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.forms import Form
from kit.months import today
from stations.rules.assets import CONDITIONS, DEVICES, FUNDERS, IN_USE, serial_number


class AssetForm(Form):
    """A device, new or as it stands."""

    codes = forms.MultipleChoiceField(
        label="种类",
        choices=list(DEVICES.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
        help_text="一台设备兼有几种用途的全部勾选,例如打印、复印、传真一体机。",
    )
    name = forms.CharField(label="名称和型号", max_length=80, help_text="例如 联想启天台式机。")
    serial = forms.CharField(
        label="编号", max_length=40, required=False, help_text="设备上的序列号或资产编号,全市不重复。"
    )
    acquired_on = forms.DateField(label="购置日期")
    funded_by = forms.ChoiceField(label="资金来源", choices=list(FUNDERS.items()))
    cost = forms.DecimalField(
        label="购置金额", max_digits=10, decimal_places=2, min_value=0, required=False, help_text="元。"
    )
    condition = forms.ChoiceField(
        label="状况",
        choices=list(CONDITIONS.items()),
        initial=IN_USE,
        help_text="对照文件时,在用和待修的算配有,停用的不算。",
    )

    def clean_serial(self) -> str:
        return serial_number(self.cleaned_data["serial"])


class AssetEditForm(AssetForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ScrapForm(Form):
    scrapped_on = forms.DateField(label="报废日期", initial=today)
    reason = forms.CharField(label="报废原因", max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AssetReasonForm(Form):
    """Why something about a device is decided, of the device as it was seen."""

    reason = forms.CharField(label="理由", max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)


def values_of(form: Any) -> dict[str, Any]:
    """What a device form says of the device itself."""
    return {name: form.cleaned_data[name] for name in AssetForm.base_fields}
