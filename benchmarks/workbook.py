"""The workbook of a district's work fund: from the query to the finished file."""

from __future__ import annotations

import statistics
import time

from django.conf import settings
from django.test import Client

from funding.models import WorkFundSheet
from kit.months import today
from stations.models import User

ROUNDS = 5


def measure() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.get(username="zhao"))
    client.post("/work-fund/new/", {"year": today().year - 1})
    sheet = WorkFundSheet.objects.get(year=today().year - 1)
    seconds, size = [], 0
    for _ in range(ROUNDS):
        before = time.perf_counter()
        response = client.get(f"/work-fund/{sheet.pk}/?format=xlsx")
        size = len(b"".join(response.streaming_content))
        seconds.append(time.perf_counter() - before)
    print(
        f"{sheet}: {sheet.line_count} lines, {size:,} bytes, {statistics.median(seconds):.2f} s (median of {ROUNDS})"
    )
