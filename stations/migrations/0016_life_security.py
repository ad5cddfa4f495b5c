"""The lines around what became of regions: who reads it, and the one way in which the history follows a region."""

from django.db import migrations

from kit.roles import READER_ROLE
from kit.rowsecurity import HI, LO, REFUSE_CHANGE, RowSecurity

# An event at a township is read in its villages; written at the township or above alone.
READ_FROM_BELOW = f"""
CREATE POLICY read_from_below ON stations_reorganisation FOR SELECT USING ({LO} >= scope_code AND {HI} <= scope_end);
"""
# Whoever reads the event reads which regions it touched.
READ_WITH_EVENT = """
CREATE POLICY read_with_event ON {table} FOR SELECT
    USING (EXISTS (SELECT FROM stations_reorganisation AS event WHERE event.id = event_id));
"""

# History is written by triggers alone. Under which code it is found follows the region: inside the caller's own
# jurisdiction, from and to, and nothing else of it moves.
REKEY_HISTORY = f"""
CREATE FUNCTION stations_rekey_history(history regclass, key_column text, keys bigint[], new_code bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    lo bigint := {LO};
    hi bigint := {HI};
BEGIN
    IF current_setting('role') = '{READER_ROLE}' OR (new_code >= lo AND new_code < hi) IS NOT TRUE
        OR key_column NOT IN ('region_id', 'pgh_obj_id')
        OR NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = history AND attname = 'pgh_obj_id')
    THEN RAISE EXCEPTION '% is not re-keyed here', history USING ERRCODE = 'insufficient_privilege'; END IF;
    EXECUTE format(
        'UPDATE %s SET scope_code = $1'
        ' WHERE %I = ANY($2) AND scope_code <> $1 AND scope_code >= $3 AND scope_code < $4',
        history, key_column
    ) USING new_code, keys, lo, hi;
END $$;
"""  # noqa: S608  (constants of the kit)


class Migration(migrations.Migration):
    dependencies = [("stations", "0015_life_tables")]

    operations = [
        migrations.RunSQL(REFUSE_CHANGE, migrations.RunSQL.noop),
        *(
            RowSecurity(f"stations_{table}{event}")
            for table in ("reorganisation", "succession", "regionchange", "handedover")
            for event in ("", "event")
        ),
        migrations.RunSQL(READ_FROM_BELOW, "DROP POLICY read_from_below ON stations_reorganisation"),
        *(
            migrations.RunSQL(READ_WITH_EVENT.format(table=table), f"DROP POLICY read_with_event ON {table}")
            for table in ("stations_succession", "stations_regionchange")
        ),
        migrations.RunSQL(
            REKEY_HISTORY, "DROP FUNCTION stations_rekey_history(regclass, text, bigint[], bigint)"
        ),
    ]
