"""Asking for boards to be counted anew: what is under way for a city, and how it ended."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from kit.months import today
from kit.refused import Refused
from kit.scope import everywhere
from stations import jobs, tallies
from stations.checklists import Listed, offered
from stations.judging import board_of, judge
from stations.models import Job, Post, Region, User

ALL, ONE_LIST = "stations.boards", "stations.list_board"
OPEN = ("queued", "running")


@jobs.runner(ONE_LIST, "按清单对照")
def run(progress: jobs.Progress, city: int, board: str) -> str:
    """The job: every station of a city by one checklist; from then on the list is counted with the others."""
    listed = next((each for each in offered() if board_of(each) == board), None)
    if listed is None:
        raise Refused("这张清单已不在执行的文件里,没有统计。请换一张清单。")
    span = tallies.span_of(city)
    progress.report(0, 1, f"正在逐站对照{listed.name}")
    with everywhere():
        tallies.hold(span)
        at = timezone.now()
        numbers = judge(listed, span, today())
        tallies.put([tallies.Count(board, numbers)], span, at, only=board)
    stations = sum(each["stations"] for each in numbers.values())
    progress.report(1, 1, f"{stations} 个站")
    return f"{listed.name}已统计,{stations} 个站。"


def ask_for_list(listed: Listed, place: Region, *, by: User, under: Post) -> Job:
    """A count of one checklist over the city that a place lies in; joined to one that waits already."""
    city, board = tallies.span_of(place.code).lo, board_of(listed)
    return jobs.submit(ONE_LIST, key=f"{city} {board}", by=by, under=under, city=city, board=board)


def last_count(place: Region, board: str = "") -> Job | None:
    """The count of the city that was asked for last, under way or ended; one query.

    With a ``board`` its own count is looked at too.
    """
    city = tallies.span_of(place.code).lo
    asked = Q(kind=ALL, key__in=[str(city), "all"])
    if board:
        asked |= Q(kind=ONE_LIST, key=f"{city} {board}")
    return Job.objects.filter(asked).select_related("asked_by").order_by("-pk").first()
