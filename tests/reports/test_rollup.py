"""The roll-up asserted as whole tables: only accepted figures, parents the sum of their stations, twice the same."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.months import Month
from kit.scope import everywhere
from reports import rollup, tasks
from reports.actions import returns
from reports.models import DirtyStation, MonthFigure, MonthProgress, Return
from reports.rules.indicators import INDICATORS
from stations import jobs
from stations.models import Job, Region, Station
from stations.models.regions import located
from stations.places import Tier
from tests.reports.conftest import OCTOBER

pytestmark = pytest.mark.usefixtures("november")

SHANGSHA, XIASHA, HEBIN = "330302008201", "330302008202", "330302008001"
SHANGEN, YONGZHONG = "330302101201", "330303001201"


def progress(month=OCTOBER):
    """place → (expected, submitted, on time, accepted), from the city down."""
    rows = MonthProgress.objects.of_month(month).order_by("tier", "code")
    return {
        row.region.name: (row.expected, row.submitted, row.on_time, row.accepted)
        for row in rows.select_related("region")
    }


def figures(key="advice", month=OCTOBER):
    """place → value of one indicator, from the city down."""
    rows = MonthFigure.objects.of_month(month).filter(indicator=key).order_by("tier", "code")
    return dict(rows.values_list("region__name", "value"))


def whole_tables():
    """Every rolled-up row but for its number."""
    names = ("region__name", "code", "scope_code", "tier", "month")
    return (
        sorted(MonthFigure.objects.values_list(*names, "indicator", "value")),
        sorted(MonthProgress.objects.values_list(*names, "expected", "submitted", "on_time", "accepted")),
    )


@pytest.fixture
def october(making, november):
    """Two of 七都's villages and 永中村 accepted, 河滨社区 waiting, 山根村 silent; 下沙村 was late."""
    reports = [making.submit(SHANGSHA, value=2), making.submit(YONGZHONG, value=40)]
    november.move_to("2010-11-05 23:00:00+08:00")
    making.submit(HEBIN, value=90)
    november.move_to("2010-11-08 09:00:00+08:00")
    reports.append(making.submit(XIASHA, value=5))
    making.accept(*reports)
    return reports


def test_progress_and_figures_of_every_place(october):
    assert rollup.roll_up(OCTOBER) == 4
    assert progress() == {
        "温州市": (5, 4, 3, 3),
        "鹿城区": (4, 3, 2, 2),
        "龙湾区": (1, 1, 1, 1),
        "七都街道": (3, 3, 2, 2),
        "山福镇": (1, 0, 0, 0),
        "永中街道": (1, 1, 1, 1),
        "河滨社区": (1, 1, 1, 0),
        "上沙村": (1, 1, 1, 1),
        "下沙村": (1, 1, 0, 1),
        "山根村": (1, 0, 0, 0),
        "永中村": (1, 1, 1, 1),
    }
    assert figures() == {
        "温州市": 47,
        "鹿城区": 7,
        "龙湾区": 40,
        "七都街道": 7,
        "永中街道": 40,
        "上沙村": 2,
        "下沙村": 5,
        "永中村": 40,
    }
    assert MonthFigure.objects.count() == 8 * len(INDICATORS)
    assert DirtyStation.objects.count() == 0


def test_rows_lie_in_the_scope_of_their_own_place(october):
    rollup.roll_up(OCTOBER)
    for model in (MonthFigure, MonthProgress):
        for row in model.objects.select_related("region"):
            assert (row.code, row.scope_code, row.tier) == (row.region.code, row.region.code, row.region.tier)


def test_twice_the_same_month_the_same_rows(cast, october):
    rollup.roll_up(OCTOBER)
    before = whole_tables()
    assert rollup.roll_up(OCTOBER) == 0
    DirtyStation.objects.bulk_create(
        [DirtyStation(**located(region), month=OCTOBER.first) for region in (cast.village, cast.village)]
    )
    assert rollup.roll_up(OCTOBER) == 1
    assert whole_tables() == before


def test_months_do_not_touch_each_other(making, october):
    rollup.roll_up(OCTOBER)
    before = whole_tables()
    making.accept(making.submit(month=OCTOBER.previous, value=9))
    rollup.roll_up(OCTOBER.previous)
    assert figures(month=OCTOBER.previous) == dict.fromkeys(("温州市", "鹿城区", "七都街道", "上沙村"), 9)
    MonthFigure.objects.of_month(OCTOBER.previous).delete()
    MonthProgress.objects.of_month(OCTOBER.previous).delete()
    assert whole_tables() == before


def test_what_comes_in_later_is_added_and_what_is_withdrawn_leaves_the_progress(cast, making, october):
    rollup.roll_up(OCTOBER)
    making.accept(making.submit(SHANGEN, value=1))
    waiting = Return.objects.get(region=cast.place(HEBIN))
    returns.withdraw(waiting, by=making.coordinator(HEBIN))
    assert rollup.roll_up(OCTOBER) == 2
    assert (figures()["温州市"], figures()["鹿城区"], figures()["山福镇"]) == (48, 8, 1)
    assert (progress()["温州市"], progress()["河滨社区"]) == ((5, 4, 2, 4), (1, 0, 0, 0))


def test_a_place_that_did_not_stand_the_whole_month_is_not_expected(cast, october):
    Region.objects.filter(pk=cast.place(SHANGEN).pk).update(closed_on=date(2010, 10, 31))
    rollup.roll_up(OCTOBER)
    assert progress()["温州市"] == (4, 4, 3, 3)
    assert "山福镇" not in progress()


def test_an_interrupted_run_leaves_the_marks_and_nothing_half(monkeypatch, october):
    marks = DirtyStation.objects.count()
    monkeypatch.setattr(rollup, "COUNT_PROGRESS", "SELECT 1 / 0")
    with pytest.raises(Exception, match="division by zero"):
        rollup.roll_up(OCTOBER)
    assert (whole_tables(), DirtyStation.objects.count()) == (([], []), marks)
    monkeypatch.undo()
    assert rollup.roll_up(OCTOBER) == 4
    assert figures()["温州市"] == 47


def test_a_mark_that_comes_while_a_run_is_under_way_outlives_it(cast, october, monkeypatch):
    """The mark is written after the claim, as another transaction would that commits in between."""
    late = DirtyStation(**located(cast.village), month=OCTOBER.first)

    class Cursor:
        def __init__(self):
            self.real = connection.cursor()

        def __enter__(self):
            return self

        def __exit__(self, *error):
            self.real.close()

        def execute(self, statement, values):
            self.real.execute(statement, values)
            self.claimed = self.real.fetchall() if statement == rollup.CLAIM else None
            if statement == rollup.CLAIM:
                late.save()

        def fetchall(self):
            return self.claimed

    monkeypatch.setattr(rollup, "connection", type("Connection", (), {"cursor": lambda self: Cursor()})())
    rollup.roll_up(OCTOBER)
    assert list(DirtyStation.objects.values_list("pk", flat=True)) == [late.pk]


def test_accepting_asks_for_the_roll_up_at_once_and_a_job_does_it(october):
    job = Job.objects.get()
    assert (job.kind, job.key, job.arguments, job.asked_by.name) == (
        "reports.rollup",
        "2010-10",
        {"month": "2010-10"},
        "王所长",
    )
    assert jobs.run(job.pk) == "done"
    job.refresh_from_db()
    assert (job.message, job.done_units, job.all_units) == ("2010年10月月报已汇总,4 个站有变动。", 1, 1)
    assert figures()["温州市"] == 47


def test_the_beat_asks_for_every_month_with_marks_once(making, october):
    making.submit(month=OCTOBER.previous)
    assert tasks.roll_up_dirty() == ["2010-09", "2010-10"]
    assert tasks.roll_up_dirty() == ["2010-09", "2010-10"]
    assert sorted(Job.objects.values_list("key", flat=True)) == ["2010-09", "2010-10"]
    for job in Job.objects.all():
        jobs.run(job.pk)
    assert tasks.roll_up_dirty() == []


def roll_up_as_the_beat_does():
    months = tasks.roll_up_dirty()
    for job in Job.objects.filter(state="queued"):
        jobs.run(job.pk)
    return months


def test_a_month_in_which_nobody_reports_is_counted_once_it_is_over(cast):
    assert roll_up_as_the_beat_does() == ["2010-10"]
    assert progress() == {
        "温州市": (5, 0, 0, 0),
        "鹿城区": (4, 0, 0, 0),
        "龙湾区": (1, 0, 0, 0),
        "七都街道": (3, 0, 0, 0),
        "山福镇": (1, 0, 0, 0),
        "永中街道": (1, 0, 0, 0),
        "河滨社区": (1, 0, 0, 0),
        "上沙村": (1, 0, 0, 0),
        "下沙村": (1, 0, 0, 0),
        "山根村": (1, 0, 0, 0),
        "永中村": (1, 0, 0, 0),
    }
    assert progress(OCTOBER.next) == progress(OCTOBER.previous) == {}
    assert roll_up_as_the_beat_does() == []


def test_the_beat_marks_no_station_twice_while_nobody_rolls_up(cast):
    assert (rollup.mark_uncounted(OCTOBER), rollup.mark_uncounted(OCTOBER)) == (5, 0)
    assert DirtyStation.objects.count() == 5


def test_a_village_that_is_listed_after_the_roll_up_comes_onto_the_board(cast, october):
    roll_up_as_the_beat_does()
    cast.places["330302101202"] = Region.objects.create(
        tier=Tier.VILLAGE,
        code=330302101202,
        kind="village",
        name="山脚村",
        parent=cast.place("330302101"),
    )
    assert roll_up_as_the_beat_does() == ["2010-10"]
    assert (progress()["山福镇"], progress()["鹿城区"], progress()["山脚村"]) == (
        (2, 0, 0, 0),
        (5, 3, 2, 2),
        (1, 0, 0, 0),
    )


def test_a_city_joins_the_boards_with_its_first_station(cast):
    city = Region.objects.create(
        tier=Tier.CITY, code=330400000000, kind="city", name="嘉兴市", parent=cast.place("33")
    )
    places = [city]
    for tier, code, kind, name in (
        (Tier.DISTRICT, 330402000000, "district", "南湖区"),
        (Tier.TOWNSHIP, 330402101000, "town", "凤桥镇"),
        (Tier.VILLAGE, 330402101201, "village", "永红村"),
    ):
        places.append(Region.objects.create(tier=tier, code=code, kind=kind, name=name, parent=places[-1]))
    roll_up_as_the_beat_does()
    assert "嘉兴市" not in progress()
    Station.objects.create(**located(places[-1]), name="永红村劳动保障站")
    assert roll_up_as_the_beat_does() == ["2010-10"]
    assert (progress()["嘉兴市"], progress()["永红村"], progress()["温州市"]) == (
        (1, 0, 0, 0),
        (1, 0, 0, 0),
        (5, 0, 0, 0),
    )


def test_the_roll_up_works_under_the_application_role(october):
    with everywhere(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("cunzhan_app",)
    assert rollup.roll_up(OCTOBER) == 4


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([SHANGSHA, XIASHA, HEBIN, SHANGEN, YONGZHONG]),
        st.tuples(st.integers(0, 99), st.sampled_from(["draft", "submitted", "accepted", "returned"])),
    )
)
def test_a_parent_is_the_sum_of_its_children(cast, making, villages):
    """Whatever the returns are, each parent equals the sum of the places right below it."""
    for model in (Return, MonthFigure, MonthProgress, DirtyStation):
        model.objects.all().delete()
    for code, (value, state) in villages.items():
        report = making.submit(code, month=Month(2010, 5), value=value)
        if state == "accepted":
            making.accept(report)
        elif state == "returned":
            returns.send_back(report, reason="错", by=cast.posts["wang"])
        elif state == "draft":
            returns.withdraw(report, by=making.coordinator(code))
    rollup.roll_up(Month(2010, 5))
    accepted = [value for value, state in villages.values() if state == "accepted"]
    assert figures(month=Month(2010, 5)).get("温州市", 0) == sum(accepted)
    for tier in (Tier.CITY, Tier.DISTRICT, Tier.TOWNSHIP):
        for place in Region.objects.of_tier(tier):
            below = [child.name for child in place.children.all()]
            for key in ("advice", "visits"):
                values = figures(key, Month(2010, 5))
                assert values.get(place.name, 0) == sum(values.get(name, 0) for name in below)
            counts = progress(Month(2010, 5))
            if place.name in counts:
                assert counts[place.name] == tuple(
                    map(sum, zip(*(counts[name] for name in below if name in counts), strict=True))
                )
