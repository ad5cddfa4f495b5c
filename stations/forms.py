"""Shapes of what people type on the pages of accounts, posts and stations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kit.forms import Form, ModelForm
from kit.jurisdiction import Jurisdiction
from kit.months import today
from stations import roles
from stations.models import HouseholdCount, Post, Region, User
from stations.places import TIER_OF_LENGTH, Tier
from stations.rules.parameters import KINDS

PHONE = RegexValidator(r"^[0-9][0-9 -]{4,}$", "电话只能有数字、空格和横线,至少 5 位。")


class PhoneMixin:
    """A telephone number on a form is one that can be dialled."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].validators.append(PHONE)


class SignInForm(Form):
    username = forms.CharField(
        label="登录名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="口令",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordChangeForm(Form):
    current = forms.CharField(
        label="现在的口令",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新口令",
        strip=False,
        max_length=200,
        help_text="至少 10 位,不能全是数字,不要用常见口令或自己的姓名。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍新口令",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise forms.ValidationError("现在的口令不对。")
        return current

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两遍输入的新口令不一样。")
        if data.get("new") and data.get("new") == data.get("current"):
            self.add_error("new", "新口令不能和现在的相同。")
        return data


class AccountForm(PhoneMixin, ModelForm):
    class Meta:
        model = User
        fields = ["username", "name", "phone"]
        # Brought to the form it is kept in before it is measured and compared.
        field_classes = {"username": UsernameField}
        help_texts = {"username": "开设后不能更改,例如姓名拼音。"}


class AccountEditForm(PhoneMixin, ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ["name", "phone"]


class PlaceInput(forms.TextInput):
    """A code, typed or chosen by the name of the place: the browser offers those of ``jurisdiction``.

    Down to the townships: a city has thousands of villages, whose codes are typed.
    """

    jurisdiction: Jurisdiction | None = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{name}_places"
        box = super().render(name, value, {**(attrs or {}), "list": listed, "autocomplete": "off"}, renderer)
        options = format_html_join(
            "",
            '<option value="{}">{}</option>',
            ((place.place.short, place.path) for place in self._offered()),
        )
        return format_html('{}<datalist id="{}">{}</datalist>', box, listed, options)

    def _offered(self) -> Iterable[Region]:
        places = Region.objects.within(self.jurisdiction).filter(
            tier__range=(Tier.CITY, Tier.TOWNSHIP), closed_on__isnull=True
        )
        return places.select_related("parent__parent").order_by("code", "tier")


class RegionCodeField(forms.CharField):
    """A region named by its code, within what the person covers; outside reads exactly like unknown."""

    widget = PlaceInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            "输入区县、乡镇(街道)的名称,从列表里选;或直接输入代码:市 4 位、区县 6 位、乡镇街道 9 位、村社区 12 位。",
        )
        super().__init__(max_length=12, **kwargs)

    @property
    def jurisdiction(self) -> Jurisdiction | None:
        covered: Jurisdiction | None = self.widget.jurisdiction
        return covered

    @jurisdiction.setter
    def jurisdiction(self, covered: Jurisdiction) -> None:
        self.widget.jurisdiction = covered

    def clean(self, value: Any) -> Region | None:
        text = super().clean(value)
        if not text:
            return None
        tier = TIER_OF_LENGTH.get(len(text))
        if tier is None or not (text.isascii() and text.isdigit()):
            raise forms.ValidationError("请从列表里选,或输入 4、6、9、12 位数字的区划代码。")
        region = (
            Region.objects.within(self.jurisdiction)
            .filter(tier=tier, code=int(text.ljust(12, "0")), closed_on__isnull=True)
            .first()
        )
        if region is None:
            raise forms.ValidationError("管辖范围内没有这个代码的区划。")
        return region


class PostForm(Form):
    role = forms.ChoiceField(label="岗位", choices=list(roles.LABELS.items()))
    region = RegionCodeField(label="管辖区划代码")
    starts_on = forms.DateField(label="起始日期", initial=today)
    ends_on = forms.DateField(label="终止日期", required=False, help_text="含当日;留空为长期。")
    basis = forms.CharField(label="依据", max_length=120, help_text="任命文件号或事由。")

    def __init__(self, jurisdiction: Jurisdiction, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].jurisdiction = jurisdiction  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return _ordered_dates(self, super().clean() or {})


class DeputyForm(Form):
    deputy = forms.ModelChoiceField(label="代理人", queryset=User.objects.none(), empty_label="请选择")
    starts_on = forms.DateField(label="起始日期", initial=today)
    ends_on = forms.DateField(label="终止日期", help_text="含当日;代理必须有终止日期。")
    basis = forms.CharField(label="代理事由", max_length=120)

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = User.objects.filter(is_active=True).exclude(pk=post.user_id)
        self.fields["deputy"].queryset = choices  # type: ignore[attr-defined]
        self.fields["deputy"].label_from_instance = lambda user: f"{user.name}({user.username})"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return _ordered_dates(self, super().clean() or {})


class EndPostForm(Form):
    ends_on = forms.DateField(label="最后一日", initial=today, help_text="含当日。")
    reason = forms.CharField(label="终止事由", max_length=120)


class ParameterForm(Form):
    kind = forms.ChoiceField(
        label="参数", choices=[(key, f"{kind.label}({kind.unit})") for key, kind in KINDS.items()]
    )
    region = RegionCodeField(label="适用的区划代码")
    starts_on = forms.DateField(label="起始日期", help_text="从这一天起执行;上一个数值到前一日为止。")
    value = forms.DecimalField(
        label="数值", max_digits=16, decimal_places=4, help_text="金额单位是元,费率写成小数:14% 写 0.14。"
    )
    citation = forms.CharField(label="依据", max_length=200, help_text="公布这个数值的文号。")

    def __init__(self, jurisdiction: Jurisdiction, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].jurisdiction = jurisdiction  # type: ignore[attr-defined]


class ParameterCorrectForm(Form):
    value = forms.DecimalField(label="数值", max_digits=16, decimal_places=4)
    citation = forms.CharField(label="依据", max_length=200)
    reason = forms.CharField(label="更正事由", max_length=120)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AdoptionForm(Form):
    region = RegionCodeField(label="执行的区划代码")
    starts_on = forms.DateField(label="起始日期", initial=today)
    basis = forms.CharField(label="依据", max_length=120, help_text="决定执行的文号或会议。")

    def __init__(self, jurisdiction: Jurisdiction, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].jurisdiction = jurisdiction  # type: ignore[attr-defined]


class ReasonForm(Form):
    reason = forms.CharField(label="事由", max_length=200)


class AccountActiveForm(ReasonForm):
    """What the button said travels along: an account that somebody else disabled meanwhile stays disabled."""

    active = forms.TypedChoiceField(
        choices=[("yes", "启用"), ("no", "停用")],
        coerce=lambda value: value == "yes",
        widget=forms.HiddenInput,
    )


class HouseholdCountForm(ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = HouseholdCount
        fields = ["households", "population", "counted_on", "source"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_counted_on(self, data.get("counted_on"), self.instance.year)
        return data


def check_counted_on(
    form: forms.Form | forms.ModelForm[Any], counted_on: date | None, year: int | None
) -> None:
    """A year's households were counted on a day of that year, and not on one to come (AM-02)."""
    if counted_on and counted_on > today():
        form.add_error("counted_on", "统计日期不能晚于今天。")
    if counted_on and year and counted_on.year != year:
        form.add_error("counted_on", f"统计日期不在 {year} 年内。")


def _ordered_dates(form: forms.Form, data: dict[str, Any]) -> dict[str, Any]:
    starts, ends = data.get("starts_on"), data.get("ends_on")
    if starts and ends and ends < starts:
        form.add_error("ends_on", "终止日期不能早于起始日期。")
    return data


class DraftNewForm(Form):
    """What a new document begins with; everything else is written on the pages of its sections."""

    key = forms.RegexField(
        r"^[A-Z][A-Z0-9-]{0,19}$",
        label="代号",
        help_text="大写英文字母开头,可有数字和横线,例如 WZ2025。各版本共用一个代号。",
        error_messages={"invalid": "代号应以大写英文字母开头,只有大写字母、数字和横线,最多 20 位。"},
    )
    title = forms.CharField(label="标题", max_length=200)


class DraftImportForm(Form):
    file = forms.FileField(label="TOML 文件", widget=forms.FileInput(attrs={"accept": ".toml"}))
