"""Forms of checklists and inspections: one's own word, a round, its plan, a verdict, a rectification."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from kit.forms import Form
from kit.jurisdiction import Jurisdiction
from kit.months import today
from stations.actions.inspections import MAKERS
from stations.checklists import Listed, offered
from stations.models import InspectionRound, Post, Station
from stations.models.checklists import NOTE_LENGTH
from stations.rules.checklists import BASIC, MET, RESULTS

ACCEPTED_FILES = "image/jpeg,image/png,image/webp,application/pdf"


def _upload(label: str = "选择照片或 PDF") -> forms.FileField:
    return forms.FileField(
        label=label, required=False, widget=forms.FileInput(attrs={"accept": ACCEPTED_FILES})
    )


def _camera() -> forms.FileField:
    return forms.FileField(
        label="打开相机拍照",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )


def _note(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=NOTE_LENGTH,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _ticks() -> forms.CheckboxSelectMultiple:
    return forms.CheckboxSelectMultiple(attrs={"class": "ticks"})


class WithUpload(Form):
    """One photo from the camera, or one file."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("camera") and data.get("file"):
            self.add_error("file", "拍了照又选了文件,一次只能上传一份。请清除其中一个。")
        return {**data, "upload": data.get("camera") or data.get("file")}


class ClaimForm(Form):
    """A station's word on every item of a list: the result, a note, one more photo for each."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, listed: Listed, data: Any = None, files: Any = None, **options: Any) -> None:
        for item in listed.checklist.items:
            self.base_fields = {
                **self.base_fields,
                f"result_{item.code}": forms.ChoiceField(
                    label=item.name, required=False, choices=list(RESULTS.items()), widget=forms.RadioSelect
                ),
                f"note_{item.code}": _note(f"{item.name}说明"),
                f"file_{item.code}": _upload(f"{item.name}照片或 PDF"),
            }
        super().__init__(data, files, **options)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in [name for name in data if name.startswith("result_")]:
            code = name.removeprefix("result_")
            if not data[name] and (data.get(f"note_{code}") or data.get(f"file_{code}")):
                self.add_error(name, "写了说明或选了照片,请先选自查结果。")
        return data


class RoundForm(Form):
    name = forms.CharField(label="名称", max_length=60, help_text="例如:2025 年上半年六到位检查。")
    listed = forms.ChoiceField(label="清单和依据文件")
    first_day = forms.DateField(label="开始日期", initial=today)
    last_day = forms.DateField(label="结束日期")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.lists = {each.key: each for each in offered()}
        self.fields["listed"].choices = [(key, each.full_name) for key, each in self.lists.items()]  # type: ignore[attr-defined]


NONE_CHOSEN = "请至少选一个站。"


class PlanForm(Form):
    """Stations of the round's area that are not closed, by name; and somebody who may inspect there."""

    inspector = forms.ModelChoiceField(label="检查人", queryset=Post.objects.none(), empty_label="请选择")
    townships = forms.MultipleChoiceField(label="整个乡镇(街道)", required=False, widget=_ticks())
    stations = forms.MultipleChoiceField(label="站", required=False, widget=_ticks())

    def __init__(self, stations: Iterable[Station], inspectors: QuerySet[Post], data: Any = None) -> None:
        super().__init__(data)
        self.by_key = {str(station.pk): station for station in stations}
        above = {station.region.parent_id: station.region.parent.name for station in self.by_key.values()}
        self.fields["inspector"].queryset = inspectors  # type: ignore[attr-defined]
        self.fields["inspector"].label_from_instance = lambda post: f"{post.user.name} {post.title}"  # type: ignore[attr-defined]
        self.fields["stations"].choices = [  # type: ignore[attr-defined]
            (
                key,
                f"{station.region.parent.name} {station.region.name}"
                if len(above) > 1
                else station.region.name,
            )
            for key, station in self.by_key.items()
        ]
        if len(above) > 1:
            self.fields["townships"].choices = [(str(pk), name) for pk, name in above.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["townships"]
            self.fields["stations"].required = True
            self.fields["stations"].error_messages["required"] = NONE_CHOSEN

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        whole = set(data.get("townships", ()))
        keys = set(data.get("stations", ()))
        chosen = [
            station
            for key, station in self.by_key.items()
            if key in keys or str(station.region.parent_id) in whole
        ]
        if not chosen and not self.errors:
            self.add_error("stations", NONE_CHOSEN)
        return {**data, "chosen": chosen}


def inspectors_of(round_: InspectionRound, jurisdiction: Jurisdiction) -> QuerySet[Post]:
    """Posts in force that inspect within the area of a round, as the map is now."""
    area = round_.region.present.jurisdiction
    rows = Post.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today()),
        role__in=MAKERS,
        starts_on__lte=today(),
        user__is_active=True,
        region__code__gte=max(jurisdiction.lo, area.lo),
        region__code__lt=min(jurisdiction.hi, area.hi),
    )
    return rows.select_related("user", "region__parent__parent").order_by(
        "region__tier", "region__code", "pk"
    )


class VerdictForm(WithUpload):
    """What was found on one item, on the spot."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    result = forms.ChoiceField(label="检查结果", choices=list(RESULTS.items()), widget=forms.RadioSelect)
    note = _note("现场情况", "判为基本到位、未到位的,写明差在哪里。")
    deadline = forms.DateField(
        label="整改期限", required=False, help_text="未到位的必须定期限;基本到位的可以定。"
    )
    camera = _camera()
    file = _upload()


class ProofForm(WithUpload):
    """What the station did about it."""

    text = _note("整改情况", "做了什么,现在怎么样。", required=True)
    camera = _camera()
    file = _upload()


class JudgementForm(Form):
    """Accept what was put right, or send it back with a reason and a deadline."""

    result = forms.ChoiceField(
        label="验收结果",
        choices=[(MET, "验收,整改后到位"), (BASIC, "验收,整改后基本到位"), ("back", "退回再整改")],
        widget=forms.RadioSelect(attrs={"class": "ticks choices"}),
    )
    reason = _note("退回原因", "退回时必填。")
    deadline = forms.DateField(label="新的整改期限", required=False, help_text="退回时必填。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("result") == "back":
            for name in ("reason", "deadline"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "退回时请填写这一项。")
        return data
