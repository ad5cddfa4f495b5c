"""What a page costs: queries, and the processor time of all of it against that of its queries and objects alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from kit.scope import Acting, acting
from stations.models import Post, User

LISTS = [
    ("zhou", "/stations/"),
    ("zhou", "/households/"),
    ("zhou", "/coordinators/"),
    ("wang", "/requests/"),
    ("wang", "/returns/"),
    ("zhao", "/sheets/"),
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
        rows = _cpu(_rows_of(user, address)) if (who, address) in LISTS else None
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


def _rows_of(user: User, address: str) -> Callable[[], Any]:
    """The same page's queries and objects without the shell, the template and the middleware."""
    post = Post.objects.select_related("region").filter(user=user).first()
    page = resolve(address).func.view_class()
    request = RequestFactory().get(address)
    request.user, request.post, request.posts = user, post, [post]
    request.jurisdiction = post.jurisdiction

    def rows() -> None:
        view = type(page)()
        view.setup(request)
        with acting(Acting(jurisdiction=post.jurisdiction)):
            found = view.found()
            found.count()
            view.totals(found)
            list(found[:50])

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
