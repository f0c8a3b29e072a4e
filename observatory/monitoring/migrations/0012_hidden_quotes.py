"""Whether the words of a quote that was not found are in the page, hidden from its readers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0011_assignment")]

    operations = [
        migrations.AddField(
            "sighting",
            "hidden",
            models.BooleanField(default=False, db_default=False, verbose_name="hidden in the page"),
        ),
        migrations.AddConstraint(
            "sighting",
            models.CheckConstraint(
                condition=models.Q(hidden=False) | models.Q(state__in=["missing", "never_found"]),
                name="sighting_hidden_of_absent_only",
            ),
        ),
    ]
