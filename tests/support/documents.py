"""Small documents for tests of rules, and shipped ones read otherwise."""

from dataclasses import replace

from stations.rules.documents import Document, read


def small(**parts) -> Document:
    """A document of one clause, X一, with ``parts``; ``reading`` values may be given as plain codes by key."""
    readings = {key: reading(*codes) for key, codes in parts.pop("readings", {}).items()}
    head = {"key": "X", "title": "试", "jurisdiction": "试", "clauses": [{"number": "X一", "text": "试"}]}
    return read({**head, **parts, "readings": readings})


def reading(value: str, *others: str) -> dict:
    """A reading with ``value`` in force and ``others`` to choose."""
    return {
        "question": "怎么读?",
        "value": value,
        "options": [{"value": code, "text": code} for code in (value, *others)],
    }


def reread(document: Document, **values: str) -> Document:
    """``document`` with other readings in force: ``reread(y, AM_22="one_field")``."""
    changed = {
        key.replace("_", "-"): replace(document.readings[key.replace("_", "-")], value=value)
        for key, value in values.items()
    }
    return replace(document, readings={**document.readings, **changed})
