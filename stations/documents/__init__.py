"""Policy documents: publishing them, and which of them binds a region on a day.

A published version never changes. A document that inherits (S sets J to work) is bound to one version of its parent
when it is published, so that its content never changes either.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone

from kit.refused import Refused
from stations.documents.files import shipped_bodies
from stations.models import Adoption, PolicyDocument, Region
from stations.rules.documents import Document, inherit, read


def load_shipped_documents() -> list[PolicyDocument]:
    """Publish the shipped files; a file that changed since becomes the next version. Returns them all."""
    return [_publish_if_new(body) for body in shipped_bodies()]


def publish(body: Mapping[str, Any]) -> PolicyDocument:
    """Publish a body as the next version of its key; raises ``Malformed`` where it does not add up.

    Two who publish the same key at once: one of them gets an ``IntegrityError`` ("policy_version_once").
    """
    parent = parent_of(body)
    document = read(body, parent=content(parent) if parent else None)
    with transaction.atomic():
        last = latest(document.key)
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
            parent=parent,
            digest=digest_of(body, parent),
            published_at=timezone.now(),
        )


def latest(key: str) -> PolicyDocument | None:
    """The newest published version of a key."""
    return _published().filter(key=key).order_by("-version").first()


def published(key: str, on: date) -> tuple[PolicyDocument, Document]:
    """The newest version of a key that has taken effect by ``on``, with its content.

    Refused at "document" where the key is unknown, at "on" where no version has taken effect yet.
    """
    versions = list(_published().filter(key=key).order_by("-version"))
    if not versions:
        raise Refused(f"没有代号为“{key}”的政策文件。", field="document")
    for row in versions:
        if row.effective_on is None or row.effective_on <= on:
            return row, content(row)
    first = min(row.effective_on for row in versions)
    raise Refused(f"{versions[0].number or key} 自 {first} 起施行,{on} 还没有效力。", field="on")


def parent_of(body: Mapping[str, Any]) -> PolicyDocument | None:
    """The version that a body would inherit from if it were published now; None where it names no parent.

    Refused at "inherits" where it names a document that is not published, or itself.
    """
    key = body.get("inherits")
    if not isinstance(key, str) or not key:
        return None
    parent = latest(key) if key != body.get("key") else None
    if parent is None or parent.parent_id is not None:
        raise Refused(f"不能沿用“{key}”:没有已发布的这件文件,或它自己也沿用别的文件。", field="inherits")
    return parent


def content(stored: PolicyDocument) -> Document:
    """A stored document read into values, joined with its parent; published ones never change, so once only."""
    return _read_once(_Published(stored.pk, stored.digest, stored))


def policy_for(region: Region, on: date) -> Document:
    """The document that binds ``region`` on ``on``: the nearest ancestor's adoption in force.

    Raises ``Refused`` where nobody above has adopted one. Whoever asks for many places takes a ``snapshot``.
    """
    stored = stored_policy_for(region, on)
    if stored is None:
        raise _nothing_in_force(region, on)
    return content(stored)


def stored_policy_for(region: Region, on: date) -> PolicyDocument | None:
    """The stored row of ``policy_for``, or None."""
    return snapshot(region).stored_policy_for(region, on)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The adoptions as they stood when it was taken: answers for any place and day without a query.

    Regions are fetched ``with_ancestors``. A snapshot lives for one request or one job, never longer.
    """

    adoptions: Mapping[int, tuple[Adoption, ...]]

    def policy_for(self, region: Region, on: date) -> Document:
        """As the function of the same name."""
        stored = self.stored_policy_for(region, on)
        if stored is None:
            raise _nothing_in_force(region, on)
        return content(stored)

    def stored_policy_for(self, region: Region, on: date) -> PolicyDocument | None:
        """As the function of the same name."""
        for place in reversed(region.lineage):
            for adoption in self.adoptions.get(place.pk, ()):
                if adoption.starts_on <= on and (adoption.ends_on is None or on <= adoption.ends_on):
                    return adoption.document
        return None


def snapshot(region: Region | None = None) -> Snapshot:
    """All adoptions, or those that can bind ``region``; one query."""
    rows = Adoption.objects.select_related("document__parent")
    if region is not None:
        rows = rows.filter(region__in=[place.pk for place in region.lineage])
    by_region: dict[int, list[Adoption]] = {}
    for adoption in rows:
        by_region.setdefault(adoption.region_id, []).append(adoption)
    return Snapshot({pk: tuple(found) for pk, found in by_region.items()})


def digest_of(body: Mapping[str, Any], parent: PolicyDocument | None) -> str:
    """SHA-256 of a body, and of the parent's digest where it inherits."""
    said = [body, parent.digest] if parent else body
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _published() -> Any:
    return PolicyDocument.objects.filter(published_at__isnull=False).select_related("parent")


def _nothing_in_force(region: Region, on: date) -> Refused:
    return Refused(f"{region.name}在 {on} 没有执行中的政策文件,请市级先登记执行哪一件。")


@dataclass(frozen=True, slots=True)
class _Published:
    """A published row as the key of the cache: the body is not looked at again."""

    pk: int
    digest: str
    stored: PolicyDocument

    def __hash__(self) -> int:
        return hash((self.pk, self.digest))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Published) and (self.pk, self.digest) == (other.pk, other.digest)


@lru_cache(maxsize=64)
def _read_once(published: _Published) -> Document:
    stored = published.stored
    if stored.parent is None:
        return read(stored.body)
    parent = content(stored.parent)
    return inherit(read(stored.body, parent=parent), parent)


def _publish_if_new(body: Mapping[str, Any]) -> PolicyDocument:
    """What was ever published with this very body stays as it is, whatever a city has published after it."""
    known = _published().filter(key=body["key"], body=body).order_by("-version").first()
    return known or publish(body)
