"""Policy documents: the five that ship as files beside this module, and which of them binds a region on a day."""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kit.refused import Refused
from stations.models import Adoption, PolicyDocument, Region
from stations.rules.documents import Document, read

FOLDER = Path(__file__).parent


def load_shipped_documents() -> list[PolicyDocument]:
    """Publish the shipped files; a file that changed since becomes the next version. Returns them all."""
    return [_publish(path) for path in sorted(FOLDER.glob("*.toml"))]


def policy_for(region: Region, on: date) -> Document:
    """The document that binds ``region`` on ``on``: the nearest ancestor's adoption in force.

    Raises ``Refused`` where nobody above has adopted one.
    """
    stored = stored_policy_for(region, on)
    if stored is None:
        raise Refused(f"{region.name}在 {on} 没有执行中的政策文件,请市级先登记执行哪一件。")
    return content(stored)


def stored_policy_for(region: Region, on: date) -> PolicyDocument | None:
    """The stored row of ``policy_for``, or None."""
    places = [each.pk for each in reversed(region.lineage)]
    adoptions = (
        Adoption.objects.filter(region__in=places, starts_on__lte=on)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .select_related("document")
    )
    by_region = {adoption.region_id: adoption.document for adoption in adoptions}
    return next((by_region[pk] for pk in places if pk in by_region), None)


def content(stored: PolicyDocument) -> Document:
    """A stored document read into values; published ones never change, so they are read once."""
    return _read_once(stored.digest, json.dumps(stored.body))


@lru_cache(maxsize=64)
def _read_once(digest: str, body: str) -> Document:
    return read(json.loads(body))


def _publish(path: Path) -> PolicyDocument:
    body = _as_json(tomllib.loads(path.read_text(encoding="utf-8")))
    document = read(body)
    digest = hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        last = PolicyDocument.objects.filter(key=document.key).order_by("-version").first()
        if last is not None and last.digest == digest:
            return last
        return PolicyDocument.objects.create(
            key=document.key,
            version=last.version + 1 if last else 1,
            title=document.title,
            number=document.number,
            issuer=document.issuer,
            issued_on=document.issued_on,
            effective_on=document.effective_on,
            jurisdiction=document.jurisdiction,
            body=body,
            digest=digest,
            published_at=timezone.now(),
        )


def _as_json(value: Any) -> Any:
    """TOML's values as JSON has them: dates become text."""
    if isinstance(value, dict):
        return {key: _as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
