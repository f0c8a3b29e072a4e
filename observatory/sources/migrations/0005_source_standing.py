"""Whether a source is a primary one."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("sources", "0004_quote_selector_rules")]

    operations = [
        migrations.AddField(
            "source",
            "standing",
            models.CharField(
                "primary or secondary",
                max_length=10,
                choices=[("primary", "primary source"), ("secondary", "secondary source")],
                default="secondary",
                help_text=(
                    "Primary: issued by those whom it is cited for, such as a law, a notice of the ministry, a paper by"
                    " the authors of the model. Secondary: a report about them."
                ),
            ),
        ),
        migrations.AddConstraint(
            "source",
            models.CheckConstraint(condition=Q(standing__in=["primary", "secondary"]), name="source_standing_known"),
        ),
    ]
