"""Forms of the portal: Django's, with Chinese messages, Bootstrap's classes, and refusals beside their field."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from kit.refused import Refused

REQUIRED = "请填写这一项。"
NOTHING = "不选"
DJANGOS_DASHES = "---------"
# A year that nobody means is a slip of the finger, and days far off make clocks count for minutes.
UNLIKELY = "请核对年份,应在 1900 到 2200 之间。"
LIKELY_DAYS = (
    MinValueValidator(date(1900, 1, 1), UNLIKELY),
    MaxValueValidator(date(2200, 12, 31), UNLIKELY),
)
MESSAGES: dict[type[forms.Field], dict[str, str]] = {
    forms.CharField: {"max_length": "最多 %(limit_value)s 个字,现在有 %(show_value)s 个,请删减。"},
    forms.IntegerField: {"invalid": "请填整数,不带小数点和单位。"},
    forms.DecimalField: {"invalid": "请填数字,例如 7000.00。"},
    forms.DateField: {"invalid": "日期请写成 2010-03-05 的样子。"},
    forms.ChoiceField: {"invalid_choice": "请从列表里选一项。"},
    forms.ModelChoiceField: {"invalid_choice": "请从列表里选一项。"},
    forms.FileField: {
        "required": "请选择文件。",
        "missing": "请选择文件。",
        "empty": "这个文件是空的。",
        "invalid": "文件没有传上来,请再选一次。",
    },
}


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class PortalFormMixin:
    """Plain Chinese errors, native date inputs and the look of the portal on every field."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            prepare(field)

    def refuse(self, refusal: Refused) -> None:
        """Show a business refusal at the field it names, or above the form; with its clause where it has one."""
        reason = f"{refusal.reason}({refusal.clause})" if refusal.clause else refusal.reason
        known = refusal.field if refusal.field in self.fields else None
        self.add_error(known, reason)  # type: ignore[attr-defined]


def prepare(field: forms.Field) -> None:
    """Give one field its messages, widget and classes."""
    field.error_messages["required"] = REQUIRED
    for kind, messages in MESSAGES.items():
        if isinstance(field, kind):
            field.error_messages.update(messages)
    if isinstance(field, forms.DateField):
        field.validators.extend(LIKELY_DAYS)
    if isinstance(field, forms.DateField) and not isinstance(field.widget, forms.HiddenInput):
        field.widget = DateInput()
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        offered: Any = field.choices
        field.choices = [(value, NOTHING if label == DJANGOS_DASHES else label) for value, label in offered]
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput):
        css = "form-check-input"
    elif isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return
    elif isinstance(widget, forms.Select):
        css = "form-select"
    else:
        css = "form-control"
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {css}".strip()


class Form(PortalFormMixin, forms.Form):
    """A form that is not a row's."""


class ModelForm(PortalFormMixin, forms.ModelForm):  # type: ignore[type-arg]
    """A form of a row; the fields a person may set are listed by hand."""
