"""The line that PostgreSQL holds itself, whatever a query forgot."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kit.jurisdiction import NOWHERE
from kit.roles import READER_ROLE, unfit_to_serve
from kit.scope import Acting, acting
from stations import audit
from stations.models import AuditEvent, Parameter, PolicyDocument, Station


def names_seen(scope: Acting) -> list[str]:
    """The stations that a query without any filter finds."""
    with acting(scope):
        return list(Station.objects.order_by("scope_code").values_list("name", flat=True))


def refused_by_database(statement: str, scope: Acting) -> bool:
    try:
        with acting(scope), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


def test_a_query_without_a_filter_finds_only_rows_of_the_jurisdiction(cast):
    assert names_seen(Acting(jurisdiction=cast.village.jurisdiction)) == ["上沙村劳动保障站"]
    assert names_seen(Acting(jurisdiction=cast.township.jurisdiction)) == [
        "河滨社区劳动保障站",
        "上沙村劳动保障站",
        "下沙村劳动保障站",
    ]
    assert len(names_seen(Acting(jurisdiction=cast.city.jurisdiction))) == 5


def test_no_jurisdiction_means_no_rows(cast):
    assert names_seen(Acting(jurisdiction=NOWHERE)) == []


def test_the_setting_left_empty_by_an_earlier_transaction_means_no_rows(cast):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE cunzhan_app")
        cursor.execute("SELECT set_config('app.lo', '', true), set_config('app.hi', '', true)")
        cursor.execute("SELECT count(*) FROM stations_station")
        assert cursor.fetchone() == (0,)
        cursor.execute("RESET ROLE")


def test_rows_outside_can_neither_be_changed_nor_added(cast):
    inside_lucheng = Acting(jurisdiction=cast.district.jurisdiction)
    elsewhere = cast.stations["330303001201"]
    with acting(inside_lucheng):
        assert Station.objects.filter(pk=elsewhere.pk).update(head="改不到") == 0
    moved_out = f"UPDATE stations_station SET scope_code = 330303001201 WHERE id = {cast.station.pk}"
    assert refused_by_database(moved_out, inside_lucheng)
    elsewhere.refresh_from_db()
    assert (elsewhere.head, Station.objects.get(pk=cast.station.pk).scope_code) == ("", 330302008201)


def test_scope_and_role_end_with_their_block(cast):
    with transaction.atomic():
        names_seen(Acting(jurisdiction=cast.village.jurisdiction))
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user = session_user, current_setting('app.lo', true)")
            assert cursor.fetchone() == (True, "")


def test_a_nested_scope_gives_way_to_the_outer_one(cast):
    with acting(Acting(jurisdiction=cast.township.jurisdiction)):
        assert len(names_seen(Acting(jurisdiction=cast.village.jurisdiction))) == 1
        assert Station.objects.count() == 3


def test_every_located_table_and_its_history_is_behind_row_level_security(db):
    expected = {
        model._meta.db_table
        for model in apps.get_models()
        if "scope_code" in {field.name for field in model._meta.fields}
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
            " AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)"
        )
        held = {name for (name,) in cursor.fetchall()}
    assert expected - held == set()


def test_the_application_role_may_serve_and_the_owner_may_not(cast):
    with connection.cursor() as cursor:
        assert "超级用户" in unfit_to_serve(cursor)


def test_the_audit_trail_is_written_by_its_function_alone(cast):
    scope = Acting(
        jurisdiction=cast.city.jurisdiction, author={"user_id": 1, "user": "孙处长", "post": "市级"}
    )
    with acting(scope):
        audit.record("试写", cast.station, reason="测试")
    event = AuditEvent.objects.get(verb="试写")
    assert (event.user_name, event.post_title, event.object_label, event.reason, event.scope_code) == (
        "孙处长",
        "市级",
        "上沙村劳动保障站",
        "测试",
        330302008201,
    )
    for statement in (
        "INSERT INTO stations_auditevent (verb, user_name, post_title, object_type, object_id, object_label,"
        " reason, detail, scope_code) VALUES ('伪造', '', '', '', '', '', '', '{}', 0)",
        "UPDATE stations_auditevent SET verb = '改写'",
        "DELETE FROM stations_auditevent",
        "TRUNCATE stations_auditevent",
    ):
        assert refused_by_database(statement, scope), statement
    assert AuditEvent.objects.get(pk=event.pk).verb == "试写"


def test_not_even_the_owner_rewrites_the_audit_trail(cast):
    audit.record("试写", author={"user": "所有者"})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(verb="改写")


def test_change_history_cannot_be_rewritten_by_the_application(cast):
    scope = Acting(jurisdiction=cast.city.jurisdiction)
    assert refused_by_database("UPDATE stations_stationevent SET name = '改写'", scope)
    assert refused_by_database("DELETE FROM stations_stationevent", scope)


def test_the_reader_changes_nothing_yet_leaves_its_trace(cast):
    reader = Acting(jurisdiction=cast.city.jurisdiction, role=READER_ROLE, author={"user": "钱审计"})
    assert len(names_seen(reader)) == 5
    assert refused_by_database("UPDATE stations_station SET head = '改'", reader)
    assert refused_by_database("INSERT INTO stations_heartbeat (name, at) VALUES ('x', now())", reader)
    with acting(reader):
        audit.record("导出", cast.station)
    assert AuditEvent.objects.filter(verb="导出", user_name="钱审计").count() == 1


def test_a_published_document_does_not_change(cast):
    for change in (lambda rows: rows.update(title="改写"), lambda rows: rows._raw_delete("default")):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            change(PolicyDocument.objects.filter(key="W"))


AS_PUBLISHED = """
INSERT INTO stations_policydocument (key, version, title, number, issuer, jurisdiction, body, digest, published_at)
SELECT key, 99, title, number, issuer, jurisdiction, body, digest, now() FROM stations_policydocument WHERE key = 'W';
SET CONSTRAINTS ALL IMMEDIATE;
"""


def test_the_application_publishes_nothing_that_no_second_person_confirmed(cast):
    assert refused_by_database(AS_PUBLISHED, Acting(jurisdiction=cast.city.jurisdiction))
    assert not PolicyDocument.objects.filter(version=99).exists()


def test_a_parameter_is_not_taken_away(cast):
    row = Parameter.objects.create(
        kind="minimum_wage", tier=2, code=330302000000, starts_on=date(2010, 4, 1), value=1100, citation="试"
    )
    inside = Acting(jurisdiction=cast.city.jurisdiction)
    assert refused_by_database(f"DELETE FROM stations_parameter WHERE id = {row.pk}", inside)
    assert Parameter.objects.filter(pk=row.pk).exists()
