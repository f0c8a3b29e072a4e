import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0008_entry_kind_latest")]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=40)),
            ],
            options={
                "ordering": ["text", "pk"],
                "indexes": [
                    models.Index(fields=["text"], name="word_text"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["text"], name="word_alike", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
    ]
