"""Websites pass the one check of addresses."""

from django.db import migrations

from observatory.records.fields import WebAddressField


class Migration(migrations.Migration):
    dependencies = [("records", "0005_slug_leads_to_one_record")]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="website",
            field=WebAddressField(blank=True, max_length=500, verbose_name="website"),
        ),
    ]
