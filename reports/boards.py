"""What a board shows of a place and a month: rolled-up rows arranged in tables and a chart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Q

from kit.jinja import url
from kit.jurisdiction import Jurisdiction
from kit.months import Month
from kit.sheets import Column, Kind, Ratio, Sheet
from reports.models import MonthFigure, MonthProgress
from reports.rules.indicators import INDICATORS
from stations.models import Region
from stations.places import Tier

# Told apart by lightness too, for eyes that do not see the colours.
ACCEPTED, WAITING, MISSING = "#1f6b3a", "#1b5e9e", "#d5dae0"
CHILDREN = {Tier.CITY: "区(县)", Tier.DISTRICT: "乡镇(街道)", Tier.TOWNSHIP: "村(社区)"}


@dataclass(slots=True)
class ChildRow:
    """A place below, with its progress and its figures of the month."""

    place: Region
    progress: MonthProgress
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """A place's month. ``figures`` are by month: this one, the last one, the same one last year."""

    place: Region
    month: Month
    progress: MonthProgress | None
    children: tuple[ChildRow, ...]
    figures: dict[Month, dict[str, int]]
    map_has_moved: bool = False

    @property
    def child_kind(self) -> str:
        return CHILDREN.get(Tier(self.place.tier), "")

    def children_sheet(self) -> Sheet:
        """Progress and figures of the places below, with totals: the table, the workbook and what the chart draws."""
        columns = (
            Column("place", self.child_kind, value="place.name", link=self._child_address),
            Column("expected", "应报", Kind.INTEGER, value="progress.expected", group="上报", total=True),
            Column("submitted", "已报", Kind.INTEGER, value="progress.submitted", group="上报", total=True),
            Column("on_time", "按时", Kind.INTEGER, value="progress.on_time", group="上报", total=True),
            Column("accepted", "已通过", Kind.INTEGER, value="progress.accepted", group="上报", total=True),
            *([SHARE] if self.place.tier < Tier.TOWNSHIP else []),
            *(
                Column(
                    indicator.key,
                    indicator.name,
                    Kind.INTEGER,
                    unit=indicator.unit,
                    group=indicator.group,
                    value=_figure(indicator.key),
                    total=True,
                )
                for indicator in INDICATORS
            ),
        )
        return Sheet(
            title=f"{self.place.name}{self.month.label}月报汇总",
            columns=columns,
            rows=self.children,
            heading=("", "数字取自已通过的月报", ""),
            frozen=1,
        )

    def comparison_sheet(self) -> Sheet:
        """The place's own figures: this month, last month, the same month last year."""
        now, before, year_ago = (
            self.figures.get(month, {}) for month in (self.month, self.month.previous, self.month.year_ago)
        )
        columns = (
            Column("name", "指标"),
            Column("unit", "单位"),
            Column("kind", "口径", value="kind_label"),
            Column("now", self.month.label, Kind.INTEGER, value=lambda row: now.get(row.key)),
            Column("before", self.month.previous.label, Kind.INTEGER, value=lambda row: before.get(row.key)),
            Column(
                "year_ago", self.month.year_ago.label, Kind.INTEGER, value=lambda row: year_ago.get(row.key)
            ),
        )
        return Sheet(title=f"{self.place.name}与上月、去年同月相比", columns=columns, rows=INDICATORS)

    def chart(self) -> dict[str, Any]:
        """哪些还没报全: the returns of each place below, passed, waiting and missing, the least complete on top."""
        rows = sorted(self.children, key=lambda row: (row.progress.missing, row.progress.submitted))
        return {
            "grid": {"left": 8, "right": 24, "top": 32, "bottom": 8, "containLabel": True},
            "legend": {"top": 0, "left": 0},
            "tooltip": {"axisPointer": {"type": "shadow"}},
            "xAxis": {"type": "value", "min": 0, "minInterval": 1},
            "yAxis": {"type": "category", "data": [row.place.name for row in rows]},
            "series": [
                self._series("已通过", ACCEPTED, rows, lambda row: row.progress.accepted),
                self._series("待审核", WAITING, rows, lambda row: row.progress.waiting),
                self._series("未报或已退回", MISSING, rows, lambda row: row.progress.missing),
            ],
        }

    def _series(
        self, name: str, color: str, rows: Iterable[ChildRow], value: Callable[[ChildRow], int]
    ) -> dict[str, Any]:
        data = [{"value": value(row), "href": self._child_address(row)} for row in rows]
        return {
            "name": name,
            "type": "bar",
            "stack": "returns",
            "barMaxWidth": 22,
            "itemStyle": {"color": color},
            "data": data,
        }

    def _child_address(self, row: ChildRow) -> str:
        return url("board_of", row.place.pk, month=self.month)


def board(place: Region, month: Month, jurisdiction: Jurisdiction) -> Board:
    """The board of a place, from two queries over what was rolled up."""
    near = Q(region=place) | Q(region__parent=place)
    progress = (
        MonthProgress.objects.within(jurisdiction)
        .of_month(month)
        .filter(near)
        .annotate(moved=Exists(Region.objects.redrawn(place.jurisdiction)))
        .select_related("region")
    )
    months = (month.first, month.previous.first, month.year_ago.first)
    figures = (
        MonthFigure.objects.within(jurisdiction)
        .filter(Q(region=place, month__in=months) | Q(region__parent=place, month=month.first))
        .values_list("region_id", "month", "indicator", "value")
    )
    by_place: dict[int, dict[Month, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for region_id, day, indicator, value in figures:
        by_place[region_id][Month.of(day)][indicator] = value
    rows = list(progress.order_by("scope_code", "tier"))
    return Board(
        place=place,
        month=month,
        progress=next((row for row in rows if row.region_id == place.pk), None),
        children=tuple(
            ChildRow(row.region, row, by_place[row.region_id][month])
            for row in rows
            if row.region_id != place.pk
        ),
        figures=dict(by_place[place.pk]),
        map_has_moved=any(row.moved for row in rows),
    )


def _figure(key: str) -> Callable[[ChildRow], int | None]:
    return lambda row: row.figures.get(key)


def _share(row: ChildRow) -> Ratio:
    return Ratio(row.progress.submitted, row.progress.expected)


# Of a single village there is no share.
SHARE = Column("share", "上报率", Kind.RATIO, value=_share, group="上报", total=True)
