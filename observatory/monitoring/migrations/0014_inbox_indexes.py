"""Indexes of what waits for a decision and of what was decided, made without locking the table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("monitoring", "0013_locations_follow_a_merge")]

    operations = [
        AddIndexConcurrently(
            model_name="affectedcitation",
            index=models.Index(
                fields=["change"],
                include=["citation", "state", "meaning_changed"],
                condition=models.Q(("decision", ""), models.Q(("state__in", ["present", "never_found"]), _negated=True)),
                name="affected_citation_undecided",
            ),
        ),
        AddIndexConcurrently(
            model_name="affectedcitation",
            index=models.Index(
                fields=["-decided_at"],
                include=["citation"],
                condition=models.Q(("decision", ""), _negated=True),
                name="affected_citation_decided",
            ),
        ),
    ]
