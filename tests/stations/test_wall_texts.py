"""Texts of the places and their numbers: written by supervisors, read below, the nearest one printed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connections, transaction
from django.urls import reverse

from kit.refused import Refused
from kit.roles import APP_ROLE
from kit.scope import Acting, acting
from stations.actions import branches
from stations.actions import wall_texts as actions
from stations.branches import children_of
from stations.codes import CodesTable
from stations.models import AuditEvent, SupervisionPhone, WallText
from tests.cast import Cast
from tests.stations.life_cast import TERMS, take
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.support.tables import rows_of

GIVEN = {"what": "服务承诺", "text": "当面接待。\n\n 材料齐全的当场受理。 ", "citation": "鹿人社〔2010〕12号"}


def write(cast: Cast, player: str = "zhou", **changes) -> WallText:
    return actions.write(**{**GIVEN, **changes}, by=cast.posts[player])


def number(cast: Cast, player: str, phone: str) -> SupervisionPhone:
    held = SupervisionPhone.objects.filter(region=cast.posts[player].region).first()
    return actions.set_phone(held, {"office": "某局", "phone": phone, "hours": ""}, by=cast.posts[player])


@pytest.mark.parametrize("player", ["wang", "zhou", "sun"])
def test_a_supervisor_writes_for_the_stations_of_the_own_place(cast, player):
    response = cast.client(player).post(reverse("wall_text_new"), GIVEN)
    text = WallText.objects.get()
    assert (response.status_code, response.url) == (302, reverse("wall_text", args=[text.pk]))
    region = cast.posts[player].region
    assert (text.region, text.scope_code, text.span, text.sheet, text.paragraphs, text.made_by) == (
        region, region.code, region.place.span, "服务承诺", ("当面接待。", "材料齐全的当场受理。"), cast.person(player),
    )  # fmt: skip
    page = cast.client("lin").get(response.url).text
    assert "材料齐全的当场受理。" in page
    assert "鹿人社〔2010〕12号" in page
    assert AuditEvent.objects.filter(verb="填写上墙文本").count() == 1


@pytest.mark.parametrize("missing", ["what", "text", "citation"])
def test_a_text_says_what_it_is_and_where_it_comes_from(cast, missing):
    response = cast.client("zhou").post(reverse("wall_text_new"), {**GIVEN, missing: " \n"})
    assert response.status_code == 422
    assert list(response.context_data["form"].errors) == [missing]
    assert WallText.objects.count() == 0


def test_a_place_says_one_thing_of_a_sheet_under_whatever_name(cast):
    write(cast, what="业务流程")
    with pytest.raises(Refused, match="鹿城区已经有“服务流程”的文本"):
        write(cast, what="服务流程")
    write(cast, "wang", what="服务流程")
    assert WallText.objects.count() == 2


@pytest.mark.parametrize("sheet", ["办结期限", "监督电话", "工作人员"])
def test_what_the_ledgers_say_is_not_written_beside_them(cast, sheet):
    with pytest.raises(Refused) as refusal:
        write(cast, what=sheet)
    assert refusal.value.field == "what"


def test_the_nearest_text_and_number_are_those_of_a_station(cast):
    for player in ("sun", "zhou", "wang"):
        write(cast, player, text=player)
        number(cast, player, f"0577-0000000{len(player)}")
    for code, expected in {
        "330302008201": ["wang", "zhou", "sun"], "330302101201": ["zhou", "sun"], "330303001201": ["sun"],
    }.items():  # fmt: skip
        rows = WallText.objects.for_place(cast.place(code))
        assert [text.text for text in rows] == expected
        assert SupervisionPhone.objects.for_place(cast.place(code)).first().region == rows[0].region


def test_below_a_text_is_read_and_from_beside_it_is_not(cast):
    """The database's own line, under the application role and the range of one village."""
    write(cast, "zhou")
    write(cast, "wang")
    for code, count in {"330302008201": 2, "330302101201": 1, "330303001201": 0}.items():
        with acting(Acting(jurisdiction=cast.place(code).jurisdiction, role=APP_ROLE)):
            assert WallText.objects.count() == count
    with acting(Acting(jurisdiction=cast.village.jurisdiction, role=APP_ROLE)):
        assert WallText.objects.update(text="改掉") == 0


def test_a_text_is_changed_by_its_place_and_those_above(cast):
    text = write(cast, "wang")
    edit = {"text": "新的正文", "citation": "新的依据", "version": text.version}
    response = cast.client("zhou").post(reverse("wall_text_edit", args=[text.pk]), edit)
    assert response.status_code == 302
    text.refresh_from_db()
    assert (text.text, text.citation, text.version, text.made_by) == (
        "新的正文",
        "新的依据",
        2,
        cast.person("zhou"),
    )
    assert cast.client("wang").post(reverse("wall_text_edit", args=[text.pk]), edit).status_code == 409
    history = cast.client("wang").get(reverse("wall_text", args=[text.pk])).text
    assert "当面接待" in history
    above = write(cast, "zhou", what="服务标准")
    for door in ("wall_text_edit", "wall_text_withdraw"):
        assert cast.client("wang").get(reverse(door, args=[above.pk])).status_code == 404
    with pytest.raises(Refused, match="您可以另写一份本级的"):
        actions.correct(above, text="改", citation="改", by=cast.posts["wang"])


def test_what_is_withdrawn_gives_way_to_the_text_above(cast):
    above, own = write(cast, "zhou", text="区里的"), write(cast, "wang")
    response = cast.client("wang").post(reverse("wall_text_withdraw", args=[own.pk]), {"reason": "用区里的"})
    assert (response.status_code, response.url) == (302, reverse("wall_texts"))
    assert WallText.objects.for_place(cast.village).first() == above
    assert AuditEvent.objects.get(verb="撤回上墙文本").reason == "用区里的"


def test_a_number_is_one_that_can_be_dialled_and_stands_once(cast):
    client, address = cast.client("zhou"), reverse("supervision_phone")
    bad = client.post(address, {"office": "区局", "phone": "找老王", "hours": ""})
    assert (bad.status_code, list(bad.context_data["form"].errors)) == (422, ["phone"])
    client.post(address, {"office": "区局", "phone": "0577-88880000", "hours": ""})
    stale = client.post(address, {"office": "区局", "phone": "0577-88881111", "hours": "", "version": 9})
    assert stale.status_code == 409
    client.post(address, {"office": "区局", "phone": "0577-88881111", "hours": "", "version": 1})
    assert list(SupervisionPhone.objects.values_list("phone", "version")) == [("0577-88881111", 2)]
    assert "0577-88881111" in cast.client("lin").get(reverse("wall_texts")).text


def test_the_list_shows_what_is_read_here(cast):
    write(cast, "zhou")
    write(cast, "wang", what="服务标准")
    assert [row[:2] for row in rows_of(cast.client("lin").get(reverse("wall_texts")), 0)[1:]] == [
        ["服务承诺", "鹿城区"],
        ["服务标准", "七都街道"],
    ]
    assert "还没有上墙文本" in cast.client("mo").get(reverse("wall_texts")).text


def test_the_day_of_a_text_is_the_day_here(cast):
    write(cast)
    WallText.objects.update(made_at=datetime(2026, 3, 4, 16, 30, tzinfo=UTC))
    row = rows_of(cast.client("zhou").get(reverse("wall_texts")), 0)[1]
    assert "2026-03-05" in row


def test_a_place_that_took_another_in_shows_its_own(as_zhou):
    """What the other had shows only where the place has none, however late it was written."""
    cast = as_zhou
    taken, taker = cast.place("330302101"), cast.township
    own = number(cast, "wang", "0577-11111111")
    text = write(cast, "wang")
    by = {"region": taken, "made_by": cast.person("zhou")}
    phone = SupervisionPhone.objects.create(office="某镇", phone="0577-22222222", **by)
    WallText.objects.create(**GIVEN, **by)
    codes = CodesTable.proposed(children_of([taken]), [taker]).coded()
    answers = take(taken, taker.code)
    branches.merge([taken, taker], taker, codes, TERMS, answers, by=cast.person("zhou"))
    assert SupervisionPhone.objects.for_place(cast.village).first() == own
    assert WallText.objects.for_place(cast.village).first() == text
    own.delete()
    assert SupervisionPhone.objects.for_place(cast.village).first() == phone


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_the_same_text_at_once_one_is_told():
    cast = Cast.assemble()
    client, answers = cast.client("zhou"), []

    def second():
        answers.append(client.post(reverse("wall_text_new"), GIVEN))
        connections.close_all()

    with transaction.atomic():
        write(cast)
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert (answers[0].status_code, "已经有“服务承诺”的文本" in answers[0].text) == (422, True)
    assert WallText.objects.count() == 1
