"""What it costs to ask which document binds a village, and to answer a calculator."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.test import Client

from stations.documents import snapshot
from stations.models import Region
from stations.places import Tier

ROUNDS = 200
QUESTIONS = {
    "subsidy": {
        "document": "W", "on": "2010-04-15", "households": 430, "grade": "合格", "coordinator_in_post": True,
        "employment": "full_time", "month": "2010-04", "wage": "1100.00",
        "insurances": [
            {"kind": "pension", "base": "1296.00", "employer_rate": "0.14", "employee_rate": "0.08"},
            {"kind": "medical", "base": "1296.00", "employer_rate": "0.05", "employee_rate": "0.02"},
        ],
    },
    "eligibility": {
        "document": "W", "recommended_on": "2009-11-20", "birth_date": "1980-05-01", "education": "61",
        "computer": True, "local_knowledge": True, "conduct": True, "ability": True,
    },
    "standards": {
        "document": "Y", "on": "2015-01-01", "level": "township", "kind": "town", "population": 35000,
        "full_time_staff": 2, "part_time_staff": 2, "certified_staff": 2, "dedicated_area": "52",
        "equipment": {"computer": 2, "printer": 1, "fax": 1},
    },
}  # fmt: skip


def measure() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.CALCULATOR_RATE = None
    villages = list(Region.objects.with_ancestors().filter(tier=Tier.VILLAGE)[:200])
    policies, day = snapshot(), date(2010, 6, 1)
    policies.policy_for(villages[0], day)
    each = _cpu(lambda: [policies.policy_for(village, day) for village in villages], rounds=20) / len(
        villages
    )
    print(f"policy_for from a snapshot {each * 1000:>10.1f} µs")
    client = Client()
    for name, question in QUESTIONS.items():
        body = json.dumps(question)

        def ask(name: str = name, body: str = body) -> None:
            answer = client.post(f"/api/v1/policy/{name}/", body, content_type="application/json")
            assert answer.status_code == 200, answer.content

        print(f"calculator {name:<16}{_cpu(ask, rounds=ROUNDS):>10.2f} ms")


def _cpu(work: Callable[[], object], *, rounds: int) -> float:
    """The median processor time of this process for one call, in milliseconds."""
    work()
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000
