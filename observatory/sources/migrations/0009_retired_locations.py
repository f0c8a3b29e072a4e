"""Locations can be retired: kept with all that was read there, not watched, not shown."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT

from observatory.records.web_addresses import refuse_web_address


class Migration(migrations.Migration):
    dependencies = [("sources", "0008_index_for_search")]

    operations = [
        migrations.AddField(
            model_name="location",
            name="retired_at",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="retired on"),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=Q(retired_at=None) | Q(monitored=False),
                name="location_retired_is_not_watched",
                violation_error_message="A retired location is not watched. Take it back, or leave it unwatched.",
            ),
        ),
        migrations.AlterField(
            model_name="location",
            name="url",
            field=models.CharField(
                blank=True,
                help_text="Exactly as it was given. Empty only for an attachment that was printed without one.",
                max_length=2000,
                validators=[refuse_web_address],
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="citation",
            name="location",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="citations",
                to="sources.location",
                verbose_name="read at",
            ),
        ),
    ]
