"""When beat and worker last did their work."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "process",
                    models.CharField(
                        choices=[("beat", "beat"), ("worker", "worker")],
                        max_length=8,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at", models.DateTimeField(db_default=Now())),
                ("host", models.CharField(blank=True, max_length=255)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(process__in=["beat", "worker"]), name="heartbeat_process_known"
                    )
                ]
            },
        )
    ]
