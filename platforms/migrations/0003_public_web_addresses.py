"""Websites pass the one check of addresses."""

from django.db import migrations

from observatory.records.fields import WebAddressField


class Migration(migrations.Migration):
    dependencies = [("platforms", "0002_hold_closed_lists")]

    operations = [
        migrations.AlterField(
            model_name="platform",
            name="website",
            field=WebAddressField(blank=True, max_length=500, verbose_name="website"),
        ),
    ]
