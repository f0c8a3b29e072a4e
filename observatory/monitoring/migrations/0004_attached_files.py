"""Snapshots of files that somebody attached: a file name and a person instead of a URL and an HTTP status."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def give_a_status(apps, schema_editor):
    """Before attachments, each snapshot had a status: 0 where there was no response."""
    apps.get_model("monitoring", "Snapshot").objects.filter(http_status=None).update(http_status=0)


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0003_sightings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="snapshot",
            options={
                "ordering": ["-taken_at", "-id"],
                "permissions": [
                    ("attach_file", "Can attach files to sources"),
                    ("download_body", "Can download stored files and pages"),
                ],
                "verbose_name": "snapshot",
                "verbose_name_plural": "snapshots",
            },
        ),
        migrations.AddField(
            model_name="snapshot",
            name="attached_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="attached by",
            ),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="file_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="file name"),
        ),
        migrations.AlterField(
            model_name="snapshot",
            name="http_status",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="HTTP status"),
        ),
        migrations.AlterField(
            model_name="snapshot",
            name="url",
            field=models.CharField(blank=True, max_length=4096, verbose_name="URL it was read from"),
        ),
        migrations.RunPython(migrations.RunPython.noop, give_a_status),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=(
                    (Q(file_name="", attached_by=None, http_status__isnull=False) & ~Q(url=""))
                    | (Q(url="", ip_address="", http_status=None) & ~Q(file_name=""))
                ),
                name="snapshot_fetched_or_attached",
            ),
        ),
    ]
