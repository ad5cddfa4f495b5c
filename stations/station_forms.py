"""The card of a station as people fill it in, each role its own part."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.forms import ModelForm
from kit.months import today
from stations.forms import PhoneMixin
from stations.models import Station


class KnownOrNot(forms.NullBooleanSelect):
    """Yes, no, or nobody has said."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("unknown", "未登记"), ("true", "有"), ("false", "没有")]


CONTACT = ("address", "phone", "opening_hours", "head")
PLACE = ("fixed_place", "dedicated_area", "hall_area", "windows", "service_seat")
NETWORK = ("network_connected", "network_since")
WORKLOAD = ("light_workload", "light_workload_on")
QUALIFIED = ("qualified", "qualified_on", "qualified_number")


class StationContactForm(PhoneMixin, ModelForm):
    """What the station's own people keep up to date: how it is reached, and what stands there."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    groups = (("联系", CONTACT), ("场所", PLACE), ("网络", NETWORK))

    class Meta:
        model = Station
        fields = [*CONTACT, *PLACE, *NETWORK]
        widgets = {"fixed_place": KnownOrNot, "service_seat": KnownOrNot, "network_connected": KnownOrNot}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for flag, day, words in (
            ("network_connected", "network_since", "业务专网选“有”"),
            ("new_or_merged", "new_or_merged_on", "勾选“新建或合并的单位”"),
            ("light_workload", "light_workload_on", "勾选“工作任务较轻”"),
            ("qualified", "qualified_on", "勾选“符合条件的村”"),
        ):
            if data.get(day) and data[day] > today():
                self.add_error(day, "日期不能晚于今天。")
            if data.get(day) and not data.get(flag):
                self.add_error(day, f"填了日期的,请{words};否则请清空日期。")
        return data


class StationForm(StationContactForm):
    """The whole card, for the supervisors; who finds the workload light says since when."""

    groups = (
        ("站点", ("name", "opened_on", *CONTACT)),
        ("场所", (*PLACE, "new_or_merged", "new_or_merged_on")),
        ("网络", NETWORK),
        ("任务量", WORKLOAD),
    )

    class Meta(StationContactForm.Meta):
        fields = [
            "name", "opened_on", *CONTACT, *PLACE, "new_or_merged", "new_or_merged_on", *NETWORK, *WORKLOAD,
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("light_workload"):
            self._require("light_workload_on", "请填认定日期。")
        return data

    def _require(self, name: str, words: str) -> None:
        """What stands there must be, or is wrong already."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)


class DistrictStationForm(StationForm):
    """The district also finds, village by village, who meets the conditions (AM-51)."""

    groups = (*StationForm.groups, ("县(区)认定", QUALIFIED))

    class Meta(StationForm.Meta):
        fields = [*StationForm.Meta.fields, *QUALIFIED]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("qualified"):
            self._require("qualified_on", "请填认定日期。")
            self._require("qualified_number", "请填认定的文号。")
        elif data.get("qualified_number"):
            self.add_error("qualified_number", "填了文号的,请勾选“符合条件的村”;否则请清空文号。")
        return data
