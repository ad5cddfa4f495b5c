"""Titles and notices come under the line of jurisdictions; steps stay; a city's scoring table is read from below."""

from django.db import migrations

from kit.rowsecurity import HI, LO, AppendOnly, RowSecurity

TABLES = ("scoringtemplate", "titlecase", "titlescore", "advancedaward", "notice")
READ_FROM_BELOW = f"""
CREATE POLICY read_from_below ON stations_scoringtemplate FOR SELECT
    USING ({LO} >= scope_code AND {HI} <= scope_code + 100000000);
"""


class Migration(migrations.Migration):
    dependencies = [("stations", "0017_title_tables")]

    operations = [
        *(RowSecurity(f"stations_{table}") for table in TABLES),
        *(RowSecurity(f"stations_{table}event") for table in TABLES),
        migrations.RunSQL(READ_FROM_BELOW, "DROP POLICY read_from_below ON stations_scoringtemplate"),
        RowSecurity("stations_titlestep"),
        AppendOnly("stations_titlestep"),
    ]
