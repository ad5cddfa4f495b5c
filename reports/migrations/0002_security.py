"""The lines that the database holds itself: jurisdictions, and accepted returns that stay as they are."""

from django.db import migrations

from kit.rowsecurity import Frozen, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables"), ("stations", "0003_security")]

    operations = [
        RowSecurity("reports_return"),
        RowSecurity("reports_returnevent"),
        RowSecurity("reports_returnfigure"),
        RowSecurity("reports_returnfigureevent"),
        RowSecurity("reports_monthfigure"),
        RowSecurity("reports_monthprogress"),
        RowSecurity("reports_dirtystation"),
        Frozen("reports_return", "accepted_stays", condition="OLD.state = 'accepted'"),
        Frozen(
            "reports_returnfigure",
            "accepted_figures_stay",
            condition="EXISTS (SELECT 1 FROM reports_return WHERE id = OLD.report_id AND state = 'accepted')",
        ),
    ]
