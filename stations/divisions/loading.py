"""Load a division list into the region tree: one transaction, set by set, for a district as for the nation.

The list goes by COPY into a table of the transaction; what is missing, renamed or gone is then found and written by
one statement each (parents by tier). Row by row the nation's 665,000 places would take the better part of an hour.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from kit import pinyin
from kit.months import today
from kit.refused import Refused
from stations import audit
from stations.divisions import statements as sql
from stations.divisions.reading import Flaw, Row, read
from stations.models import Region
from stations.places import Place, Tier

SHOWN_FLAWS = 50
BATCH = 20_000
TELL_EVERY = 100_000
LONGEST_SORT_KEY = Region._meta.get_field("sort_key").max_length
# Two loaders would each add what the other has not committed yet.
LOCK = 3303_2009


@dataclass(frozen=True, slots=True)
class Renamed:
    place: Place
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Closed:
    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load changed; ``added`` counts by tier. ``kept`` are closed by a document and stay so."""

    added: dict[Tier, int]
    renamed: list[Renamed]
    closed: list[Closed]
    kept: list[Closed]

    @property
    def changed(self) -> bool:
        return any(self.added.values()) or bool(self.renamed or self.closed)


@dataclass(frozen=True, slots=True)
class Selection:
    """The subtrees asked for, and the places above them that have to come along; no subtree means all."""

    roots: tuple[Place, ...]

    @classmethod
    def of(cls, codes: Iterable[str]) -> Selection:
        try:
            return cls(tuple(dict.fromkeys(Place.parse(code) for code in codes)))
        except ValueError as error:
            raise Refused(f"--under 后面的{error}。", field="under") from error

    def holds(self, place: Place) -> bool:
        return not self.roots or any(root.jurisdiction.covers(place.code, place.tier) for root in self.roots)

    @property
    def above(self) -> set[Place]:
        return {place for root in self.roots for place in root.above}


def load_list(
    path: Path,
    *,
    under: Sequence[str] = (),
    only_add: bool = False,
    tell: Callable[[str], None] = lambda text: None,
) -> Outcome:
    """Bring the tree in line with a list; the same list a second time changes nothing.

    Without ``under`` the list adds and renames. With it, only these subtrees are looked at, and places of theirs that
    the list no longer holds are closed as of today; one that comes back later opens as a new row, since a code is
    good for a period. ``only_add`` leaves alone what is there. Call it inside ``kit.scope.everywhere``. ``Refused``
    with every flaw of the file, and nothing changed.
    """
    selection = Selection.of(under)
    with transaction.atomic(), connection.cursor() as cursor:
        hold_tree()
        cursor.execute("SET LOCAL statement_timeout = 0")
        outcome = _Load(cursor, path, selection, today(), tell).run(only_add=only_add)
        if outcome.changed:
            _leave_trace(path, selection, outcome)
    return outcome


def hold_tree() -> None:
    """Keep every other loader out until this transaction ends; ``Refused`` where one is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Refused("另一个区划导入正在进行,请等它结束后再运行。")


def keep_tree() -> None:
    """Keep loaders out until this transaction ends, but not one another: single events in the tree's life."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Refused("正在导入区划代码表,请等它结束后再登记变更。")


def _leave_trace(path: Path, selection: Selection, outcome: Outcome) -> None:
    audit.record(
        "导入区划",
        reason=path.name,
        detail={
            "under": [root.short for root in selection.roots],
            "added": sum(outcome.added.values()),
            "renamed": len(outcome.renamed),
            "closed": len(outcome.closed),
        },
        scope_code=selection.roots[0].code if len(selection.roots) == 1 else 0,
    )


class _Load:
    """The steps of one load over its staging table ``division``; a refusal rolls it back with the rest."""

    def __init__(
        self, cursor: Any, path: Path, selection: Selection, day: date, tell: Callable[[str], None]
    ) -> None:
        self.cursor, self.path, self.selection, self.day, self.tell = cursor, path, selection, day, tell

    def run(self, *, only_add: bool) -> Outcome:
        self._run(sql.STAGING)
        flaws, flawed = self._fill_staging()
        self.tell("正在核对代码……")
        self._refuse_flaws(flaws, flawed)
        self._keep_selection()
        kept = self._keep_closed()
        renamed = [] if only_add else self._rename()
        closed = [] if only_add else self._close()
        self.tell("正在写入……")
        outcome = Outcome({tier: self._add(tier) for tier in Tier}, renamed, closed, kept)
        self._run("DROP TABLE division")
        return outcome

    def _fill_staging(self) -> tuple[list[Flaw], int]:
        """Copy the list in; returns the first flaws of single lines and how many there are."""
        flaws, flawed, copied = [], 0, 0
        rows = read(self.path)
        while batch := list(islice(rows, BATCH)):
            found = [each for each in batch if isinstance(each, Flaw)]
            flawed += len(found)
            flaws += found[: SHOWN_FLAWS - len(flaws)]
            rows_of_batch = [each for each in batch if isinstance(each, Row)]
            self._copy(rows_of_batch)
            told, copied = copied // TELL_EVERY, copied + len(rows_of_batch)
            if copied // TELL_EVERY > told:
                self.tell(f"已读 {copied:,} 行……")
        if not copied and not flawed:
            raise Refused(f"文件 {self.path.name} 里只有表头,没有区划。")
        self._run("CREATE INDEX ON division (code, tier)")
        self._run("ANALYZE division")
        return flaws, flawed

    def _copy(self, rows: Iterable[Row]) -> None:
        text = io.StringIO()
        csv.writer(text).writerows(self._columns(row) for row in rows)
        text.seek(0)
        self.cursor.copy_expert("COPY division FROM STDIN WITH (FORMAT csv)", text)

    def _columns(self, row: Row) -> tuple[Any, ...]:
        place, above = row.place, row.place.parent
        chosen = self.selection.holds(place)
        sort_key = (
            pinyin.sort_key(row.name)[:LONGEST_SORT_KEY] if chosen or place in self.selection.above else ""
        )
        parent_code = above.code if above else None
        return row.line, int(place.tier), place.code, parent_code, place.kind, row.name, sort_key, chosen

    def _refuse_flaws(self, flaws: list[Flaw], flawed: int) -> None:
        """Flaws of single lines and those that only the whole list shows, told together."""
        for find in (self._duplicates, self._orphans):
            more = list(find())
            flaws, flawed = flaws + more, flawed + len(more)
        if flawed:
            shown = "\n".join(str(flaw)[:160] for flaw in sorted(flaws)[:SHOWN_FLAWS])
            rest = f"\n……还有 {flawed - SHOWN_FLAWS} 处没有列出。" if flawed > SHOWN_FLAWS else ""
            raise Refused(f"文件 {self.path.name} 有 {flawed} 处错误,一行也没有导入:\n{shown}{rest}")
        for root in self.selection.roots:
            listed = "SELECT 1 FROM division WHERE tier = %(tier)s AND code = %(code)s"
            if not self._run(listed, tier=int(root.tier), code=root.code):
                raise Refused(
                    f"文件里没有代码为“{root.short}”的区划,请核对 --under 后面的代码。", field="under"
                )

    def _duplicates(self) -> Iterator[Flaw]:
        found = self._run(sql.DUPLICATES)
        for line, first, tier, code in found:
            yield Flaw(line, f"代码“{Place(Tier(tier), code).short}”与第 {first} 行重复")

    def _orphans(self) -> Iterator[Flaw]:
        found = self._run(sql.ORPHANS)
        for line, tier, code in found:
            yield Flaw(line, f"上级“{Place(Tier(tier), code).short}”不在文件里,也不在库里")

    def _keep_selection(self) -> None:
        if not self.selection.roots:
            return
        above = [place.code * 10 + place.tier for place in self.selection.above]
        self._run(sql.KEEP_CHOSEN, above=above)

    def _keep_closed(self) -> list[Closed]:
        """Take what a document closed out of the list: an older list does not open it again."""
        return [Closed(Place(Tier(tier), code), name) for tier, code, name in self._run(sql.KEPT)]

    def _rename(self) -> list[Renamed]:
        """Names that changed, in the chosen subtrees only; the history keeps the old ones."""
        found = self._run(sql.RENAME)
        renamed = [Renamed(Place(Tier(tier), code), old, new) for tier, code, old, new in found]
        return sorted(renamed, key=lambda each: (each.place.code, each.place.tier))

    def _close(self) -> list[Closed]:
        below = [(root, tier) for root in self.selection.roots for tier in Tier if tier > root.tier]
        closed = [each for root, tier in below for each in self._close_below(root, tier)]
        return sorted(closed, key=lambda each: (each.place.code, each.place.tier))

    def _close_below(self, root: Place, tier: Tier) -> Iterator[Closed]:
        """Close what the list no longer holds below ``root``, but nothing that still has a listed place below it."""
        found = self._run(
            sql.CLOSE,
            lo=root.jurisdiction.lo,
            hi=root.jurisdiction.hi,
            tier=int(tier),
            span=Place(tier, 0).span,
        )
        for code, name in found:
            yield Closed(Place(tier, code), name)

    def _add(self, tier: Tier) -> int:
        """Open the places of a tier that are not in being."""
        self._run(sql.ADD, tier=int(tier))
        return int(self.cursor.rowcount)

    def _run(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        self.cursor.execute(statement, {"today": self.day, **values})
        return list(self.cursor.fetchall()) if self.cursor.description else []
