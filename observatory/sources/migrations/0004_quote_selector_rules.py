"""The rules of the columns that 0003 filled in."""

from django.db import migrations, models
from django.db.models import Q

import observatory.records.ids


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_quote_selector_and_basis")]

    operations = [
        migrations.AlterField(
            "citation",
            "public_id",
            models.CharField(
                "permanent ID",
                max_length=16,
                unique=True,
                default=observatory.records.ids.new_public_id,
                editable=False,
            ),
        ),
        migrations.AddConstraint(
            "citation",
            models.CheckConstraint(
                condition=Q(basis__in=["", "passage", "reference", "person"]), name="citation_basis_known"
            ),
        ),
        migrations.AddConstraint(
            "citation",
            models.CheckConstraint(
                condition=(Q(verdict="not_checked") & Q(basis="")) | (~Q(verdict="not_checked") & ~Q(basis="")),
                name="citation_verdict_has_a_basis",
                violation_error_message="Say what the verdict is based on. Without a verdict there is no basis.",
            ),
        ),
        migrations.AddConstraint(
            "citation",
            models.CheckConstraint(
                condition=~Q(basis="passage") | ~Q(quote=""),
                name="citation_passage_is_quoted",
                violation_error_message="Quote the passage that was read, or choose another basis.",
            ),
        ),
        migrations.AddConstraint(
            "citation",
            models.CheckConstraint(
                condition=Q(quoted_from="") | Q(quoted_from__regex="^[0-9a-f]{64}$"), name="citation_quoted_from_form"
            ),
        ),
        migrations.AddConstraint(
            "source",
            models.CheckConstraint(
                condition=Q(rights__in=["whole", "passages", "nothing"]), name="source_rights_known"
            ),
        ),
    ]
