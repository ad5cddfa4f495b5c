"""The devices of the stations and their history come under the line of jurisdictions."""

from django.db import migrations

from kit.rowsecurity import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("stations", "0013_premises_tables")]

    operations = [
        RowSecurity("stations_asset"),
        RowSecurity("stations_assetevent"),
    ]
