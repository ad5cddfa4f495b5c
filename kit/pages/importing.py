"""Bringing rows in from a workbook: template, dry run, all errors beside their rows, all or nothing.

The file is sent with every step and never kept: a dry run leaves nothing behind, and what is written was checked in
the same transaction, from the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header

from kit.collisions import second_is_told
from kit.forms import Form
from kit.intake import Intake, Template, read_upload
from kit.pages.base import Page
from kit.refused import Refused
from kit.sheets.responses import XLSX


@dataclass
class Plan:
    """What an upload would do: rows ready to be written, and in words how many are new, changed or the same."""

    rows: Sequence[Any] = ()
    summary: Sequence[str] = ()
    warnings: Sequence[str] = field(default_factory=tuple)


class UploadForm(Form):
    """The file, and what the page asks besides (subclasses add fields above it)."""

    file = forms.FileField(label="Excel 文件", widget=forms.FileInput(attrs={"accept": ".xlsx"}))
    digest = forms.CharField(required=False, widget=forms.HiddenInput)


class ImportPage(Page):
    """Subclasses give the template, ``check`` rows against the database, and ``write`` them by an action."""

    http_method_names = ["get", "head", "post"]
    template_name = "kit/import.html"
    form_class: ClassVar[type[UploadForm]] = UploadForm
    hint: ClassVar[str] = ""

    def template(self) -> Template:
        """The columns, with drop-downs that lie within the jurisdiction."""
        raise NotImplementedError

    def check(self, intake: Intake, form: Any) -> Plan:
        """Add the errors that need the database to ``intake``; say what would be written."""
        raise NotImplementedError

    def write(self, plan: Plan, form: Any) -> str:
        """Write all rows or none; returns the sentence that says what was done. May raise ``Refused``."""
        raise NotImplementedError

    def back(self) -> str:
        """The list that the rows appear in."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        return {"title": self.title, "back": self.back(), "hint": self.hint, "fields": self.template().fields}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "template" in request.GET:
            template = self.template()
            return _workbook(template.workbook(), f"{template.title}模板")
        return self.show(form=self.form_class(), outcome=None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES)
        if not form.is_valid():
            return self._answer(form, None, status=422)
        try:
            outcome = self._examine(form.cleaned_data["file"], form)
            step = request.POST.get("step")
            if step == "annotate" and not outcome.intake.ok:
                return _workbook(outcome.intake.annotated_workbook(), f"{self.title}-错误标注")
            if step == "write" and outcome.may_be_written(form.cleaned_data["digest"]):
                messages.success(request, self._write(outcome.plan, form))
                return self._leave()
        except Refused as refusal:
            form.refuse(refusal)
            return self._answer(form, None, status=422)
        return self._answer(form, outcome, status=200 if outcome.intake.ok else 422)

    def _write(self, plan: Plan, form: Any) -> str:
        """All rows or none; what somebody else wrote between the check and now is a refusal, not an error."""
        with second_is_told("别人刚刚写入了同样的内容,这次一行也没有写入。请重新检查后再导入。"):
            return self.write(plan, form)

    def _examine(self, file: UploadedFile[bytes], form: Any) -> _Outcome:
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
        intake = read_upload(
            file, self.template(), max_bytes=settings.UPLOAD_MAX_BYTES, max_rows=settings.UPLOAD_MAX_ROWS
        )
        plan = self.check(intake, form)
        return _Outcome(intake, plan, digest.hexdigest())

    def _answer(self, form: Any, outcome: _Outcome | None, *, status: int) -> HttpResponse:
        """The result alone for a script, which keeps the chosen file in its place; else the whole page."""
        context = {"page": self, **self.context(), "form": form, "outcome": outcome}
        if self.request.headers.get("HX-Request"):
            # A fragment with an error status would be thrown away by the script that asked for it.
            return TemplateResponse(self.request, "kit/import_result.html", context)
        return TemplateResponse(self.request, self.template_name, context, status=status)

    def _leave(self) -> HttpResponse:
        if self.request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": self.back()})
        return redirect(self.back())


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A file examined: its rows and errors, what it would do, and the digest that names these very bytes."""

    intake: Intake
    plan: Plan
    digest: str

    def may_be_written(self, checked_digest: str) -> bool:
        """Only the file whose dry run was seen, and only without an error."""
        return self.intake.ok and checked_digest == self.digest

    @property
    def bad_rows(self) -> int:
        return len({error.row for error in self.intake.errors})


def _workbook(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=XLSX,
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.xlsx") or "attachment"},
    )
