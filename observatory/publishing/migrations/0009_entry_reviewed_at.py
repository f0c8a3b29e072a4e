"""When a reviewer last published the working copy of a record; records without edits count as reviewed now."""

from django.db import migrations, models

_FILL_IN = """
UPDATE publishing_entry SET reviewed_at = now() FROM records_record
WHERE records_record.id = publishing_entry.record_id AND records_record.state = 'published'
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0008_source_rights"), ("records", "0003_survey_state")]

    operations = [
        migrations.AddField(
            "entry",
            "reviewed_at",
            models.DateTimeField(
                null=True,
                help_text="Last time that a reviewer published its working copy, even if nothing in it had changed.",
            ),
        ),
        migrations.RunSQL(_FILL_IN, migrations.RunSQL.noop),
    ]
