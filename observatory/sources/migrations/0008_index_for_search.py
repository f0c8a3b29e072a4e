"""Index the sources and the terms that there are, in batches, each its own transaction."""

from django.contrib.postgres.search import SearchVectorField
from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Cast

from observatory.text.vectors import vector

_BATCH = 500


def _source(row):
    texts = [("A", text) for text in (row.title_en, row.title_zh_hans, row.original_title, row.key)]
    for person in row.contributors.all():
        texts += [("B", f"{person.given} {person.family}"), ("B", person.literal), ("B", person.original)]
    texts += [("B", row.doi), ("B", row.public_id), ("C", row.container_title), ("C", row.publisher)]
    return [*texts, ("D", row.as_printed), ("D", row.note_en), ("D", row.note_zh_hans)]


def _term(row):
    return [("A", row.term)]


def _rendering(row):
    return [("A", row.text), ("A", row.term.term)]


def index(apps, schema_editor):
    source, term, rendering = (apps.get_model("sources", name) for name in ("Source", "OfficialTerm", "Rendering"))
    for rows, texts in (
        (source.objects.prefetch_related("contributors"), _source),
        (term.objects.all(), _term),
        (rendering.objects.select_related("term"), _rendering),
    ):
        rows = rows.filter(search=None).order_by("pk")
        while found := list(rows[:_BATCH]):
            for row in found:
                row.search = Cast(Value(vector(texts(row))), SearchVectorField())
            rows.model.objects.bulk_update(found, ["search"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sources", "0007_search")]

    operations = [migrations.RunPython(index, migrations.RunPython.noop, elidable=True)]
