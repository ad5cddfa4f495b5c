"""Figures entered by hand come under the line of jurisdictions; none is ever changed."""

from django.db import migrations

from kit.rowsecurity import AppendOnly, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("stations", "0070_target_tables")]

    operations = [
        RowSecurity("stations_targetentry"),
        RowSecurity("stations_targetentryevent"),
        AppendOnly("stations_targetentry"),
    ]
