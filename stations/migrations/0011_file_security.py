"""Photos and documents of a place, and what became of them, are seen by whoever covers the place."""

from django.db import migrations

from kit.rowsecurity import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("stations", "0010_file_tables")]

    operations = [RowSecurity("stations_storedfile"), RowSecurity("stations_storedfileevent")]
