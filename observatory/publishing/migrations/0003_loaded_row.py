from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_versions_are_append_only")]

    operations = [
        migrations.CreateModel(
            name="LoadedRow",
            fields=[
                (
                    "public_id",
                    models.CharField(max_length=16, primary_key=True, serialize=False, verbose_name="public id"),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("loaded_at", models.DateTimeField(auto_now=True, verbose_name="loaded")),
            ],
            options={
                "verbose_name": "loaded row",
                "verbose_name_plural": "loaded rows",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="loaded_row_has_a_digest"
                    )
                ],
            },
        ),
    ]
