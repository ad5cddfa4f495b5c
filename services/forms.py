"""Shapes of what people type at the counter and in the catalogue."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from kit.forms import Form, ModelForm
from kit.jurisdiction import Jurisdiction
from kit.months import today
from services.models import Request, ServiceItem
from services.rules.requests import OUTCOMES


class RequestForm(ModelForm):
    """A new request. The limit, the number, the village and the state are not for the client to say."""

    form_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = Request
        fields = ["item", "applicant", "phone", "asked", "received_on"]
        widgets = {
            "asked": forms.Textarea(attrs={"rows": 3}),
            "phone": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
            "applicant": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, jurisdiction: Jurisdiction, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"received_on": today()})
        super().__init__(*args, **kwargs)
        offered = ServiceItem.objects.within(jurisdiction).offered_on(today()).order_by("key")
        self.fields["item"].queryset = offered  # type: ignore[attr-defined]
        self.fields["item"].empty_label = "请选择"  # type: ignore[attr-defined]


class StepNoteForm(Form):
    """A step that may say something."""

    note = forms.CharField(
        label="说明", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class StepReasonForm(Form):
    """A step that must say why."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(Form):
    outcome = forms.ChoiceField(label="决定", choices=list(OUTCOMES.items()), widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="申请人会被告知这句话,请写他能看懂的话。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ServiceItemForm(ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ServiceItem
        fields = [
            "key", "name", "part", "clause", "limit_length", "limit_kind", "limit_basis", "papers", "free",
            "active_from", "active_to",
        ]  # fmt: skip
        widgets = {"papers": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("limit_length") and not data.get("limit_kind"):
            self.add_error("limit_kind", "填了时限,请选它的单位。")
        if data.get("limit_length") and not data.get("limit_basis"):
            self.add_error("limit_basis", "填了时限,请写明依据:文号,或“服务承诺”。")
        if not data.get("limit_length"):
            data["limit_kind"] = data["limit_basis"] = ""
        starts, ends = data.get("active_from"), data.get("active_to")
        if starts and ends and ends < starts:
            self.add_error("active_to", "停用日期不能早于起用日期。")
        return data
