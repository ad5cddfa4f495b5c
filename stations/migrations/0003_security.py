"""The lines that the database holds itself: jurisdictions, an append-only trail, published documents that stay."""

from django.db import migrations

from kit.rowsecurity import AppendOnly, RowSecurity

RECORD_EVENT = """
CREATE FUNCTION stations_record_event(event jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO stations_auditevent (at, verb, user_id, user_name, post_id, post_title, object_type, object_id,
        object_label, reason, detail, scope_code, address)
    SELECT statement_timestamp(), event->>'verb', (event->>'user_id')::bigint, event->>'user_name',
        (event->>'post_id')::bigint, event->>'post_title', event->>'object_type', event->>'object_id',
        event->>'object_label', event->>'reason', event->'detail', (event->>'scope_code')::bigint,
        (event->>'address')::inet
$$;
"""

PUBLISHED_STAYS = """
CREATE FUNCTION stations_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published policy document does not change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON stations_policydocument
    FOR EACH ROW EXECUTE FUNCTION stations_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("stations", "0002_tables"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [
        migrations.RunSQL(RECORD_EVENT, "DROP FUNCTION stations_record_event(jsonb)"),
        migrations.RunSQL(
            PUBLISHED_STAYS,
            "DROP TRIGGER published_stays ON stations_policydocument; DROP FUNCTION stations_published_stays()",
        ),
        AppendOnly("stations_auditevent"),
        RowSecurity("stations_auditevent", open_insert=True),
        RowSecurity("stations_station"),
        RowSecurity("stations_stationevent"),
        RowSecurity("stations_householdcount"),
        RowSecurity("stations_householdcountevent"),
    ]
