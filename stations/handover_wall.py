"""What hangs in the station of a village that ceases; texts and phones of the place follow its code by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from kit.refused import Refused
from stations.handover import Kind, Ledger, handed_over
from stations.handover_own import DAY, Term, overlap
from stations.models import Posting, Station


def register() -> None:
    handed_over(
        Kind(
            "postings",
            "上墙公示",
            lambda regions, on: (
                Posting.objects.filter(region__in=regions).select_related("photo").order_by("posted_on", "pk")
            ),
            move=_move_postings,
            left="留在原站名下",
            name=lambda row: row.what if isinstance(row, Posting) else row.title,
        )
    )


def _move_postings(rows: Sequence[Posting], ledger: Ledger) -> None:
    """Where the other station has the same sheet of that time already, this one stays under the former station."""
    takers = {ledger.taker(posting).pk for posting in rows}
    stations = dict(Station.objects.filter(region__in=takers).values_list("region", "pk"))
    hung: dict[tuple[int, str], list[Term]] = defaultdict(list)
    there = Posting.objects.filter(station__in=stations.values())
    for station, sheet, first, last in there.values_list("station", "sheet", "posted_on", "taken_down_on"):
        hung[station, sheet].append((first, _last_day(last)))
    for posting in rows:
        taker = ledger.taker(posting)
        if taker.pk not in stations:
            raise Refused(
                f"{taker}没有劳动保障站,上墙公示没有地方登记。请把站也交给它,或留在原站名下。",
                field=f"take_{posting.region_id}_postings",
            )
        station, term = stations[taker.pk], (posting.posted_on, _last_day(posting.taken_down_on))
        terms = hung[station, posting.sheet]
        if posting.photo.region_id == posting.region_id:
            ledger.place(posting.photo, along=posting)
        if posting.station_id == station or any(overlap(term, other) for other in terms):
            ledger.place(posting)
        else:
            ledger.place(posting, station_id=station)
            terms.append(term)


def _last_day(taken_down_on: date | None) -> date | None:
    """The last day on which it hung; a sheet taken down hangs no more on that day."""
    return taken_down_on - DAY if taken_down_on else None
