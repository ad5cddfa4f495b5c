"""What every page of the portal is given: the Jinja2 environment, and the shell around the page."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject, cached_property
from jinja2 import Environment
from markupsafe import Markup

from kit import jinja, navigation
from kit import pages as kit_pages
from stations import audit
from stations.models import Region

# Under this key a session remembers, for the acting post, how much waited when it was last counted.
WAITING = "waiting"
COUNTED_FOR_SECONDS = 60


class Shell:
    """The frame: where I am, my places, what waits for me. Worked out only by pages that show it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.post = getattr(request, "post", None)

    @cached_property
    def lineage(self) -> list[Region]:
        return self.post.region.lineage if self.post else []

    @cached_property
    def places(self) -> list[navigation.Place]:
        return navigation.places_for(self.post.role) if self.post else []

    @cached_property
    def todos(self) -> list[navigation.Todo]:
        """Everything that waits, counted now; pages that only tell how much there is look at it once a minute."""
        found = navigation.todos(self.request) if self.post else []
        if self.post:
            waiting = [sum(todo.count for todo in found), any(todo.urgency == "late" for todo in found)]
            self.request.session[WAITING] = {str(self.post.pk): [*waiting, int(time.time())]}
        return found

    @property
    def _waiting(self) -> tuple[int, bool]:
        """How much waits under this post and whether any of it is late, as counted a minute ago at most."""
        if self.post is None:
            return 0, False
        count, late, at = self.request.session.get(WAITING, {}).get(str(self.post.pk), (0, False, 0))
        if "todos" in vars(self) or time.time() - at > COUNTED_FOR_SECONDS:
            return sum(todo.count for todo in self.todos), any(todo.urgency == "late" for todo in self.todos)
        return count, late

    @property
    def here(self) -> str:
        match = self.request.resolver_match
        return match.url_name if match and match.url_name else ""

    @property
    def todo_count(self) -> int:
        return self._waiting[0]

    @property
    def todos_late(self) -> bool:
        return self._waiting[1]


# States are the same words with the same dot everywhere: green done, amber soon, red refused or late, blue open.
TONES = {
    "draft": "",
    "submitted": "open",
    "sent_up": "open",
    "received": "open",
    "scored": "open",
    "queued": "open",
    "running": "open",
    "returned": "late",
    "failed": "late",
    "missing": "late",
    "late": "late",
    "soon": "soon",
    "accepted": "done",
    "approved": "done",
    "confirmed": "done",
    "paid": "done",
    "published": "done",
    "decided": "open",
    "told": "done",
    "done": "done",
    "in_force": "done",
    "in_use": "done",
    "in_repair": "soon",
    "met": "done",
    "basic": "soon",
    "unmet": "late",
    "short": "late",
    "unknown": "soon",
    "applied": "open",
    "assessed": "open",
    "declined": "late",
    "designated": "done",
    "spot_check": "soon",
    "rectifying": "soon",
    "rectifying_late": "late",
    "restored": "done",
    "revoked": "late",
    "hanging": "done",
    "taken_down": "",
    "reached": "done",
    "on_time": "done",
    "after_due": "soon",
    "lapsed": "late",
    "overdue": "late",
    "not_yet": "open",
    "partly": "soon",
    "incomplete": "soon",
}


def environment(**options: Any) -> Environment:
    """The project's Jinja2 environment with the portal's own words."""
    built = jinja.build(**options)
    built.globals["tone"] = lambda code: TONES.get(str(code), "")
    return built


class ListPage(kit_pages.ListPage):
    """A list whose downloads leave a trace."""

    def note_export(self, form: str, rows: Any) -> None:
        audit.record(
            "导出",
            reason=f"{self.title} {form}",
            detail={"rows": rows.count(), "filters": self._filters_set()},
            scope_code=self.request.post.region.code,
        )

    def _filters_set(self) -> dict[str, str]:
        """What the rows were filtered by; anything else in the address is nobody's word and not written down."""
        if self.filters is None or not self.filters.is_valid():
            return {}
        asked = {name: self.request.GET.get(name) for name in self.filters.form.fields}
        return {name: value for name, value in asked.items() if value}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame, and one CSRF token for all forms of a page.

    Each reading of Django's own token makes a new mask; a page has many forms, and one mask serves them all.
    """
    token = SimpleLazyObject(lambda: get_token(request))
    field = SimpleLazyObject(
        lambda: Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(str(token))
    )
    return {"csrf_token": token, "csrf_input": field, "shell": Shell(request)}
