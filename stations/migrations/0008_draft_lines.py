"""What the database holds of drafts itself: nobody publishes what he wrote, and what is finished stays as it was."""

from django.db import migrations

from kit.rowsecurity import Frozen

NO_AUTHOR_PUBLISHES = """
ALTER TABLE stations_policydraft ADD CONSTRAINT draft_author_does_not_publish
    CHECK (checked_by_id IS NULL OR checked_by_id <> ALL (authors)),
    ADD CONSTRAINT draft_maker_and_submitter_are_authors
    CHECK (maker_id = ANY (authors) AND (submitted_by_id IS NULL OR submitted_by_id = ANY (authors)));
"""


class Migration(migrations.Migration):
    dependencies = [("stations", "0007_draft_tables")]

    operations = [
        migrations.RunSQL(
            NO_AUTHOR_PUBLISHES,
            "ALTER TABLE stations_policydraft DROP CONSTRAINT draft_author_does_not_publish,"
            " DROP CONSTRAINT draft_maker_and_submitter_are_authors;",
        ),
        Frozen("stations_policydraft", "finished_stays", condition="OLD.state IN ('published', 'discarded')"),
    ]
