"""Give every entry the number of the version that wrote it: the order of publications, whatever the clock said."""

from django.db import migrations, models

_FILL = """
UPDATE publishing_entry AS entry SET sequence = version.id FROM publishing_version AS version
WHERE version.record_id = entry.record_id AND version.number = entry.version
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0017_numbers_of_facets")]

    operations = [
        migrations.AddField("entry", "sequence", models.BigIntegerField(null=True)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            "entry",
            "sequence",
            models.BigIntegerField(
                help_text="Id of the Version that wrote this row. Publications commit in turn: a larger one came later."
            ),
        ),
        migrations.AddConstraint("entry", models.UniqueConstraint(fields=["sequence"], name="entry_sequence_once")),
    ]
