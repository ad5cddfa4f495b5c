"""The stations behind a number of the board of checklists, by name."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import OuterRef, Q, Subquery

from kit.jinja import url
from kit.sheets import Column, Kind, Sheet
from stations import columns as shared
from stations.checklists import Listed, offered
from stations.filters import LocatedFilterSet
from stations.inspection_board import NOT_JUDGED
from stations.judging import SHOWN
from stations.list_board import NOT_INSPECTED, NOTES, WITHOUT
from stations.models import Inspection, Judgement
from stations.pages import ListPage
from stations.rules.checklists import GRADES, RESULTS, UNMET
from stations.rules.documents.places import ChecklistItem
from stations.rules.inspections import EVIDENCE, differs
from stations.views.counting import READERS

LEDGERS = {what: ok for ok, what in SHOWN.items()}


class JudgementFilterSet(LocatedFilterSet):
    """By the list, then by what was found of it; the three of one item need the item."""

    list = django_filters.ChoiceFilter(label="清单", method="stays", empty_label=None)
    item = django_filters.ChoiceFilter(label="项目", method="stays", empty_label="全部")
    found = django_filters.ChoiceFilter(
        label="检查结果",
        method="of_item",
        choices=[*RESULTS.items(), (NOT_INSPECTED, "没有检查")],
        empty_label="全部",
    )
    shown = django_filters.ChoiceFilter(
        label="台账证据",
        method="of_item",
        choices=[(what, EVIDENCE[ok]) for what, ok in LEDGERS.items()],
        empty_label="全部",
    )
    said = django_filters.ChoiceFilter(
        label="自查",
        method="of_item",
        choices=[*RESULTS.items(), (NOT_INSPECTED, "未自查")],
        empty_label="全部",
    )
    grade = django_filters.ChoiceFilter(
        label="总的结果",
        method="of_grade",
        choices=[*GRADES.items(), (WITHOUT, "没有结果")],
        empty_label="全部",
    )
    inspected = django_filters.ChoiceFilter(
        label="检查",
        method="if_inspected",
        choices=[("yes", "已检查"), ("no", "没有检查")],
        empty_label="全部",
    )
    only = django_filters.ChoiceFilter(
        label="只看", method="differing", choices=[("differences", "有不符的")], empty_label="全部"
    )

    class Meta:
        model = Judgement
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, lists: Any = (), listed: Listed | None = None, **kwargs: Any) -> None:
        self.listed = listed
        super().__init__(*args, **kwargs)
        items = listed.checklist.items if listed else ()
        self.form.fields["list"].choices = [(each.lasting_key, each.name) for each in lists]
        self.form.fields["item"].choices = [("", "全部"), *((item.code, item.name) for item in items)]

    def stays(self, rows: Any, name: str, value: str) -> Any:
        return rows

    def of_item(self, rows: Any, name: str, value: str) -> Any:
        """By the item's place in the list; without an item, where it holds of any."""
        items = list_of(self.listed)
        asked = [number for number, item in enumerate(items) if item.code == self.data.get("item")]
        column = {"found": "found", "shown": "shown", "said": "claims"}[name]
        wanted = Q()
        for number in asked or range(len(items)):
            wanted |= _holds(f"{column}__{number}", value)
        return rows.filter(wanted)

    def of_grade(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(grade="" if value == WITHOUT else value)

    def if_inspected(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(inspected_on__isnull=value == "no")

    def differing(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(differences__gt=0)


def _holds(column: str, value: str) -> Q:
    if value in LEDGERS:
        ok = LEDGERS[value]
        return Q(**{f"{column}__isnull": True}) if ok is None else Q(**{column: ok})
    return Q(**{column: "" if value == NOT_INSPECTED else value})


def list_of(listed: Listed | None) -> tuple[ChecklistItem, ...]:
    return listed.checklist.items if listed else ()


class ListStations(ListPage):
    """Every station by a checklist, as it was last counted."""

    roles = READERS
    template_name = "stations/list_stations.html"
    sorts = {
        **shared.PLACE_SORTS,
        "differences": ("-differences", "scope_code"),
        "inspected_on": ("-inspected_on",),
    }
    default_sort = "code"
    filterset_class = JudgementFilterSet
    empty = "还没有按这张清单统计。请到“清单看板”选这张清单,点“统计”。"

    @cached_property
    def lists(self) -> list[Listed]:
        return offered()

    @cached_property
    def listed(self) -> Listed | None:
        """The list asked for, else the first."""
        key = self.request.GET.get("list", "")
        asked = (each for each in self.lists if each.lasting_key == key)
        return next(asked, next(iter(self.lists), None))

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"{self.listed.checklist.name}各站对照" if self.listed else "各站对照"

    def queryset(self) -> Any:
        if self.listed is None:
            return Judgement.objects.none()
        visit = Inspection.objects.filter(
            station=OuterRef("station"),
            inspected_on=OuterRef("inspected_on"),
            round__document__key=self.listed.stored.key,
            round__checklist=self.listed.checklist.key,
        )
        return (
            Judgement.objects.by_list(self.listed.stored.pk, self.listed.checklist.key)
            .select_related("region__parent__parent")
            .annotate(inspection=Subquery(visit.order_by("-pk").values("pk")[:1]))
        )

    @property
    def filters(self) -> Any:
        if not hasattr(self, "_filters"):
            asked = self.request.GET.copy()
            if self.item is None:
                # Another list was chosen, which does not have the item.
                asked.pop("item", None)
            self._filters = JudgementFilterSet(
                asked,
                queryset=self.queryset().within(self.jurisdiction),
                request=self.request,
                lists=self.lists,
                listed=self.listed,
            )
        return self._filters

    @cached_property
    def item(self) -> int | None:
        """The place in the list of the item that is asked after."""
        codes = [item.code for item in list_of(self.listed)]
        asked = self.request.GET.get("item", "")
        return codes.index(asked) if asked in codes else None

    def shown_columns(self) -> tuple[Column, ...]:
        items = list_of(self.listed)
        middle = _whole_list(items) if self.item is None else _one_item(items[self.item], self.item)
        places = (shared.SERIAL, shared.DISTRICT, shared.TOWNSHIP, VILLAGE)
        return (*shared.seen_from(self.request.post.region, places), *middle, *LAST)

    def sheet(self, rows: Any, totals: Any) -> Sheet:
        return Sheet(
            title=self.title, columns=self.shown_columns(), rows=rows, totals=totals, notes=NOTES, frozen=2
        )

    def row_address(self, row: Judgement) -> str:
        return url("station", row.station_id)

    def context(self) -> dict[str, Any]:
        shown = super().context()
        first = next(iter(shown["sheet"].rows), None)
        return {
            **shown,
            "listed": self.listed,
            "judged_on": first.judged_on if first else None,
            "notes": NOTES,
        }


def _one_item(item: ChecklistItem, number: int) -> tuple[Column, ...]:
    """The three about one item, side by side."""
    return (
        Column("said", "自查", group=item.name, value=lambda row: RESULTS.get(row.claims[number], "未自查")),
        Column("shown", "台账证据", group=item.name, value=lambda row: EVIDENCE[row.shown[number]]),
        Column(
            "found",
            "现场检查",
            Kind.STATE,
            group=item.name,
            value=lambda row: row.found[number],
            choices={**RESULTS, "": "没有检查"},
        ),
    )


def _whole_list(items: tuple[ChecklistItem, ...]) -> tuple[Column, ...]:
    """Which items were not met, and at which the three do not agree."""

    def unmet(row: Judgement) -> str:
        return "、".join(item.name for item, found in zip(items, row.found, strict=True) if found == UNMET)

    def differing(row: Judgement) -> str:
        sides = zip(items, row.claims, row.shown, row.found, strict=True)
        return "、".join(item.name for item, claim, ok, found in sides if differs(claim, ok, found))

    return Column("unmet", "未到位的项目", value=unmet), Column("differing", "不符的项目", value=differing)


VILLAGE = Column("village", "村(社区)", value="region.name", link=lambda row: url("station", row.station_id))
LAST = (
    Column("differences", "不符", Kind.INTEGER, unit="项"),
    Column("grade", "总的结果", Kind.STATE, choices={**GRADES, "": NOT_JUDGED}),
    Column(
        "inspected_on",
        "最近检查",
        Kind.DATE,
        link=lambda row: url("inspection", row.inspection) if row.inspection else None,
    ),
)
