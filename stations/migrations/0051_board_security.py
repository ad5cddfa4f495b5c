"""What boards are read from comes under the line of jurisdictions."""

from django.db import migrations

from kit.rowsecurity import RowSecurity


class Migration(migrations.Migration):
    dependencies = [("stations", "0050_board_tables")]

    operations = [RowSecurity("stations_judgement"), RowSecurity("stations_tally")]
