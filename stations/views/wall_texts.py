"""Texts that a place writes for the walls of its stations, and the number that villagers complain to."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kit.jinja import url
from kit.months import today
from kit.pages import DetailPage, EditPage
from kit.sheets import Column, Kind
from stations import roles
from stations.actions import wall_texts as actions
from stations.documents import content as read
from stations.documents import snapshot
from stations.forms import ReasonForm
from stations.models import SupervisionPhone, WallText
from stations.models.history import tracked_changes
from stations.pages import ListPage
from stations.posters import ALWAYS, FROM_LEDGERS
from stations.rules.documents.shapes import LEVELS
from stations.rules.postings import demands
from stations.wall_forms import SupervisionPhoneForm, WallTextEditForm, WallTextNewForm

WRITERS = roles.SUPERVISORS


class WallTextList(ListPage):
    """The texts of the places within and above; the nearest one to a station is printed there."""

    roles = roles.BUSINESS
    title = "上墙文本"
    template_name = "stations/wall_text_list.html"
    columns = (
        Column("what", "名称", link=lambda row: url("wall_text", row.pk)),
        Column("place", "哪里写的", value="region.name"),
        Column("lines", "条数", Kind.INTEGER, value=lambda row: len(row.paragraphs)),
        Column("citation", "依据"),
        Column("made_by", "填写人", value="made_by.name"),
        Column("made_on", "填写日期", Kind.DATE, value=lambda row: timezone.localtime(row.made_at).date()),
    )
    sorts = {"what": ("sheet", "scope_code"), "place": ("scope_code", "sheet"), "made_on": ("-made_at",)}
    default_sort = "what"
    empty = "还没有上墙文本。服务承诺、服务标准和各项制度的正文由区或乡镇(街道)填写,各站就能印海报。"

    def queryset(self) -> Any:
        return WallText.objects.select_related("region", "made_by")

    def row_address(self, row: WallText) -> str:
        return url("wall_text", row.pk)

    def context(self) -> dict[str, Any]:
        own = self.request.post.region
        return {
            **super().context(),
            "phones": SupervisionPhone.objects.within(self.jurisdiction)
            .select_related("region")
            .order_by("-span", "scope_code")[:20],
            "own": own,
            "may_write": self.request.post.role in WRITERS,
        }


class WallTextPage(DetailPage):
    roles = roles.BUSINESS
    template_name = "stations/wall_text_detail.html"

    def queryset(self) -> Any:
        return WallText.objects.select_related("region__parent__parent__parent", "made_by")

    def context(self) -> dict[str, Any]:
        region = self.object.region
        below = self.jurisdiction.covers(self.object.scope_code, region.tier)
        return {
            **super().context(),
            "may_write": below and self.request.post.role in WRITERS,
            "changes": tracked_changes(WallText, self.object.pk),
        }


class WallTextNew(EditPage):
    roles = WRITERS
    title = "填写上墙文本"
    saved = "已保存。下面各站的海报从现在起印这份文本;墙上已挂的请换新。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return WallTextNewForm(self._offers(), data, initial={"what": self.request.GET.get("what", "")})

    def _offers(self) -> list[str]:
        """What the document in force here asks for, and what every station hangs, as far as a place may write it."""
        region = self.request.post.region
        stored = snapshot(region).stored_policy_for(region, today())
        asked = (
            [each.name for level in LEVELS for each in demands(read(stored), level=level)] if stored else []
        )
        return [name for name in dict.fromkeys((*asked, *ALWAYS)) if name not in FROM_LEDGERS]

    def save(self, form: Any) -> WallText:
        return actions.write(**_said(form, "what", "text", "citation"), by=self.request.post)

    def done(self, result: WallText) -> HttpResponse:
        return redirect(url("wall_text", result.pk))

    def back(self) -> str:
        return url("wall_texts")


class HeldText(EditPage):
    """Something done with a text of one's own place or of one below."""

    roles = WRITERS

    def text(self) -> WallText:
        return self._found(WallText.objects.select_related("region"))

    def _found(self, rows: Any) -> WallText:
        """Within, and not from above: the database would not let it be changed either."""
        found: WallText = self.find(rows.held_within(self.jurisdiction), pk=self.kwargs["pk"])
        return found

    def back(self) -> str:
        return url("wall_text", self.kwargs["pk"])


class WallTextEdit(HeldText):
    title = "修改上墙文本"
    saved = "已保存。墙上已挂的请换新。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        held = self.text()
        self.title = f"修改上墙文本:{held.what}"
        initial = {"text": held.text, "citation": held.citation, "version": held.version}
        return WallTextEditForm(data, initial=initial)

    def current(self) -> Any:
        return self._found(WallText.objects.select_for_update(of=("self",)).select_related("region"))

    def save(self, form: Any) -> WallText:
        return actions.correct(self.current(), **_said(form, "text", "citation"), by=self.request.post)


class WallTextWithdraw(HeldText):
    title = "撤回上墙文本"
    submit = "撤回"
    saved = "已撤回。下面各站的海报改用上级的文本;上级没有的不再印。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.title = f"撤回上墙文本:{self.text().what}"
        return ReasonForm(data)

    def save(self, form: Any) -> None:
        actions.withdraw(self.text(), reason=form.cleaned_data["reason"], by=self.request.post)

    def done(self, result: Any) -> HttpResponse:
        return redirect(url("wall_texts"))


class SupervisionPhoneEdit(EditPage):
    """The number of one's own place."""

    roles = WRITERS
    title = "登记监督电话"
    saved = "已登记。下面各站的海报和公开页从现在起用这个号码;墙上已挂的请换新。"

    def form(self, data: Any = None, files: Any = None) -> Any:
        self.title = f"{self.request.post.region.name}监督电话"
        held = self._own().first()
        names = ("office", "phone", "hours", "version")
        initial = {name: getattr(held, name) for name in names} if held else {}
        return SupervisionPhoneForm(data, initial=initial)

    def _own(self) -> Any:
        rows = SupervisionPhone.objects.held_within(self.jurisdiction)
        return rows.filter(region=self.request.post.region)

    def current(self) -> Any:
        return self._own().select_for_update().first()

    def save(self, form: Any) -> SupervisionPhone:
        values = _said(form, "office", "phone", "hours")
        return actions.set_phone(self.current(), values, by=self.request.post)

    def back(self) -> str:
        return url("wall_texts")


def _said(form: Any, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}
