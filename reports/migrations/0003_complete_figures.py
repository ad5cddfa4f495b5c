"""An accepted return has all its figures: none may be added to it."""

from django.db import migrations

from kit.rowsecurity import Frozen


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_security")]

    operations = [
        Frozen(
            "reports_returnfigure",
            "accepted_figures_complete",
            condition="false",
            no_insert="EXISTS (SELECT 1 FROM reports_return WHERE id = NEW.report_id AND state = 'accepted')",
        ),
    ]
