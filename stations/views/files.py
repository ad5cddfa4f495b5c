"""Photos and documents on screen: a station's gallery, the form to add to it, and the bytes themselves."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header

from kit.forms import Form
from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage, EditPage
from kit.pages.base import Page
from kit.uploads import Limits, download_name
from stations import files, roles
from stations.actions import files as actions
from stations.forms import ReasonForm
from stations.models import Station, StoredFile
from stations.models.files import TITLE_LENGTH

log = logging.getLogger(__name__)

PURPOSE = "station"
MOST_MB = Limits().max_bytes // 2**20
MAY_UPLOAD = (*roles.STATION, roles.TOWNSHIP)
MAY_REMOVE = roles.SUPERVISORS
SHOWN_ON_CARD = 8
EXTENSIONS = {"image/jpeg": "jpg", "application/pdf": "pdf"}
# Whatever a browser makes of the bytes, it may neither run nor fetch anything, nor lend them to another site.
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class FileForm(Form):
    """One photo from the camera, or one file; what it is is found out from its bytes."""

    camera = forms.FileField(
        label="打开相机拍照",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    file = forms.FileField(
        label="选择照片或 PDF",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        help_text=f"JPEG、PNG、WebP 照片或 PDF,不超过 {MOST_MB} MB。照片里的拍摄地点等信息会自动去掉。",
    )
    title = forms.CharField(label="说明", max_length=TITLE_LENGTH, help_text="拍的是什么,例如:门口的站牌。")
    taken_on = forms.DateField(label="拍摄或形成日期", initial=today)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        if files and files.get("camera"):
            self.fields["file"].required = False

    def clean_taken_on(self) -> Any:
        day = self.cleaned_data["taken_on"]
        if day > today():
            raise forms.ValidationError("日期不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("camera") and data.get("file"):
            self.add_error("file", "拍了照又选了文件,一次只能上传一份。请清除其中一个。")
        return {**data, "upload": data.get("camera") or data.get("file")}


def gallery_of(station: Station, request: Any) -> dict[str, Any]:
    """What was uploaded about a station, and what the asking post may do with it."""
    rows = StoredFile.objects.within(request.jurisdiction).of_place(station.region, PURPOSE)
    return {
        "files": list(rows),
        "on_card": SHOWN_ON_CARD,
        "may_upload": request.post.role in MAY_UPLOAD,
        "may_remove": request.post.role in MAY_REMOVE,
    }


class StationFiles(DetailPage):
    """All photos and documents of a station."""

    roles = roles.BUSINESS
    template_name = "stations/file_list.html"

    def queryset(self) -> Any:
        return Station.objects.with_place()

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "title": "照片和文件",
            "gallery": gallery_of(self.object, self.request),
        }


class StationFileNew(EditPage):
    roles = MAY_UPLOAD
    title = "上传照片或文件"
    submit = "上传"
    saved = "已上传。"
    multipart = True
    template_name = "stations/file_new.html"

    @cached_property
    def station(self) -> Station:
        found: Station = self.find(Station.objects.with_place(), pk=self.kwargs["pk"])
        return found

    def context(self) -> dict[str, Any]:
        return {**super().context(), "station": self.station}

    def form(self, data: Any = None, files: Any = None) -> Any:
        return FileForm(data, files)

    def save(self, form: Any) -> Any:
        given = form.cleaned_data
        return actions.store(
            self.station.region,
            given["upload"],
            purpose=PURPOSE,
            title=given["title"],
            taken_on=given["taken_on"],
            by=self.request.user,
        )

    def back(self) -> str:
        return url("station", self.kwargs["pk"])


class OneFile(Page):
    """A page about the file that the address names."""

    @cached_property
    def file(self) -> StoredFile:
        rows = StoredFile.objects.select_related("region", "made_by")
        found: StoredFile = self.find(rows, name=self.kwargs["name"])
        return found


class FileRemove(OneFile, EditPage):
    """Supervisors take away what is out of date or should not be there."""

    roles = MAY_REMOVE
    title = "删除照片或文件"
    submit = "删除"
    saved = "已删除。"
    template_name = "stations/file_remove.html"

    def context(self) -> dict[str, Any]:
        return {**super().context(), "file": self.file}

    def form(self, data: Any = None, files: Any = None) -> Any:
        return ReasonForm(data)

    def save(self, form: Any) -> Any:
        actions.remove(self.file, reason=form.cleaned_data["reason"], by=self.request.user)

    def back(self) -> str:
        return url("station_files", self.station.pk)

    @cached_property
    def station(self) -> Station:
        found: Station = self.find(Station.objects.all(), region=self.file.region)
        return found


class FileContent(OneFile):
    """The bytes, read within the scope: photos open in the browser, documents are saved."""

    roles = roles.BUSINESS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        file = self.file
        name = download_name(file.title, EXTENSIONS[file.content_type])
        return _served(
            _bytes(files.read, file.name),
            file.content_type,
            disposition=content_disposition_header(file.kind != "image", name),
        )


class FileThumbnail(OneFile):
    """The small picture of a photo; a document has none."""

    roles = roles.BUSINESS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.file.kind != "image":
            raise Http404
        return _served(_bytes(files.read_thumbnail, self.file.name), "image/jpeg", disposition="inline")


def _bytes(read: Any, name: UUID) -> bytes:
    try:
        found: bytes = read(name)
    except FileNotFoundError:
        log.warning("nothing lies on the shelf under %s", name)
        raise Http404 from None
    return found


def _served(data: bytes, content_type: str, *, disposition: str | None) -> HttpResponse:
    headers = {**HARMLESS, "Content-Disposition": disposition or "inline"}
    return HttpResponse(data, content_type=content_type, headers=headers)
