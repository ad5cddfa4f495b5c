"""The library of published documents: what stands in it, and a search through all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from stations.documents import content
from stations.models import Adoption, PolicyDocument
from stations.rules.documents.held import Clause
from stations.rules.documents.outline import Value, by_clause, holds


@dataclass(frozen=True, slots=True)
class Volume:
    """All published versions of a document, the newest first."""

    versions: tuple[PolicyDocument, ...]

    @property
    def latest(self) -> PolicyDocument:
        return self.versions[0]

    @property
    def older(self) -> tuple[PolicyDocument, ...]:
        return self.versions[1:]

    @property
    def adoptions(self) -> list[Adoption]:
        """Who carries out which version; fetch them with the rows."""
        return [adoption for stored in self.versions for adoption in stored.adoptions.all()]

    @property
    def size(self) -> tuple[int, int]:
        """How many clauses the newest version has itself, and how many values they give."""
        clauses = _own(self.latest)
        return len(clauses), sum(len(values) for _, values in clauses)


def volumes(rows: Iterable[PolicyDocument]) -> list[Volume]:
    """The rows by their key, in the order of the keys."""
    ordered = sorted(rows, key=lambda stored: (stored.key, -stored.version))
    return [Volume(tuple(versions)) for _, versions in groupby(ordered, key=lambda stored: stored.key)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found, and those of its values that speak of the words themselves."""

    stored: PolicyDocument
    clause: Clause
    values: tuple[Value, ...]


def search(documents: Iterable[PolicyDocument], words: str) -> list[Hit]:
    """The clauses that speak of the words; what a document inherits is found where it is written."""
    return [
        Hit(stored, clause, tuple(value for value in values if holds(words, None, (value,))))
        for stored in documents
        for clause, values in _own(stored)
        if holds(words, clause, values)
    ]


def _own(stored: PolicyDocument) -> list[tuple[Clause, tuple[Value, ...]]]:
    """The clauses that stand in the document itself, with their values."""
    document = content(stored)
    above = {clause.number for clause in content(stored.parent).clauses} if stored.parent else set()
    values = by_clause(document)
    return [(clause, values[clause.number]) for clause in document.clauses if clause.number not in above]
