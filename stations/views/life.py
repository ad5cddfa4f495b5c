"""Events in the life of regions on screen: listed, looked at, undone; ``life_events`` asks for them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property

from kit.jinja import url
from kit.pages import DetailPage, EditPage
from kit.pages.downloads import FORMATS, download
from kit.sheets import Column, Kind, Sheet
from stations import audit, handover, roles
from stations.actions.undoing import undo
from stations.life_forms import UndoForm
from stations.models import RegionChange, Reorganisation, Succession
from stations.models.life import DONE, KINDS, STATES
from stations.obstacles import standing_against
from stations.pages import ListPage
from stations.places import KINDS as PLACE_KINDS
from stations.places import TIER_LABELS

MAY = (roles.DISTRICT_HR, roles.CITY)
MOST_NAMES = 12
READERS = (*roles.SUPERVISORS, roles.DISTRICT_FINANCE, roles.AUDITOR)


class ReorganisationList(ListPage):
    """区划变更: every event within, newest first."""

    roles = READERS
    title = "区划变更"
    columns = (
        Column("on", "变更日期", Kind.DATE),
        Column("kind", "变更", Kind.CHOICE, choices=KINDS),
        Column("tier", "层级", Kind.CHOICE, choices=TIER_LABELS),
        Column("from", "原区划", value=lambda event: _names(event, "predecessor") or event.summary),
        Column("to", "现区划", value=lambda event: _names(event, "successor")),
        Column("basis", "批准文号"),
        Column("state", "状态", Kind.STATE, choices=STATES),
        Column("made_by", "登记人", value="made_by.name"),
    )
    sorts = {"on": ("-on", "-pk"), "kind": ("kind",), "basis": ("basis",)}
    default_sort = "on"
    empty = "没有区划变更。在一个村、乡镇(街道)的页面上可以登记更名、改制、合并、分设、划转和撤销。"

    def queryset(self) -> Any:
        """Each with the places that it is about; three hundred villages that came along stand on its own page."""
        heads = Succession.objects.filter(predecessor__tier=F("event__tier"))
        touched = RegionChange.objects.filter(region__tier=F("event__tier"))
        return Reorganisation.objects.select_related("made_by").prefetch_related(
            Prefetch("successions", heads.select_related("predecessor", "successor").order_by("pk")),
            Prefetch("regionchanges", touched.select_related("region").order_by("pk")),
        )

    def row_address(self, row: Reorganisation) -> str:
        return url("reorganisation", row.pk)


def _names(event: Reorganisation, end: str) -> str:
    return "、".join(dict.fromkeys(getattr(line, end).name for line in event.successions.all()))


class ReorganisationPage(DetailPage):
    """One event: what it did, what went along, and what stands against undoing it."""

    roles = READERS
    template_name = "stations/reorganisation_detail.html"

    def queryset(self) -> Any:
        return Reorganisation.objects.select_related("region", "made_by", "undone_by")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (wanted := request.GET.get("format")) in FORMATS:
            sheet = self._successions_sheet()
            audit.record("导出", self.object, reason=f"{sheet.title} {wanted}")
            return download(sheet, wanted)
        return self.show()

    def context(self) -> dict[str, Any]:
        event = self.object
        may = self.request.post.role in MAY and event.state == DONE
        lines = self._lines()
        return {
            **super().context(),
            "title": f"{event.get_kind_display()} {event.basis}",
            "lines": [line for line in lines if line.predecessor.tier == event.tier],
            "below": [line for line in lines if line.predecessor.tier > event.tier],
            "changes": event.regionchanges.filter(region__tier=event.tier)
            .select_related("region")
            .order_by("pk"),
            "handed": self._handed(),
            "place_kinds": PLACE_KINDS,
            "may_undo": may,
            "obstacles": standing_against(event) if may else [],
        }

    def _lines(self) -> list[Succession]:
        rows = self.object.successions.select_related("predecessor", "successor")
        return list(rows.order_by("predecessor__tier", "predecessor__code", "pk"))

    def _successions_sheet(self) -> Sheet:
        return Sheet(
            title=f"{self.object.get_kind_display()}承接清单",
            columns=(
                Column("serial", "序号", Kind.SERIAL),
                Column("tier", "层级", value="predecessor.get_tier_display"),
                Column("old", "原代码", Kind.CODE, value="predecessor.place.short"),
                Column("old_name", "原名称", value="predecessor.name"),
                Column("new", "新代码", Kind.CODE, value="successor.place.short"),
                Column("name", "新名称", value="successor.name"),
            ),
            rows=self._lines(),
            heading=(str(self.object), "", ""),
        )

    def _handed(self) -> list[dict[str, Any]]:
        """What went from whom to whom, by kind; rows that the event made stand for those that they renew.

        Of places that came along it is enough to say how much came with them.
        """
        labels = {kind.key: kind.label for kind in handover.kinds()}
        found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        rows = self.object.handedovers.select_related("region", "to_region")
        for each in rows.order_by("pk"):
            taker = each.to_region.name if each.to_region else "无人承接,终止或留在原处"
            ends = (each.region.name, taker)
            if each.region.tier > self.object.tier:
                ends = ("下辖各村(社区)", "各自的承接村(社区)")
            names = found[labels.get(each.kind, each.kind), *ends]
            if each.label not in names:
                names.append(each.label)
        return [
            {"kind": kind, "giver": giver, "taker": taker, "names": names[:MOST_NAMES], "count": len(names)}
            for (kind, giver, taker), names in found.items()
        ]


class ReorganisationUndo(EditPage):
    """Take an event back, with the reason; what stands against it is told."""

    roles = MAY
    submit = "撤回"
    saved = "已撤回,区划和移交的内容恢复原状。"

    @cached_property
    def event(self) -> Reorganisation:
        found: Reorganisation = self.find(Reorganisation.objects.all(), pk=self.kwargs["pk"])
        return found

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"撤回 {self.event}"

    def form(self, data: Any = None, files: Any = None) -> Any:
        return UndoForm(data)

    def save(self, form: Any) -> Any:
        return undo(self.event, form.cleaned_data["reason"], by=self.request.user)

    def back(self) -> str:
        return url("reorganisation", self.event.pk)
