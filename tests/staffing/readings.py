"""Documents read in another way."""

import json
from dataclasses import replace
from datetime import date

from stations.documents import publish
from stations.documents.files import shipped_bodies
from stations.models import Adoption, Region
from stations.rules.documents import Document


def read_as(document: Document, key: str, value: str) -> Document:
    """The document with one of its ambiguous clauses read otherwise; the reading must be one that is offered."""
    reading = document.readings[key]
    assert value in [option.value for option in reading.options]
    return replace(document, readings={**document.readings, key: replace(reading, value=value)})


def bind(region: Region, key: str, reading: str, value: str) -> Adoption:
    """A new version of a shipped document, read so, binds the region from the day W took effect."""
    [body] = [json.loads(json.dumps(body)) for body in shipped_bodies() if body["key"] == key]
    body["readings"][reading]["value"] = value
    return Adoption.objects.create(region=region, document=publish(body), starts_on=date(2009, 11, 4))
