"""An index for the time at which a sighting ended last: pages that count sightings ask for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0009_files_that_are_not_read")]

    operations = [
        migrations.AddIndex(
            "sighting",
            models.Index(fields=["until"], condition=models.Q(until__isnull=False), name="sighting_ended"),
        ),
    ]
