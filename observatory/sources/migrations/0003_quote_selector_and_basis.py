"""The quote of a citation as a selector, permanent IDs of citations, the basis of a verdict, rights of stored texts."""

from django.db import migrations, models
from django.db.models import Case, Value, When

from observatory.records.ids import new_public_id


def fill_in(apps, schema_editor):
    """Give each citation an ID, and each verdict the basis that it visibly has: its quote, else the reference."""
    Citation = apps.get_model("sources", "Citation")
    for some in batches(Citation.objects.order_by("pk").values_list("pk", flat=True)):
        rows = [Citation(pk=pk, public_id=new_public_id()) for pk in some]
        Citation.objects.bulk_update(rows, ["public_id"])
    rested_on = Case(When(quote="", then=Value("reference")), default=Value("passage"))
    Citation.objects.exclude(verdict="not_checked").update(basis=rested_on)


def batches(keys):
    keys = list(keys)
    return [keys[start : start + 1000] for start in range(0, len(keys), 1000)]


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_rules")]

    operations = [
        migrations.AddField("citation", "public_id", models.CharField("permanent ID", max_length=16, null=True)),
        migrations.AddField(
            "citation", "prefix", models.CharField("text before the quote", max_length=300, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "citation", "suffix", models.CharField("text after the quote", max_length=300, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "citation",
            "quoted_from",
            models.CharField(
                "quoted from",
                max_length=64,
                blank=True,
                default="",
                help_text="SHA-256 of the body that the quote was taken from.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "citation",
            "basis",
            models.CharField(
                "basis of the verdict",
                max_length=10,
                choices=[
                    ("passage", "passage read"),
                    ("reference", "printed reference"),
                    ("person", "word of a person"),
                ],
                blank=True,
                default="",
                help_text="Passage read: needs a quote. Printed reference: judged by title, date or URL, page not opened.",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "source",
            "rights",
            models.CharField(
                "stored text shown to readers",
                max_length=10,
                choices=[
                    ("whole", "full text"),
                    ("passages", "quoted passages with 300 characters around them"),
                    ("nothing", "nothing"),
                ],
                default="passages",
                help_text="What readers may see of the text that the observatory has stored.",
            ),
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop),
    ]
