"""Photos and documents of a station: uploaded, seen through the gate alone, removed with a reason, swept up."""

from __future__ import annotations

import io
import os
import threading
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit.months import today
from kit.refused import Refused
from kit.roles import APP_ROLE
from stations import files
from stations.actions.files import remove, store
from stations.models import AuditEvent, StoredFile
from stations.tasks import sweep_files
from tests.cast import Cast
from tests.stations.test_at_once import wait_until_somebody_waits
from tests.support.files import CANARY, XMP, found_in, pdf, picture, telling_exif

pytestmark = pytest.mark.usefixtures("shelf")

DAY = 86_400
CANARY_TITLE = "鹿城的照片"


def on_disk(shelf: Path) -> set[str]:
    return {path.name for path in shelf.rglob("*") if path.is_file()}


def upload(data: bytes, name: str = "image.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "image/jpeg")


def add(
    cast: Cast, data: bytes | None = None, *, village: str = "330302008201", title: str = "站牌"
) -> StoredFile:
    return store(
        cast.place(village),
        io.BytesIO(data or picture()),
        purpose="station",
        title=title,
        by=cast.person("lin"),
    )


def post(cast: Cast, player: str = "lin", field: str = "file", data: bytes | None = None, **fields):
    return cast.client(player).post(
        reverse("station_file_new", args=[cast.station.pk]),
        {"title": "门口的站牌", "taken_on": "2025-06-01", field: upload(data or picture()), **fields},
    )


# Uploading


@pytest.mark.parametrize("player", ["lin", "chen", "wang"])
@pytest.mark.parametrize("field", ["file", "camera"])
def test_a_photo_from_the_camera_or_a_folder_is_on_the_card_at_once(cast, shelf, player, field):
    response = post(cast, player, field, picture("JPEG", (800, 600)))
    assert (response.status_code, response.url) == (302, reverse("station", args=[cast.station.pk]))
    file = StoredFile.objects.get()
    assert (
        file.region, file.scope_code, file.purpose, file.kind, file.content_type, file.title, file.taken_on,
        file.width, file.height, file.made_by,
    ) == (
        cast.village, 330302008201, "station", "image", "image/jpeg", "门口的站牌", date(2025, 6, 1),
        800, 600, cast.person(player),
    )  # fmt: skip
    assert on_disk(shelf) == {str(file.name), f"{file.name}.thumbnail"}
    kept = shelf / str(file.name)[:2] / str(file.name)
    assert (kept.stat().st_size, kept.stat().st_mode & 0o777) == (file.size, 0o600)
    page = cast.client(player).get(response.url).text
    assert reverse("file_thumbnail", args=[file.name]) in page
    event = AuditEvent.objects.get(verb="上传文件")
    assert (event.object_label, event.scope_code, event.detail["sha256"]) == (
        "门口的站牌",
        330302008201,
        file.sha256,
    )


def test_where_a_photo_was_taken_reaches_neither_disk_nor_screen(cast, shelf):
    photo = picture("JPEG", (640, 480), exif=telling_exif(), xmp=XMP, comment=CANARY.encode())
    assert found_in(photo)["gps"]
    assert post(cast, data=photo).status_code == 302
    file = StoredFile.objects.get()
    client = cast.client("wang")
    served = [client.get(reverse(door, args=[file.name])).content for door in ("file", "file_thumbnail")]
    stored = [path.read_bytes() for path in shelf.rglob("*") if path.is_file()]
    assert len(stored) == 2
    for data in (*served, *stored):
        assert found_in(data) == {"exif": {}, "gps": {}, "info": set()}
        assert CANARY.encode() not in data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<html><script>alert(1)</script></html>", "只能上传 JPEG、PNG、WebP 照片和 PDF"),
        (b"", "这个文件是空的。"),
        (picture("PNG", (300, 200))[:900], "照片不完整或已损坏"),
        (pdf(b"5 0 obj\n<< /S /JavaScript /JS (1) >>\nendobj\n"), "PDF 里有脚本"),
    ],
)
def test_what_is_refused_leaves_nothing_and_says_why(cast, shelf, data, why):
    response = cast.client("lin").post(
        reverse("station_file_new", args=[cast.station.pk]),
        {"title": "站牌", "taken_on": "2025-06-01", "file": upload(data)},
    )
    assert response.status_code == 422
    assert why in response.text
    assert not StoredFile.objects.exists()
    assert on_disk(shelf) == set()


def test_a_form_asks_for_one_file_a_title_and_a_day_that_has_been(cast):
    address, client = reverse("station_file_new", args=[cast.station.pk]), cast.client("lin")
    nothing = client.post(address, {"title": "站牌", "taken_on": "2025-06-01"})
    assert (nothing.status_code, nothing.context_data["form"].errors) == (422, {"file": ["请选择文件。"]})
    both = post(cast, camera=upload(picture()))
    assert "一次只能上传一份" in both.text
    tomorrow = post(cast, taken_on=str(today() + timedelta(days=1)))
    assert tomorrow.context_data["form"].errors == {"taken_on": ["日期不能晚于今天。"]}
    unseen = post(cast, title="\u202e\u200b")
    assert unseen.context_data["form"].errors == {"title": ["请写明拍的是什么,或这是什么文件。"]}
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_an_upload_that_is_cut_off_stores_nothing(cast, shelf, share):
    fields = {"title": "站牌", "taken_on": "2025-06-01", "file": upload(picture("PNG", (300, 200)))}
    body = encode_multipart(BOUNDARY, fields)
    answer = cast.client("lin").generic(
        "POST",
        reverse("station_file_new", args=[cast.station.pk]),
        body[: int(len(body) * share)],
        content_type=MULTIPART_CONTENT,
    )
    assert answer.status_code == 422
    assert (StoredFile.objects.count(), on_disk(shelf)) == (0, set())


def test_a_disk_that_does_not_take_it_is_told_and_leaves_no_row(cast, shelf):
    shelf.write_text("a file where the folder should be")
    response = post(cast)
    assert response.status_code == 422
    assert "服务器的磁盘写不进去" in response.text
    assert (StoredFile.objects.count(), AuditEvent.objects.filter(verb="上传文件").count()) == (0, 0)


# Seeing


def test_a_photo_opens_in_the_browser_and_a_document_is_saved(cast):
    photo, document = add(cast, title="房屋/租赁\u202e"), add(cast, pdf(), title="房屋/租赁")
    client = cast.client("qian")
    answers = {file.kind: client.get(reverse("file", args=[file.name])) for file in (photo, document)}
    assert {kind: answer.headers["Content-Disposition"] for kind, answer in answers.items()} == {
        "image": "inline; filename*=utf-8''%E6%88%BF%E5%B1%8B_%E7%A7%9F%E8%B5%81.jpg",
        "pdf": "attachment; filename*=utf-8''%E6%88%BF%E5%B1%8B_%E7%A7%9F%E8%B5%81.pdf",
    }
    assert answers["pdf"].content == pdf()
    thumbnail = client.get(reverse("file_thumbnail", args=[photo.name]))
    for answer in (*answers.values(), thumbnail):
        assert {name: answer.headers[name] for name in (
            "X-Content-Type-Options", "Cache-Control", "Content-Security-Policy", "Cross-Origin-Resource-Policy",
        )} == {
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
        }  # fmt: skip
    assert client.get(reverse("file_thumbnail", args=[document.name])).status_code == 404


def test_another_district_gets_what_it_gets_for_a_file_that_is_not_there(cast):
    file = add(cast, title=CANARY_TITLE)
    client = cast.client("mo")
    for door in ("file", "file_thumbnail"):
        theirs = client.get(reverse(door, args=[file.name]))
        nothing = client.get(reverse(door, args=[uuid.uuid4()]))
        assert (theirs.status_code, theirs.content) == (404, nothing.content)
        assert theirs.headers.items() == nothing.headers.items()
    assert client.get(reverse("station_files", args=[cast.station.pk])).status_code == 404


def test_a_row_whose_bytes_are_gone_is_a_page_not_found(cast):
    file = add(cast)
    files.discard(file.name)
    assert cast.client("wang").get(reverse("file", args=[file.name])).status_code == 404


def test_a_gallery_asks_the_database_no_more_for_many_than_for_one(cast):
    client = cast.client("wang")
    pages = [reverse(name, args=[cast.station.pk]) for name in ("station", "station_files")]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
        return counts

    add(cast)
    for_one = asked()
    for _ in range(8):
        add(cast)
    assert asked() == for_one
    card, everything = (client.get(page).text for page in pages)
    assert "全部 9 份" in card
    assert card.count('loading="lazy"') == 8
    assert everything.count('loading="lazy"') == everything.count("删除</a>") == 9
    assert "删除</a>" not in cast.client("lin").get(pages[1]).text


# Removing


def test_a_supervisor_removes_with_a_reason_and_nothing_is_left(
    cast, shelf, django_capture_on_commit_callbacks
):
    file, stays = add(cast), add(cast, title="留着的")
    client, address = cast.client("wang"), reverse("file_remove", args=[file.name])
    assert client.post(address, {"reason": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(address, {"reason": "拍到了村民的证件"})
    assert response.url == reverse("station_files", args=[cast.station.pk])
    assert list(StoredFile.objects.all()) == [stays]
    assert on_disk(shelf) == {str(stays.name), f"{stays.name}.thumbnail"}
    event = AuditEvent.objects.get(verb="删除文件")
    assert (event.user_name, event.object_id, event.object_label, event.reason, event.detail["sha256"]) == (
        "王所长", str(file.pk), "站牌", "拍到了村民的证件", file.sha256,
    )  # fmt: skip
    gone = client.get(reverse("file", args=[file.name]))
    assert gone.status_code == 404
    assert gone.content == client.get(reverse("file", args=[uuid.uuid4()])).content
    assert client.post(address, {"reason": "再删一次"}).status_code == 404


def test_the_second_of_two_who_remove_is_told(cast):
    file = add(cast)
    remove(file, reason="重复", by=cast.person("wang"))
    with pytest.raises(Refused, match="别人刚刚删除了这份文件。"):
        remove(file, reason="重复", by=cast.person("zhou"))
    assert AuditEvent.objects.filter(verb="删除文件").count() == 1


def test_a_removal_that_is_undone_keeps_the_bytes(cast, shelf, django_capture_on_commit_callbacks):
    file = add(cast)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        remove(file, reason="重复", by=cast.person("wang"))
        transaction.set_rollback(True)
    assert StoredFile.objects.filter(pk=file.pk).exists()
    assert files.read(file.name)


# Room


def test_a_place_holds_so_many_files_and_another_place_is_not_touched_by_it(cast, settings):
    settings.FILES_PER_PLACE = 2
    add(cast), add(cast)
    response = post(cast)
    assert response.status_code == 422
    assert "上沙村已存有 2 份照片和文件,最多 2 份。请乡镇(街道)先删去不用的,再上传。" in response.text
    assert add(cast, village="330302008202").pk


def test_a_place_holds_so_many_bytes(cast, settings, shelf):
    settings.FILES_MB_PER_PLACE = 1
    document = pdf(b"%" + b"x" * 700_000 + b"\n")
    add(cast, document)
    before = on_disk(shelf)
    with pytest.raises(Refused, match="合计不能超过 1 MB,这一份放不下了"):
        add(cast, document)
    assert add(cast, pdf(b"%" + b"x" * 300_000 + b"\n")).pk
    assert len(on_disk(shelf)) == len(before) + 1


@pytest.mark.django_db(transaction=True)
def test_of_two_uploads_at_once_for_the_last_room_one_is_refused(settings, shelf):
    settings.FILES_PER_PLACE = 1
    cast = Cast.assemble()
    answers = []

    def second():
        answers.append(post(cast, "chen"))
        connections.close_all()

    with transaction.atomic():
        first = add(cast)
        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until_somebody_waits()
    waiting.join(20)
    assert (answers[0].status_code, "最多 1 份" in answers[0].text) == (422, True)
    assert list(StoredFile.objects.all()) == [first]
    assert on_disk(shelf) == {str(first.name), f"{first.name}.thumbnail"}


# The sweep


def age(path: Path, seconds: int) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


@pytest.mark.django_db(transaction=True)
def test_the_sweep_takes_what_no_row_names_and_nothing_else(shelf):
    """As the worker does it, who sees no row outside a scope: the sweep must see all, or it would take their files."""
    cast = Cast.assemble()
    kept = [add(cast), add(cast, village="330303001201", title="别的区"), add(cast, pdf())]
    with transaction.atomic():
        undone, _ = add(cast), add(cast)
        transaction.set_rollback(True)
    folder = shelf / str(kept[0].name)[:2]
    (folder / f"{kept[0].name}.part").write_bytes(b"half")
    (folder / "README").write_text("not ours")
    of_today = {name for name in on_disk(shelf) if name.startswith(tuple(str(each.name) for each in kept))}
    for path in [path for path in shelf.rglob("*") if path.is_file()]:
        if path.name.startswith((*map(str, (each.name for each in kept)), str(undone.name), "README")):
            age(path, DAY + 60)
    young = on_disk(shelf) - of_today - {str(undone.name), f"{undone.name}.thumbnail", "README"}
    assert len(young) == 2
    assert swept_by_the_worker() == 3
    assert on_disk(shelf) == of_today - {f"{kept[0].name}.part"} | young | {"README"}
    assert all(files.read(each.name) for each in kept)
    assert swept_by_the_worker() == 0


def swept_by_the_worker() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APP_ROLE}")
        try:
            return sweep_files()
        finally:
            cursor.execute("RESET ROLE")


def test_a_sweep_of_a_portal_without_files_finds_nothing(db):
    assert sweep_files() == 0
