"""How far a place is with the targets of a document: what was counted and what was entered, one line a target.

Counted and entered figures come in a few queries for all targets of a place; the rules say what follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.db.models import OuterRef, Q, Subquery
from django.utils.timezone import localdate

from kit.jurisdiction import Jurisdiction
from kit.months import today
from stations.documents import content
from stations.measures import Measure, home_of, measure_of, name_of
from stations.models import Adoption, PolicyDocument, Region, Tally, TargetEntry
from stations.places import Tier
from stations.rules import targets as rules
from stations.rules.documents.aims import Target
from stations.rules.targets import Progress
from stations.rules.targets_by_hand import ALL, Entered, Hand, hand_for, summed
from stations.tallies import Counted, counted_boards
from stations.target_counts import AS_NOW, DEN, PLACES, Figures, board_of, figures, prefix

NO_DATA, ELSEWHERE, PARTLY, INCOMPLETE = "no_data", "elsewhere", "partly", "incomplete"
OUTCOMES = {
    **rules.OUTCOMES,
    PARTLY: "台账所计部分已达到",
    INCOMPLETE: "没有填全",
    NO_DATA: "没有数据",
    ELSEWHERE: "不在本级判断",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A target at a place on a day: the figures, and what the rules make of them.

    ``entered`` of ``expected`` places below have said theirs; both are 0 where nothing is added up from below.
    """

    progress: Progress
    numerator: int | None
    denominator: int | None
    unknown: int = 0
    entered: int = 0
    expected: int = 0

    @property
    def complete(self) -> bool:
        return self.entered >= self.expected

    @property
    def rate(self) -> str:
        """``94.99%``, a dash over nothing, empty where it is no matter of shares."""
        if self.denominator is None:
            return ""
        return rules.percent(self.progress.rate) if self.progress.rate is not None else rules.NO_RATE

    @property
    def missing(self) -> int | None:
        return self.progress.missing


@dataclass(frozen=True, slots=True)
class Line:
    """One target at one place: now, and on its due day once that has passed; from a ledger or by hand."""

    place: Region
    target: Target
    name: str
    measure: Measure | None
    hand: Hand | None
    judged: bool
    now: Standing
    at_due: Standing | None
    entry: TargetEntry | None = None
    # Where every county answers for itself: how many do, and how many there are.
    each: tuple[int, int] | None = None
    moved: bool = False
    contained: Target | None = None

    @property
    def document_key(self) -> str:
        """The document in which the target is written."""
        return self.name.partition(":")[0]

    @property
    def outcome(self) -> str:
        if self.hand is not None and not self.judged:
            return ELSEWHERE
        if self.now.numerator is None:
            return NO_DATA
        if not self.judged:
            return ELSEWHERE
        if self.each is not None:
            return self._by_each(self.each)
        if not self.now.complete and not self._enough:
            return INCOMPLETE
        found = rules.outcome(
            self.target, now=self.now.progress, at_due=self.at_due.progress if self.at_due else None
        )
        reached = self.now.progress.reached
        return PARTLY if reached and self.measure and self.measure.left_out else found

    @property
    def _enough(self) -> bool:
        """A number that is reached stays reached, whoever has not entered anything yet."""
        return self.target.compare == "count" and bool(self.now.progress.reached)

    def _by_each(self, each: tuple[int, int]) -> str:
        reached, places = each
        if not places:
            return rules.UNKNOWN
        late = self.now.progress.due == rules.PAST
        if reached == places:
            return rules.REACHED
        return rules.OVERDUE if late else rules.NOT_YET

    @property
    def lacks(self) -> bool:
        """Whether somebody still has to enter something."""
        return self.hand is not None and self.judged and self.now.entered < self.now.expected

    @property
    def verdict(self) -> str:
        """The whole sentence of the rules; empty where the figures alone do not decide the outcome."""
        if self.outcome not in rules.OUTCOMES:
            return ""
        found = rules.judge(
            self.target, numerator=self.now.numerator, denominator=self.now.denominator, on=today()
        )
        return found.text


@dataclass(frozen=True)
class Progresses:
    """The targets of a document at a place and at those below: everything read once, answered without a query."""

    place: Region
    stored: PolicyDocument
    jurisdiction: Jurisdiction
    as_now: bool = False
    _lines: dict[tuple[int, str], Line] = field(default_factory=dict)

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        return content(self.stored).targets

    @cached_property
    def boards(self) -> Mapping[str, Counted]:
        """What was counted, by the document in which the targets are written; and who should enter what."""
        homes = sorted({home_of(self.stored, target) for target in self.targets})
        read = counted_boards(self.place, [*map(board_of, homes), PLACES], self.jurisdiction)
        return {**{home: read[board_of(home)] for home in homes}, PLACES: read[PLACES]}

    @property
    def counted_at(self) -> object:
        """When the figures were counted; None where they were not."""
        return max((board.at for board in self.boards.values() if board.at), default=None)

    @property
    def map_has_moved(self) -> bool:
        return any(AS_NOW in key for board in self.boards.values() for key in board.own)

    @cached_property
    def entries(self) -> Mapping[tuple[int, str, bool], TargetEntry]:
        """By place, target (with its document) and whether it came after the due day.

        They are those of places that lay here: what a place entered says nothing of the one it became.
        """
        homes = sorted({home_of(self.stored, target) for target in self.targets})
        due = {target.key: target.due for target in self.targets if target.due}
        rows = (
            TargetEntry.objects.within(self.jurisdiction)
            .within_then(self.place.jurisdiction)
            .of_document(*homes)
            .by_due(due)
            .with_all()
        )
        return {(row.region_id, f"{row.document.key}:{row.target}", row.after): row for row in rows}

    def lines(self) -> list[Line]:
        return [self.line(target) for target in self.targets]

    def line(self, target: Target) -> Line:
        return self._line(target, self.place)

    def children(self, target: Target) -> list[Line]:
        """The target at the places directly below, where it is counted or entered there at all."""
        name = name_of(self.stored, target)
        if measure_of(name) is not None:
            board = self.boards[home_of(self.stored, target)]
            then = prefix(target.key, target.due, as_now=self.as_now and self._moved(board, target))
            marks = [prefix(target.key), then]
            places = [
                place
                for place, numbers in board.below.items()
                if any(f"{mark}:{DEN}" in numbers for mark in marks)
            ]
        else:
            hand = hand_for(name, target)
            places = [place for place in self.boards[PLACES].below if self._expected(place, hand)]
        return [self._line(target, place) for place in places]

    def _line(self, target: Target, place: Region) -> Line:
        key = (place.pk, target.key)
        if key not in self._lines:
            name = name_of(self.stored, target)
            measure = measure_of(name)
            make = self._measured if measure is not None else self._by_hand
            self._lines[key] = make(target, name, place)
        return self._lines[key]

    def _measured(self, target: Target, name: str, place: Region) -> Line:
        measure = measure_of(name)
        assert measure is not None
        board = self.boards[home_of(self.stored, target)]
        numbers = board.own if place == self.place else board.below.get(place, {})
        past = target.due is not None and target.due < today()
        moved = past and self._moved(board, target)
        due_key = prefix(target.key, target.due, as_now=moved and self.as_now)
        counted_at_all = board.at is not None
        at_due = figures(numbers, due_key) if target.due and _counted_after(board, target.due) else None
        judged = self._judged(target, measure, place)
        return Line(
            place=place,
            target=target,
            name=name,
            measure=measure,
            hand=None,
            judged=judged,
            now=_standing(target, figures(numbers, prefix(target.key)) if counted_at_all else None, today()),
            at_due=_standing(target, at_due, target.due) if past and counted_at_all and target.due else None,
            each=self._each(target, measure) if place == self.place else None,
            moved=moved,
            contained=self._containing(target),
        )

    def _moved(self, board: Counted, target: Target) -> bool:
        """Whether the due day was counted by the map of today too; who is not in that count has nothing by it."""
        if target.due is None:
            return False
        key = f"{prefix(target.key, target.due, as_now=True)}:{DEN}"
        return any(key in numbers for numbers in (board.own, *board.below.values()))

    def _judged(self, target: Target, measure: Measure, place: Region) -> bool:
        """All of all is asked of every place; a part or a number of the whole, or of each county where it says so."""
        if measure.each is not None:
            return place.tier <= measure.each
        return rules.asked_of_all(target) or place.tier == Tier.CITY

    def _each(self, target: Target, measure: Measure) -> tuple[int, int] | None:
        if measure.each is None or self.place.tier >= measure.each:
            return None
        found = [line.now.progress.reached for line in self.children(target)]
        return sum(reached is True for reached in found), len(found)

    def _by_hand(self, target: Target, name: str, place: Region) -> Line:
        hand = hand_for(name, target)
        past = target.due is not None and target.due < today()
        own = self._entry(place, name, until=None)
        concerned = place.tier <= hand.at and self._expected(place, hand) > 0
        return Line(
            place=place,
            target=target,
            name=name,
            measure=None,
            hand=hand,
            judged=concerned,
            now=self._summed(target, name, place, hand, until=None),
            at_due=self._summed(target, name, place, hand, until=target.due) if past else None,
            entry=own if place.tier == hand.at and concerned else None,
            contained=self._containing(target),
        )

    def _entry(self, place: Region, name: str, until: date | None) -> TargetEntry | None:
        """The last entry, or the last until a due day."""
        after = None if until else self.entries.get((place.pk, name, True))
        return after or self.entries.get((place.pk, name, False))

    def _summed(self, target: Target, name: str, place: Region, hand: Hand, until: date | None) -> Standing:
        """The place's own entry, or those of all places of its tier below."""
        day = until or today()
        if place.tier > hand.at:
            return Standing(rules.progress(target, numerator=None, denominator=None, on=day), None, None)
        said = [
            Entered(entry.numerator, entry.denominator)
            for region in self._entering(name, hand, place, until)
            if (entry := self._entry(region, name, until))
        ]
        expected = self._expected(place, hand, until)
        total = summed(target, said, expected)
        # One place has done it or not; only several of them have a share.
        alone = place.tier == hand.at and target.compare == "done"
        denominator = None if alone else total.denominator
        made = rules.progress(target, numerator=total.numerator, denominator=denominator, on=day)
        return Standing(
            made, total.numerator, denominator, entered=total.entered, expected=max(expected, total.entered)
        )

    def _entering(self, name: str, hand: Hand, place: Region, due: date | None) -> set[Region]:
        """The places at or below this one of which anything was entered, and which are asked for it."""
        return {
            entry.region
            for (_, entered, _), entry in self.entries.items()
            if entered == name
            and entry.region.tier == hand.at
            and place.jurisdiction.covers(entry.code, entry.region.tier)
            and self._asked(entry.region, hand, due)
        }

    def _asked(self, region: Region, hand: Hand, due: date | None) -> bool:
        """Whether the figure is entered at a place: in being today or on the due day, and one of the group."""
        if not _in_being(region, due or today()):
            return False
        return hand.among == ALL or (region.pk, f"{self._group(hand, due)}:{DEN}") in self._members

    @cached_property
    def _members(self) -> frozenset[tuple[int, str]]:
        """The places of which anything was entered, each with the groups in which it was counted; one query."""
        regions = {entry.region_id for entry in self.entries.values()}
        rows = Tally.objects.within(self.jurisdiction).of_board(PLACES).filter(region__in=regions)
        return frozenset(rows.values_list("region_id", "key"))

    def _group(self, hand: Hand, due: date | None) -> str:
        """What a group is counted under; until the due day itself is counted, the last count stands for it."""
        return prefix(hand.key, due if due and _counted_after(self.boards[PLACES], due) else None)

    def _expected(self, place: Region, hand: Hand, due: date | None = None) -> int:
        """How many places at or below this one should enter the figure, today or on the due day."""
        if place.tier == hand.at and hand.among == ALL:
            return int(_in_being(place, due or today()))
        board = self.boards[PLACES]
        numbers = board.own if place == self.place else board.below.get(place, {})
        return figures(numbers, self._group(hand, due)).denominator

    def _containing(self, target: Target) -> Target | None:
        return next((each for each in self.targets if each.key == target.part_of), None)


def _counted_after(board: Counted, due: date) -> bool:
    """Whether a board was counted when the due day was over: only then are there figures of that day."""
    return board.at is not None and localdate(board.at) > due


def _in_being(region: Region, day: date) -> bool:
    opened = region.opened_on is None or region.opened_on <= day
    return opened and (region.closed_on is None or region.closed_on > day)


def _standing(target: Target, found: Figures | None, day: date) -> Standing:
    """What was counted; a number or a zero has no denominator to show."""
    numerator = found.numerator if found else None
    denominator = found.denominator if found and target.compare == "share" else None
    made = rules.progress(target, numerator=numerator, denominator=denominator, on=day)
    return Standing(made, numerator, denominator, unknown=found.unknown if found else 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """The document that a page goes by: the one in force at the place, or another one for reference."""

    stored: PolicyDocument | None
    in_force: PolicyDocument | None
    offered: tuple[PolicyDocument, ...]

    @property
    def binding(self) -> bool:
        return self.stored is not None and self.in_force is not None and self.stored.key == self.in_force.key


def chosen(place: Region, key: str) -> Choice:
    """By its key, else what is in force, else the first; a key that nobody knows gives way. One query.

    Offered are the newest versions, and of the document in force the version that is.
    """
    in_force = (
        Adoption.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today()),
            document=OuterRef("pk"),
            region__in=[above.pk for above in place.lineage],
            starts_on__lte=today(),
        )
        .order_by("-region__tier")
        .values("region__tier")[:1]
    )
    # What was read once is not read again, so the bodies stay where they are.
    rows = PolicyDocument.objects.filter(published_at__isnull=False).select_related("parent")
    rows = rows.defer("body", "parent__body").annotate(bound=Subquery(in_force)).order_by("key", "version")
    published = list(rows)
    nearest = max(
        (row for row in published if row.bound is not None), key=lambda row: row.bound, default=None
    )
    newest = {row.key: row for row in published}
    if nearest is not None:
        newest[nearest.key] = nearest
    offered = {key: row for key, row in newest.items() if content(row).targets}
    wanted = offered.get(key) or offered.get(nearest.key if nearest else "")
    return Choice(wanted or next(iter(offered.values()), None), nearest, tuple(offered.values()))


def ranked(lines: Iterable[Line]) -> list[tuple[int | None, Line]]:
    """The best first, with the place each takes; equal ones share it, those that cannot be ranked come last."""
    valued = [(_worth(line), line) for line in lines]
    known = sorted(((worth, line) for worth, line in valued if worth is not None), key=lambda pair: -pair[0])
    places = {worth: place for place, (worth, _) in reversed(list(enumerate(known, 1)))}
    unknown = [(None, line) for worth, line in valued if worth is None]
    return [*((places[worth], line) for worth, line in known), *unknown]


def _worth(line: Line) -> Fraction | int | None:
    """The more the better: a rate, a number, or how little is left to clear."""
    if line.target.compare == "zero":
        return None if line.now.numerator is None else -line.now.numerator
    return line.now.progress.rate if line.now.denominator is not None else line.now.numerator
