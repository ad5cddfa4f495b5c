"""Is the process alive, and are the parts it needs?"""

from __future__ import annotations

from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from kit.gate import PUBLIC, door
from stations.models import Heartbeat

HEARTBEAT_LIMIT = timedelta(seconds=90)


@door(PUBLIC)
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@door(PUBLIC)
def healthz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, broker and worker, each "ok" or why not; 503 when one is down."""
    database = _database()
    parts = {
        "database": database,
        "migrations": _migrations() if database == "ok" else "unknown",
        "broker": _broker(),
        "worker": _worker() if database == "ok" else "unknown",
    }
    healthy = all(state == "ok" for state in parts.values())
    return JsonResponse(
        {"status": "ok" if healthy else "down", "version": settings.VERSION, **parts},
        status=200 if healthy else 503,
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if not pending else f"{len(pending)} pending"


def _broker() -> str:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception:  # noqa: BLE001  (every transport has errors of its own; any of them means: not reachable)
        return "unreachable"
    return "ok"


def _worker() -> str:
    beat = Heartbeat.objects.filter(name="worker").values_list("at", flat=True).first()
    if beat is None:
        return "never heard of"
    silent = timezone.now() - beat
    return "ok" if silent < HEARTBEAT_LIMIT else f"silent for {int(silent.total_seconds())} s"
