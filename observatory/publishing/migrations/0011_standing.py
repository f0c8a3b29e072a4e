
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0010_words_of_names"),
        ("records", "0005_slug_leads_to_one_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "frozen",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="publishing.version",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("public_id", models.CharField(max_length=16)),
                ("kind", models.CharField(max_length=20)),
                ("slug", models.CharField(max_length=120)),
                ("title_en", models.CharField(blank=True, max_length=300)),
                ("title_zh_hans", models.CharField(blank=True, max_length=300)),
                ("original_title", models.CharField(blank=True, max_length=300)),
                ("subtype", models.CharField(blank=True, max_length=16)),
                ("date_from", models.DateField(null=True)),
                ("date_to", models.DateField(null=True)),
                ("dated", models.CharField(blank=True, default="", max_length=40)),
                (
                    "jurisdictions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                (
                    "themes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                (
                    "instrument_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                (
                    "source_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), default=list, size=None
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "ordering": ["-since", "-record"],
                "indexes": [
                    models.Index(
                        models.F("kind"),
                        models.OrderBy(models.F("date_from"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("record"), descending=True),
                        name="standing_kind_date",
                    ),
                    models.Index(
                        models.OrderBy(models.F("date_from"), descending=True, nulls_last=True),
                        models.OrderBy(models.F("record"), descending=True),
                        name="standing_date",
                    ),
                    models.Index(fields=["kind", "-since", "-record"], name="standing_kind_newest"),
                    models.Index(fields=["-since", "-record"], name="standing_newest"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["jurisdictions", "themes", "instrument_types", "fields"], name="standing_facets"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="standing_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("record",), name="standing_one_now"
                    ),
                ],
            },
        ),
    ]
