"""The demo's monthly returns: the last three months, drawn from the demo's own ledgers, and their roll-ups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from random import Random

from kit.months import ONE_DAY, SHANGHAI, Month
from reports.ledgers import LEDGERS
from reports.models import DirtyStation, MonthFigure, MonthProgress, Return, ReturnFigure
from reports.owing import owing
from reports.rollup import roll_up
from reports.rules.indicators import COMPUTED
from reports.rules.returns import REPORTED, due_on, owed_month
from stations.demo import World, aftermath, part, refresh_statistics
from stations.models import Post, Region
from stations.models.regions import located

MONTHS = 3
# How far the returns of the latest, the middle and the oldest month have come, by share.
SHARES: tuple[Mapping[str, float], ...] = (
    {"accepted": 0.5, "submitted": 0.18, "returned": 0.05, "draft": 0.05, "missing": 0.22},
    {"accepted": 0.94, "submitted": 0.02, "returned": 0.02, "missing": 0.02},
    {"accepted": 1.0},
)
LATE = 0.06
RETURNED_BECAUSE = "政策咨询的人次与上月相差太大,请核对后重报。"


@part
def fill(world: World) -> None:
    """Returns of three months with their figures, then the roll-up of each month."""
    latest = owed_month(world.today)
    for step, shares in enumerate(SHARES):
        month = latest - step
        _hand_in(world, month, shares, world.random(f"reports {step}"))
        refresh_statistics(Region, Return, ReturnFigure, MonthFigure)
        roll_up(month)


@aftermath
def count_again(city: Region) -> None:
    """After the removal a city adds up its own stations alone, and months that only the demo reported are gone."""
    span = city.jurisdiction
    progress = MonthProgress.objects.within(span)
    for day in progress.order_by("month").values_list("month", flat=True).distinct():
        month = Month.of(day)
        report = Return.objects.within(span).of_month(month).select_related("region").first()
        if report is None:
            progress.of_month(month).delete()
            MonthFigure.objects.within(span).of_month(month).delete()
        else:
            DirtyStation.objects.create(**located(report.region), month=day)
            roll_up(month)


def _hand_in(world: World, month: Month, shares: Mapping[str, float], random: Random) -> None:
    owed = {region.pk for region in owing(month)}
    villages = [village for village in world.villages if village.pk in owed]
    figures = _computed(month)
    reports = []
    for village in villages:
        state = random.choices(list(shares), list(shares.values()))[0]
        state = _at_home(month, world) if village == world.home else state
        if state != "missing":
            reports.append(_report(world, village, month, state, random))
    # An accepted return takes no more figures, so it is accepted when it has them.
    accepted = [report for report in reports if report.state == "accepted"]
    for report in accepted:
        report.state = "submitted"
    Return.objects.bulk_create(reports)
    ReturnFigure.objects.bulk_create(
        [
            figure
            for report in reports
            for figure in _figures(report, figures.get(report.region_id, {}), random)
        ],
        batch_size=2000,
    )
    Return.objects.filter(pk__in=[report.pk for report in accepted]).update(state="accepted")
    DirtyStation.objects.bulk_create(
        DirtyStation(**located(report.region), month=month.first) for report in reports
    )


def _at_home(month: Month, world: World) -> str:
    """林协管 has the latest month still to do."""
    return "missing" if month == owed_month(world.today) else "accepted"


def _report(world: World, village: Region, month: Month, state: str, random: Random) -> Return:
    report = Return(**located(village), month=month.first, state=state)
    if state == "draft":
        return report
    day = _day_handed_in(month, world.today, random)
    report.first_submitted_on = day
    report.submitted_by, report.submitted_at = world.clerks[village.pk].user, _at(day, 9, random)
    if state in ("accepted", "returned"):
        report.reviewed_by = _office(world, village).user
        report.reviewed_at = _at(min(day + ONE_DAY, world.today), 15, random)
    if state == "returned":
        report.returned_because = RETURNED_BECAUSE
    return report


def _day_handed_in(month: Month, today: date, random: Random) -> date:
    """Mostly by the due day; never after today."""
    days = random.randrange(6, 12) if random.random() < LATE else random.randrange(0, due_on(month).day)
    return min(month.next.first + ONE_DAY * days, today)


def _office(world: World, village: Region) -> Post:
    return world.clerks[village.parent_id]


def _figures(report: Return, computed: Mapping[str, int], random: Random) -> Iterator[ReturnFigure]:
    """What was entered, and, once handed in, what the ledgers said."""
    values = {
        "advice": random.randrange(12, 30),
        "publicity": random.randrange(0, 3),
        "visits": random.randrange(5, 9),
        "vacancies": random.randrange(3, 9),
    }
    if report.state in (*REPORTED, "returned"):
        values |= {indicator.key: computed.get(indicator.key, 0) for indicator in COMPUTED}
    for key, value in values.items():
        yield ReturnFigure(
            region_id=report.region_id,
            code=report.code,
            scope_code=report.scope_code,
            report=report,
            indicator=key,
            value=value,
        )


def _computed(month: Month) -> dict[int, dict[str, int]]:
    """Village → indicator → figure: each ledger counted once for all villages."""
    found: dict[int, dict[str, int]] = {}
    for indicator in COMPUTED:
        ledger = LEDGERS[indicator.key]
        rows = ledger.rows(month).select_related(None).order_by().values("region").annotate(n=ledger.amount)
        for region, value in rows.values_list("region", "n"):
            found.setdefault(region, {})[indicator.key] = value or 0
    return found


def _at(day: date, hour: int, random: Random) -> datetime:
    return datetime.combine(day, time(hour, random.randrange(60)), SHANGHAI)
