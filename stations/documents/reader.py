"""A document as one reader sees it: clause by clause, with the values each gives, the uses and the readings of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from stations.documents import content
from stations.documents.uses import Use
from stations.models import PolicyDocument
from stations.rules.documents.concerns import readings_at
from stations.rules.documents.held import Clause, Reading
from stations.rules.documents.outline import Section, Value, by_clause, holds, outline

# What fits beside a clause as a table: so many columns, and so many characters in the longest cells of several columns.
MOST_COLUMNS = 3
MOST_CHARACTERS = 48


@dataclass(frozen=True, slots=True)
class Run:
    """Values of one kind that a clause gives: where the portal works by them and which readings bear on them.

    ``uses`` stand at the first run of a section within a clause, ``anchor`` at its first run on the page, for the list
    of contents.
    """

    title: str
    values: tuple[Value, ...]
    readings: tuple[tuple[str, Reading], ...]
    uses: tuple[Use, ...]
    anchor: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of a table of these values; none where it would be wide or mostly empty."""
        longest: dict[str, int] = {}
        for row in (row for value in self.values for row in value.details):
            longest[row.label] = max(longest.get(row.label, 0), len(row.text))
        width = max(len(value.label) for value in self.values) + sum(longest.values())
        fits = len(longest) == 1 or (len(longest) <= MOST_COLUMNS and width <= MOST_CHARACTERS)
        said = sum(len(value.details) for value in self.values)
        filled = said and 2 * said >= len(self.values) * len(longest)
        return tuple(longest) if len(self.values) > 1 and fits and filled else ()

    @property
    def plain(self) -> bool:
        """Names alone: nothing more is said of any of the values."""
        return not any(value.details for value in self.values)


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause with the values it gives; ``replaced`` are those of a parent that the heir sets otherwise."""

    clause: Clause
    runs: tuple[Run, ...]
    replaced: tuple[tuple[Value, Value], ...] = ()


class Reader:
    """One document as one reader sees it, narrowed to the words searched."""

    def __init__(self, stored: PolicyDocument, uses: Mapping[str, tuple[Use, ...]], words: str = "") -> None:
        self.stored = stored
        self.words = words
        self.document = content(stored)
        self.parent = content(stored.parent) if stored.parent else None
        self.sections = outline(self.document)
        self._uses = uses
        self._values = by_clause(self.document)
        self._above = by_clause(self.parent) if self.parent else {}
        self._anchored: set[str] = set()
        self.own = tuple(
            self._shown(clause for clause in self.document.clauses if clause.number not in self._above)
        )
        self.inherited = tuple(self._shown(self.parent.clauses if self.parent else ()))

    @property
    def found(self) -> bool:
        """Whether anything of the document speaks of the words."""
        return bool(self.own or self.inherited or self.readings)

    @property
    def contents(self) -> tuple[Section, ...]:
        """The sections that are on the page, each with the place it begins."""
        return tuple(section for section in self.sections if section.name in self._anchored)

    @property
    def readings(self) -> Mapping[str, Reading]:
        """The readings of what is ambiguous, or those that speak of the words; a stored body keeps no order."""
        return {
            number: reading
            for number, reading in sorted(self.document.readings.items())
            if not self.words or spoken(self.words, number, reading)
        }

    def inherits_reading(self, number: str) -> bool:
        """Whether the reading is the parent's, unchanged."""
        above = self.parent.readings if self.parent else {}
        return above.get(number) == self.document.readings[number]

    def _shown(self, clauses: Iterable[Clause]) -> Iterator[ClauseShown]:
        for clause in clauses:
            values = self._values.get(clause.number, ())
            if self.words and not holds(self.words, clause, values):
                continue
            found = tuple(value for value in values if holds(self.words, None, (value,)))
            yield ClauseShown(clause, self._runs(found or values), self._replaced(clause))

    def _runs(self, values: Sequence[Value]) -> tuple[Run, ...]:
        runs = groupby(_words_last(values), key=lambda value: (str(value.path[0]), value.title))
        used: set[str] = set()
        found = []
        for (section, title), run in runs:
            found.append(
                self._run(section, title, tuple(run), () if section in used else self._uses.get(section, ()))
            )
            used.add(section)
        return tuple(found)

    def _run(self, section: str, title: str, values: tuple[Value, ...], uses: tuple[Use, ...]) -> Run:
        first = section not in self._anchored
        self._anchored.add(section)
        numbers = dict.fromkeys(number for value in values for number in self._readings_at(value))
        above = values[0].section
        return Run(
            above if title in above else f"{above} · {title}",
            values,
            tuple((number, self.document.readings[number]) for number in sorted(numbers)),
            uses,
            f"part-{section}" if first else "",
        )

    def _readings_at(self, value: Value) -> list[str]:
        """The readings marked beside a value: the parent's beside what is inherited, its own beside its own text."""
        inherited = value.clause in self._above
        numbers = readings_at(self.document, value)
        return [number for number in numbers if self.inherits_reading(number) == inherited]

    def _replaced(self, clause: Clause) -> tuple[tuple[Value, Value], ...]:
        """What the parent's clause gives and the heir sets otherwise, with the heir's own value."""
        now = {value.key: value for section in self.sections for value in section.values}
        said = self._above.get(clause.number, ())
        return tuple(
            (value, now[value.key])
            for value in said
            if value.key in now and now[value.key].clause != value.clause
        )


def _words_last(values: Sequence[Value]) -> list[Value]:
    """What a clause lays down comes before how it calls things."""
    return sorted(values, key=lambda value: value.path[0] == "vocabulary")


def spoken(words: str, number: str, reading: Reading) -> bool:
    """Whether a reading speaks of the words."""
    return holds(
        words, Clause(number=number, text=" ".join((reading.question, reading.text, *reading.others))), ()
    )
