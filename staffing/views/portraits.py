"""The photo of a coordinator, and the word that villagers may see it."""

from __future__ import annotations

from typing import Any

from kit.jinja import url
from kit.pages import EditPage
from staffing import roles
from staffing.actions import portraits as actions
from staffing.forms import PortraitForm
from staffing.models import Coordinator
from stations.forms import ReasonForm


class PortraitPage(EditPage):
    """Something done with the photo of the coordinator of the address."""

    roles = roles.PORTRAYERS

    def person(self) -> Coordinator:
        found: Coordinator = self.find(Coordinator.objects.all(), pk=self.kwargs["pk"])
        return found

    def held(self) -> Coordinator:
        """The row as it is now, locked."""
        rows = Coordinator.objects.within(self.jurisdiction).select_for_update(of=("self",))
        found: Coordinator = rows.select_related("region", "portrait").get(pk=self.kwargs["pk"])
        return found

    def back(self) -> str:
        return url("coordinator", self.kwargs["pk"])


class PortraitEdit(PortraitPage):
    title = "照片和同意公开"
    multipart = True

    def form(self, data: Any = None, files: Any = None) -> Any:
        person = self.person()
        self.title = f"照片和同意公开:{person.name}"
        initial = {"agreed": person.portrait_agreed_on is not None, "version": person.version}
        return PortraitForm(person.portrait_id is not None, data, files, initial=initial)

    def current(self) -> Coordinator:
        return self.held()

    def save(self, form: Any) -> Coordinator:
        given = form.cleaned_data
        return actions.show(self.held(), upload=given["upload"], agreed=given["agreed"], by=self.request.user)


class PortraitRemove(PortraitPage):
    title = "删除照片"
    submit = "删除"
    saved = "照片已删除,海报和公开页上不再有它。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.title = f"删除照片:{self.person().name}"
        return ReasonForm(data)

    def save(self, form: Any) -> Coordinator:
        return actions.take_away(self.held(), reason=form.cleaned_data["reason"], by=self.request.user)
