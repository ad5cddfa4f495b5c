"""Photos and documents are stored and removed; each place has so much room and no more."""

from __future__ import annotations

import logging
from datetime import date
from functools import partial
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Count, ProtectedError, Sum

from kit.months import today
from kit.refused import Refused
from kit.uploads import Accepted, accept, one_line
from stations import audit, files
from stations.models import Finding, Rectification, Region, StoredFile, User
from stations.models.files import TITLE_LENGTH

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024


def store(
    region: Region,
    upload: IO[bytes],
    *,
    purpose: str,
    title: str,
    by: User,
    taken_on: date | None = None,
    photo_only: bool = False,
) -> StoredFile:
    """Keep what ``upload`` is found to be; refused where it is not fit to be kept or the place has no room."""
    title = one_line(title)[:TITLE_LENGTH]
    if not title:
        raise Refused("请写明拍的是什么,或这是什么文件。", field="title")
    accepted = accept(upload, name=getattr(upload, "name", None) or "")
    if photo_only and accepted.kind != "image":
        raise Refused("这里要的是照片,请拍照或选择 JPEG、PNG、WebP 图片。", field="file")
    with transaction.atomic():
        _make_sure_of_room(region, accepted)
        file = StoredFile.objects.create(
            region=region,
            purpose=purpose,
            kind=accepted.kind,
            content_type=accepted.content_type,
            title=title,
            taken_on=taken_on or today(),
            size=len(accepted.data),
            width=accepted.width,
            height=accepted.height,
            sha256=accepted.sha256,
            made_by=by,
        )
        try:
            files.put(file.name, accepted.data, accepted.thumbnail)
        except OSError as error:
            log.exception("file %s could not be written", file.name)
            raise Refused(
                "文件没有存下来,服务器的磁盘写不进去。请联系系统管理员,稍后再上传。", field="file"
            ) from error
        audit.record("上传文件", file, detail=_traits(file))
    return file


def remove(file: StoredFile, *, reason: str, by: User) -> None:
    """Take a file away: its row now, its bytes when that is committed. The trail keeps what it was, and why."""
    if any(model.objects.filter(photos__contains=[file.name]).exists() for model in (Finding, Rectification)):
        raise Refused("这张照片是检查结果或整改的依据,不能删除。")
    with transaction.atomic():
        try:
            deleted, _ = StoredFile.objects.filter(pk=file.pk).delete()
        except ProtectedError:
            raise Refused("上墙登记或工作人员资料还在用这张照片,不能在这里删除。") from None
        if not deleted:
            raise Refused("别人刚刚删除了这份文件。")
        audit.record("删除文件", file, reason=reason, detail={**_traits(file), "removed_by": by.name})
        transaction.on_commit(partial(files.discard, file.name), robust=True)


def _make_sure_of_room(region: Region, accepted: Accepted) -> None:
    """Whoever uploads for the same place at this moment waits here, so that two do not share the last room."""
    Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    held = StoredFile.objects.filter(region=region).aggregate(count=Count("pk"), size=Sum("size"))
    if held["count"] >= settings.FILES_PER_PLACE:
        raise Refused(
            f"{region.name}已存有 {held['count']} 份照片和文件,最多 {settings.FILES_PER_PLACE} 份。"
            "请乡镇(街道)先删去不用的,再上传。",
            field="file",
        )
    if (held["size"] or 0) + len(accepted.data) > settings.FILES_MB_PER_PLACE * MEGABYTE:
        raise Refused(
            f"{region.name}的照片和文件合计不能超过 {settings.FILES_MB_PER_PLACE} MB,这一份放不下了。"
            "请乡镇(街道)先删去不用的,再上传。",
            field="file",
        )


def _traits(file: StoredFile) -> dict[str, object]:
    """What tells a file from others when its row is gone."""
    return {
        "purpose": file.purpose,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "made_by": file.made_by_id,
    }
