"""Checklists come under the line of jurisdictions; a verdict stays once the visit is over, a closed case as it is."""

from django.db import migrations

from kit.rowsecurity import HI, LO, Frozen, RowSecurity

TABLES = ("claim", "inspectionround", "inspection", "finding", "rectification")
ROUND, INSPECTION, FINDING, RECTIFICATION = (f"stations_{table}" for table in TABLES[1:])
# A round of the district is read in its townships and villages; written where it lies alone.
READ_FROM_BELOW = f"""
CREATE POLICY read_from_below ON {ROUND} FOR SELECT USING ({LO} >= scope_code AND {HI} <= scope_end);
"""
VISIT_OVER = f"(SELECT state FROM {INSPECTION} WHERE id = {{row}}.inspection_id) <> 'planned'"  # noqa: S608  (constants above)
CASE_CLOSED = f"""(SELECT visit.state FROM {FINDING} AS found
    JOIN {INSPECTION} AS visit ON visit.id = found.inspection_id
    WHERE found.id = {{row}}.finding_id) = 'closed'"""  # noqa: S608  (constants above)


class Migration(migrations.Migration):
    dependencies = [("stations", "0019_checklist_tables")]

    operations = [
        *(RowSecurity(f"stations_{table}{event}") for table in TABLES for event in ("", "event")),
        migrations.RunSQL(READ_FROM_BELOW, f"DROP POLICY read_from_below ON {ROUND}"),
        Frozen(
            ROUND,
            "list_stays",
            condition=f"EXISTS (SELECT FROM {INSPECTION} WHERE round_id = OLD.id)",
            free=("name", "first_day", "last_day"),
        ),
        Frozen(INSPECTION, "closed_stays", condition="OLD.state = 'closed'"),
        Frozen(
            FINDING,
            "verdict_stays",
            condition=VISIT_OVER.format(row="OLD"),
            no_insert=VISIT_OVER.format(row="NEW"),
        ),
        Frozen(
            RECTIFICATION,
            "stays_with_case",
            condition=f"OLD.state = 'accepted' OR {CASE_CLOSED.format(row='OLD')}",
            no_insert=CASE_CLOSED.format(row="NEW"),
        ),
    ]
