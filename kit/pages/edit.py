"""A page that changes one row, or makes a new one, through a form and an action."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kit.collisions import second_is_told
from kit.pages.base import Page
from kit.refused import Refused


class EditPage(Page):
    """Shows ``form()``; a valid one goes to ``save``, whose refusal is shown at its field and changes nothing.

    Rows with a ``version`` are kept from being overwritten: the second of two editors is shown what the first one
    changed beside what he typed himself, and decides.
    """

    http_method_names = ["get", "head", "post"]
    template_name = "kit/edit.html"
    submit: ClassVar[str] = "保存"
    saved: ClassVar[str] = "已保存。"
    multipart: ClassVar[bool] = False

    def form(self, data: Any = None, files: Any = None) -> Any:
        """The form, bound when ``data`` is given."""
        raise NotImplementedError

    def save(self, form: Any) -> Any:
        """Call the action; raises ``Refused``. What it returns is handed to ``done``."""
        raise NotImplementedError

    def done(self, result: Any) -> HttpResponse:
        """Where to go after success."""
        return redirect(self.back())

    def back(self) -> str:
        """The address that the page was opened from, for cancelling and after saving."""
        raise NotImplementedError

    def current(self) -> Any:
        """The row as it is now, locked, when it carries a version; None for a new row."""
        return None

    def context(self) -> dict[str, Any]:
        return {"title": self.title, "back": self.back(), "submit": self.submit, "multipart": self.multipart}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(form=self.form(), changed=[])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            form = self.form(request.POST, request.FILES)
            if not form.is_valid():
                return self._again(form)
            row = self.current()
            if row is not None and form.cleaned_data.get("version") != row.version:
                return self._show_what_changed(form, row)
            try:
                with second_is_told("别人刚刚登记了同样的内容,这一次没有写入。请看过现在的内容再办。"):
                    result = self.save(form)
            except Refused as refusal:
                form.refuse(refusal)
                return self._again(form)
        if self.saved:
            messages.success(request, self.saved)
        return self.done(result)

    def _again(self, form: Any) -> HttpResponse:
        response = self.show(form=form, changed=[])
        response.status_code = 422
        return response

    def _show_what_changed(self, form: Any, row: Any) -> HttpResponse:
        """Others' values beside one's own; what was typed stays in the form, now on top of the newer version."""
        changed = []
        for field in form.visible_fields():
            theirs, yours = getattr(row, field.name, None), form.cleaned_data.get(field.name)
            shown = _shown(theirs, field.field), _shown(yours, field.field)
            if theirs != yours and shown[0] != shown[1]:
                changed.append({"label": field.label, "theirs": shown[0], "yours": shown[1]})
        form.data = form.data.copy()
        form.data["version"] = str(row.version)
        response = self.show(form=form, changed=changed)
        response.status_code = 409
        return response


def _shown(value: Any, field: forms.Field) -> str:
    """A value as it is read on the form: the words of a choice, not its code."""
    if value is False and isinstance(field, forms.NullBooleanField):
        return "否"
    if value is True or value == "on":
        return "是"
    if value is None or value is False or value == "" or value == []:
        return "—"
    if isinstance(value, list):
        return "、".join(_shown(each, field) for each in value)
    if isinstance(field, forms.ModelChoiceField):
        return str(value)
    return str(dict(getattr(field, "choices", ())).get(value, value))
