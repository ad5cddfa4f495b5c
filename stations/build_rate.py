"""建成率 year by year, as it was on the last day of each: villages with a station, and with somebody full-time in it.

Counted beforehand by district, under ``build_rate``, with the keys of the boards of targets.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kit.jurisdiction import Jurisdiction
from kit.months import today
from kit.sheets import Column, Kind, Sheet
from stations.documents import content, latest
from stations.measures import Asked, Measure, counted, measure_of
from stations.models import PolicyDocument, Region
from stations.places import Tier
from stations.rules.documents.aims import Target
from stations.rules.targets import NO_RATE, asked_in_words, percent, progress, year_ends
from stations.tallies import Count, Counted, counter
from stations.tallies import counted as read
from stations.target_counts import AS_NOW, Figures, add_up, figures, prefix

BOARD = "build_rate"
BUILT, FULL_TIME = "built", "full_time"
# By which targets the two are counted, and which targets ask for how much of them.
SERIES = {BUILT: "W:stations_built", FULL_TIME: "J:stations_built_full_time"}
NAMES = {BUILT: "村级平台建成率", FULL_TIME: "配备专职人员的建成率"}
AIMS = {
    "W": {"stations_built": BUILT},
    "J": {"stations_built_full_time": FULL_TIME, "stations_built_2011": BUILT, "stations_built_2012": BUILT},
}
# Told apart by their shape too, for eyes that do not see the colours.
COLOURS = {BUILT: ("#1b5e9e", "circle"), FULL_TIME: ("#8a5a00", "triangle")}
AIM_COLOUR = "#b42318"
MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class Aim:
    """So much is asked of a series by a day."""

    document: str
    series: str
    target: Target


def aims() -> list[Aim]:
    """What the newest versions of the documents ask of the build rate, by their days."""
    rows = PolicyDocument.objects.filter(published_at__isnull=False, key__in=AIMS).select_related("parent")
    newest = {stored.key: stored for stored in rows.order_by("key", "version")}
    found = [
        Aim(key, AIMS[key][target.key], target)
        for key, stored in newest.items()
        for target in content(stored).targets
        if target.key in AIMS[key] and target.due
    ]
    return sorted(found, key=lambda aim: (aim.target.due or date.max, aim.document))


def days_of(asked: list[Aim], day: date) -> list[date]:
    """The last days of the years since before the first aim, the days of the aims, and today; the latest ones."""
    due = [aim.target.due for aim in asked if aim.target.due]
    ends = year_ends(min(due), day) if due else ()
    return sorted({*ends, *(each for each in due if each < day), day})[-MOST_YEARS:]


@counter
def count_build_rate(span: Jurisdiction, day: date) -> Iterator[Count]:
    stored = latest("J")
    if stored is None:
        return
    numbers: dict[int, Counter[str]] = defaultdict(Counter)
    document = content(stored)
    townships = Region.objects.of_tier(Tier.TOWNSHIP).filter(code__gte=span.lo, code__lt=span.hi)
    districts = dict(townships.values_list("pk", "parent"))
    for each in days_of(aims(), day):
        for series, measure in _measures():
            found = list(counted(measure.rows(Asked(each, document, span))))
            add_up(numbers, prefix(series, each), ((districts[row.township], row) for row in found))
            if any(districts[row.township] != districts[row.township_now] for row in found):
                now = ((districts[row.township_now], row) for row in found)
                add_up(numbers, prefix(series, each, as_now=True), now)
    yield Count(BOARD, numbers)


def _measures() -> Iterator[tuple[str, Measure]]:
    for series, name in SERIES.items():
        measure = measure_of(name)
        if measure is not None:
            yield series, measure


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a day: both series, and what was asked by that day."""

    day: date
    figures: dict[str, Figures]
    asked: tuple[Aim, ...]


@dataclass(frozen=True, slots=True)
class BuildRate:
    """The course of a place; ``moved`` where the map of today would tell it otherwise."""

    place: Region
    points: tuple[Point, ...]
    board: Counted
    as_now: bool
    moved: bool

    def sheet(self) -> Sheet:
        columns = (
            Column("day", "截至", Kind.DATE),
            Column("villages", "行政村", Kind.INTEGER, value=lambda row: row.figures[BUILT].denominator),
            *(column for series in SERIES for column in _columns(series)),
            Column("unknown", "建站日期不明", Kind.INTEGER, value=lambda row: row.figures[BUILT].unknown),
            Column("asked", "这一天的目标", value=_asked),
        )
        map_ = "按现行区划" if self.as_now else "按当时区划"
        return Sheet(
            title=f"{self.place.name}村级平台建成率",
            columns=columns,
            rows=self.points,
            heading=("", map_, ""),
            notes=(
                "建站日期没有登记的站不算建成,另列一栏;社区和类村级单位不计。",
                "各年按当年年底在册的行政村、已建的站和在岗的专职人员计。",
            ),
            frozen=1,
        )

    def chart(self) -> dict[str, Any]:
        """村级平台建成了多少? The two rates over the years, with what was asked by which day."""
        days = [str(point.day) for point in self.points]
        return {
            "grid": {"left": 8, "right": 32, "top": 40, "bottom": 8, "containLabel": True},
            "legend": {"top": 0, "left": 0},
            "xAxis": {
                "type": "time",
                "axisTick": {"customValues": days},
                "axisLabel": {"customValues": days, "formatter": "{yyyy}-{MM}-{dd}", "hideOverlap": True},
            },
            "yAxis": {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value}%"}},
            "series": [*(self._line(series) for series in SERIES), self._aims()],
        }

    def _line(self, series: str) -> dict[str, Any]:
        colour, symbol = COLOURS[series]
        return {
            "name": NAMES[series],
            "type": "line",
            "symbol": symbol,
            "symbolSize": 8,
            "itemStyle": {"color": colour},
            "data": [[str(point.day), _shown(point.figures[series])] for point in self.points],
        }

    def _aims(self) -> dict[str, Any]:
        aimed = [
            {
                "value": [str(aim.target.due), float((aim.target.share or 1) * 100)],
                "label": {"formatter": f"{aim.document} {asked_in_words(aim.target)}"},
            }
            for point in self.points
            for aim in point.asked
        ]
        return {
            "name": "文件的目标",
            "type": "scatter",
            "symbol": "diamond",
            "symbolSize": 13,
            "itemStyle": {"color": AIM_COLOUR},
            "label": {"show": True, "position": "bottom", "color": AIM_COLOUR, "fontSize": 12},
            "labelLayout": {"hideOverlap": True},
            "data": aimed,
        }


def build_rate(place: Region, jurisdiction: Jurisdiction, *, as_now: bool) -> BuildRate:
    """The course of a city or a district, from two queries."""
    board, asked = read(place, BOARD, jurisdiction), aims()
    days = sorted({date.fromisoformat(key[key.index("@") + 1 :][:10]) for key in board.own})
    moved = any(AS_NOW in key for key in board.own)
    points = tuple(
        Point(
            day,
            {series: _figures(board, series, day, as_now=as_now) for series in SERIES},
            tuple(aim for aim in asked if aim.target.due == day),
        )
        for day in days
        if day <= today()
    )
    return BuildRate(place, points, board, as_now, moved)


def _figures(board: Counted, series: str, day: date, *, as_now: bool) -> Figures:
    """By the map of today only where it differs, else both are the same."""
    by_now = prefix(series, day, as_now=True)
    return figures(board.own, by_now if as_now and f"{by_now}:den" in board.own else prefix(series, day))


def _columns(series: str) -> Iterator[Column]:
    yield Column(
        series, "个数", Kind.INTEGER, group=NAMES[series], value=lambda row: row.figures[series].numerator
    )
    yield Column(f"{series}_rate", "比例", group=NAMES[series], value=lambda row: _rate(row.figures[series]))


def _rate(found: Figures) -> str:
    return percent(Fraction(found.numerator, found.denominator)) if found.denominator else NO_RATE


def _shown(found: Figures) -> float | None:
    """As the table says it: never rounded up."""
    return int(found.numerator * 10000 // found.denominator) / 100 if found.denominator else None


def _asked(point: Point) -> str:
    return ";".join(_verdict(point, aim) for aim in point.asked)


def _verdict(point: Point, aim: Aim) -> str:
    found = point.figures[aim.series]
    made = progress(
        aim.target, numerator=found.numerator, denominator=found.denominator or None, on=point.day
    )
    words = {True: "达到", False: f"差 {made.missing}", None: "无法判断"}[made.reached]
    return f"{aim.document} {NAMES[aim.series]}{asked_in_words(aim.target)}:{words}"
