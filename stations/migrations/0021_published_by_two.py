"""What the database holds of the library itself: the application publishes only what a second person has confirmed.

The files that ship are published by the owner, who installs them. A parameter is ended or corrected, never taken away.
"""

from django.db import migrations

from kit.roles import APP_ROLE
from kit.rowsecurity import DEMOLITION

PUBLISHED_BY_TWO = f"""
CREATE FUNCTION stations_published_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = '{APP_ROLE}' AND NOT EXISTS (
        SELECT FROM stations_policydraft
        WHERE published_id = NEW.id AND state = 'published' AND checked_by_id IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a policy document is published from a draft that a second person confirmed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER published_by_two AFTER INSERT ON stations_policydocument
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stations_published_by_two();
"""  # noqa: S608  (the role's name is ours)

PARAMETERS_STAY = f"""
CREATE FUNCTION stations_parameters_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {DEMOLITION} THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'a parameter is ended or corrected, never taken away' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER parameters_stay BEFORE DELETE ON stations_parameter
    FOR EACH ROW EXECUTE FUNCTION stations_parameters_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("stations", "0020_checklist_security")]

    operations = [
        migrations.RunSQL(
            PUBLISHED_BY_TWO,
            "DROP TRIGGER published_by_two ON stations_policydocument; DROP FUNCTION stations_published_by_two()",
        ),
        migrations.RunSQL(
            PARAMETERS_STAY,
            "DROP TRIGGER parameters_stay ON stations_parameter; DROP FUNCTION stations_parameters_stay()",
        ),
    ]
