"""Indexes by which readers find all sightings of a citation, those of earlier quotes too, and passages that changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0005_decisions")]

    operations = [
        migrations.AddIndex(
            "sighting", models.Index(fields=["citation_public_id", "selector"], name="sighting_of_citation")
        ),
        migrations.AddIndex(
            "sighting",
            models.Index(
                fields=["since"],
                condition=models.Q(state__in=["moved", "altered", "struck", "missing"]),
                name="sighting_of_changed",
            ),
        ),
    ]
