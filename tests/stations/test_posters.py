"""Posters: composed from the document, the ledgers and the texts of the places; nothing is made up."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from kit.months import today
from services.actions.items import items_of
from services.models import ServiceItem
from staffing.models import Engagement
from stations import posters
from stations.actions import wall_texts
from stations.documents import policy_for
from stations.models import Adoption, Station
from stations.posters import Line, Offer, Poster
from stations.wall import Member
from tests.cast import Cast
from tests.stations.outfits import adopt
from tests.world import _engagement

SEVEN = ["工作职责", "办事流程", "办结期限", "服务承诺", "服务标准", "监督电话", "工作人员"]
PENSION = "城乡居民社会养老保险:信息录入、费用征收、待遇支付、领取资格认定"
INSTITUTIONS = ["社会保险参保办理制度", "劳动力资源调查统计制度"]


def made(cast: Cast, code: str = "330302008201") -> dict[str, Poster]:
    station = Station.objects.with_place().get(region=cast.place(code))
    return {poster.sheet: poster for poster in posters.posters(posters.gather(station, today()))}


def offer(cast: Cast) -> None:
    ServiceItem.objects.bulk_create(items_of(policy_for(cast.city, today()), cast.city, on=date(2020, 1, 1)))
    ServiceItem.objects.filter(key="W-D1").update(
        limit_length=20, limit_kind="working", limit_basis="服务承诺", papers="身份证\n户口簿"
    )


def test_the_set_of_a_station_is_what_all_hang_and_what_its_document_asks(cast):
    assert list(made(cast)) == [*SEVEN, *INSTITUTIONS]
    assert made(cast)["办事流程"].title == "服务流程"
    adopt(cast.district, "J")
    assert list(made(cast))[7:] == [
        "就业服务制度", "社会保险经办制度", "劳动监察投诉处理制度", "劳动争议调解制度",
        "日常学习和定期培训制度", "考核奖励机制",
    ]  # fmt: skip


def test_the_duties_are_the_documents_with_its_clause(cast):
    poster = made(cast)["工作职责"]
    assert poster.content[0] == Line(
        "城乡居民社会养老保险:信息录入、费用征收、待遇支付、领取资格认定", "协助", "W三(一)"
    )
    assert (len(poster.content), poster.content[6].lead) == (7, "承办")
    assert poster.source == "温政发[2009]71号 W三(一)"
    adopt(cast.district, "S")
    source = made(cast)["工作职责"].source
    assert (source[:8], source[-5:]) == ("省政府办公厅转发", "J三(三)")
    adopt(cast.township, "Y")
    assert [line.text for line in made(cast)["工作职责"].content][:2] == ["就业服务", "人才服务"]


def test_the_offers_are_the_citys_items_with_limit_papers_and_fee(cast):
    assert "还没有登记服务事项" in made(cast)["办结期限"].lacking
    offer(cast)
    poster = made(cast)["办结期限"]
    assert poster.content[:2] == (
        Offer(PENSION, "协助", "20 个工作日", "服务承诺", ("身份证", "户口簿"), True),
        Offer("被征地农民基本生活保障及其他社会保险管理", "协助", "", "", (), True),
    )  # fmt: skip
    assert [step.who for step in made(cast)["办事流程"].content] == ["您", "本站", "乡镇(街道)", "本站"]


def test_the_clocks_of_the_document_stand_with_them(cast):
    adopt(cast.district, "F")
    clocks = made(cast, "330302008001")["办结期限"].content
    assert [(clock.name, clock.limit, clock.basis, clock.free) for clock in clocks] == [
        ("零就业家庭一人就业", "20 天(自然日),自发现之日起", "抚再办发〔2008〕4号 F二4", None),
        ("零就业家庭双就业", "1 个月,自发现之日起", "抚再办发〔2008〕4号 F二4", None),
    ]


def test_without_a_text_a_poster_says_what_is_lacking_and_is_not_printed(cast):
    lacking = {sheet: poster.lacking for sheet, poster in made(cast).items() if not poster.ready}
    assert lacking["服务承诺"] == "还没有“服务承诺”的正文。请区人事劳动局或乡镇(街道)在“上墙文本”里填写。"
    assert sorted(lacking) == sorted([*SEVEN[1:], *INSTITUTIONS])
    page = cast.client("wang").get(reverse("posters", args=[cast.station.pk]))
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page.text) == ["工作职责"]
    assert all(words in page.text for words in lacking.values())
    empty = cast.client("wang").get(reverse("posters", args=[cast.station.pk]), {"only": "服务承诺"})
    assert "<article" not in empty.text


def test_a_text_of_the_place_is_printed_with_its_citation_and_goes_before_what_is_composed(cast):
    wall_texts.write(
        what="业务流程", text="先取号。\n再办理。", citation="鹿人社〔2010〕12号", by=cast.posts["zhou"]
    )
    wall_texts.write(what="村规民约", text="爱护公物。", citation="七都街道", by=cast.posts["wang"])
    offer(cast)
    flow = made(cast)["办事流程"]
    assert (flow.title, flow.layout, flow.content, flow.source) == (
        "服务流程", "lines", (Line("先取号。"), Line("再办理。")), "鹿城区 · 鹿人社〔2010〕12号",
    )  # fmt: skip
    assert list(made(cast))[-1] == "村规民约"
    assert "村规民约" not in made(cast, "330302101201")


def test_the_staff_are_those_in_force_and_the_phone_the_nearest(cast):
    engagement = _engagement(cast, cast.village)
    assert made(cast)["工作人员"].content == (Member("某协管", "劳动保障协管员(兼职)", None),)
    Engagement.objects.filter(pk=engagement.pk).update(ends_on=date(2024, 1, 1))
    assert "没有在岗的协管员" in made(cast)["工作人员"].lacking
    wall_texts.set_phone(
        None, {"office": "区局", "phone": "0577-1234567", "hours": ""}, by=cast.posts["zhou"]
    )
    assert made(cast)["监督电话"].content[0].phone == "0577-1234567"
    assert not made(cast, "330303001201")["监督电话"].ready


def test_without_a_document_in_force_nothing_is_claimed(cast):
    Adoption.objects.all().delete()
    assert "没有执行中的政策文件" in made(cast)["工作职责"].lacking
    assert list(made(cast)) == SEVEN
    page = cast.client("lin").get(reverse("station_wall", args=[cast.station.pk]))
    assert "本地还没有执行中的政策文件" in page.text


@pytest.mark.parametrize(
    ("letters", "lines", "size"), [(10, 1, 1), (30, 4, 1), (40, 6, 4), (60, 10, 6), (200, 40, 6)]
)
def test_the_type_is_as_large_as_one_sheet_takes(letters, lines, size):
    assert Poster("甲", "甲", "lines", (Line("字" * letters),) * lines).type_size == size


def test_a_poster_is_chosen_by_name_and_paper(cast):
    client, address = cast.client("qian"), reverse("posters", args=[cast.station.pk])
    page = client.get(address, {"only": "工作职责", "size": "a2"}).text
    assert '<body class="a2">' in page
    assert page.count("<article") == 1
    assert '<body class="a3">' in client.get(address, {"size": "a0"}).text
    assert "没有“空白”这张海报" in client.get(address, {"only": "空白"}).text


def test_the_code_leads_where_villagers_reach_the_portal(cast, settings):
    client, address = cast.client("lin"), reverse("posters", args=[cast.station.pk])
    assert client.get(address).context_data["address"] == "http://testserver/p/330302008201/"
    settings.PUBLIC_URL = "https://portal.example"
    assert client.get(address).context_data["address"] == "https://portal.example/p/330302008201/"


def test_a_poster_page_needs_few_queries(cast, queries):
    offer(cast)
    client = cast.client("lin")
    client.get(reverse("posters", args=[cast.station.pk]))
    with queries() as found:
        client.get(reverse("posters", args=[cast.station.pk]))
    # Who asks (3), station, texts, adoptions, items, staff, phone.
    assert len(found) == 9, "\n".join(str(each)[:230] for each in found)
