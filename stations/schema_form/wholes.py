"""The shapes of what is made of other values: named parts, lists, and values under names of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stations.schema_form.parts import Context, Found, Group, Path, Row, Rows, Sent, Stray
from stations.schema_form.shapes import Choice, Labelled, Shape, Text, as_text, place_in_words

# Behind the name of an entry that stands twice: both are kept until somebody decides.
REPEATED = "(重复)"


@dataclass(frozen=True)
class Field:
    """A named value of a group."""

    name: str
    said: Labelled
    shape: Shape


@dataclass(frozen=True)
class Parts(Shape):
    """Named values of a declaration. ``chosen_among``: a field's choices are the codes of a neighbour's entries."""

    title: str
    fields: tuple[Field, ...]
    chosen_among: Mapping[str, str]

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Group:
        held = value if isinstance(value, dict) else {}
        parts = [
            self._shape(field, held).part(context, (*path, field.name), held.get(field.name), field.said)
            for field in self.fields
        ]
        return Group(
            path,
            said.label,
            tuple(parts),
            removable=value is not None and not said.required,
            strays=_strays(context.found, path, value, dict, self._unknown(held)),
            problems=context.found.at(path),
        )

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        if sent.removes(path):
            return None
        held = old if isinstance(old, dict) else {}
        said = {}
        for field in self.fields:
            value = field.shape.taken(sent, (*path, field.name), held.get(field.name))
            if value is not None:
                said[field.name] = value
        kept = {name: value for name, value in self._unknown(held).items() if not sent.removes((*path, name))}
        if kept or not _blank(said):
            return {**said, **kept}
        return _misplaced(sent, path, old, dict)

    def step(self, part: str | int) -> tuple[str, Shape]:
        for field in self.fields:
            if field.name == part:
                return field.said.label, field.shape
        return super().step(part)

    def _shape(self, field: Field, held: Mapping[str, Any]) -> Shape:
        among = held.get(self.chosen_among.get(field.name, ""))
        entries = [each for each in among if isinstance(each, dict)] if isinstance(among, list) else []
        names = {as_text(each.get(field.name)): as_text(each.get("text")) for each in entries}
        names.pop("", None)
        return Choice(names) if names else field.shape

    def _unknown(self, held: Mapping[str, Any]) -> dict[str, Any]:
        known = {field.name for field in self.fields}
        return {name: value for name, value in held.items() if name not in known}


@dataclass(frozen=True)
class Many(Shape):
    """A list of values of one shape."""

    of: Shape

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Rows:
        entries = value if isinstance(value, list) else []
        rows = [
            Row((*path, place), label, self.of.part(context, (*path, place), entry, Labelled(label)))
            for place, entry in enumerate(entries)
            if (label := place_in_words(place))
        ]
        return Rows(
            path,
            said.label,
            tuple(rows),
            said.required,
            strays=_strays(context.found, path, value, list, {}),
            problems=context.found.at(path),
        )

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        held = old if isinstance(old, list) else []
        rows = [
            self.of.taken(sent, (*path, ident), held[int(ident)] if _is_place(ident, held) else None)
            for ident in sent.rows(path)
        ]
        rows = [row for row in rows if row is not None]
        if sent.adds(path):
            rows.append({})
        return rows or _misplaced(sent, path, old, list)

    def step(self, part: str | int) -> tuple[str, Shape]:
        return place_in_words(part), self.of


@dataclass(frozen=True)
class Named(Shape):
    """Values of one shape under names of their own."""

    of: Shape
    empty: Any

    def part(self, context: Context, path: Path, value: Any, said: Labelled) -> Rows:
        held = value if isinstance(value, dict) else {}
        rows = []
        for key, entry in sorted(held.items()):
            at = (*path, key)
            part = self.of.part(
                context, at, entry, Labelled("数值" if isinstance(self.of, Text) else key, True)
            )
            rows.append(Row(at, key or "新的一项", part, key, context.found.at(at)))
        return Rows(
            path,
            said.label,
            tuple(rows),
            said.required,
            strays=_strays(context.found, path, value, dict, {}),
            problems=context.found.at(path),
        )

    def taken(self, sent: Sent, path: Path, old: Any) -> Any:
        held = old if isinstance(old, dict) else {}
        said: dict[str, Any] = {}
        for ident in sent.rows(path):
            at = (*path, ident)
            key, value = sent.key(at), self.of.taken(sent, at, held.get(ident))
            if not key and value is None:
                continue
            while key in said:
                key += REPEATED
            said[key] = self.empty if value is None else value
        if sent.adds(path):
            said.setdefault("", self.empty)
        return said or _misplaced(sent, path, old, dict)

    def step(self, part: str | int) -> tuple[str, Shape]:
        return str(part), self.of

    def misnamed(self, path: Path, value: Any) -> Iterator[tuple[Path, str]]:
        """Entries without a name of their own, which a reader cannot tell from others."""
        for key in value if isinstance(value, dict) else ():
            if not key.strip():
                yield (*path, key), "请写上名称,或者删去这一项"
            elif key.endswith(REPEATED):
                yield (*path, key), "与另一项的名称相同,请改名或者删去一项"


def _blank(value: Any) -> bool:
    """Whether nothing was said: an unticked box says nothing by itself."""
    if isinstance(value, dict):
        return all(_blank(each) for each in value.values())
    return value in (None, False, "", [])


def _misplaced(sent: Sent, path: Path, old: Any, kind: type) -> Any:
    """What stands where something of another kind belongs stays until it is removed or written over."""
    return None if old is None or isinstance(old, kind) or sent.removes(path) else old


def _strays(
    found: Found, path: Path, value: Any, kind: type, unknown: Mapping[str, Any]
) -> tuple[Stray, ...]:
    if value is not None and not isinstance(value, kind):
        return (Stray(path, as_text(value), found.at(path)),)
    return tuple(
        Stray((*path, name), f"{name} = {as_text(each)}", found.under((*path, name)))
        for name, each in unknown.items()
    )


def _is_place(ident: str, held: list[Any]) -> bool:
    return ident.isascii() and ident.isdigit() and len(ident) < 5 and int(ident) < len(held)
