"""What a page costs: queries, and the processor time of all of it against that of its queries and objects alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from kit import navigation
from kit.scope import Acting, acting
from stations.middleware import remember_posts
from stations.models import Post, User

LISTS = [
    ("zhou", "/stations/"),
    ("zhou", "/households/"),
    ("zhou", "/coordinators/"),
    ("wang", "/requests/"),
    ("zhou", "/assessments/"),
    ("zhao", "/work-fund/"),
]
OTHERS = [("lin", "/"), ("sun", "/"), ("sun", "/board/")]
ROUNDS = 30


def measure() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    print(f"{'page':<28}{'who':<7}{'queries':>8}{'page ms':>10}{'rows ms':>10}{'ratio':>8}")
    for who, address in LISTS + OTHERS:
        client = Client()
        user = User.objects.get(username=who)
        client.force_login(user)
        queries = _queries(client, address)
        whole = _cpu(lambda client=client, address=address: client.get(address))
        rows = _cpu(_rows_of(client, user, address)) if (who, address) in LISTS else None
        ratio = f"{whole / rows:.2f}" if rows else "-"
        print(
            f"{address:<28}{who:<7}{queries:>8}{whole:>10.1f}{f'{rows:.1f}' if rows else '-':>10}{ratio:>8}"
        )


def _queries(client: Client, address: str) -> int:
    """All statements of the page but those that set its scope, open or close its transaction."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    housekeeping = ("SELECT set_config", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(housekeeping) for query in captured.captured_queries)


def _rows_of(client: Client, user: User, address: str) -> Callable[[], Any]:
    """All queries of the page and the objects made of them, without template, middleware and forms."""
    post = Post.objects.select_related("region").filter(user=user).first()
    kind = resolve(address).func.view_class
    session = client.session.session_key

    def rows() -> None:
        Session.objects.get(session_key=session)
        request = RequestFactory().get(address)
        request.user = User.objects.get(pk=user.pk)
        request.session = {}
        remember_posts(request, request.user)
        view = kind()
        view.setup(request)
        with acting(Acting(jurisdiction=post.jurisdiction)):
            found = view.found()
            found.count()
            view.totals(found)
            list(found[:50])
            navigation.todos(request)

    return rows


def _cpu(work: Callable[[], Any]) -> float:
    """Median processor milliseconds of this process over some rounds, after one for warmth."""
    work()
    spent = []
    for _ in range(ROUNDS):
        before = time.process_time()
        work()
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent)
