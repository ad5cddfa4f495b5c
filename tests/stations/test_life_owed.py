"""What a village that is no more still owes, who makes it now, and how the lists read it: as then and as now."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from funding.actions.drawing_up import draft
from funding.models import WorkFundLine, WorkFundSheet
from kit.months import Month, today
from kit.refused import Refused
from kit.scope import Acting, acting
from reports.actions import returns
from reports.models import Return, ReturnFigure
from reports.rules.indicators import ENTERED
from services.models import Request
from staffing.models import Engagement, VillageAssessment
from stations import roles
from stations.actions import branches, life
from stations.actions.undoing import undo
from stations.branches import children_of
from stations.codes import CodesTable
from stations.models import Post, Region, User
from stations.models.regions import located
from stations.places import Tier
from stations.plans import STAYS, NewPlace
from stations.reorganising import Terms
from tests.stations.life_cast import SHATOU, YEAR, merge, take

# Within this month: the month before it is owed by the villages as they were.
TERMS = Terms(today().replace(day=1), "温民〔2026〕8号")
OWED = Month.of(today()).previous
NEW_TOWN = 330302109000


@pytest.fixture
def moved_out_of_the_way(played):
    """The requests were received before the month that is owed."""
    Request.objects.update(received_on=OWED.first - timedelta(days=40))
    return played


def merged(cast):
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        return merge(cast, TERMS)


def towns_merged(cast):
    both = [cast.township, cast.place("330302101")]
    head = NewPlace(NEW_TOWN, "沙山镇", cast.district, Tier.TOWNSHIP)
    rows = CodesTable.proposed(children_of(both), [head]).coded()
    answers = take(both[0], NEW_TOWN) | take(both[1], NEW_TOWN)
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        return branches.merge(both, head, rows, TERMS, answers, by=cast.person("zhou"))


def post_of(cast, who):
    """The post that a person has now."""
    return Post.objects.filter(user=cast.person(who), ends_on__isnull=True).select_related("region").get()


def entered():
    return {"intent": "submit", "confirmed": "on", "version": 0, "explanation": "合并前一个月"} | {
        indicator.key: 1 for indicator in ENTERED
    }


def waiting(cast, who, words):
    """The to-dos of a person that speak of something, as (title, address)."""
    from kit.navigation import todos as all_todos

    post = post_of(cast, who)
    request = type("Asked", (), {"user": post.user, "post": post, "jurisdiction": post.jurisdiction})()
    with acting(Acting(jurisdiction=post.jurisdiction)):
        return [(todo.title, todo.address) for todo in all_todos(request) if words in todo.title]


# Returns


def test_who_took_a_village_over_makes_the_return_that_it_owed(moved_out_of_the_way):
    cast = moved_out_of_the_way
    merged(cast)
    addresses = {
        place: reverse("return_fill_former", args=[OWED, place.pk])
        for place in (cast.village, cast.place("330302008202"))
    }
    assert waiting(cast, "lin", "月报") == [
        (f"{place.name}{OWED.label}月报还没有提交", address) for place, address in addresses.items()
    ]
    lin = cast.client("lin")
    for place, address in addresses.items():
        page = lin.get(address)
        assert (page.status_code, page.context_data["title"]) == (200, f"补报{place.name}{OWED.label}月报")
        assert lin.post(address, entered()).status_code == 302
    assert waiting(cast, "lin", "月报") == []
    # As then: each by its own ledgers of that month, under its own name and code.
    made = Return.objects.of_month(OWED).order_by("code")
    counted = ("households", "coordinators")
    found = [
        (row.region.name, row.code % 1000, row.scope_code, row.state, *map(row.values().get, counted))
        for row in made
    ]
    assert found == [
        ("上沙村", 201, SHATOU, "submitted", 300, 1),
        ("下沙村", 202, SHATOU, "submitted", 200, 1),
    ]
    wang = cast.client("wang")
    review = wang.get(reverse("return_review"), {"month": str(OWED)}).context_data
    assert [(row["village"].name, row["state"]) for row in review["rows"]][1:] == [
        ("上沙村", "submitted"),
        ("下沙村", "submitted"),
    ]
    wang.post(reverse("returns_accept"), {"return": [row.pk for row in made]})
    assert set(made.values_list("state", flat=True)) == {"accepted"}


def test_after_a_township_merge_the_new_township_is_owed_what_the_old_ones_were(moved_out_of_the_way):
    cast = moved_out_of_the_way
    towns_merged(cast)
    (todo,) = waiting(cast, "lin", "月报")
    assert todo == (
        f"上沙村{OWED.label}月报还没有提交",
        reverse("return_fill_former", args=[OWED, cast.village.pk]),
    )
    assert cast.client("lin").post(todo[1], entered()).status_code == 302
    wang = cast.client("wang")
    review = wang.get(reverse("return_review"), {"month": str(OWED)}).context_data
    assert [(row["village"].name, row["state"] == "submitted") for row in review["rows"]] == [
        ("河滨社区", False),
        ("上沙村", True),
        ("下沙村", False),
        ("山根村", False),
    ]


def test_the_township_stands_in_where_nobody_took_over_and_does_not_pass_its_own(cast):
    empty = cast.place("330302008001")
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        life.close(empty, TERMS, {f"take_{empty.pk}_station": STAYS}, by=cast.person("zhou"))
    wang, address = cast.client("wang"), reverse("return_fill_former", args=[OWED, empty.pk])
    listed = wang.get(reverse("returns"), {"month": str(OWED)})
    assert address in listed.text
    assert "河滨社区(已撤销)" in listed.text
    assert wang.post(address, entered()).status_code == 302
    report = Return.objects.get(region=empty)
    with pytest.raises(Refused, match="是您自己提交的,须由别人审核"):
        returns.accept([report], by=cast.posts["wang"])
    other = User.objects.create_user("wang2", None, name="另一位")
    second = Post.objects.create(
        user=other, role=roles.TOWNSHIP, region=cast.township, starts_on=date(2009, 1, 1)
    )
    assert returns.accept([report], by=second) == 1


def test_a_village_in_being_makes_its_own_return_and_nobody_elses(played):
    cast = played
    merged(cast)
    wang = cast.client("wang")
    assert (
        wang.get(reverse("return_fill_former", args=[OWED, cast.place("330302008001").pk])).status_code == 404
    )
    with pytest.raises(Refused):
        returns.submit(
            cast.place("330302008001"), OWED, entered=dict.fromkeys((i.key for i in ENTERED), 1), explanation="x",
            by=cast.posts["wang"],
        )  # fmt: skip
    for who in ("mo", "zhao"):
        assert (
            cast.client(who).get(reverse("return_fill_former", args=[OWED, cast.village.pk])).status_code
            == 403
        )
    elsewhere = cast.place("330302101201")
    Region.objects.filter(pk=elsewhere.pk).update(closed_on=today())
    assert wang.get(reverse("return_fill_former", args=[OWED, elsewhere.pk])).status_code == 404


def listed(client, name, keys, **query):
    rows = client.get(reverse(name), {"format": "json", **query}).json()["rows"]
    return [[row.get(key) for key in keys] for row in rows]


def test_the_returns_of_a_month_are_listed_as_then_and_as_now(played):
    cast = played
    towns_merged(cast)
    zhou, keys = cast.client("zhou"), ("township", "village")
    now = listed(zhou, "returns", keys, month=str(OWED))
    assert now == [
        ["沙山镇", "河滨社区(已撤销,现为河滨社区)"],
        ["沙山镇", "上沙村(已撤销,现为上沙村)"],
        ["沙山镇", "下沙村(已撤销,现为下沙村)"],
        ["沙山镇", "山根村(已撤销,现为山根村)"],
    ]
    then = listed(zhou, "returns", keys, month=str(OWED), **{"as": "then"})
    assert [row[0] for row in then] == ["七都街道", "七都街道", "七都街道", "山福镇"]
    new_town = Region.objects.get(code=NEW_TOWN, tier=Tier.TOWNSHIP)
    counts = {
        (place.name, kind): len(
            listed(zhou, "returns", keys, month=str(OWED), township=place.pk, **{"as": kind})
        )
        for place in (cast.township, new_town)
        for kind in ("then", "now")
    }
    assert counts == {
        ("七都街道", "then"): 3,
        ("七都街道", "now"): 0,
        ("沙山镇", "then"): 0,
        ("沙山镇", "now"): 4,
    }


# Assessments and the work fund


def assess_form(cast, results):
    form = {"then": "send", "head-assessed_on": f"{YEAR - 1}-12-20"}
    for code, result in results.items():
        prefix = f"v{cast.place(code).pk}"
        form |= {f"{prefix}-result": result, f"{prefix}-score": "90" if result else ""}
    return form


def test_the_assessment_of_the_year_before_is_given_after_a_township_merge_and_pays(played):
    """Nobody loses it: entered by the township of today, confirmed by the district, drawn up as then."""
    cast = played
    Engagement.objects.update(starts_on=date(YEAR - 2, 1, 1))
    towns_merged(cast)
    wang = cast.client("wang")
    address = reverse("assessment_entry") + f"?year={YEAR - 1}"
    assert waiting(cast, "wang", "未考核") == [
        (f"{YEAR - 1} 年度未考核的村", reverse("assessment_entry") + f"?year={YEAR - 1}")
    ]
    sheet = wang.get(address).context_data["sheet"]
    assert [(row.village.name, row.village.code, row.coordinators) for row in sheet.rows] == [
        ("上沙村", 330302008201, ["上沙村协管员"]),
        ("下沙村", 330302008202, ["下沙村协管员"]),
        ("山根村", 330302101201, []),
    ]
    sent = wang.post(address, assess_form(cast, {"330302008201": "合格", "330302008202": "合格"}))
    assert sent.status_code == 302
    zhou = cast.client("zhou")
    groups = zhou.get(reverse("assessments"), {"year": YEAR - 1}).context_data["waiting"]
    (group,) = [each for each in groups if each["year"] == YEAR - 1]
    assert (group["place_name"], group["scored"]) == ("沙山镇", 2)
    zhou.post(reverse("assessment_confirm_place", args=[group["place"]]), {"year": YEAR - 1, "seen": 2})
    made = VillageAssessment.objects.of_year(YEAR - 1).order_by("code")
    assert [(row.code, row.scope_code, row.state) for row in made] == [
        (330302008201, 330302109201, "confirmed"),
        (330302008202, 330302109202, "confirmed"),
    ]
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        fresh = draft(cast.district, YEAR - 1)
    assert [(line.township_name, line.village_name, line.code_text, line.amount) for line in fresh.lines] == [
        ("七都街道", "上沙村", "330302008201", Decimal("7000.00")),
        ("七都街道", "下沙村", "330302008202", Decimal("7000.00")),
    ]


def test_a_village_that_went_within_the_year_may_still_be_assessed_for_it(played):
    cast = played
    merged(cast)
    merged_village = Region.objects.get(code=SHATOU)
    sheet = cast.client("wang").get(reverse("assessment_entry") + f"?year={YEAR}").context_data["sheet"]
    assert [row.village for row in sheet.rows] == [cast.village, cast.place("330302008202"), merged_village]
    # The fund asks for villages in being at the end of the year: the new one alone.
    last = cast.client("wang").get(reverse("assessment_entry") + f"?year={YEAR + 1}").context_data["sheet"]
    assert [row.village for row in last.rows] == [merged_village]


def assessed(cast):
    for place in (cast.village, cast.place("330302008202")):
        VillageAssessment.objects.create(
            **located(place), year=YEAR - 1, assessed_on=date(YEAR - 1, 12, 20), result="合格", score=90,
            state="confirmed", scored_by=cast.person("wang"), scored_at="2025-12-21T00:00Z",
            confirmed_by=cast.person("zhou"), confirmed_at="2025-12-22T00:00Z",
        )  # fmt: skip


def test_assessments_are_listed_as_then_and_as_now_and_as_then_again_when_undone(played):
    cast = played
    assessed(cast)
    zhou, keys = cast.client("zhou"), ("township", "village", "code", "former", "result")
    query = {"year": YEAR - 1}
    before = listed(zhou, "assessments", keys, **query)
    then = [
        ["七都街道", "上沙村", "330302008201", None, "合格"],
        ["七都街道", "下沙村", "330302008202", None, "合格"],
    ]
    event = towns_merged(cast)
    assert listed(zhou, "assessments", keys, **query, **{"as": "then"}) == then
    assert listed(zhou, "assessments", keys, **query) == [
        ["沙山镇", "上沙村", "330302109201", "上沙村(已撤销)", "合格"],
        ["沙山镇", "下沙村", "330302109202", "下沙村(已撤销)", "合格"],
    ]
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        undo(event, "文件撤回", by=cast.person("zhou"))
    assert listed(zhou, "assessments", keys, **query) == before


def test_a_sheet_is_read_by_the_townships_of_then_and_of_now(played):
    cast = played
    sheet = WorkFundLine.objects.get().sheet
    address = reverse("work_fund_sheet", args=[sheet.pk])
    zhao = cast.client("zhao")
    assert "区划口径" not in zhao.get(address).text
    towns_merged(cast)
    page = zhao.get(address)
    assert "按现行区划" in page.text

    def lines(**query):
        rows = zhao.get(address, {"format": "json", **query}).json()["rows"]
        return [(row["township"], row["village"], row["code"], row["amount"]) for row in rows]

    assert lines() == [("七都街道", "上沙村", "330302008201", "7000.00")]
    assert lines(**{"as": "now"}) == [("沙山镇", "上沙村", "330302109201", "7000.00")]
    assert WorkFundSheet.objects.get(pk=sheet.pk).content_digest == sheet.content_digest


def test_a_paid_sheet_stays_whole_when_a_village_leaves_the_district(played):
    cast = played
    line = WorkFundLine.objects.get()
    assessed(cast)
    Engagement.objects.update(starts_on=date(YEAR - 2, 1, 1))
    target = NewPlace(330303001205, "上沙村", cast.place("330303001"))
    with acting(Acting(jurisdiction=cast.city.jurisdiction)):
        event = life.move(cast.village, target, TERMS, take(cast.village, target.code), by=cast.person("sun"))
    line.refresh_from_db()
    assert line.scope_code == cast.village.code
    # The new district draws the village up for the year before, for which nobody has paid it yet; once only.
    with acting(Acting(jurisdiction=cast.place("330303").jurisdiction)):
        assert [each.village_name for each in draft(cast.place("330303"), YEAR - 1).lines] == ["上沙村"]
    with acting(Acting(jurisdiction=cast.city.jurisdiction)):
        undo(event, "文件撤回", by=cast.person("sun"))
    line.refresh_from_db()
    assert line.scope_code == cast.village.code


def test_a_village_that_was_paid_in_its_old_district_is_not_paid_again(played):
    cast = played
    assessed(cast)
    Engagement.objects.update(starts_on=date(YEAR - 2, 1, 1))
    line = WorkFundLine.objects.get()
    with acting(Acting(jurisdiction=cast.district.jurisdiction)):
        fresh = draft(cast.district, YEAR - 1)
        mine = next(each for each in fresh.lines if each.region_id == cast.village.pk)
        sheet = WorkFundSheet.objects.create(
            **located(cast.district), year=YEAR - 1, document=line.sheet.document, made_by=cast.person("zhao"),
            made_at="2026-01-01T00:00Z", content_digest="x",
        )  # fmt: skip
        mine.sheet = sheet
        mine.save()
    target = NewPlace(330303001205, "上沙村", cast.place("330303001"))
    with acting(Acting(jurisdiction=cast.city.jurisdiction)):
        life.move(cast.village, target, TERMS, take(cast.village, target.code), by=cast.person("sun"))
    with acting(Acting(jurisdiction=cast.place("330303").jurisdiction)):
        other = draft(cast.place("330303"), YEAR - 1)
    assert other.lines == []
    told = [(each["village"], each["reasons"][0]["text"]) for each in other.excluded]
    assert ("上沙村", f"已列入鹿城区 {YEAR - 1} 年度的补助表") in told


# How the pages bear it


@pytest.mark.parametrize("name", ["returns", "assessments", "reorganisations", "stations", "households"])
def test_a_list_after_a_township_merge_asks_no_more_than_a_page_may(played, queries, name):
    cast = played
    assessed(cast)
    towns_merged(cast)
    client = cast.client("zhou")
    client.get(reverse(name))
    with queries() as asked:
        assert client.get(reverse(name)).status_code == 200
    assert len(asked) <= 12, asked


def test_a_returned_return_of_a_village_that_is_no_more_waits_where_it_went(played):
    cast = played
    place = cast.village
    report = Return.objects.create(**located(place), month=OWED.first)
    ReturnFigure.objects.create(**located(place), report=report, indicator="households", value=300)
    Return.objects.filter(pk=report.pk).update(
        state="returned", first_submitted_on=OWED.next.first, submitted_by=cast.person("lin"),
        submitted_at="2026-01-01T00:00Z", reviewed_by=cast.person("wang"), reviewed_at="2026-01-01T00:00Z",
        returned_because="请核对",
    )  # fmt: skip
    merged(cast)
    assert (
        f"上沙村{OWED.label}月报被退回,等您改正",
        reverse("return_fill_former", args=[OWED, place.pk]),
    ) in waiting(cast, "lin", "退回")
    page = cast.client("lin").get(reverse("return", args=[report.pk]))
    assert reverse("return_fill_former", args=[OWED, place.pk]) in page.text
