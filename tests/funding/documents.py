"""The shipped documents as the rules' tests read and vary them."""

from dataclasses import replace

from stations.documents.files import shipped

W = shipped("W")


def read_as(document, **values):
    """The document with other readings in force: ``read_as(W, AM_13="full_month")``."""
    readings = dict(document.readings)
    for name, value in values.items():
        key = name.replace("_", "-")
        assert value in [option.value for option in readings[key].options]
        readings[key] = replace(readings[key], value=value)
    return replace(document, readings=readings)
