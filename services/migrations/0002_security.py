"""The lines that the database holds itself: jurisdictions, a catalogue that is read from below, steps that stay."""

from django.db import migrations

from kit.rowsecurity import HI, LO, AppendOnly, RowSecurity

# A city's catalogue is read by all below it, and changed by the city alone: the wider policy is for SELECT only.
READ_FROM_BELOW = f"""
CREATE POLICY read_from_below ON services_serviceitem FOR SELECT
    USING ({LO} >= scope_code AND {HI} <= scope_code + 100000000);
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0001_tables"), ("stations", "0003_security")]

    operations = [
        RowSecurity("services_serviceitem"),
        migrations.RunSQL(READ_FROM_BELOW, "DROP POLICY read_from_below ON services_serviceitem"),
        RowSecurity("services_serviceitemevent"),
        RowSecurity("services_request"),
        RowSecurity("services_requestevent"),
        RowSecurity("services_requeststep"),
        AppendOnly("services_requeststep"),
    ]
