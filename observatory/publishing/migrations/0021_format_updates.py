from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0020_facets_in_the_row")]

    operations = [
        migrations.AlterField(
            model_name="version",
            name="action",
            field=models.CharField(
                choices=[("publish", "published"), ("withdraw", "withdrawn"), ("reshape", "format updated")],
                default="publish",
                max_length=8,
                verbose_name="action",
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="published_at",
            field=models.DateTimeField(
                help_text="Last time that its content was published or withdrawn by a person."
            ),
        ),
        migrations.RemoveConstraint(model_name="version", name="version_holds_what_was_published"),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("action__in", ["publish", "reshape"]),
                    ("document__isnull", False),
                    ("sha256__regex", "^[0-9a-f]{64}$"),
                )
                | models.Q(("action", "withdraw"), ("document__isnull", True), ("sha256", "")),
                name="version_holds_what_was_published",
            ),
        ),
    ]
