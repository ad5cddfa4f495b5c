"""Dated parameters: the value of the right area on the right day, announced, corrected, ended."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from kit.refused import Refused
from stations.actions import parameters as actions
from stations.models import AuditEvent, Parameter
from stations.parameters import load_shipped_parameters, parameter, value_of
from stations.places import Place
from stations.rules.parameters import KINDS

WAGE = "minimum_wage"


def announced(place, starts_on, value, kind=WAGE):
    return actions.announce(
        kind, Place.parse(place), starts_on=starts_on, value=Decimal(value), citation=f"文号{value}"
    )


def series(kind=WAGE):
    rows = Parameter.objects.filter(kind=kind).order_by("code", "starts_on")
    return [(row.place.short, row.starts_on, row.ends_on, str(row.value.normalize())) for row in rows]


@pytest.mark.rule("AM-18")
@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2008, 8, 31), None),
        (date(2008, 9, 1), "960.00"),
        (date(2010, 3, 31), "960.00"),
        (date(2010, 4, 1), "1100.00"),
    ],
)
def test_the_minimum_wage_of_the_districts_changes_on_its_day(db, day, value):
    load_shipped_parameters()
    assert value_of(WAGE, "330302", day) == (value and Decimal(value))


def test_every_area_has_its_own_minimum_wage_and_none_where_nothing_was_announced(db):
    load_shipped_parameters()
    areas = ["330302", "330303", "330304", "330381", "330382", "330324", "330329", "3303", "320900"]
    assert [value_of(WAGE, area, date(2010, 6, 1)) for area in areas] == [
        Decimal(1100), Decimal(1100), Decimal(1100), Decimal(980), Decimal(980), Decimal(900), Decimal(800), None, None,
    ]  # fmt: skip


def test_the_nearest_area_above_counts(db):
    announced("3303", date(2010, 1, 1), "900.00")
    announced("330302", date(2010, 4, 1), "1100.00")
    village = Place.parse("330302008201")
    days = [date(2009, 12, 31), date(2010, 1, 1), date(2010, 3, 31), date(2010, 4, 1)]
    found = [parameter(WAGE, village, day) for day in days]
    assert [each and (each.place.short, each.citation) for each in found] == [
        None,
        ("3303", "文号900.00"),
        ("3303", "文号900.00"),
        ("330302", "文号1100.00"),
    ]
    assert value_of(WAGE, "", date(2010, 4, 1)) is None


@pytest.mark.rule("AM-19")
def test_a_rate_holds_for_the_months_between_its_days(db):
    announced("330302", date(2010, 1, 1), "0.02", "employer_rate:unemployment")
    announced("330302", date(2010, 7, 1), "0.01", "employer_rate:unemployment")
    firsts = [date(2010, 6, 1), date(2010, 7, 1)]
    assert [value_of("employer_rate:unemployment", "330302", day) for day in firsts] == [
        Decimal("0.02"),
        Decimal("0.01"),
    ]


@pytest.mark.rule("AM-48")
def test_what_nobody_announced_is_empty_and_not_zero(db):
    assert value_of("village_official_income", "511502", date(2015, 1, 1)) is None


def test_a_new_value_ends_the_one_before_and_is_bounded_by_the_one_after(db):
    announced("330302", date(2010, 4, 1), "1100.00")
    announced("330302", date(2008, 9, 1), "960.00")
    announced("330302", date(2009, 1, 1), "1000.00")
    assert series() == [
        ("330302", date(2008, 9, 1), date(2008, 12, 31), "9.6E+2"),
        ("330302", date(2009, 1, 1), date(2010, 3, 31), "1E+3"),
        ("330302", date(2010, 4, 1), None, "1.1E+3"),
    ]


def test_the_same_day_twice_is_refused_and_changes_nothing(db):
    announced("330302", date(2010, 4, 1), "1100.00")
    with pytest.raises(Refused, match=r"已经登记为 1100\.00,要改请用“更正”") as refused:
        announced("330302", date(2010, 4, 1), "1200.00")
    assert refused.value.field == "starts_on"
    assert series() == [("330302", date(2010, 4, 1), None, "1.1E+3")]


def test_loading_twice_adds_nothing_and_leaves_what_a_city_corrected(db):
    first = load_shipped_parameters()
    wage = Parameter.objects.get(kind=WAGE, code=330302000000, starts_on=date(2010, 4, 1))
    actions.correct(wage, value=Decimal("1101.00"), citation="更正", reason="录错")
    assert (first, load_shipped_parameters()) == (20, 0)
    assert value_of(WAGE, "330302", date(2010, 4, 1)) == Decimal("1101.00")


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (WAGE, "0", "最低月工资标准应在 0.01 到 1000000 之间(单位:元/月)。"),
        (WAGE, "0.01", None),
        (WAGE, "960.005", "最低月工资标准最多 2 位小数。"),
        (WAGE, "NaN", "最低月工资标准应在 0.01 到 1000000 之间(单位:元/月)。"),
        ("employer_rate:pension", "1", None),
        ("employer_rate:pension", "1.0001", "基本养老保险单位费率应在 0 到 1 之间(单位:比例)。"),
        ("employee_rate:maternity", "0", None),
        ("village_report_day", "31", None),
        ("village_report_day", "32", "村级月报截止日应在 1 到 31 之间(单位:日)。"),
        ("village_report_day", "2.5", "村级月报截止日应是整数。"),
    ],
)
def test_a_value_out_of_its_range_is_told_why(kind, value, said):
    assert KINDS[kind].problem(Decimal(value)) == said


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (WAGE, "960.0000", "960.00"),
        ("employer_rate:work_injury", "0.0050", "0.5%"),
        ("employee_rate:pension", "0.08", "8%"),
        ("publicity_days", "5.0000", "5"),
    ],
)
def test_values_are_shown_as_they_are_read(kind, value, shown):
    assert KINDS[kind].shown(Decimal(value)) == shown


def test_the_city_announces_corrects_and_ends_and_others_only_read(cast):
    form = {
        "kind": WAGE,
        "region": "330302",
        "starts_on": "2010-04-01",
        "value": "1100",
        "citation": "温政发",
    }
    city = cast.client("sun")
    assert city.post(reverse("parameter_new"), form).status_code == 302
    row = Parameter.objects.get()
    wrong = city.post(
        reverse("parameter_new"), {**form, "starts_on": "2010-05-01", "value": "-1", "citation": ""}
    )
    assert wrong.context_data["form"].errors == {"citation": ["请填写这一项。"]}
    wrong = city.post(reverse("parameter_new"), {**form, "starts_on": "2010-05-01", "value": "-1"})
    assert wrong.context_data["form"].errors == {
        "value": ["最低月工资标准应在 0.01 到 1000000 之间(单位:元/月)。"]
    }
    outside = city.post(reverse("parameter_new"), {**form, "region": "3304"})
    assert outside.context_data["form"].errors == {"region": ["管辖范围内没有这个代码的区划。"]}
    correction = {"value": "1101", "citation": "温政发", "reason": "录错", "version": row.version}
    assert city.post(reverse("parameter_correct", args=[row.pk]), correction).status_code == 302
    assert city.post(reverse("parameter_correct", args=[row.pk]), correction).status_code == 409
    end = {"ends_on": "2010-12-31", "reason": "废止"}
    assert city.post(reverse("parameter_end", args=[row.pk]), end).status_code == 302
    assert series() == [("330302", date(2010, 4, 1), date(2010, 12, 31), "1101")]
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[-3:] == [
        "登记参数",
        "更正参数",
        "终止参数",
    ]
    assert cast.client("zhao").post(reverse("parameter_new"), form).status_code == 403


def test_a_township_reads_what_holds_above_it_and_nothing_of_other_districts(cast):
    announced("3303", date(2010, 1, 1), "0.14", "employer_rate:pension")
    announced("330302", date(2010, 4, 1), "1100.00")
    announced("330303", date(2010, 4, 1), "1100.00")
    lines = cast.client("wang").get(reverse("parameters")).context_data["sheet"].lines()
    shown = [[cell.text for cell in line.cells] for line in lines]
    assert [(row[0], row[1], row[3]) for row in shown] == [
        ("最低月工资标准", "鹿城区", "1100.00"),
        ("基本养老保险单位费率", "温州市", "14%"),
    ]
