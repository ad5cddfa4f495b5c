"""The city keeps its catalogue of service items."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from kit.refused import Refused
from services.models import ServiceItem
from stations import audit
from stations.documents import policy_for
from stations.models import Post, Region
from stations.models.regions import located
from stations.rules.documents import Document


def items_of(document: Document, city: Region, *, on: date) -> list[ServiceItem]:
    """What a document gives the village station to do, as items, unsaved.

    Its duties, or the services it lists for villages where it lists no duties (Y). No limits: the text promises
    none, so that is left to the city.
    """
    return [
        ServiceItem(
            **located(city),
            key=key,
            name=name,
            part=part,
            clause=f"{document.number or document.key} {clause}",
            active_from=on,
        )
        for key, name, part, clause in _village_part(document)
    ]


def _village_part(document: Document) -> list[tuple[str, str, str, str]]:
    """(key, name, part, clause) of what the village does."""
    duties = [duty for duty in document.duties if duty.level == "village"]
    if duties:
        return [(duty.key, duty.name, duty.part, duty.clause) for duty in duties]
    services = [service for service in document.services if "village" in service.levels]
    return [
        (f"{document.key}-{number}", service.name, "办理", service.clause)
        for number, service in enumerate(services, start=1)
    ]


def add_items_from_document(city: Region, *, on: date, by: Post) -> int:
    """Add the duties of the document in force that the city does not offer yet; returns how many."""
    document = policy_for(city, on)
    with transaction.atomic():
        present = set(ServiceItem.objects.filter(region=city).values_list("key", flat=True))
        missing = [item for item in items_of(document, city, on=on) if item.key not in present]
        if not missing:
            raise Refused(f"{document.number or document.title}列出的职责都已在服务事项里。")
        ServiceItem.objects.bulk_create(missing)
        audit.record("按文件建立服务事项", city, reason=document.number, detail={"added": len(missing)})
    return len(missing)


def create_item(city: Region, values: dict[str, Any], *, by: Post) -> ServiceItem:
    try:
        with transaction.atomic():
            item = ServiceItem.objects.create(region=city, **values)
            audit.record("新增服务事项", item)
    except IntegrityError as error:
        if "item_key_once_per_city" in str(error):
            raise Refused(f"代号“{values['key']}”已经用过,请换一个。", field="key") from error
        raise
    return item


def correct_item(item: ServiceItem, values: dict[str, Any], *, by: Post) -> ServiceItem:
    """Change an item; requests received before keep the limit that was promised to them."""
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    with transaction.atomic():
        item.save(update_fields=[*values, "version"])
        audit.record("修改服务事项", item, detail={"fields": sorted(values)})
    return item
