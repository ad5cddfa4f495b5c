"""The workbook of a district's work fund: from the query to the finished file."""

from __future__ import annotations

import statistics
import time

from django.conf import settings
from django.test import Client

from stations.models import User

ROUNDS = 5


def measure() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(username="zhao"))
    address = _drawn_up(client)
    seconds, size = [], 0
    for _ in range(ROUNDS):
        before = time.perf_counter()
        response = client.get(address)
        size = len(b"".join(response.streaming_content))
        seconds.append(time.perf_counter() - before)
    print(f"{address}: {statistics.median(seconds):.2f} s (median of {ROUNDS}), {size:,} bytes")
