"""The lines that the database holds itself: jurisdictions, and confirmed assessments that stay."""

from django.db import migrations

from kit.rowsecurity import Frozen, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("staffing", "0001_tables")]

    operations = [
        RowSecurity("staffing_coordinator"),
        RowSecurity("staffing_coordinatorevent"),
        RowSecurity("staffing_engagement"),
        RowSecurity("staffing_engagementevent"),
        RowSecurity("staffing_villageassessment"),
        RowSecurity("staffing_villageassessmentevent"),
        Frozen("staffing_villageassessment", "confirmed_stays", condition="OLD.state = 'confirmed'"),
    ]
