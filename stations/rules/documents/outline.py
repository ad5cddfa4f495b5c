"""A document as people read it: sections, values and rows in words, searched and compared.

The library on screen, the comparison of two documents and what a draft changes are all this outline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from stations.rules.documents import wording
from stations.rules.documents.document import HEAD, Document
from stations.rules.documents.held import Clause, Reading
from stations.rules.documents.reading import Path, cited
from stations.rules.documents.shapes import Cited
from stations.rules.documents.wording import Row

Key = tuple[Any, ...]

# In the order they are read: head, values, and last the readings, which are no text of the document, and its clauses.
APART = ("readings", "clauses")
SECTIONS = ("head", *(field.name for field in fields(Document) if field.name not in APART), *APART)

# Fields that hold the key of another value: the section it stands in.
REFERS_TO = {"part_of": "targets"}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a document in words.

    ``path`` is its place as ``Problem.path`` writes it; ``key`` is the same with identities for positions, so that two
    versions are compared value by value. ``section`` and ``title`` say of what kind it is, ``names`` which one.
    """

    path: Path
    key: Key
    section: str
    title: str
    names: tuple[str, ...]
    clause: str
    rule: str
    rows: tuple[Row, ...]
    judged: bool

    @property
    def label(self) -> str:
        return " · ".join(self.names)

    @property
    def details(self) -> tuple[Row, ...]:
        """The rows that say more than the label does."""
        return tuple(row for row in self.rows if not {row.text, row.label} & set(self.names))

    @property
    def place(self) -> str:
        """The path through the schema without positions: ``pay.insurances.employer``."""
        return ".".join(part for part in self.path if isinstance(part, str))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document with the values that stand in it."""

    name: str
    title: str
    values: tuple[Value, ...]


def outline(document: Document) -> tuple[Section, ...]:
    """All values that cite a clause, in the order of the schema; sections the text says nothing of are left out."""
    found: dict[str, list[Value]] = {}
    for path, value in cited(document):
        found.setdefault(str(path[0]), []).append(_value(document, path, value))
    return tuple(_section(name, values) for name, values in found.items())


def by_clause(document: Document) -> Mapping[str, tuple[Value, ...]]:
    """The values each clause gives, by its number; a clause that gives none is there with none."""
    found: dict[str, list[Value]] = {clause.number: [] for clause in document.clauses}
    for section in outline(document):
        for value in section.values:
            found.setdefault(value.clause, []).append(value)
    return {number: tuple(values) for number, values in found.items()}


def holds(words: str, clause: Clause | None, values: Sequence[Value]) -> bool:
    """Whether a clause with its values speaks of all the words searched; 7000 finds 7,000.00."""
    said = [clause.number, clause.text, *clause.keywords] if clause else []
    for value in values:
        said += [value.section, value.title, value.rule, *value.names]
        said += [f"{row.label} {row.text}" for row in value.rows]
    text = _searchable(" ".join(said))
    return all(word in text for word in _searchable(words).split())


def _searchable(text: str) -> str:
    return text.replace(",", "").casefold()


# --- two documents, or two versions of one


@dataclass(frozen=True, slots=True)
class Change:
    """One row on both sides; empty where a side does not say it."""

    label: str
    left: str
    right: str

    @property
    def same(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Difference:
    """One value on both sides: only on one of them, changed, or the same."""

    kind: Literal["added", "removed", "changed", "same"]
    section: str
    title: str
    label: str
    left: Value | None
    right: Value | None
    rows: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Facing:
    """A section of two documents, its values side by side."""

    name: str
    title: str
    pairs: tuple[Difference, ...]

    @property
    def different(self) -> tuple[Difference, ...]:
        return tuple(pair for pair in self.pairs if pair.kind != "same")


def differences(left: Document, right: Document) -> tuple[Difference, ...]:
    """What is added, removed and changed from ``left`` to ``right``, value by value, whatever their order."""
    return tuple(pair for facing in side_by_side(left, right) for pair in facing.different)


def side_by_side(left: Document, right: Document) -> tuple[Facing, ...]:
    """Both documents section by section; values of the same identity, else of the same name, stand in one pair.

    Clauses are compared, and citations count as a difference, only between versions of one document: two documents
    never share a clause.
    """
    versions = left.key == right.key
    lefts = {section.name: section for section in _whole(left, with_clauses=versions)}
    rights = {section.name: section for section in _whole(right, with_clauses=versions)}
    return tuple(
        _facing(lefts.get(name), rights.get(name), with_citations=versions)
        for name in SECTIONS
        if name in lefts or name in rights
    )


def _facing(left: Section | None, right: Section | None, *, with_citations: bool) -> Facing:
    named = left or right
    assert named is not None
    matched = _matched(left.values if left else (), right.values if right else ())
    return Facing(
        named.name, named.title, tuple(_pair(named.title, *both, with_citations) for both in matched)
    )


def _matched(lefts: Sequence[Value], rights: Sequence[Value]) -> Iterator[tuple[Value | None, Value | None]]:
    """The values of both sides by their keys, and where a key is on one side only, by what they are called."""
    by_key = {value.key: value for value in rights}
    alone = by_key.keys() - {value.key for value in lefts}
    by_name = {(value.place, value.names): value.key for value in rights if value.key in alone}
    for left in lefts:
        key = left.key if left.key in by_key else by_name.pop((left.place, left.names), None)
        yield left, by_key.pop(key, None) if key else None
    for right in by_key.values():
        yield None, right


def _pair(section: str, left: Value | None, right: Value | None, with_citations: bool) -> Difference:
    named = right or left
    assert named is not None
    lefts, rights = _said(left, with_citations), _said(right, with_citations)
    if with_citations and left and right and left.key != right.key:
        # The handle itself is for programs; that it is another one must still be seen.
        lefts["key", "代号"], rights["key", "代号"] = "原代号", "换了代号,名称未变"
    rows = tuple(
        Change(label, lefts.get((name, label), ""), rights.get((name, label), ""))
        for name, label in dict.fromkeys((*lefts, *rights))
    )
    if left is None or right is None:
        kind: Literal["added", "removed", "changed", "same"] = "added" if left is None else "removed"
    else:
        kind = "same" if all(row.same for row in rows) else "changed"
    return Difference(kind, section, named.title, named.label, left, right, rows)


def _said(value: Value | None, with_citations: bool) -> dict[tuple[str, str], str]:
    if value is None:
        return {}
    said = {(row.name, row.label): row.text for row in value.rows}
    if with_citations and value.clause:
        said |= {("clause", "条款"): value.clause, ("rule", "规则编号"): value.rule}
    return said


# --- making values


def _whole(document: Document, *, with_clauses: bool) -> Iterator[Section]:
    """The outline, with the head before it and the readings and clauses after it."""
    said = tuple(row for row in wording.rows(document, HEAD))
    head = Value(("head",), ("head",), "文件信息", Document.NAME, (), "", "", said, False)
    yield Section("head", head.section, (head,))
    yield from outline(document)
    yield _section("readings", [_reading(key, reading) for key, reading in sorted(document.readings.items())])
    if with_clauses:
        yield _section("clauses", [_clause(place, clause) for place, clause in enumerate(document.clauses)])


def _section(name: str, values: Sequence[Value]) -> Section:
    return Section(name, _title(name), tuple(values))


def _title(section: str) -> str:
    return next(field.label for field in wording.titled(Document) if field.name == section)


def _value(document: Document, path: Path, value: Cited) -> Value:
    rows = tuple(_referred(document, row) for row in wording.rows(value))
    return Value(
        path,
        _key(document, path),
        _title(str(path[0])),
        value.NAME,
        wording.names(value),
        value.clause,
        value.rule,
        rows,
        value.JUDGED,
    )


def _reading(key: str, reading: Reading) -> Value:
    """A reading by its number; its options by their texts, of which the codes are the handles."""
    rows = [Row("question", "问题", reading.question), Row("value", "现用读法", reading.text)]
    if reading.others:
        rows.append(Row("options", "其他读法", ";".join(reading.others)))
    path = ("readings", key)
    return Value(path, path, _title("readings"), "读法", (key,), "", "", tuple(rows), reading.changes)


def _clause(place: int, clause: Clause) -> Value:
    rows = tuple(row for row in wording.rows(clause) if row.text != clause.number)
    path, key = ("clauses", place), ("clauses", clause.identity)
    return Value(path, key, _title("clauses"), Clause.NAME, (clause.number,), clause.number, "", rows, False)


def _referred(document: Document, row: Row) -> Row:
    """A row that holds the key of another value, with that value's name."""
    if row.name not in REFERS_TO:
        return row
    values = getattr(document, REFERS_TO[row.name])
    return Row(row.name, row.label, next(value.name for value in values if value.key == row.text))


def _key(document: Document, path: Path) -> Key:
    """The path with identities for positions."""
    value: Any = document
    key: list[Any] = []
    for part in path:
        value = value[part] if isinstance(part, int) else getattr(value, part)
        key.append(value.identity if isinstance(part, int) else part)
    return tuple(key)
