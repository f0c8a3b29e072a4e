"""Check the rows of visits against the constraints of the migration before, while visits go on."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0007_outcomes_of_pages_without_text")]

    operations = [
        ValidateConstraint(model_name="check", name="check_outcome_known"),
        ValidateConstraint(model_name="watch", name="watch_outcome_known"),
    ]
