"""Checklists of the published documents, offered and found again; the order is always the document's own."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from kit.months import today
from stations.documents import content
from stations.models import InspectionRound, PolicyDocument, Region
from stations.rules.documents import Document
from stations.rules.documents.places import Checklist, ChecklistItem
from stations.rules.inspections import checklist_of, standard_for
from stations.rules.outfit import LEVEL_OF_KIND


@dataclass(frozen=True, slots=True)
class Listed:
    """One checklist of one published version of a document."""

    stored: PolicyDocument
    checklist: Checklist

    @property
    def key(self) -> str:
        """What an address and a form name it by."""
        return f"{self.stored.pk}-{self.checklist.key}"

    @property
    def lasting_key(self) -> str:
        """What a board names it by, whichever version is the newest."""
        return f"{self.stored.key}-{self.checklist.key}"

    @property
    def name(self) -> str:
        """Short enough for a heading: the list, the document's letter, its number where it has one."""
        return f"{self.checklist.name}({' '.join(filter(None, (self.stored.key, self.stored.number)))})"

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.stored.title}"

    @property
    def document(self) -> Document:
        return content(self.stored)

    @property
    def columns(self) -> dict[str, object]:
        """Where a row says which list it works by."""
        return {"document": self.stored, "checklist": self.checklist.key}

    def item(self, code: str) -> ChecklistItem | None:
        return next((each for each in self.checklist.items if each.code == code), None)

    def standard(self, item: ChecklistItem, region: Region) -> str:
        """What the document asks of a place like this one."""
        return standard_for(item, level_of(region))


def level_of(region: Region) -> str:
    """The level a station is judged at."""
    return LEVEL_OF_KIND.get(region.kind, "village")


def listed(row: InspectionRound) -> Listed:
    """The list a round works by; a published version never loses one."""
    found = checklist_of(content(row.document).checklists, row.checklist)
    if found is None:
        raise LookupError(f"{row.document} has no checklist {row.checklist}")
    return Listed(row.document, found)


def offered() -> list[Listed]:
    """Every checklist of the newest version of each document, in the order of the keys; one query."""
    newest: dict[str, PolicyDocument] = {}
    in_effect = Q(effective_on__isnull=True) | Q(effective_on__lte=today())
    rows = PolicyDocument.objects.filter(in_effect, published_at__isnull=False).select_related("parent")
    for stored in rows.order_by("key", "version"):
        newest[stored.key] = stored
    return [Listed(stored, each) for stored in newest.values() for each in content(stored).checklists]


def named_list(lasting_key: str) -> Listed | None:
    """The list that a board names so, of the newest version of its document."""
    return next((each for each in offered() if each.lasting_key == lasting_key), None)
