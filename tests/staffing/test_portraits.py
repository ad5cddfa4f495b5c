"""Photos of coordinators: put up by the station or the township, shown by agreement alone, taken away for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from kit.months import today
from staffing.actions.coordinators import engage
from staffing.models import Coordinator
from stations.models import AuditEvent, StoredFile
from stations.wall import staff_of
from tests.cast import Cast
from tests.support.files import CANARY, XMP, found_in, pdf, picture, telling_exif
from tests.world import _engagement


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


@pytest.fixture
def person(cast) -> Coordinator:
    return _engagement(cast, cast.village).coordinator


def post(cast: Cast, person: Coordinator, player: str = "lin", *, data: bytes | None = b"", **fields):
    person.refresh_from_db()
    given = {"version": person.version, **fields}
    if data is not None:
        given["file"] = SimpleUploadedFile("a.jpg", data or picture("JPEG", (600, 800)), "image/jpeg")
    return cast.client(player).post(reverse("portrait_edit", args=[person.pk]), given)


def shown(cast: Cast) -> list:
    return [member.portrait for member in staff_of(cast.village, today())]


@pytest.mark.parametrize("player", ["lin", "chen", "wang"])
def test_a_photo_is_shown_only_if_the_person_agreed(cast, person, player):
    assert post(cast, person, player).status_code == 302
    person.refresh_from_db()
    file = person.portrait
    assert (file.purpose, file.region, file.title, person.portrait_agreed_on) == (
        "portrait", cast.village, "某协管的照片", None,
    )  # fmt: skip
    assert shown(cast) == [None]
    assert post(cast, person, player, data=None, agreed="on").status_code == 302
    person.refresh_from_db()
    assert (person.portrait, person.portrait_agreed_on) == (file, today())
    assert shown(cast) == [file.name]
    post(cast, person, player, data=None)
    assert shown(cast) == [None]


def test_a_new_photo_asks_for_a_new_word_and_the_old_one_is_gone(
    cast, person, shelf, django_capture_on_commit_callbacks
):
    post(cast, person, agreed="on")
    old = Coordinator.objects.get().portrait
    with django_capture_on_commit_callbacks(execute=True):
        post(cast, person)
    new = Coordinator.objects.get()
    assert (new.portrait_agreed_on, StoredFile.objects.get()) == (None, new.portrait)
    assert not [path for path in shelf.rglob("*") if str(old.name) in path.name]
    Coordinator.objects.update(portrait_agreed_on=date(2025, 1, 1))
    post(cast, person, agreed="on")
    assert Coordinator.objects.get().portrait_agreed_on == today()


def test_a_photo_is_removed_with_a_reason(cast, person, shelf, django_capture_on_commit_callbacks):
    post(cast, person, agreed="on")
    with django_capture_on_commit_callbacks(execute=True):
        response = cast.client("lin").post(
            reverse("portrait_remove", args=[person.pk]), {"reason": "本人要求"}
        )
    assert (response.status_code, response.url) == (302, reverse("coordinator", args=[person.pk]))
    person.refresh_from_db()
    assert (person.portrait, person.portrait_agreed_on, StoredFile.objects.count()) == (None, None, 0)
    assert not [path for path in shelf.rglob("*") if path.is_file()]
    assert AuditEvent.objects.get(verb="删除协管员照片").reason == "本人要求"
    again = cast.client("lin").post(reverse("portrait_remove", args=[person.pk]), {"reason": "再删"})
    assert (again.status_code, "没有照片,不用删除" in again.text) == (422, True)


def test_where_it_was_taken_is_not_kept(cast, person, shelf):
    photo = picture("JPEG", (640, 480), exif=telling_exif(), xmp=XMP, comment=CANARY.encode())
    assert found_in(photo)["gps"]
    post(cast, person, data=photo)
    kept = [path.read_bytes() for path in shelf.rglob("*") if path.is_file()]
    assert len(kept) == 2
    for data in kept:
        assert found_in(data) == {"exif": {}, "gps": {}, "info": set()}
        assert CANARY.encode() not in data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(), "这里要的是照片"),
        (b"<html><script>alert(1)</script>", "只能上传"),
        (b"\xff\xd8\xff" + b"x" * 100, "不完整或已损坏"),
        (picture("JPEG") + b"0" * (12 * 1024 * 1024), "超过 12 MB"),
        (None, "还没有照片,请先选择一张"),
    ],
    ids=["pdf", "html", "broken", "too big", "nothing"],
)
def test_what_is_no_photo_is_refused(cast, person, data, reason):
    response = post(cast, person, data=data)
    assert response.status_code == 422
    assert reason in response.text or "请选择文件" in response.text
    assert StoredFile.objects.count() == 0


def test_the_second_of_two_editors_is_told(cast, person):
    version = person.version
    post(cast, person)
    assert post(cast, person, data=None, agreed="on", version=version).status_code == 409
    assert Coordinator.objects.get().portrait_agreed_on is None


def test_agreement_without_a_photo_is_none(cast, person):
    with pytest.raises(IntegrityError, match="coordinator_agreed_to_a_photo"), transaction.atomic():
        Coordinator.objects.update(portrait_agreed_on=today())


def test_the_photo_goes_where_the_person_works(cast, person):
    post(cast, person, agreed="on")
    person.engagements.update(ends_on=date(2024, 12, 31))
    there = cast.place("330302008202")
    terms = {"kind": "full_time", "starts_on": date(2025, 1, 1), "monthly_wage": 3000}
    engage(Coordinator.objects.get(), village=there, terms=terms, by=cast.person("wang"))
    file = StoredFile.objects.get()
    assert (file.region, file.scope_code) == (there, there.code)
    assert [member.portrait for member in staff_of(there, today())] == [file.name]


def test_the_card_of_a_person_says_whether_the_photo_is_public(cast, person):
    post(cast, person)
    address = reverse("coordinator", args=[person.pk])
    assert "没有同意公开" in cast.client("wang").get(address).text
    post(cast, person, data=None, agreed="on")
    assert f"本人 {today()} 同意公开" in cast.client("zhou").get(address).text
