"""What hangs on walls comes under the line of jurisdictions; texts and phones are read from below; the past stays."""

from django.db import migrations

from kit.rowsecurity import HI, LO, Frozen, RowSecurity

TABLES = ("posting", "walltext", "supervisionphone")
# What a place says for all below it is read there; written where it lies alone.
READ_FROM_BELOW = """
CREATE POLICY read_from_below ON {table} FOR SELECT USING ({lo} >= scope_code AND {hi} <= scope_code + span);
"""


class Migration(migrations.Migration):
    dependencies = [("stations", "0022_poster_tables")]

    operations = [
        *(RowSecurity(f"stations_{table}{event}") for table in TABLES for event in ("", "event")),
        *(
            migrations.RunSQL(
                READ_FROM_BELOW.format(table=table, lo=LO, hi=HI), f"DROP POLICY read_from_below ON {table}"
            )
            for table in ("stations_walltext", "stations_supervisionphone")
        ),
        # A sheet that was taken down goes with its station, and says what it said.
        Frozen(
            "stations_posting",
            "taken_down_stays",
            condition="OLD.taken_down_on IS NOT NULL",
            free=("region_id", "station_id"),
        ),
    ]
