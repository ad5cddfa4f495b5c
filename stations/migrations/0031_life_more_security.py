"""The history follows many rows at once; a round that is read from below says how far; a parameter that an event made
goes with the event.
"""

from importlib import import_module

from django.db import migrations

from kit.roles import READER_ROLE
from kit.rowsecurity import DEMOLITION, HI, LO, Frozen

# As before, for many rows of a table with a code for each: inside the caller's own jurisdiction, from and to. By place
# only the history of rows that are gone is moved: that of living ones goes where they go.
REKEY_HISTORY = f"""
CREATE FUNCTION stations_rekey_history(
    history regclass, live regclass, key_column text, keys text[], codes bigint[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    lo bigint := {LO};
    hi bigint := {HI};
    key_type text;
    gone text := '';
BEGIN
    SELECT format_type(atttypid, NULL) INTO key_type FROM pg_attribute
        WHERE attrelid = history AND attname = key_column
            AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = history AND attname = 'pgh_obj_id');
    IF current_setting('role') = '{READER_ROLE}' OR key_type IS NULL OR key_column NOT IN ('region_id', 'pgh_obj_id')
        OR lo IS NULL OR hi IS NULL OR EXISTS (SELECT FROM unnest(codes) AS code WHERE code < lo OR code >= hi)
    THEN RAISE EXCEPTION '% is not re-keyed here', history USING ERRCODE = 'insufficient_privilege'; END IF;
    IF key_column = 'region_id' THEN
        gone := format(' AND NOT EXISTS (SELECT FROM %s AS row WHERE row.id = past.pgh_obj_id)', live);
    END IF;
    EXECUTE format(
        'UPDATE %s AS past SET scope_code = home.code'
        ' FROM unnest($1::text[]::%s[], $2) AS home(key, code)'
        ' WHERE past.%I = home.key AND past.scope_code <> home.code AND past.scope_code >= $3 AND past.scope_code < $4',
        history, key_type, key_column
    ) || gone USING keys, codes, lo, hi;
END $$;
"""  # noqa: S608  (constants of the kit)
DROP_OLD = "DROP FUNCTION stations_rekey_history(regclass, text, bigint[], bigint)"
DROP_NEW = "DROP FUNCTION stations_rekey_history(regclass, regclass, text, text[], bigint[])"
OLD_REKEY = import_module("stations.migrations.0016_life_security").REKEY_HISTORY
OLD_STAY = import_module("stations.migrations.0021_published_by_two").PARAMETERS_STAY

ROUND, INSPECTION = "stations_inspectionround", "stations_inspection"
IN_USE = f"EXISTS (SELECT FROM {INSPECTION} WHERE round_id = OLD.id)"
FREE = ("name", "first_day", "last_day")
DROP_LIST_STAYS = f"DROP TRIGGER list_stays ON {ROUND}; DROP FUNCTION {ROUND}_list_stays();"

PARAMETERS_STAY = f"""
CREATE OR REPLACE FUNCTION stations_parameters_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {DEMOLITION} THEN RETURN OLD; END IF;
    -- What an event in the life of regions has made goes when the event is undone.
    IF EXISTS (
        SELECT FROM stations_handedover AS made JOIN stations_reorganisation AS event ON event.id = made.event_id
        WHERE made."table" = 'stations.Parameter' AND made.row = OLD.id AND made.before IS NULL
            AND event.state = 'undone'
    ) THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'a parameter is ended or corrected, never taken away' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("stations", "0030_life_more_tables")]

    operations = [
        migrations.RunSQL(DROP_OLD, OLD_REKEY),
        migrations.RunSQL(REKEY_HISTORY, DROP_NEW),
        migrations.RunSQL(DROP_LIST_STAYS, Frozen(ROUND, "list_stays", condition=IN_USE, free=FREE).sql),
        Frozen(ROUND, "list_stays", condition=IN_USE, free=(*FREE, "scope_end")),
        migrations.RunSQL(
            PARAMETERS_STAY,
            OLD_STAY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").split("CREATE TRIGGER")[0],
        ),
    ]
