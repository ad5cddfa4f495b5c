"""Shapes of what finance types."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from kit.forms import Form
from kit.months import today

VOUCHER = re.compile(r"[0-9A-Za-z\u4e00-\u9fff〔〕\[\]()/_-]+")
SECRET = {"data-secret": "1", "autocomplete": "off"}


class PaymentForm(Form):
    paid_on = forms.DateField(label="拨付日期", initial=today)
    voucher = forms.CharField(label="凭证号", max_length=40, help_text="国库集中支付或银行凭证的编号。")
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_voucher(self) -> str:
        voucher: str = self.cleaned_data["voucher"].strip()
        if not VOUCHER.fullmatch(voucher):
            raise forms.ValidationError("凭证号只能用汉字、字母、数字和连接符号。")
        return voucher


class AccountForm(Form):
    """A village's account; a number left blank stays as it is."""

    holder = forms.CharField(
        label="收款单位", max_length=80, help_text="与开户许可一致的户名,是村的账户,不是个人账户。"
    )
    bank = forms.CharField(label="开户银行", max_length=60)
    number = forms.CharField(
        label="账号", max_length=40, required=False, widget=forms.TextInput(attrs=SECRET)
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = not known
        self.fields["number"].help_text = f"现为 {known};不变就留空。" if known else "8 到 30 位数字。"

    def clean_number(self) -> str:
        try:
            return account_number(self.cleaned_data["number"])
        except ValueError as error:
            raise forms.ValidationError(f"{error}。") from error


def account_number(text: str) -> str:
    """An account as its digits; ValueError with the reason for anything else."""
    digits = re.sub(r"[\s-]", "", text)
    if digits and not re.fullmatch(r"[0-9]{8,30}", digits):
        raise ValueError("账号应为 8 到 30 位数字")
    return digits
