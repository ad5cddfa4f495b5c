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
    """The duties of a document as items, unsaved. No limits: the text promises none, so that is left to the city."""
    return [
        ServiceItem(
            **located(city),
            key=duty.key,
            name=duty.name,
            part=duty.part,
            clause=f"{document.number or document.key} {duty.clause}",
            active_from=on,
        )
        for duty in document.duties
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
