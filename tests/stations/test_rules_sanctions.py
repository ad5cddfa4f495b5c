"""What a notice of criticism bars from, whom, and until when (J六(三), S四(四))."""

from datetime import date

import pytest

from stations.documents.files import shipped
from stations.rules import sanctions
from tests.support.documents import reread

J, S = shipped("J"), shipped("S")


def penalty(document, rule):
    (found,) = [each for each in document.sanctions if each.rule == rule and each.kind == "penalty"]
    return found


def bar_of(document, rule, day):
    return sanctions.bar(document, penalty(document, rule), noticed_on=day)


@pytest.mark.rule("J-R1")
@pytest.mark.rule("AM-49")
@pytest.mark.parametrize(
    ("noticed_on", "last", "after"),
    [
        (date(2011, 1, 1), date(2011, 12, 31), date(2012, 1, 1)),
        (date(2011, 6, 15), date(2011, 12, 31), date(2012, 1, 1)),
        (date(2011, 12, 31), date(2011, 12, 31), date(2012, 1, 1)),
    ],
)
def test_j_bars_a_unit_to_the_end_of_the_year_from_awards_of_its_field(noticed_on, last, after):
    bar = bar_of(J, "J-R1", noticed_on)
    assert (bar.first, bar.last, bar.what) == (noticed_on, last, "劳动就业社会保障工作评先评优")
    assert [
        sanctions.barred(bar, day) for day in (noticed_on.replace(year=2010), noticed_on, last, after)
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert sanctions.barred(bar, noticed_on, same_field=False) is False
    assert sanctions.barred(bar, noticed_on, subject="person") is False


@pytest.mark.rule("S-R8")
@pytest.mark.rule("AM-49")
def test_s_bars_units_and_persons_from_all_awards_until_it_is_lifted():
    bar = bar_of(S, "S-R8", date(2011, 6, 15))
    assert (bar.first, bar.last, bar.what) == (date(2011, 6, 15), None, "评先评优")
    far = date(2031, 6, 15)
    for subject in ("unit", "person"):
        assert sanctions.barred(bar, date(2011, 6, 14), subject=subject) is False
        assert sanctions.barred(bar, date(2011, 6, 15), subject=subject) is True
        assert sanctions.barred(bar, far, subject=subject, same_field=False) is True
        lifted = date(2012, 3, 1)
        assert [
            sanctions.barred(bar, day, subject=subject, lifted_on=lifted)
            for day in (date(2012, 2, 29), date(2012, 3, 1))
        ] == [True, False]


@pytest.mark.rule("AM-49")
def test_other_readings_of_the_period():
    day = date(2011, 6, 15)
    assert bar_of(reread(J, AM_49="twelve_months"), "J-R1", day).last == date(2012, 6, 15)
    assert bar_of(reread(J, AM_49="twelve_months"), "J-R1", date(2012, 2, 29)).last == date(2013, 2, 28)
    assert bar_of(reread(J, AM_49="until_lifted"), "J-R1", day).last is None
    assert bar_of(reread(S, AM_49="calendar_year"), "S-R8", day).last == date(2011, 12, 31)


def test_the_sentences_name_the_period():
    assert bar_of(J, "J-R1", date(2011, 6, 15)).text == (
        "2011-06-15 至 2011-12-31(含当日),不得参加劳动就业社会保障工作评先评优"
    )
    assert bar_of(S, "S-R8", date(2011, 6, 15)).text == "2011-06-15 起,解除为止,不得参加评先评优"


def test_a_reward_bars_nobody():
    reward = next(each for each in J.sanctions if each.kind == "reward")
    with pytest.raises(ValueError, match="没有不得参加的规定"):
        sanctions.bar(J, reward, noticed_on=date(2011, 6, 15))
