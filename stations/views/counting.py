"""What pages of boards share: the place of the address, when it was counted, a count under way."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from kit.jinja import url
from kit.pages import Page
from stations import counting, roles
from stations.checklists import named_list
from stations.judging import board_of
from stations.models import Region

READERS = (*roles.SUPERVISORS, roles.AUDITOR)


class PlacePage(Page):
    """A page about the place of the address, or the acting post's own."""

    roles = READERS

    @cached_property
    def place(self) -> Region:
        own: Region = self.request.post.region
        pk = self.kwargs.get("pk", own.pk)
        found: Region = own if pk == own.pk else self.find(Region.objects.with_ancestors(), pk=pk)
        return found

    @property
    def above(self) -> list[Region]:
        """The way back up, as far as the jurisdiction reaches."""
        return [each for each in self.place.lineage[:-1] if self.jurisdiction.covers(each.code, each.tier)]

    def count_state(self, at: datetime | None, board: str = "", **asked: str) -> dict[str, Any]:
        """When a board was counted, and the count that is under way or did not succeed; one query.

        ``asked`` is what the progress of the count is asked for with.
        """
        job = counting.last_count(self.place, board)
        failed = job is not None and job.state == "failed" and (at is None or job.finished_at > at)
        return {
            "counted_at": at,
            "job": job if job and job.state in counting.OPEN else None,
            "failed": job if failed else None,
            "progress": url("count_progress", self.place.pk, **asked),
            "may_count": self.request.post.role in roles.SUPERVISORS,
        }


class CountProgress(PlacePage):
    """How far the count of a city is: a fragment that asks again; when it is over the page is loaded anew."""

    template_name = "stations/count_progress.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        listed = named_list(request.GET.get("list", ""))
        state = self.count_state(
            None, board_of(listed) if listed else "", list=listed.lasting_key if listed else ""
        )
        if state["job"] is None:
            return HttpResponse("统计已结束,请刷新页面。", headers={"HX-Refresh": "true"})
        return self.show(**state)
