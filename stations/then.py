"""Where rows of places lay on a day that is over: what was handed on since is put back, in the query alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from kit.months import today
from stations.models import HandedOver
from stations.models.life import DONE


def lying(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Each row with ``place``, the region it lay in on ``day``.

    The first handing over after the day knows where the row came from; a row that was never handed over has not moved.
    """
    if day >= today():
        return rows.annotate(place=F("region"))
    came_from = Cast(KeyTextTransform("region_id", "before"), BigIntegerField())
    first = (
        HandedOver.objects.filter(
            table=rows.model._meta.label,
            row=OuterRef("pk"),
            before__has_key="region_id",
            event__state=DONE,
            event__on__gt=day,
        )
        .order_by("event__on", "pk")
        .annotate(came_from=came_from)
        .values("came_from")[:1]
    )
    return rows.annotate(place=Coalesce(Subquery(first), F("region"), output_field=BigIntegerField()))
