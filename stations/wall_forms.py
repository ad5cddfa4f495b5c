"""Shapes of what people type about the wall: a sheet that was hung, a text, the number to complain to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kit.forms import Form
from kit.months import today
from kit.uploads import Limits
from stations.forms import PHONE
from stations.models.wall import NAME_LENGTH

PLACES = ("门口", "服务大厅", "公示栏", "办公室")
MOST_MB = Limits().max_bytes // 2**20
PHOTO_HELP = f"JPEG、PNG、WebP 照片,不超过 {MOST_MB} MB。照片里的拍摄地点等信息会自动去掉。"
PHOTOS = "image/jpeg,image/png,image/webp"


class Offering(forms.TextInput):
    """A free text with offers: the browser lists them, and takes any other word."""

    def __init__(self, offers: Iterable[str] = ()) -> None:
        super().__init__()
        self.offers = tuple(offers)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{name}_offers"
        box = super().render(name, value, {**(attrs or {}), "list": listed, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((offer,) for offer in self.offers))
        return format_html('{}<datalist id="{}">{}</datalist>', box, listed, options)


class PhotoForm(Form):
    """One photo, from the camera or from a file."""

    camera = forms.FileField(
        label="打开相机拍照",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    file = forms.FileField(
        label="选择照片", widget=forms.FileInput(attrs={"accept": PHOTOS}), help_text=PHOTO_HELP
    )

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        if files and files.get("camera"):
            self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("camera") and data.get("file"):
            self.add_error("file", "拍了照又选了文件,一次只能上传一张。请清除其中一张。")
        return {**data, "upload": data.get("camera") or data.get("file")}


class PostingForm(PhotoForm):
    what = forms.CharField(
        label="上墙的是什么", max_length=NAME_LENGTH, help_text="从列表里选,或写自己的名称。", widget=Offering
    )
    place = forms.CharField(
        label="位置",
        max_length=30,
        help_text="例如 门口、服务大厅、公示栏。",
        widget=Offering(PLACES),
    )
    posted_on = forms.DateField(label="上墙日期", initial=today)
    field_order = ("what", "place", "posted_on", "camera", "file")

    def __init__(self, offers: Iterable[str], data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["what"].widget.offers = tuple(offers)  # type: ignore[attr-defined]


class TakeDownForm(Form):
    taken_down_on = forms.DateField(label="取下日期", initial=today)
    reason = forms.CharField(label="取下原因", max_length=200, help_text="例如 内容更新、登记错误、破损。")


class WallTextForm(Form):
    text = forms.CharField(
        label="正文",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="一行一条,印出来时每行自动编号;不用自己写序号。",
    )
    citation = forms.CharField(
        label="依据", max_length=120, help_text="谁在什么文件里定的,例如 鹿人社〔2010〕12号。会印在海报下方。"
    )


class WallTextNewForm(WallTextForm):
    what = forms.CharField(
        label="名称", max_length=NAME_LENGTH, help_text="从列表里选,或写自己的名称。", widget=Offering
    )
    field_order = ("what", "text", "citation")

    def __init__(self, offers: Iterable[str], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["what"].widget.offers = tuple(offers)  # type: ignore[attr-defined]


class WallTextEditForm(WallTextForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class SupervisionPhoneForm(Form):
    office = forms.CharField(label="受理单位", max_length=40, help_text="例如 鹿城区人事劳动局。")
    phone = forms.CharField(label="电话", max_length=30, validators=[PHONE])
    hours = forms.CharField(label="接听时间", max_length=60, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
