"""The lines that the database holds itself: jurisdictions, and money that stays once sent for approval."""

from django.db import migrations

from kit.rowsecurity import Frozen, RowSecurity

SHEET = "funding_workfundsheet"
LINE = "funding_workfundline"
STATE_OF_SHEET = "(SELECT state FROM funding_workfundsheet WHERE id"
# What the steps after drawing up write into a sheet; its content is none of it.
PAYMENT = ("state", "paid_by_id", "paid_at", "paid_on", "voucher", "version")
STEPS = (*PAYMENT, "submitted_at", "return_reason", "approved_by_id", "approved_at")
CLOSED = "IN ('submitted', 'approved', 'paid')"


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_tables")]

    operations = [
        RowSecurity("funding_villageaccount"),
        RowSecurity("funding_villageaccountevent"),
        RowSecurity(SHEET),
        RowSecurity(f"{SHEET}event"),
        RowSecurity(LINE),
        RowSecurity(f"{LINE}event"),
        Frozen(
            LINE,
            "frozen_with_sheet",
            condition=f"{STATE_OF_SHEET} = OLD.sheet_id) {CLOSED}",
            no_insert=f"{STATE_OF_SHEET} = NEW.sheet_id) {CLOSED}",
        ),
        Frozen(SHEET, "content_stays", condition=f"OLD.state {CLOSED}", free=STEPS),
        Frozen(SHEET, "approval_stays", condition="OLD.state = 'approved'", free=PAYMENT),
        Frozen(
            SHEET,
            "approved_is_only_paid",
            condition="OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'paid')",
        ),
        Frozen(SHEET, "paid_stays", condition="OLD.state = 'paid'"),
    ]
