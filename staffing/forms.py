"""Shapes of what people type about coordinators and assessments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from kit.forms import Form
from kit.idnumber import IdNumber
from kit.jurisdiction import Jurisdiction
from kit.months import today
from staffing.models.coordinators import EDUCATION
from staffing.rules import engagements as rules
from stations.models import Region
from stations.places import Tier
from stations.wall_forms import PhotoForm

STATION_KINDS = ("village", "community")
# Kept out of the browser's own storage of what was typed.
SECRET = {"data-secret": "1", "autocomplete": "off"}

_ACCOUNT = re.compile(r"[0-9]{8,30}")


def account_number(text: str) -> str:
    """A bank account as digits; ValueError with the reason for anything else."""
    digits = re.sub(r"[\s-]", "", text)
    if digits and not _ACCOUNT.fullmatch(digits):
        raise ValueError("银行账号应为 8 到 30 位数字")
    return digits


class IdNumberField(forms.CharField):
    """A citizen identity number, as its 18 characters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs=SECRET), **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return IdNumber.parse(text, on=today()).full
        except ValueError as error:
            raise forms.ValidationError(f"{error}。") from error


class AccountField(forms.CharField):
    """A bank account, as its digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, required=False, widget=forms.TextInput(attrs=SECRET), **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return account_number(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(f"{error}。") from error


class PersonForm(Form):
    """What is known of a person; a subclass says how the ID number and the account are asked for."""

    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    education = forms.ChoiceField(
        label="文化程度",
        choices=[("", "未填"), *EDUCATION.items()],
        required=False,
        help_text="按毕业证书填写。",
    )
    bank = forms.CharField(label="开户银行", max_length=60, required=False)

    PERSON = ("name", "phone", "education", "bank")


class PersonEditForm(PersonForm):
    corrected_id = IdNumberField(label="更正身份证号码", required=False)
    corrected_account = AccountField(label="更改银行账号")
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["name", "corrected_id", "phone", "education", "bank", "corrected_account"]

    def __init__(self, id_now: str, account_now: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["corrected_id"].help_text = f"现为 {id_now};没有错就留空。"
        self.fields["corrected_account"].help_text = f"现为 {account_now or '未填'};不变就留空。"

    def values(self) -> dict[str, Any]:
        """What changes: a number left blank stays as it is."""
        data = self.cleaned_data
        found = {name: data[name] for name in self.PERSON}
        if data["corrected_id"]:
            found["id_text"] = data["corrected_id"]
        if data["corrected_account"]:
            found["bank_account"] = data["corrected_account"]
        return found


class TermsForm(Form):
    """A contract: where, of which kind, from when to when, for what wage."""

    village = forms.ModelChoiceField(
        label="聘用到", queryset=Region.objects.none(), empty_label="请选择村(社区)"
    )
    kind = forms.ChoiceField(
        label="用工形式",
        choices=list(rules.KINDS.items()),
        help_text="全日制由乡镇政府(街道办事处)签合同;非全日制兼职由村委会签合同,限 200 户以下的村。",
    )
    starts_on = forms.DateField(label="合同起始日")
    ends_on = forms.DateField(label="合同终止日", required=False, help_text="含当日;留空为无固定期限。")
    monthly_wage = forms.DecimalField(
        label="月工资",
        required=False,
        max_digits=8,
        decimal_places=2,
        min_value=0,
        help_text="元。全日制必填,不得低于当地职工最低工资标准(W三(三))。",
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    TERMS = ("kind", "starts_on", "ends_on", "monthly_wage", "note")

    def __init__(self, jurisdiction: Jurisdiction, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = (  # type: ignore[attr-defined]
            Region.objects.within(jurisdiction)
            .of_tier(Tier.VILLAGE)
            .filter(kind__in=STATION_KINDS, closed_on__isnull=True)
            .order_by("code")
        )

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.TERMS}


class EngagementEditForm(TermsForm):
    """Correct a contract; the village stays, another village is another contract."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, jurisdiction: Jurisdiction, *args: Any, **kwargs: Any) -> None:
        super().__init__(jurisdiction, *args, **kwargs)
        del self.fields["village"]


class NewcomerForm(TermsForm, PersonForm):
    id_text = IdNumberField(label="身份证号码", help_text="18 位;出生日期和性别由号码得出。")
    bank_account = AccountField(label="银行账号", help_text="发放补贴用,选填。")
    field_order = [
        "village", "name", "id_text", "phone", "education", "kind", "starts_on", "ends_on", "monthly_wage",
        "bank", "bank_account", "note",
    ]  # fmt: skip

    def person(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*self.PERSON, "id_text", "bank_account")}


class EndEngagementForm(Form):
    ended_on = forms.DateField(
        label="最后在岗日", initial=today, help_text="含当日;从次日起该站没有这名协管员。"
    )
    reason = forms.CharField(
        label="终止事由", max_length=200, help_text="例如:本人辞职、考上公务员、调到别村。"
    )


class EntryForm(Form):
    """The head of the entry page: the day that holds for every village without one of its own."""

    assessed_on = forms.DateField(
        label="考核日", required=False, help_text="下面没有单独填考核日的村都用这一天。"
    )


class VillageEntryForm(Form):
    """One village's row of the entry page; a row left without a result is not entered."""

    result = forms.ChoiceField(label="考核结果", required=False)
    score = forms.DecimalField(
        label="得分",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        error_messages={
            "min_value": "得分在 0 到 100 之间。",
            "max_value": "得分在 0 到 100 之间。",
            "max_decimal_places": "得分最多一位小数。",
        },
    )
    assessed_on = forms.DateField(label="考核日", required=False)
    remark = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, results: Sequence[str], common_day: date | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.common_day = common_day
        self.fields["result"].choices = [("", "未考核"), *((each, each) for each in results)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("result"):
            if data.get("score") is not None or data.get("remark"):
                self.add_error("result", "填了得分或备注,还要选考核结果。")
            return data
        data["assessed_on"] = data.get("assessed_on") or self.common_day
        if not data["assessed_on"] and "assessed_on" not in self.errors:
            self.add_error("assessed_on", "请在上面填考核日,或在这一行单独填。")
        return data


class PortraitForm(PhotoForm):
    """A photo, or only the word about the one that is there."""

    agreed = forms.BooleanField(
        label="本人同意在站内海报和公开页上展示这张照片",
        required=False,
        help_text="不勾选就只在平台内部使用。本人可以随时取消;换照片要重新同意。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, held: bool, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        if held:
            self.fields["file"].required = False
            self.fields["file"].label = "换一张照片"
